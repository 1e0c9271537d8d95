using CinemaCx.Alerts;
using CinemaCx.Tests.Support;
using Xunit;

namespace CinemaCx.Tests.Crashes;

/// <summary>The five points of an alert's way, and the house dies at exactly each of them, with one answer for WeCom and one for DingTalk under way.</summary>
public sealed class KilledAtEachPoint
{
    [Theory, MemberData(nameof(Backings.All), MemberType = typeof(Backings))]
    public async Task Nothing_is_lost_and_nothing_seen_twice(string backing)
    {
        await using var evening = await DeadlyEvening.OpenAsync(backing);
        await BetweenAcceptAndCommitAsync(evening);
        await BetweenCommitAndClaimAsync(evening);
        await BetweenClaimAndCallAsync(evening);
        await BetweenCallAndRecordAsync(evening);
        await AfterTheRecordAsync(evening);

        await evening.Ledger.SettleAsync(30);
        Assert.Empty(evening.Complaints.Errors);
        await evening.Ledger.CasesShouldAgreeAsync(evening.Complaints.Taken);
        var (cards, unnamed) = await evening.Ledger.PhonesShouldAgreeAsync(evening.Complaints.Taken, await evening.Platforms.LookAsync(), [.. evening.Lines.Carried]);
        // WeCom names a message once; whoever was told its name is dead.
        Assert.Equal((10, 1), (cards, unnamed));
        Assert.Equal(0, (await evening.House.VerbAsync("audit")).ExitCode);
    }

    [Fact]
    public async Task Without_the_platforms_check_a_death_between_call_and_record_shows_the_card_twice()
    {
        await using var evening = await DeadlyEvening.OpenAsync(Backings.Embedded);
        evening.Lines.WeCom.IsForgetful = evening.Lines.DingTalk.IsForgetful = true;
        await BetweenCallAndRecordAsync(evening);

        await evening.Ledger.SettleAsync(30);
        var phones = await evening.Platforms.LookAsync();
        Assert.Equal(2, phones.Count(c => c.Person == "lijing"));
        Assert.Equal(2, phones.Count(c => c.Person == "zhoufang"));
    }

    [Fact]
    public async Task Without_the_news_in_the_same_transaction_a_death_after_the_commit_loses_the_answer()
    {
        await using var evening = await DeadlyEvening.OpenAsync(Backings.Embedded);
        await BetweenCommitAndClaimAsync(evening, forgetTheNews: true);

        await evening.Ledger.SettleAsync(30);
        await Assert.ThrowsAnyAsync<Exception>(() => evening.Ledger.CasesShouldAgreeAsync(evening.Complaints.Taken));
        Assert.NotEqual(0, (await evening.House.VerbAsync("audit")).ExitCode);
    }

    private static async Task BetweenAcceptAndCommitAsync(DeadlyEvening evening)
    {
        Task<Complaint[]> giving;
        await using (await HeldTable.HoldAsync(evening.Database, "answers"))
        {
            giving = Task.WhenAll(evening.Complaints.GiveAsync(evening.Complaints.Hurt(evening.ExitOf(0))), evening.Complaints.GiveAsync(evening.Complaints.Hurt(evening.ExitOf(1))));
            await Task.Delay(300);
            await evening.House.KillAsync();
            Assert.False(giving.IsCompleted);
        }

        Assert.Equal(0, await evening.Ledger.AnswersAsync());
        await evening.House.StartAndWaitAsync();
        foreach (var complaint in await giving) await DeliveredAsync(evening, complaint);
        Assert.True(evening.Complaints.Unanswered >= 2);
    }

    private static async Task BetweenCommitAndClaimAsync(DeadlyEvening evening, bool forgetTheNews = false)
    {
        await HeldTable.RefuseInsertsAsync(evening.Database, "case_voices");
        var complaints = await ComplainAsync(evening);
        await evening.House.KillAsync();
        await HeldTable.RefuseNoMoreAsync(evening.Database, "case_voices");
        Assert.Empty(await evening.Ledger.MessagesOfAsync(complaints[0]));
        if (forgetTheNews) await evening.Ledger.ForgetNewsAsync();
        await evening.House.StartAndWaitAsync();
        if (forgetTheNews) return;
        foreach (var complaint in complaints) await DeliveredAsync(evening, complaint);
    }

    private static async Task BetweenClaimAndCallAsync(DeadlyEvening evening)
    {
        var (complaints, before) = await HeldAsync(evening, answered: false);
        foreach (var complaint in complaints)
        {
            await DeliveredAsync(evening, complaint);
            Assert.NotNull((await evening.Ledger.MessagesOfAsync(complaint)).Single().MessageId);
        }

        Assert.Equal(before + 2, evening.Lines.Carried.Count());
    }

    private static async Task BetweenCallAndRecordAsync(DeadlyEvening evening)
    {
        var (complaints, before) = await HeldAsync(evening, answered: true);
        foreach (var complaint in complaints) await DeliveredAsync(evening, complaint);
        Assert.Equal(before + 2, evening.Lines.Carried.Count());
    }

    private static async Task AfterTheRecordAsync(DeadlyEvening evening)
    {
        // Each hop is done and written down, and its errand stands there still.
        await HeldTable.RefuseCrossingOutAsync(evening.Database, "'cases.open-case', 'alerts.raise', 'alerts.send-card'");
        var complaints = await ComplainAsync(evening);
        foreach (var complaint in complaints) await DeliveredAsync(evening, complaint);
        var before = evening.Lines.Carried.Count();
        await evening.House.KillAsync();
        await HeldTable.RefuseNoMoreAsync(evening.Database, "outbox");
        await evening.House.StartAndWaitAsync();
        await evening.Ledger.SettleAsync(30);
        Assert.Equal(before, evening.Lines.Carried.Count());
    }

    /// <summary>Kills the house while both platforms are being told a card.</summary>
    /// <returns>And how many cards had been carried when it died.</returns>
    private static async Task<(Complaint[] Complaints, int Carried)> HeldAsync(DeadlyEvening evening, bool answered)
    {
        HeldCall[] held = [evening.Lines.WeCom.HoldNext(answered), evening.Lines.DingTalk.HoldNext(answered)];
        var complaints = await ComplainAsync(evening);
        await Task.WhenAll(held.Select(h => h.Reached)).WaitAsync(TimeSpan.FromSeconds(30));
        await evening.House.KillAsync();
        foreach (var complaint in complaints) Assert.Equal(MessageState.Waiting, (await evening.Ledger.MessagesOfAsync(complaint)).Single().State);
        var carried = evening.Lines.Carried.Count();
        await evening.House.StartAndWaitAsync();
        return (complaints, carried);
    }

    private static Task<Complaint[]> ComplainAsync(DeadlyEvening evening) => Task.WhenAll(
        evening.Complaints.GiveAsync(evening.Complaints.Hurt(evening.ExitOf(0))),
        evening.Complaints.GiveAsync(evening.Complaints.Hurt(evening.ExitOf(1))));

    private static Task DeliveredAsync(DeadlyEvening evening, Complaint complaint) => Cinema.EventuallyAsync(
        async () => await evening.Ledger.MessagesOfAsync(complaint) is [{ State: MessageState.Delivered }], "the card is delivered", seconds: 30);
}
