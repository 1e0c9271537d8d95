using System.Text.Json;
using CinemaCx.Messages;
using CinemaCx.Tests.Support;
using LinqToDB;
using LinqToDB.Async;

namespace CinemaCx.Tests.Messages;

/// <summary>A house that WeChat tells what happens, and the hooks by which a story decides when and how often.</summary>
internal sealed class PushScene(Cinema cinema, MessageScene scene)
{
    public const string Offer = MessageScene.Offer;

    public MessageScene Scene => scene;

    public static async Task<PushScene> OpenAsync(Cinema cinema)
    {
        var scene = await MessageStories.SceneAsync(cinema);
        await cinema.SimAsync(cinema.WeChatUrl, "push/settings", new { delayMs = 0 });
        return new PushScene(cinema, scene);
    }

    public Task HoldAsync() => cinema.SimAsync(cinema.WeChatUrl, "push/settings", new { hold = true });

    /// <summary>What was held back is told so often, all at once.</summary>
    /// <returns>Whether each telling was taken.</returns>
    public async Task<bool[]> ReleaseAsync(int times) =>
        [.. (await cinema.SimAsync(cinema.WeChatUrl, "push/release", new { times })).EnumerateArray().Select(d => d.GetProperty("taken").GetBoolean())];

    /// <returns>The status of the tellings' first tries, each that came once.</returns>
    public async Task<string> TellAsync(object happened) => StatusesOf(await cinema.SimAsync(cinema.WeChatUrl, "push/events", happened));

    /// <summary>A dialog's answer of hers, told by hand.</summary>
    public Task<string> TellAnswerAsync(string openId, string answer, int times = 1, double secondsAgo = 0, string @event = "subscribe_msg_popup_event") => TellAsync(new
    {
        openid = openId,
        @event,
        times,
        secondsAgo,
        items = Items(("TemplateId", Offer), ("SubscribeStatusString", answer), ("PopupScene", "0")),
    });

    /// <summary>What became of a message, told by hand.</summary>
    public Task<string> TellFateAsync(string openId, string messageId, string errorCode = "0", string errorStatus = "success", int times = 1) => TellAsync(new
    {
        openid = openId,
        @event = "subscribe_msg_sent_event",
        times,
        items = Items(("TemplateId", Offer), ("MsgID", messageId), ("ErrorCode", errorCode), ("ErrorStatus", errorStatus)),
    });

    public Task IsAsync(string messageId, GuestMessageState state) =>
        Cinema.EventuallyAsync(async () => (await scene.RowAsync(messageId)).State == state, $"{messageId} is {state}");

    public async Task<List<MessageCreditEventRow>> LedgerAsync(string guestId)
    {
        await using var db = scene.Database.Read();
        return await db.GetTable<MessageCreditEventRow>().Where(e => e.GuestId == guestId && e.PlatformTemplate == Offer && e.Scene != "test").OrderBy(e => e.HappenedAt).ToListAsync();
    }

    public async Task<long> FatesKeptAsync()
    {
        await using var db = scene.Database.Read();
        return await db.GetTable<MessageFateRow>().CountAsync();
    }

    /// <summary>A message that a sender has marked and not yet written down, sent under this name of the platform.</summary>
    public async Task<Func<Task>> MarkedAsync(string guestId, string messageId, string platformId)
    {
        var planned = await scene.PlannedAsync("hand", messageId, guestId, slot: 1);
        await scene.Service<MessageMarks>().MarkAsync("hand", [planned], TimeSpan.FromMinutes(5), TimeSpan.FromDays(7), CancellationToken.None);
        return () => scene.Service<MessageRecords>().WriteAsync("hand", [new CalledMessage(planned, new SendReceipt(SendOutcome.Sent, platformId))], CancellationToken.None);
    }

    /// <summary>One item under the platform's own names.</summary>
    public static Dictionary<string, string>[] Items(params (string Name, string Value)[] fields) => [fields.ToDictionary(f => f.Name, f => f.Value, StringComparer.Ordinal)];

    private static string StatusesOf(JsonElement told) => string.Join(' ', told.EnumerateArray().Select(d => d.GetProperty("tries")[0].GetProperty("status").GetInt32()).Distinct().Order());
}
