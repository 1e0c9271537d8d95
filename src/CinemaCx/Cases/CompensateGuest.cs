using CinemaCx.Coupons;
using CinemaCx.Feedback;
using CinemaCx.Platform.Data;
using CinemaCx.Platform.Primitives;
using CinemaCx.Staff;

namespace CinemaCx.Cases;

/// <param name="ClaimCode">What to tell the guest when nobody knows who she is; null when the coupon is in her wallet already.</param>
public sealed record Compensated(CaseRow Case, string CouponName, string? ClaimCode);

/// <summary>
/// 补偿并致歉: a coupon within the giver's allowance, written with the case in one transaction. One per case; a second one takes a manager above her.
/// </summary>
public sealed class CompensateGuest(CaseDesk desk, CaseQueries queries, FeedbackQueries feedback, CouponTemplates templates, IssueCoupon issue, TimeProvider time)
{
    /// <param name="words">Which coupon, as staff say it: <c>20元券</c>; empty: the smallest.</param>
    public async Task<Compensated> RunAsync(string caseId, CaseActor actor, string words, CancellationToken cancellation)
    {
        var member = actor.Member!;
        var template = string.IsNullOrWhiteSpace(words)
            ? await templates.ForCompensationAsync(member.Role, cancellation) is [var smallest, ..] ? smallest : throw CaseRefusals.NoSuchCoupon("补偿券")
            : await templates.RequireForCompensationAsync(words, member.Role, cancellation);
        var seen = await queries.FindAsync(caseId, member, cancellation);
        var lead = await feedback.FindAsync(seen.LeadAnswerId, cancellation);
        if (lead is null || (lead.GuestId is null && !lead.HasPhone)) throw CaseRefusals.NobodyToCompensate();
        IssuedCoupon? coupon = null;
        var row = await desk.ActAsync(caseId, actor, async (row, db, script) =>
        {
            if (row.State == CaseState.Closed) throw CaseRefusals.Closed();
            var mayAgain = member.Role is StaffRole.SiteManager or StaffRole.GeneralManager;
            var earlier = await CountAsync(db, row.Id, cancellation);
            if (earlier > 0 && !mayAgain) throw CaseRefusals.CompensatedAlready();
            var giving = new Script();
            var grant = new CouponGrant(template.Id, lead.GuestId, CouponSourceKind.Case, row.Id, $"就您反馈的问题向您致歉（{row.Name}）", earlier + 1);
            var given = issue.Add(giving, template, grant, member, time.Now());
            coupon = given.Require(await db.RunAsync(giving, cancellation));
            return new CaseDecision(
                row with { State = CaseState.Acknowledged, OwnerId = row.OwnerId ?? member.EmployeeId, AcknowledgedAt = row.AcknowledgedAt ?? time.Now() },
                "compensated", $"发放 {coupon.Name} 并致歉");
        }, cancellation);
        return new Compensated(row, coupon!.Name, coupon.ClaimCode);
    }

    private static async Task<int> CountAsync(DbSession db, string caseId, CancellationToken cancellation)
    {
        var script = new Script();
        script.Ask($"SELECT id FROM coupons WHERE source_kind = 'case' AND source_id = {caseId} AND state <> 'revoked'");
        return (await db.RunAsync(script, cancellation))[0].Count;
    }
}
