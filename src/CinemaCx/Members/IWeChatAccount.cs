namespace CinemaCx.Members;

/// <summary>Port to the mini-program's platform account: who a guest is, and which phone number she lets us have.</summary>
public interface IWeChatAccount
{
    /// <summary>Exchanges the single-use code of <c>wx.login</c> (valid five minutes).</summary>
    /// <exception cref="Platform.Primitives.Refusal">
    /// 401 <c>login-code-invalid</c> (used, expired or made up), 403 <c>login-blocked</c> (platform calls the user high-risk),
    /// 429 <c>login-too-often</c>, 503 <c>wechat-unavailable</c>.
    /// </exception>
    Task<WeChatIdentity> ExchangeLoginCodeAsync(string code, CancellationToken cancellation);

    /// <summary>Exchanges the single-use code of the <c>getPhoneNumber</c> button for a number in E.164 form (<c>+8613800138000</c>).</summary>
    /// <exception cref="Platform.Primitives.Refusal">422 <c>phone-code-invalid</c>, 503 <c>wechat-unavailable</c>.</exception>
    Task<string> ExchangePhoneCodeAsync(string code, CancellationToken cancellation);
}

/// <param name="OpenId">The guest's id within this mini-program.</param>
/// <param name="UnionId">The guest's id across the owner's apps; absent when the mini-program is bound to no Open Platform account.</param>
/// <param name="SessionKey">Base64 of 16 bytes; it never leaves the server.</param>
public sealed record WeChatIdentity(string OpenId, string? UnionId, string SessionKey);
