using CinemaCx.Platform.Primitives;

namespace CinemaCx.Coupons;

internal enum StackRule
{
    Alone,
    PerOrder,
    Category,
}

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
        var chosen = coupons.Select(c => c.Template).ToArray();
        for (var i = 1; i < chosen.Length; i++)
        {
            if (Broken(chosen[i], chosen.AsSpan(0, i)) is { } rule) return Refused(rule, chosen[i], chosen.AsSpan(0, i));
        }

        return null;
    }

    /// <returns>Why one more may not join those chosen; null when it may.</returns>
    internal static Refusal? Conflict(CouponTemplateRow added, IReadOnlyList<HeldCoupon> chosen, int most)
    {
        if (chosen.Count >= most) return CouponRefusals.TooMany(most);
        var before = chosen.Select(c => c.Template).ToArray();
        return Broken(added, before) is { } rule ? Refused(rule, added, before) : null;
    }

    /// <returns>The rule that one more would break; null when it may join those chosen.</returns>
    internal static StackRule? Broken(CouponTemplateRow added, ReadOnlySpan<CouponTemplateRow> chosen)
    {
        var (same, alike) = (1L, 1L);
        foreach (var other in chosen)
        {
            if (added.Stacking == CouponStacking.Alone || other.Stacking == CouponStacking.Alone) return StackRule.Alone;
            if (other.Id == added.Id) same++;
            if (added.Category is not null && other.Category == added.Category) alike++;
        }

        if (same > added.PerOrderLimit) return StackRule.PerOrder;
        return alike > LimitOf(added, chosen) ? StackRule.Category : null;
    }

    /// <summary>The lowest that any of its category names.</summary>
    private static long LimitOf(CouponTemplateRow added, ReadOnlySpan<CouponTemplateRow> chosen)
    {
        var limit = added.CategoryLimit ?? long.MaxValue;
        foreach (var other in chosen)
        {
            if (added.Category is not null && other.Category == added.Category) limit = Math.Min(limit, other.CategoryLimit!.Value);
        }

        return limit;
    }

    private static Refusal Refused(StackRule rule, CouponTemplateRow added, ReadOnlySpan<CouponTemplateRow> chosen) => rule switch
    {
        StackRule.Alone => CouponRefusals.Alone(added.Stacking == CouponStacking.Alone ? added.Name : chosen[0].Name),
        StackRule.PerOrder => CouponRefusals.TooManyOfOne(added.Name, added.PerOrderLimit),
        _ => CouponRefusals.TooManyOfCategory(added.Category!, LimitOf(added, chosen)),
    };
}
