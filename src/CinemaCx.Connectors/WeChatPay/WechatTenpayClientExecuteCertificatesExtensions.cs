using CinemaCx.Connectors.WeChatPay.Models;

namespace CinemaCx.Connectors.WeChatPay;

public static class WechatTenpayClientExecuteCertificatesExtensions
{
    /// <summary><c>GET /v3/certificates</c> (page "获取平台证书列表"). The client calls it by itself; this is for looking.</summary>
    public static Task<QueryCertificatesResponse> ExecuteQueryCertificatesAsync(
        this WechatTenpayClient client, QueryCertificatesRequest request, CancellationToken cancellationToken = default) =>
        client.SendFlurlRequestAsync<QueryCertificatesResponse>(client.CreateFlurlRequest(request, "certificates"), HttpMethod.Get, cancellationToken);
}
