using CinemaCx.Cases;
using CinemaCx.Platform.Data;
using CinemaCx.Platform.Events;
using CinemaCx.Platform.Primitives;

namespace CinemaCx.Alerts;

/// <summary>Timer: a step of an alert's chain is due.</summary>
public sealed record AlertDue(string AlertId, int Step);

/// <summary>News: cards of this case may show what is no longer so.</summary>
public sealed record CardsOutdated(string CaseId);

/// <summary>
/// Alerts begin in the transaction that opens a case, and their timers die in the one that acknowledges or closes it: nobody is woken for what
/// somebody has in hand.
/// </summary>
public sealed class CaseAlarm(AlertChains chains, AlertReach reach, StaffChats chats, Outbox outbox, TimeProvider time) : ICaseAlarm
{
    internal static string TimerOf(string alertId, int step) => $"alert-{alertId}-{step:d6}";

    /// <summary>The first step of each post's chain goes out with the case itself: nothing stands between it and the card but the sending.</summary>
    public async Task<FirstRing> ReadyAsync(string cinemaId, IReadOnlyList<string> posts, CancellationToken cancellation)
    {
        var steps = new List<(string Post, AlertChain Chain, IReadOnlyList<Reached> Reached)>(posts.Count);
        foreach (var post in posts)
        {
            var chain = await chains.OfAsync(post, cancellation);
            steps.Add((post, chain, await reach.ByAsync(cinemaId, post, chain.At(0), cancellation)));
        }

        return (script, opened) =>
        {
            foreach (var (post, chain, reached) in steps)
            {
                if (reached.Count == 0) chats.NobodyReached(opened.Name, post, step: 0);
                var alert = new AlertRow { Id = IdOf(opened.Id, post), CaseId = opened.Id, Post = post, State = AlertState.Waiting, RaisedAt = opened.OpenedAt };
                script.Do($"INSERT INTO alerts (id, case_id, post, state, raised_at) VALUES ({alert.Id}, {alert.CaseId}, {post}, 'waiting', {alert.RaisedAt})");
                AlertStep.Write(script, outbox, opened, alert, step: 0, reached, AlertStep.NextAt(chain, alert, step: 0, toldNobody: reached.Count == 0));
            }
        };
    }

    public void Follow(Script script, CaseRow before, CaseRow after, CaseEventRow what)
    {
        var now = time.Now();
        if (what.Kind == "reopened")
        {
            foreach (var post in after.Posts.Split(',')) Raise(script, after, post, firstStep: 0, now);
        }

        switch (what.Kind)
        {
            case "acknowledged" or "confirmed" or "assigned" or "compensated" when what.ActorId is { } who:
                Acknowledge(script, after, who, now);
                break;
            case "closed":
                script.Do($"UPDATE alerts SET state = 'ended' WHERE case_id = {after.Id} AND state = 'waiting'");
                Cancel(script, after.Id, post: null);
                break;
            case "undone" when after.State == CaseState.Open && before.State != CaseState.Open:
                // The card lies before her already; it is the reminding that begins anew.
                foreach (var post in after.Posts.Split(',')) Raise(script, after, post, firstStep: 1, now);
                break;
        }

        Show(script, after, what, now);
    }

    /// <summary>
    /// What people do is shown at once. Voices are gathered: on some platforms every change of a card is a message, and a hall letting out would ring without
    /// end. A gathering ends with its stretch of the clock, so that none falls between two.
    /// </summary>
    private void Show(Script script, CaseRow after, CaseEventRow what, DateTimeOffset now)
    {
        if (what.Kind is not ("voice-added" or "voice-changed"))
        {
            outbox.Record(script, new CardsOutdated(after.Id));
            return;
        }

        var (word, milliseconds) = what.Kind == "voice-added" ? ("voices", 20_000L) : ("details", 2_000L);
        var stretch = now.ToUnixTimeMilliseconds() / milliseconds;
        outbox.Schedule(script, $"{word}-{after.Id}-{stretch}", new CardsOutdated(after.Id), DateTimeOffset.FromUnixTimeMilliseconds((stretch + 1) * milliseconds));
    }

    private void Raise(Script script, CaseRow row, string post, int firstStep, DateTimeOffset now)
    {
        var alert = IdOf(row.Id, post);
        script.Do($"""
            INSERT INTO alerts (id, case_id, post, state, raised_at) VALUES ({alert}, {row.Id}, {post}, 'waiting', {now})
            ON CONFLICT (id) DO UPDATE SET state = 'waiting', raised_at = excluded.raised_at, acknowledged_by = NULL, acknowledged_at = NULL
            """);
        Cancel(script, row.Id, post);
        outbox.Schedule(script, TimerOf(alert, firstStep), new AlertDue(alert, firstStep), now.AddMinutes(2 * firstStep));
    }

    /// <summary>Everything she was told of is acknowledged by her; the owner answers for the first post in any case.</summary>
    private static void Acknowledge(Script script, CaseRow row, string who, DateTimeOffset now)
    {
        var first = row.OwnerId == who ? IdOf(row.Id, row.Posts.Split(',')[0]) : "";
        script.Do($"""
            UPDATE alerts SET state = 'acknowledged', acknowledged_by = {who}, acknowledged_at = {now}
            WHERE case_id = {row.Id} AND state = 'waiting'
              AND (id = {first} OR id IN (SELECT m.alert_id FROM alert_messages m WHERE m.case_id = {row.Id} AND m.employee_id = {who}))
            """);
        script.Do($"""
            DELETE FROM outbox WHERE id >= {"alert-" + row.Id} AND id < {"alert-" + row.Id + "~"}
              AND EXISTS (SELECT 1 FROM alerts a WHERE a.case_id = {row.Id} AND a.state <> 'waiting' AND outbox.id LIKE 'alert-' || a.id || '-%')
            """);
    }

    private static void Cancel(Script script, string caseId, string? post)
    {
        var prefix = "alert-" + (post is null ? caseId : IdOf(caseId, post));
        script.Do($"DELETE FROM outbox WHERE id >= {prefix} AND id < {prefix + "~"}");
    }

    private static string IdOf(string caseId, string post) => $"{caseId}-{post}";
}
