using CinemaCx.Coupons;
using CinemaCx.Platform.Primitives;

namespace CinemaCx.Orders;

/// <param name="CouponIds">To place the order with; empty where none takes anything off.</param>
/// <param name="TotalFen">What the seats cost then.</param>
/// <param name="Why">为什么这样选, in Chinese.</param>
/// <param name="Others">Her other coupons, and why each is not among them.</param>
public sealed record BestCouponsView(
    IReadOnlyList<string> CouponIds, Fen TakesOffFen, Fen TotalFen, string Why, IReadOnlyList<PriceLine> PriceLines, IReadOnlyList<CouponLeftOut> Others);

/// <param name="Why">In Chinese.</param>
public sealed record CouponLeftOut(string CouponId, string Name, string Why);

/// <summary>Pure: the lowest price her coupons can make of an order.</summary>
internal static class BestPrice
{
    /// <param name="terms">As without coupons.</param>
    /// <param name="held">What she could use at this moment.</param>
    /// <param name="misfit">Why a coupon is no good for the showtime; null when it is.</param>
    public static BestCouponsView Of(
        IReadOnlyList<SeatPrice> seats, PriceTerms terms, IReadOnlyList<HeldCoupon> held, int most, Func<HeldCoupon, Refusal?> misfit)
    {
        var misfits = held.ToDictionary(c => c.Coupon.Id, misfit, StringComparer.Ordinal);
        var fitting = held.Where(c => misfits[c.Coupon.Id] is null).ToList();
        var before = PriceSheet.BeforeCoupons(seats, terms);
        var choice = BestCoupons.Choose(fitting, before, terms.LowestPrice, most);
        var quote = PriceQuote.For(seats, terms with { Coupons = choice.Coupons });
        var chosen = choice.Coupons.Select(c => c.Coupon.Id).ToHashSet(StringComparer.Ordinal);
        var others = held.Where(c => !chosen.Contains(c.Coupon.Id))
            .Select(c => new CouponLeftOut(c.Coupon.Id, c.Template.Name, (misfits[c.Coupon.Id] ?? Unfit(c, before, terms) ?? Conflict(c, choice, most))?.Sentence ?? "换用它不会更省"))
            .ToList();
        return new BestCouponsView([.. choice.Coupons.Select(c => c.Coupon.Id)], choice.TakesOff, quote.Total, Why(choice, fitting.Count), quote.Lines, others);
    }

    private static string Why(CouponChoice choice, int fitting) => choice.Coupons.Count == 0
        ? fitting == 0 ? "没有适用于本单的优惠券" : "现有优惠券对本单都不能再减"
        : $"在{fitting}张适用的券中，{string.Join("、", choice.Coupons.Select(c => c.Template.Name))}一起用最省，共减{choice.TakesOff}";

    /// <summary>Why it would take nothing off even by itself.</summary>
    private static Refusal? Unfit(HeldCoupon coupon, IReadOnlyList<SeatMoney> before, PriceTerms terms) =>
        CouponDiscount.Cut(coupon.Template, before.ToArray(), terms.LowestPrice.Value, new long[before.Count]).Refused(coupon.Template);

    private static Refusal? Conflict(HeldCoupon coupon, CouponChoice choice, int most) => CouponStack.Conflict(coupon.Template, choice.Coupons, most);
}
