using CinemaCx.Platform.Primitives;

namespace CinemaCx.Coupons;

/// <summary>Pure: which coupons one order may have together, and in which order they take off.</summary>
public static class CouponStack
{
    /// <summary>As they are applied, whatever order they were named in: by the templates' positions; those of one position in a fixed order.</summary>
    public static IReadOnlyList<HeldCoupon> InOrder(IEnumerable<HeldCoupon> coupons) =>
        [.. coupons.OrderBy(c => c.Template.Position).ThenBy(c => c.Template.Id, StringComparer.Ordinal).ThenBy(c => c.Coupon.Id, StringComparer.Ordinal)];

    /// <param name="coupons">Each once.</param>
    /// <param name="most">Most coupons of one order.</param>
    /// <returns>Why they may not be used together; null when they may.</returns>
    public static Refusal? Conflict(IReadOnlyList<HeldCoupon> coupons, int most)
    {
        if (coupons.Count > most) return CouponRefusals.TooMany(most);
        for (var i = 0; i < coupons.Count; i++)
        {
            if (Conflict(coupons[i].Template, coupons, i) is { } conflict) return conflict;
        }

        return null;
    }

    /// <param name="added">The coupon at <paramref name="count"/>, seen beside those before it.</param>
    /// <returns>Why it may not join them; null when it may.</returns>
    internal static Refusal? Conflict(CouponTemplateRow added, IReadOnlyList<HeldCoupon> coupons, int count)
    {
        var (same, alike, limit) = (1, 1, added.CategoryLimit ?? long.MaxValue);
        for (var i = 0; i < count; i++)
        {
            var other = coupons[i].Template;
            if (added.Stacking == CouponStacking.Alone || other.Stacking == CouponStacking.Alone)
                return CouponRefusals.Alone((added.Stacking == CouponStacking.Alone ? added : other).Name);
            if (other.Id == added.Id) same++;
            if (added.Category is null || other.Category != added.Category) continue;
            alike++;
            limit = Math.Min(limit, other.CategoryLimit ?? long.MaxValue);
        }

        if (same > added.PerOrderLimit) return CouponRefusals.TooManyOfOne(added.Name, added.PerOrderLimit);
        return alike > limit ? CouponRefusals.TooManyOfCategory(added.Category!, limit) : null;
    }
}
