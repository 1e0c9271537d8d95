using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using CinemaCx.Cases;
using CinemaCx.Platform.Data;
using CinemaCx.Platform.Events;
using CinemaCx.Platform.Primitives;
using CinemaCx.Staff;
using LinqToDB;
using LinqToDB.Async;

namespace CinemaCx.Alerts;

/// <summary>
/// One step of an alert's chain: finds out whom it concerns at this moment, queues a card for each, and sets the timer of the next step, all in one
/// transaction. Done twice it queues nothing twice: a card's id says case, post, step, channel and person.
/// </summary>
public sealed class RaiseAlert(Database database, AlertChains chains, DutyRoster roster, StaffChats chats, Outbox outbox, TimeProvider time)
    : IEventHandler<AlertDue>
{
    public async Task<Delivery> HandleAsync(AlertDue due, CancellationToken cancellation)
    {
        AlertRow? alert;
        CaseRow? row;
        await using (var db = database.Read())
        {
            alert = await db.GetTable<AlertRow>().FirstOrDefaultAsync(a => a.Id == due.AlertId, cancellation);
            row = alert is null ? null : await db.GetTable<CaseRow>().FirstOrDefaultAsync(c => c.Id == alert.CaseId, cancellation);
        }

        if (alert is not { State: AlertState.Waiting } || row is null) return Delivery.Done;
        var chain = await chains.OfAsync(alert.Post, cancellation);
        var step = chain.At(due.Step);
        var people = await WhoAsync(row, alert.Post, step, cancellation);
        var reached = (await chats.ReachAsync(people, cancellation)).Select(r => (r.Employee, Chat: r.By(step.By))).Where(r => r.Chat is not null).ToList();
        if (reached.Count == 0) chats.NobodyReached(row.Name, alert.Post, due.Step);

        var next = due.Step + 1;
        var nextAt = chain.DueAt(next, alert.RaisedAt);
        var script = new Script();
        foreach (var (employee, chat) in reached)
        {
            var (channel, person) = chat!.Value;
            var id = CardId(row, alert, due.Step, channel, employee.Id);
            script.Do($"""
                INSERT INTO alert_messages (id, alert_id, case_id, employee_id, channel, person, step, state, shown_version, queued_at, busy_until, attempts)
                SELECT {id}, a.id, {row.Id}, {employee.Id}, {channel}, {person}, {due.Step}, 'waiting', 0, {alert.RaisedAt}, 0, 0
                FROM alerts a WHERE a.id = {alert.Id} AND a.state = 'waiting'
                ON CONFLICT (id) DO NOTHING
                """);
            outbox.Schedule(script, "send-" + id, new CardQueued(id), alert.RaisedAt);
        }

        // Nobody to be told now: somebody may be in a minute.
        outbox.Schedule(script, CaseAlarm.TimerOf(alert.Id, next), new AlertDue(alert.Id, next), reached.Count == 0 ? Earlier(nextAt, alert.RaisedAt.AddSeconds(30 * next)) : nextAt);
        await using (var db = await database.BeginAsync(cancellation)) await db.CommitAsync(script, cancellation);
        outbox.Wake();
        return Delivery.Done;
    }

    private async Task<IReadOnlyList<EmployeeRow>> WhoAsync(CaseRow row, string post, ChainStep step, CancellationToken cancellation)
    {
        if (step.To == ChainTarget.SiteManager)
        {
            var managers = await roster.ManagersAsync(row.CinemaId, StaffRole.SiteManager, cancellation);
            if (managers.Count > 0) return managers;
        }

        return step.To == ChainTarget.Duty
            ? (await roster.WhoAsync(row.CinemaId, post, time.Now(), cancellation)).People
            : await roster.ManagersAsync(row.CinemaId, StaffRole.GeneralManager, cancellation);
    }

    private static DateTimeOffset Earlier(DateTimeOffset a, DateTimeOffset b) => a < b ? a : b;

    /// <summary>The same for the same step of the same raising, and never again: a case that is opened anew rings anew.</summary>
    private static string CardId(CaseRow row, AlertRow alert, int step, ChatChannel channel, string employeeId)
    {
        var raising = string.Join('|', row.Id, employeeId, alert.RaisedAt.ToUnixTimeMilliseconds().ToString(CultureInfo.InvariantCulture));
        var mark = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(raising)))[..16];
        return string.Create(CultureInfo.InvariantCulture, $"{row.Name}-{alert.Post[0]}{step}-{StoredWord.Of(channel)[0]}-{mark}");
    }
}
