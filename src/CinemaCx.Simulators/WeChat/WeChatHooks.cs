using CinemaCx.Simulators.Shared;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;

namespace CinemaCx.Simulators.WeChat;

/// <summary><c>/_sim/</c> of the WeChat side: codes as a phone would get them, and tokens that go bad.</summary>
internal static class WeChatHooks
{
    public static void Map(WebApplication app, WeChatSimulatorOptions options, TokenRegister tokens, GuestBook guests, TimeProvider time)
    {
        var sim = app.MapGroup("/_sim");
        sim.MapPost("/login-codes", (LoginWish? wish) => OfApp(options, wish?.AppId, appId =>
        {
            var guest = guests.Know(appId, wish?.Openid, wish?.Unionid);
            return SimJson.Ok(new { code = guests.IssueLogin(guest, wish?.Blocked ?? false), openid = guest.OpenId, unionid = guest.UnionId });
        }));
        sim.MapPost("/phone-codes", (PhoneWish wish) => OfApp(options, wish.AppId, appId => IssuePhone(options, guests, appId, wish)));
        sim.MapPost("/tokens/expire", (TokenWish? wish) => Touch(tokens, wish, pool => pool.Expire(time.GetUtcNow())));
        sim.MapPost("/tokens/invalidate", (TokenWish? wish) => Touch(tokens, wish, pool => pool.Invalidate()));
        sim.MapGet("/apps", () => SimJson.Ok(options.AppIds.ToList()));
    }

    /// <summary>Who opened the mini-program just now, and what the text check makes of which word.</summary>
    public static void MapChecks(WebApplication app, WeChatSimulatorOptions options, GuestBook guests, SecurityCheck check, TimeProvider time)
    {
        var sim = app.MapGroup("/_sim");
        sim.MapPost("/visits", (LoginWish wish) => OfApp(options, wish.AppId, appId =>
        {
            var guest = guests.Know(appId, wish.Openid, wish.Unionid);
            guest.SeenAt = time.GetUtcNow();
            return SimJson.Ok(new { openid = guest.OpenId });
        }));
        sim.MapPost("/text-verdicts", (VerdictWish wish) =>
        {
            if (string.IsNullOrEmpty(wish.Word) || wish.Suggest is not ("risky" or "review" or "pass")) return SimJson.Refuse(400, "bad-verdict", "word, and suggest: risky, review or pass");
            check.Teach(wish.Word, new TextVerdict(wish.Suggest, wish.Label ?? (wish.Suggest == "pass" ? 100 : 21000)));
            return Results.NoContent();
        });
    }

    private static IResult OfApp(WeChatSimulatorOptions options, string? asked, Func<string, IResult> act)
    {
        var appId = asked ?? options.AppId;
        return options.SecretOf(appId) is null ? SimJson.Refuse(404, "no-such-app", $"no app {appId}") : act(appId);
    }

    private static IResult IssuePhone(WeChatSimulatorOptions options, GuestBook guests, string appId, PhoneWish wish)
    {
        var country = wish.CountryCode ?? "86";
        if (string.IsNullOrEmpty(wish.PhoneNumber) || !wish.PhoneNumber.All(char.IsAsciiDigit) || country.Length is 0 or > 4 || !country.All(char.IsAsciiDigit))
            return SimJson.Refuse(400, "bad-number", "phoneNumber and countryCode must be digits");
        return SimJson.Ok(new { code = guests.IssuePhone(appId, wish.PhoneNumber, country, wish.CountryCodeAsNumber ?? options.CountryCodeAsNumber) });
    }

    private static IResult Touch(TokenRegister tokens, TokenWish? wish, Action<TokenPool> act)
    {
        if (wish?.Pool is not (null or "stable" or "legacy")) return SimJson.Refuse(400, "unknown-pool", "pool must be stable or legacy");
        var pools = tokens.Pools(wish?.AppId, wish?.Pool).ToList();
        pools.ForEach(act);
        return SimJson.Ok(new { touched = pools.Count });
    }

    private sealed record LoginWish(string? AppId, string? Openid, string? Unionid, bool Blocked);

    private sealed record PhoneWish(string? AppId, string? PhoneNumber, string? CountryCode, bool? CountryCodeAsNumber);

    private sealed record VerdictWish(string? Word, string? Suggest, int? Label);

    private sealed record TokenWish(string? AppId, string? Pool);
}
