using CinemaCx.Platform.Data;
using CinemaCx.Platform.Events;
using CinemaCx.Platform.Primitives;
using CinemaCx.Tests.Support;
using Xunit;

namespace CinemaCx.Tests.Events;

public sealed class TimersGoOff
{
    private static readonly TimeSpan Minute = TimeSpan.FromMinutes(1);

    [Theory, MemberData(nameof(Backings.All), MemberType = typeof(Backings))]
    public async Task Each_at_its_time_and_never_before(string backing)
    {
        await using var post = await Post.OpenAsync(backing);
        var office = post.Office();
        await office.OpenAsync();
        var now = post.Clock.Now();
        await office.ScheduleAsync(("third", now + (3 * Minute)), ("first", now + Minute), ("fourth", now + (4 * Minute)), ("second", now + (2 * Minute)));
        await Post.AWhileAsync();
        Assert.Empty(post.Deliveries.All);

        string[] order = ["first", "second", "third", "fourth"];
        for (var i = 1; i <= order.Length; i++)
        {
            post.Clock.FastForward(Minute);
            await post.ArrivesAsync(i);
            Assert.Equal(order.Take(i), post.Deliveries.Contents);
        }

        await Cinema.EventuallyAsync(async () => (await office.RowsAsync()).Count == 0, "nothing is left");
    }

    [Theory, MemberData(nameof(Backings.All), MemberType = typeof(Backings))]
    public async Task Those_that_waited_longest_come_first_when_many_are_overdue(string backing)
    {
        await using var post = await Post.OpenAsync(backing);
        var office = post.Office();
        var now = post.Clock.Now();
        var order = Enumerable.Range(0, 160).ToArray();
        new Random(7).Shuffle(order);
        await office.ScheduleAsync([.. order.Select(i => ($"{i:000}", now - TimeSpan.FromSeconds(1000 - i)))]);

        await office.OpenAsync();
        await post.ArrivesAsync(order.Length);
        // They are brought several at a time: within a batch they may overtake each other, between batches not.
        var batches = post.Deliveries.Contents.Chunk(64).Select(b => b.Order(StringComparer.Ordinal).ToList()).ToList();
        Assert.Equal(order.Order().Select(i => $"{i:000}"), batches.SelectMany(b => b));
    }

    [Theory, MemberData(nameof(Backings.All), MemberType = typeof(Backings))]
    public async Task Again_when_the_handler_asks_for_it_and_as_if_nothing_had_been_before(string backing)
    {
        await using var post = await Post.OpenAsync(backing);
        post.Deliveries.AtTheDoor = (_, _, before) => Task.FromResult(before < 3 ? Delivery.AgainAt(post.Clock.Now() + (10 * Minute)) : Delivery.Done);
        var office = post.Office();
        await office.OpenAsync();
        await office.ScheduleAsync(("nap", post.Clock.Now()));

        for (var i = 1; i <= 3; i++)
        {
            await Cinema.EventuallyAsync(async () => post.Deliveries.All.Count == i && (await office.RowsAsync()).Single() is { LeaseUntil: 0, Attempts: 0, LastError: null }, $"nap {i}");
            post.Clock.FastForward(10 * Minute);
        }

        await Cinema.EventuallyAsync(async () => (await office.RowsAsync()).Count == 0, "the last one");
        Assert.Equal(4, post.Deliveries.All.Count);
    }

    [Theory, MemberData(nameof(Backings.All), MemberType = typeof(Backings))]
    public async Task Not_once_cancelled_unless_the_cancelling_was_undone(string backing)
    {
        await using var post = await Post.OpenAsync(backing);
        var office = post.Office();
        await office.OpenAsync();
        var due = post.Clock.Now() + Minute;
        await office.ScheduleAsync(("kept", due), ("cancelled", due));
        await CancelAsync("alarm_cancelled", commit: true);
        await CancelAsync("alarm_kept", commit: false);

        // A timer that stands already is left as it is.
        await office.ScheduleAsync(("kept", due + Minute));
        post.Clock.FastForward(Minute);
        await post.ArrivesAsync(1);
        await Post.AWhileAsync();
        Assert.Equal(["kept"], post.Deliveries.Contents);

        async Task CancelAsync(string id, bool commit)
        {
            await using var db = await office.Database.BeginAsync();
            var script = new Script();
            Outbox.Cancel(script, id);
            await db.RunAsync(script);
            if (commit) await db.CommitAsync();
        }
    }
}
