using CinemaCx.Cinemas;
using CinemaCx.Feedback;
using CinemaCx.Insights;
using CinemaCx.Platform.Data;
using CinemaCx.Tests.Alerts;
using CinemaCx.Tests.Orders;
using CinemaCx.Tests.Races;
using CinemaCx.Tests.Support;
using LinqToDB;
using LinqToDB.Async;
using Microsoft.Extensions.DependencyInjection;
using Xunit;

namespace CinemaCx.Tests.Insights;

/// <summary>Answers that come together are counted together: in few writes, each once, and one that cannot be counted keeps no other from it.</summary>
public sealed class CountedTogether
{
    [Theory, MemberData(nameof(Backings.All), MemberType = typeof(Backings))]
    public async Task Many_at_once_are_counted_once_each_in_fewer_writes(string backing)
    {
        await using var cinema = await Evening.OpenAsync(backing);
        await cinema.StopClockworkAsync();
        var ids = await GivenAsync(cinema, Crowd.Size);
        var writes = 0;
        cinema.Database.RewriteSql = sql =>
        {
            if (sql.Contains("INSERT INTO insight_days", StringComparison.Ordinal)) Interlocked.Increment(ref writes);
            return sql;
        };

        await CountAsync(cinema.Service<CountAnswer>(), ids);

        Assert.InRange(writes, 1, Crowd.Size / 2);
        await CountedShouldBeAsync(cinema, Crowd.Size);
        await cinema.BooksShouldBalanceAsync();
    }

    [Theory, MemberData(nameof(Backings.All), MemberType = typeof(Backings))]
    public async Task Two_houses_that_are_told_of_the_same_answers_count_each_once(string backing)
    {
        await using var cinema = await Evening.OpenAsync(backing);
        await cinema.StopClockworkAsync();
        var ids = await GivenAsync(cinema, Crowd.Size);

        await Task.WhenAll(TwoHouses(cinema).Select(house => CountAsync(house, ids)));
        await CountedShouldBeAsync(cinema, Crowd.Size);
        // And of a change, which finds its rows there.
        await SayAsync(cinema, ids, stars: 2);
        await Task.WhenAll(TwoHouses(cinema).Select(house => CountAsync(house, ids)));

        await CountedShouldBeAsync(cinema, Crowd.Size);
        await cinema.BooksShouldBalanceAsync();
    }

    /// <summary>SQLite has one writer at a time and no lock to take out.</summary>
    [Fact]
    public async Task Without_the_lock_two_houses_would_count_a_change_twice()
    {
        Backings.SkipUnlessHere(Backings.Servers);
        await using var cinema = await Evening.OpenAsync(Backings.Servers);
        await cinema.StopClockworkAsync();
        var ids = await GivenAsync(cinema, Crowd.Size);
        await CountAsync(cinema.Service<CountAnswer>(), ids);
        cinema.Database.RewriteSql = sql => sql.Replace("ORDER BY answer_id FOR UPDATE", "ORDER BY answer_id", StringComparison.Ordinal);
        var stars = 5;
        var twice = await Crowd.EverAsync(20, async () =>
        {
            stars = stars == 5 ? 4 : 5;
            await SayAsync(cinema, ids, stars);
            await Task.WhenAll(TwoHouses(cinema).Select(house => Record.ExceptionAsync(() => CountAsync(house, ids)).AsTask()));
            return (await cinema.Service<Audit>().RunAsync(CancellationToken.None)).Any(f => f.Rule == "days-sum-their-scores" && f.Offenders.Count > 0);
        });
        Assert.True(twice, "the lock guards nothing");
    }

    [Theory, MemberData(nameof(Backings.All), MemberType = typeof(Backings))]
    public async Task One_that_cannot_be_counted_keeps_no_other_from_it(string backing)
    {
        await using var cinema = await Evening.OpenAsync(backing);
        await cinema.StopClockworkAsync();
        var ids = await GivenAsync(cinema, Crowd.Size);
        await using (var db = cinema.Database.Read())
            await db.GetTable<AnswerRow>().Where(a => a.Id == ids[3]).Set(a => a.Stages, "{broken").UpdateAsync();

        var count = cinema.Service<CountAnswer>();
        var outcomes = await Crowd.AtOnceAsync(ids.Count, async i => await Record.ExceptionAsync(() => count.HandleAsync(new FeedbackGiven(ids[i], 1, 4), CancellationToken.None)));

        Assert.Equal([3], Enumerable.Range(0, ids.Count).Where(i => outcomes[i] is not null));
        await CountedShouldBeAsync(cinema, Crowd.Size - 1);
    }

    private static CountAnswer[] TwoHouses(Cinema cinema) =>
        [cinema.Service<CountAnswer>(), ActivatorUtilities.CreateInstance<CountAnswer>(cinema.House.Staff.Services)];

    private static async Task CountAsync(CountAnswer house, IReadOnlyList<string> ids) =>
        await Crowd.AtOnceAsync(ids.Count, i => house.HandleAsync(new FeedbackGiven(ids[i], 1, 4), CancellationToken.None));

    private static async Task<IReadOnlyList<string>> GivenAsync(Cinema cinema, int count)
    {
        var ids = Enumerable.Range(0, count).Select(_ => Evening.NewId()).ToList();
        await SayAsync(cinema, ids, stars: 4);
        return ids;
    }

    private static async Task SayAsync(Cinema cinema, IReadOnlyList<string> ids, int stars)
    {
        string[] exits = [await cinema.ExitAsync(), await cinema.ExitAsync(1)];
        for (var i = 0; i < ids.Count; i++)
        {
            var said = new { id = ids[i], touchpoint = exits[i % 2], device = "phone-of-" + ids[i], stars, nps = stars + 4 };
            var answer = await Answer.ReadAsync(await cinema.Http.PostAsync("/api/v1/feedback", System.Net.Http.Json.JsonContent.Create(said)));
            Assert.True(answer.Status is 200 or 201, answer.Text);
        }
    }

    private static async Task CountedShouldBeAsync(Cinema cinema, int count)
    {
        await using var db = cinema.Database.Read();
        Assert.Equal(count, await db.GetTable<CountedAnswerRow>().CountAsync(a => a.Version > 0));
        foreach (var measure in new[] { Measure.Overall, Measure.Nps })
            Assert.Equal(count, await db.GetTable<RatingRow>().CountAsync(r => r.Measure == measure.Code));
    }
}
