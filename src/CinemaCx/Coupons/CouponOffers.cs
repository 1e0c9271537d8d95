using CinemaCx.Platform.Data;
using CinemaCx.Platform.Primitives;
using LinqToDB;
using LinqToDB.Async;

namespace CinemaCx.Coupons;

/// <summary>What a guest may take herself.</summary>
/// <param name="What">What it does: <c>满¥60减¥15</c>.</param>
/// <param name="State"><c>open</c>, <c>early</c>, <c>gone</c> (none is left) or <c>taken</c> (she has as many as she may).</param>
/// <param name="Mine">How many she was given.</param>
/// <param name="MostEach">How many she may have.</param>
public sealed record CouponOfferView(
    string Id, string Name, string Kind, string What, DateTimeOffset ClaimFrom, DateTimeOffset? ClaimUntil, string State, long Mine, long MostEach);

/// <summary>The coupons on offer.</summary>
public sealed class CouponOffers(Database database, TimeProvider time)
{
    private const int Most = 50;

    /// <summary>Those that may be taken now or soon, newest first.</summary>
    public async Task<IReadOnlyList<CouponOfferView>> ListAsync(string guestId, CancellationToken cancellation)
    {
        var now = time.Now();
        await using var db = database.Read();
        var offers = await (
            from template in db.GetTable<CouponTemplateRow>()
            where template.ClaimFrom != null && template.RetiredAt == null && (template.ClaimUntil == null || template.ClaimUntil > now)
                && (template.ValidUntil == null || template.ValidUntil > now)
            from held in db.GetTable<CouponHolderRow>().LeftJoin(h => h.TemplateId == template.Id && h.GuestId == guestId)
            orderby template.Id descending
            select new
            {
                Template = template,
                Mine = held == null ? 0 : held.Coupons,
                IsLeft = (template.TotalLimit == null && template.Budget == null) || db.GetTable<CouponSlotRow>().Any(s => s.TemplateId == template.Id),
            }).Take(Most).ToListAsync(cancellation);
        return [.. offers.Select(o => new CouponOfferView(
            o.Template.Id,
            o.Template.Name,
            StoredWord.Of(o.Template.Kind),
            CouponWords.What(o.Template),
            o.Template.ClaimFrom!.Value,
            o.Template.ClaimUntil,
            o.Mine >= o.Template.PerGuestLimit ? "taken" : now < o.Template.ClaimFrom ? "early" : o.IsLeft ? "open" : "gone",
            o.Mine,
            o.Template.PerGuestLimit!.Value))];
    }
}
