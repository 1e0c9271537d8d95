using CinemaCx.Platform.Data;
using CinemaCx.Platform.Primitives;

namespace CinemaCx.Orders;

/// <summary>
/// What a guest bought so far, kept in her own row, so that a million guests can be asked without adding up their orders: <c>paid_orders</c>,
/// <c>spent_fen</c>, <c>first_paid_at</c>, <c>last_paid_at</c>. An order counts while at least one of its seats was not given back; what went back of it
/// (<c>orders.back_fen</c>) is not spent, and one of which all went back is <c>gone</c>.
/// </summary>
internal static class BuyerFigures
{
    /// <summary>An order was paid. Stands at the end of its script: whoever changes her row is waited for no longer than a commit takes.</summary>
    public static void Paid(Script script, OrderRow order, DateTimeOffset now) => script.Do($"""
        UPDATE guests SET paid_orders = paid_orders + 1, spent_fen = spent_fen + {order.Total},
            first_paid_at = CASE WHEN first_paid_at < {now} THEN first_paid_at ELSE {now} END,
            last_paid_at = CASE WHEN last_paid_at > {now} THEN last_paid_at ELSE {now} END
        WHERE id = {order.GuestId}
        """);

    /// <summary>
    /// Seats of a paid order were given back, which is rare enough to count again. Stands at the end of the script, after seats and refund are written.
    /// </summary>
    public static void Refunded(Script script, OrderRow order)
    {
        // Whoever else counts this guest waits here, and the statements below then see what was written meanwhile.
        script.Do($"UPDATE guests SET paid_orders = paid_orders WHERE id = {order.GuestId}");
        script.Do($"""
            UPDATE orders SET
                back_fen = (SELECT COALESCE(SUM(r.amount_fen), 0) FROM refunds r WHERE r.order_id = {order.Id} AND r.seats <> ''),
                gone = CASE WHEN EXISTS (SELECT 1 FROM order_seats s WHERE s.order_id = {order.Id} AND s.refund_id IS NULL) THEN 0 ELSE 1 END
            WHERE id = {order.Id}
            """);
        Recount(script, order.GuestId);
    }

    /// <summary>Counts her orders as they are.</summary>
    public static void Recount(Script script, string guestId) => script.Do($"""
        UPDATE guests SET (paid_orders, spent_fen, first_paid_at, last_paid_at) = (
            SELECT COUNT(*), COALESCE(SUM(o.total_fen - o.back_fen), 0), MIN(o.paid_at), MAX(o.paid_at)
            FROM orders o WHERE o.guest_id = {guestId} AND o.state = 'paid' AND o.gone = 0)
        WHERE id = {guestId}
        """);
}
