using System.Collections.Concurrent;
using CinemaCx.Platform.Data;
using CinemaCx.Platform.Primitives;

namespace CinemaCx.Coupons;

/// <summary>
/// A guest takes a coupon that is offered to everybody. Two round trips: one that takes, counted last, and the commit; what was taken wrongly is never
/// committed.
/// </summary>
public sealed class TakeCoupon(Database database, CouponTemplates templates, IssueCoupon issue, CouponWallet wallet, TimeProvider time)
{
    // When all are gone most of those who still come need not ask the database; one that is taken back is there again this much later.
    private static readonly TimeSpan GoneFor = TimeSpan.FromSeconds(1);

    private readonly ConcurrentDictionary<string, long> _gone = new(StringComparer.Ordinal);

    /// <exception cref="Refusal">
    /// 404 <c>coupon-template-not-found</c> (also when it is not offered), 409 <c>coupon-claim-early</c>, <c>coupon-claim-over</c>,
    /// <c>coupon-template-retired</c>, <c>coupon-exhausted</c>, <c>coupon-guest-limit</c>.
    /// </exception>
    public async Task<CouponView> RunAsync(string guestId, string templateId, CancellationToken cancellation)
    {
        var now = time.Now();
        var template = await templates.OfferedAsync(templateId, cancellation) ?? throw CouponRefusals.NotOffered();
        if (now < template.ClaimFrom) throw CouponRefusals.ClaimEarly(template.Name, template.ClaimFrom.Value);
        if (now >= template.ClaimUntil || now >= template.ValidUntil) throw CouponRefusals.ClaimOver(template.Name);
        if (_gone.TryGetValue(templateId, out var since) && time.GetElapsedTime(since) < GoneFor) throw CouponRefusals.SoldOut(template.Name);

        await using var db = await database.BeginAsync(cancellation);
        var script = new Script();
        var grant = new CouponGrant(templateId, guestId, CouponSourceKind.Claim, Id.New("clm", now), "自助领取");
        var taking = issue.Add(script, template, grant, by: null, now);
        try
        {
            taking.Require(await db.RunAsync(script, cancellation));
        }
        catch (Refusal refusal) when (refusal.Code == "coupon-exhausted")
        {
            // Retired a moment ago, or none is left.
            _gone[templateId] = time.GetTimestamp();
            templates.Forget(templateId);
            throw;
        }

        await db.CommitAsync(cancellation);
        return wallet.Fresh(taking.Held);
    }
}
