using CinemaCx.Connectors.WeChat.Models;

namespace CinemaCx.Connectors.WeChat;

public static class WechatApiClientExecuteCgibinExtensions
{
    /// <summary>
    /// <c>POST /cgi-bin/stable_token</c> (page "获取稳定版接口调用凭据"): the same token while it is valid, however many instances ask. 40001, 40013 and
    /// 40125 wrong id or secret, 40164 address not in the white list, 45009 quota, -1 busy.
    /// </summary>
    public static Task<CgibinStableTokenResponse> ExecuteCgibinStableTokenAsync(
        this WechatApiClient client, CgibinStableTokenRequest request, CancellationToken cancellationToken = default)
    {
        request.AppId ??= client.Credentials.AppId;
        request.AppSecret ??= client.Credentials.AppSecret;
        return client.SendFlurlRequestAsJsonAsync<CgibinStableTokenResponse>(
            client.CreateFlurlRequest(request, "cgi-bin", "stable_token"), HttpMethod.Post, request, cancellationToken);
    }
}
