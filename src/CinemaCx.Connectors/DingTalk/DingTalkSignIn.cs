using CinemaCx.Connectors.Http;
using CinemaCx.Staff;
using Flurl;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace CinemaCx.Connectors.DingTalk;

/// <summary>
/// Signing in by DingTalk's login page (page "登录第三方网站"): inside the app it knows her already, elsewhere it shows a QR code. The code it brings back
/// becomes a token of hers, that her union id, and that her id in the organisation.
/// </summary>
internal sealed class DingTalkSignIn(DingTalkClient client, DingTalkTokens tokens, IOptions<DingTalkOptions> options, ILogger<DingTalkSignIn> logger) : IStaffSignIn
{
    public string Channel => "dingtalk";

    public string Name => "钉钉";

    public bool IsOwnBrowser(string userAgent) => userAgent.Contains("DingTalk", StringComparison.OrdinalIgnoreCase);

    public Uri AuthorizeUrl(Uri back, string state, bool inApp) => new Url(options.Value.LoginEndpoint.TrimEnd('/') + "/oauth2/auth")
        .SetQueryParams(new { redirect_uri = back.AbsoluteUri, response_type = "code", client_id = options.Value.AppKey, scope = "openid", state, prompt = "consent" }).ToUri();

    public string? CodeOf(Func<string, string> query) => query("authCode") is { Length: > 0 and <= 512 } code ? code : null;

    public async Task<string?> WhoAsync(string code, CancellationToken cancellation)
    {
        try
        {
            var hers = await client.GetUserTokenAsync(code, cancellation);
            if (!hers.IsSuccessful() || string.IsNullOrEmpty(hers.AccessToken)) return Nobody(hers);
            var she = await client.GetMyselfAsync(hers.AccessToken, cancellation);
            if (!she.IsSuccessful() || string.IsNullOrEmpty(she.UnionId)) return Nobody(she);
            var member = await tokens.CallAsync(token => client.GetUserByUnionIdAsync(she.UnionId, token, cancellation), cancellation);
            return member is { Status: 200, LegacyCode: 0, Result: { ContactType: 0, UserId: { Length: > 0 } id } } ? id : Nobody(member);
        }
        catch (CommonException e)
        {
            logger.LogWarning(e, "DingTalk could not be asked who signs in");
            return null;
        }
    }

    private string? Nobody(DingTalkResponse answer)
    {
        logger.LogWarning("DingTalk did not say who signs in: {Answer}", answer.Describe());
        return null;
    }
}
