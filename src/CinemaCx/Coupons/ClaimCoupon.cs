using CinemaCx.Platform.Data;
using CinemaCx.Platform.Primitives;
using LinqToDB;
using LinqToDB.Async;

namespace CinemaCx.Coupons;

/// <summary>A guest enters a code and the coupon is hers. Entering her own again changes nothing.</summary>
public sealed class ClaimCoupon(Database database, TimeProvider time)
{
    /// <returns>The coupon's id.</returns>
    /// <exception cref="Refusal">
    /// 404 <c>coupon-code-invalid</c>, 409 <c>coupon-code-used</c>, <c>coupon-revoked</c>, <c>coupon-guest-limit</c>, 422 <c>coupon-expired</c>.
    /// </exception>
    public async Task<string> RunAsync(string guestId, string typed, CancellationToken cancellation)
    {
        var code = ClaimCodes.Read(typed) ?? throw CouponRefusals.CodeInvalid();
        var now = time.Now();
        await using var db = await database.BeginAsync(cancellation);
        var coupon = await db.GetTable<CouponRow>().FirstOrDefaultAsync(c => c.ClaimCode == code, cancellation) ?? throw CouponRefusals.CodeInvalid();
        if (coupon.GuestId == guestId) return coupon.Id;
        if (coupon.GuestId is not null) throw CouponRefusals.CodeUsed();
        if (coupon.State == CouponState.Revoked) throw CouponRefusals.Revoked();
        if (coupon.ValidUntil <= now) throw CouponRefusals.Expired();
        var template = await db.GetTable<CouponTemplateRow>().FirstAsync(t => t.Id == coupon.TemplateId, cancellation);

        var script = new Script();
        var holding = CouponHolders.Add(script, template, guestId);
        var claimed = script.Ask($"""
            UPDATE coupons SET guest_id = {guestId} WHERE id = {coupon.Id} AND guest_id IS NULL AND state = 'issued' RETURNING id
            """);
        CouponLedger.Write(script, coupon.Id, "claimed", now);
        var results = await db.RunAsync(script, cancellation);
        if (results[claimed].Count == 0)
        {
            // Somebody was quicker, perhaps she herself with another tap.
            var present = await db.GetTable<CouponRow>().FirstAsync(c => c.Id == coupon.Id, cancellation);
            if (present.GuestId == guestId) return coupon.Id;
            throw present.State == CouponState.Revoked ? CouponRefusals.Revoked() : CouponRefusals.CodeUsed();
        }

        if (results[holding].Count == 0) throw CouponRefusals.GuestLimitReached(template.Name);
        await db.CommitAsync(cancellation);
        return coupon.Id;
    }
}
