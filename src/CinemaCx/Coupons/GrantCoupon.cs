using CinemaCx.Members;
using CinemaCx.Platform.Data;
using CinemaCx.Platform.Primitives;
using CinemaCx.Staff;
using LinqToDB;
using LinqToDB.Async;

namespace CinemaCx.Coupons;

/// <summary>Somebody of the staff gives one guest a coupon. Repeating it under the same name gives no other: one per name.</summary>
public sealed class GrantCoupon(Database database, CouponTemplates templates, IssueCoupon issue, Guests guests)
{
    /// <param name="name">Chosen by the caller and repeated on a retry.</param>
    /// <param name="reason">As the guest reads it.</param>
    /// <exception cref="Refusal">
    /// 404 <c>coupon-template-not-found</c>, <c>coupon-guest-not-found</c>, 403 <c>coupon-not-allowed</c>, 422 <c>idempotency-key-reused</c> when the
    /// name stands for another grant, and as <see cref="IssueCoupon"/>.
    /// </exception>
    public async Task<IssuedCoupon> RunAsync(StaffMember by, string templateId, string guestId, string reason, string name, CancellationToken cancellation)
    {
        var template = await templates.FindAsync(templateId, cancellation) ?? throw CouponRefusals.NotOffered();
        if (!CouponRights.MayGrant(by.Role, template)) throw CouponRefusals.TemplateNotAllowed(template.Name);
        if (await guests.FindAsync(guestId, cancellation) is null) throw CouponRefusals.UnknownGuest();
        var grant = new CouponGrant(templateId, guestId, CouponSourceKind.Manual, $"{by.EmployeeId}/{name}", reason);
        try
        {
            return await issue.RunAsync(grant, by, cancellation);
        }
        catch (Refusal refusal) when (refusal.Code == "coupon-already-issued")
        {
            return await FirstAsync(grant, template, cancellation);
        }
    }

    private async Task<IssuedCoupon> FirstAsync(CouponGrant grant, CouponTemplateRow template, CancellationToken cancellation)
    {
        await using var db = database.Read();
        var first = await db.GetTable<CouponRow>().FirstAsync(
            c => c.SourceKind == grant.SourceKind && c.SourceId == grant.SourceId && c.State != CouponState.Revoked, cancellation);
        if (first.GuestId != grant.GuestId || first.TemplateId != grant.TemplateId) throw new Refusal(422, "idempotency-key-reused", "请求编号已被使用，请刷新后重试");
        return new IssuedCoupon(first.Id, template.Name, first.ClaimCode, first.ValidUntil, first.Value);
    }
}
