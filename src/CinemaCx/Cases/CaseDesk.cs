using System.Text.Json;
using CinemaCx.Platform.Data;
using CinemaCx.Platform.Primitives;
using CinemaCx.Staff;

namespace CinemaCx.Cases;

/// <summary>What a verb decided.</summary>
/// <param name="Kind">Of the timeline's line.</param>
/// <param name="Body">The line in words, also what cards show as the last thing that happened.</param>
/// <param name="CanBeUndone">Within ten seconds, by whoever did it.</param>
public sealed record CaseDecision(CaseRow After, string Kind, string Body, bool CanBeUndone = false);

/// <summary>
/// The one way a case changes: its row is locked, a verb decides on it, and row, timeline and alerts are written together. Two who press at the same
/// instant decide one after the other, the second on what the first left.
/// </summary>
public sealed class CaseDesk(Database database, ICaseAlarm alarm, TimeProvider time)
{
    /// <param name="decide">Looks at the locked row and may add statements of its own; throws a <see cref="Refusal"/> to change nothing.</param>
    public async Task<CaseRow> ActAsync(
        string caseId, CaseActor actor, Func<CaseRow, DbSession, Script, Task<CaseDecision>> decide, CancellationToken cancellation)
    {
        await using var db = await database.BeginAsync(cancellation);
        var before = await LockAsync(db, caseId, cancellation) ?? throw CaseRefusals.NotFound(caseId);
        if (actor.Member is { CinemaId: { } cinema } && cinema != before.CinemaId) throw CaseRefusals.NotYours();
        var script = new Script();
        var after = Write(script, before, actor, await decide(before, db, script));
        await db.CommitAsync(script, cancellation);
        return after;
    }

    public Task<CaseRow> ActAsync(string caseId, CaseActor actor, Func<CaseRow, CaseDecision> decide, CancellationToken cancellation) =>
        ActAsync(caseId, actor, (row, _, _) => Task.FromResult(decide(row)), cancellation);

    /// <summary>The case, its row locked until the transaction ends.</summary>
    internal static async Task<CaseRow?> LockAsync(DbSession db, string caseId, CancellationToken cancellation) =>
        await db.FindAsync<CaseRow>($"SELECT * FROM cases WHERE id = {caseId} {db.LockForChange}", cancellation);

    /// <summary>Adds the change, its line in the timeline and what follows for the alerts to a script.</summary>
    internal CaseRow Write(Script script, CaseRow before, CaseActor actor, CaseDecision decision)
    {
        var now = time.Now();
        var line = Case.Next(before, actor, decision.Kind, decision.Body, now);
        var after = decision.After with
        {
            Version = line.Seq,
            LastHash = line.Hash,
            StatusText = $"{actor.Name} {decision.Body}",
            Undo = decision.CanBeUndone ? JsonSerializer.Serialize(before with { Undo = null }) : null,
            UndoBy = decision.CanBeUndone ? actor.Member?.EmployeeId : null,
            UndoUntil = decision.CanBeUndone ? now + Case.UndoTime : null,
        };
        script.Do($"""
            UPDATE cases SET category = {after.Category}, severity = {after.Severity}, state = {after.State}, owner_id = {after.OwnerId}, due_at = {after.DueAt},
                acknowledged_at = {after.AcknowledgedAt}, closed_at = {after.ClosedAt}, root_cause = {after.RootCause}, action = {after.Action},
                status_text = {after.StatusText}, voices = {after.Voices}, worst_stars = {after.WorstStars}, merge_key = {after.MergeKey},
                undo = {after.Undo}, undo_by = {after.UndoBy}, undo_until = {after.UndoUntil}, version = {after.Version}, last_hash = {after.LastHash}
            WHERE id = {after.Id}
            """);
        Insert(script, line);
        alarm.Follow(script, before, after, line);
        return after;
    }

    internal static void Insert(Script script, CaseEventRow line) => script.Do($"""
        INSERT INTO case_events (case_id, seq, at, channel, actor_id, actor_name, kind, body, previous_hash, hash)
        VALUES ({line.CaseId}, {line.Seq}, {line.At}, {line.Channel}, {line.ActorId}, {line.ActorName}, {line.Kind}, {line.Body}, {line.PreviousHash}, {line.Hash})
        """);
}
