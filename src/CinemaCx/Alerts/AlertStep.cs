using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using CinemaCx.Cases;
using CinemaCx.Platform.Data;
using CinemaCx.Platform.Events;

namespace CinemaCx.Alerts;

/// <summary>Writes one step of an alert's chain: a card for each who is reached, and the timer of the step after it.</summary>
internal static class AlertStep
{
    /// <param name="fresh">Whose cards are queued.</param>
    /// <param name="nextAt">When the next step is due.</param>
    public static void Write(Script script, Outbox outbox, CaseRow row, AlertRow alert, int step, IReadOnlyList<Reached> fresh, DateTimeOffset nextAt)
    {
        foreach (var one in fresh)
        {
            var id = CardId(row, alert, step, one);
            script.Do($"""
                INSERT INTO alert_messages (id, alert_id, case_id, employee_id, channel, person, step, state, shown_version, queued_at, busy_until, attempts)
                SELECT {id}, a.id, {row.Id}, {one.EmployeeId}, {one.Channel}, {one.Person}, {step}, 'waiting', 0, {alert.RaisedAt}, 0, 0
                FROM alerts a WHERE a.id = {alert.Id} AND a.state = 'waiting'
                ON CONFLICT (id) DO NOTHING
                """);
            outbox.Schedule(script, "send-" + id, new CardQueued(id), alert.RaisedAt);
        }

        outbox.Schedule(script, CaseAlarm.TimerOf(alert.Id, step + 1), new AlertDue(alert.Id, step + 1), nextAt);
    }

    /// <summary>When the step after this one is due; where nobody could be told, somebody may be in half a minute.</summary>
    public static DateTimeOffset NextAt(AlertChain chain, AlertRow alert, int step, bool toldNobody)
    {
        var usual = chain.DueAt(step + 1, alert.RaisedAt);
        var soon = alert.RaisedAt.AddSeconds(30 * (step + 1));
        return toldNobody && soon < usual ? soon : usual;
    }

    /// <summary>The same for the same step of the same raising, and never again: a case that is opened anew rings anew.</summary>
    private static string CardId(CaseRow row, AlertRow alert, int step, Reached one)
    {
        var raising = string.Join('|', row.Id, one.EmployeeId, alert.RaisedAt.ToUnixTimeMilliseconds().ToString(CultureInfo.InvariantCulture));
        var mark = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(raising)))[..16];
        return string.Create(CultureInfo.InvariantCulture, $"{row.Name}-{alert.Post[0]}{step}-{StoredWord.Of(one.Channel)[0]}-{mark}");
    }
}
