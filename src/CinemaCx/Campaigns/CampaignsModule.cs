using CinemaCx.Messages;
using CinemaCx.Platform.Data;
using CinemaCx.Platform.Events;
using CinemaCx.Platform.Jobs;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace CinemaCx.Campaigns;

public static class CampaignsModule
{
    /// <summary>The kinds of conditions this module knows by itself.</summary>
    public static IReadOnlyList<ConditionKind> Conditions { get; } = [.. OrderConditions.All, .. GuestConditions.All];

    /// <summary>What became of them stays with the campaign's guests.</summary>
    private const string OldMessages = """
        UPDATE campaign_guests SET
            message_state = (SELECT m.state FROM guest_messages m WHERE m.id = campaign_guests.message_id),
            message_opened_at = (SELECT m.opened_at FROM guest_messages m WHERE m.id = campaign_guests.message_id)
        WHERE (campaign_id, guest_id) IN (
            SELECT m.campaign_id, m.guest_id FROM guest_messages m
            WHERE m.campaign_id IS NOT NULL AND m.settled_at < @before AND m.state IN ('sent', 'delivered', 'refused', 'dropped'));
        DELETE FROM guest_messages
        WHERE campaign_id IS NOT NULL AND settled_at < @before AND state IN ('sent', 'delivered', 'refused', 'dropped')
          AND EXISTS (SELECT 1 FROM campaign_guests x WHERE x.campaign_id = guest_messages.campaign_id AND x.guest_id = guest_messages.guest_id AND x.message_state IS NOT NULL)
        """;

    public static IServiceCollection AddCampaigns(this IServiceCollection services)
    {
        services.AddOptions<CampaignOptions>().BindConfiguration(CampaignOptions.Section)
            .Validate(o => o.ApprovalAboveGuests >= 0 && o.ApprovalAboveYuan >= 0, "Campaigns:ApprovalAboveGuests and Campaigns:ApprovalAboveYuan must not be negative")
            .Validate(o => o.SweepEvery >= TimeSpan.FromSeconds(1), "Campaigns:SweepEvery must be at least a second")
            .Validate(o => TimeZoneInfo.TryFindSystemTimeZoneById(o.TimeZone, out _), "Campaigns:TimeZone must be the name of a time zone")
            .ValidateOnStart();
        foreach (var rule in CampaignAudit.Rules) services.AddSingleton(rule);
        foreach (var kind in Conditions) services.AddSingleton(kind);
        services.AddSingleton(provider => new HousekeepingRule("old-campaign-messages", provider.GetRequiredService<IOptions<MessageOptions>>().Value.Keep, OldMessages));
        return services
            .AddSingleton<AudienceQueries>()
            .AddSingleton<GuestTags>()
            .AddSingleton<GuestDirectory>()
            .AddSingleton<CampaignPlans>()
            .AddSingleton<CampaignDesk>()
            .AddSingleton<EditCampaign>()
            .AddSingleton<CampaignPreview>()
            .AddSingleton<SubmitCampaign>()
            .AddSingleton<DecideCampaign>()
            .AddSingleton<StopCampaign>()
            .AddSingleton<OccasionFilms>()
            .AddSingleton<TakeIn>()
            .AddSingleton<EnrolGuests>()
            .AddSingleton<CampaignResults>()
            .AddSingleton<ILongWorkSource, CampaignWorks>()
            .AddEventHandler<CampaignDue, RunCampaign>("campaigns.run");
    }
}
