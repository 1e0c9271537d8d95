using CinemaCx.Platform.Data;
using CinemaCx.Platform.Primitives;

namespace CinemaCx.Messages;

/// <summary>
/// Writes down, durably, that the platform is about to be called: consent, hold and form are asked again, credit and place are taken, all in one
/// transaction. Whoever dies after it leaves a message in doubt, never one that goes twice.
/// </summary>
internal sealed class MessageMarks(Database database, TimeProvider time)
{
    /// <summary>How long after the last moment of a call its sender counts as gone.</summary>
    public static readonly TimeSpan Margin = TimeSpan.FromSeconds(5);

    /// <param name="batch">All for one channel; no guest twice.</param>
    /// <param name="patience">How long the calls may take: nobody else touches the messages until well after.</param>
    /// <returns>Those to be called now.</returns>
    public async Task<IReadOnlyList<PlannedMessage>> MarkAsync(string sender, IReadOnlyList<PlannedMessage> batch, TimeSpan patience, TimeSpan capWindow, CancellationToken cancellation)
    {
        var now = time.Now();
        var ordered = batch.OrderBy(p => p.Row.Id, StringComparer.Ordinal).ToList();
        await using var db = await database.BeginAsync(cancellation);
        var script = new Script();
        var marked = Mark(script, db, sender, ordered, now, now + patience + Margin);
        var places = TakePlaces(script, ordered, now, capWindow);
        var paid = TakeCredits(script, db, ordered, now);
        var results = await db.RunAsync(script, cancellation);
        var ids = results[marked].ToHashSet(StringComparer.Ordinal);
        var (placed, payers) = (Set(results, places), Set(results, paid));
        var go = ordered.FindAll(p => ids.Contains(p.Row.Id) && (p.Slot is null || placed.Contains(p.Row.Id)) && (!p.NeedsCredit || payers.Contains(p.Row.GuestId)));

        var finish = new Script();
        foreach (var stay in ordered.Except(go)) Undo(finish, stay, ids.Contains(stay.Row.Id), placed.Contains(stay.Row.Id), stay.NeedsCredit && payers.Contains(stay.Row.GuestId), now);
        var spenders = go.FindAll(p => p.NeedsCredit);
        if (spenders.Count > 0)
        {
            finish.DoForEach(
                $"INSERT INTO message_credit_events (id, platform_template, guest_id, what, change, message_id, happened_at) VALUES ", spenders,
                p => $"({Id.New("mce", now)}, {p.Form.PlatformTemplate}, {p.Row.GuestId}, 'taken', -1, {p.Row.Id}, {now})");
        }

        if (ordered.Count > go.Count || spenders.Count > 0) await db.CommitAsync(finish, cancellation);
        else await db.CommitAsync(cancellation);
        return go;
    }

    private static int Mark(Script script, DbSession db, string sender, List<PlannedMessage> batch, DateTimeOffset now, DateTimeOffset lease)
    {
        var channel = batch[0].Form.Channel;
        // Rows are locked in one order by everybody who locks several.
        return script.AskForEach(
            $"""
            UPDATE guest_messages SET state = 'sending', channel = {channel}, marked_at = {now}, lease_until = {lease}, attempts = attempts + 1, reason = NULL,
                platform_template = (SELECT f.platform_template FROM message_forms f WHERE f.template_id = guest_messages.template_id AND f.channel = {channel})
            WHERE state = 'queued' AND leased_by = {sender} AND expires_at > {now}
              AND (purpose = 'service' OR EXISTS (SELECT 1 FROM guest_consents c WHERE c.guest_id = guest_messages.guest_id AND c.purpose = guest_messages.purpose AND c.granted = 1))
              AND NOT EXISTS (SELECT 1 FROM message_holds h WHERE h.campaign_id = guest_messages.campaign_id)
              AND NOT EXISTS (SELECT 1 FROM message_rests r WHERE r.channel = {channel} AND r.until_at > {now})
              AND EXISTS (SELECT 1 FROM message_forms f WHERE f.template_id = guest_messages.template_id AND f.channel = {channel} AND f.set_aside_at IS NULL)
              AND id IN (SELECT id FROM guest_messages WHERE id IN (
            """,
            batch, p => $"{p.Row.Id}", $") ORDER BY id {db.LockForChange}) RETURNING id");
    }

    /// <summary>A place counts as free once the window has passed since it was taken: no window ever holds more messages than there are places.</summary>
    private static int? TakePlaces(Script script, List<PlannedMessage> batch, DateTimeOffset now, TimeSpan window)
    {
        var unasked = batch.Where(p => p.Slot is not null).OrderBy(p => p.Row.GuestId, StringComparer.Ordinal).ToList();
        return unasked.Count == 0 ? null : script.AskForEach(
            $"INSERT INTO message_caps (guest_id, slot, message_id, taken_at) VALUES ", unasked, p => $"({p.Row.GuestId}, {p.Slot}, {p.Row.Id}, {now})",
            $"""
             ON CONFLICT (guest_id, slot) DO UPDATE SET message_id = excluded.message_id, taken_at = excluded.taken_at
            WHERE message_caps.taken_at <= {now - window} RETURNING message_id
            """);
    }

    private static int? TakeCredits(Script script, DbSession db, List<PlannedMessage> batch, DateTimeOffset now)
    {
        var spenders = batch.Where(p => p.NeedsCredit).OrderBy(p => p.Row.GuestId, StringComparer.Ordinal).ToList();
        return spenders.Count == 0 ? null : script.AskForEach(
            $"""
            UPDATE message_credits SET credits = credits - 1, changed_at = {now}
            WHERE credits >= 1 AND (platform_template, guest_id) IN (
                SELECT platform_template, guest_id FROM message_credits WHERE (platform_template, guest_id) IN (VALUES 
            """,
            spenders, p => $"({p.Form.PlatformTemplate}, {p.Row.GuestId})", $") ORDER BY guest_id {db.LockForChange}) RETURNING guest_id");
    }

    /// <summary>What was taken for a message that does not go is put back before anybody has seen it.</summary>
    private static void Undo(Script script, PlannedMessage stay, bool marked, bool placed, bool paid, DateTimeOffset now)
    {
        if (marked)
        {
            script.Do($"""
                UPDATE guest_messages SET state = 'queued', lease_until = 0, leased_by = NULL, marked_at = NULL, attempts = attempts - 1 WHERE id = {stay.Row.Id}
                """);
        }

        if (placed) script.Do($"UPDATE message_caps SET taken_at = 0 WHERE guest_id = {stay.Row.GuestId} AND slot = {stay.Slot} AND message_id = {stay.Row.Id}");
        if (paid)
            script.Do($"UPDATE message_credits SET credits = credits + 1, changed_at = {now} WHERE platform_template = {stay.Form.PlatformTemplate} AND guest_id = {stay.Row.GuestId}");
        // Somebody withdrew, held or set aside in between: it is looked at again at once, unless it is gone already.
        script.Do($"UPDATE guest_messages SET lease_until = 0, leased_by = NULL WHERE id = {stay.Row.Id} AND state = 'queued'");
    }

    private static HashSet<string> Set(List<List<string>> results, int? at) => at is { } place ? results[place].ToHashSet(StringComparer.Ordinal) : [];
}
