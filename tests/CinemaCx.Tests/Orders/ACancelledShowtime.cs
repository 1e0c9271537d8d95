using CinemaCx.Orders;
using CinemaCx.Staff;
using CinemaCx.Tests.Support;
using Xunit;

namespace CinemaCx.Tests.Orders;

/// <summary>A showtime does not take place: whoever paid gets everything back, and nobody can pay any more.</summary>
public sealed class ACancelledShowtime
{
    [Theory, MemberData(nameof(Backings.All), MemberType = typeof(Backings))]
    public async Task Everybody_gets_all_the_money_back_entered_or_not(string backing)
    {
        await using var cinema = await Cinema.OpenAsync(backing);
        var showing = await cinema.ShowingAsync(TimeSpan.FromHours(2));
        var (first, second, third) = (await cinema.GuestAsync(), await cinema.GuestAsync(), await cinema.GuestAsync());
        var (whole, entered, partly) = (await first.BuysAsync(showing), await second.BuysAsync(showing), await third.BuysAsync(showing));
        var (usher, _) = await cinema.StaffAsync(StaffRole.Usher, showing.Cinema.Id);
        var code = await second.TicketCodeAsync(entered.Tickets[0].TicketId);
        (await cinema.StaffPostAsync(usher, "/api/v1/entries", new { ticketCode = code })).ShouldBe(200);
        // She gave one seat back before, for a fee: that stays as it was.
        var fee = (await third.PostAsync($"/api/v1/orders/{partly.Id}/refund", new { seats = new[] { partly.Seats[0].Seat } })).ShouldBe(201).As<RefundView>().FeeFen;
        Assert.True(fee.Value > 0);

        await CancelAsync(cinema, showing.Id);

        foreach (var (guest, order, kept) in new[] { (first, whole, 0L), (second, entered, 0L), (third, partly, fee.Value) })
        {
            await guest.SeesOrderAsync(order.Id, "refunded");
            cinema.FastForward(TimeSpan.FromSeconds(65));
            var books = await cinema.BooksShowAsync(order.Id, b => b.Refunds.All(r => r.State == RefundState.Succeeded), "the money is back");
            Assert.Equal(order.TotalFen.Value - kept, (await cinema.MoneyAsync(books.Payment!.Id)).Returned);
            Assert.Empty(books.Living);
        }

        (await cinema.StaffPostAsync(usher, "/api/v1/entries", new { ticketCode = code })).ShouldRefuse(422, "showtime-cancelled");
        await cinema.BooksShouldBalanceAsync();
    }

    [Theory, MemberData(nameof(Backings.All), MemberType = typeof(Backings))]
    public async Task Who_holds_seats_cannot_pay_any_more_and_who_pays_all_the_same_gets_it_back(string backing)
    {
        await using var cinema = await Cinema.OpenAsync(backing);
        var showing = await cinema.ShowingAsync();
        var (early, late) = (await cinema.GuestAsync(), await cinema.GuestAsync());
        var opened = await early.HoldsBestAsync(showing);
        var prepay = await early.OpensPaymentAsync(opened.Id);
        var held = await late.HoldsBestAsync(showing);

        await CancelAsync(cinema, showing.Id);

        (await late.PostAsync($"/api/v1/orders/{held.Id}/payment")).ShouldRefuse(422, "showtime-cancelled");
        Assert.Null((await cinema.BooksOfAsync(held.Id)).Payment);
        await cinema.PayAsync(prepay);
        await cinema.MoneyIsBackAsync(opened.Id, opened.TotalFen.Value);
        cinema.FastForward(TimeSpan.FromSeconds(30));
        (await (await cinema.GuestAsync()).HoldAsync(showing, showing.SideBySide(2, rowsToSkip: 3))).ShouldRefuse(422, "showtime-cancelled");
    }

    [Theory, MemberData(nameof(Backings.All), MemberType = typeof(Backings))]
    public async Task Who_asks_for_the_money_before_it_is_sent_pays_no_fee(string backing)
    {
        await using var cinema = await Cinema.OpenAsync(backing);
        await cinema.StopClockworkAsync();
        var showing = await cinema.ShowingAsync(TimeSpan.FromHours(1));
        var guest = await cinema.GuestAsync();
        var order = await guest.BuysAsync(showing);
        cinema.FastForward(showing.Showtime.StartsAt - TimeSpan.FromMinutes(10) - cinema.Clock.GetUtcNow());

        await CancelAsync(cinema, showing.Id);

        var quote = (await guest.GetAsync($"/api/v1/orders/{order.Id}/refund")).ShouldBe(200).As<RefundQuote>();
        Assert.Equal((true, 0, order.TotalFen), (quote.Refundable, quote.FeePercent, quote.AmountFen));
        var refund = (await guest.PostAsync($"/api/v1/orders/{order.Id}/refund", new { seats = new[] { order.Seats[0].Seat } })).ShouldBe(201).As<RefundView>();
        Assert.Equal(order.Seats[0].PriceFen, refund.AmountFen);
        await cinema.RunDueAsync();
        await cinema.RunDueAsync();
        Assert.Equal(order.TotalFen.Value, (await cinema.BooksOfAsync(order.Id)).Payment!.Refunded.Value);
        await cinema.BooksShouldBalanceAsync();
    }

    private static async Task CancelAsync(Cinema cinema, string showtimeId)
    {
        var (manager, _) = await cinema.StaffAsync(StaffRole.GeneralManager);
        (await cinema.StaffPostAsync(manager, $"/api/v1/showtimes/{showtimeId}/cancellation")).ShouldBe(202);
    }
}
