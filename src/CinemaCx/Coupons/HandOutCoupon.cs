using CinemaCx.Cinemas;
using CinemaCx.Platform.Data;
using CinemaCx.Platform.Primitives;
using CinemaCx.Staff;
using LinqToDB;
using LinqToDB.Async;

namespace CinemaCx.Coupons;

/// <param name="Goods">What to hand her: <c>中杯可乐1杯</c>.</param>
public sealed record HandedOut(string CouponId, string Name, string Goods, DateTimeOffset At);

/// <summary>Somebody at the counter takes a coupon and hands out what it is for. It works once: its row decides.</summary>
public sealed class HandOutCoupon(Database database, TimeProvider time)
{
    /// <param name="shown">What the guest's QR code says, or the code as read out.</param>
    /// <param name="cinemaId">Which counter; needed of staff who work in all cinemas.</param>
    /// <exception cref="Refusal">
    /// 404 <c>coupon-code-invalid</c>; 409 <c>coupon-used</c>, <c>coupon-revoked</c>; 422 <c>coupon-expired</c>, <c>coupon-not-yet-valid</c>,
    /// <c>coupon-wrong-cinema</c>, <c>coupon-wrong-time</c>, <c>coupon-wrong-channel</c>, <c>coupon-cinema-required</c>.
    /// </exception>
    public async Task<HandedOut> RunAsync(StaffMember by, string shown, string? cinemaId, CancellationToken cancellation)
    {
        var code = CounterCodes.Read(shown) ?? throw CouponRefusals.CodeInvalid();
        var where = by.CinemaId ?? cinemaId ?? throw CouponRefusals.CinemaRequired();
        var now = time.Now();
        await using var db = await database.BeginAsync(cancellation);
        var cinema = await db.GetTable<CinemaRow>().FirstOrDefaultAsync(c => c.Id == where, cancellation) ?? throw CouponRefusals.CinemaRequired();
        var found = await (
            from coupon in db.GetTable<CouponRow>()
            join template in db.GetTable<CouponTemplateRow>() on coupon.TemplateId equals template.Id
            where coupon.CounterCode == code && coupon.GuestId != null
            select new HeldCoupon(coupon, template)).FirstOrDefaultAsync(cancellation) ?? throw CouponRefusals.CodeInvalid();
        if (Coupon.Unusable(found.Coupon, now) is { } unusable) throw unusable;
        if (CouponScope.Of(found.Template)?.MisfitAtCounter(cinema, now) is { } misfit) throw misfit;

        var script = new Script();
        var used = script.Ask($"""
            UPDATE coupons SET state = 'used', used_by = {by.EmployeeId}, used_cinema_id = {where}, used_at = {now}
            WHERE id = {found.Coupon.Id} AND state = 'issued' RETURNING id
            """);
        CouponLedger.Write(script, found.Coupon.Id, "used", now, by: by.EmployeeId, note: cinema.Name);
        StaffActs.Write(script, by, "hand-out", "coupon", found.Coupon.Id, new { goods = found.Template.Goods }, now, where);
        if ((await db.RunAsync(script, cancellation))[used].Count == 0) throw CouponRefusals.Used();
        await db.CommitAsync(cancellation);
        return new HandedOut(found.Coupon.Id, found.Template.Name, found.Template.Goods!, now);
    }
}
