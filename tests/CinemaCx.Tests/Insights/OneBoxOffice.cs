using CinemaCx.Insights;
using CinemaCx.Orders;
using CinemaCx.Platform.Primitives;
using CinemaCx.Reports;
using CinemaCx.Showtimes;
using CinemaCx.Tests.Coupons;
using CinemaCx.Tests.Orders;
using CinemaCx.Tests.Reports;
using CinemaCx.Tests.Support;
using LinqToDB;
using LinqToDB.Async;
using Xunit;

namespace CinemaCx.Tests.Insights;

/// <summary>票房 is one figure: the showtimes' pages, the report and the board say the same of a day that is over.</summary>
public sealed class OneBoxOffice
{
    [Theory, MemberData(nameof(Backings.All), MemberType = typeof(Backings))]
    public async Task Three_pages_agree_on_a_day_with_refunds_coupons_fees_and_free_seats(string backing)
    {
        await using var morning = await Morning.OpenAsync(backing, ("Reports:Enabled", "false"));
        var cinema = morning.Cinema;
        var halls = new List<Showing>();
        for (var skip = 4; skip < 11; skip++) halls.Add(await morning.ShowingAsync(skip));
        var (plain, free) = (halls.MaxBy(s => s.Plan.Count)!, await morning.ShowingAsync(skip: 12));
        Assert.NotEqual(Fen.Zero, plain.Showtime.ServiceFee);
        var withCoupon = await cinema.GuestAsync();
        var coupon = await cinema.GiveCouponAsync(withCoupon, await cinema.TemplateAsync());
        var order = await withCoupon.PaysAsync(cinema, await withCoupon.HoldsWithAsync(plain, plain.SideBySide(2), coupon));
        await (await cinema.GuestAsync()).BuysAsync(plain, 3);
        (await withCoupon.PostAsync($"/api/v1/orders/{order.Id}/refund", new { seats = new[] { order.Seats[0].Seat } })).ShouldBe(201);
        await MakeFreeAsync(cinema, free);
        var lucky = await cinema.GuestAsync();
        var nothing = await lucky.HoldsBestAsync(free);
        Assert.Equal(Fen.Zero, nothing.TotalFen);
        (await lucky.PostAsync($"/api/v1/orders/{nothing.Id}/payment")).ShouldBe(200);
        // What is only held is no box office.
        await (await cinema.GuestAsync()).HoldsBestAsync(await morning.ShowingAsync(skip: 14), 2);
        await Cinema.EventuallyAsync(async () =>
        {
            await using var db = cinema.Database.Read();
            return await db.GetTable<RefundRow>().AllAsync(r => r.State == RefundState.Succeeded);
        }, "the money is on its way back");
        morning.GoTo(Morning.Day.AddDays(1), 6);

        var expected = await ByHandAsync(cinema, morning);
        Assert.True(expected.Paid.Value > 0);
        Assert.Equal(3 + 1 + 2, expected.Seats);
        var pages = await cinema.Service<ShowtimeSales>().DayAsync(morning.First.Id, Morning.Day, CancellationToken.None);
        Assert.Equal(expected, (pages.Sum(s => s.BoxOffice), pages.Sum(s => s.Sold)));
        var report = (await cinema.Service<ReadFigures>().DayAsync(morning.First.Id, Morning.Day, CancellationToken.None)).Sales;
        Assert.Equal(expected, (report.BoxOffice, report.Admissions));
        var scope = new InsightScope([morning.First], Morning.Day, Morning.Day);
        CinemaCx.Insights.Sales board = default;
        await Cinema.EventuallyAsync(
            async () => (board = await cinema.Service<SalesQueries>().SumAsync(scope, new ShowSlice(), CancellationToken.None)).Sold == expected.Seats, "the board has counted");
        Assert.Equal(expected, (board.Revenue, board.Sold));
    }

    /// <summary>From the rows, seat by seat, without the house's own piece of SQL.</summary>
    private static async Task<(Fen Paid, long Seats)> ByHandAsync(Cinema cinema, Morning morning)
    {
        await using var db = cinema.Database.Read();
        var showtimes = await db.GetTable<ShowtimeRow>().Where(s => s.CinemaId == morning.First.Id && s.BusinessDay == Morning.Day).Select(s => s.Id).ToListAsync();
        var orders = (await db.GetTable<OrderRow>().ToListAsync()).Where(o => showtimes.Contains(o.ShowtimeId) && o.State == OrderState.Paid).Select(o => o.Id).ToHashSet();
        var seats = (await db.GetTable<OrderSeatRow>().ToListAsync()).Where(s => orders.Contains(s.OrderId) && s.RefundId is null).ToList();
        return (seats.Sum(s => s.Paid), seats.Count);
    }

    private static async Task MakeFreeAsync(Cinema cinema, Showing showing)
    {
        await using var db = cinema.Database.Read();
        await db.GetTable<ShowtimePriceRow>().Where(p => p.ShowtimeId == showing.Id).Set(p => p.ListPrice, Fen.Zero).Set(p => p.MemberPrice, (Fen?)null).UpdateAsync();
        await db.GetTable<FilmRow>().Where(f => f.Id == showing.Film.Id).Set(f => f.LowestPrice, Fen.Zero).UpdateAsync();
        await db.GetTable<ShowtimeRow>().Where(s => s.Id == showing.Id).Set(s => s.ServiceFee, Fen.Zero).UpdateAsync();
    }
}
