using System.Globalization;
using CinemaCx.Tests.Support;
using Xunit;

namespace CinemaCx.Tests.Crashes;

/// <summary>Stories that measure seconds run alone.</summary>
[CollectionDefinition(nameof(Alone), DisableParallelization = true)]
public sealed class Alone;

/// <summary>Two staff doors deliver the alerts of one house. The one at work dies or freezes; the other has its work within three seconds.</summary>
[Collection(nameof(Alone))]
public sealed class TwoHousesShareOneDatabase(ITestOutputHelper output)
{
    private const int Rounds = 5;
    private static readonly TimeSpan AtMost = TimeSpan.FromSeconds(3);

    [Fact]
    public async Task Whether_the_working_one_dies_or_freezes_no_answer_waits_longer_than_three_seconds_and_no_card_is_seen_twice()
    {
        await using var house = await TwoBots.OpenAsync();
        var died = new List<TimeSpan>();
        for (var round = 0; round < Rounds; round++) died.AddRange(await OneDiesAsync(house, round));
        ShouldBeShort("killed", died);

        var froze = new List<TimeSpan>();
        for (var round = 0; round < Rounds; round++) froze.AddRange(await OneFreezesAsync(house, round));
        ShouldBeShort("frozen", froze);

        var (worker, caught) = await FreezeInATransactionAsync(house);
        var fresh = await house.Complaints.GiveAsync(house.Complaints.Hurt(house.ExitOf(1)));
        ShouldBeShort("frozen inside a transaction", [await house.WaitAsync(fresh, fresh.TakenAt), await house.WaitAsync(caught, fresh.TakenAt)]);
        await worker.ThawAsync();
        await house.ShouldAgreeAsync();
    }

    [Fact]
    public async Task With_each_guard_taken_away_it_waits_or_is_sent_twice()
    {
        await using var house = await TwoBots.OpenAsync(";Options=-c idle_in_transaction_session_timeout=0");
        // The frozen one keeps what it wrote to itself, and who would write the same waits for it.
        var (frozen, written) = await FreezeInATransactionAsync(house);
        await Task.Delay(AtMost + TimeSpan.FromSeconds(1));
        Assert.Empty(await house.Ledger.MessagesOfAsync(written));
        await frozen.ThawAsync();
        await house.ShouldAgreeAsync();

        // What the frozen one had in hand stays its own for a minute.
        var (worker, held, caught) = await house.CatchAsync(cinema: 0, answered: false);
        await worker.FreezeAsync();
        await house.Ledger.StretchLeasesAsync(TimeSpan.FromMinutes(1));
        var before = house.Carried.Count;
        await Task.Delay(AtMost + TimeSpan.FromSeconds(1));
        Assert.Equal(before, house.Carried.Count);
        await house.Ledger.StretchLeasesAsync(TimeSpan.Zero);

        // The platform recognises nothing: the other brings the card, and then the thawed one brings it too.
        foreach (var bot in house.Bots) bot.Lines.WeCom.IsForgetful = true;
        await house.WaitAsync(caught, caught.TakenAt);
        var seen = (await house.Platforms.LookAsync()).Count(c => c.Person == "lijing");
        held.Release();
        await worker.ThawAsync();
        await Cinema.EventuallyAsync(async () => (await house.Platforms.LookAsync()).Count(c => c.Person == "lijing") == seen + 1, "the second card");
    }

    private static async Task<List<TimeSpan>> OneDiesAsync(TwoBots house, int round)
    {
        // In turn: by either platform, before the card is there and after.
        var (worker, _, caught) = await house.CatchAsync(cinema: round % 2, answered: round % 4 >= 2);
        await worker.KillAsync();
        var died = TimeProvider.System.GetTimestamp();
        var fresh = await house.Complaints.GiveAsync(house.Complaints.Hurt(house.ExitOf(round % 2)));
        List<TimeSpan> waits = [await house.WaitAsync(fresh, fresh.TakenAt), await house.WaitAsync(caught, died)];
        await worker.StartAgainAsync();
        await house.WarmAsync(worker);
        return waits;
    }

    private static async Task<List<TimeSpan>> OneFreezesAsync(TwoBots house, int round)
    {
        var (worker, held, caught) = await house.CatchAsync(cinema: round % 2, answered: round % 4 >= 2);
        await worker.FreezeAsync();
        var froze = TimeProvider.System.GetTimestamp();
        var fresh = await house.Complaints.GiveAsync(house.Complaints.Hurt(house.ExitOf(round % 2)));
        List<TimeSpan> waits = [await house.WaitAsync(fresh, fresh.TakenAt), await house.WaitAsync(caught, froze)];
        // The other has brought it again, or for the first time; then the frozen one goes on where it stood.
        var other = house.Other(worker).Lines;
        await Cinema.EventuallyAsync(async () => (await house.Ledger.MessagesOfAsync(caught)).All(m => other.Carried.Any(c => c.Id == m.Id)), "the other took it over");
        held.Release();
        await worker.ThawAsync();
        await Task.Delay(300);
        return waits;
    }

    /// <summary>It has written a new case that nobody else may write, and waits for its statements' answer when it freezes.</summary>
    private static async Task<(Bot Worker, Complaint Caught)> FreezeInATransactionAsync(TwoBots house)
    {
        const string WrittenMeanwhile = "alert_messages";
        var table = await HeldTable.HoldAsync(house.Database, WrittenMeanwhile, readersToo: true);
        var caught = await house.Complaints.GiveAsync(house.Complaints.Hurt(house.ExitOf(0)));
        Bot? worker = null;
        await Cinema.EventuallyAsync(async () => (worker = await house.WhoOpensACaseAsync(andWaitsFor: WrittenMeanwhile)) is not null, "somebody opens the case");
        await worker!.FreezeAsync();
        await table.DisposeAsync();
        await Cinema.EventuallyAsync(() => house.IsIdleInATransactionAsync(worker), "it hears nothing more");
        return (worker, caught);
    }

    private void ShouldBeShort(string how, List<TimeSpan> waits)
    {
        output.WriteLine($"{how}: " + string.Join(" ", waits.Select(w => w.TotalSeconds.ToString("0.00", CultureInfo.InvariantCulture))) + " s");
        Assert.All(waits, wait => Assert.True(wait <= AtMost, $"{how}: {wait.TotalSeconds:0.00} s"));
    }
}
