using CinemaCx.Platform.Data;
using CinemaCx.Platform.Primitives;
using CinemaCx.Staff;

namespace CinemaCx.Coupons;

/// <summary>
/// Takes back a coupon that was given by mistake, while nobody used it and no order holds it. Limit, budget, allowance and the limit per guest get back
/// what it took, and its source may give another.
/// </summary>
public sealed class RevokeCoupon(Database database, TimeProvider time)
{
    /// <param name="by">Null: the house by itself.</param>
    /// <exception cref="Refusal">409 <c>coupon-not-revocable</c>: it was used, or an order holds it.</exception>
    public async Task RunAsync(string couponId, StaffMember? by, CancellationToken cancellation)
    {
        var now = time.Now();
        await using var db = await database.BeginAsync(cancellation);
        var script = new Script();
        CouponLocks.FreeEnded(script, couponId, now);
        var revoked = script.Ask($"UPDATE coupons SET state = 'revoked' WHERE id = {couponId} AND state = 'issued' RETURNING id");
        // The ledger does not tell of it yet: what follows happens once.
        script.Do($"""
            UPDATE coupon_allowances SET spent_fen = spent_fen - (SELECT value_fen FROM coupons WHERE id = {couponId})
            WHERE EXISTS (SELECT 1 FROM coupons c
                WHERE c.id = {couponId} AND c.state = 'revoked' AND c.issued_by = coupon_allowances.employee_id AND c.issued_day = coupon_allowances.business_day)
              AND NOT EXISTS (SELECT 1 FROM coupon_events WHERE coupon_id = {couponId} AND what = 'revoked')
            """);
        script.Do($"""
            UPDATE coupon_holders SET coupons = coupons - 1
            WHERE EXISTS (SELECT 1 FROM coupons c
                WHERE c.id = {couponId} AND c.state = 'revoked' AND c.guest_id = coupon_holders.guest_id AND c.template_id = coupon_holders.template_id)
              AND NOT EXISTS (SELECT 1 FROM coupon_events WHERE coupon_id = {couponId} AND what = 'revoked')
            """);
        CouponSlots.PutBack(script, couponId, unless: "revoked");
        CouponLedger.Write(script, couponId, "revoked", now, by: by?.EmployeeId);
        if (by is not null) StaffActs.Write(script, by, "revoke", "coupon", couponId, new { }, now);
        var results = await db.RunAsync(script, cancellation);
        if (results[revoked].Count == 0) throw CouponRefusals.NotRevocable();
        await db.CommitAsync(cancellation);
    }
}
