using CinemaCx.Coupons;
using CinemaCx.Platform.Primitives;

namespace CinemaCx.Orders;

/// <summary>One line of a price, as the guest reads it.</summary>
/// <param name="Kind"><c>list</c>, <c>member</c>, <c>floor</c>, <c>service-fee</c> or <c>coupon</c>.</param>
/// <param name="Text">Why, in Chinese.</param>
/// <param name="AmountFen">Negative for what is taken off.</param>
public sealed record PriceLine(string Seat, string Kind, string Text, Fen AmountFen);

/// <summary>What a seat may be sold for.</summary>
/// <param name="Spoken">F排7座</param>
/// <param name="Member">What members pay; null where there is no member price.</param>
public sealed record SeatPrice(string Seat, string Spoken, string Zone, Fen List, Fen? Member);

/// <param name="Total">The sum of all lines.</param>
/// <param name="Seats">What each seat costs, service fee included.</param>
public sealed record PriceQuote(Fen Total, IReadOnlyList<PriceLine> Lines, IReadOnlyDictionary<string, Fen> Seats)
{
    /// <summary>
    /// List price, less what a member saves, but never less than the film's lowest protected price; the service fee stands apart, since it does not
    /// count towards that price. A coupon comes last.
    /// </summary>
    /// <exception cref="Refusal">422 where the coupon does not fit this price.</exception>
    public static PriceQuote For(IReadOnlyList<SeatPrice> seats, bool isMember, Fen lowestPrice, Fen serviceFee, CouponTemplateRow? coupon = null)
    {
        var tickets = new List<TicketPrice>(seats.Count);
        var lines = new List<PriceLine>(seats.Count * 3);
        var perSeat = new Dictionary<string, Fen>(StringComparer.Ordinal);
        foreach (var seat in seats)
        {
            var ticket = seat.List;
            lines.Add(new PriceLine(seat.Seat, "list", $"{seat.Spoken} 票价", seat.List));
            if (isMember && seat.Member is { } member && member < ticket)
            {
                lines.Add(new PriceLine(seat.Seat, "member", "会员优惠", member - ticket));
                ticket = member;
            }

            if (ticket < lowestPrice)
            {
                lines.Add(new PriceLine(seat.Seat, "floor", $"不低于影片最低票价 {lowestPrice}", lowestPrice - ticket));
                ticket = lowestPrice;
            }

            if (serviceFee > Fen.Zero) lines.Add(new PriceLine(seat.Seat, "service-fee", "服务费", serviceFee));
            perSeat[seat.Seat] = ticket + serviceFee;
            tickets.Add(new TicketPrice(seat.Seat, ticket, serviceFee));
        }

        if (coupon is not null) TakeOff(CouponDiscount.For(coupon, tickets, lowestPrice), coupon, lines, perSeat);
        return new PriceQuote(perSeat.Values.Sum(), lines, perSeat);
    }

    private static void TakeOff(CouponDiscount discount, CouponTemplateRow coupon, List<PriceLine> lines, Dictionary<string, Fen> perSeat)
    {
        foreach (var (seat, amount) in discount.Seats)
        {
            lines.Add(new PriceLine(seat, "coupon", discount.Text(coupon.Name), -amount));
            perSeat[seat] -= amount;
        }
    }
}
