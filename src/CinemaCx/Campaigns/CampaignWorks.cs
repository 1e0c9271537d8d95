using CinemaCx.Messages;
using CinemaCx.Platform.Data;
using CinemaCx.Platform.Jobs;
using CinemaCx.Platform.Primitives;
using CinemaCx.Staff;
using LinqToDB;
using LinqToDB.Async;

namespace CinemaCx.Campaigns;

/// <summary>Campaigns that are sending, among the other long work.</summary>
public sealed class CampaignWorks(Database database, CampaignDesk desk, MessageQueries messages, StopCampaign stop, TimeProvider time) : ILongWorkSource
{
    private const string Kind = "campaign";

    public async Task<IReadOnlyList<LongWorkView>> OpenAsync(string? scope, CancellationToken cancellation)
    {
        List<CampaignRow> running;
        await using (var db = database.Read())
        {
            running = await db.GetTable<CampaignRow>().Where(c => c.State == CampaignState.Running && (scope == null || c.CinemaId == scope)).OrderBy(c => c.StartedAt).ToListAsync(cancellation);
        }

        var views = new List<LongWorkView>(running.Count);
        foreach (var campaign in running)
        {
            var progress = await messages.ProgressAsync(campaign.Id, cancellation);
            var rest = progress.EndsAt - time.Now();
            views.Add(new LongWorkView(
                campaign.Id, Kind, campaign.Name, campaign.CinemaId, campaign.SubmittedBy, LongWorkState.Working, progress.Total - progress.Left, progress.Total,
                campaign.StartedAt ?? campaign.MadeAt, rest is { } left ? Math.Max(0, (long)left.TotalSeconds) : null, progress.IsHeld, EndedAt: null, Fault: null, Result: null));
        }

        return views;
    }

    public async Task<bool> StopAsync(string id, string by, CancellationToken cancellation)
    {
        if (await desk.FindAsync(id, cancellation) is not { State: CampaignState.Running } campaign) return false;
        EmployeeRow employee;
        await using (var db = database.Read()) employee = await db.GetTable<EmployeeRow>().FirstAsync(e => e.Id == by, cancellation);
        try
        {
            await stop.StopAsync(new StaffMember(employee.Id, employee.Name, employee.Role, employee.CinemaId), campaign, cancellation);
            return true;
        }
        catch (Refusal refusal) when (refusal.Code == "campaign-not-stoppable")
        {
            return false;
        }
    }
}
