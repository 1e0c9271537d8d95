using CinemaCx.Platform.Data;
using CinemaCx.Platform.Primitives;
using LinqToDB;
using LinqToDB.Async;

namespace CinemaCx.Coupons;

/// <summary>An offer as the staff see it.</summary>
/// <param name="Issued">How many are out or were used.</param>
/// <param name="Used">How many were used.</param>
/// <param name="Left">How many may still be issued; null: as many as are wanted.</param>
/// <param name="CommittedFen">What was issued costs at most.</param>
/// <param name="TookFen">What those used took off orders, or cost at the counter.</param>
public sealed record TemplateView(
    string Id, CouponTerms Terms, string What, string? CreatedBy, DateTimeOffset CreatedAt, DateTimeOffset? RetiredAt,
    long Issued, long Used, long? Left, Fen CommittedFen, Fen TookFen);

/// <summary>One coupon with where it comes from and what happened to it.</summary>
/// <param name="SourceKind"><c>case</c>, <c>campaign</c>, <c>manual</c>, <c>claim</c>, <c>bulk</c>, <c>points</c> or <c>membership</c>.</param>
/// <param name="SourceId">The case, campaign, list or act.</param>
/// <param name="IssuedBy">Id of the employee; null: the house by itself.</param>
/// <param name="TookFen">What it took off the order that used it.</param>
public sealed record CouponFile(
    string Id, string TemplateId, string Name, string? GuestId, string State, DateTimeOffset ValidUntil, string SourceKind, string SourceId, string? IssuedBy,
    string Reason, string? OrderId, Fen? TookFen, IReadOnlyList<CouponFileEvent> History);

/// <param name="What"><c>issued</c>, <c>claimed</c>, <c>locked</c>, <c>used</c>, <c>given-back</c>, <c>extended</c> or <c>revoked</c>.</param>
public sealed record CouponFileEvent(DateTimeOffset At, string What, string? OrderId, string? By, string? Note);

/// <summary>How far a list is, and who of it got none.</summary>
/// <param name="Refused">Those who got none, in the order of the list, one page.</param>
/// <param name="Next">The page after; null: this is the last.</param>
public sealed record BulkReport(
    string Id, string TemplateId, string Reason, DateTimeOffset CreatedAt, DateTimeOffset? FinishedAt, long Guests, long Given, long Open,
    IReadOnlyDictionary<string, long> RefusedBy, IReadOnlyList<BulkRefusal> Refused, long? Next);

/// <param name="Row">Place in the list, from 1.</param>
/// <param name="Code">As the refusals of the verb: <c>coupon-guest-limit</c>.</param>
public sealed record BulkRefusal(long Row, string GuestId, string Code);

/// <summary>How far a list is.</summary>
/// <param name="Refused">Who got none.</param>
public sealed record BulkProgress(
    string Id, string Reason, string CreatedBy, DateTimeOffset CreatedAt, DateTimeOffset? FinishedAt, long Guests, long Given, long Refused)
{
    /// <summary>Nothing was decided about them yet.</summary>
    public long Open => Guests - Given - Refused;
}

/// <summary>What staff ask about coupons.</summary>
public sealed class CouponDesk(Database database, TimeProvider time)
{
    private const int Page = 200;

    /// <summary>Newest first.</summary>
    public async Task<IReadOnlyList<TemplateView>> ListAsync(bool withRetired, CancellationToken cancellation)
    {
        await using var db = database.Read();
        var templates = await db.GetTable<CouponTemplateRow>().Where(t => withRetired || t.RetiredAt == null).OrderByDescending(t => t.Id).Take(Page).ToListAsync(cancellation);
        return await ViewAsync(db, templates, cancellation);
    }

    /// <summary>Lists of a template, newest first, with how far each is.</summary>
    public async Task<IReadOnlyList<BulkProgress>> BulksAsync(string templateId, CancellationToken cancellation)
    {
        await using var db = database.Read();
        var lists = await db.GetTable<BulkGrantRow>().Where(b => b.TemplateId == templateId).OrderByDescending(b => b.Id).Take(Page).ToListAsync(cancellation);
        var ids = lists.ConvertAll(b => b.Id);
        var counts = (await db.GetTable<BulkGuestRow>().Where(g => ids.Contains(g.BulkId))
            .GroupBy(g => new { g.BulkId, IsGiven = g.CouponId != null, IsRefused = g.Refused != null })
            .Select(g => new { g.Key.BulkId, g.Key.IsGiven, g.Key.IsRefused, Count = g.LongCount() }).ToListAsync(cancellation)).ToLookup(c => c.BulkId, StringComparer.Ordinal);
        return lists.ConvertAll(b => new BulkProgress(
            b.Id, b.Reason, b.CreatedBy, b.CreatedAt, b.FinishedAt,
            counts[b.Id].Sum(c => c.Count), counts[b.Id].Where(c => c.IsGiven).Sum(c => c.Count), counts[b.Id].Where(c => c.IsRefused).Sum(c => c.Count)));
    }

    /// <exception cref="Refusal">404 <c>coupon-template-not-found</c>.</exception>
    public async Task<TemplateView> GetAsync(string templateId, CancellationToken cancellation)
    {
        await using var db = database.Read();
        var template = await db.GetTable<CouponTemplateRow>().FirstOrDefaultAsync(t => t.Id == templateId, cancellation) ?? throw CouponRefusals.NotOffered();
        return (await ViewAsync(db, [template], cancellation))[0];
    }

    /// <exception cref="Refusal">404 <c>coupon-not-found</c>.</exception>
    public async Task<CouponFile> CouponAsync(string couponId, CancellationToken cancellation)
    {
        await using var db = database.Read();
        var found = await (
            from coupon in db.GetTable<CouponRow>()
            join template in db.GetTable<CouponTemplateRow>() on coupon.TemplateId equals template.Id
            from use in db.GetTable<CouponUseRow>().LeftJoin(u => u.CouponId == coupon.Id && u.OrderId == coupon.UsedByOrder)
            where coupon.Id == couponId
            select new { coupon, template.Name, Took = (Fen?)use.Took }).FirstOrDefaultAsync(cancellation) ?? throw CouponRefusals.NotFound();
        var events = await db.GetTable<CouponEventRow>().Where(e => e.CouponId == couponId).ToListAsync(cancellation);
        var present = Coupon.At(found.coupon, time.Now());
        return new CouponFile(
            present.Id, present.TemplateId, found.Name, present.GuestId, StoredWord.Of(present.State), present.ValidUntil, StoredWord.Of(present.SourceKind),
            present.SourceId, present.IssuedBy, present.Reason, present.LockedByOrder ?? present.UsedByOrder, found.Took,
            [.. CouponHistory.InOrder(events).Select(e => new CouponFileEvent(e.HappenedAt, e.What, e.OrderId, e.ByWhom, e.Note))]);
    }

    /// <param name="after">Place in the list after which the refused are wanted; 0 begins.</param>
    /// <exception cref="Refusal">404 <c>coupon-bulk-not-found</c>.</exception>
    public async Task<BulkReport> BulkAsync(string bulkId, long after, CancellationToken cancellation)
    {
        await using var db = database.Read();
        var bulk = await db.GetTable<BulkGrantRow>().FirstOrDefaultAsync(b => b.Id == bulkId, cancellation) ?? throw CouponRefusals.BulkNotFound();
        var guests = db.GetTable<BulkGuestRow>().Where(g => g.BulkId == bulkId);
        var counts = await guests.GroupBy(g => new { IsGiven = g.CouponId != null, g.Refused })
            .Select(g => new { g.Key.IsGiven, g.Key.Refused, Count = g.LongCount() }).ToListAsync(cancellation);
        var refused = await guests.Where(g => g.Refused != null && g.RowNo >= after).OrderBy(g => g.RowNo).Take(Page + 1).ToListAsync(cancellation);
        return new BulkReport(
            bulk.Id, bulk.TemplateId, bulk.Reason, bulk.CreatedAt, bulk.FinishedAt,
            counts.Sum(c => c.Count),
            counts.Where(c => c.IsGiven).Sum(c => c.Count),
            counts.Where(c => !c.IsGiven && c.Refused is null).Sum(c => c.Count),
            counts.Where(c => c.Refused is not null).ToDictionary(c => c.Refused!, c => c.Count, StringComparer.Ordinal),
            [.. refused.Take(Page).Select(g => new BulkRefusal(g.RowNo + 1, g.GuestId, g.Refused!))],
            refused.Count > Page ? refused[Page - 1].RowNo + 1 : null);
    }

    private static async Task<IReadOnlyList<TemplateView>> ViewAsync(DbSession db, IReadOnlyList<CouponTemplateRow> templates, CancellationToken cancellation)
    {
        var ids = templates.Select(t => t.Id).ToList();
        var issued = await db.GetTable<CouponRow>().Where(c => ids.Contains(c.TemplateId) && c.State != CouponState.Revoked).GroupBy(c => c.TemplateId)
            .Select(g => new { Id = g.Key, Issued = g.LongCount() }).ToDictionaryAsync(g => g.Id, g => g.Issued, cancellation);
        var used = await (
            from coupon in db.GetTable<CouponRow>()
            from use in db.GetTable<CouponUseRow>().LeftJoin(u => u.CouponId == coupon.Id && u.OrderId == coupon.UsedByOrder)
            where ids.Contains(coupon.TemplateId) && coupon.State == CouponState.Used
            group new { Took = coupon.UsedByOrder == null ? coupon.Value : use.Took } by coupon.TemplateId into g
            select new { Id = g.Key, Used = g.LongCount(), Took = g.Sum(u => (long)(object)u.Took) }).ToDictionaryAsync(g => g.Id, cancellation);
        return [.. templates.Select(t =>
        {
            var count = issued.GetValueOrDefault(t.Id);
            var spent = used.GetValueOrDefault(t.Id);
            return new TemplateView(
                t.Id, CouponTerms.Of(t), CouponWords.What(t), t.CreatedBy, t.CreatedAt, t.RetiredAt,
                count, spent?.Used ?? 0, t.Supply - count, t.WorstCase * count, new Fen(spent?.Took ?? 0));
        })];
    }
}
