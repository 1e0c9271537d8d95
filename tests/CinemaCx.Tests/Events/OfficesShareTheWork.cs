using CinemaCx.Platform.Events;
using CinemaCx.Tests.Support;
using Xunit;

namespace CinemaCx.Tests.Events;

public sealed class OfficesShareTheWork
{
    private const int Parcels = 160;

    [Theory, MemberData(nameof(Backings.All), MemberType = typeof(Backings))]
    public async Task Four_offices_bring_every_parcel_once_and_each_brings_some(string backing)
    {
        await using var post = await Post.OpenAsync(backing);
        await DeliverAsync(post, guard: null);

        Assert.Equal(2 * Parcels, post.Deliveries.All.Count);
        Assert.Equal(2 * Parcels, post.Deliveries.All.Select(d => (d.To, d.Content)).Distinct().Count());
        Assert.True(post.Deliveries.All.Select(d => d.By).Distinct().Count() > 1, "one office did all the work");
    }

    [Theory, MemberData(nameof(Backings.All), MemberType = typeof(Backings))]
    public async Task Without_the_lease_some_would_come_twice(string backing)
    {
        await using var post = await Post.OpenAsync(backing);
        await DeliverAsync(post, sql => sql.Replace("AND lease_until <= @now", "", StringComparison.Ordinal));
        Assert.True(post.Deliveries.All.Count > 2 * Parcels);
    }

    [Theory, MemberData(nameof(Backings.All), MemberType = typeof(Backings))]
    public async Task What_a_dead_office_had_in_hand_is_brought_by_another_when_its_lease_is_over(string backing)
    {
        await using var post = await Post.OpenAsync(backing);
        var never = new TaskCompletionSource<Delivery>();
        post.Deliveries.AtTheDoor = (to, _, before) => to == "sleeper" && before == 0 ? never.Task : Task.FromResult(Delivery.Done);
        var (dead, living) = (post.Office("dead"), post.Office("living"));
        await dead.ScheduleAsync(("alarm", post.Clock.GetUtcNow()));
        await dead.OpenAsync();
        await post.ArrivesAsync(1);

        await living.OpenAsync();
        await Post.AWhileAsync();
        Assert.Equal(["dead"], post.Deliveries.All.Select(d => d.By));

        // Within this time somebody whose money was taken must be helped, whoever died.
        post.Clock.FastForward(TimeSpan.FromSeconds(31));
        await Cinema.EventuallyAsync(async () => (await living.RowsAsync()).Count == 0, "the living office is done");
        Assert.Equal(["dead", "living"], post.Deliveries.All.Select(d => d.By));
        never.SetResult(Delivery.Done);
    }

    [Theory, MemberData(nameof(Backings.All), MemberType = typeof(Backings))]
    public async Task What_a_frozen_office_had_in_hand_is_anothers_within_three_seconds(string backing)
    {
        await using var post = await Post.OpenAsync(backing);
        var never = new TaskCompletionSource<Delivery>();
        post.Deliveries.AtTheDoor = (_, _, before) => before == 0 ? never.Task : Task.FromResult(Delivery.Done);
        var (frozen, living) = (post.Office("frozen"), post.Office("living"));
        await frozen.ScheduleAsync(("alarm", post.Clock.GetUtcNow()));
        await frozen.OpenAsync();
        await post.ArrivesAsync(1);
        // Whoever is frozen renews nothing.
        frozen.Database.RewriteSql = sql => sql.Contains("lease_until", StringComparison.Ordinal) && !sql.Contains("due_at", StringComparison.Ordinal)
            ? sql.Replace("leased_by", "handler", StringComparison.Ordinal)
            : sql;
        await living.OpenAsync();
        await Post.AWhileAsync();
        Assert.Equal(["frozen"], post.Deliveries.All.Select(d => d.By));

        post.Clock.FastForward(TimeSpan.FromSeconds(3));
        await Cinema.EventuallyAsync(async () => (await living.RowsAsync()).Count == 0, "the living office is done");
        Assert.Equal(["frozen", "living"], post.Deliveries.All.Select(d => d.By));
        never.SetResult(Delivery.Done);
    }

    [Theory, MemberData(nameof(Backings.All), MemberType = typeof(Backings))]
    public async Task What_a_living_office_works_on_is_left_to_it(string backing)
    {
        await using var post = await Post.OpenAsync(backing);
        var working = new TaskCompletionSource<Delivery>();
        post.Deliveries.AtTheDoor = (_, _, _) => working.Task;
        var (first, second) = (post.Office("first"), post.Office("second"));
        await first.ScheduleAsync(("alarm", post.Clock.GetUtcNow()));
        await first.OpenAsync();
        await post.ArrivesAsync(1);
        await second.OpenAsync();
        try
        {
            for (var i = 0; i < 10; i++)
            {
                post.Clock.FastForward(TimeSpan.FromMilliseconds(300));
                await Post.AWhileAsync();
            }

            Assert.Equal(["first"], post.Deliveries.All.Select(d => d.By));
        }
        finally
        {
            // An office closes only when its work is done.
            working.SetResult(Delivery.Done);
        }

        await Cinema.EventuallyAsync(async () => (await second.RowsAsync()).Count == 0, "it is done");
    }

    [Theory, MemberData(nameof(Backings.All), MemberType = typeof(Backings))]
    public async Task An_office_that_comes_back_late_spoils_nothing(string backing)
    {
        await using var post = await Post.OpenAsync(backing);
        var late = new TaskCompletionSource<Delivery>();
        var again = post.Clock.GetUtcNow() + TimeSpan.FromHours(1);
        post.Deliveries.AtTheDoor = (_, _, before) => before == 0 ? late.Task : Task.FromResult(Delivery.AgainAt(again));
        var (slow, quick) = (post.Office("slow"), post.Office("quick"));
        await slow.ScheduleAsync(("alarm", post.Clock.GetUtcNow()));
        await slow.OpenAsync();
        await post.ArrivesAsync(1);
        post.Clock.FastForward(TimeSpan.FromMinutes(2));
        await quick.OpenAsync();
        await Cinema.EventuallyAsync(async () => (await quick.RowsAsync()).Single() is { LeaseUntil: 0 } && post.Deliveries.All.Count == 2, "the quick office asks to be told again");

        late.SetResult(Delivery.Done);
        await slow.CloseAsync();
        Assert.Equal(again.ToUnixTimeMilliseconds(), (await quick.RowsAsync()).Single().DueAt.ToUnixTimeMilliseconds());
    }

    /// <summary>Handlers take a moment, as those that ask a platform do.</summary>
    private static async Task DeliverAsync(Post post, Func<string, string>? guard)
    {
        post.Deliveries.AtTheDoor = async (_, _, _) =>
        {
            await Task.Delay(30);
            return Delivery.Done;
        };
        var offices = Enumerable.Range(0, 4).Select(i => post.Office("office " + i)).ToList();
        foreach (var office in offices) office.Database.RewriteSql = guard;
        await offices[0].RecordAsync([.. Enumerable.Range(0, Parcels).Select(i => "parcel " + i)]);
        await Task.WhenAll(offices.Select(o => o.OpenAsync()));
        await Cinema.EventuallyAsync(async () => (await offices[0].RowsAsync()).Count == 0, "everything is delivered", seconds: 60);
        await Task.WhenAll(offices.Select(o => o.CloseAsync()));
    }
}
