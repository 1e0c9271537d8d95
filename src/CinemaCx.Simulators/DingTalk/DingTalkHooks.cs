using System.Text.Json;
using CinemaCx.Simulators.Shared;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace CinemaCx.Simulators.DingTalk;

/// <summary><c>/_sim/</c> of DingTalk: people, their phones, what they press and type.</summary>
internal static class DingTalkHooks
{
    // What the platform sends when somebody saves the address of a subscription.
    private const string CheckUrl = "{\"EventType\":\"check_url\"}";

    public static void Map(IEndpointRouteBuilder app, Phones phones, CardStore store, Teller teller, TimeProvider time)
    {
        var sim = app.MapGroup("/_sim");
        sim.MapPost("/members", (MemberWish wish) =>
        {
            if (string.IsNullOrWhiteSpace(wish.StaffId)) return SimJson.Refuse(400, "no-staff-id", "staffId is missing");
            var phone = phones.Know(wish.StaffId, wish.Name);
            phone.FlowControlled = wish.FlowControlled ?? phone.FlowControlled;
            phone.Outside = wish.Outside ?? phone.Outside;
            return SimJson.Ok(new { phone.StaffId, phone.Name, phone.FlowControlled, phone.Outside });
        });
        sim.MapGet("/chats", () => SimJson.Ok(new { chats = phones.All().Select(Line) }));
        sim.MapGet("/chats/{staffId}", (string staffId) => phones.Find(staffId) is { } phone
            ? SimJson.Ok(new { phone.StaffId, phone.Name, phone.Received, entries = phone.Entries().Select(e => Show(e, phone.StaffId)) })
            : Unknown(staffId));
        sim.MapPost("/press", (PressWish wish) => PressAsync(phones, store, teller, wish));
        sim.MapPost("/type", async (TypeWish wish, HttpRequest request) =>
        {
            if (phones.Find(wish.StaffId) is not { } phone) return Unknown(wish.StaffId);
            if (string.IsNullOrWhiteSpace(wish.Text)) return SimJson.Refuse(400, "no-text", "text is missing");
            var entry = phone.Add(time.GetUtcNow(), fromBot: false, "text", text: wish.Text.Trim());
            var told = await teller.TypeAsync(phone, wish.Text, $"{request.Scheme}://{request.Host}", wish.MsgId);
            entry.Told = told.Answered;
            return SimJson.Ok(new { told = told.Answered, told.Via, told.ElapsedMs, told.Failure });
        });
    }

    public static void MapPlatform(IEndpointRouteBuilder app, AppTokens tokens, Limits limits, StreamGateway gateway, Teller teller, EventPush events)
    {
        var sim = app.MapGroup("/_sim");
        sim.MapPost("/tokens/expire", () => SimJson.Ok(new { touched = tokens.Expire() ? 1 : 0 }));
        sim.MapGet("/settings", () => SimJson.Ok(Settings(limits, teller)));
        sim.MapPost("/settings", (SettingsWish wish) =>
        {
            limits.CallsPerSecond = wish.CallsPerSecond ?? limits.CallsPerSecond;
            limits.CallsPerMonth = wish.CallsPerMonth ?? limits.CallsPerMonth;
            limits.UsedThisMonth = wish.UsedThisMonth ?? limits.UsedThisMonth;
            teller.MessageMode = wish.MessageMode ?? teller.MessageMode;
            teller.MessageUrl = wish.MessageUrl ?? teller.MessageUrl;
            return SimJson.Ok(Settings(limits, teller));
        });
        sim.MapGet("/stream", () => SimJson.Ok(new
        {
            gateway.Opened,
            connections = gateway.Peers.Select(p => new { p.Id, p.Number, p.IsOpen, p.Told, topics = p.Topics.Order(StringComparer.Ordinal) }),
        }));
        sim.MapPost("/stream", async (StreamWish wish) => wish.Action switch
        {
            "disconnect" => SimJson.Ok(new { touched = await gateway.DisconnectAsync(wish.Connection) }),
            "drop" => SimJson.Ok(new { touched = gateway.Drop(wish.Connection) }),
            "ping" => SimJson.Ok(new { touched = await gateway.PingAsync(Teller.Patience) }),
            _ => SimJson.Refuse(400, "unknown-action", "action must be disconnect, drop or ping"),
        });
        sim.MapPost("/events", async (EventWish wish) =>
        {
            var failure = await events.SendAsync(wish.Event?.GetRawText() ?? CheckUrl, wish.Spoil);
            return SimJson.Ok(new { taken = failure is null, failure });
        });
    }

    private static async Task<IResult> PressAsync(Phones phones, CardStore store, Teller teller, PressWish wish)
    {
        if (phones.Find(wish.StaffId) is not { } phone) return Unknown(wish.StaffId);
        if (wish.OutTrackId is null || !store.Cards.TryGetValue(wish.OutTrackId, out var card) || !card.LiesBefore(phone.StaffId))
            return SimJson.Refuse(404, "no-such-card", "this card does not lie on that phone");
        var face = CardFace.Of(card.SeenBy(phone.StaffId));
        var button = face.Find(wish.ActionId ?? "");
        if (button is null && !wish.Force) return SimJson.Refuse(409, "no-such-button", "the card has no such button now");
        var told = button is null
            ? await teller.PressAsync(phone, card, wish.ActionId ?? "", wish.Params is { } given ? given : new { key = wish.ActionId })
            : await teller.PressAsync(phone, card, button.ActionId, face.Sent(button, Chosen(wish.Params, face)));
        return SimJson.Ok(new { answered = told.Answered, told.Via, told.ElapsedMs, told.Failure, answer = told.Answer, card = Face(card, phone.StaffId) });
    }

    private static string? Chosen(JsonElement? sent, CardFace face) =>
        sent is { ValueKind: JsonValueKind.Object } given ? given.Text("choice") ?? (face.Choice is { } choice ? given.Text(choice.Key) : null) : null;

    private static object Line(Phone phone)
    {
        var last = phone.Entries() is { Count: > 0 } entries ? entries[^1] : null;
        return new
        {
            phone.StaffId,
            phone.Name,
            phone.Outside,
            phone.Received,
            lastNumber = last?.Number ?? 0,
            lastAt = last?.At,
            last = last is null ? null : last.Card is { } card ? card.SeenBy(phone.StaffId).GetValueOrDefault("title", "[卡片]") : last.Title ?? last.Text,
        };
    }

    private static object Show(ChatEntry entry, string staffId) => new
    {
        entry.Number,
        entry.At,
        from = entry.FromBot ? "bot" : "me",
        entry.Kind,
        entry.Title,
        entry.Text,
        entry.Told,
        card = entry.Card is null ? null : Face(entry.Card, staffId),
    };

    private static object Face(Card card, string staffId)
    {
        var seen = card.SeenBy(staffId);
        var face = CardFace.Of(seen);
        return new { card.OutTrackId, card.TemplateId, callbackType = card.ByHttp ? "HTTP" : "STREAM", card.Updates, @params = seen, face.Buttons, face.Choice };
    }

    private static object Settings(Limits limits, Teller teller) => new
    {
        limits.CallsPerSecond,
        limits.CallsPerMonth,
        limits.UsedThisMonth,
        messageMode = teller.MessageMode.ToString(),
        teller.MessageUrl,
    };

    private static IResult Unknown(string? staffId) => SimJson.Refuse(404, "no-such-member", $"nobody is called {staffId}");

    private sealed record MemberWish(string? StaffId, string? Name, bool? FlowControlled, bool? Outside);

    private sealed record PressWish(string? StaffId, string? OutTrackId, string? ActionId, JsonElement? Params, bool Force);

    private sealed record TypeWish(string? StaffId, string? Text, string? MsgId);

    private sealed record SettingsWish(int? CallsPerSecond, int? CallsPerMonth, int? UsedThisMonth, DingTalkMessageMode? MessageMode, string? MessageUrl);

    private sealed record StreamWish(string? Action, int? Connection);

    private sealed record EventWish(JsonElement? Event, bool Spoil);
}
