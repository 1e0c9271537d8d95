using CinemaCx.Cinemas;
using CinemaCx.Orders;
using CinemaCx.Platform.Primitives;
using CinemaCx.Seats;
using CinemaCx.Showtimes;
using CinemaCx.Staff;
using CinemaCx.Tests.Support;
using LinqToDB;
using LinqToDB.Async;
using Xunit;

namespace CinemaCx.Tests.Orders;

/// <summary>What staff see of a showtime is what the rows say, seat by seat and fen by fen.</summary>
public sealed class WhatAShowtimeSells
{
    [Theory, MemberData(nameof(Backings.All), MemberType = typeof(Backings))]
    public async Task The_figures_of_a_day_are_those_of_its_rows(string backing)
    {
        await using var cinema = await Cinema.OpenAsync(backing);
        var showing = await cinema.ShowingAsync();
        var (buyer, holder, regrets) = (await cinema.GuestAsync(), await cinema.GuestAsync(), await cinema.GuestAsync());
        await buyer.BuysAsync(showing, 3);
        var held = await holder.HoldsBestAsync(showing, 2);
        var given = await regrets.BuysAsync(showing, 2);
        (await regrets.PostAsync($"/api/v1/orders/{given.Id}/refund", new { seats = new[] { given.Seats[0].Seat } })).ShouldBe(201);

        var day = await cinema.Service<ShowtimeSales>().DayAsync(showing.Cinema.Id, showing.Showtime.BusinessDay, CancellationToken.None);
        var sale = day.Single(s => s.Id == showing.Id);
        Assert.Equal((4L, 2L, 2L), (sale.Sold, sale.Held, sale.Orders));
        Assert.Equal(showing.Plan.Seats.Count(s => s.Block == SeatBlock.None), sale.Capacity);
        Assert.Equal(await PaidAsync(cinema, showing.Id), sale.BoxOffice);
        Assert.Equal(sale, await cinema.Service<ShowtimeSales>().OneAsync(showing, CancellationToken.None));
        await using (var db = cinema.Database.Read())
        {
            var ids = await db.GetTable<ShowtimeRow>().Where(s => s.CinemaId == showing.Cinema.Id && s.BusinessDay == showing.Showtime.BusinessDay).Select(s => s.Id).ToListAsync();
            Assert.Equal(ids.Order(StringComparer.Ordinal), day.Select(s => s.Id).Order(StringComparer.Ordinal));
            Assert.Equal(day.Select(s => s.StartsAt), day.Select(s => s.StartsAt).Order());
            Assert.All(day.Where(s => s.Id != showing.Id), s => Assert.Equal((0L, 0L, Fen.Zero), (s.Sold, s.Held, s.BoxOffice)));
        }

        var seats = (await cinema.Service<HouseSeats>().OfAsync(showing, CancellationToken.None)).ToLookup(s => s.State);
        Assert.Equal(held.Seats.Select(s => s.Seat).Order(StringComparer.Ordinal), seats[HouseSeatState.Held].Select(s => s.Seat.Label).Order(StringComparer.Ordinal));
        Assert.Equal((4, sale.Capacity - 6), (seats[HouseSeatState.Sold].Count(), seats[HouseSeatState.Free].LongCount()));
        Assert.All(seats[HouseSeatState.Held], s => Assert.Equal(held.Id, s.OrderId));

        var orders = await cinema.Service<OrderLists>().OfShowtimeAsync(showing.Id, withEnded: false, CancellationToken.None);
        Assert.Equal(["paid", "held", "paid"], orders.Select(o => o.State));
        Assert.Equal([given.Seats[0].Seat], orders[0].SeatsBack);
        Assert.Equal(sale.BoxOffice, orders.Where(o => o.State == "paid").Sum(o => o.Total) - await GivenBackAsync(cinema, given.Id));
    }

    [Theory, MemberData(nameof(Backings.All), MemberType = typeof(Backings))]
    public async Task A_hold_that_ran_out_is_free_unless_its_money_is_under_way(string backing)
    {
        await using var cinema = await Cinema.OpenAsync(backing);
        var showing = await cinema.ShowingAsync();
        await (await cinema.GuestAsync()).HoldsBestAsync(showing, 2);

        Assert.Equal(2, (await SaleAsync(cinema, showing)).Held);
        cinema.FastForward(TimeSpan.FromMinutes(16));
        Assert.Equal(0, (await SaleAsync(cinema, showing)).Held);
        Assert.DoesNotContain(await cinema.Service<HouseSeats>().OfAsync(showing, CancellationToken.None), s => s.State == HouseSeatState.Held);
    }

    [Theory, MemberData(nameof(Backings.All), MemberType = typeof(Backings))]
    public async Task Who_cancels_it_is_written_down_once(string backing)
    {
        await using var cinema = await Cinema.OpenAsync(backing);
        var showing = await cinema.ShowingAsync();
        var order = await (await cinema.GuestAsync()).BuysAsync(showing);
        var (_, duty) = await cinema.StaffAsync(StaffRole.DutyManager, showing.Cinema.Id);

        await cinema.Service<CancelShowtime>().RunAsync(duty, showing.Id, CancellationToken.None);
        await cinema.Service<CancelShowtime>().RunAsync(duty, showing.Id, CancellationToken.None);

        var act = Assert.Single(await cinema.Service<StaffActs>().ListAsync(duty, "showtime", showing.Id, null, null, CancellationToken.None));
        Assert.Equal(("cancel", duty.EmployeeId, showing.Cinema.Id), (act.Act, act.EmployeeId, act.CinemaId));
        await Cinema.EventuallyAsync(async () => (await SaleAsync(cinema, showing)) is { Sold: 0, BoxOffice.Value: 0, State: SaleState.Cancelled }, "everybody has her money back");
        Assert.Equal("refunded", Assert.Single(await cinema.Service<OrderLists>().OfShowtimeAsync(showing.Id, withEnded: false, CancellationToken.None)).State);
        Assert.Equal(order.TotalFen, (await cinema.Service<OrderLists>().OfGuestAsync((await GuestIdAsync(cinema, order.Id))!, showing.Cinema.Id, 10, CancellationToken.None))[0].Back);
    }

    private static Task<ShowtimeSale> SaleAsync(Cinema cinema, Showing showing) => cinema.Service<ShowtimeSales>().OneAsync(showing, CancellationToken.None);

    private static async Task<Fen> PaidAsync(Cinema cinema, string showtimeId)
    {
        await using var db = cinema.Database.Read();
        var orders = await db.GetTable<OrderRow>().Where(o => o.ShowtimeId == showtimeId && o.State == OrderState.Paid).Select(o => o.Id).ToListAsync();
        return (await db.GetTable<OrderSeatRow>().Where(s => orders.Contains(s.OrderId) && s.RefundId == null).ToListAsync()).Sum(s => s.Paid);
    }

    private static async Task<Fen> GivenBackAsync(Cinema cinema, string orderId)
    {
        await using var db = cinema.Database.Read();
        return (await db.GetTable<OrderSeatRow>().Where(s => s.OrderId == orderId && s.RefundId != null).ToListAsync()).Sum(s => s.Paid);
    }

    private static async Task<string?> GuestIdAsync(Cinema cinema, string orderId)
    {
        await using var db = cinema.Database.Read();
        return await db.GetTable<OrderRow>().Where(o => o.Id == orderId).Select(o => o.GuestId).FirstOrDefaultAsync();
    }
}
