using CinemaCx.Coupons;
using CinemaCx.Loyalty;
using CinemaCx.Platform.Primitives;

namespace CinemaCx.Orders;

/// <summary>One line of a price, as the guest reads it.</summary>
/// <param name="Kind"><c>list</c>, <c>member</c>, <c>floor</c>, <c>coupon</c> or <c>service-fee</c>; <c>tier</c>, <c>benefit</c> and <c>points</c> by her membership.</param>
/// <param name="Text">What it is, in Chinese.</param>
/// <param name="AmountFen">Negative for what is taken off.</param>
/// <param name="Why">为什么这样算: how the amount came about, in Chinese; empty where there is nothing to explain.</param>
/// <param name="CouponId">The coupon that takes it off; null for every other kind.</param>
public sealed record PriceLine(string Seat, string Kind, string Text, Fen AmountFen, string Why = "", string? CouponId = null);

/// <summary>What a seat may be sold for.</summary>
/// <param name="Spoken">F排7座</param>
/// <param name="Member">What members pay; null where there is no member price.</param>
public sealed record SeatPrice(string Seat, string Spoken, string Zone, Fen List, Fen? Member);

/// <summary>Everything besides the seats that decides a price.</summary>
/// <param name="LowestPrice">最低发行价 of the film: nothing but an exchange ticket brings a ticket below it.</param>
/// <param name="ServiceFee">Of each ticket.</param>
/// <param name="Coupons">Each of them fits the showtime, and all may be used together.</param>
public sealed record PriceTerms(bool IsMember, Fen LowestPrice, Fen ServiceFee, IReadOnlyList<HeldCoupon> Coupons)
{
    /// <summary>What her tier brings; null for guests who are no members.</summary>
    public TierTerms? Tier { get; init; }

    /// <summary>The right she wants to use.</summary>
    public BenefitOffer? Benefit { get; init; }

    /// <summary>The points she wants to pay with.</summary>
    public PointsTender? Points { get; init; }
}

/// <param name="Total">The sum of all lines.</param>
/// <param name="Seats">What each seat costs, service fee included.</param>
/// <param name="Coupons">What each coupon takes off, in the order in which they were applied.</param>
public sealed record PriceQuote(
    Fen Total, IReadOnlyList<PriceLine> Lines, IReadOnlyDictionary<string, Fen> Seats, IReadOnlyList<KeyValuePair<string, Fen>> Coupons)
{
    /// <summary>What each seat has to do with her membership.</summary>
    public required IReadOnlyDictionary<string, SeatLoyalty> Loyalty { get; init; }

    /// <summary>Points that pay part of it.</summary>
    public long Points => Loyalty.Values.Sum(s => s.PointsSpent);

    /// <summary>Pure: the steps of <see cref="PriceSteps"/>, one after the other.</summary>
    /// <exception cref="Refusal">422 where a coupon does not fit this price.</exception>
    public static PriceQuote For(IReadOnlyList<SeatPrice> seats, PriceTerms terms)
    {
        var sheet = new PriceSheet(seats, terms.LowestPrice, terms.ServiceFee);
        foreach (var step in PriceSteps.Of(terms)) step(sheet);
        return sheet.Quote();
    }
}
