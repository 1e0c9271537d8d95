using CinemaCx.Platform.Primitives;

namespace CinemaCx.Coupons;

/// <summary>A seat as it is before the coupon.</summary>
/// <param name="Ticket">Without the service fee.</param>
public sealed record TicketPrice(string Seat, Fen Ticket, Fen ServiceFee);

/// <summary>What a coupon takes off an order.</summary>
/// <param name="Seats">By how much each seat becomes cheaper; their sum is what it takes off. Seats that stay as they are do not appear.</param>
/// <param name="StoppedBy">The film's lowest protected price, where it let the coupon take less than it is worth.</param>
public sealed record CouponDiscount(IReadOnlyList<KeyValuePair<string, Fen>> Seats, Fen? StoppedBy)
{
    public Fen Total => Seats.Sum(s => s.Value);

    /// <summary>
    /// Cash and percent coupons are spread over the seats by what each may still lose above the film's lowest protected price. An exchange ticket pays the
    /// dearest seat, service fee and all: the house stands in for the guest there, so that price protects nobody.
    /// </summary>
    /// <exception cref="Refusal">422 <c>coupon-below-min-spend</c> or <c>coupon-nothing-to-take-off</c>.</exception>
    public static CouponDiscount For(CouponTemplateRow template, IReadOnlyList<TicketPrice> seats, Fen lowestPrice)
    {
        var spend = seats.Sum(s => s.Ticket);
        if (spend < template.MinSpend) throw CouponRefusals.BelowMinSpend(template.MinSpend);
        if (template.Kind == CouponKind.Exchange) return Exchange(template, seats);
        var wanted = template.Kind == CouponKind.Cash ? template.Amount!.Value : Least(spend.Percent((int)template.Percent!.Value), template.Cap!.Value);
        var room = seats.Select(s => s.Ticket > lowestPrice ? s.Ticket - lowestPrice : Fen.Zero).ToArray();
        var taken = Least(wanted, room.Sum());
        if (taken <= Fen.Zero) throw CouponRefusals.NothingToTakeOff();
        var shares = Spread(taken, room);
        // Where nothing protects a price, a coupon that is worth more than the tickets is not stopped by it.
        var stopped = taken < wanted && lowestPrice > Fen.Zero ? lowestPrice : (Fen?)null;
        return new CouponDiscount([.. seats.Zip(shares, (seat, share) => KeyValuePair.Create(seat.Seat, share)).Where(s => s.Value > Fen.Zero)], stopped);
    }

    /// <summary>As the guest reads it on her bill.</summary>
    public string Text(string name) => StoppedBy is { } lowest ? $"优惠券 {name}（不低于影片最低票价{lowest}，本单可抵{Total}）" : $"优惠券 {name}";

    private static CouponDiscount Exchange(CouponTemplateRow template, IReadOnlyList<TicketPrice> seats)
    {
        var dearest = seats.MaxBy(s => s.Ticket + s.ServiceFee)!;
        var taken = Least(dearest.Ticket + dearest.ServiceFee, template.Cap!.Value);
        return taken > Fen.Zero ? new CouponDiscount([KeyValuePair.Create(dearest.Seat, taken)], StoppedBy: null) : throw CouponRefusals.NothingToTakeOff();
    }

    /// <summary>Shares in proportion to the room each has, to the fen: what rounding leaves over goes to the first that have room.</summary>
    private static Fen[] Spread(Fen taken, Fen[] room)
    {
        var all = room.Sum().Value;
        var shares = room.Select(r => new Fen((long)((Int128)taken.Value * r.Value / all))).ToArray();
        var left = taken.Value - shares.Sum().Value;
        for (var i = 0; left > 0; i++)
        {
            if (shares[i] >= room[i]) continue;
            shares[i] += new Fen(1);
            left--;
        }

        return shares;
    }

    private static Fen Least(Fen a, Fen b) => a < b ? a : b;
}
