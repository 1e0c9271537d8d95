using CinemaCx.Platform.Data;
using CinemaCx.Platform.Primitives;
using CinemaCx.Platform.Redis;
using CinemaCx.Staff;

namespace CinemaCx.Messages;

public enum DoubtDecision
{
    /// <summary>She did not get it: it goes once more.</summary>
    Resend,

    /// <summary>She got it.</summary>
    Arrived,

    /// <summary>Nobody knows and nobody minds.</summary>
    LetGo,
}

/// <summary>
/// Messages whose sender died or was left without an answer, where the platform cannot tell a repeat: they are listed, never repeated by the house itself,
/// and a person may decide.
/// </summary>
public sealed class MessageDoubts(Database database, RedisSignal signal, TimeProvider time)
{
    /// <summary>Finds what was marked by senders that are gone. Where the platform still drops repeats, it is given to this sender instead.</summary>
    /// <param name="repeatable">Channels by the time for which they drop repeats.</param>
    /// <returns>Ids of messages this sender is to call once more.</returns>
    internal async Task<IReadOnlyList<string>> SweepAsync(string sender, IReadOnlyDictionary<MessageChannel, TimeSpan> repeatable, TimeSpan patience, CancellationToken cancellation)
    {
        var now = time.Now();
        var adopted = new List<int>();
        var script = new Script();
        foreach (var (channel, window) in repeatable.Where(r => r.Value > TimeSpan.Zero))
        {
            // As much before the window's end as a call may take.
            adopted.Add(script.Ask($"""
                UPDATE guest_messages SET leased_by = {sender}, lease_until = {now + patience + MessageMarks.Margin}
                WHERE state = 'sending' AND lease_until < {now} AND channel = {channel} AND marked_at > {now - window + patience + TimeSpan.FromSeconds(30)} RETURNING id
                """));
        }

        script.Do($"""
            UPDATE guest_messages SET state = 'in-doubt', reason = 'sender-died', settled_at = {now} WHERE state = 'sending' AND lease_until < {now}
            """);
        await using var db = await database.BeginAsync(cancellation);
        var results = await db.CommitAsync(script, cancellation);
        return [.. adopted.SelectMany(a => results[a])];
    }

    /// <param name="by">Who decides; kept in the message's reason.</param>
    /// <exception cref="Refusal">404 <c>message-not-found</c>; 409 <c>message-not-in-doubt</c>, also when somebody else decided first.</exception>
    public async Task DecideAsync(string messageId, DoubtDecision decision, StaffMember by, CancellationToken cancellation)
    {
        var now = time.Now();
        await using (var db = await database.BeginAsync(cancellation))
        {
            var script = new Script();
            var decided = decision == DoubtDecision.Resend
                ? script.Ask($"""
                    UPDATE guest_messages SET state = 'queued', reason = {"resent by " + by.EmployeeId}, due_at = {now}, expires_at = CASE WHEN expires_at < {now.AddHours(1)} THEN {now.AddHours(1)} ELSE expires_at END,
                        lease_until = 0, leased_by = NULL, marked_at = NULL, settled_at = NULL
                    WHERE id = {messageId} AND state = 'in-doubt' RETURNING id
                    """)
                : script.Ask($"""
                    UPDATE guest_messages SET state = {(decision == DoubtDecision.Arrived ? "sent" : "dropped")}, reason = {"decided by " + by.EmployeeId}, leased_by = NULL
                    WHERE id = {messageId} AND state = 'in-doubt' RETURNING id
                    """);
            var known = script.Ask($"SELECT id FROM guest_messages WHERE id = {messageId}");
            var results = await db.RunAsync(script, cancellation);
            if (results[known].Count == 0) throw MessageRefusals.NotFound(messageId);
            if (results[decided].Count == 0) throw MessageRefusals.NotInDoubt();
            var after = new Script();
            if (decision == DoubtDecision.Resend) GiveBack(after, messageId, now);
            StaffActs.Write(after, by, "decide", "message", messageId, new { decision }, now);
            await db.CommitAsync(after, cancellation);
        }

        if (decision == DoubtDecision.Resend) signal.Publish(QueueMessage.WakeUp);
    }

    /// <summary>She did not get it: what it took is hers again. Should that be wrong, the platform says so (43101) and the books follow.</summary>
    private static void GiveBack(Script script, string messageId, DateTimeOffset now)
    {
        script.Do($"UPDATE message_caps SET taken_at = 0 WHERE message_id = {messageId}");
        script.Do($"""
            UPDATE message_credits SET credits = credits + 1, changed_at = {now}
            WHERE guest_id = (SELECT m.guest_id FROM guest_messages m WHERE m.id = {messageId})
              AND platform_template = (SELECT e.platform_template FROM message_credit_events e WHERE e.message_id = {messageId} GROUP BY e.platform_template HAVING SUM(e.change) = -1)
            """);
        script.Do($"""
            INSERT INTO message_credit_events (id, platform_template, guest_id, what, change, message_id, happened_at)
            SELECT {Id.New("mce", now)}, e.platform_template, e.guest_id, 'given-back', 1, {messageId}, {now} FROM message_credit_events e
            WHERE e.message_id = {messageId} GROUP BY e.platform_template, e.guest_id HAVING SUM(e.change) = -1
            """);
    }
}
