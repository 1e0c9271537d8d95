namespace CinemaCx.Orders;

/// <summary>
/// 票房, wherever the house speaks of it: what guests paid for seats of paid orders that they did not give back; after coupons and points, service fees
/// included; a free seat counts 0. It belongs to the showtime, so to its business day, whenever it was sold. Which showtimes are looked at is for whoever asks.
/// </summary>
public static class BoxOffice
{
    /// <summary>Those seats as a table of <c>showtime_id, order_id, paid_fen</c>; stands after FROM or JOIN, with a name behind it.</summary>
    public static FormattableString Seats =>
        $"(SELECT o.showtime_id, o.id AS order_id, s.paid_fen FROM orders o JOIN order_seats s ON s.order_id = o.id WHERE o.state = 'paid' AND s.refund_id IS NULL)";
}
