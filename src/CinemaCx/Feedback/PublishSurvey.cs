using CinemaCx.Cinemas;
using CinemaCx.Platform.Data;
using CinemaCx.Platform.Primitives;
using CinemaCx.Staff;
using LinqToDB;
using LinqToDB.Async;

namespace CinemaCx.Feedback;

/// <param name="CinemaId">Null: for all cinemas that have no questions of their own.</param>
/// <param name="Form">Null: the cinema gives up its own questions and follows those of all.</param>
/// <param name="Seen">Version of what the editor began with; 0 where there was none.</param>
public sealed record SurveyDraft(SurveyPlace Place, string? CinemaId, SurveyForm? Form, long Seen, string? Note);

/// <summary>Other questions from now on. What was published stays as it was, and answers stay with the edition they were given to.</summary>
public sealed class PublishSurvey(Database database, SurveyEditions editions, TimeProvider time)
{
    private const int LongestNote = 100;

    /// <exception cref="Refusal">
    /// 403 <c>staff-not-allowed</c>: another cinema's, or all cinemas'; 404 <c>cinema-not-found</c>; 409 <c>survey-changed-meanwhile</c>: somebody else
    /// published since; 422 <c>survey-invalid</c> with every fault.
    /// </exception>
    public async Task<SurveyEditionRow> RunAsync(SurveyDraft draft, StaffMember by, CancellationToken cancellation)
    {
        if (by.CinemaId is not null && by.CinemaId != draft.CinemaId) throw StaffRefusals.NotAllowed();
        if (Faults(draft) is { Count: > 0 } faults) throw FeedbackRefusals.SurveyInvalid(faults);
        var now = time.Now();
        var row = new SurveyEditionRow
        {
            Id = Id.New("srv", now),
            Place = draft.Place,
            Scope = draft.CinemaId ?? "",
            CinemaId = draft.CinemaId,
            Version = draft.Seen + 1,
            Body = draft.Form is null ? null : SurveyEditions.BodyOf(draft.Form),
            Note = string.IsNullOrWhiteSpace(draft.Note) ? null : draft.Note.Trim(),
            PublishedBy = by.EmployeeId,
            PublishedAt = now,
        };
        await using var db = await database.BeginAsync(cancellation);
        if (row.CinemaId is { } cinema && !await db.GetTable<CinemaRow>().AnyAsync(c => c.Id == cinema, cancellation)) throw CinemaRefusals.UnknownCinema(cinema);
        var script = new Script();
        // Of those who began with the same version, the number itself lets one through.
        var published = script.Ask($"""
            INSERT INTO survey_editions (id, place, scope, cinema_id, version, body, note, published_by, published_at)
            SELECT {row.Id}, {row.Place}, {row.Scope}, {row.CinemaId}, {row.Version}, {row.Body}, {row.Note}, {row.PublishedBy}, {row.PublishedAt}
            WHERE (SELECT COALESCE(MAX(version), 0) FROM survey_editions WHERE place = {row.Place} AND scope = {row.Scope}) = {draft.Seen}
            ON CONFLICT (place, scope, version) DO NOTHING RETURNING id
            """);
        if ((await db.RunAsync(script, cancellation))[published].Count == 0) throw FeedbackRefusals.SurveyChanged();
        var act = new Script();
        StaffActs.Write(act, by, draft.Form is null ? "withdraw" : "publish", "survey", row.Id, new { row.Place, row.Version, draft.Form, row.Note }, now, row.CinemaId);
        await db.CommitAsync(act, cancellation);
        editions.Forget();
        return row;
    }

    private static IReadOnlyList<string> Faults(SurveyDraft draft)
    {
        if (draft.Note is { Length: > LongestNote }) return ["说明请不超过 100 字"];
        if (draft.Form is not null) return SurveyRules.Faults(draft.Form);
        return draft.CinemaId is null ? ["全部影院必须有问卷"] : draft.Seen == 0 ? ["本影院还没有自己的问卷"] : [];
    }
}
