using CinemaCx.Orders;
using CinemaCx.Platform.Primitives;
using CinemaCx.Showtimes;
using CinemaCx.Tests.Support;
using LinqToDB;
using LinqToDB.Async;
using Xunit;

namespace CinemaCx.Tests.Orders;

/// <summary>An order that costs nothing needs no payment platform.</summary>
public sealed class AFreeOrder
{
    [Theory, MemberData(nameof(Backings.All), MemberType = typeof(Backings))]
    public async Task Tickets_come_with_the_tap_and_can_be_given_back(string backing)
    {
        await using var cinema = await Cinema.OpenAsync(backing);
        var showing = await cinema.ShowingAsync();
        await using (var db = cinema.Database.Read())
        {
            await db.GetTable<ShowtimePriceRow>().Where(p => p.ShowtimeId == showing.Id)
                .Set(p => p.ListPrice, Fen.Zero).Set(p => p.MemberPrice, (Fen?)null).UpdateAsync();
            await db.GetTable<FilmRow>().Where(f => f.Id == showing.Film.Id).Set(f => f.LowestPrice, Fen.Zero).UpdateAsync();
            await db.GetTable<ShowtimeRow>().Where(s => s.Id == showing.Id).Set(s => s.ServiceFee, Fen.Zero).UpdateAsync();
        }

        var guest = await cinema.GuestAsync();
        var order = await guest.HoldsBestAsync(showing);
        Assert.Equal(Fen.Zero, order.TotalFen);

        var taps = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => guest.PostAsync($"/api/v1/orders/{order.Id}/payment")));
        Assert.Contains(taps, t => t.Status == 200 && t.Body.GetProperty("paid").GetBoolean());
        Assert.All(taps.Where(t => t.Status != 200), t => t.ShouldRefuse(409, "order-already-paid"));
        Assert.Equal(2, (await guest.OrderAsync(order.Id)).Tickets.Count);
        Assert.Empty(await cinema.CallsAsync());

        var seats = order.Seats.Select(s => s.Seat).ToArray();
        var refund = (await guest.PostAsync($"/api/v1/orders/{order.Id}/refund", new { seats })).ShouldBe(201).As<RefundView>();
        Assert.Equal((Fen.Zero, "succeeded"), (refund.AmountFen, refund.State));
        Assert.Equal("refunded", (await guest.OrderAsync(order.Id)).State);
        await (await cinema.GuestAsync()).HoldsAsync(showing, seats);
        Assert.Empty(await cinema.CallsAsync());
        await cinema.BooksShouldBalanceAsync();
    }
}
