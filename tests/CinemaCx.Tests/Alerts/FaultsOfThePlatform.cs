using System.Globalization;
using CinemaCx.Tests.Support;
using Xunit;

namespace CinemaCx.Tests.Alerts;

/// <summary>
/// Whatever a platform answers or does not answer: of twenty alerts twenty arrive, each is seen once, the first within two seconds after the platform is
/// well again, and its limits are never exceeded. All faults of a platform are gone through in one house, one after the other.
/// </summary>
public sealed class FaultsOfWeCom
{
    private const string Send = "/cgi-bin/message/send";
    private const string Token = "/cgi-bin/gettoken";

    private static readonly Trouble[] Troubles =
    [
        Code(Send, 40014), Code(Send, 42001), Code(Send, 41001), Code(Send, 45009), Code(Send, 45033), Code(Send, -1), Code(Send, 987654),
        Trouble.Of(Send, "http", status: 500), Trouble.Of(Send, "drop"), Trouble.Of(Send, "silence"), Trouble.Of(Send, "doneButSilent"), Trouble.Of(Send, "slow"),
        Code(Token, -1), Code(Token, 40001), Code(Token, 45009), Trouble.Of(Token, "http", status: 500), Trouble.Of(Token, "silence"),
        Trouble.Token("tokens/expire"), Trouble.Token("tokens/invalidate"),
    ];

    [Theory, MemberData(nameof(Backings.All), MemberType = typeof(Backings))]
    public async Task Twenty_of_twenty_arrive_once_through_every_fault(string backing)
    {
        await using var evening = await TroubledEvening.OpenAsync(backing, dingTalk: false);
        await Trouble.GoThroughAsync(evening, Troubles, TestContext.Current.TestOutputHelper);
    }

    [Theory, MemberData(nameof(Backings.All), MemberType = typeof(Backings))]
    public async Task More_than_a_minute_allows_waits_for_the_next_and_nothing_is_thrown_away(string backing)
    {
        await using var evening = await TroubledEvening.OpenAsync(backing, dingTalk: false);
        await evening.ComplainAsync(40);
        await Cinema.EventuallyAsync(async () => (await evening.CountAsync()).Received == 25, "the house stops before the platform does");
        await Cinema.EventuallyAsync(
            async () =>
            {
                evening.Cinema.FastForward(TimeSpan.FromSeconds(30));
                await Task.Delay(100);
                return await evening.DeliveredAsync() == 40;
            },
            "the others follow");
        Assert.Equal((40, 0), await evening.CountAsync());
    }

    [Theory, MemberData(nameof(Backings.All), MemberType = typeof(Backings))]
    public async Task Without_the_limiter_the_platform_throws_cards_away_and_nobody_knows(string backing)
    {
        await using var evening = await TroubledEvening.OpenAsync(backing, dingTalk: false, ("Alerts:WeComPerMinute", "1000"));
        await evening.ComplainAsync(40);
        await Cinema.EventuallyAsync(async () => await evening.DeliveredAsync() == 40, "the house believes that all are delivered");
        Assert.Equal((30, 10), await evening.CountAsync());
    }

    [Theory, MemberData(nameof(Backings.All), MemberType = typeof(Backings))]
    public async Task With_an_id_of_its_own_for_every_try_a_card_would_be_seen_twice(string backing) =>
        await Trouble.SeenTwiceAsync(backing, dingTalk: false, Send);

    [Fact]
    public async Task A_platform_that_wants_to_be_left_alone_is_asked_by_one_for_all()
    {
        await using var evening = await TroubledEvening.OpenAsync(Backings.Embedded, dingTalk: false);
        await evening.FaultAsync(new { path = Send, kind = "errcode", errcode = 45009, times = -1 });
        await evening.ComplainAsync(20);
        await Cinema.EventuallyAsync(async () => (await evening.CallsAsync()).Count > 0, "it says so");
        await Task.Delay(1000);
        var before = (await evening.CallsAsync()).Count;
        await Task.Delay(3000);
        Assert.InRange((await evening.CallsAsync()).Count - before, 1, 5);
    }

    private static Trouble Code(string path, int code) => Trouble.Of(path, "errcode", errcode: code);
}

/// <summary>The same at DingTalk.</summary>
public sealed class FaultsOfDingTalk
{
    private const string Send = "/v1.0/card/instances/createAndDeliver";
    private const string Token = "/v1.0/oauth2/accessToken";

    private static readonly Trouble[] Troubles =
    [
        Error(Send, 401, "InvalidAuthentication"), Error(Send, 400, "InvalidAuthentication"), Error(Send, 429, "Throttling"), Error(Send, 403, "Forbidden.AccessDenied.QpsLimitForAppkeyAndApi"),
        Error(Send, 400, "send.too.fast"), Error(Send, 503, "system.busy"), Error(Send, 500, "ServiceUnavailable"), Error(Send, 400, "nobody.knows.this"),
        Trouble.Of(Send, "http", status: 500), Trouble.Of(Send, "drop"), Trouble.Of(Send, "silence"), Trouble.Of(Send, "doneButSilent"), Trouble.Of(Send, "slow"),
        Error(Token, 400, "invalidClientIdOrSecret"), Error(Token, 503, "system.busy"), Trouble.Of(Token, "http", status: 500), Trouble.Of(Token, "silence"),
        Trouble.Token("tokens/expire"),
    ];

    [Theory, MemberData(nameof(Backings.All), MemberType = typeof(Backings))]
    public async Task Twenty_of_twenty_arrive_once_through_every_fault(string backing)
    {
        await using var evening = await TroubledEvening.OpenAsync(backing, dingTalk: true);
        await Trouble.GoThroughAsync(evening, Troubles, TestContext.Current.TestOutputHelper);
        // What the platform refused, it refused because it was told to.
        Assert.DoesNotContain(await evening.CallsAsync(), c => c is { Status: 403, Fault: null });
    }

    [Theory, MemberData(nameof(Backings.All), MemberType = typeof(Backings))]
    public async Task The_house_keeps_to_so_many_calls_a_second(string backing)
    {
        Assert.Equal(0, await RefusedAsync(backing));
    }

    [Fact]
    public async Task Without_its_pace_the_platform_refuses_some() => Assert.NotEqual(0, await RefusedAsync(Backings.Embedded, ("DingTalk:CallsPerSecond", "0")));

    [Theory, MemberData(nameof(Backings.All), MemberType = typeof(Backings))]
    public async Task With_an_id_of_its_own_for_every_try_a_card_would_be_seen_twice(string backing) =>
        await Trouble.SeenTwiceAsync(backing, dingTalk: true, Send);

    private static async Task<int> RefusedAsync(string backing, params (string, string?)[] settings)
    {
        await using var evening = await TroubledEvening.OpenAsync(backing, dingTalk: true, [("Alerts:DingTalkPerMinute", "1000"), .. settings]);
        await evening.HookAsync("settings", new { callsPerSecond = settings.Length == 0 ? 20 : 5 });
        await evening.ComplainAsync(40);
        await Cinema.EventuallyAsync(async () => await evening.DeliveredAsync() == 40, "all are delivered", seconds: 60);
        Assert.Equal(40, (await evening.CountAsync()).Received);
        return (await evening.CallsAsync()).Count(c => c.Status == 403);
    }

    private static Trouble Error(string path, int status, string code) => Trouble.Of(path, "error", status: status, code: code);
}

/// <summary>One way to misbehave.</summary>
/// <param name="Fault">For the simulator; null: <paramref name="Hook"/> does it.</param>
internal sealed record Trouble(string Name, object? Fault, string? Hook, string Kind)
{
    private const int Cards = 20;
    private static readonly TimeSpan Soon = TimeSpan.FromSeconds(2);

    public static Trouble Of(string path, string kind, int? errcode = null, int? status = null, string? code = null) => new(
        string.Create(CultureInfo.InvariantCulture, $"{path} {kind} {errcode}{status} {code}"),
        new { path, kind, errcode = errcode ?? 0, status = status ?? 0, code, message = "说明", ms = 150, seconds = 20, times = -1 }, null, kind);

    public static Trouble Token(string hook) => new(hook, null, hook, "token");

    public static async Task GoThroughAsync(TroubledEvening evening, IEnumerable<Trouble> troubles, ITestOutputHelper? output)
    {
        // A token in hand, as on any evening.
        await evening.ComplainAsync(1);
        await Cinema.EventuallyAsync(async () => await evening.DeliveredAsync() == 1, "a first card");
        var seen = 1;
        var late = new List<string>();
        foreach (var trouble in troubles)
        {
            var took = TimeSpan.MaxValue;
            // On a machine with other work a second may go by unseen: what is late twice is late.
            for (var round = 0; round < 2 && took > Soon; round++)
            {
                // Nothing of what went before counts against anybody's minute.
                evening.Cinema.FastForward(TimeSpan.FromSeconds(125));
                took = await trouble.HappensAsync(evening, seen);
                seen += Cards;
                output?.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{trouble.Name}: first after {took.TotalMilliseconds:f0} ms"));
            }

            if (took > Soon) late.Add($"{trouble.Name}: {took}");
        }

        var cards = await evening.CardsAsync();
        Assert.Equal((seen, 0), await evening.CountAsync());
        Assert.Equal(cards.Count, cards.Select(c => c.Id).Distinct().Count());
        Assert.Equal(cards.Count, cards.Select(c => c.Source).Distinct().Count());
        Assert.Empty(late);
    }

    /// <returns>How long after the end of the fault the first card came.</returns>
    private async Task<TimeSpan> HappensAsync(TroubledEvening evening, int before)
    {
        if (Hook is not null) await evening.HookAsync(Hook);
        // The token in hand would hide that none is to be had.
        if (Name.Contains("oken ", StringComparison.Ordinal)) await evening.HookAsync("tokens/expire");
        if (Fault is not null) await evening.FaultAsync(Fault);
        await evening.ComplainAsync(Cards);
        if (Fault is not null && Kind != "slow")
        {
            await Cinema.EventuallyAsync(async () => await evening.CountRowsAsync(CinemaCx.Alerts.MessageState.Waiting) == Cards, $"{Name}: all wait");
            if (Kind == "silence")
            {
                await Task.Delay(1600);
                evening.Cinema.FastForward(TimeSpan.FromSeconds(17));
                await Task.Delay(1400);
            }
            else if (Kind != "doneButSilent")
            {
                await Task.Delay(300);
            }

            if (Kind == "doneButSilent") await Cinema.EventuallyAsync(async () => (await evening.CountAsync()).Received > before, $"{Name}: some have arrived");
            else Assert.Equal(before, (await evening.CountAsync()).Received);
        }

        await evening.MendAsync();
        var mended = TimeProvider.System.GetTimestamp();
        await Cinema.EventuallyAsync(async () => (await evening.CountAsync()).Received > before, $"{Name}: the first arrives");
        var first = TimeProvider.System.GetElapsedTime(mended);
        await Cinema.EventuallyAsync(async () => await evening.DeliveredAsync() == before + Cards, $"{Name}: all {Cards} are delivered");
        Assert.Equal((before + Cards, 0), await evening.CountAsync());
        return first;
    }

    /// <summary>The platform takes a card and its answer is lost; the next try goes out under another id.</summary>
    public static async Task SeenTwiceAsync(string backing, bool dingTalk, string path)
    {
        await using var evening = await TroubledEvening.OpenAsync(backing, dingTalk);
        await evening.FaultAsync(new { path, kind = "doneButSilent", times = -1 });
        await evening.ComplainAsync(1);
        await Cinema.EventuallyAsync(async () => (await evening.CountAsync()).Received == 1, "she sees it");
        await Cinema.EventuallyAsync(async () => (await evening.CallsAsync()).Count >= 4, "it is tried again");
        Assert.Equal(1, (await evening.CountAsync()).Received);
        await evening.RenameTheWaitingCardAsync();
        await Cinema.EventuallyAsync(async () => (await evening.CountAsync()).Received == 2, "she sees it twice");
        Assert.Single((await evening.CardsAsync()).Select(c => c.Source).Distinct());
    }
}
