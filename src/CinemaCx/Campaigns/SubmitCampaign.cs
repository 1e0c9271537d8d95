using CinemaCx.Platform.Data;
using CinemaCx.Platform.Events;
using CinemaCx.Platform.Primitives;
using CinemaCx.Staff;
using LinqToDB;
using LinqToDB.Async;
using Microsoft.Extensions.Options;

namespace CinemaCx.Campaigns;

/// <summary>A campaign has something to do at an instant.</summary>
public sealed record CampaignDue(string CampaignId)
{
    internal static string TimerOf(string campaignId) => "campaign-" + campaignId;
}

/// <summary>
/// The campaign is as it shall be. What is small and cheap enough is scheduled at once, and kept small; everything else waits for a second person.
/// </summary>
public sealed class SubmitCampaign(CampaignPlans plans, AudienceQueries audiences, Database database, Outbox outbox, IOptions<CampaignOptions> options, TimeProvider time)
{
    /// <exception cref="Refusal">
    /// As <see cref="CampaignPlans"/>; 422 <c>campaign-nobody</c>, 409 <c>campaign-not-draft</c>, <c>campaign-changed</c>.
    /// </exception>
    public async Task RunAsync(StaffMember by, CampaignRow campaign, long version, CancellationToken cancellation)
    {
        if (campaign.State != CampaignState.Draft) throw CampaignRefusals.NotDraft();
        var plan = await plans.CheckAsync(CampaignTerms.Of(campaign), cancellation);
        var size = await audiences.SizeAsync(plan.Audience, plan.Limits(campaign.CinemaId), cancellation);
        if (size == 0 && plan.Terms.Trigger is null) throw CampaignRefusals.NobodyMeant();
        var estimate = CampaignEstimate.Of(plan, size, options.Value);
        var (now, state) = (time.Now(), estimate.NeedsApproval ? CampaignState.Waiting : CampaignState.Scheduled);
        await using var db = await database.BeginAsync(cancellation);
        var script = new Script();
        var submitted = script.Ask($"""
            UPDATE campaigns SET state = {state}, submitted_by = {by.EmployeeId}, submitted_at = {now}, estimated_guests = {size},
                estimated_cost_fen = {estimate.Cost}, most_guests = {estimate.Limit}
            WHERE id = {campaign.Id} AND state = 'draft' AND version = {version} RETURNING id
            """);
        if ((await db.RunAsync(script, cancellation))[submitted].Count == 0)
        {
            var present = await db.GetTable<CampaignRow>().FirstAsync(c => c.Id == campaign.Id, cancellation);
            throw present.State == CampaignState.Draft ? CampaignRefusals.Changed() : CampaignRefusals.NotDraft();
        }

        var rest = new Script();
        StaffActs.Write(rest, by, "submit", "campaign", campaign.Id, new { version, size, costFen = estimate.Cost, state }, now, campaign.CinemaId);
        if (state == CampaignState.Scheduled) outbox.Schedule(rest, CampaignDue.TimerOf(campaign.Id), new CampaignDue(campaign.Id), campaign.StartsAt ?? now);
        await db.CommitAsync(rest, cancellation);
        outbox.Wake();
    }
}
