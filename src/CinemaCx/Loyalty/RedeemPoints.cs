using System.Text.Json;
using CinemaCx.Coupons;
using CinemaCx.Platform.Data;
using CinemaCx.Platform.Primitives;
using CinemaCx.Platform.Web;
using LinqToDB;
using LinqToDB.Async;

namespace CinemaCx.Loyalty;

/// <param name="CouponId">In her wallet already.</param>
public sealed record Redeemed(string RedemptionId, string CouponId, string Name, long Points, DateTimeOffset ValidUntil);

/// <summary>A guest buys a coupon with points: points, coupon and its limits are one transaction.</summary>
public sealed class RedeemPoints(Database database, IssueCoupon issue, TimeProvider time)
{
    /// <exception cref="Refusal">
    /// 404 <c>points-offer-not-found</c>, 409 <c>points-not-enough</c>, and what issuing a coupon refuses: <c>coupon-exhausted</c>, <c>coupon-guest-limit</c>,
    /// <c>coupon-template-retired</c>.
    /// </exception>
    public async Task<Redeemed> RunAsync(string guestId, string templateId, IdempotentAttempt attempt, CancellationToken cancellation)
    {
        try
        {
            if (await RedeemAsync(guestId, templateId, attempt, cancellation) is { } redeemed) return redeemed;
        }
        catch (Refusal)
        {
            // A retry of a call that succeeded may find the last points spent: the first answer stands.
            if (await attempt.FindAnswerAsync(database, cancellation) is { } earlier) return JsonSerializer.Deserialize<Redeemed>(earlier)!;
            throw;
        }

        return JsonSerializer.Deserialize<Redeemed>((await attempt.FindAnswerAsync(database, cancellation))!)!;
    }

    /// <returns>Null when the idempotency key was used before.</returns>
    private async Task<Redeemed?> RedeemAsync(string guestId, string templateId, IdempotentAttempt attempt, CancellationToken cancellation)
    {
        var now = time.Now();
        await using var db = await database.BeginAsync(cancellation);
        var found = await (
            from offer in db.GetTable<PointsOfferRow>()
            join template in db.GetTable<CouponTemplateRow>() on offer.TemplateId equals template.Id
            where offer.TemplateId == templateId
            select new { offer.Points, template }).FirstOrDefaultAsync(cancellation) ?? throw LoyaltyRefusals.OfferNotFound();

        var redemption = Id.New("ptr", now);
        var script = new Script();
        var grant = new CouponGrant(templateId, guestId, CouponSourceKind.Points, redemption, $"{found.Points}积分兑换");
        PointsLedger.OpenAndExpire(script, guestId, now);
        var spent = PointsLedger.Spend(script, new PointsEntry(guestId, redemption, now, Note: found.template.Name), found.Points);
        var balance = script.Ask($"SELECT balance FROM points_accounts WHERE guest_id = {guestId}");
        // Many issue from one template at once: it is locked last and shortest.
        var issued = issue.Add(script, found.template, grant, by: null, now);
        script.Do($"""
            INSERT INTO points_redemptions (id, guest_id, template_id, coupon_id, points, redeemed_at)
            VALUES ({redemption}, {guestId}, {templateId}, {issued.Held.Coupon.Id}, {found.Points}, {now})
            """);
        var answer = new Redeemed(redemption, issued.Held.Coupon.Id, found.template.Name, found.Points, issued.Held.Coupon.ValidUntil);
        var fresh = attempt.Claim(script, JsonSerializer.Serialize(answer), now);
        var results = await db.RunAsync(script, cancellation);
        if (results[fresh].Count == 0) return null;
        issued.Require(results);
        if (results[spent].Count == 0) throw LoyaltyRefusals.NotEnoughPoints(OrderPoints.Balance(results[balance]));
        await db.CommitAsync(cancellation);
        return answer;
    }
}
