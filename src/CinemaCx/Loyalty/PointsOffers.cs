using CinemaCx.Coupons;
using CinemaCx.Platform.Data;
using CinemaCx.Platform.Primitives;
using CinemaCx.Staff;
using LinqToDB;
using LinqToDB.Async;

namespace CinemaCx.Loyalty;

/// <summary>A coupon that points buy.</summary>
/// <param name="What">What it does, in one line.</param>
public sealed record PointsOffer(string TemplateId, string Name, string What, long Points);

/// <summary>Which coupons points buy, and for how many.</summary>
public sealed class PointsOffers(Database database, TimeProvider time)
{
    private const long Most = 10_000_000;

    /// <summary>Cheapest first; templates that are no longer issued are left out.</summary>
    public async Task<IReadOnlyList<PointsOffer>> ListAsync(CancellationToken cancellation)
    {
        await using var db = database.Read();
        var offers = await (
            from offer in db.GetTable<PointsOfferRow>()
            join template in db.GetTable<CouponTemplateRow>() on offer.TemplateId equals template.Id
            where template.RetiredAt == null
            select new { offer.Points, template }).ToListAsync(cancellation);
        return [.. offers.OrderBy(o => o.Points).ThenBy(o => o.template.Code, StringComparer.Ordinal)
            .Select(o => new PointsOffer(o.template.Id, o.template.Name, CouponWords.What(o.template), o.Points))];
    }

    /// <summary>From now on this coupon costs so many points.</summary>
    /// <exception cref="Refusal">400 <c>points-offer-invalid</c>, 404 <c>coupon-template-not-found</c>.</exception>
    public async Task SetAsync(string templateId, long points, StaffMember by, CancellationToken cancellation)
    {
        if (points is < 1 or > Most) throw LoyaltyRefusals.OfferInvalid();
        await using var db = await database.BeginAsync(cancellation);
        if (!await db.GetTable<CouponTemplateRow>().AnyAsync(t => t.Id == templateId, cancellation)) throw CouponRefusals.TemplateNotFound(templateId, []);
        var script = new Script();
        script.Do($"""
            INSERT INTO points_offers (template_id, points, changed_by, changed_at) VALUES ({templateId}, {points}, {by.EmployeeId}, {time.Now()})
            ON CONFLICT (template_id) DO UPDATE SET points = excluded.points, changed_by = excluded.changed_by, changed_at = excluded.changed_at
            """);
        StaffActs.Write(script, by, "set", "points-offer", templateId, new { points }, time.Now());
        await db.CommitAsync(script, cancellation);
    }

    /// <summary>Points no longer buy it. Removing what is no offer changes nothing.</summary>
    public async Task RemoveAsync(string templateId, StaffMember by, CancellationToken cancellation)
    {
        await using var db = await database.BeginAsync(cancellation);
        if (await db.GetTable<PointsOfferRow>().Where(o => o.TemplateId == templateId).DeleteAsync(cancellation) == 0) return;
        var script = new Script();
        StaffActs.Write(script, by, "remove", "points-offer", templateId, new { }, time.Now());
        await db.CommitAsync(script, cancellation);
    }
}
