using CinemaCx.Platform.Events;
using CinemaCx.Platform.Jobs;
using Microsoft.Extensions.DependencyInjection;

namespace CinemaCx.Campaigns;

public static class CampaignsModule
{
    /// <summary>The kinds of conditions this module knows by itself.</summary>
    public static IReadOnlyList<ConditionKind> Conditions { get; } = [.. OrderConditions.All, .. GuestConditions.All];

    public static IServiceCollection AddCampaigns(this IServiceCollection services)
    {
        services.AddOptions<CampaignOptions>().BindConfiguration(CampaignOptions.Section)
            .Validate(o => o.ApprovalAboveGuests >= 0 && o.ApprovalAboveYuan >= 0, "Campaigns:ApprovalAboveGuests and Campaigns:ApprovalAboveYuan must not be negative")
            .Validate(o => o.SweepEvery >= TimeSpan.FromSeconds(1), "Campaigns:SweepEvery must be at least a second")
            .Validate(o => TimeZoneInfo.TryFindSystemTimeZoneById(o.TimeZone, out _), "Campaigns:TimeZone must be the name of a time zone")
            .ValidateOnStart();
        foreach (var rule in CampaignAudit.Rules) services.AddSingleton(rule);
        foreach (var kind in Conditions) services.AddSingleton(kind);
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
