using CinemaCx.Simulators.Shared;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;

namespace CinemaCx.Simulators.WeChat;

/// <summary><c>/_sim/</c> of messages: what a phone received, what its owner allows, and how fast the platform lets one send.</summary>
internal static class MessageHooks
{
    public static void Map(WebApplication app, WeChatSimulatorOptions options, GuestBook guests, MessageBook book, PushDesk push, TimeProvider time)
    {
        var sim = app.MapGroup("/_sim");
        sim.MapGet("/message-templates", () => SimJson.Ok(book.Templates.ToList()));
        sim.MapPost("/message-templates", (TemplateWish wish) =>
        {
            if (string.IsNullOrEmpty(wish.TemplateId) || wish.Keys is not { Count: > 0 }) return SimJson.Refuse(400, "bad-template", "templateId and keys");
            book.Define(new WeChatMessageTemplate(wish.AppId ?? options.AppId, wish.TemplateId, wish.Keys));
            return Results.NoContent();
        });

        // What wx.requestSubscribeMessage gives to its success callback, when she answers each question so.
        sim.MapPost("/subscriptions", (SubscribeWish wish) => Ask(options, guests, book, wish, happened => push.Tell(PushEvent.Answers(happened.AppId, happened.OpenId, time.GetUtcNow(), PushEvent.Popup, happened.Answers))));
        sim.MapPost("/subscriptions/bulk", (BulkWish wish) =>
        {
            foreach (var openId in wish.Openids ?? [])
            {
                guests.Know(wish.AppId ?? options.AppId, openId, null);
                for (var i = 0; i < (wish.Times ?? 1); i++) book.Grant(wish.AppId ?? options.AppId, openId, wish.TemplateId ?? "");
            }

            return Results.NoContent();
        });
        sim.MapPost("/subscriptions/revoke", (RevokeWish wish) =>
        {
            var (appId, openId, templateId) = (wish.AppId ?? options.AppId, wish.Openid ?? "", wish.TemplateId ?? "");
            book.Revoke(appId, openId, templateId);
            push.Tell(PushEvent.Answers(appId, openId, time.GetUtcNow(), PushEvent.Change, [KeyValuePair.Create(templateId, "reject")]));
            return Results.NoContent();
        });
        sim.MapGet("/subscriptions/{openid}", (string openid, string? appId) => SimJson.Ok(
            book.Templates.Where(t => t.AppId == (appId ?? options.AppId)).ToDictionary(t => t.TemplateId, t => book.Grants(t.AppId, openid, t.TemplateId), StringComparer.Ordinal)));
        sim.MapPost("/followers", (FollowWish wish) =>
        {
            if (string.IsNullOrEmpty(wish.Openid) || string.IsNullOrEmpty(wish.AppId)) return SimJson.Refuse(400, "bad-follower", "appId and openid");
            guests.Know(wish.AppId, wish.Openid, wish.Unionid);
            book.Follow(wish.AppId, wish.Openid, wish.Follows ?? true);
            return Results.NoContent();
        });
        MapPhones(app, book);
    }

    private static void MapPhones(WebApplication app, MessageBook book)
    {
        var sim = app.MapGroup("/_sim");
        sim.MapGet("/messages", (string? openid, string? appId, long? after) => SimJson.Ok(new
        {
            limited = book.Limited,
            messages = book.Shown.Where(m => (openid is null || m.OpenId == openid) && (appId is null || m.AppId == appId) && m.Number > (after ?? 0)).ToList(),
        }));
        sim.MapGet("/message-settings", () => SimJson.Ok(new { book.PerMinute, book.LatencyMs }));
        sim.MapPost("/message-settings", (SettingsWish wish) =>
        {
            if (wish.PerMinute is < 0 || wish.LatencyMs is < 0 or > 60_000) return SimJson.Refuse(400, "bad-setting", "perMinute from 0, latencyMs from 0 to 60000");
            (book.PerMinute, book.LatencyMs) = (wish.PerMinute ?? book.PerMinute, wish.LatencyMs ?? book.LatencyMs);
            return Results.NoContent();
        });
    }

    private static IResult Ask(WeChatSimulatorOptions options, GuestBook guests, MessageBook book, SubscribeWish wish, Action<Asked> tell)
    {
        var appId = wish.AppId ?? options.AppId;
        if (string.IsNullOrEmpty(wish.Openid) || wish.Answers is not { Count: > 0 }) return SimJson.Refuse(400, "bad-subscription", "openid and answers");
        if (wish.Answers.Count > 3) return SimJson.Ok(new Dictionary<string, string>(StringComparer.Ordinal) { ["errMsg"] = "requestSubscribeMessage:fail tmplIds length limit 3" });
        if (wish.Answers.Keys.FirstOrDefault(t => book.Template(appId, t) is null) is not null)
            return SimJson.Ok(new Dictionary<string, string>(StringComparer.Ordinal) { ["errMsg"] = "requestSubscribeMessage:fail No template data return, verify the template id exist" });
        guests.Know(appId, wish.Openid, null);
        foreach (var (template, answer) in wish.Answers)
        {
            if (answer == "accept") book.Grant(appId, wish.Openid, template);
            if (answer == "ban") book.Revoke(appId, wish.Openid, template);
        }

        // What is banned or filtered, no dialog showed.
        var shown = wish.Answers.Where(a => a.Value is "accept" or "reject").ToList();
        if (shown.Count > 0) tell(new Asked(appId, wish.Openid, shown));
        return SimJson.Ok(new Dictionary<string, string>(wish.Answers, StringComparer.Ordinal) { ["errMsg"] = "requestSubscribeMessage:ok" });
    }

    private sealed record Asked(string AppId, string OpenId, IReadOnlyList<KeyValuePair<string, string>> Answers);

    private sealed record TemplateWish(string? AppId, string? TemplateId, IReadOnlyList<string>? Keys);

    private sealed record SubscribeWish(string? AppId, string? Openid, IReadOnlyDictionary<string, string>? Answers);

    private sealed record BulkWish(string? AppId, IReadOnlyList<string>? Openids, string? TemplateId, int? Times);

    private sealed record RevokeWish(string? AppId, string? Openid, string? TemplateId);

    private sealed record FollowWish(string? AppId, string? Openid, string? Unionid, bool? Follows);

    private sealed record SettingsWish(int? PerMinute, int? LatencyMs);
}
