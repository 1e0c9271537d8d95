using CinemaCx.Campaigns;
using CinemaCx.Messages;
using CinemaCx.Platform.Data;
using CinemaCx.Platform.Events;
using CinemaCx.Platform.Primitives;
using CinemaCx.Tests.Races;
using CinemaCx.Tests.Support;
using Xunit;

namespace CinemaCx.Tests.Campaigns;

/// <summary>Stopping takes effect within a second, wherever the campaign is, and is for good.</summary>
public sealed class StoppedAtOnce
{
    [Theory, MemberData(nameof(Backings.All), MemberType = typeof(Backings))]
    public async Task A_second_after_it_was_stopped_no_phone_rings(string backing)
    {
        await using var cinema = await Cinema.OpenAsync(backing, ("Messages:MostInFlight", "4"));
        var marketing = await Marketing.OpenAsync(cinema);
        await marketing.SlowDownAsync(latencyMs: 100);
        await marketing.GuestsAsync(300);
        var id = await marketing.ScheduledAsync(Marketing.Terms());
        await marketing.StartAsync(id);
        await Cinema.EventuallyAsync(async () => (await marketing.PhonesAsync()).Count >= 10, "the first phones ring");

        await marketing.StopAsync(id);
        await Task.Delay(1000);
        var heard = (await marketing.PhonesAsync()).Count;
        await Task.Delay(1500);

        Assert.Equal(heard, (await marketing.PhonesAsync()).Count);
        Assert.InRange(heard, 10, 200);
        Assert.Equal(CampaignState.Stopped, (await marketing.RowAsync(id)).State);
        var counts = await cinema.Service<MessageQueries>().CountsAsync(id, CancellationToken.None);
        Assert.Equal(0, counts.GetValueOrDefault(GuestMessageState.Queued));
        Assert.True(counts[GuestMessageState.Dropped] > 50);
        // The timer comes by, and nothing begins again.
        await cinema.Service<RunCampaign>().HandleAsync(new CampaignDue(id), CancellationToken.None);
        await Task.Delay(500);
        Assert.Equal(heard, (await marketing.PhonesAsync()).Count);
        await marketing.BooksShouldBalanceAsync();
    }

    [Theory, MemberData(nameof(Backings.All), MemberType = typeof(Backings))]
    public async Task Whoever_takes_guests_in_while_it_is_stopped_comes_before_or_not_at_all(string backing)
    {
        await using var cinema = await Cinema.OpenAsync(backing);
        var marketing = await Marketing.OpenAsync(cinema);
        await marketing.GuestsAsync(200);
        var coupon = await marketing.CouponAsync();
        // Forty at a time with a coupon: the stop falls between.
        var id = await marketing.ScheduledAsync(Marketing.Terms(coupon: coupon));
        await marketing.StartAsync(id);
        await Cinema.EventuallyAsync(async () => (await marketing.RowAsync(id)).Enrolled > 0, "the first are taken in");

        await marketing.StopAsync(id);
        var enrolled = (await marketing.RowAsync(id)).Enrolled;
        await Task.Delay(1200);

        Assert.Equal(enrolled, (await marketing.RowAsync(id)).Enrolled);
        Assert.Equal(enrolled, (await marketing.EnrolledAsync(id)).Count);
        Assert.Equal("campaign-not-stoppable", (await Assert.ThrowsAsync<Refusal>(() => marketing.StopAsync(id))).Code);
        await marketing.BooksShouldBalanceAsync();
    }

    /// <summary>Who stopped is not asked when a message is marked, and what waits is not dropped.</summary>
    [Theory, MemberData(nameof(Backings.All), MemberType = typeof(Backings))]
    public async Task Without_the_hold_phones_go_on_ringing(string backing)
    {
        await using var cinema = await Cinema.OpenAsync(backing, ("Messages:MostInFlight", "4"));
        var marketing = await Marketing.OpenAsync(cinema);
        await marketing.SlowDownAsync(latencyMs: 100);
        await marketing.GuestsAsync(300);
        var id = await marketing.ScheduledAsync(Marketing.Terms());
        cinema.TakeOut(sql => sql
            .Replace("FROM message_holds h WHERE h.campaign_id =", "FROM message_holds h WHERE 1 = 0 AND h.campaign_id =", StringComparison.Ordinal)
            .Replace("SET state = 'dropped', reason = 'stopped', settled_at = @p", "SET reason = 'stopped', settled_at = 0 * @p", StringComparison.Ordinal));
        await marketing.StartAsync(id);
        await Cinema.EventuallyAsync(async () => (await marketing.PhonesAsync()).Count >= 10, "the first phones ring");

        await marketing.StopAsync(id);
        await Task.Delay(1000);
        var heard = (await marketing.PhonesAsync()).Count;
        await Cinema.EventuallyAsync(async () => (await marketing.PhonesAsync()).Count > heard + 10, "more phones ring");
        Assert.Equal(CampaignState.Stopped, (await marketing.RowAsync(id)).State);
    }

    [Theory, MemberData(nameof(Backings.All), MemberType = typeof(Backings))]
    public async Task Whoever_had_begun_to_take_guests_in_takes_nobody_after_the_stop(string backing)
    {
        await using var cinema = await Cinema.OpenAsync(backing);
        var marketing = await Marketing.OpenAsync(cinema);
        await marketing.GuestsAsync(60);
        Assert.Equal((0, "0"), await WalkAfterTheStopAsync(cinema, marketing));
        await marketing.BooksShouldBalanceAsync();
        // Where the count does not ask whether the campaign runs, it goes on behind the back of whoever stopped it.
        cinema.TakeOut(sql => sql.Replace("AND state = 'running' AND walked_to =", "AND walked_to =", StringComparison.Ordinal));
        var (enrolled, queued) = await WalkAfterTheStopAsync(cinema, marketing);
        Assert.NotEqual((0, "0"), (enrolled, queued));
        Assert.NotEqual("0", queued);
    }

    /// <summary>Many saw it running, and then it was stopped.</summary>
    private static async Task<(long Enrolled, string Queued)> WalkAfterTheStopAsync(Cinema cinema, Marketing marketing)
    {
        var id = await marketing.ScheduledAsync(Marketing.Terms(holdOut: 0));
        var script = new Script();
        script.Do($"UPDATE campaigns SET state = 'running', started_at = {cinema.Clock.GetUtcNow()} WHERE id = {id}");
        Outbox.Cancel(script, CampaignDue.TimerOf(id));
        await marketing.CommitAsync(script);
        var seen = await marketing.RowAsync(id);
        await marketing.StopAsync(id);

        var enrol = cinema.Service<EnrolGuests>();
        await Crowd.AtOnceAsync(Crowd.Size, async _ =>
        {
            await enrol.WalkAsync(seen, CancellationToken.None);
            return true;
        });
        var queued = await marketing.AskAsync($"SELECT COUNT(*) FROM guest_messages WHERE campaign_id = {id}");
        return ((await marketing.RowAsync(id)).Enrolled, queued[0]);
    }
}
