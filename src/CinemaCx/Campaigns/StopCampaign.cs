using CinemaCx.Messages;
using CinemaCx.Platform.Data;
using CinemaCx.Platform.Events;
using CinemaCx.Platform.Primitives;
using CinemaCx.Staff;

namespace CinemaCx.Campaigns;

/// <summary>Starts a scheduled campaign before its time, or stops one, at once and for good.</summary>
public sealed class StopCampaign(Database database, StopMessages messages, Outbox outbox, TimeProvider time)
{
    /// <summary>Starting what runs already changes nothing.</summary>
    /// <exception cref="Refusal">409 <c>campaign-not-scheduled</c>.</exception>
    public async Task StartAsync(StaffMember by, CampaignRow campaign, CancellationToken cancellation)
    {
        if (campaign.State == CampaignState.Running) return;
        var now = time.Now();
        await using var db = await database.BeginAsync(cancellation);
        var script = new Script();
        var started = script.Ask($"UPDATE campaigns SET state = 'running', started_at = {now} WHERE id = {campaign.Id} AND state = 'scheduled' RETURNING id");
        var present = script.Ask($"SELECT state FROM campaigns WHERE id = {campaign.Id}");
        var results = await db.RunAsync(script, cancellation);
        if (results[started].Count == 0)
        {
            if (results[present] is ["running"]) return;
            throw CampaignRefusals.NotScheduled();
        }

        await FinishAsync(db, by, campaign, "start", now, cancellation);
    }

    /// <summary>When this returns, nothing more of the campaign is handed to a platform; what was in the middle of it ends within a moment.</summary>
    /// <exception cref="Refusal">409 <c>campaign-not-stoppable</c>.</exception>
    public async Task StopAsync(StaffMember by, CampaignRow campaign, CancellationToken cancellation)
    {
        var now = time.Now();
        await using (var db = await database.BeginAsync(cancellation))
        {
            var script = new Script();
            var stopped = script.Ask($"""
                UPDATE campaigns SET state = 'stopped', ended_at = {now}, ended_by = {by.EmployeeId}, ended_because = 'stopped'
                WHERE id = {campaign.Id} AND state IN ('waiting', 'scheduled', 'running') RETURNING id
                """);
            if ((await db.RunAsync(script, cancellation))[stopped].Count == 0) throw CampaignRefusals.NotStoppable();
            await FinishAsync(db, by, campaign, "stop", now, cancellation);
        }

        // The timer does it too, should this process not come so far.
        await messages.DropAsync(campaign.Id, by.EmployeeId, cancellation);
    }

    private async Task FinishAsync(DbSession db, StaffMember by, CampaignRow campaign, string act, DateTimeOffset now, CancellationToken cancellation)
    {
        var script = new Script();
        if (act == "stop") messages.Hold(script, campaign.Id, by.EmployeeId);
        StaffActs.Write(script, by, act, "campaign", campaign.Id, new { campaign.Version }, now, campaign.CinemaId);
        Outbox.Cancel(script, CampaignDue.TimerOf(campaign.Id));
        outbox.Schedule(script, CampaignDue.TimerOf(campaign.Id), new CampaignDue(campaign.Id), now);
        await db.CommitAsync(script, cancellation);
        outbox.Wake();
    }
}
