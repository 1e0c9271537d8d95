using CinemaCx.Platform.Data;
using CinemaCx.Platform.Primitives;

namespace CinemaCx.Coupons;

/// <summary>Writes what happened to a coupon, in the transaction in which it happens.</summary>
internal static class CouponLedger
{
    /// <summary>Nothing is written when there is no such coupon: its verb refuses then.</summary>
    public static void Write(Script script, string couponId, string what, DateTimeOffset now, string? orderId = null, string? by = null, string? note = null) =>
        script.Do($"""
            INSERT INTO coupon_events (id, coupon_id, happened_at, what, order_id, by_whom, note)
            SELECT {Id.New("cev", now)}, id, {now}, {what}, {orderId}, {by}, {note} FROM coupons WHERE id = {couponId}
            """);

    /// <summary>Several were issued by the house; their rows are part of the same transaction.</summary>
    public static void WriteIssued(Script script, IReadOnlyList<CouponRow> coupons) => script.DoForEach(
        $"INSERT INTO coupon_events (id, coupon_id, happened_at, what, note) VALUES ",
        coupons,
        c => $"({Id.New("cev", c.IssuedAt)}, {c.Id}, {c.IssuedAt}, 'issued', {c.Reason})");
}
