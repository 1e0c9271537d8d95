using CinemaCx.Staff;

namespace CinemaCx.Coupons;

/// <summary>Pure: who may give what.</summary>
public static class CouponRights
{
    /// <summary>Whether somebody of this role may give this coupon away to make good for something.</summary>
    public static bool MayCompensate(StaffRole role, CouponTemplateRow template) => template.LeastRole is { } least && Weight(role) >= Weight(least);

    /// <summary>Whether she may give it to a guest without a case: who makes offers any, a manager what she may make good with.</summary>
    public static bool MayGrant(StaffRole role, CouponTemplateRow template) =>
        role is StaffRole.Marketing or StaffRole.Headquarters || (role is StaffRole.SiteManager or StaffRole.GeneralManager && MayCompensate(role, template));

    private static int Weight(StaffRole role) => role switch
    {
        StaffRole.GeneralManager or StaffRole.Headquarters => 3,
        StaffRole.SiteManager => 2,
        StaffRole.DutyManager => 1,
        _ => 0,
    };
}
