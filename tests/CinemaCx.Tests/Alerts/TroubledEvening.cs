using System.Text.Json;
using CinemaCx.Alerts;
using CinemaCx.Cases;
using CinemaCx.Platform.Data;
using CinemaCx.Staff;
using CinemaCx.Standalone;
using CinemaCx.Tests.Support;
using LinqToDB;
using LinqToDB.Async;
using Xunit;

namespace CinemaCx.Tests.Alerts;

/// <summary>An evening on which one chat platform misbehaves, and what Li Jing's phone there really got.</summary>
internal sealed class TroubledEvening(Cinema cinema, bool dingTalk) : IAsyncDisposable
{
    public const string Duty = "lijing";

    public Cinema Cinema => cinema;

    private string Platform => StandaloneHouse.UrlOf((dingTalk ? cinema.House.DingTalk : cinema.House.WeCom)!);

    private string SendPath => dingTalk ? "/v1.0/card/instances/createAndDeliver" : "/cgi-bin/message/send";

    public static async Task<TroubledEvening> OpenAsync(string backing, bool dingTalk, params (string Key, string? Value)[] settings)
    {
        (string, string?)[] order = dingTalk ? [("Alerts:Order:0", "DingTalk"), ("Alerts:Order:1", "WeCom")] : [];
        var cinema = await Evening.OpenAsync(backing, [("WeCom:Timeout", "1500"), ("DingTalk:Timeout", "1500"), .. order, .. settings]);
        cinema.ExpectErrors();
        // One step and no reminders: it is the platform that is looked at.
        await cinema.SetChainAsync(new AlertChain([new ChainStep(0, ChainTarget.Duty, ChainChannel.First)], RepeatSeconds: 864_000));
        return new TroubledEvening(cinema, dingTalk);
    }

    public ValueTask DisposeAsync() => cinema.DisposeAsync();

    public Task FaultAsync(object fault) => cinema.SimAsync(Platform, "faults", fault);

    public async Task MendAsync()
    {
        using var gone = await cinema.Http.DeleteAsync(Platform + "/_sim/faults");
        Assert.True(gone.IsSuccessStatusCode);
    }

    public Task HookAsync(string hook, object? body = null) => cinema.SimAsync(Platform, hook, body);

    /// <summary>So many guests, each with a case of her own.</summary>
    public async Task ComplainAsync(int guests)
    {
        var exit = await cinema.ExitAsync();
        await Task.WhenAll(Enumerable.Range(0, guests).Select(async i => (await cinema.AnswersAsync(exit, 1, $"有人受伤，第 {i} 位")).ShouldBe(201)));
    }

    /// <summary>Messages that really reached the phone; on WeCom also those thrown away.</summary>
    public async Task<(int Received, int Dropped)> CountAsync()
    {
        var all = JsonDocument.Parse(await cinema.Http.GetStringAsync(Platform + "/_sim/chats")).RootElement;
        var line = (dingTalk ? all.GetProperty("chats") : all).EnumerateArray().Single(c => c.GetProperty(dingTalk ? "staffId" : "userId").GetString() == Duty);
        return (line.GetProperty("received").GetInt32(), dingTalk ? 0 : line.GetProperty("dropped").GetInt32());
    }

    /// <summary>Ids and cases of the cards on the phone, oldest first, those taken back included.</summary>
    public async Task<IReadOnlyList<(string Id, string Source)>> CardsAsync()
    {
        if (dingTalk) return [.. (await new DingTalkPhone(cinema, Duty).CardsAsync()).Select(c => (c.Id, c.Source))];
        var chat = JsonDocument.Parse(await cinema.Http.GetStringAsync($"{Platform}/_sim/chats/{Duty}?limit=1000")).RootElement;
        return [.. chat.GetProperty("items").EnumerateArray()
            .Where(i => i.GetProperty("kind").GetString() == "card")
            .Select(i => (i.GetProperty("taskId").GetString()!, i.GetProperty("card").GetProperty("source").GetString()!))];
    }

    public Task<int> DeliveredAsync() => CountRowsAsync(MessageState.Delivered);

    public async Task<int> CountRowsAsync(MessageState state)
    {
        await using var db = cinema.Database.Read();
        return await db.GetTable<AlertMessageRow>().CountAsync(m => m.Person == Duty && m.State == state);
    }

    /// <summary>Calls that were to bring a card, newest first: the answer's status, and the fault that hit it.</summary>
    public async Task<IReadOnlyList<(int Status, string? Fault)>> CallsAsync()
    {
        var calls = JsonDocument.Parse(await cinema.Http.GetStringAsync($"{Platform}/_sim/calls?path={SendPath}&limit=2000")).RootElement.GetProperty("calls");
        return [.. calls.EnumerateArray().Select(c => (c.GetProperty("status").GetInt32(), c.TryGetProperty("fault", out var fault) ? fault.GetString() : null))];
    }

    /// <summary>A guard is taken away: every try of the one waiting card goes out under an id of its own.</summary>
    public async Task RenameTheWaitingCardAsync()
    {
        await using var db = cinema.Database.Read();
        var id = (await db.GetTable<AlertMessageRow>().FirstAsync(m => m.Person == Duty && m.State == MessageState.Waiting)).Id;
        await using var change = await cinema.Database.BeginAsync();
        var script = new Script();
        script.Do($"UPDATE alert_messages SET id = {id + "again"} WHERE id = {id}");
        script.Do($"UPDATE outbox SET payload = REPLACE(payload, {id}, {id + "again"}) WHERE id = {"send-" + id}");
        await change.CommitAsync(script);
    }
}

internal static class Chains
{
    public static async Task SetChainAsync(this Cinema cinema, AlertChain chain)
    {
        var (_, manager) = await cinema.StaffAsync(StaffRole.GeneralManager);
        await cinema.Service<AlertChains>().ReplaceAsync(CasePost.DutyManager, chain, manager, seen: null, CancellationToken.None);
    }
}
