using CinemaCx.Platform.Data;
using CinemaCx.Platform.Primitives;

namespace CinemaCx.Messages;

/// <summary>A call that is over.</summary>
internal sealed record CalledMessage(PlannedMessage Message, SendReceipt Receipt);

/// <summary>Writes down what platforms made of messages, many at once. What was surely not sent gives back what was taken for it.</summary>
internal sealed class MessageRecords(Database database, TimeProvider time)
{
    private const long MostAttempts = 12;
    private static readonly TimeSpan LongestPause = TimeSpan.FromMinutes(5);

    public async Task WriteAsync(string sender, IReadOnlyList<CalledMessage> calls, CancellationToken cancellation)
    {
        var now = time.Now();
        var ordered = calls.OrderBy(c => c.Message.Row.Id, StringComparer.Ordinal).ToList();
        var (script, unsent) = (new Script(), new List<(CalledMessage Call, int Written)>());
        var sent = ordered.FindAll(c => c.Receipt.Outcome == SendOutcome.Sent);
        if (sent.Count > 0) WriteSent(script, sender, sent, now);
        foreach (var call in ordered.Except(sent))
        {
            var written = Write(script, sender, call, now);
            if (call.Receipt.Outcome != SendOutcome.Silent) unsent.Add((call, written));
        }

        await using var db = await database.BeginAsync(cancellation);
        if (unsent.Count == 0)
        {
            await db.CommitAsync(script, cancellation);
            return;
        }

        var results = await db.RunAsync(script, cancellation);
        var after = new Script();
        // Only what this very statement took out of the platform's hands gives anything back.
        foreach (var (call, written) in unsent.OrderBy(u => u.Call.Message.Row.GuestId, StringComparer.Ordinal))
            if (results[written].Count > 0) GiveBack(after, call, now);
        foreach (var call in unsent.ConvertAll(u => u.Call)) Learn(after, call, now);
        after.Do($"DELETE FROM message_rests WHERE until_at < {now - TimeSpan.FromDays(1)}");
        await db.CommitAsync(after, cancellation);
    }

    /// <summary>A late answer ends a doubt: whoever called knows better than whoever waited.</summary>
    private static void WriteSent(Script script, string sender, List<CalledMessage> sent, DateTimeOffset now) => script.AskForEach(
        $"WITH told (id, platform_id) AS (VALUES ", sent, c => $"({c.Message.Row.Id}, {c.Receipt.PlatformId ?? ""})",
        $"""
        ) UPDATE guest_messages SET state = 'sent', reason = NULL, platform_id = NULLIF(told.platform_id, ''), settled_at = {now}, lease_until = 0
        FROM told WHERE guest_messages.id = told.id AND guest_messages.leased_by = {sender} AND guest_messages.state IN ('sending', 'in-doubt') RETURNING guest_messages.id
        """);

    private static int Write(Script script, string sender, CalledMessage call, DateTimeOffset now)
    {
        var (row, receipt) = (call.Message.Row, call.Receipt);
        var reason = receipt.Error is { Length: > 300 } error ? error[..300] : receipt.Error;
        if (AgainAt(call, now) is { } due)
        {
            return script.Ask($"""
                UPDATE guest_messages SET state = 'queued', reason = {reason}, due_at = {due}, lease_until = 0, leased_by = NULL, marked_at = NULL, settled_at = NULL
                WHERE id = {row.Id} AND leased_by = {sender} AND state IN ('sending', 'in-doubt') RETURNING id
                """);
        }

        var state = receipt.Outcome switch
        {
            SendOutcome.Silent => GuestMessageState.InDoubt,
            SendOutcome.Unreachable => GuestMessageState.Dropped,
            _ => GuestMessageState.Refused,
        };
        return script.Ask($"""
            UPDATE guest_messages SET state = {state}, reason = {reason ?? "unanswered"}, settled_at = {now}, lease_until = 0
            WHERE id = {row.Id} AND leased_by = {sender} AND state IN ('sending', 'in-doubt') RETURNING id
            """);
    }

    /// <returns>When it is looked at again; null: never.</returns>
    private static DateTimeOffset? AgainAt(CalledMessage call, DateTimeOffset now)
    {
        var (form, receipt, tries) = (call.Message.Form, call.Receipt, call.Message.Row.Attempts + 1);
        return receipt.Outcome switch
        {
            SendOutcome.Later when tries >= MostAttempts => null,
            SendOutcome.Later => now + (receipt.RestFor ?? TimeSpan.FromSeconds(Math.Min(LongestPause.TotalSeconds, Math.Pow(2, tries - 1)))),
            // The books are corrected: another way, if there is one, is found by planning anew, and if there is none the reason stays with it.
            SendOutcome.NoCredit => now,
            SendOutcome.Unreachable when form.Channel is MessageChannel.ServiceAccount or MessageChannel.WeCom => now,
            _ => null,
        };
    }

    private static void GiveBack(Script script, CalledMessage call, DateTimeOffset now)
    {
        var (message, row, form) = (call.Message, call.Message.Row, call.Message.Form);
        if (message.Slot is not null) script.Do($"UPDATE message_caps SET taken_at = 0 WHERE guest_id = {row.GuestId} AND message_id = {row.Id}");
        if (!message.NeedsCredit || call.Receipt.Outcome == SendOutcome.NoCredit) return;
        script.Do($"UPDATE message_credits SET credits = credits + 1, changed_at = {now} WHERE platform_template = {form.PlatformTemplate} AND guest_id = {row.GuestId}");
        script.Do($"""
            INSERT INTO message_credit_events (id, platform_template, guest_id, what, change, message_id, happened_at)
            VALUES ({Id.New("mce", now)}, {form.PlatformTemplate}, {row.GuestId}, 'given-back', 1, {row.Id}, {now})
            """);
    }

    /// <summary>What the answer says about more than this message.</summary>
    private static void Learn(Script script, CalledMessage call, DateTimeOffset now)
    {
        var (row, form, receipt) = (call.Message.Row, call.Message.Form, call.Receipt);
        if (receipt.RestFor is { } rest)
        {
            script.Do($"""
                INSERT INTO message_rests (channel, until_at, why) VALUES ({form.Channel}, {now + rest}, {receipt.Error ?? ""})
                ON CONFLICT (channel) DO UPDATE SET until_at = excluded.until_at, why = excluded.why WHERE message_rests.until_at < excluded.until_at
                """);
        }

        switch (receipt.Outcome)
        {
            case SendOutcome.NoCredit:
                CreditBooks.Correct(script, form.PlatformTemplate, row.GuestId, call.Message.PlannedAt, now);
                break;
            case SendOutcome.Unreachable when form.Channel is MessageChannel.ServiceAccount or MessageChannel.WeCom:
                script.Do($"UPDATE message_contacts SET gone_at = {now} WHERE channel = {form.Channel} AND address = {call.Message.Content.Address} AND gone_at IS NULL");
                break;
            case SendOutcome.BadForm:
                script.Do($"""
                    UPDATE message_forms SET set_aside_at = {now}, set_aside_field = {receipt.Field}, set_aside_why = {receipt.Error}
                    WHERE template_id = {row.TemplateId} AND channel = {form.Channel} AND set_aside_at IS NULL
                    """);
                break;
        }
    }
}
