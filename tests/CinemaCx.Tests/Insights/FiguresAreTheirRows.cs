using CinemaCx.Cases;
using CinemaCx.Cinemas;
using CinemaCx.Feedback;
using CinemaCx.Insights;
using CinemaCx.Platform.Data;
using CinemaCx.Platform.Events;
using CinemaCx.Platform.Primitives;
using CinemaCx.Showtimes;
using CinemaCx.Staff;
using CinemaCx.Tests.Alerts;
using CinemaCx.Tests.Support;
using LinqToDB;
using LinqToDB.Async;
using Xunit;

namespace CinemaCx.Tests.Insights;

/// <summary>Every figure is the sum of the rows that its link leads to, and those are what guests said, bought and complained of.</summary>
public sealed class FiguresAreTheirRows
{
    private static readonly StaffMember Boss = new("emp", "总经理", StaffRole.GeneralManager, null);

    [Theory, MemberData(nameof(Backings.All), MemberType = typeof(Backings))]
    public async Task Scores_are_those_of_the_answers_as_they_stand(string backing)
    {
        await using var cinema = await Evening.OpenAsync(backing);
        var random = new Random(3);
        var exits = new[] { await cinema.ExitAsync(), await cinema.ExitAsync(1), await WashroomAsync(cinema) };
        await Parallel.ForAsync(0, 45, async (i, _) =>
        {
            int stars, nps;
            lock (random) (stars, nps) = (random.Next(3, 6), random.Next(0, 11));
            await SaysAsync(cinema, exits[i % 3], $"answer-number-{i:d4}", i, stars, i % 4 == 0 ? null : nps, i % 2 == 0 ? new() { ["environment"] = stars, ["av"] = 5 } : null);
        });
        // Some think better of it: another score, and a stage less.
        for (var i = 0; i < 10; i++) await SaysAsync(cinema, exits[i % 3], $"answer-number-{i:d4}", i, 4, i == 8 ? 10 : null, new() { ["ticketing"] = 3 });
        await CountedAsync(cinema, "insights.count-answer");

        var answers = await AnswersAsync(cinema);
        var scope = await cinema.Service<InsightScopes>().OfAsync(Boss, null, null, null, CancellationToken.None);
        var (scores, behind) = (cinema.Service<ScoreQueries>(), cinema.Service<AnswersBehind>());
        foreach (var measure in Measure.All)
        {
            var said = answers.Where(a => ScoreOf(a, measure) is not null).ToList();
            var truth = said.Select(a => ScoreSums.Of(measure, ScoreOf(a, measure)!.Value)).Together();
            Assert.Equal(truth, await scores.TotalAsync(scope, measure, CancellationToken.None));
            Assert.Equal(truth, await behind.SumAsync(scope, measure, new AnswerSlice(), CancellationToken.None));
            Assert.Equal(truth, (await scores.DaysAsync(scope, measure, CancellationToken.None)).Select(d => d.Sums).Together());
            foreach (var by in Enum.GetValues<ScoreBy>())
            {
                var lines = await scores.ByAsync(scope, measure, by, CancellationToken.None);
                Assert.Equal(truth, lines.Select(l => l.Sums).Together());
                foreach (var line in lines)
                {
                    var slice = by switch
                    {
                        ScoreBy.Film => new AnswerSlice(FilmId: line.Key),
                        ScoreBy.Hall => new AnswerSlice(HallId: line.Key),
                        ScoreBy.Cinema => new AnswerSlice(CinemaId: line.Key),
                        _ => new AnswerSlice(Part: line.Key),
                    };
                    Assert.Equal(line.Sums, await behind.SumAsync(scope, measure, slice, CancellationToken.None));
                    Assert.Equal(line.Sums, await scores.TotalAsync(scope, measure, slice, CancellationToken.None));
                    if (by == ScoreBy.Hall)
                        Assert.Equal(said.Where(a => (a.HallId ?? "") == line.Key).Select(a => a.Id).Order(StringComparer.Ordinal), await IdsAsync(behind, scope, measure, slice));
                }
            }

            Assert.Equal(truth.High, (await behind.SumAsync(scope, measure, new AnswerSlice { Class = "high" }, CancellationToken.None)).Count);
            Assert.Equal(truth.Low, (await behind.SumAsync(scope, measure, new AnswerSlice { Class = "low" }, CancellationToken.None)).Count);
        }

        Assert.Equal(45, answers.Count);
        Assert.Equal(10, answers.Count(a => a.Version == 2));
        await cinema.BooksShouldBalanceAsync();
        // A person of one cinema has that one, whatever she asks for.
        var zhou = new StaffMember("emp", "周芳", StaffRole.DutyManager, (await CinemasAsync(cinema))[1].Id);
        var hers = await cinema.Service<InsightScopes>().OfAsync(zhou, null, null, null, CancellationToken.None);
        Assert.Equal(0, (await scores.TotalAsync(hers, Measure.Overall, CancellationToken.None)).Count);
        await Assert.ThrowsAsync<Refusal>(() => cinema.Service<InsightScopes>().OfAsync(zhou, scope.Cinemas[0].Id, null, null, CancellationToken.None));
    }

    /// <summary>The book-keeper of the books: with the taking back taken out, the audit must find it.</summary>
    [Fact]
    public async Task Forgetting_what_was_said_before_is_found_out()
    {
        await using var cinema = await Evening.OpenAsync(Backings.Embedded);
        var exit = await cinema.ExitAsync();
        cinema.Database.RewriteSql = sql => sql.Replace("ratings = insight_days.ratings + excluded.ratings", "ratings = insight_days.ratings + 1", StringComparison.Ordinal);
        await SaysAsync(cinema, exit, "answer-number-0001", 1, 5, 9, null);
        await CountedAsync(cinema, "insights.count-answer");
        await SaysAsync(cinema, exit, "answer-number-0001", 1, 4, 9, null);
        await CountedAsync(cinema, "insights.count-answer");

        var findings = await cinema.Service<Audit>().RunAsync(CancellationToken.None);

        Assert.NotEmpty(findings.Single(f => f.Rule == "days-sum-their-scores").Offenders);
    }

    [Theory, MemberData(nameof(Backings.All), MemberType = typeof(Backings))]
    public async Task Sales_are_those_of_the_tickets(string backing)
    {
        await using var cinema = await Evening.OpenAsync(backing);
        var showing = await cinema.ShowingAsync(TimeSpan.FromHours(5));
        var guest = await cinema.GuestAsync();
        var order = await guest.BuysAsync(showing, 3);
        var other = await (await cinema.GuestAsync()).BuysAsync(showing, 2);
        (await guest.PostAsync($"/api/v1/orders/{order.Id}/refund", new { seats = new[] { order.Seats[0].Seat } })).ShouldBe(201);
        cinema.FastForward(showing.Showtime.StartsAt.AddMinutes(1) - cinema.Clock.GetUtcNow());
        await CountedAsync(cinema, "insights.count-sales");

        var revenue = order.Seats.Skip(1).Concat(other.Seats).Sum(s => s.PriceFen.Value);
        await SalesShouldBeAsync(cinema, showing, 4, revenue);
        // The same when the day is over and summed.
        cinema.FastForward(TimeSpan.FromHours(24));
        await cinema.Service<SumSalesDays>().RunAsync(CancellationToken.None);
        await SalesShouldBeAsync(cinema, showing, 4, revenue);
        await cinema.BooksShouldBalanceAsync();
    }

    [Theory, MemberData(nameof(Backings.All), MemberType = typeof(Backings))]
    public async Task Complaints_are_those_of_the_cases(string backing)
    {
        await using var cinema = await Evening.OpenAsync(backing);
        var manager = cinema.Phone("lijing");
        string[] chips = ["too-cold", "picture", "food-bad", "hall-dirty"];
        foreach (var chip in chips) (await cinema.AnswersAsync(await cinema.ExitAsync(), 2, chips: [chip])).ShouldBe(201);
        (await cinema.AnswersAsync(await cinema.ExitAsync(1), 2, chips: ["picture"])).ShouldBe(201);
        List<CaseRow> rows = [];
        await Cinema.EventuallyAsync(async () => (rows = await CasesAsync(cinema)).Count == 5, "five cases are open");
        var boss = cinema.Phone("chenming");
        Assert.Contains("已关闭", await manager.SaysAsync($"关闭 {rows[0].Name} 已处理"), StringComparison.Ordinal);
        Assert.Contains("已由您受理", await manager.SaysAsync($"受理 {rows[1].Name}"), StringComparison.Ordinal);
        cinema.FastForward(TimeSpan.FromMinutes(40));
        Assert.Contains("已关闭", await manager.SaysAsync($"关闭 {rows[1].Name} 已处理"), StringComparison.Ordinal);
        Assert.Contains("已重新打开", await boss.SaysAsync($"重开 {rows[0].Name}"), StringComparison.Ordinal);

        var scope = await cinema.Service<InsightScopes>().OfAsync(Boss, null, null, null, CancellationToken.None);
        var figures = cinema.Service<CaseFigures>();
        var summary = await figures.OfAsync(scope, CancellationToken.None);

        Assert.Equal((5, 1, 1), (summary.Count(CaseSlice.All), summary.Count(CaseSlice.Reopened), summary.Count(CaseSlice.Closed)));
        // The one that was reopened is late by now, as is everything nobody touched.
        Assert.Equal((0, 5), (summary.Count(CaseSlice.InTime), summary.Count(CaseSlice.Late)));
        Assert.Equal((1, 40), (summary.ToClose.Count, summary.ToClose.Median));
        foreach (var slice in Enum.GetValues<CaseSlice>())
        {
            Assert.Equal(summary.Count(slice), await figures.CountAsync(scope, slice, null, CancellationToken.None));
            Assert.Equal(summary.Count(slice), (await figures.ListAsync(scope, slice, null, 0, 100, CancellationToken.None)).Count);
        }

        foreach (var line in summary.Categories) Assert.Equal(line.Count, await figures.CountAsync(scope, CaseSlice.All, line.Code, CancellationToken.None));
        Assert.Equal(2, summary.Categories[0].Count);
        Assert.Equal("影音", summary.Categories[0].Name);
        await cinema.BooksShouldBalanceAsync();
    }

    [Theory, MemberData(nameof(Backings.All), MemberType = typeof(Backings))]
    public async Task Who_complained_and_bought_again_came_back_until_she_gives_it_back(string backing)
    {
        await using var cinema = await Evening.OpenAsync(backing);
        var returned = await ComplainsAndBuysAgainAsync(cinema);
        var scope = await cinema.Service<InsightScopes>().OfAsync(Boss, null, null, null, CancellationToken.None);
        var figures = cinema.Service<CaseFigures>();

        var summary = await figures.OfAsync(scope, CancellationToken.None);

        Assert.Equal((2, 2, 1), (summary.Count(CaseSlice.Closed), summary.Count(CaseSlice.Known), summary.Count(CaseSlice.Recovered)));
        Assert.Equal(1, await figures.CountAsync(scope, CaseSlice.Recovered, null, CancellationToken.None));
        Assert.Single(await figures.ListAsync(scope, CaseSlice.Recovered, null, 0, 10, CancellationToken.None));
        await cinema.BooksShouldBalanceAsync();

        (await returned.Guest.PostAsync($"/api/v1/orders/{returned.OrderId}/refund", new { seats = returned.Seats })).ShouldBe(201);
        cinema.FastForward(TimeSpan.FromMinutes(2));
        await CountedAsync(cinema, "insights.count-sales");

        Assert.Equal((2, 0), await KnownAndRecoveredAsync(figures, scope));
        await cinema.BooksShouldBalanceAsync();
    }

    [Fact]
    public async Task Forgetting_who_came_back_is_found_out()
    {
        await using var cinema = await Evening.OpenAsync(Backings.Embedded);
        cinema.Database.RewriteSql = sql => sql.Replace("o.state = 'paid' AND o.gone = 0 AND o.paid_at > k.opened_at", "1 = 0", StringComparison.Ordinal);
        await ComplainsAndBuysAgainAsync(cinema);

        var findings = await cinema.Service<Audit>().RunAsync(CancellationToken.None);

        Assert.Single(findings.Single(f => f.Rule == "purchases-after-a-case-are-known").Offenders);
    }

    /// <summary>Two guests complain and are attended to; one of them buys again, the other had bought before.</summary>
    private static async Task<(Guest Guest, string OrderId, IEnumerable<string> Seats)> ComplainsAndBuysAgainAsync(Cinema cinema)
    {
        var boss = cinema.Phone("chenming");
        var guests = new[] { await cinema.GuestAsync(), await cinema.GuestAsync() };
        foreach (var (guest, chip) in guests.Zip(["too-cold", "picture"]))
        {
            var order = await guest.BuysAsync(await cinema.ShowingAsync());
            (await guest.PostAsync("/api/v1/feedback", new { id = Evening.NewId(), ticketId = order.Tickets[0].TicketId, stars = 1, chips = new[] { chip } })).ShouldBe(201);
        }

        List<CaseRow> rows = [];
        await Cinema.EventuallyAsync(async () => (rows = await CasesAsync(cinema)).Count == 2, "two cases are open");
        foreach (var row in rows) Assert.Contains("已关闭", await boss.SaysAsync($"关闭 {row.Name} 已处理"), StringComparison.Ordinal);
        cinema.FastForward(TimeSpan.FromMinutes(5));
        var again = await guests[0].BuysAsync(await cinema.ShowingAsync(TimeSpan.FromHours(6)));
        cinema.FastForward(TimeSpan.FromMinutes(2));
        await CountedAsync(cinema, "insights.count-sales");
        return (guests[0], again.Id, again.Seats.Select(s => s.Seat));
    }

    private static async Task<(long Known, long Recovered)> KnownAndRecoveredAsync(CaseFigures figures, InsightScope scope)
    {
        var summary = await figures.OfAsync(scope, CancellationToken.None);
        return (summary.Count(CaseSlice.Known), summary.Count(CaseSlice.Recovered));
    }

    private static async Task SalesShouldBeAsync(Cinema cinema, Showing showing, int seats, long revenue)
    {
        var scope = await cinema.Service<InsightScopes>().OfAsync(Boss, null, null, null, CancellationToken.None);
        var sales = cinema.Service<SalesQueries>();
        var (films, hours) = await sales.OfAsync(scope, CancellationToken.None);
        var all = films.Select(f => f.Sales).Together();

        Assert.Equal(seats, all.Sold);
        Assert.Equal(revenue, all.Revenue.Value);
        Assert.Equal(all, hours.Select(h => h.Sales).Together());
        Assert.Equal(all, await sales.SumAsync(scope, new ShowSlice(), CancellationToken.None));
        foreach (var film in films.GroupBy(f => f.FilmId))
            Assert.Equal(film.Select(f => f.Sales).Together(), await sales.SumAsync(scope, new ShowSlice(FilmId: film.Key), CancellationToken.None));
        foreach (var cell in films.GroupBy(f => (f.Genre, DayPart.Of(f.Hour).Code)))
            Assert.Equal(cell.Select(f => f.Sales).Together(), await sales.SumAsync(scope, new ShowSlice(Genre: cell.Key.Genre, Part: cell.Key.Code), CancellationToken.None));
        foreach (var hour in hours.Take(10)) Assert.Equal(hour.Sales, await sales.SumAsync(scope, new ShowSlice(Day: hour.Day, Hour: hour.Hour), CancellationToken.None));
        var line = Assert.Single(await sales.ListAsync(scope, new ShowSlice(), new ShowPage(0, 1000), CancellationToken.None), l => l.Sales.Sold > 0);
        Assert.Equal((showing.Id, showing.Plan.Count, showing.LocalStart.Hour), (line.ShowtimeId, (int)line.Sales.Seats, line.Hour));
        // What has not begun is not counted: it would look empty.
        Assert.All(await sales.ListAsync(scope, new ShowSlice(), new ShowPage(0, 10_000), CancellationToken.None), l => Assert.True(l.StartsAt <= cinema.Clock.GetUtcNow()));
    }

    private static async Task SaysAsync(Cinema cinema, string touchpoint, string id, int device, int stars, int? nps, Dictionary<string, int>? stages)
    {
        var answer = await Answer.ReadAsync(await cinema.Http.PostAsync("/api/v1/feedback", System.Net.Http.Json.JsonContent.Create(
            new { id, touchpoint, device = $"phone-{device:d4}", stars, nps, stages })));
        Assert.True(answer.Status is 200 or 201, answer.Text);
    }

    private static async Task CountedAsync(Cinema cinema, string handler) => await Cinema.EventuallyAsync(
        async () =>
        {
            await using var db = cinema.Database.Read();
            return !await db.GetTable<OutboxRow>().AnyAsync(o => o.Handler == handler);
        },
        $"{handler} has nothing left to do");

    private static async Task<IEnumerable<string>> IdsAsync(AnswersBehind behind, InsightScope scope, Measure measure, AnswerSlice slice) =>
        (await behind.ListAsync(scope, measure, slice, 0, 1000, CancellationToken.None)).Select(l => l.AnswerId).Order(StringComparer.Ordinal);

    private static long? ScoreOf(AnswerRow answer, Measure measure) =>
        measure.IsNps ? answer.Nps : measure == Measure.Overall ? answer.Stars : answer.StageStars.TryGetValue(measure.Code, out var stars) ? stars : null;

    private static async Task<List<AnswerRow>> AnswersAsync(Cinema cinema)
    {
        await using var db = cinema.Database.Read();
        return await db.GetTable<AnswerRow>().ToListAsync();
    }

    private static async Task<List<CaseRow>> CasesAsync(Cinema cinema)
    {
        await using var db = cinema.Database.Read();
        return await db.GetTable<CaseRow>().OrderBy(c => c.Number).ToListAsync();
    }

    private static async Task<List<CinemaRow>> CinemasAsync(Cinema cinema)
    {
        await using var db = cinema.Database.Read();
        return await db.GetTable<CinemaRow>().OrderBy(c => c.Code).ToListAsync();
    }

    private static async Task<string> WashroomAsync(Cinema cinema)
    {
        var first = (await CinemasAsync(cinema))[0].Id;
        await using var db = cinema.Database.Read();
        return (await db.GetTable<TouchpointRow>().FirstAsync(t => t.CinemaId == first && t.Kind == TouchpointKind.Washroom)).Code;
    }
}
