using CinemaCx.Cinemas;
using CinemaCx.Feedback;
using CinemaCx.Orders;
using CinemaCx.Platform.Primitives;
using CinemaCx.Reports;
using CinemaCx.Showtimes;
using CinemaCx.Staff;
using CinemaCx.Tests.Support;
using LinqToDB;
using LinqToDB.Async;
using Xunit;

namespace CinemaCx.Tests.Reports;

/// <summary>Every figure of a report, counted a second time from the rows by other means.</summary>
public sealed class FiguresEqualTheRows
{
    [Theory, MemberData(nameof(Backings.All), MemberType = typeof(Backings))]
    public async Task Sales_refunds_answers_and_the_change_of_day_at_six(string backing)
    {
        await using var morning = await Morning.OpenAsync(backing, ("Reports:Enabled", "false"));
        var cinema = morning.Cinema;
        for (var i = 0; i < 4; i++) await (await cinema.GuestAsync()).BuysAsync(await morning.ShowingAsync(skip: 10 + i % 2), count: 1 + i);
        var refunded = await cinema.GuestAsync();
        var order = await refunded.BuysAsync(await morning.ShowingAsync(skip: 12));
        (await refunded.PostAsync($"/api/v1/orders/{order.Id}/refund", new { seats = order.Seats.Take(1).Select(s => s.Seat) })).ShouldBe(201);
        // What is asked of a platform at one hour would be refused at another.
        await Cinema.EventuallyAsync(async () =>
        {
            await using var look = cinema.Database.Read();
            return await look.GetTable<RefundRow>().AllAsync(r => r.State == RefundState.Succeeded);
        }, "the money is on its way back");
        await morning.AnswersAsync(4, nps: 9, new { environment = 3, av = 5 });
        await morning.AnswersAsync(2, nps: 3, new { environment = 2 });
        morning.GoTo(Morning.Day.AddDays(1), 5, 59);
        await morning.AnswersAsync(5, nps: 8);
        morning.GoTo(Morning.Day.AddDays(1), 6, 0);
        await morning.AnswersAsync(1, nps: 0);

        var day = await cinema.Service<ReadFigures>().DayAsync(morning.First.Id, Morning.Day, CancellationToken.None);
        await using var db = cinema.Database.Read();
        var showtimes = await db.GetTable<ShowtimeRow>().Where(s => s.CinemaId == morning.First.Id && s.BusinessDay == Morning.Day && s.CancelledAt == null).ToListAsync();
        var ids = showtimes.ConvertAll(s => s.Id);
        var orders = await db.GetTable<OrderRow>().Where(o => ids.Contains(o.ShowtimeId) && o.State == OrderState.Paid).Select(o => o.Id).ToListAsync();
        var seats = (await db.GetTable<OrderSeatRow>().ToListAsync()).Where(s => orders.Contains(s.OrderId) && s.RefundId is null).ToList();
        var capacity = 0L;
        foreach (var showtime in showtimes) capacity += (await cinema.Service<HallPlans>().OneAsync(showtime.PlanId, CancellationToken.None)).Count;
        Assert.Equal(11, seats.Count);
        Assert.Equal(new Sales(seats.Sum(s => s.Paid), seats.Count, capacity, showtimes.Count), day.Sales);
        Assert.Equal(day.Sales, day.Trend[^1].Sales);
        Assert.Equal(14, day.Trend.Count);
        Assert.Equal(day.Sales.BoxOffice, day.Films.Sum(f => f.Sales.BoxOffice));

        // One before six belongs to the evening, the one at six to the new day.
        Assert.Equal(new Score(3, 1, 1), day.Nps);
        Assert.Equal(3, day.StarAnswers);
        Assert.Equal((4 + 2 + 5) / 3d, day.Stars!.Value, 9);
        Assert.Equal([("environment", 2.5, 2L), ("av", 5d, 1L)], day.Stages.Select(s => (s.Code, s.Mean, s.Answers)));
        var next = await cinema.Service<ReadFigures>().DayAsync(morning.First.Id, Morning.Day.AddDays(1), CancellationToken.None);
        Assert.Equal(new Score(1, 0, 1), next.Nps);
        Assert.Equal(new Score(3, 1, 1), next.NpsBefore);
    }

    [Theory, MemberData(nameof(Backings.All), MemberType = typeof(Backings))]
    public async Task Complaints_of_the_day_in_time_late_and_open_and_what_is_overdue_of_any_day(string backing)
    {
        await using var morning = await Morning.OpenAsync(backing, ("Reports:Enabled", "false"));
        var cinema = morning.Cinema;
        await morning.AnswersAsync(1, nps: 0);
        var (token, _) = await cinema.StaffAsync(StaffRole.SiteManager, morning.First.Id);
        await Cinema.EventuallyAsync(async () => await CountAsync(morning) == 1, "a case is open");
        var before = await DayAsync(morning);
        Assert.Equal((1L, 0L, 0L, 1L, 0), (before.Opened, before.ClosedInTime, before.ClosedLate, before.StillOpen, before.Overdue.Count));

        cinema.FastForward(TimeSpan.FromHours(2));
        var late = await DayAsync(morning);
        Assert.Equal((1L, 0L, 1), (late.Opened, late.ClosedInTime, late.Overdue.Count));
        Assert.Equal(late.Overdue, (await cinema.Service<ReadFigures>().WeekAsync(new DateOnly(2026, 11, 16), CancellationToken.None)).Cinemas.Single(c => c.CinemaId == morning.First.Id).Complaints.Overdue);

        (await cinema.StaffPostAsync(token, $"/api/v1/cases/{late.Overdue[0]}/acts", new { act = "acknowledge" })).ShouldBe(200);
        (await cinema.StaffPostAsync(token, $"/api/v1/cases/{late.Overdue[0]}/acts", new { act = "close", words = "已处理", rootCause = "空调" })).ShouldBe(200);
        var closed = await DayAsync(morning);
        Assert.Equal((1L, 0L, 1L, 0L, 0), (closed.Opened, closed.ClosedInTime, closed.ClosedLate, closed.StillOpen, closed.Overdue.Count));
    }

    private static async Task<Complaints> DayAsync(Morning morning) =>
        (await morning.Cinema.Service<ReadFigures>().DayAsync(morning.First.Id, Morning.Day, CancellationToken.None)).Complaints;

    private static async Task<int> CountAsync(Morning morning)
    {
        await using var db = morning.Cinema.Database.Read();
        return await db.GetTable<Cases.CaseRow>().CountAsync();
    }
}
