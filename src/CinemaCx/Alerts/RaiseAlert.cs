using CinemaCx.Cases;
using CinemaCx.Platform.Data;
using CinemaCx.Platform.Events;
using CinemaCx.Platform.Primitives;
using LinqToDB;
using LinqToDB.Async;

namespace CinemaCx.Alerts;

/// <summary>
/// A step of an alert's chain is due: finds out whom it concerns at this moment, queues a card for each, and sets the timer of the next step, all in one
/// transaction. Done twice it queues nothing twice: a card's id says case, post, step, channel and person.
/// </summary>
public sealed class RaiseAlert(Database database, AlertChains chains, AlertReach reach, StaffChats chats, Outbox outbox, TimeProvider time)
    : IEventHandler<AlertDue>
{
    private static readonly TimeSpan Slack = TimeSpan.FromSeconds(1);

    public async Task<Delivery> HandleAsync(AlertDue due, CancellationToken cancellation)
    {
        AlertRow? alert;
        CaseRow? row;
        List<AlertMessageRow> sent = [];
        await using (var db = database.Read())
        {
            alert = await db.GetTable<AlertRow>().FirstOrDefaultAsync(a => a.Id == due.AlertId, cancellation);
            row = alert is null ? null : await db.GetTable<CaseRow>().FirstOrDefaultAsync(c => c.Id == alert.CaseId, cancellation);
            if (alert is not null && due.Step > 0)
                sent = await db.GetTable<AlertMessageRow>().Where(m => m.AlertId == alert.Id && m.QueuedAt >= alert.RaisedAt).ToListAsync(cancellation);
        }

        if (alert is not { State: AlertState.Waiting } || row is null) return Delivery.Done;
        var chain = await chains.OfAsync(alert.Post, cancellation);
        var usual = chain.DueAt(due.Step, alert.RaisedAt);
        // It was hurried on because a card could not be delivered, and meanwhile all are.
        if (usual > time.Now() + Slack && sent.Count > 0 && sent.TrueForAll(m => m.State is MessageState.Delivered or MessageState.Replaced)) return Delivery.AgainAt(usual);
        var reached = await reach.ByAsync(row.CinemaId, alert.Post, chain.At(due.Step), cancellation);
        if (reached.Count == 0) chats.NobodyReached(row.Name, alert.Post, due.Step);
        // Whose card is still on its way there is not helped by a second one.
        var fresh = reached.Where(r => !sent.Exists(m => m.State == MessageState.Waiting && m.EmployeeId == r.EmployeeId && m.Channel == r.Channel)).ToList();
        var hurry = reached.Count > 0 && fresh.Count == 0 && due.Step + 1 < chain.Steps.Count;
        var nextAt = hurry ? time.Now() : AlertStep.NextAt(chain, alert, due.Step, toldNobody: reached.Count == 0);
        var script = new Script();
        AlertStep.Write(script, outbox, row, alert, due.Step, fresh, nextAt);
        await using (var db = await database.BeginAsync(cancellation)) await db.CommitAsync(script, cancellation);
        outbox.Wake();
        return Delivery.Done;
    }
}
