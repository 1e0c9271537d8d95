using CinemaCx.Simulators.Shared;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace CinemaCx.Simulators.WeCom;

/// <summary><c>/_sim/</c> of the WeCom side: the company's phones, and what goes wrong with them.</summary>
internal static class WeComHooks
{
    private const int UsualLimit = 100;

    public static void MapChats(IEndpointRouteBuilder sim, WeComSimulatorOptions options, ChatBook chats)
    {
        sim.MapGet("/company", () => SimJson.Ok(new { options.CorpId, options.AgentId, options.AgentName }));
        sim.MapGet("/members", () => SimJson.Ok(chats.All.Select(chat => chat.Member).ToList()));
        sim.MapPost("/members", (WeComMember member) =>
        {
            if (string.IsNullOrWhiteSpace(member.UserId) || member.UserId.Length > 64) return SimJson.Refuse(400, "bad-member", "userId must have 1 to 64 characters");
            chats.Put(member with { Name = member.Name ?? member.UserId });
            return Results.NoContent();
        });
        sim.MapGet("/chats", () => SimJson.Ok(chats.All.Select(ChatView.Summary).ToList()));

        // after: the version last seen; 204 when nothing has changed since.
        sim.MapGet("/chats/{userId}", (string userId, int? limit, long? after) => Of(chats, userId, chat =>
            after == chat.Version ? Results.NoContent() : SimJson.Ok(ChatView.Of(chat, limit ?? UsualLimit))));
        sim.MapDelete("/chats/{userId}", (string userId) => Of(chats, userId, chat =>
        {
            chat.Clear();
            return Results.NoContent();
        }));
    }

    public static void MapPhone(IEndpointRouteBuilder sim, ChatBook chats, Phone phone, CallbackSender sender, WeComSettings settings)
    {
        sim.MapPost("/press", async (PressWish wish, HttpContext http) => await ActAsync(chats, settings, wish.UserId, async chat =>
            await phone.PressAsync(chat, wish.TaskId ?? "", wish.Key ?? "", wish.Selected, wish.Flaw, http.RequestAborted) is { } delivery
                ? SimJson.Ok(delivery)
                : SimJson.Refuse(409, "not-pressable", $"no card {wish.TaskId} with a live button {wish.Key}")));
        sim.MapPost("/type", async (TypeWish wish, HttpContext http) => await ActAsync(chats, settings, wish.UserId, async chat =>
            string.IsNullOrEmpty(wish.Text)
                ? SimJson.Refuse(400, "no-text", "text is empty")
                : SimJson.Ok(await phone.TypeAsync(chat, wish.Text, wish.Flaw, http.RequestAborted))));
        sim.MapPost("/enter", async (EnterWish wish, HttpContext http) => await ActAsync(chats, settings, wish.UserId, async chat =>
            SimJson.Ok(await phone.EnterAsync(chat, http.RequestAborted))));
        sim.MapGet("/callbacks", (int? limit) => SimJson.Ok(sender.Latest.Take(limit ?? UsualLimit).ToList()));
        sim.MapPost("/callbacks/{number:long}/replay", async (long number, HttpContext http) =>
            sender.Latest.FirstOrDefault(delivery => delivery.Number == number) is not { } old
                ? SimJson.Refuse(404, "no-such-callback", $"no callback {number}")
                : await ActAsync(chats, settings, old.UserId, async chat => SimJson.Ok(await phone.RepeatAsync(chat, old, http.RequestAborted))));
        sim.MapPost("/verify-url", async (HttpContext http) => settings.CallbackUrl is null
            ? SimJson.Refuse(409, "no-callback-url", "callbackUrl is not set")
            : SimJson.Ok(await sender.VerifyAsync(http.RequestAborted)));
    }

    public static void MapSettings(IEndpointRouteBuilder sim, WeComSettings settings, Tokens tokens, Identities identities, ChatBook chats, TimeProvider time)
    {
        sim.MapPost("/tokens/expire", () => SimJson.Ok(new { touched = tokens.End(forgotten: false) }));
        sim.MapPost("/tokens/invalidate", () => SimJson.Ok(new { touched = tokens.End(forgotten: true) }));
        sim.MapPost("/oauth-codes", (EnterWish wish) => Of(chats, wish.UserId ?? "", chat =>
            SimJson.Ok(new { code = identities.Issue(chat.Member.UserId, time.GetUtcNow()) })));
        sim.MapGet("/settings", () => SimJson.Ok(settings));
        sim.MapPost("/settings", (WeComSettings.Wish wish) =>
        {
            if (wish.Fault() is { } fault) return SimJson.Refuse(400, "bad-setting", fault);
            settings.Apply(wish);
            return SimJson.Ok(settings);
        });
    }

    private static IResult Of(ChatBook chats, string userId, Func<Chat, IResult> act) =>
        chats.Find(userId) is { } chat ? act(chat) : SimJson.Refuse(404, "no-such-member", $"no member {userId}");

    private static async Task<IResult> ActAsync(ChatBook chats, WeComSettings settings, string? userId, Func<Chat, Task<IResult>> act)
    {
        if (chats.Find(userId ?? "") is not { } chat) return SimJson.Refuse(404, "no-such-member", $"no member {userId}");
        return settings.CallbackUrl is null ? SimJson.Refuse(409, "no-callback-url", "callbackUrl is not set") : await act(chat);
    }

    private sealed record PressWish(string? UserId, string? TaskId, string? Key, IReadOnlyList<string>? Selected, Flaw Flaw = Flaw.None);

    private sealed record TypeWish(string? UserId, string? Text, Flaw Flaw = Flaw.None);

    private sealed record EnterWish(string? UserId);
}
