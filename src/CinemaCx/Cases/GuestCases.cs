using CinemaCx.Coupons;
using CinemaCx.Platform.Data;
using LinqToDB;
using LinqToDB.Async;

namespace CinemaCx.Cases;

/// <summary>What a guest may know of the case her answer belongs to.</summary>
/// <param name="Result">What was done; null while it is not closed.</param>
public sealed record GuestCase(string CaseId, CaseState State, IReadOnlyList<string> Replies, string? Result);

/// <summary>The guest's side of a case: she reads what was answered and done, and says whether it is solved.</summary>
public sealed class GuestCases(Database database, CaseQueries cases, CaseDesk desk, ReopenCase reopen)
{
    /// <returns>Null when no case was made of this answer.</returns>
    public async Task<GuestCase?> OfAnswerAsync(string answerId, CancellationToken cancellation)
    {
        if (await cases.OfAnswerAsync(answerId, cancellation) is not { } row) return null;
        await using var db = database.Read();
        var replies = await db.GetTable<CaseEventRow>().Where(e => e.CaseId == row.Id && e.Kind == ReplyToGuest.Kind).OrderBy(e => e.Seq).Select(e => e.Body).ToListAsync(cancellation);
        var words = replies.ConvertAll(r => r[ReplyToGuest.Prefix.Length..]);
        // What was given to make good for it is hers who complained first; where nobody knows who she is, its code is how she gets it.
        if (row.LeadAnswerId == answerId) words.AddRange(await GiftsAsync(db, row.Id, cancellation));
        return new GuestCase(row.Id, row.State, words, row.State == CaseState.Closed ? row.Action : null);
    }

    private static async Task<IEnumerable<string>> GiftsAsync(DbSession db, string caseId, CancellationToken cancellation)
    {
        var gifts = await (
            from coupon in db.GetTable<CouponRow>()
            join template in db.GetTable<CouponTemplateRow>() on coupon.TemplateId equals template.Id
            where coupon.SourceKind == CouponSourceKind.Case && coupon.SourceId == caseId && coupon.State != CouponState.Revoked
            orderby coupon.Id
            select new { template.Name, coupon.GuestId, coupon.ClaimCode }).ToListAsync(cancellation);
        return gifts.Select(g => g.GuestId is null ? $"送您一张{g.Name}，在小程序“我的优惠券”输入领取码 {g.ClaimCode} 即可使用" : $"送您一张{g.Name}，已放入您的卡包");
    }

    /// <summary>Yes is written down; no opens the case again and rings for those on duty.</summary>
    /// <exception cref="Platform.Primitives.Refusal">404 <c>case-not-found</c>; 409 <c>case-not-closed</c>.</exception>
    public async Task<GuestCase?> ResolveAsync(string answerId, bool solved, string? words, CancellationToken cancellation)
    {
        var row = await cases.OfAnswerAsync(answerId, cancellation) ?? throw CaseRefusals.NotFound(answerId);
        if (!solved) await reopen.RunAsync(row.Id, CaseActor.Guest, words, cancellation);
        else
        {
            await desk.ActAsync(
                row.Id,
                CaseActor.Guest,
                found => found.State == CaseState.Closed ? new CaseDecision(found, "solved", "确认已解决") : throw CaseRefusals.NotClosed(),
                cancellation);
        }

        return await OfAnswerAsync(answerId, cancellation);
    }
}
