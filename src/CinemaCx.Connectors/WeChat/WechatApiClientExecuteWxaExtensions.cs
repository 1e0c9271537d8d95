using CinemaCx.Connectors.WeChat.Models;
using Flurl.Http;

namespace CinemaCx.Connectors.WeChat;

public static class WechatApiClientExecuteWxaExtensions
{
    /// <summary>
    /// <c>POST /wxa/business/getuserphonenumber</c> (page "手机号快速验证"): the number behind a code of the <c>getPhoneNumber</c> button. The code is
    /// single-use and lives five minutes. 40029 invalid or used, 45011 too often, -1 busy.
    /// </summary>
    public static Task<WxaBusinessGetUserPhoneNumberResponse> ExecuteWxaBusinessGetUserPhoneNumberAsync(
        this WechatApiClient client, WxaBusinessGetUserPhoneNumberRequest request, CancellationToken cancellationToken = default) =>
        client.SendFlurlRequestAsJsonAsync<WxaBusinessGetUserPhoneNumberResponse>(
            client.CreateFlurlRequest(request, "wxa", "business", "getuserphonenumber"), HttpMethod.Post, request, cancellationToken);

    /// <summary>
    /// <c>POST /wxa/msg_sec_check</c> (page "文本内容安全识别", version 2): what a text is about. 61010 when the user's last visit is more than two hours ago,
    /// 40003 unknown user, 44991 and 45009 too often, -1 busy. Takes about 400 ms.
    /// </summary>
    public static Task<WxaMessageSecurityCheckResponse> ExecuteWxaMessageSecurityCheckAsync(
        this WechatApiClient client, WxaMessageSecurityCheckRequest request, CancellationToken cancellationToken = default) =>
        client.SendFlurlRequestAsJsonAsync<WxaMessageSecurityCheckResponse>(
            client.CreateFlurlRequest(request, "wxa", "msg_sec_check"), HttpMethod.Post, request, cancellationToken);

    /// <summary><c>GET /wxa/checksession</c> (page "检验登录态"): whether a session key still holds. 87009 when it does not.</summary>
    public static Task<WxaCheckSessionResponse> ExecuteWxaCheckSessionAsync(
        this WechatApiClient client, WxaCheckSessionRequest request, CancellationToken cancellationToken = default)
    {
        var flurlRequest = client.CreateFlurlRequest(request, "wxa", "checksession")
            .SetQueryParam("openid", request.OpenId)
            .SetQueryParam("signature", request.Signature)
            .SetQueryParam("sig_method", request.SignMethod);
        return client.SendFlurlRequestAsync<WxaCheckSessionResponse>(flurlRequest, HttpMethod.Get, cancellationToken);
    }

    /// <summary><c>GET /wxa/resetusersessionkey</c> (page "重置登录态"): a new session key in the place of the old. 87009 when the old does not hold.</summary>
    public static Task<WxaResetUserSessionKeyResponse> ExecuteWxaResetUserSessionKeyAsync(
        this WechatApiClient client, WxaResetUserSessionKeyRequest request, CancellationToken cancellationToken = default)
    {
        var flurlRequest = client.CreateFlurlRequest(request, "wxa", "resetusersessionkey")
            .SetQueryParam("openid", request.OpenId)
            .SetQueryParam("signature", request.Signature)
            .SetQueryParam("sig_method", request.SignMethod);
        return client.SendFlurlRequestAsync<WxaResetUserSessionKeyResponse>(flurlRequest, HttpMethod.Get, cancellationToken);
    }
}
