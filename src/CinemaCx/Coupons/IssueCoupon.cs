using CinemaCx.Platform.Data;
using CinemaCx.Platform.Primitives;
using CinemaCx.Staff;
using LinqToDB;
using LinqToDB.Async;
using Microsoft.Extensions.Options;

namespace CinemaCx.Coupons;

/// <param name="GuestId">Null: nobody knows her; whoever enters the code gets it.</param>
/// <param name="SourceId">Which case, campaign or manual act it comes from.</param>
/// <param name="Nth">There is one coupon of each number per source: a second one has to be asked for as the second.</param>
/// <param name="Reason">As the guest reads it.</param>
public sealed record CouponGrant(string TemplateId, string? GuestId, CouponSourceKind SourceKind, string SourceId, string Reason, long Nth = 1);

/// <param name="ClaimCode">What to tell the guest when she is not known.</param>
public sealed record IssuedCoupon(string CouponId, string Name, string? ClaimCode, DateTimeOffset ValidUntil, Fen Value);

/// <summary>
/// Gives a coupon away. The giver's allowance of the day, the limit per guest, one per source, and total limit and budget are each a statement that
/// brings a row or none; only when all came may the transaction be committed. Every verb takes them in this order, so that nobody waits in a circle.
/// </summary>
public sealed class IssueCoupon(Database database, CouponSlots slots, TimeProvider time, IOptions<CouponOptions> options)
{
    private readonly TimeZoneInfo _zone = TimeZoneInfo.FindSystemTimeZoneById(options.Value.TimeZone);

    /// <param name="by">Null: the house by itself, which no allowance limits.</param>
    /// <exception cref="Refusal">As <see cref="CouponIssue.Require"/>, and 404 <c>coupon-template-not-found</c>.</exception>
    public async Task<IssuedCoupon> RunAsync(CouponGrant grant, StaffMember? by, CancellationToken cancellation)
    {
        await using var db = await database.BeginAsync(cancellation);
        var template = await db.GetTable<CouponTemplateRow>().FirstOrDefaultAsync(t => t.Id == grant.TemplateId, cancellation)
            ?? throw CouponRefusals.TemplateNotFound(grant.TemplateId, []);
        var script = new Script();
        var issue = Add(script, template, grant, by, time.Now());
        var issued = issue.Require(await db.RunAsync(script, cancellation));
        await db.CommitAsync(cancellation);
        return issued;
    }

    /// <summary>
    /// Adds the statements to a script of the caller's own transaction. After running it call <see cref="CouponIssue.Require"/> with the results; when
    /// that throws, commit nothing.
    /// </summary>
    /// <param name="template">As <see cref="CouponTemplates"/> found it.</param>
    /// <exception cref="Refusal">403 <c>coupon-not-allowed</c>, 409 <c>coupon-template-retired</c>, 400 <c>coupon-reason-required</c>.</exception>
    public CouponIssue Add(Script script, CouponTemplateRow template, CouponGrant grant, StaffMember? by, DateTimeOffset now)
    {
        if (string.IsNullOrWhiteSpace(grant.Reason)) throw CouponRefusals.ReasonRequired();
        if (template.RetiredAt is not null) throw CouponRefusals.TemplateRetired(template.Name);
        if (grant.SourceKind == CouponSourceKind.Case && (by is null || !CouponRights.MayCompensate(by.Role, template)))
            throw CouponRefusals.TemplateNotAllowed(template.Name);

        var coupon = new CouponRow
        {
            Id = Id.New("cpn", now),
            TemplateId = template.Id,
            GuestId = grant.GuestId,
            ClaimCode = grant.GuestId is null ? ClaimCodes.New() : null,
            CounterCode = template.IsForCounter ? ClaimCodes.New() : null,
            State = CouponState.Issued,
            Value = template.WorstCase,
            ValidFrom = template.ValidFrom ?? now,
            ValidUntil = Coupon.ValidUntil(template, now, _zone),
            SourceKind = grant.SourceKind,
            SourceId = grant.SourceId,
            Nth = grant.Nth,
            IssuedBy = by?.EmployeeId,
            IssuedDay = BusinessDay.Of(now, _zone),
            Reason = grant.Reason,
            IssuedAt = now,
        };
        var allowed = by is null ? (int?)null : SpendAllowance(script, by, coupon.IssuedDay, coupon.Value);
        var holding = grant.GuestId is null ? (int?)null : CouponHolders.Add(script, template, grant.GuestId);
        var made = Insert(script, coupon);
        CouponLedger.Write(script, coupon.Id, "issued", now, by: by?.EmployeeId, note: grant.Reason);
        // What a case or a list gives is told by theirs.
        if (by is not null && grant.SourceKind == CouponSourceKind.Manual)
            StaffActs.Write(script, by, "grant", "coupon", coupon.Id, new { template = template.Id, guest = grant.GuestId, reason = grant.Reason }, now, by.CinemaId);
        var counted = slots.Take(script, template);
        return new CouponIssue(new HeldCoupon(coupon, template), counted, allowed, holding, made);
    }

    /// <summary>One row when its source has not given the coupon of this number before.</summary>
    private static int Insert(Script script, CouponRow coupon) => script.Ask($"""
        INSERT INTO coupons
            (id, template_id, guest_id, claim_code, counter_code, state, value_fen, valid_from, valid_until, source_kind, source_id, nth, issued_by, issued_day,
             reason, issued_at)
        VALUES ({coupon.Id}, {coupon.TemplateId}, {coupon.GuestId}, {coupon.ClaimCode}, {coupon.CounterCode}, 'issued', {coupon.Value}, {coupon.ValidFrom},
            {coupon.ValidUntil}, {coupon.SourceKind}, {coupon.SourceId}, {coupon.Nth}, {coupon.IssuedBy}, {coupon.IssuedDay}, {coupon.Reason}, {coupon.IssuedAt})
        ON CONFLICT (source_kind, source_id, nth) WHERE state <> 'revoked' DO NOTHING RETURNING id
        """);

    /// <summary>One row when her allowance of the day reaches.</summary>
    private int SpendAllowance(Script script, StaffMember by, DateOnly day, Fen value)
    {
        var limit = options.Value.AllowanceOf(by.Role);
        if (limit is { } most && value > most) throw CouponRefusals.AllowanceSpent();
        return script.Ask($"""
            INSERT INTO coupon_allowances (employee_id, business_day, spent_fen) VALUES ({by.EmployeeId}, {day}, {value})
            ON CONFLICT (employee_id, business_day) DO UPDATE SET spent_fen = coupon_allowances.spent_fen + excluded.spent_fen
            WHERE coupon_allowances.spent_fen + excluded.spent_fen <= {limit?.Value ?? long.MaxValue}
            RETURNING employee_id
            """);
    }
}

/// <summary>Where a script's results say whether a coupon was issued.</summary>
public sealed class CouponIssue(HeldCoupon coupon, int counted, int? allowed, int? holding, int made)
{
    /// <summary>The coupon, if it comes to be.</summary>
    public HeldCoupon Held => coupon;

    /// <exception cref="Refusal">
    /// 409 <c>coupon-already-issued</c> (by this source), <c>coupon-exhausted</c> (limit or budget), <c>coupon-allowance-spent</c>,
    /// <c>coupon-guest-limit</c>.
    /// </exception>
    public IssuedCoupon Require(List<List<string>> results)
    {
        var name = coupon.Template.Name;
        if (results[made].Count == 0) throw CouponRefusals.AlreadyIssued();
        if (allowed is { } a && results[a].Count == 0) throw CouponRefusals.AllowanceSpent();
        if (holding is { } h && results[h].Count == 0) throw CouponRefusals.GuestLimitReached(name);
        if (results[counted].Count == 0) throw CouponRefusals.SoldOut(name);
        return new IssuedCoupon(coupon.Coupon.Id, name, coupon.Coupon.ClaimCode, coupon.Coupon.ValidUntil, coupon.Coupon.Value);
    }
}
