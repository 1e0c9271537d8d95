using CinemaCx.Connectors.WeChat.Models;
using Flurl.Http;

namespace CinemaCx.Connectors.WeChat;

public static class WechatApiClientExecuteSnsExtensions
{
    /// <summary>
    /// <c>GET /sns/jscode2session</c>: who sits behind a code of <c>wx.login</c> (page "小程序登录"). The code is single-use and lives five minutes.
    /// 40029 invalid or used, 40163 used, 40226 high-risk user, 45011 too often, -1 busy.
    /// </summary>
    public static Task<SnsJsCode2SessionResponse> ExecuteSnsJsCode2SessionAsync(
        this WechatApiClient client, SnsJsCode2SessionRequest request, CancellationToken cancellationToken = default)
    {
        var flurlRequest = client.CreateFlurlRequest(request, "sns", "jscode2session")
            .SetQueryParam("appid", client.Credentials.AppId)
            .SetQueryParam("secret", client.Credentials.AppSecret)
            .SetQueryParam("js_code", request.JsCode)
            .SetQueryParam("grant_type", request.GrantType);
        return client.SendFlurlRequestAsync<SnsJsCode2SessionResponse>(flurlRequest, HttpMethod.Get, cancellationToken);
    }
}
