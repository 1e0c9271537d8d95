using CinemaCx.Connectors.Http;
using CinemaCx.Connectors.WeChat.Models;
using CinemaCx.Members;
using CinemaCx.Platform.Primitives;
using Microsoft.Extensions.Logging;

namespace CinemaCx.Connectors.WeChat;

/// <summary>The members' port to WeChat, on top of <see cref="WechatApiClient"/>.</summary>
internal sealed class WeChatAccount(WechatApiClient client, AccessTokens tokens, ILogger<WeChatAccount> logger) : IWeChatAccount
{
    private const int LongestCode = 512;

    public async Task<WeChatIdentity> ExchangeLoginCodeAsync(string code, CancellationToken cancellation)
    {
        if (string.IsNullOrWhiteSpace(code) || code.Length > LongestCode)
            throw LoginCodeInvalid();

        var response = await ReachAsync(() => Busy.RetryAsync(
            () => client.ExecuteSnsJsCode2SessionAsync(new SnsJsCode2SessionRequest { JsCode = code }, cancellation), cancellation));
        if (response.IsSuccessful() && response is { OpenId.Length: > 0, SessionKey.Length: > 0 })
            return new WeChatIdentity(response.OpenId, response.UnionId, response.SessionKey);

        throw response.ErrorCode switch
        {
            40029 or 40163 => LoginCodeInvalid(),
            40226 => new Refusal(403, "login-blocked", "微信暂时不允许此账号登录，请稍后再试或联系影院前台"),
            45011 => new Refusal(429, "login-too-often", "登录过于频繁，请一分钟后再试") { RetryAfter = TimeSpan.FromMinutes(1) },
            _ => Unexpected("sns/jscode2session", response),
        };
    }

    public async Task<string> ExchangePhoneCodeAsync(string code, CancellationToken cancellation)
    {
        if (string.IsNullOrWhiteSpace(code) || code.Length > LongestCode)
            throw PhoneCodeInvalid();

        var response = await ReachAsync(() => tokens.CallAsync(
            token => client.ExecuteWxaBusinessGetUserPhoneNumberAsync(
                new WxaBusinessGetUserPhoneNumberRequest { AccessToken = token, Code = code }, cancellation), cancellation));
        if (response.ErrorCode == 40029)
            throw PhoneCodeInvalid();
        if (!response.IsSuccessful() || response.PhoneInfo is not { } phone)
            throw Unexpected("wxa/business/getuserphonenumber", response);

        // A number given out for another mini-program is not one that this guest gave to us.
        if (phone.Watermark is { } mark && mark.AppId != client.Credentials.AppId)
            throw PhoneCodeInvalid();
        return InternationalForm(phone.CountryCode, phone.PurePhoneNumber) ?? throw Unexpected("wxa/business/getuserphonenumber", response);
    }

    private static string? InternationalForm(string countryCode, string number)
    {
        var digits = Digits(countryCode) + Digits(number);
        return Digits(countryCode).Length is >= 1 and <= 3 && digits.Length is >= 7 and <= 15 ? "+" + digits : null;
    }

    private static string Digits(string text) => string.Concat(text.Where(char.IsAsciiDigit));

    private async Task<T> ReachAsync<T>(Func<Task<T>> call)
    {
        try
        {
            return await call();
        }
        catch (CommonException e)
        {
            logger.LogWarning(e, "WeChat cannot be reached or gives no token");
            throw Unavailable();
        }
    }

    private Refusal Unexpected(string path, WechatApiResponse response)
    {
        // Busy and faults pass by themselves; any other code is ours to look into.
        var level = response.ErrorCode == -1 || response.GetRawStatus() >= 500 ? LogLevel.Warning : LogLevel.Error;
        logger.Log(level, "WeChat answered {Path} with status {Status}, code {ErrorCode}, {ErrorMessage}",
            path, response.GetRawStatus(), response.ErrorCode, response.ErrorMessage);
        return Unavailable();
    }

    private static Refusal LoginCodeInvalid() => new(401, "login-code-invalid", "登录凭证已失效，请重新登录");

    private static Refusal PhoneCodeInvalid() => new(422, "phone-code-invalid", "手机号授权已失效，请重新授权");

    private static Refusal Unavailable() =>
        new(503, "wechat-unavailable", "微信服务暂时不可用，请稍后再试") { RetryAfter = TimeSpan.FromSeconds(5) };
}
