using System.Globalization;
using CinemaCx.Messages;
using CinemaCx.Platform.Data;
using CinemaCx.Platform.Events;
using CinemaCx.Platform.Primitives;
using Microsoft.Extensions.Options;

namespace CinemaCx.Campaigns;

/// <summary>
/// Carries a campaign on: begins it when its time has come, enrols guests stretch by stretch, and ends it when its last message came to its end. Everything
/// it knows is in rows, so whichever instance has the timer goes on where the last one stood.
/// </summary>
public sealed class RunCampaign(CampaignDesk desk, EnrolGuests enrol, Database database, StopMessages messages, IOptions<CampaignOptions> options, TimeProvider time)
    : IEventHandler<CampaignDue>
{
    /// <summary>Then others who wait for the same dispatcher have their turn.</summary>
    private static readonly TimeSpan AtOnce = TimeSpan.FromSeconds(4);
    private static readonly TimeSpan UntilNextLook = TimeSpan.FromSeconds(2);

    public async Task<Delivery> HandleAsync(CampaignDue news, CancellationToken cancellation)
    {
        var began = time.GetTimestamp();
        while (await desk.FindAsync(news.CampaignId, cancellation) is { } campaign)
        {
            switch (campaign.State)
            {
                case CampaignState.Stopped:
                    await messages.DropAsync(campaign.Id, campaign.EndedBy, cancellation);
                    return Delivery.Done;
                case CampaignState.Scheduled when campaign.StartsAt > time.Now():
                    return Delivery.AgainAt(campaign.StartsAt.Value);
                case CampaignState.Scheduled:
                    await SetAsync(campaign.Id, "state = 'running', started_at", "state = 'scheduled'", cancellation);
                    break;
                case CampaignState.Running when campaign.WalkedAt is null && CampaignTerms.Of(campaign).Trigger is { } trigger:
                    if (!(trigger.Until <= time.Now()))
                    {
                        var next = time.Now() + (trigger.Kind == CampaignTriggerKind.Dormant ? options.Value.SweepEvery * 60 : options.Value.SweepEvery);
                        var isOver = await enrol.SweepAsync(campaign, trigger, cancellation);
                        if (!isOver) return Delivery.AgainAt(trigger.Until < next ? trigger.Until.Value : next);
                        break;
                    }

                    await SetAsync(campaign.Id, "ended_because = 'until', walked_at", "state = 'running' AND walked_at IS NULL", cancellation);
                    break;
                case CampaignState.Running when campaign.WalkedAt is null:
                    await enrol.WalkAsync(campaign, cancellation);
                    break;
                case CampaignState.Running:
                    if (await IsSomethingLeftAsync(campaign.Id, cancellation)) return Delivery.AgainAt(time.Now() + UntilNextLook);
                    await SetAsync(campaign.Id, "ended_because = COALESCE(ended_because, 'done'), state = 'finished', ended_at", "state = 'running'", cancellation);
                    return Delivery.Done;
                default:
                    return Delivery.Done;
            }

            if (time.GetElapsedTime(began) > AtOnce) return Delivery.AgainAt(time.Now());
        }

        return Delivery.Done;
    }

    /// <param name="what">Ends in a column that becomes now.</param>
    private async Task SetAsync(string campaignId, string what, string when, CancellationToken cancellation)
    {
        var script = new Script();
        script.Do($"UPDATE campaigns SET {new SqlText(what)} = {time.Now()} WHERE id = {campaignId} AND {new SqlText(when)}");
        await using var db = await database.BeginAsync(cancellation);
        await db.CommitAsync(script, cancellation);
    }

    private async Task<bool> IsSomethingLeftAsync(string campaignId, CancellationToken cancellation)
    {
        var script = new Script();
        script.Ask($"SELECT COUNT(*) FROM (SELECT id FROM guest_messages WHERE campaign_id = {campaignId} AND state IN ('queued', 'sending') LIMIT 1) m");
        await using var db = database.Read();
        return int.Parse((await db.RunAsync(script, cancellation))[0][0], CultureInfo.InvariantCulture) > 0;
    }
}
