using CinemaCx.Cinemas;
using CinemaCx.Platform.Data;
using CinemaCx.Platform.Primitives;
using CinemaCx.Showtimes;
using CinemaCx.Staff;
using LinqToDB;
using LinqToDB.Async;

namespace CinemaCx.Coupons;

/// <summary>A new offer. Its terms never change: who wants other terms retires it and makes another.</summary>
public sealed class MakeCouponTemplate(Database database, TimeProvider time)
{
    /// <exception cref="Refusal">422 <c>coupon-terms-invalid</c> with every fault, 409 <c>coupon-template-code-taken</c>.</exception>
    public async Task<CouponTemplateRow> RunAsync(CouponTerms terms, StaffMember by, CancellationToken cancellation)
    {
        var now = time.Now();
        var faults = terms.Faults(now);
        if (faults.Count > 0) throw CouponRefusals.TermsInvalid(faults);
        await using var db = await database.BeginAsync(cancellation);
        var unknown = await UnknownAsync(db, terms.Scope, cancellation);
        if (unknown.Count > 0) throw CouponRefusals.TermsInvalid(unknown);
        var template = terms.ToTemplate(by.EmployeeId, now);
        if (!await NewTemplates.AddAsync(db, template, cancellation)) throw CouponRefusals.CodeTaken(template.Code);
        var act = new Script();
        StaffActs.Write(act, by, "make", "coupon-template", template.Id, terms, now);
        await db.CommitAsync(act, cancellation);
        return template;
    }

    /// <summary>A scope that names what does not exist would make a coupon that is good nowhere.</summary>
    private static async Task<List<TermsFault>> UnknownAsync(DbSession db, CouponScope? scope, CancellationToken cancellation)
    {
        var faults = new List<TermsFault>();
        if (scope is null) return faults;
        await CheckAsync("cinemaIds", scope.CinemaIds, db.GetTable<CinemaRow>().Select(c => c.Id));
        await CheckAsync("filmIds", scope.FilmIds, db.GetTable<FilmRow>().Select(f => f.Id));
        await CheckAsync("hallIds", scope.HallIds, db.GetTable<HallRow>().Select(h => h.Id));
        await CheckAsync("showtimeIds", scope.ShowtimeIds, db.GetTable<ShowtimeRow>().Select(s => s.Id));
        return faults;

        async Task CheckAsync(string field, IReadOnlyList<string>? named, IQueryable<string> known)
        {
            if (named is null) return;
            var found = await known.Where(id => named.Contains(id)).ToListAsync(cancellation);
            var missing = named.Except(found, StringComparer.Ordinal).ToList();
            if (missing.Count > 0) faults.Add(new TermsFault("scope." + field, $"没有找到：{string.Join('、', missing.Take(5))}"));
        }
    }
}

/// <summary>None is issued any more; those that are out stay good. Retiring again changes nothing.</summary>
public sealed class RetireCouponTemplate(Database database, CouponTemplates templates, TimeProvider time)
{
    /// <exception cref="Refusal">404 <c>coupon-template-not-found</c>.</exception>
    public async Task RunAsync(string templateId, StaffMember by, CancellationToken cancellation)
    {
        var now = time.Now();
        await using var db = await database.BeginAsync(cancellation);
        var script = new Script();
        var retired = script.Ask($"UPDATE coupon_templates SET retired_at = {now}, retired_by = {by.EmployeeId} WHERE id = {templateId} AND retired_at IS NULL RETURNING id");
        var found = script.Ask($"SELECT id FROM coupon_templates WHERE id = {templateId}");
        var results = await db.RunAsync(script, cancellation);
        if (results[found].Count == 0) throw CouponRefusals.NotOffered();
        if (results[retired].Count == 0) return;
        var act = new Script();
        StaffActs.Write(act, by, "retire", "coupon-template", templateId, new { }, now);
        await db.CommitAsync(act, cancellation);
        templates.Forget(templateId);
    }
}
