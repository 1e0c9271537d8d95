using CinemaCx.Platform.Events;
using Microsoft.Extensions.DependencyInjection;

namespace CinemaCx.Coupons;

public static class CouponsModule
{
    public static IServiceCollection AddCoupons(this IServiceCollection services)
    {
        services.AddOptions<CouponOptions>().BindConfiguration(CouponOptions.Section)
            .Validate(
                o => !(o.UsherYuanPerDay < 0 || o.DutyManagerYuanPerDay < 0 || o.SiteManagerYuanPerDay < 0 || o.GeneralManagerYuanPerDay < 0),
                "Coupons:…YuanPerDay must be 0 or more")
            .Validate(o => TimeZoneInfo.TryFindSystemTimeZoneById(o.TimeZone, out _), "Coupons:TimeZone must be the name of a time zone")
            .ValidateOnStart();
        foreach (var rule in CouponAudit.Rules) services.AddSingleton(rule);
        return services
            .AddSingleton<CouponTemplates>()
            .AddSingleton<CouponWallet>()
            .AddSingleton<CouponSlots>()
            .AddSingleton<IssueCoupon>()
            .AddSingleton<RevokeCoupon>()
            .AddSingleton<ClaimCoupon>()
            .AddSingleton<TakeCoupon>()
            .AddSingleton<GrantCoupon>()
            .AddSingleton<HandOutCoupon>()
            .AddSingleton<MakeCouponTemplate>()
            .AddSingleton<RetireCouponTemplate>()
            .AddSingleton<CouponOffers>()
            .AddSingleton<CouponDesk>()
            .AddSingleton<SampleCoupons>()
            .AddEventHandler<BulkGrantDue, GrantToList>("coupons.grant-to-list");
    }
}
