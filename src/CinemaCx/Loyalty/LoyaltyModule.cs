using CinemaCx.Platform.Events;
using Microsoft.Extensions.DependencyInjection;

namespace CinemaCx.Loyalty;

public static class LoyaltyModule
{
    /// <summary>Makes this process one of those that see to the night's work.</summary>
    public static IServiceCollection AddLoyaltyClock(this IServiceCollection services) => services.AddHostedService<LoyaltyClock>();

    public static IServiceCollection AddLoyalty(this IServiceCollection services)
    {
        services.AddOptions<LoyaltyOptions>().BindConfiguration(LoyaltyOptions.Section)
            .Validate(o => o.PointsPerFen is >= 1 and <= 1000, "Loyalty:PointsPerFen must be between 1 and 1000")
            .Validate(o => o.MostPercentOfOrder is >= 0 and <= 100, "Loyalty:MostPercentOfOrder must be between 0 and 100")
            .Validate(o => o.LifeMonths is >= 1 and <= 120, "Loyalty:LifeMonths must be between 1 and 120")
            .Validate(o => o.LifeAfterRefund > TimeSpan.Zero && o.ExpiryNotice > TimeSpan.Zero, "Loyalty:LifeAfterRefund and Loyalty:ExpiryNotice must be longer than zero")
            .Validate(o => o.CouponNotice >= TimeSpan.FromDays(1) && o.CouponNotice <= TimeSpan.FromDays(60), "Loyalty:CouponNotice must be between 1 and 60 days")
            .Validate(o => TimeZoneInfo.TryFindSystemTimeZoneById(o.TimeZone, out _), "Loyalty:TimeZone must be the name of a time zone")
            .ValidateOnStart();
        foreach (var rule in LoyaltyAudit.Rules) services.AddSingleton(rule);
        return services
            .AddSingleton<TierRules>()
            .AddSingleton<Memberships>()
            .AddSingleton<MembershipQueries>()
            .AddSingleton<OrderPoints>()
            .AddSingleton<OrderEarnings>()
            .AddSingleton<GrantPoints>()
            .AddSingleton<PointsOffers>()
            .AddSingleton<RedeemPoints>()
            .AddSingleton<PointsQueries>()
            .AddSingleton<EvaluateStanding>()
            .AddSingleton<MemberNotices>()
            .AddEventHandler<OrderCounts, CountOrder>("loyalty.count-order", canWait: true)
            .AddEventHandler<FiguresChanged, EvaluateStanding>("loyalty.evaluate-standing", canWait: true)
            .AddEventHandler<NightDue, LoyaltyNight>("loyalty.night")
            .AddEventHandler<NoticesDue, TellOfGifts>("loyalty.tell-of-gifts")
            .AddEventHandler<PointsExpiring, TellMembers>("loyalty.tell-points-expiring")
            .AddEventHandler<TierChanged, TellMembers>("loyalty.tell-tier-changed")
            .AddEventHandler<TierFalling, TellMembers>("loyalty.tell-tier-falling");
    }
}
