using CinemaCx.Platform.Primitives;

namespace CinemaCx.Orders;

/// <summary>Every way in which the order desk says no.</summary>
public static class OrderRefusals
{
    public static Refusal NotFound(string orderId) => new(404, "order-not-found", "没有找到这笔订单", Refusal.With("orderId", orderId));

    public static Refusal SaleClosed() => new(422, "sale-closed", "本场次已停止售票");

    public static Refusal ShowtimeCancelled() => new(422, "showtime-cancelled", "本场次已取消");

    public static Refusal ShowtimeChanged() => new(409, "showtime-changed", "场次信息刚刚更新，请刷新后重新选座");

    public static Refusal OpenOrderExists(string orderId) =>
        new(409, "open-order-exists", "您有一笔未支付的订单，请先支付或取消", Refusal.With("orderId", orderId));

    public static Refusal HoldEnded() => new(409, "hold-ended", "支付时间已过，座位已释放，请重新选座");

    public static Refusal AlreadyPaid() => new(409, "order-already-paid", "订单已支付，如需退票请申请退款");

    public static Refusal NotPaid() => new(409, "order-not-paid", "订单尚未支付");

    public static Refusal Ended() => new(409, "order-ended", "订单已取消");

    public static Refusal PaymentPlatformUnavailable(TimeSpan? retryAfter) =>
        new(503, "payment-platform-unavailable", "支付系统繁忙，请稍后再试") { RetryAfter = retryAfter ?? TimeSpan.FromSeconds(2) };

    public static Refusal RefundTooLate() => new(422, "refund-too-late", "已过可退票时间");

    public static Refusal SeatsNotRefundable(IEnumerable<string> seats) =>
        new(409, "seats-not-refundable", "所选座位已退票、已入场或不在本订单中", Refusal.With("seats", seats.ToArray()));

    public static Refusal UnknownSeats() => new(400, "unknown-seats", "所选座位不在本场次中");

    public static Refusal SeatsRequired() => new(400, "seats-required", "请选择要退的座位");
}
