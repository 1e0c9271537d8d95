using CinemaCx.Platform.Data;
using CinemaCx.Platform.Events;
using CinemaCx.Platform.Primitives;

namespace CinemaCx.Loyalty;

/// <summary>A paid order of a member, or the seats of it that are given back.</summary>
/// <param name="Spend">What was paid for them.</param>
/// <param name="Saved">What the rights of her tier took off.</param>
/// <param name="Points">What they earn.</param>
public sealed record Earning(string OrderId, string GuestId, Fen Spend, long Seats, long Points, Fen Saved);

/// <summary>The statements by which paid orders earn points and count for tiers, for the order's own transaction.</summary>
public sealed class OrderEarnings(Outbox outbox)
{
    private static string TimerOf(string causeId) => "loyalty_" + causeId;

    /// <summary>The order is paid.</summary>
    /// <param name="filmEndsAt">When its points are posted.</param>
    public void Earn(Script script, Earning order, string showtimeId, DateTimeOffset filmEndsAt, DateTimeOffset now)
    {
        script.Do($"""
            INSERT INTO loyalty_orders (order_id, guest_id, showtime_id, spend_fen, seats, points, saved_fen, paid_at, posts_at)
            VALUES ({order.OrderId}, {order.GuestId}, {showtimeId}, {order.Spend}, {order.Seats}, {order.Points}, {order.Saved}, {now}, {filmEndsAt})
            """);
        if (order.Points > 0)
        {
            PointsLedger.Open(script, order.GuestId);
            PointsLedger.Promise(script, new PointsEntry(order.GuestId, order.OrderId, now, order.OrderId), order.Points);
        }

        outbox.Schedule(script, TimerOf(order.OrderId), new OrderCounts(order.OrderId), now);
    }

    /// <summary>Seats were given back: their points go, posted or not, and they no longer count for her tier.</summary>
    /// <param name="refundId">Names the giving back.</param>
    public void TakeBack(Script script, Earning seats, string refundId, DateTimeOffset now)
    {
        PointsLedger.Open(script, seats.GuestId);
        if (seats.Points > 0) PointsLedger.TakeBack(script, new PointsEntry(seats.GuestId, refundId, now, seats.OrderId), seats.Points);
        script.Do($"""
            UPDATE loyalty_orders SET spend_fen = spend_fen - {seats.Spend}, seats = seats - {seats.Seats}, points = points - {seats.Points}, saved_fen = saved_fen - {seats.Saved}
            WHERE order_id = {seats.OrderId}
            """);
        outbox.Schedule(script, TimerOf(refundId), new FiguresChanged(seats.GuestId), now);
    }
}
