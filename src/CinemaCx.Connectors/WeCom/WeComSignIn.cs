using CinemaCx.Connectors.Http;
using CinemaCx.Connectors.WeCom.Models;
using CinemaCx.Staff;
using Flurl;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace CinemaCx.Connectors.WeCom;

/// <summary>
/// Signing in by WeCom: inside the app by its OAuth link (page 91022), elsewhere by the login page with a QR code (page 98152). Both bring back a code for
/// <c>auth/getuserinfo</c>. The house's host must be the application's 可信域名 and its 授权登录 callback.
/// </summary>
internal sealed class WeComSignIn(WechatWorkClient client, WeComTokens tokens, IOptions<WeComOptions> options, ILogger<WeComSignIn> logger) : IStaffSignIn
{
    public string Channel => "wecom";

    public string Name => "企业微信";

    public bool IsOwnBrowser(string userAgent) => userAgent.Contains("wxwork", StringComparison.OrdinalIgnoreCase);

    public Uri AuthorizeUrl(Uri back, string state, bool inApp)
    {
        var account = options.Value;
        var page = inApp
            ? new Url(account.OAuthEndpoint.TrimEnd('/') + "/connect/oauth2/authorize")
                .SetQueryParams(new { appid = account.CorpId, redirect_uri = back.AbsoluteUri, response_type = "code", scope = "snsapi_base", state, agentid = account.AgentId })
            : new Url(account.LoginEndpoint.TrimEnd('/') + "/wwlogin/sso/login")
                .SetQueryParams(new { login_type = "CorpApp", appid = account.CorpId, agentid = account.AgentId, redirect_uri = back.AbsoluteUri, state });
        return new Uri(inApp ? page + "#wechat_redirect" : page.ToString());
    }

    public string? CodeOf(Func<string, string> query) => query("code") is { Length: > 0 and <= 512 } code ? code : null;

    public async Task<string?> WhoAsync(string code, CancellationToken cancellation)
    {
        try
        {
            var answer = await tokens.CallAsync(token => client.ExecuteCgibinAuthGetUserInfoAsync(new CgibinAuthGetUserInfoRequest { AccessToken = token, Code = code }, cancellation), cancellation);
            if (answer.IsSuccessful()) return string.IsNullOrEmpty(answer.UserId) ? null : answer.UserId;
            logger.LogWarning("WeCom did not say who signs in: code {Code}, {Message}", answer.ErrorCode, answer.ErrorMessage);
        }
        catch (CommonException e)
        {
            logger.LogWarning(e, "WeCom could not be asked who signs in");
        }

        return null;
    }
}
