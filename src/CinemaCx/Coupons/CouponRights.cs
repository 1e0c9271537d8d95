using CinemaCx.Staff;

namespace CinemaCx.Coupons;

/// <summary>Pure: who may give what.</summary>
public static class CouponRights
{
    /// <summary>Whether somebody of this role may give this coupon away to make good for something.</summary>
    public static bool MayCompensate(StaffRole role, CouponTemplateRow template) => template.LeastRole is { } least && Weight(role) >= Weight(least);

    private static int Weight(StaffRole role) => role switch
    {
        StaffRole.GeneralManager or StaffRole.Headquarters => 3,
        StaffRole.SiteManager => 2,
        StaffRole.DutyManager => 1,
        _ => 0,
    };
}
