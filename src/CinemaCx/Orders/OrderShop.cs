using System.Text.Json;
using CinemaCx.Members;
using CinemaCx.Platform.Primitives;
using CinemaCx.Showtimes;
using Microsoft.Extensions.Options;

namespace CinemaCx.Orders;

/// <summary>What is for sale at this moment, and for how much to this guest.</summary>
public sealed class OrderShop(ShowtimeCatalog showtimes, Guests guests, IOptions<OrderOptions> options)
{
    // The platform takes 127 bytes; a Chinese character is three of them.
    private const int LongestTitle = 30;

    /// <summary>The refund table that goes with orders placed now.</summary>
    internal string RefundRuleJson { get; } = JsonSerializer.Serialize(
        options.Value.RefundSteps.Count == 0 ? RefundRule.Default : new RefundRule([.. options.Value.RefundSteps.OrderByDescending(s => s.MinutesBefore)]));

    /// <exception cref="Refusal">404 unknown; 422 not yet, no longer, or never for sale.</exception>
    public async Task<Showing> OpenAsync(string showtimeId, DateTimeOffset now, CancellationToken cancellation)
    {
        var showing = await showtimes.OneAsync(showtimeId, cancellation);
        return showing.SaleStateAt(now) switch
        {
            SaleState.OnSale => showing,
            SaleState.NotOpen => throw OrderRefusals.SaleNotOpen(showing.Showtime.SaleOpensAt!.Value),
            SaleState.Cancelled => throw OrderRefusals.ShowtimeCancelled(),
            _ => throw OrderRefusals.SaleClosed(),
        };
    }

    /// <summary>The showtime is no longer what the guest was shown.</summary>
    public Refusal Changed(string showtimeId)
    {
        showtimes.Forget(showtimeId);
        return OrderRefusals.ShowtimeChanged();
    }

    /// <summary>Who pays for an order, and what she reads in her bill.</summary>
    internal async Task<(string OpenId, string Text)> BillAsync(OrderRow order, CancellationToken cancellation)
    {
        var guest = await guests.FindAsync(order.GuestId, cancellation) ?? throw OrderRefusals.NotFound(order.Id);
        var showing = await showtimes.OneAsync(order.ShowtimeId, cancellation);
        var film = showing.Film.Title.Length > LongestTitle ? showing.Film.Title[..LongestTitle] + "…" : showing.Film.Title;
        return (guest.OpenId, $"电影票《{film}》");
    }

    /// <summary>The price of these seats, all of which the plan has, for this guest: a member is who left a phone number.</summary>
    public async Task<PriceQuote> QuoteAsync(Showing showing, IReadOnlyList<string> seats, string guestId, CancellationToken cancellation)
    {
        var isMember = showing.Prices.Values.Any(p => p.MemberFen is not null)
            && (await guests.FindAsync(guestId, cancellation))?.PhoneBoundAt is not null;
        var prices = seats.Select(label =>
        {
            var seat = showing.Plan.Find(label)!;
            var zone = showing.Prices[seat.Zone];
            return new SeatPrice(label, seat.Spoken, seat.Zone, zone.ListFen, zone.MemberFen);
        }).ToList();
        return PriceQuote.For(prices, isMember, showing.Film.LowestPrice, showing.Showtime.ServiceFee);
    }
}
