using CinemaCx.Platform.Primitives;
using CinemaCx.Showtimes;

namespace CinemaCx.Coupons;

/// <summary>Pure: what a coupon is at a moment, where it fits and what it takes off.</summary>
public static class Coupon
{
    /// <summary>A coupon that comes back with less life than this gets more.</summary>
    public static readonly TimeSpan ShortOfLife = TimeSpan.FromHours(24);

    public static readonly TimeSpan NewLife = TimeSpan.FromDays(7);

    /// <summary>To the end of the last day, or as the template fixes it.</summary>
    public static DateTimeOffset ValidUntil(CouponTemplateRow template, DateTimeOffset now, TimeZoneInfo zone)
    {
        if (template.ValidDays is not { } days) return template.ValidUntil!.Value;
        var today = DateOnly.FromDateTime(TimeZoneInfo.ConvertTime(now, zone).DateTime);
        return BusinessDay.At(today.AddDays((int)days + 1), TimeOnly.MinValue, zone);
    }

    /// <summary>
    /// The row as it counts at a moment: a lock whose time ran out with no payment under way is none any more, written down or not, and gives the
    /// coupon back as <see cref="CouponLocks"/> would.
    /// </summary>
    public static CouponRow At(CouponRow coupon, DateTimeOffset now)
    {
        if (coupon.State != CouponState.Locked || coupon.PaymentId is not null || coupon.LockedUntil > now) return coupon;
        var ended = coupon.LockedUntil!.Value;
        var extend = coupon.ExtendedAt is null && coupon.ValidUntil < ended + ShortOfLife;
        return coupon with
        {
            State = CouponState.Issued,
            LockedByOrder = null,
            LockedUntil = null,
            ValidUntil = extend ? ended + NewLife : coupon.ValidUntil,
            ExtendedAt = extend ? ended : coupon.ExtendedAt,
        };
    }

    /// <returns>Why it cannot be used at all; null when it can.</returns>
    public static Refusal? Unusable(CouponRow coupon, DateTimeOffset now)
    {
        var present = At(coupon, now);
        return present.State switch
        {
            CouponState.Used => CouponRefusals.Used(),
            CouponState.Revoked => CouponRefusals.Revoked(),
            CouponState.Locked => CouponRefusals.Locked(),
            _ when now >= present.ValidUntil => CouponRefusals.Expired(),
            _ when now < present.ValidFrom => CouponRefusals.NotYetValid(),
            _ => null,
        };
    }

    /// <returns>Why it is no good for tickets of this showtime; null when it is.</returns>
    public static Refusal? Misfit(CouponTemplateRow template, Showing showing, SaleChannel channel) =>
        template.IsForCounter ? CouponRefusals.ForCounter() : CouponScope.Of(template)?.Misfit(showing, channel);
}
