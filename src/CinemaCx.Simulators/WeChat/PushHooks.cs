using CinemaCx.Simulators.Shared;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;

namespace CinemaCx.Simulators.WeChat;

/// <summary><c>/_sim/push</c>: where events go, how messages end, and events told by hand, late, twice or out of order.</summary>
internal static class PushHooks
{
    private const int UsualLimit = 100;

    public static void Map(WebApplication app, WeChatSimulatorOptions options, PushDesk desk, TimeProvider time)
    {
        var sim = app.MapGroup("/_sim/push");
        sim.MapGet("/", () => SimJson.Ok(new { targets = desk.Targets.Select(t => t with { Token = "", EncodingAesKey = "" }).ToList(), desk.DelayMs, desk.Times, hold = desk.Holds, desk.Held }));
        sim.MapPost("/", (TargetWish wish) =>
        {
            var target = new WeChatPushTarget(wish.AppId ?? options.AppId, wish.Url ?? "", wish.Token ?? "", wish.EncodingAesKey ?? "", wish.Mode, wish.Format);
            if (options.SecretOf(target.AppId) is null) return SimJson.Refuse(404, "no-such-app", $"no app {target.AppId}");
            if (wish.Url == "") desk.Remove(target.AppId);
            else if (target.Fault() is { } fault) return SimJson.Refuse(400, "bad-push", fault);
            else desk.Set(target);
            return Results.NoContent();
        });
        sim.MapPost("/settings", (SettingsWish wish) =>
        {
            if (wish.DelayMs is < 0 or > 600_000 || wish.Times is < 1 or > 64) return SimJson.Refuse(400, "bad-setting", "delayMs from 0 to 600000, times from 1 to 64");
            desk.Change(wish.DelayMs, wish.Times, wish.Hold);
            return Results.NoContent();
        });
        sim.MapPost("/ends", (EndWish wish) =>
        {
            if (string.IsNullOrEmpty(wish.Openid)) return SimJson.Refuse(400, "bad-end", "openid");
            desk.End(wish.AppId ?? options.AppId, wish.Openid, wish.ErrorCode is null && wish.Status is null ? null : new MessageEnd(wish.ErrorCode ?? "0", wish.ErrorStatus ?? "success", wish.Status ?? "success"));
            return Results.NoContent();
        });
        sim.MapPost("/release", async (ReleaseWish wish, HttpContext http) => SimJson.Ok(await desk.ReleaseAsync(wish.NewestFirst, Math.Clamp(wish.Times ?? 1, 1, 64), http.RequestAborted)));
        sim.MapPost("/events", async (EventWish wish, HttpContext http) => await ByHandAsync(options, desk, time, wish, http.RequestAborted));
        MapDeliveries(app, options, desk);
    }

    private static void MapDeliveries(WebApplication app, WeChatSimulatorOptions options, PushDesk desk)
    {
        var sim = app.MapGroup("/_sim/push");
        sim.MapPost("/verify", async (TargetWish wish, HttpContext http) => desk.Of(wish.AppId ?? options.AppId) is { } target
            ? SimJson.Ok(await desk.Sender.VerifyAsync(target, http.RequestAborted))
            : SimJson.Refuse(409, "no-push", "no address is registered"));
        sim.MapGet("/deliveries", (int? limit) => SimJson.Ok(desk.Sender.Latest.Take(limit ?? UsualLimit).ToList()));
        sim.MapPost("/deliveries/{number:long}/replay", async (long number, HttpContext http) => desk.Sender.Latest.FirstOrDefault(d => d.Number == number) is { } old
            ? SimJson.Ok(await desk.Sender.RepeatAsync(old, http.RequestAborted))
            : SimJson.Refuse(404, "no-such-push", $"no push {number}"));
    }

    /// <summary>Any event, at once, as often as wished; the answer says what became of each telling.</summary>
    private static async Task<IResult> ByHandAsync(WeChatSimulatorOptions options, PushDesk desk, TimeProvider time, EventWish wish, CancellationToken stop)
    {
        if (desk.Of(wish.AppId ?? options.AppId) is not { } target) return SimJson.Refuse(409, "no-push", "no address is registered");
        if (string.IsNullOrEmpty(wish.Openid) || string.IsNullOrEmpty(wish.Event)) return SimJson.Refuse(400, "bad-event", "openid and event");
        var at = time.GetUtcNow().AddSeconds(wish.SecondsAgo is { } ago ? -ago : 0);
        var happened = new PushEvent(
            target.AppId, wish.Openid, at, wish.Event, wish.Fields ?? new Dictionary<string, string>(StringComparer.Ordinal), wish.Items);
        var used = target with { Mode = wish.Mode ?? target.Mode, Format = wish.Format ?? target.Format, Url = wish.Url ?? target.Url };
        var told = Enumerable.Range(0, Math.Clamp(wish.Times ?? 1, 1, 64)).Select(_ => desk.Sender.SendAsync(used, happened, wish.Flaw, stop));
        return SimJson.Ok(await Task.WhenAll(told));
    }

    private sealed record TargetWish(string? AppId, string? Url, string? Token, string? EncodingAesKey, PushMode Mode = PushMode.Safe, PushFormat Format = PushFormat.Xml);

    private sealed record SettingsWish(int? DelayMs, int? Times, bool? Hold);

    private sealed record EndWish(string? AppId, string? Openid, string? ErrorCode, string? ErrorStatus, string? Status);

    private sealed record ReleaseWish(bool NewestFirst, int? Times);

    private sealed record EventWish(
        string? AppId, string? Openid, string? Event, IReadOnlyDictionary<string, string>? Fields, IReadOnlyList<IReadOnlyDictionary<string, string>>? Items,
        double? SecondsAgo, int? Times, PushMode? Mode, PushFormat? Format, string? Url, PushFlaw Flaw = PushFlaw.None);
}
