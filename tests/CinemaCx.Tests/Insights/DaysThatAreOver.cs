using System.Collections.Concurrent;
using System.Text;
using CinemaCx.Cinemas;
using CinemaCx.Insights;
using CinemaCx.Orders;
using CinemaCx.Platform.Data;
using CinemaCx.Platform.Events;
using CinemaCx.Platform.Primitives;
using CinemaCx.Showtimes;
using CinemaCx.Staff;
using CinemaCx.Tests.Orders;
using CinemaCx.Tests.Support;
using CinemaCx.Tickets;
using LinqToDB;
using LinqToDB.Async;
using LinqToDB.Data;
using Xunit;
using Sold = CinemaCx.Insights.Sales;

namespace CinemaCx.Tests.Insights;

/// <summary>Days that are over are summed, and whatever changes one of them afterwards is seen as if they were not.</summary>
public sealed class DaysThatAreOver
{
    private static readonly DateOnly Sunday = new(2026, 11, 22);

    [Theory, MemberData(nameof(Backings.All), MemberType = typeof(Backings))]
    public async Task Figures_are_those_of_the_showtimes_before_and_after_summing_and_after_every_change(string backing)
    {
        await using var cinema = await Cinema.OpenAsync(backing);
        var showing = await cinema.ShowingAsync(TimeSpan.FromHours(5));
        await (await cinema.GuestAsync()).BuysAsync(showing, 3);
        var kept = await cinema.ShowingAsync(TimeSpan.FromHours(8));
        await (await cinema.GuestAsync()).BuysAsync(kept, 2);
        cinema.FastForward(TimeSpan.FromSeconds(15));
        await QuietAsync(cinema);
        Assert.False(await IsSummedAsync(cinema, showing.Cinema.Id, Sunday));
        await ShouldBeItsShowtimesAsync(cinema);

        cinema.FastForward(TimeSpan.FromHours(22));
        await SumAsync(cinema, showing.Cinema.Id, Sunday);
        Assert.Equal(5, (await ShouldBeItsShowtimesAsync(cinema)).Sold);
        Assert.Equal(0, await cinema.Service<SumSalesDays>().RunAsync(CancellationToken.None));
        await cinema.BooksShouldBalanceAsync();

        // It turned out that it was never shown: gone from the figures, and everybody gets the money back.
        var (manager, _) = await cinema.StaffAsync(StaffRole.GeneralManager);
        (await cinema.StaffPostAsync(manager, $"/api/v1/showtimes/{showing.Id}/cancellation")).ShouldBe(202);
        await QuietAsync(cinema);
        Assert.Equal(2, (await ShouldBeItsShowtimesAsync(cinema)).Sold);
        for (var i = 0; i < 3; i++) cinema.FastForward(TimeSpan.FromSeconds(65));
        await QuietAsync(cinema);
        await SumAsync(cinema, showing.Cinema.Id, Sunday);
        var before = await ShouldBeItsShowtimesAsync(cinema);

        // A showtime that somebody forgot to write down.
        const string Sheet = "影院编码,影厅编码,影片编码,放映日期,开场时间,语言,制式,票价:普通\nCG-BJ01,6,001X90042025,2026-11-22,06:10,国语,2D,45\n";
        var report = await cinema.Service<ImportProgramme>().RunAsync([new ProgrammeFile("showtimes.csv", Encoding.UTF8.GetBytes(Sheet))], dryRun: false, CancellationToken.None);
        Assert.True(report.Applied, string.Join(';', report.Refused.Select(r => r.Code)));
        await QuietAsync(cinema);
        Assert.Equal(before.Shows + 1, (await ShouldBeItsShowtimesAsync(cinema)).Shows);
        var first = (await CinemasAsync(cinema)).Single(c => c.Code == "CG-BJ01").Id;
        await SumAsync(cinema, first, Sunday);
        Assert.Equal(before.Shows + 1, (await ShouldBeItsShowtimesAsync(cinema)).Shows);
        await cinema.BooksShouldBalanceAsync();
    }

    [Theory, MemberData(nameof(Backings.All), MemberType = typeof(Backings))]
    public async Task What_is_sold_of_a_showtime_far_ahead_leaves_its_day_alone(string backing)
    {
        await using var cinema = await Cinema.OpenAsync(backing);
        var showing = await cinema.ShowingAsync(TimeSpan.FromHours(5));
        await QuietAsync(cinema);
        // No such day is ever summed: it only shows who takes it.
        await using (var db = await cinema.Database.BeginAsync())
        {
            var script = new Script();
            script.Do($"UPDATE insight_sales_days SET is_summed = 1 WHERE cinema_id = {showing.Cinema.Id} AND day = {Sunday}");
            await db.CommitAsync(script);
        }

        await cinema.Service<CountSales>().HandleAsync(new TicketsChanged(showing.Id), CancellationToken.None);
        Assert.True(await IsSummedAsync(cinema, showing.Cinema.Id, Sunday));

        cinema.FastForward(showing.Showtime.StartsAt - cinema.Clock.GetUtcNow() - TimeSpan.FromMinutes(50));
        await cinema.Service<CountSales>().HandleAsync(new TicketsChanged(showing.Id), CancellationToken.None);
        Assert.False(await IsSummedAsync(cinema, showing.Cinema.Id, Sunday));
    }

    [Theory, MemberData(nameof(Backings.All), MemberType = typeof(Backings))]
    public async Task No_summed_day_ever_stands_with_old_sums(string backing)
    {
        await using var cinema = await Cinema.OpenAsync(backing);
        var showtimes = await SoldEveningAsync(cinema);

        var seen = await StormAsync(cinema, showtimes, rounds: 3);

        Assert.Empty(seen);
        await cinema.Service<SumSalesDays>().RunAsync(CancellationToken.None);
        foreach (var (_, showing) in showtimes) Assert.True(await IsSummedAsync(cinema, showing.Cinema.Id, Sunday));
        Assert.Empty(await OffendersAsync(cinema));
        await ShouldBeItsShowtimesAsync(cinema);
    }

    [Theory, MemberData(nameof(Backings.All), MemberType = typeof(Backings))]
    public async Task Who_does_not_take_the_days_row_leaves_a_day_that_is_wrong(string backing)
    {
        await using var cinema = await Cinema.OpenAsync(backing);
        var showtimes = await SoldEveningAsync(cinema);
        cinema.Database.RewriteSql = sql => sql.Replace(
            "DO UPDATE SET is_summed = 0 WHERE insight_sales_days.is_summed = 1", "DO NOTHING", StringComparison.Ordinal);

        Assert.NotEmpty(await StormAsync(cinema, showtimes, rounds: 1));
    }

    /// <summary>Four showtimes of a Sunday on which guests bought; it is Monday morning, and the Sunday is summed.</summary>
    private static async Task<List<(string OrderId, Showing Showing)>> SoldEveningAsync(Cinema cinema)
    {
        var bought = new List<(string OrderId, Showing Showing)>();
        foreach (var hours in new[] { 3, 5, 7, 9 })
        {
            var showing = await cinema.ShowingAsync(TimeSpan.FromHours(hours));
            bought.Add(((await (await cinema.GuestAsync()).BuysAsync(showing, 2)).Id, showing));
        }

        cinema.FastForward(TimeSpan.FromHours(22));
        await QuietAsync(cinema);
        foreach (var (_, showing) in bought) await SumAsync(cinema, showing.Cinema.Id, Sunday);
        return bought;
    }

    /// <summary>Forty-eight at once: two of three change what was paid and count it, the third sums what is open.</summary>
    /// <returns>What somebody who looked all the while found wrong.</returns>
    private static async Task<IReadOnlyCollection<string>> StormAsync(Cinema cinema, List<(string OrderId, Showing Showing)> showtimes, int rounds)
    {
        var wrong = new ConcurrentBag<string>();
        using var over = new CancellationTokenSource();
        var looking = Task.Run(async () =>
        {
            do
            {
                foreach (var offender in await OffendersAsync(cinema)) wrong.Add(offender);
                await Task.Delay(20);
            }
            while (!over.IsCancellationRequested);
        });
        await Parallel.ForAsync(0, 48, new ParallelOptions { MaxDegreeOfParallelism = 48 }, async (i, cancellation) =>
        {
            var (order, showing) = showtimes[i % showtimes.Count];
            for (var round = 0; round < rounds; round++)
            {
                if (i % 3 == 0)
                {
                    await cinema.Service<SumSalesDays>().RunAsync(cancellation);
                    continue;
                }

                await using (var db = await cinema.Database.BeginAsync(cancellation))
                {
                    var script = new Script();
                    script.Do($"UPDATE order_seats SET paid_fen = paid_fen + 1 WHERE order_id = {order}");
                    await db.CommitAsync(script, cancellation);
                }

                await cinema.Service<CountSales>().HandleAsync(new TicketsChanged(showing.Id), cancellation);
            }
        });
        await over.CancelAsync();
        await looking;
        foreach (var offender in await OffendersAsync(cinema)) wrong.Add(offender);
        return wrong;
    }

    private static async Task<List<string>> OffendersAsync(Cinema cinema)
    {
        var found = new List<string>();
        await using var db = cinema.Database.Read();
        foreach (var rule in InsightAudit.Rules.Where(r => r.Name is "sales-days-are-those-of-the-showtimes" or "sales-of-hours-sum-their-films"))
            found.AddRange(await db.QueryToListAsync<string>(rule.Sql, new DataParameter("now", cinema.Clock.GetUtcNow().ToUnixTimeMilliseconds(), DataType.Int64)));
        return found;
    }

    /// <summary>Everything that can be asked, for a few days and for so many that they are read in another way, against the showtimes one by one.</summary>
    private static async Task<Sold> ShouldBeItsShowtimesAsync(Cinema cinema)
    {
        var sales = cinema.Service<SalesQueries>();
        var all = await CinemasAsync(cinema);
        Sold total = default;
        foreach (var from in new[] { Sunday.AddDays(-1), Sunday.AddDays(-120) })
        {
            var scope = new InsightScope(all, from, Sunday.AddDays(1));
            var truth = await OneByOneAsync(cinema, scope);
            total = truth.Select(t => t.Sales).Together();
            Assert.True(total.Shows > 30);
            var (films, hours) = await sales.OfAsync(scope, CancellationToken.None);
            Assert.Equal(truth.GroupBy(t => (t.FilmId, t.Hour)).ToDictionary(g => g.Key, g => g.Select(t => t.Sales).Together()), films.ToDictionary(f => (f.FilmId, f.Hour), f => f.Sales));
            Assert.Equal(truth.GroupBy(t => (t.Day, t.Hour)).ToDictionary(g => g.Key, g => g.Select(t => t.Sales).Together()), hours.ToDictionary(h => (h.Day, h.Hour), h => h.Sales));
            Assert.Equal(total, await sales.TotalAsync(scope, CancellationToken.None));
            var genres = films.ToLookup(f => f.FilmId, f => f.Genre);
            var film = truth.MaxBy(t => t.Sales.Sold)!.FilmId;
            var genre = genres[film].First();
            foreach (var (slice, wanted) in new (ShowSlice, Func<Show, bool>)[]
            {
                (new ShowSlice(FilmId: film), t => t.FilmId == film),
                (new ShowSlice(Genre: genre, Part: "evening"), t => genres[t.FilmId].First() == genre && DayPart.Of(t.Hour).Code == "evening"),
                (new ShowSlice(Day: Sunday), t => t.Day == Sunday),
                (new ShowSlice(Day: Sunday, FilmId: film), t => t.Day == Sunday && t.FilmId == film),
                (new ShowSlice(Weekday: 7, Part: "afternoon"), t => t.Day == Sunday && DayPart.Of(t.Hour).Code == "afternoon"),
                (new ShowSlice(Weekday: 1), t => t.Day == Sunday.AddDays(1)),
                (new ShowSlice(Day: Sunday.AddDays(9)), _ => false),
                (new ShowSlice(Hour: 0), t => t.Hour == 0),
            })
            {
                var expected = truth.Where(wanted).Select(t => t.Sales).Together();
                Assert.Equal(expected, await sales.SumAsync(scope, slice, CancellationToken.None));
                Assert.Equal(expected, (await sales.ListAsync(scope, slice, new ShowPage(0, 10_000), CancellationToken.None)).Select(l => l.Sales).Together());
            }
        }

        return total;
    }

    private static async Task<List<Show>> OneByOneAsync(Cinema cinema, InsightScope scope)
    {
        await using var db = cinema.Database.Read();
        var now = cinema.Clock.GetUtcNow();
        var counted = await db.GetTable<ShowSalesRow>().ToDictionaryAsync(s => s.ShowtimeId);
        var shows = new List<Show>();
        foreach (var row in await db.GetTable<ShowtimeRow>().Where(s => s.CancelledAt == null && s.StartsAt <= now && s.BusinessDay >= scope.From && s.BusinessDay <= scope.To).ToListAsync())
        {
            var hour = TimeZoneInfo.ConvertTime(row.StartsAt, scope.Cinemas.Single(c => c.Id == row.CinemaId).Zone).Hour;
            var places = (await cinema.Service<HallPlans>().OneAsync(row.PlanId, CancellationToken.None)).Count;
            var sold = counted.GetValueOrDefault(row.Id);
            shows.Add(new Show(row.FilmId, row.BusinessDay, hour, new Sold(1, sold?.Sold ?? 0, places, sold?.Revenue ?? Fen.Zero)));
        }

        return shows;
    }

    /// <summary>By this call or by the clock that the leap made strike.</summary>
    private static Task SumAsync(Cinema cinema, string cinemaId, DateOnly day) => Cinema.EventuallyAsync(
        async () =>
        {
            await cinema.Service<SumSalesDays>().RunAsync(CancellationToken.None);
            return await IsSummedAsync(cinema, cinemaId, day);
        },
        "the day is summed");

    private static async Task<bool> IsSummedAsync(Cinema cinema, string cinemaId, DateOnly day)
    {
        await using var db = cinema.Database.Read();
        return (await db.ListAsync<string>($"SELECT day FROM insight_sales_days WHERE cinema_id = {cinemaId} AND day = {day} AND is_summed = 1", CancellationToken.None)).Count == 1;
    }

    private static Task QuietAsync(Cinema cinema) => Cinema.EventuallyAsync(
        async () =>
        {
            var now = cinema.Clock.GetUtcNow();
            await using var db = cinema.Database.Read();
            return !await db.GetTable<OutboxRow>().AnyAsync(o => o.DueAt <= now || o.Handler.StartsWith("insights."));
        },
        "no news of sales is under way");

    private static async Task<List<CinemaRow>> CinemasAsync(Cinema cinema)
    {
        await using var db = cinema.Database.Read();
        return await db.GetTable<CinemaRow>().OrderBy(c => c.Code).ToListAsync();
    }

    private sealed record Show(string FilmId, DateOnly Day, int Hour, Sold Sales);
}
