using CinemaCx.Campaigns;
using CinemaCx.Messages;
using CinemaCx.Platform.Primitives;
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
}
