using CinemaCx.Platform.Data;
using CinemaCx.Platform.Events;
using CinemaCx.Platform.Primitives;
using CinemaCx.Tests.Support;
using LinqToDB;
using Xunit;

namespace CinemaCx.Tests.Events;

public sealed class NewsIsDelivered
{
    [Theory, MemberData(nameof(Backings.All), MemberType = typeof(Backings))]
    public async Task Whoever_subscribed_hears_it_once_it_is_committed_and_nobody_hears_what_was_undone(string backing)
    {
        await using var post = await Post.OpenAsync(backing);
        var office = post.Office();
        await office.OpenAsync();

        await using (var db = await office.Database.BeginAsync())
        {
            await office.Outbox.RecordAsync(db, new Parcel("undone"));
        }

        await office.RecordAsync("committed");
        await post.ArrivesAsync(2);
        await Post.AWhileAsync();
        Assert.Equal(["cashier", "usher"], post.Deliveries.All.Where(d => d.Content == "committed").Select(d => d.To).Order(StringComparer.Ordinal));
        Assert.Equal(2, post.Deliveries.All.Count);
        Assert.Empty(await office.RowsAsync());
    }

    [Theory, MemberData(nameof(Backings.All), MemberType = typeof(Backings))]
    public async Task News_recorded_while_nobody_delivers_arrives_when_somebody_does(string backing)
    {
        await using var post = await Post.OpenAsync(backing);
        await using (var before = post.Office("before"))
        {
            await before.RecordAsync("one", "two");
        }

        var after = post.Office("after");
        Assert.Equal(4, (await after.RowsAsync()).Count);
        await after.OpenAsync();
        await post.ArrivesAsync(4);
        Assert.All(post.Deliveries.All, d => Assert.Equal("after", d.By));
    }

    [Theory, MemberData(nameof(Backings.All), MemberType = typeof(Backings))]
    public async Task What_a_handler_throws_at_is_brought_again_later_and_later_and_holds_up_nobody(string backing)
    {
        await using var post = await Post.OpenAsync(backing);
        post.Deliveries.AtTheDoor = (to, _, before) => to == "usher" && before < 8
            ? throw new InvalidOperationException("nobody at home")
            : Task.FromResult(Delivery.Done);
        var office = post.Office();
        await office.OpenAsync();

        var pauses = new List<double>();
        await office.RecordAsync("parcel");
        for (var failure = 1; failure <= 8; failure++)
        {
            var (attempts, row) = (failure, (OutboxRow?)null);
            await Cinema.EventuallyAsync(
                async () => (row = (await office.RowsAsync()).SingleOrDefault(r => r.Handler == "tests.usher")) is { LeaseUntil: 0 } waiting && waiting.Attempts == attempts, $"failure {failure}");
            Assert.Equal("nobody at home", row!.LastError);
            pauses.Add(Math.Round((row.DueAt - post.Clock.GetUtcNow()).TotalSeconds));
            post.Clock.FastForward(row.DueAt - post.Clock.GetUtcNow());
        }

        Assert.Equal([1, 2, 4, 8, 16, 32, 60, 60], pauses);
        await Cinema.EventuallyAsync(async () => (await office.RowsAsync()).Count == 0, "the ninth attempt");
        Assert.Single(post.Deliveries.All, d => d.To == "cashier");
        Assert.Equal(9, post.Deliveries.All.Count(d => d.To == "usher"));
    }

    [Theory, MemberData(nameof(Backings.All), MemberType = typeof(Backings))]
    public async Task News_for_a_handler_that_does_not_exist_stays_until_it_does(string backing)
    {
        await using var post = await Post.OpenAsync(backing);
        var office = post.Office();
        await using (var db = await office.Database.BeginAsync())
        {
            var now = post.Clock.Now();
            await db.InsertAsync(new OutboxRow { Id = "evt_lost", Handler = "tests.renamed", Payload = """{"Content":"x"}""", RecordedAt = now, DueAt = now });
            await db.CommitAsync();
        }

        await office.OpenAsync();
        await Cinema.EventuallyAsync(async () => (await office.RowsAsync()).Single().LastError is not null, "the failure is written down");
        post.Clock.FastForward(TimeSpan.FromHours(1));
        await Cinema.EventuallyAsync(async () => (await office.RowsAsync()).Single().Attempts >= 2, "it is tried again");
        Assert.Contains("tests.renamed", (await office.RowsAsync()).Single().LastError, StringComparison.Ordinal);
        Assert.True(await office.Outbox.OldestDueAsync(office.Database, CancellationToken.None) < TimeSpan.FromMinutes(1));
    }
}
