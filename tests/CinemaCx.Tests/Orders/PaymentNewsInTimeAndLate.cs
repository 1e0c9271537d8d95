using CinemaCx.Orders;
using CinemaCx.Platform.Data;
using CinemaCx.Platform.Primitives;
using CinemaCx.Tests.Support;
using Xunit;

namespace CinemaCx.Tests.Orders;

/// <summary>Whenever the news of a payment comes, it becomes tickets or the money goes back.</summary>
public sealed class PaymentNewsInTimeAndLate
{
    private static readonly TimeSpan AMinute = TimeSpan.FromMinutes(1);

    [Theory, MemberData(nameof(Backings.All), MemberType = typeof(Backings))]
    public async Task In_the_last_seconds_of_the_hold_it_makes_tickets(string backing)
    {
        await using var cinema = await Cinema.OpenAsync(backing);
        var showing = await cinema.ShowingAsync();
        var (guest, other) = (await cinema.GuestAsync(), await cinema.GuestAsync());
        var order = await guest.HoldsBestAsync(showing);
        var prepay = await guest.OpensPaymentAsync(order.Id);

        cinema.FastForward(TimeSpan.FromSeconds((15 * 60) - 20));
        await cinema.PayAsync(prepay);
        await guest.SeesOrderAsync(order.Id, "paid");
        cinema.FastForward(TimeSpan.FromMinutes(20));

        Assert.Equal(409, (await other.HoldAsync(showing, order.Seats.Select(s => s.Seat))).Status);
        await cinema.HasHerTicketsAsync(order);
    }

    [Theory, MemberData(nameof(Backings.All), MemberType = typeof(Backings))]
    public async Task After_the_hold_it_makes_tickets_when_nobody_could_settle_the_payment(string backing)
    {
        await using var cinema = await Cinema.OpenAsync(backing);
        var showing = await cinema.ShowingAsync();
        var (guest, other) = (await cinema.GuestAsync(), await cinema.GuestAsync());
        var order = await guest.HoldsBestAsync(showing);
        var prepay = await guest.OpensPaymentAsync(order.Id);

        await cinema.BreakAsync(new { path = SimulatedPlatform.Everything, kind = "http", status = 500, times = -1 });
        cinema.FastForward(TimeSpan.FromMinutes(14));
        await cinema.PayAsync(prepay, new { notify = "none" });
        cinema.FastForward(TimeSpan.FromMinutes(2));
        (await other.HoldAsync(showing, order.Seats.Select(s => s.Seat))).ShouldRefuse(409, "seats-taken");

        Assert.Equal([204], await cinema.TellAsync(prepay));
        await cinema.HasHerTicketsAsync(order);
    }

    [Theory, MemberData(nameof(Backings.All), MemberType = typeof(Backings))]
    public async Task After_the_seats_were_released_it_brings_them_back_while_they_are_free(string backing)
    {
        await using var cinema = await Cinema.OpenAsync(backing);
        var guest = await cinema.GuestAsync();
        var order = await guest.HoldsBestAsync(await cinema.ShowingAsync());
        var prepay = await guest.OpensPaymentAsync(order.Id);
        await LetItExpireAsync(cinema, order);

        await cinema.PayAsync(prepay, new { force = true });

        Assert.Equal(2, (await guest.SeesOrderAsync(order.Id, "paid")).Tickets.Count);
        await cinema.HasHerTicketsAsync(order);
    }

    [Theory, MemberData(nameof(Backings.All), MemberType = typeof(Backings))]
    public async Task After_the_seats_were_sold_to_somebody_else_all_the_money_goes_back_within_a_minute(string backing)
    {
        await using var cinema = await Cinema.OpenAsync(backing);
        var showing = await cinema.ShowingAsync();
        var (guest, other) = (await cinema.GuestAsync(), await cinema.GuestAsync());
        var seats = showing.SideBySide(4);
        var order = await guest.HoldsAsync(showing, seats);
        var prepay = await guest.OpensPaymentAsync(order.Id);
        await LetItExpireAsync(cinema, order);
        // Half of what she wanted is gone: half an order is no order.
        var others = await other.HoldsAsync(showing, seats[..2]);
        await cinema.PayAsync(await other.OpensPaymentAsync(others.Id));
        await other.SeesOrderAsync(others.Id, "paid");

        var paidAt = cinema.Clock.Now();
        await cinema.PayAsync(prepay, new { force = true });

        await cinema.MoneyIsBackAsync(order.Id, order.TotalFen.Value);
        Assert.True(cinema.Clock.Now() - paidAt < AMinute);
        await cinema.HasHerTicketsAsync(others);
    }

    [Theory, MemberData(nameof(Backings.All), MemberType = typeof(Backings))]
    public async Task A_living_hold_of_somebody_else_is_not_broken_for_late_money(string backing)
    {
        await using var cinema = await Cinema.OpenAsync(backing);
        var showing = await cinema.ShowingAsync();
        var (guest, other) = (await cinema.GuestAsync(), await cinema.GuestAsync());
        var order = await guest.HoldsAsync(showing, showing.SideBySide(2));
        var prepay = await guest.OpensPaymentAsync(order.Id);
        await LetItExpireAsync(cinema, order);
        var others = await other.HoldsAsync(showing, showing.SideBySide(2));

        await cinema.PayAsync(prepay, new { force = true });

        await cinema.MoneyIsBackAsync(order.Id, order.TotalFen.Value);
        await cinema.PayAsync(await other.OpensPaymentAsync(others.Id));
        await cinema.HasHerTicketsAsync(others);
    }

    [Theory, MemberData(nameof(Backings.All), MemberType = typeof(Backings))]
    public async Task After_the_showtime_is_over_nobody_gets_a_ticket_for_it(string backing)
    {
        await using var cinema = await Cinema.OpenAsync(backing);
        var showing = await cinema.ShowingAsync(TimeSpan.FromHours(1));
        var guest = await cinema.GuestAsync();
        var order = await guest.HoldsBestAsync(showing);
        var prepay = await guest.OpensPaymentAsync(order.Id);
        await LetItExpireAsync(cinema, order);
        cinema.FastForward(showing.Showtime.EndsAt - cinema.Clock.Now());

        await cinema.PayAsync(prepay, new { force = true });

        await cinema.MoneyIsBackAsync(order.Id, order.TotalFen.Value);
    }

    [Theory, MemberData(nameof(Backings.All), MemberType = typeof(Backings))]
    public async Task After_she_gave_the_order_up_the_money_goes_back_although_the_seats_are_free(string backing)
    {
        await using var cinema = await Cinema.OpenAsync(backing);
        var guest = await cinema.GuestAsync();
        var order = await guest.HoldsBestAsync(await cinema.ShowingAsync());
        var prepay = await guest.OpensPaymentAsync(order.Id);
        (await guest.PostAsync($"/api/v1/orders/{order.Id}/cancellation")).ShouldBe(200);

        await cinema.PayAsync(prepay, new { force = true });

        await cinema.MoneyIsBackAsync(order.Id, order.TotalFen.Value);
    }

    /// <summary>
    /// The close was answered, the order given up, and in that very moment the platform tells of the money. Only PostgreSQL lets two transactions
    /// meet like that; on SQLite writers stand in line.
    /// </summary>
    [Fact]
    public async Task In_the_moment_she_gives_the_order_up_it_is_not_taken_for_old_news()
    {
        await using var cinema = await Cinema.OpenAsync(Backings.Servers);
        var guest = await cinema.GuestAsync();
        var order = await guest.HoldsBestAsync(await cinema.ShowingAsync());
        var prepay = await guest.OpensPaymentAsync(order.Id);
        await cinema.PayAsync(prepay, new { notify = "none", force = true });
        var payment = (await cinema.BooksOfAsync(order.Id)).Payment!.Id;

        var once = 0;
        cinema.GuestDatabase().RewriteSql = sql =>
        {
            if (sql.Contains("SET state = 'paid', transaction_id", StringComparison.Ordinal) && Interlocked.Exchange(ref once, 1) == 0)
                GiveUpBehindItsBackAsync(cinema, order.Id, payment).GetAwaiter().GetResult();
            return sql;
        };
        Assert.Equal([204], await cinema.TellAsync(prepay));

        Assert.Equal(1, once);
        await cinema.MoneyIsBackAsync(order.Id, order.TotalFen.Value);
    }

    private static async Task LetItExpireAsync(Cinema cinema, OrderView order)
    {
        cinema.FastForward(TimeSpan.FromMinutes(15));
        var books = await cinema.BooksShowAsync(order.Id, b => b.Order.State == OrderState.Expired, $"order {order.Id} expires");
        Assert.Equal(PaymentState.Closed, books.Payment!.State);
        Assert.Empty(books.Claims);
        Assert.Equal("CLOSED", (await cinema.MoneyAsync(books.Payment.Id)).State);
    }

    private static async Task GiveUpBehindItsBackAsync(Cinema cinema, string orderId, string paymentId)
    {
        await using var db = await cinema.Database.BeginAsync();
        var script = new Script();
        script.Do($"UPDATE payments SET state = 'closed', closed_at = {cinema.Clock.Now()} WHERE id = {paymentId}");
        script.Do($"UPDATE orders SET state = 'cancelled', ended_at = {cinema.Clock.Now()} WHERE id = {orderId}");
        script.Do($"DELETE FROM seat_claims WHERE order_id = {orderId}");
        script.Do($"DELETE FROM guest_holds WHERE order_id = {orderId}");
        await db.RunAsync(script);
        await db.CommitAsync();
    }
}
