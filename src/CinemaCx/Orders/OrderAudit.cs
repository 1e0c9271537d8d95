using CinemaCx.Platform.Data;

namespace CinemaCx.Orders;

/// <summary>What must be true of orders, money and seats at every moment.</summary>
internal static class OrderAudit
{
    public static readonly AuditRule[] Rules =
    [
        new("order-total-is-sum-of-seats", """
            SELECT o.id FROM orders o
            WHERE o.total_fen <> (SELECT COALESCE(SUM(s.paid_fen), 0) FROM order_seats s WHERE s.order_id = o.id)
            """),
        new("paid-order-has-its-money", """
            SELECT o.id FROM orders o LEFT JOIN payments p ON p.id = o.payment_id
            WHERE o.state = 'paid' AND o.total_fen > 0 AND (p.id IS NULL OR p.state <> 'paid' OR p.paid_fen <> o.total_fen)
            """),
        new("money-has-tickets-or-goes-back", """
            SELECT p.id FROM payments p JOIN orders o ON o.id = p.order_id
            WHERE p.state = 'paid' AND o.state <> 'paid' AND p.refunded_fen <> p.paid_fen
            """),
        new("promised-refunds-are-written-down", """
            SELECT p.id FROM payments p
            WHERE p.refunded_fen <> (SELECT COALESCE(SUM(r.amount_fen), 0) FROM refunds r WHERE r.payment_id = p.id)
            """),
        new("refunds-never-exceed-payment", "SELECT p.id FROM payments p WHERE p.refunded_fen > p.paid_fen"),
        new("unfinished-refund-is-under-way", """
            SELECT r.id FROM refunds r
            WHERE r.state IN ('requested', 'processing') AND NOT EXISTS (SELECT 1 FROM outbox x WHERE x.id = 'refund_' || r.id)
            """),
        new("open-payment-is-watched", """
            SELECT p.id FROM payments p WHERE p.state = 'open' AND NOT EXISTS (SELECT 1 FROM outbox x WHERE x.id = 'settle_' || p.id)
            """),
        new("held-order-has-its-seats", """
            SELECT o.id FROM orders o
            WHERE o.state = 'held' AND o.held_until > @now
              AND (SELECT COUNT(*) FROM seat_claims c WHERE c.order_id = o.id AND c.kind = 'hold') <> (SELECT COUNT(*) FROM order_seats s WHERE s.order_id = o.id)
            """),
        new("sold-seats-are-the-unreturned-ones", """
            SELECT o.id FROM orders o
            WHERE o.state = 'paid'
              AND (SELECT COUNT(*) FROM seat_claims c WHERE c.order_id = o.id AND c.kind = 'sold')
                  <> (SELECT COUNT(*) FROM order_seats s WHERE s.order_id = o.id AND s.refund_id IS NULL)
            """),
        new("locked-coupon-belongs-to-a-held-order", """
            SELECT c.id FROM coupons c LEFT JOIN orders o ON o.id = c.locked_by_order
            WHERE c.state = 'locked'
              AND (o.id IS NULL OR o.state <> 'held' OR o.guest_id <> c.guest_id OR ',' || COALESCE(o.coupon_ids, '') || ',' NOT LIKE '%,' || c.id || ',%')
            """),
        new("used-coupon-belongs-to-a-paid-order", """
            SELECT c.id FROM coupons c LEFT JOIN orders o ON o.id = c.used_by_order
            WHERE c.state = 'used' AND c.used_by_order IS NOT NULL
              AND (o.id IS NULL OR o.state <> 'paid' OR o.guest_id <> c.guest_id OR ',' || COALESCE(o.coupon_ids, '') || ',' NOT LIKE '%,' || c.id || ',%')
            """),
        new("paid-order-used-its-coupons-until-all-seats-came-back", """
            SELECT o.id FROM orders o
            WHERE o.state = 'paid' AND o.coupon_ids IS NOT NULL
              AND (SELECT COUNT(*) FROM coupons c WHERE c.used_by_order = o.id)
                  <> CASE WHEN EXISTS (SELECT 1 FROM order_seats s WHERE s.order_id = o.id AND s.refund_id IS NULL)
                     THEN LENGTH(o.coupon_ids) - LENGTH(REPLACE(o.coupon_ids, ',', '')) + 1 ELSE 0 END
            """),
        new("what-coupons-take-off-is-written-down", """
            SELECT o.id FROM orders o
            WHERE (SELECT COUNT(*) FROM coupon_uses u WHERE u.order_id = o.id AND ',' || COALESCE(o.coupon_ids, '') || ',' LIKE '%,' || u.coupon_id || ',%')
                  <> COALESCE(LENGTH(o.coupon_ids) - LENGTH(REPLACE(o.coupon_ids, ',', '')) + 1, 0)
               OR (SELECT COUNT(*) FROM coupon_uses u WHERE u.order_id = o.id) <> COALESCE(LENGTH(o.coupon_ids) - LENGTH(REPLACE(o.coupon_ids, ',', '')) + 1, 0)
            """),
        new("points-of-an-order-are-those-of-its-seats", """
            SELECT o.id FROM orders o WHERE o.points_spent <> (SELECT COALESCE(SUM(s.points_spent), 0) FROM order_seats s WHERE s.order_id = o.id)
            """),
        new("points-are-where-their-order-is", """
            SELECT o.id FROM orders o LEFT JOIN points_spends p ON p.order_id = o.id
            WHERE o.points_spent <> COALESCE(p.points, 0)
               OR (o.points_spent > 0 AND (p.guest_id <> o.guest_id
                   OR p.state <> CASE o.state WHEN 'held' THEN 'held' WHEN 'paid' THEN 'used' ELSE 'returned' END
                   OR p.returned <> (SELECT COALESCE(SUM(s.points_spent), 0) FROM order_seats s WHERE s.order_id = o.id AND s.refund_id IS NOT NULL)))
            """),
        new("taken-right-belongs-to-its-order", """
            SELECT b.order_id FROM benefit_uses b LEFT JOIN orders o ON o.id = b.order_id
            WHERE b.state <> 'free'
              AND (o.id IS NULL OR o.benefit <> b.benefit OR o.guest_id <> b.guest_id OR o.state <> CASE b.state WHEN 'held' THEN 'held' ELSE 'paid' END)
            """),
        new("right-is-taken-until-its-seat-comes-back", """
            SELECT o.id FROM orders o
            WHERE o.benefit IS NOT NULL AND o.state IN ('held', 'paid')
              AND (SELECT COUNT(*) FROM benefit_uses b WHERE b.order_id = o.id AND b.state <> 'free')
                  <> (SELECT COUNT(*) FROM order_seats s WHERE s.order_id = o.id AND s.benefit IS NOT NULL AND s.refund_id IS NULL)
            """),
        new("orders-of-members-count-as-they-are", """
            SELECT o.id FROM orders o
            LEFT JOIN loyalty_orders l ON l.order_id = o.id
            LEFT JOIN (SELECT order_id, COUNT(*) AS seats, SUM(paid_fen) AS spend_fen, SUM(points_earned) AS points, SUM(saved_fen) AS saved_fen
                FROM order_seats WHERE refund_id IS NULL GROUP BY order_id) s ON s.order_id = o.id
            WHERE (l.order_id IS NOT NULL) <> (o.state = 'paid' AND o.tier IS NOT NULL)
               OR (l.order_id IS NOT NULL AND (l.guest_id <> o.guest_id OR l.seats <> COALESCE(s.seats, 0) OR l.spend_fen <> COALESCE(s.spend_fen, 0)
                   OR l.points <> COALESCE(s.points, 0) OR l.saved_fen <> COALESCE(s.saved_fen, 0)))
            """),
        new("orders-know-what-went-back", """
            SELECT o.id FROM orders o
            WHERE (o.state <> 'paid' AND (o.back_fen <> 0 OR o.gone <> 0))
               OR (o.state = 'paid' AND o.back_fen <> (SELECT COALESCE(SUM(r.amount_fen), 0) FROM refunds r WHERE r.order_id = o.id AND r.seats <> ''))
               OR (o.state = 'paid' AND o.gone <> CASE
                      WHEN EXISTS (SELECT 1 FROM order_seats s WHERE s.order_id = o.id AND s.refund_id IS NULL) THEN 0
                      WHEN EXISTS (SELECT 1 FROM order_seats s WHERE s.order_id = o.id) THEN 1 ELSE 0 END)
            """),
        new("guests-know-what-they-bought", """
            SELECT g.id FROM guests g
            LEFT JOIN (SELECT guest_id, COUNT(*) AS orders, SUM(total_fen - back_fen) AS spent, MIN(paid_at) AS first_at, MAX(paid_at) AS last_at
                FROM orders WHERE state = 'paid' AND gone = 0 GROUP BY guest_id) o ON o.guest_id = g.id
            WHERE g.paid_orders <> COALESCE(o.orders, 0) OR g.spent_fen <> COALESCE(o.spent, 0)
               OR COALESCE(g.first_paid_at, -1) <> COALESCE(o.first_at, -1) OR COALESCE(g.last_paid_at, -1) <> COALESCE(o.last_at, -1)
            """),
        new("claim-belongs-to-a-living-order", """
            SELECT c.showtime_id || ' ' || c.seat FROM seat_claims c LEFT JOIN orders o ON o.id = c.order_id
            WHERE o.id IS NULL OR (c.kind = 'sold' AND o.state <> 'paid') OR (c.kind = 'hold' AND o.state <> 'held')
            """),
    ];
}
