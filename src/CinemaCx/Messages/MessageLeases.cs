using System.Text.Json;
using CinemaCx.Platform.Data;
using CinemaCx.Platform.Primitives;
using LinqToDB;
using LinqToDB.Async;
using LinqToDB.Data;

namespace CinemaCx.Messages;

/// <summary>
/// Takes messages that are due for one sender and decides about each. A lease only keeps senders out of each other's way: what makes a message go once is
/// its marking.
/// </summary>
internal sealed class MessageLeases(Database database, MessageTemplates templates, Recipients recipients, TimeProvider time)
{
    /// <summary>What is not marked by then is anybody's again.</summary>
    public static readonly TimeSpan Lease = TimeSpan.FromSeconds(8);

    private static readonly string[] Columns =
    [
        "id", "guest_id", "template_id", "purpose", "campaign_id", "cinema_id", "field_values", "state", "reason", "channel", "platform_template", "platform_id", "lane",
        "due_at", "expires_at", "attempts", "lease_until", "leased_by", "queued_at", "marked_at", "settled_at", "opened_at",
    ];

    /// <summary>Messages that are due, decided about; at most one of each guest.</summary>
    public async Task<IReadOnlyList<(GuestMessageRow Row, PlanDecision Plan)>> TakeAsync(string sender, int most, CancellationToken cancellation)
    {
        var rows = await LeaseAsync(sender, most, cancellation);
        if (rows.Count == 0) return [];
        var now = time.Now();
        var guests = await recipients.OfAsync(rows.ConvertAll(r => r.GuestId), cancellation);
        var zones = await recipients.ZonesAsync(rows, cancellation);
        var terms = await recipients.TermsAsync(cancellation);
        var plans = new List<(GuestMessageRow, PlanDecision)>(rows.Count);
        foreach (var row in rows)
        {
            var template = await templates.FindAsync(row.TemplateId, cancellation) ?? throw new InvalidOperationException($"Message {row.Id} has no template");
            plans.Add((row, MessagePlan.Decide(row, template, guests[row.GuestId](row.Purpose), zones[row.CinemaId ?? ""], terms.Plan, now)));
        }

        return plans;
    }

    /// <summary>Messages whose sender died on a channel that drops repeats, ready to be called once more as they were.</summary>
    public async Task<IReadOnlyList<PlannedMessage>> ResumeAsync(IReadOnlyList<string> ids, CancellationToken cancellation)
    {
        List<GuestMessageRow> rows;
        await using (var db = database.Read()) rows = await db.GetTable<GuestMessageRow>().Where(m => ids.Contains(m.Id)).ToListAsync(cancellation);
        var guests = await recipients.OfAsync(rows.ConvertAll(r => r.GuestId), cancellation);
        var resumed = new List<PlannedMessage>(rows.Count);
        foreach (var row in rows)
        {
            var template = await templates.FindAsync(row.TemplateId, cancellation);
            var guest = guests[row.GuestId](row.Purpose);
            if (template?.FormOf(row.Channel!.Value) is not { } form || guest.Contacts.FirstOrDefault(c => c.Channel == row.Channel) is not { } contact) continue;
            var values = JsonSerializer.Deserialize<Dictionary<string, string>>(row.FieldValues)!;
            var words = MessageTemplate.Render(form, values, guest.Facts);
            var content = new OutgoingMessage(row.Id, contact.Address, form.PlatformTemplate, words with { Page = MessageLink.On(words.Page, row.Id) }, contact.Owner);
            resumed.Add(new PlannedMessage(row, form, content, row.Purpose == MessagePurpose.Service ? null : 1, time.Now()));
        }

        return resumed;
    }

    /// <summary>Writes down what was decided about messages that do not go now.</summary>
    public async Task PutOffAsync(string sender, IReadOnlyList<(string Id, PlanDecision Plan)> messages, CancellationToken cancellation)
    {
        var now = time.Now();
        await using var db = await database.BeginAsync(cancellation);
        var script = new Script();
        // All of them first, in the order in which everybody locks several.
        script.AskForEach($"SELECT id FROM guest_messages WHERE id IN (", messages.Select(m => m.Id).Order(StringComparer.Ordinal), id => $"{id}", $") ORDER BY id {db.LockForChange}");
        foreach (var group in messages.GroupBy(m => (m.Plan.Until, m.Plan.End, m.Plan.Reason)))
        {
            var ids = group.Select(g => g.Id).Order(StringComparer.Ordinal).ToList();
            if (group.Key.End is { } end)
            {
                script.AskForEach(
                    $"UPDATE guest_messages SET state = {end}, reason = {group.Key.Reason}, settled_at = {now}, lease_until = 0 WHERE state = 'queued' AND leased_by = {sender} AND id IN (",
                    ids, id => $"{id}", $") RETURNING id");
            }
            else
            {
                script.AskForEach(
                    $"UPDATE guest_messages SET due_at = {group.Key.Until ?? now}, reason = {group.Key.Reason}, lease_until = 0, leased_by = NULL WHERE state = 'queued' AND leased_by = {sender} AND id IN (",
                    ids, id => $"{id}", $") RETURNING id");
            }
        }

        await db.CommitAsync(script, cancellation);
    }

    private async Task<List<GuestMessageRow>> LeaseAsync(string sender, int most, CancellationToken cancellation)
    {
        var now = time.Now();
        if (database.Engine == DatabaseEngine.Sqlite)
        {
            // Looking first spares the one writer's place in line when nothing is due.
            await using var look = database.Read();
            if (!await look.GetTable<GuestMessageRow>().AnyAsync(m => m.State == GuestMessageState.Queued && m.DueAt <= now, cancellation)) return [];
        }

        await using var db = await database.BeginAsync(cancellation);
        var (relaxed, skipLocked) = database.Engine == DatabaseEngine.PostgreSql ? ("SET LOCAL synchronous_commit TO off;", "FOR UPDATE SKIP LOCKED") : ("", "");
        var rows = await db.QueryToListAsync<GuestMessageRow>(
            $"""
            {relaxed}
            UPDATE guest_messages SET lease_until = @lease, leased_by = @me
            WHERE id IN (
                SELECT m.id FROM guest_messages m
                WHERE m.state = 'queued' AND m.due_at <= @now AND m.lease_until <= @now
                  AND NOT EXISTS (SELECT 1 FROM message_holds h WHERE h.campaign_id = m.campaign_id)
                  AND NOT EXISTS (SELECT 1 FROM guest_messages o WHERE o.guest_id = m.guest_id AND o.state IN ('queued', 'sending') AND o.lease_until > @now AND o.id <> m.id)
                ORDER BY m.lane, m.due_at, m.id LIMIT @most {skipLocked})
            RETURNING {string.Join(", ", Columns)}
            """,
            cancellation,
            [
                new DataParameter("lease", (now + Lease).ToUnixTimeMilliseconds(), DataType.Int64),
                new DataParameter("now", now.ToUnixTimeMilliseconds(), DataType.Int64),
                new DataParameter("most", most, DataType.Int64),
                new DataParameter("me", sender, DataType.NVarChar),
            ]);
        // One at a time for each guest: a platform refuses two at once (43108), and places are taken one by one.
        var mine = rows.OrderBy(r => r.Lane).ThenBy(r => r.DueAt).ThenBy(r => r.Id, StringComparer.Ordinal).DistinctBy(r => r.GuestId).ToList();
        if (mine.Count < rows.Count)
        {
            var others = rows.Except(mine).Select(r => r.Id).ToList();
            await db.GetTable<GuestMessageRow>().Where(m => others.Contains(m.Id)).Set(m => m.LeaseUntil, 0L).UpdateAsync(cancellation);
        }

        await db.CommitAsync(cancellation);
        return mine;
    }
}
