using CinemaCx.Platform.Data;
using CinemaCx.Platform.Events;
using CinemaCx.Platform.Primitives;
using CinemaCx.Staff;
using LinqToDB;
using LinqToDB.Async;

namespace CinemaCx.Campaigns;

/// <summary>A second person approves a campaign or sends it back. Nobody approves what she wrote, changed or submitted herself.</summary>
public sealed class DecideCampaign(Database database, Outbox outbox, TimeProvider time)
{
    /// <param name="version">The one she looked at.</param>
    /// <exception cref="Refusal">403 <c>campaign-own</c>, 409 <c>campaign-not-waiting</c>, <c>campaign-changed</c>.</exception>
    public async Task ApproveAsync(StaffMember by, CampaignRow campaign, long version, CancellationToken cancellation)
    {
        var now = time.Now();
        await using var db = await database.BeginAsync(cancellation);
        var script = new Script();
        var approved = script.Ask($"""
            UPDATE campaigns SET state = 'scheduled', approved_by = {by.EmployeeId}, approved_at = {now}
            WHERE id = {campaign.Id} AND state = 'waiting' AND version = {version}
              AND made_by <> {by.EmployeeId} AND changed_by <> {by.EmployeeId} AND submitted_by <> {by.EmployeeId}
            RETURNING id
            """);
        if ((await db.RunAsync(script, cancellation))[approved].Count == 0) throw await WhyNotAsync(db, by, campaign.Id, version, cancellation);
        var rest = new Script();
        StaffActs.Write(rest, by, "approve", "campaign", campaign.Id, new { version, campaign.EstimatedGuests, campaign.EstimatedCost }, now, campaign.CinemaId);
        outbox.Schedule(rest, CampaignDue.TimerOf(campaign.Id), new CampaignDue(campaign.Id), campaign.StartsAt ?? now);
        await db.CommitAsync(rest, cancellation);
        outbox.Wake();
    }

    /// <summary>Back to its writer.</summary>
    /// <param name="why">As she will read it.</param>
    /// <exception cref="Refusal">409 <c>campaign-not-waiting</c>, <c>campaign-changed</c>.</exception>
    public async Task RejectAsync(StaffMember by, CampaignRow campaign, long version, string why, CancellationToken cancellation)
    {
        await using var db = await database.BeginAsync(cancellation);
        var script = new Script();
        var rejected = script.Ask($"""
            UPDATE campaigns SET state = 'draft', submitted_by = NULL, submitted_at = NULL, estimated_guests = NULL, estimated_cost_fen = NULL, most_guests = NULL,
                version = version + 1
            WHERE id = {campaign.Id} AND state = 'waiting' AND version = {version} RETURNING id
            """);
        if ((await db.RunAsync(script, cancellation))[rejected].Count == 0) throw await WhyNotAsync(db, null, campaign.Id, version, cancellation);
        var act = new Script();
        StaffActs.Write(act, by, "reject", "campaign", campaign.Id, new { version, why }, time.Now(), campaign.CinemaId);
        await db.CommitAsync(act, cancellation);
    }

    private static async Task<Refusal> WhyNotAsync(DbSession db, StaffMember? by, string id, long version, CancellationToken cancellation)
    {
        var present = await db.GetTable<CampaignRow>().FirstAsync(c => c.Id == id, cancellation);
        if (present.State != CampaignState.Waiting) return CampaignRefusals.NotWaiting();
        return present.Version != version || by is null ? CampaignRefusals.Changed() : CampaignRefusals.OwnCampaign();
    }
}
