namespace CinemaCx.Orders;

public sealed class OrderOptions
{
    public const string Section = "Orders";

    /// <summary>How long seats stay a guest's without being paid. Default 15 minutes; at least two, since the platform wants one to take money.</summary>
    public TimeSpan HoldTime { get; set; } = TimeSpan.FromMinutes(15);

    /// <summary>Most seats of one order. Default 6.</summary>
    public int MostSeats { get; set; } = 6;

    /// <summary>Most coupons of one order, whatever their own rules. 0 to 5; default 3.</summary>
    public int MostCoupons { get; set; } = 3;

    /// <summary>The refund table; empty means <see cref="RefundRule.Default"/>.</summary>
    public IList<RefundStep> RefundSteps { get; } = [];
}
