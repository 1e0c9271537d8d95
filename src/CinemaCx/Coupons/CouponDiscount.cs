using CinemaCx.Platform.Primitives;

namespace CinemaCx.Coupons;

/// <summary>A seat while it is being priced, in fen.</summary>
/// <param name="Initial">The ticket before any coupon.</param>
/// <param name="Ticket">The ticket as the steps before left it, without the service fee.</param>
/// <param name="Fee">What is left of the service fee.</param>
public record struct SeatMoney(long Initial, long Ticket, long Fee);

public enum CouponFit
{
    Fits,
    BelowMinSpend,

    /// <summary>Every ticket is at the film's lowest protected price already, or paid.</summary>
    NothingToTakeOff,

    /// <summary>It is handed in at the counter and takes nothing off tickets.</summary>
    ForCounter,
}

/// <summary>What a coupon did to the seats, in fen.</summary>
/// <param name="From">The amount it was computed from.</param>
/// <param name="Wanted">What it would take off by its own terms.</param>
/// <param name="Taken">What it took off: less where the film's lowest protected price stopped it or nothing more was to pay.</param>
public readonly record struct CouponCut(CouponFit Fit, long From, long Wanted, long Taken)
{
    /// <returns>Why the coupon takes nothing off; null when it does.</returns>
    public Refusal? Refused(CouponTemplateRow template) => Fit switch
    {
        CouponFit.Fits => null,
        CouponFit.BelowMinSpend => CouponRefusals.BelowMinSpend(template.MinSpend),
        CouponFit.ForCounter => CouponRefusals.ForCounter(),
        _ => CouponRefusals.NothingToTakeOff(),
    };
}

/// <summary>Pure, and without allocating: choosing the best of many coupons asks it many times.</summary>
public static class CouponDiscount
{
    /// <summary>
    /// Cash and percent coupons are spread over the seats by what each may still lose above the film's lowest protected price. An exchange ticket pays the
    /// dearest seat, service fee and all: the house stands in for the guest there, so that price protects nobody.
    /// </summary>
    /// <param name="seats">Changed where the coupon fits; as they were where it does not.</param>
    /// <param name="shares">By how much each seat became cheaper; as many as seats.</param>
    public static CouponCut Cut(CouponTemplateRow template, Span<SeatMoney> seats, long lowestPrice, Span<long> shares)
    {
        long from = 0;
        foreach (ref readonly var seat in seats) from += template.Basis == CouponBasis.Initial ? seat.Initial : seat.Ticket;
        if (template.IsForCounter) return new CouponCut(CouponFit.ForCounter, from, 0, 0);
        if (from < template.MinSpend.Value) return new CouponCut(CouponFit.BelowMinSpend, from, 0, 0);
        return template.Kind == CouponKind.Exchange ? Exchange(template, seats, shares) : Spread(template, from, seats, lowestPrice, shares);
    }

    private static CouponCut Spread(CouponTemplateRow template, long from, Span<SeatMoney> seats, long lowestPrice, Span<long> shares)
    {
        // Half a fen counts as one, as everywhere in the house.
        var wanted = template.Kind == CouponKind.Cash
            ? template.Amount!.Value.Value
            : Math.Min(((from * template.Percent!.Value) + 50) / 100, template.Cap!.Value.Value);
        Span<long> room = stackalloc long[seats.Length];
        long all = 0;
        for (var i = 0; i < seats.Length; i++) all += room[i] = Math.Max(0, seats[i].Ticket - lowestPrice);
        var taken = Math.Min(wanted, all);
        if (taken <= 0) return new CouponCut(CouponFit.NothingToTakeOff, from, wanted, 0);
        FenShares.Spread(taken, room, shares);
        for (var i = 0; i < seats.Length; i++) seats[i].Ticket -= shares[i];
        return new CouponCut(CouponFit.Fits, from, wanted, taken);
    }

    private static CouponCut Exchange(CouponTemplateRow template, Span<SeatMoney> seats, Span<long> shares)
    {
        var dearest = 0;
        for (var i = 1; i < seats.Length; i++)
        {
            if (seats[i].Ticket + seats[i].Fee > seats[dearest].Ticket + seats[dearest].Fee) dearest = i;
        }

        ref var seat = ref seats[dearest];
        var from = seat.Ticket + seat.Fee;
        var taken = Math.Min(from, template.Cap!.Value.Value);
        if (taken <= 0) return new CouponCut(CouponFit.NothingToTakeOff, from, 0, 0);
        shares.Clear();
        shares[dearest] = taken;
        var ofTicket = Math.Min(taken, seat.Ticket);
        seat.Ticket -= ofTicket;
        seat.Fee -= taken - ofTicket;
        return new CouponCut(CouponFit.Fits, from, taken, taken);
    }
}
