using CinemaCx.Loyalty;
using CinemaCx.Orders;
using CinemaCx.Platform.Data;
using CinemaCx.Platform.Primitives;
using CinemaCx.Seats;
using CinemaCx.Staff;
using CinemaCx.Tests.Coupons;
using CinemaCx.Tests.Orders;
using CinemaCx.Tests.Support;
using Xunit;

namespace CinemaCx.Tests.Loyalty;

public sealed class PointsInAnOrder
{
    [Theory, MemberData(nameof(Backings.All), MemberType = typeof(Backings))]
    public async Task Points_pay_part_of_an_order_and_come_back_when_it_ends(string backing)
    {
        await using var cinema = await Cinema.OpenAsync(backing);
        var showing = await cinema.ShowingAsync();
        var guest = await cinema.MemberAsync();
        await cinema.GivePointsAsync(guest, 2500);

        var plain = await guest.HoldsForAsync(showing, showing.SideBySide(2));
        await guest.PostAsync($"/api/v1/orders/{plain.Id}/cancellation");
        var order = await guest.HoldsForAsync(showing, showing.SideBySide(2), points: 2000);
        Assert.Equal((new Fen(-2000), plain.TotalFen - new Fen(2000), 2000), (order.Of("points"), order.TotalFen, order.PointsSpent));
        Assert.Equal(500, (await guest.PointsAsync()).Balance);
        (await guest.PostAsync($"/api/v1/orders/{order.Id}/cancellation")).ShouldBe(200);
        Assert.Equal(2500, (await guest.PointsAsync()).Balance);

        // One that runs out gives them back by itself.
        await guest.HoldsForAsync(showing, showing.SideBySide(2), points: 2000);
        cinema.FastForward(TimeSpan.FromMinutes(15));
        await Cinema.EventuallyAsync(async () => (await guest.PointsAsync()).Balance == 2500, "the points are back");

        // So does one whose payment was opened.
        var opened = await guest.HoldsForAsync(showing, showing.SideBySide(2), points: 2000);
        await guest.OpensPaymentAsync(opened.Id);
        (await guest.PostAsync($"/api/v1/orders/{opened.Id}/cancellation")).ShouldBe(200);
        Assert.Equal(2500, (await guest.PointsAsync()).Balance);
        (await guest.HoldForAsync(showing, showing.SideBySide(2), points: 2501)).ShouldRefuse(409, "points-not-enough");
        await cinema.BooksShouldBalanceAsync();
    }

    [Theory, MemberData(nameof(Backings.All), MemberType = typeof(Backings))]
    public async Task What_she_pays_earns_points_once_the_film_is_over_and_seats_given_back_take_theirs_along(string backing)
    {
        await using var cinema = await Cinema.OpenAsync(backing);
        var showing = await cinema.ShowingAsync();
        var guest = await cinema.MemberAsync();
        await cinema.GivePointsAsync(guest, 1000);

        var order = await guest.BuysForAsync(cinema, showing, showing.SideBySide(2), points: 999);
        Assert.Equal(order.PointsEarned, order.Seats.Sum(s => s.PriceFen.Value / 100));
        Assert.Equal((1, order.PointsEarned), ((await guest.PointsAsync()).Balance, (await guest.PointsAsync()).Pending));

        (await guest.RefundsAsync(order, order.Seats[0].Seat)).ShouldBe(201);
        var after = await guest.PointsAsync();
        // 999 points over two seats of one price: one more for the first.
        Assert.Contains(after.Balance, new long[] { 500, 501 });
        Assert.Equal(order.Seats[1].PriceFen.Value / 100, after.Pending);
        await cinema.BooksShouldBalanceAsync();

        cinema.FastForward(showing.Showtime.EndsAt - cinema.Clock.GetUtcNow() + TimeSpan.FromSeconds(1));
        await Cinema.EventuallyAsync(async () => (await guest.PointsAsync()).Pending == 0, "the points are posted");
        Assert.Equal(after.Balance + after.Pending, (await guest.PointsAsync()).Balance);
        await cinema.BooksShouldBalanceAsync();
    }

    [Theory, MemberData(nameof(Backings.All), MemberType = typeof(Backings))]
    public async Task A_claw_back_goes_into_debt_that_the_next_points_pay(string backing)
    {
        await using var cinema = await Cinema.OpenAsync(backing);
        var (showing, next) = (await cinema.ShowingAsync(), await cinema.ShowingAsync(TimeSpan.FromHours(60)));
        var guest = await cinema.MemberAsync();
        var order = await guest.BuysForAsync(cinema, showing, showing.SideBySide(2));
        cinema.FastForward(showing.Showtime.EndsAt - cinema.Clock.GetUtcNow() + TimeSpan.FromSeconds(1));
        await Cinema.EventuallyAsync(async () => (await guest.PointsAsync()).Balance == order.PointsEarned, "the points are posted");

        var spending = await guest.BuysForAsync(cinema, next, next.SideBySide(2), points: 100);
        Assert.Equal(order.PointsEarned - 100, (await guest.PointsAsync()).Balance);

        // The projector broke down: everybody gets everything back, and what they earned goes.
        var (manager, _) = await cinema.StaffAsync(StaffRole.GeneralManager);
        (await cinema.StaffPostAsync(manager, $"/api/v1/showtimes/{showing.Id}/cancellation")).ShouldBe(202);
        await guest.SeesOrderAsync(order.Id, "refunded");
        Assert.Equal(-100, (await guest.PointsAsync()).Balance);
        await cinema.BooksShouldBalanceAsync();

        (await guest.HoldForAsync(next, next.SideBySide(2, rowsToSkip: 1), points: 1)).ShouldRefuse(409, "points-not-enough");
        await cinema.GivePointsAsync(guest, 250);
        Assert.Equal(150, (await guest.PointsAsync()).Balance);
        // What she paid with comes back whole.
        (await guest.RefundsAsync(spending, [.. spending.Seats.Select(s => s.Seat)])).ShouldBe(201);
        Assert.Equal(250, (await guest.PointsAsync()).Balance);
        await cinema.BooksShouldBalanceAsync();
    }

    [Theory, MemberData(nameof(Backings.All), MemberType = typeof(Backings))]
    public async Task Late_money_takes_the_points_again_or_goes_back(string backing)
    {
        await using var cinema = await Cinema.OpenAsync(backing);
        await cinema.StopClockworkAsync();
        var showing = await cinema.ShowingAsync();
        foreach (var (row, spentMeanwhile) in new[] { (0, false), (1, true) })
        {
            var guest = await cinema.MemberAsync();
            await cinema.GivePointsAsync(guest, 1000);
            var order = await guest.HoldsForAsync(showing, showing.SideBySide(2, row), points: 1000);
            await guest.OpensPaymentAsync(order.Id);
            var payment = (await cinema.BooksOfAsync(order.Id)).Payment!.Id;
            // Paid at the last moment, and nobody heard of it until the order had been closed.
            await using (var db = await cinema.Database.BeginAsync())
            {
                var script = new Script();
                script.Do($"UPDATE payments SET state = 'closed', closed_at = 0 WHERE id = {payment}");
                script.Do($"UPDATE orders SET state = 'expired' WHERE id = {order.Id}");
                SeatClaims.ReleaseHold(script, order.Id, await guest.IdAsync());
                OrderPoints.GiveBackHeld(script, await guest.IdAsync(), order.Id, cinema.Clock.Now());
                await db.CommitAsync(script);
            }

            if (spentMeanwhile) await guest.HoldsForAsync(showing, showing.SideBySide(2, row + 2), points: 900);
            await cinema.Service<ConfirmPayment>().RunAsync(
                new PlatformPayment(payment, PlatformPaymentState.Succeeded, "tx" + payment, order.TotalFen, "CNY", PayerOpenId: null, cinema.Clock.Now()), mayDoubt: false, CancellationToken.None);
            var expected = spentMeanwhile ? ("cancelled", 100L) : ("paid", 0L);
            Assert.Equal(expected, ((await guest.OrderAsync(order.Id)).State, (await guest.PointsAsync()).Balance));
        }
    }

    [Theory, MemberData(nameof(Backings.All), MemberType = typeof(Backings))]
    public async Task Points_pay_no_more_than_the_house_allows_and_never_below_the_protected_price(string backing)
    {
        await using var cinema = await Cinema.OpenAsync(backing, ("Loyalty:MostPercentOfOrder", "20"), ("Loyalty:PointsPerFen", "2"));
        var showing = await cinema.ShowingAsync();
        var guest = await cinema.MemberAsync();
        await cinema.GivePointsAsync(guest, 90_000);

        (await guest.HoldForAsync(showing, showing.SideBySide(2), points: 999)).ShouldRefuse(422, "points-multiple");
        var order = await guest.HoldsForAsync(showing, showing.SideBySide(2), points: 90_000);
        var tickets = order.Of("list") + order.Of("member");
        Assert.Equal(tickets.Percent(20).Value, -order.Of("points").Value);
        Assert.Equal(2 * -order.Of("points").Value, order.PointsSpent);
        Assert.Equal(90_000 - order.PointsSpent, (await guest.PointsAsync()).Balance);

        var stranger = await cinema.GuestAsync();
        (await stranger.HoldForAsync(showing, showing.SideBySide(2, rowsToSkip: 1), points: 100)).ShouldRefuse(409, "points-not-enough");
        await cinema.BooksShouldBalanceAsync();
    }
}
