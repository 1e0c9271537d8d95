using CinemaCx.Platform.Data;
using CinemaCx.Platform.Events;
using CinemaCx.Tests.Support;
using Xunit;

namespace CinemaCx.Tests.Events;

/// <summary>What a process records it brings itself, without looking for it in the table.</summary>
public sealed class StraightFromTheRecorder
{
    [Theory, MemberData(nameof(Backings.All), MemberType = typeof(Backings))]
    public async Task An_office_that_looks_for_nothing_brings_what_it_recorded_and_nothing_else(string backing)
    {
        await using var post = await Post.OpenAsync(backing);
        var (blind, closed) = (post.Office("blind"), post.Office("closed"));
        blind.Database.RewriteSql = FindsNothing;
        await blind.OpenAsync();

        await closed.RecordAsync("of another");
        await closed.ScheduleAsync(("of another", post.Clock.GetUtcNow()));
        await blind.RecordAsync("its own");
        await blind.ScheduleAsync(("its own", post.Clock.GetUtcNow()), ("later", post.Clock.GetUtcNow().AddMinutes(1)));

        await post.ArrivesAsync(3);
        await Post.AWhileAsync();
        Assert.Equal(["its own", "its own", "its own"], post.Deliveries.Contents);
        Assert.Equal(["blind"], post.Deliveries.All.Select(d => d.By).Distinct());
        Assert.Equal(4, (await closed.RowsAsync()).Count);
    }

    [Theory, MemberData(nameof(Backings.All), MemberType = typeof(Backings))]
    public async Task A_door_that_delivers_nothing_hands_to_the_one_beside_it(string backing)
    {
        await using var post = await Post.OpenAsync(backing);
        var (guests, staff) = (post.Office("guests"), post.Office("staff"));
        staff.Database.RewriteSql = FindsNothing;
        guests.Outbox.HandTo(staff.Outbox);
        await guests.RecordAsync("before it opened");
        await staff.OpenAsync();
        await guests.RecordAsync("through the wall");

        await post.ArrivesAsync(2);
        await Cinema.EventuallyAsync(async () => (await guests.RowsAsync()).Count == 2, "it is crossed out");
        Assert.Equal([("cashier", "through the wall", "staff"), ("usher", "through the wall", "staff")], post.Deliveries.All.Order());
    }

    [Theory, MemberData(nameof(Backings.All), MemberType = typeof(Backings))]
    public async Task What_was_undone_is_not_brought(string backing)
    {
        await using var post = await Post.OpenAsync(backing);
        var office = post.Office();
        await office.OpenAsync();
        await using (var db = await office.Database.BeginAsync())
        {
            var script = new Script();
            office.Outbox.Record(script, new Parcel("undone"));
            office.Outbox.Schedule(script, "alarm_undone", new Alarm("undone"), post.Clock.GetUtcNow());
            await db.RunAsync(script);
        }

        await office.RecordAsync("done");
        await post.ArrivesAsync(2);
        await Post.AWhileAsync();
        Assert.Equal(["done", "done"], post.Deliveries.Contents);
    }

    [Theory, MemberData(nameof(Backings.All), MemberType = typeof(Backings))]
    public async Task A_timer_that_stood_there_already_is_left_to_whoever_has_it(string backing)
    {
        await using var post = await Post.OpenAsync(backing);
        var working = new TaskCompletionSource<Delivery>();
        post.Deliveries.AtTheDoor = (_, _, _) => working.Task;
        var (first, second) = (post.Office("first"), post.Office("second"));
        await first.OpenAsync();
        await second.OpenAsync();
        await first.ScheduleAsync(("alarm", post.Clock.GetUtcNow()));
        await post.ArrivesAsync(1);

        await second.ScheduleAsync(("alarm", post.Clock.GetUtcNow()));
        await Post.AWhileAsync();
        Assert.Equal(["first"], post.Deliveries.All.Select(d => d.By));
        working.SetResult(Delivery.Done);
        await Cinema.EventuallyAsync(async () => (await first.RowsAsync()).Count == 0, "it is crossed out");
    }

    [Theory, MemberData(nameof(Backings.All), MemberType = typeof(Backings))]
    public async Task Of_many_who_record_at_once_in_offices_that_deliver_each_parcel_comes_once(string backing)
    {
        const int Recorders = 32;
        const int Each = 5;
        await using var post = await Post.OpenAsync(backing);
        Office[] offices = [post.Office("first"), post.Office("second"), post.Office("third")];
        foreach (var office in offices) await office.OpenAsync();

        await Parallel.ForAsync(0, Recorders, new ParallelOptions { MaxDegreeOfParallelism = Recorders }, async (i, _) =>
        {
            for (var n = 0; n < Each; n++) await offices[i % offices.Length].RecordAsync($"{i}-{n}");
        });

        await Cinema.EventuallyAsync(async () => (await offices[0].RowsAsync()).Count == 0, "all is brought");
        Assert.Equal(2 * Recorders * Each, post.Deliveries.All.Count);
        Assert.Equal(2 * Recorders * Each, post.Deliveries.All.Select(d => (d.To, d.Content)).Distinct().Count());
    }

    private static string FindsNothing(string sql) => sql.Replace("due_at <= @now", "due_at < 0", StringComparison.Ordinal);
}
