using CinemaCx.Orders;
using CinemaCx.Staff;
using CinemaCx.Tests.Support;
using Xunit;

namespace CinemaCx.Tests.Orders;

public sealed class BuyingTwoSeats
{
    [Theory, MemberData(nameof(Backings.All), MemberType = typeof(Backings))]
    public async Task A_guest_holds_pays_enters_and_a_second_scan_is_refused(string backing)
    {
        await using var cinema = await Cinema.OpenAsync(backing);
        var showing = await cinema.ShowingAsync();
        var guest = await cinema.GuestAsync();

        var order = await guest.HoldsBestAsync(showing);
        Assert.Equal("held", order.State);
        Assert.Equal(order.TotalFen, new(order.PriceLines.Sum(l => l.AmountFen.Value)));
        Assert.Equal(TimeSpan.FromMinutes(15), order.ExpiresAt - order.PlacedAt);

        var prepay = await guest.OpensPaymentAsync(order.Id);
        await cinema.PayAsync(prepay);
        var paid = await guest.SeesOrderAsync(order.Id, "paid");
        Assert.Equal(2, paid.Tickets.Count);

        var code = await guest.TicketCodeAsync(paid.Tickets[0].TicketId);
        var (usher, _) = await cinema.StaffAsync(StaffRole.Usher, showing.Cinema.Id);
        Assert.Equal("entered", (await cinema.StaffPostAsync(usher, "/api/v1/entries", new { ticketCode = code })).ShouldBe(200).Body.GetProperty("state").GetString());
        (await cinema.StaffPostAsync(usher, "/api/v1/entries", new { ticketCode = code })).ShouldRefuse(409, "ticket-already-entered");
        await cinema.BooksShouldBalanceAsync();
    }
}
