using System.Globalization;
using CinemaCx.Platform.Data;
using Microsoft.Extensions.Options;

namespace CinemaCx.Loyalty;

/// <summary>
/// The statements by which orders take points and give them back, for the order's own transaction. They stand behind those for seats and coupons, in
/// every verb alike.
/// </summary>
public sealed class OrderPoints(IOptions<LoyaltyOptions> options)
{
    /// <summary>Locks the guest's points until the transaction ends and says how many she may spend; <see cref="Balance"/> reads the answer.</summary>
    public static int AskBalance(Script script, string guestId, DateTimeOffset now)
    {
        PointsLedger.OpenAndExpire(script, guestId, now);
        return script.Ask($"SELECT balance FROM points_accounts WHERE guest_id = {guestId}");
    }

    public static long Balance(IReadOnlyList<string> answer) => long.Parse(answer[0], CultureInfo.InvariantCulture);

    /// <summary>
    /// The order has these points from now on. To be used where <see cref="AskBalance"/> answered in the same transaction; where there are not enough
    /// after all, the script fails.
    /// </summary>
    public static void Hold(Script script, string guestId, string orderId, long points, DateTimeOffset now)
    {
        PointsLedger.Spend(script, new PointsEntry(guestId, orderId, now, orderId), points);
        // The line's number cannot be null: an order that got no points cannot say it has them.
        script.Do($"""
            INSERT INTO points_spends (order_id, guest_id, points, state, seq)
            VALUES ({orderId}, {guestId}, {points}, 'held', (SELECT seq FROM points_entries WHERE kind = 'spent' AND ref = {orderId}))
            """);
    }

    /// <summary>
    /// The order is paid. Money that comes late takes the points once more where she still has them. No row comes back when she has not.
    /// </summary>
    /// <param name="paymentId">What paid the rest; names the second taking.</param>
    public static int Use(Script script, string guestId, string orderId, string paymentId, DateTimeOffset now)
    {
        PointsLedger.OpenAndExpire(script, guestId, now);
        var used = script.Ask($"""
            UPDATE points_spends SET state = CASE WHEN state = 'held' THEN 'used' ELSE 'retaken' END
            WHERE order_id = {orderId} AND (state = 'held' OR (state = 'returned' AND points <= (SELECT balance FROM points_accounts WHERE guest_id = {guestId})))
            RETURNING order_id
            """);
        script.Do($"""
            INSERT INTO points_entries (guest_id, seq, kind, ref, points, pending, balance_after, pending_after, credit, order_id, happened_at)
            SELECT a.guest_id, a.seq + 1, 'spent', {paymentId}, -p.points, 0, a.balance - p.points, a.pending, 0, p.order_id, {now}
            FROM points_accounts a JOIN points_spends p ON p.guest_id = a.guest_id WHERE p.order_id = {orderId} AND p.state = 'retaken'
            """);
        PointsLedger.Follow(script, guestId);
        script.Do($"UPDATE points_spends SET state = 'used' WHERE order_id = {orderId} AND state = 'retaken'");
        return used;
    }

    /// <summary>The order was given up or ran out unpaid. Giving back again changes nothing.</summary>
    public static void GiveBackHeld(Script script, string guestId, string orderId, DateTimeOffset now)
    {
        PointsLedger.Open(script, guestId);
        script.Do($"""
            INSERT INTO points_entries (guest_id, seq, kind, ref, points, pending, balance_after, pending_after, credit, order_id, happened_at)
            SELECT a.guest_id, a.seq + 1, 'returned', p.order_id, p.points, 0, a.balance + p.points, a.pending, 0, p.order_id, {now}
            FROM points_accounts a JOIN points_spends p ON p.guest_id = a.guest_id WHERE p.order_id = {orderId} AND p.state = 'held'
            ON CONFLICT DO NOTHING
            """);
        PointsLedger.Follow(script, guestId);
        script.Do($"UPDATE points_spends SET state = 'returned' WHERE order_id = {orderId} AND state = 'held'");
    }

    /// <summary>Seats of a paid order were given back, and the points that paid for them come back with them.</summary>
    /// <param name="refundId">Names the giving back.</param>
    public void GiveBackUsed(Script script, string guestId, string orderId, string refundId, long points, DateTimeOffset now)
    {
        PointsLedger.Open(script, guestId);
        PointsLedger.Return(script, new PointsEntry(guestId, refundId, now, orderId, LivesUntil: now + options.Value.LifeAfterRefund), points);
        // More than was spent never comes back: a CHECK stops the refund.
        script.Do($"UPDATE points_spends SET returned = returned + {points} WHERE order_id = {orderId} AND state = 'used'");
    }
}
