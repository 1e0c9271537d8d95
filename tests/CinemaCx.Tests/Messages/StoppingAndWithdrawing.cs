using CinemaCx.Messages;
using CinemaCx.Tests.Races;
using CinemaCx.Tests.Support;
using Xunit;

namespace CinemaCx.Tests.Messages;

/// <summary>A word stops what is on its way, at once.</summary>
public sealed class StoppingAndWithdrawing
{
    private const int Guests = 160;

    [Theory, MemberData(nameof(Backings.All), MemberType = typeof(Backings))]
    public async Task Who_withdraws_while_it_is_sent_gets_nothing_afterwards(string backing)
    {
        await using var cinema = await Cinema.OpenAsync(backing, ("Messages:SubscribePerMinute", "3600"));
        var scene = await MessageStories.SceneAsync(cinema);
        var (late, dropped) = await WithdrawAsync(cinema, scene, "fair");
        Assert.Equal(0, late);
        Assert.InRange(dropped, 1, Guests - 1);
        await cinema.BooksShouldBalanceAsync();
        // With neither the queue emptied nor consent asked for again, it goes on as if she had said nothing.
        cinema.TakeOut(sql => sql.Replace("SET state = 'dropped', reason = 'consent-withdrawn'", "SET reason = 'consent-withdrawn'", StringComparison.Ordinal).Replace("settled_at = @p", "settled_at = 0 * @p", StringComparison.Ordinal)
            .Replace("c.granted = 1", "c.granted >= 0", StringComparison.Ordinal));
        Assert.True((await WithdrawAsync(cinema, scene, "deaf")).Late > 0);
    }

    [Theory, MemberData(nameof(Backings.All), MemberType = typeof(Backings))]
    public async Task A_held_campaign_stands_still_within_a_second_and_goes_on_where_it_stood(string backing)
    {
        await using var cinema = await Cinema.OpenAsync(backing, ("Messages:SubscribePerMinute", "3600"));
        var scene = await MessageStories.SceneAsync(cinema);
        var (guests, stop, queries) = (await scene.GuestsAsync(Guests), scene.Service<StopMessages>(), scene.Service<MessageQueries>());
        await scene.QueueAsync("offer", MessageScene.OfferValues, guests, "stopped");
        await Cinema.EventuallyAsync(async () => (await scene.ShownAsync()).Count > 20, "it is under way");
        await stop.HoldAsync("stopped", by: null, CancellationToken.None);
        await Task.Delay(500);
        var then = (await scene.ShownAsync()).Count;
        await Task.Delay(1_000);
        Assert.Equal(then, (await scene.ShownAsync()).Count);
        var progress = await queries.ProgressAsync("stopped", CancellationToken.None);
        Assert.True(progress.IsHeld);
        Assert.Equal((Guests, Guests - then), (progress.Total, progress.Left));
        Assert.Null(progress.EndsAt);

        await stop.ReleaseAsync("stopped", CancellationToken.None);
        await Cinema.EventuallyAsync(async () => (await queries.ProgressAsync("stopped", CancellationToken.None)) is { EndsAt: not null, PerMinute: > 0 } || (await scene.ShownAsync()).Count == Guests, "it goes on");
        await Cinema.EventuallyAsync(async () => (await scene.ShownAsync()).Count > then + 10, "it goes on");
        var dropped = await stop.DropAsync("stopped", by: null, CancellationToken.None);
        await MessageStories.SettledAsync(scene, "stopped");
        var shown = await scene.ShownAsync();
        Assert.All(shown.Values, times => Assert.Equal(1, times));
        Assert.Equal(Guests, shown.Count + dropped);
        await cinema.BooksShouldBalanceAsync();
    }

    /// <returns>How many were told after their withdrawal had found their message waiting; how many were dropped.</returns>
    private static async Task<(int Late, int Dropped)> WithdrawAsync(Cinema cinema, MessageScene scene, string campaign)
    {
        var guests = await scene.GuestsAsync(Guests);
        await scene.QueueAsync("offer", MessageScene.OfferValues, guests, campaign);
        await Cinema.EventuallyAsync(async () => (await scene.RowsAsync(campaign)).Count(r => r.State == GuestMessageState.Sent) > 15, "it is under way");
        var consents = scene.Service<GuestConsents>();
        var still = new System.Collections.Concurrent.ConcurrentBag<string>();
        await Crowd.AtOnceAsync(Crowd.Size, async n =>
        {
            foreach (var guest in guests.Where((_, i) => i % Crowd.Size == n))
            {
                await consents.SetAsync(guest, new Dictionary<DataPurpose, bool> { [DataPurpose.Marketing] = false }, "test", CancellationToken.None);
                // Whatever was not marked by now must never be.
                if ((await scene.RowAsync($"{campaign}-offer-{guest}")).State is GuestMessageState.Queued or GuestMessageState.Dropped) still.Add(guest);
            }

            return true;
        });
        await MessageStories.SettledAsync(scene, campaign);
        var shown = await scene.ShownAsync();
        return (still.Count(shown.ContainsKey), (await scene.RowsAsync(campaign)).Count(r => r.State == GuestMessageState.Dropped));
    }
}
