using CinemaCx.Connectors.WeChat.Models;
using CinemaCx.Feedback;
using CinemaCx.Members;
using Microsoft.Extensions.Logging;

namespace CinemaCx.Connectors.WeChat;

/// <summary>
/// Feedback's port to WeChat's text check. The platform checks only what a known user wrote who was here within two hours; of anybody else nothing is
/// known, and her words stay unchecked.
/// </summary>
internal sealed class WeChatTextCheck(WechatApiClient client, AccessTokens tokens, Guests guests, ILogger<WeChatTextCheck> logger) : ITextCheck
{
    private const int LongestContent = 2_500;

    // Invalid openid; the user's last visit is too long ago.
    private static readonly int[] NotToBeChecked = [40003, 61010];

    public async Task<bool?> MayBeShownAsync(string? guestId, string comment, CancellationToken cancellation)
    {
        if (guestId is null || comment.Length > LongestContent || await guests.FindAsync(guestId, cancellation) is not { OpenId.Length: > 0 } guest) return null;
        var response = await tokens.CallAsync(
            token => client.ExecuteWxaMessageSecurityCheckAsync(
                new WxaMessageSecurityCheckRequest { AccessToken = token, Content = comment, OpenId = guest.OpenId }, cancellation), cancellation);
        if (NotToBeChecked.Contains(response.ErrorCode)) return null;
        if (!response.IsSuccessful())
            throw new WechatApiException($"WeChat did not check a text: status {response.GetRawStatus()}, code {response.ErrorCode}, {response.ErrorMessage}", response.ErrorCode);
        if (response.Result?.SuggestType == "risky") logger.LogInformation("WeChat finds a comment risky: label {Label}, trace {TraceId}", response.Result.Label, response.TraceId);
        return response.Result?.SuggestType switch
        {
            "pass" => true,
            "risky" => false,
            // "review": a person would have to decide, and until one does it is not shown.
            _ => null,
        };
    }
}
