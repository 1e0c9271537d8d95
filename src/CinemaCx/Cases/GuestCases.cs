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
        return new GuestCase(row.Id, row.State, replies.ConvertAll(r => r[ReplyToGuest.Prefix.Length..]), row.State == CaseState.Closed ? row.Action : null);
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
