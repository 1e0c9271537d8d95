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
    private const int MostInAStatement = 32;

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
        var coupon = Draft(template, grant, by, now);
        var allowed = by is null ? (int?)null : SpendAllowance(script, by, coupon.IssuedDay, coupon.Value);
        var holding = grant.GuestId is null ? (int?)null : CouponHolders.Add(script, template, grant.GuestId);
        var made = Insert(script, [coupon]);
        CouponLedger.Write(script, coupon.Id, "issued", now, by: by?.EmployeeId, note: grant.Reason);
        // What a case or a list gives is told by theirs.
        if (by is not null && grant.SourceKind == CouponSourceKind.Manual)
            StaffActs.Write(script, by, "grant", "coupon", coupon.Id, new { template = template.Id, guest = grant.GuestId, reason = grant.Reason }, now, by.CinemaId);
        var counted = slots.Take(script, template);
        return new CouponIssue(new HeldCoupon(coupon, template), counted, allowed, holding, made);
    }

    /// <summary>
    /// As <see cref="Add"/>, several of one template by the house itself, each to another guest, with as few statements as they need. They come together or
    /// not at all: when <see cref="CouponsIssue.AllCame"/> says no, commit nothing and issue each alone.
    /// </summary>
    /// <param name="grants">Each to another guest. They are taken in the order of the guests, as everywhere.</param>
    internal CouponsIssue AddAll(Script script, CouponTemplateRow template, IReadOnlyList<CouponGrant> grants, DateTimeOffset now)
    {
        var coupons = grants.OrderBy(g => g.GuestId, StringComparer.Ordinal).Select(g => Draft(template, g, by: null, now)).ToList();
        var (holding, made) = (new List<int>(), new List<int>());
        foreach (var some in Even(coupons)) holding.Add(CouponHolders.AddAll(script, template, [.. some.Select(c => c.GuestId!)]));
        foreach (var some in Even(coupons)) made.Add(Insert(script, some));
        foreach (var some in Even(coupons)) CouponLedger.WriteIssued(script, some);
        var counted = slots.TakeAll(script, template, coupons.Count);
        return new CouponsIssue([.. coupons.Select(c => new HeldCoupon(c, template))], counted, holding, made);
    }

    /// <summary>In groups of 32, 16, 8 …: few different statements, which the database knows already.</summary>
    private static IEnumerable<List<CouponRow>> Even(List<CouponRow> coupons)
    {
        for (var at = 0; at < coupons.Count;)
        {
            var size = (int)Math.Min(MostInAStatement, System.Numerics.BitOperations.RoundUpToPowerOf2((uint)(coupons.Count - at + 1)) / 2);
            yield return coupons.GetRange(at, size);
            at += size;
        }
    }

    private CouponRow Draft(CouponTemplateRow template, CouponGrant grant, StaffMember? by, DateTimeOffset now)
    {
        if (string.IsNullOrWhiteSpace(grant.Reason)) throw CouponRefusals.ReasonRequired();
        if (template.RetiredAt is not null) throw CouponRefusals.TemplateRetired(template.Name);
        if (grant.SourceKind == CouponSourceKind.Case && (by is null || !CouponRights.MayCompensate(by.Role, template)))
            throw CouponRefusals.TemplateNotAllowed(template.Name);

        return new CouponRow
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
    }

    /// <summary>A row for each whose source has not given the coupon of its number before.</summary>
    private static int Insert(Script script, IEnumerable<CouponRow> coupons) => script.AskForEach(
        $"""
        INSERT INTO coupons
            (id, template_id, guest_id, claim_code, counter_code, state, value_fen, valid_from, valid_until, source_kind, source_id, nth, issued_by, issued_day,
             reason, issued_at)
        VALUES
        """,
        coupons,
        c => $"""
        ({c.Id}, {c.TemplateId}, {c.GuestId}, {c.ClaimCode}, {c.CounterCode}, 'issued', {c.Value}, {c.ValidFrom}, {c.ValidUntil}, {c.SourceKind}, {c.SourceId},
            {c.Nth}, {c.IssuedBy}, {c.IssuedDay}, {c.Reason}, {c.IssuedAt})
        """,
        $" ON CONFLICT (source_kind, source_id, nth) WHERE state <> 'revoked' DO NOTHING RETURNING id");

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

/// <summary>Where a script's results say whether several coupons of one template were issued.</summary>
/// <param name="Held">The coupons, if they come to be.</param>
internal sealed record CouponsIssue(IReadOnlyList<HeldCoupon> Held, int Counted, IReadOnlyList<int> Holding, IReadOnlyList<int> Made)
{
    public bool AllCame(List<List<string>> results) =>
        results[Counted].Count == 1 && HoldersOf(results).Count() == Held.Count && Made.Sum(at => results[at].Count) == Held.Count;

    /// <summary>The guests who may have another.</summary>
    public IEnumerable<string> HoldersOf(List<List<string>> results) => Holding.SelectMany(at => results[at]);
}
