using CinemaCx.Orders;
using CinemaCx.Platform.Primitives;
using CinemaCx.Staff;
using CinemaCx.Tests.Support;
using Xunit;

namespace CinemaCx.Tests.Orders;

/// <summary>A guest gives tickets back: she sees what it brings, then does it, seat by seat.</summary>
public sealed class RefundingSeats
{
    private static readonly string[] NoSeats = [];

    [Theory, MemberData(nameof(Backings.All), MemberType = typeof(Backings))]
    public async Task She_is_told_what_it_brings_and_gets_that_seat_by_seat(string backing)
    {
        await using var cinema = await Cinema.OpenAsync(backing);
        var showing = await cinema.ShowingAsync(TimeSpan.FromHours(20));
        cinema.FastForward(showing.Showtime.StartsAt - TimeSpan.FromHours(3) - cinema.Clock.Now());
        var guest = await cinema.GuestAsync();
        var order = await guest.BuysAsync(showing, 3);
        var quote = (await guest.GetAsync($"/api/v1/orders/{order.Id}/refund")).ShouldBe(200).As<RefundQuote>();
        Assert.True(quote.Refundable);
        Assert.Equal(10, quote.FeePercent);
        Assert.Equal(order.TotalFen, quote.AmountFen + quote.FeeFen);
        Assert.Equal(order.RefundRule, quote.Rule);

        var back = Fen.Zero;
        foreach (var seat in quote.Seats)
        {
            var refund = (await RefundAsync(guest, order, [seat.Seat])).ShouldBe(201).As<RefundView>();
            Assert.Equal((seat.AmountFen, seat.FeeFen), (refund.AmountFen, refund.FeeFen));
            Assert.Equal(seat.PriceFen.Percent(10), refund.FeeFen);
            (await RefundAsync(guest, order, [seat.Seat])).ShouldRefuse(409, "seats-not-refundable");
            back += refund.AmountFen;
            await cinema.BooksShowAsync(order.Id, b => b.Refunds.All(r => r.State == RefundState.Succeeded), "it went back");
            cinema.FastForward(TimeSpan.FromSeconds(65));
        }

        Assert.Equal(quote.AmountFen, back);
        var view = await guest.OrderAsync(order.Id);
        Assert.Equal("refunded", view.State);
        Assert.Empty(view.Tickets);
        Assert.Equal(back.Value, (await cinema.MoneyAsync((await cinema.BooksOfAsync(order.Id)).Payment!.Id)).Returned);
        await cinema.BooksShouldBalanceAsync();
    }

    [Theory, MemberData(nameof(Backings.All), MemberType = typeof(Backings))]
    public async Task Half_an_hour_before_the_show_it_is_too_late(string backing)
    {
        await using var cinema = await Cinema.OpenAsync(backing);
        var showing = await cinema.ShowingAsync(TimeSpan.FromHours(2));
        var guest = await cinema.GuestAsync();
        var order = await guest.BuysAsync(showing);
        cinema.FastForward(showing.Showtime.StartsAt - TimeSpan.FromMinutes(40) - cinema.Clock.Now());
        Assert.Equal(30, (await QuoteAsync(guest, order)).FeePercent);
        cinema.FastForward(TimeSpan.FromMinutes(10));

        Assert.False((await QuoteAsync(guest, order)).Refundable);
        (await RefundAsync(guest, order, [order.Seats[0].Seat])).ShouldRefuse(422, "refund-too-late");
        await cinema.HasHerTicketsAsync(order);
    }

    [Theory, MemberData(nameof(Backings.All), MemberType = typeof(Backings))]
    public async Task A_seat_given_back_can_be_bought_again_at_once(string backing)
    {
        await using var cinema = await Cinema.OpenAsync(backing);
        var showing = await cinema.ShowingAsync();
        var (guest, other) = (await cinema.GuestAsync(), await cinema.GuestAsync());
        var order = await guest.BuysAsync(showing);
        var seats = order.Seats.Select(s => s.Seat).ToArray();

        (await RefundAsync(guest, order, seats)).ShouldBe(201);
        var others = await other.HoldsAsync(showing, seats);
        await cinema.PayAsync(await other.OpensPaymentAsync(others.Id));

        await cinema.HasHerTicketsAsync(others);
        Assert.Equal("refunded", (await guest.OrderAsync(order.Id)).State);
    }

    [Theory, MemberData(nameof(Backings.All), MemberType = typeof(Backings))]
    public async Task What_cannot_be_given_back_is_refused_and_nothing_changes(string backing)
    {
        await using var cinema = await Cinema.OpenAsync(backing);
        var showing = await cinema.ShowingAsync();
        var (guest, other) = (await cinema.GuestAsync(), await cinema.GuestAsync());
        var held = await guest.HoldsBestAsync(showing, 3);
        (await RefundAsync(guest, held, [held.Seats[0].Seat])).ShouldRefuse(409, "order-not-paid");
        await cinema.PayAsync(await guest.OpensPaymentAsync(held.Id));
        var order = await guest.SeesOrderAsync(held.Id, "paid");
        var (usher, _) = await cinema.StaffAsync(StaffRole.Usher, showing.Cinema.Id);
        var entered = order.Tickets[0];
        (await cinema.StaffPostAsync(usher, "/api/v1/entries", new { ticketCode = await guest.TicketCodeAsync(entered.TicketId) })).ShouldBe(200);

        (await RefundAsync(guest, order, NoSeats)).ShouldRefuse(400, "seats-required");
        (await RefundAsync(guest, order, ["Z99"])).ShouldRefuse(409, "seats-not-refundable");
        (await RefundAsync(other, order, [order.Tickets[1].Seat])).ShouldRefuse(404, "order-not-found");
        (await other.GetAsync($"/api/v1/orders/{order.Id}/refund")).ShouldRefuse(404, "order-not-found");
        // One entered seat among them: none is given back.
        Assert.Equal([entered.Seat], (await RefundAsync(guest, order, order.Seats.Select(s => s.Seat))).ShouldRefuse(409, "seats-not-refundable").Seats);
        Assert.Empty((await cinema.BooksOfAsync(order.Id)).Refunds);

        (await RefundAsync(guest, order, order.Tickets.Skip(1).Select(t => t.Seat))).ShouldBe(201);
        Assert.Equal([entered.Seat], (await cinema.BooksOfAsync(order.Id)).Living.Select(t => t.Seat));
        await cinema.BooksShouldBalanceAsync();
    }

    [Theory, MemberData(nameof(Backings.All), MemberType = typeof(Backings))]
    public async Task Asked_again_with_the_same_key_it_is_the_same_refund_also_thirty_two_times_at_once(string backing)
    {
        await using var cinema = await Cinema.OpenAsync(backing);
        var guest = await cinema.GuestAsync();
        var order = await guest.BuysAsync(await cinema.ShowingAsync());
        var seat = order.Seats[0].Seat;

        var answers = await Task.WhenAll(Enumerable.Range(0, 32).Select(_ => RefundAsync(guest, order, [seat], "once")));
        Assert.All(answers, a => a.ShouldBe(201));
        Assert.Single(answers.Select(a => a.As<RefundView>().Id).Distinct());
        Assert.Equal(answers[0].As<RefundView>().Id, (await RefundAsync(guest, order, [seat], "once")).ShouldBe(201).As<RefundView>().Id);

        (await RefundAsync(guest, order, [order.Seats[1].Seat], "once")).ShouldRefuse(422, "idempotency-key-reused");
        Assert.Single((await cinema.BooksOfAsync(order.Id)).Refunds);
        await cinema.BooksShouldBalanceAsync();
    }

    private static async Task<RefundQuote> QuoteAsync(Guest guest, OrderView order) =>
        (await guest.GetAsync($"/api/v1/orders/{order.Id}/refund")).ShouldBe(200).As<RefundQuote>();

    private static Task<Answer> RefundAsync(Guest guest, OrderView order, IEnumerable<string> seats, string? key = null) =>
        guest.PostAsync($"/api/v1/orders/{order.Id}/refund", new { seats }, key);
}
