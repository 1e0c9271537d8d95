namespace CinemaCx.Coupons;

/// <summary>Pure: the ledger as the guest reads it.</summary>
internal static class CouponHistory
{
    // What happens to a coupon in one millisecond happens in this order.
    private static readonly string[] Order = ["issued", "claimed", "given-back", "extended", "locked", "used", "revoked"];

    /// <param name="written">The row as it stands.</param>
    /// <param name="present">The row as it counts now: a lock that ran out need not be written down yet.</param>
    public static IEnumerable<CouponEventView> Of(CouponRow written, CouponRow present, IEnumerable<CouponEventRow> events)
    {
        foreach (var happened in InOrder(events))
            yield return new CouponEventView(happened.HappenedAt, Text(happened.What, happened.Note), happened.OrderId);
        if (written.State != CouponState.Locked || present.State == CouponState.Locked) yield break;
        yield return new CouponEventView(written.LockedUntil!.Value, Text("given-back", null), written.LockedByOrder);
        if (written.ExtendedAt is null && present.ExtendedAt is { } extended)
            yield return new CouponEventView(extended, Text("extended", null), written.LockedByOrder);
    }

    public static IEnumerable<CouponEventRow> InOrder(IEnumerable<CouponEventRow> events) =>
        events.OrderBy(e => e.HappenedAt).ThenBy(e => Array.IndexOf(Order, e.What));

    private static string Text(string what, string? note) => what switch
    {
        "issued" => note is null ? "发放" : $"发放：{note}",
        "claimed" => "兑换码兑换",
        "locked" => "下单使用，待支付",
        "used" => "已抵扣",
        "given-back" => "订单取消或退款，已退回",
        "extended" => "退回时有效期不足，已延长7天",
        _ => "已收回",
    };
}
