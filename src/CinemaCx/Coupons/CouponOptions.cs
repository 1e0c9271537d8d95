using CinemaCx.Platform.Primitives;
using CinemaCx.Staff;

namespace CinemaCx.Coupons;

public sealed class CouponOptions
{
    public const string Section = "Coupons";

    /// <summary>Whole yuan an usher or engineer may give away in coupons on one business day; empty: no limit. Default 0.</summary>
    public int? UsherYuanPerDay { get; set; } = 0;

    /// <summary>Whole yuan a duty manager may give away in coupons on one business day; empty: no limit. Default 500.</summary>
    public int? DutyManagerYuanPerDay { get; set; } = 500;

    /// <summary>Whole yuan a site manager may give away in coupons on one business day; empty: no limit. Default 2000.</summary>
    public int? SiteManagerYuanPerDay { get; set; } = 2000;

    /// <summary>Whole yuan a general manager may give away in coupons on one business day; empty, the default: no limit.</summary>
    public int? GeneralManagerYuanPerDay { get; set; }

    /// <summary>IANA name: the days coupons are valid for and allowances are counted by. Default <c>Asia/Shanghai</c>.</summary>
    public string TimeZone { get; set; } = "Asia/Shanghai";

    /// <returns>Null: as much as she likes.</returns>
    public Fen? AllowanceOf(StaffRole role) => role switch
    {
        StaffRole.GeneralManager => Yuan(GeneralManagerYuanPerDay),
        // What they give is limited by the template's own budget.
        StaffRole.Marketing or StaffRole.Headquarters => null,
        StaffRole.SiteManager => Yuan(SiteManagerYuanPerDay),
        StaffRole.DutyManager => Yuan(DutyManagerYuanPerDay),
        _ => Yuan(UsherYuanPerDay),
    };

    private static Fen? Yuan(int? yuan) => yuan is { } y ? Fen.Yuan(y) : null;
}
