using CinemaCx.Platform.Data;

namespace CinemaCx.Loyalty;

/// <summary>What must be true of points and rights at every moment; what ties them to orders is audited there.</summary>
internal static class LoyaltyAudit
{
    public static readonly AuditRule[] Rules =
    [
        new("points-balance-is-the-sum-of-the-ledger", """
            SELECT a.guest_id FROM points_accounts a
            WHERE a.balance <> (SELECT COALESCE(SUM(e.points), 0) FROM points_entries e WHERE e.guest_id = a.guest_id)
               OR a.pending <> (SELECT COALESCE(SUM(e.pending), 0) FROM points_entries e WHERE e.guest_id = a.guest_id)
               OR a.seq <> (SELECT COUNT(*) FROM points_entries e WHERE e.guest_id = a.guest_id)
            """),
        new("points-ledger-is-unbroken", """
            SELECT e.guest_id || ' ' || e.seq FROM points_entries e LEFT JOIN points_entries p ON p.guest_id = e.guest_id AND p.seq = e.seq - 1
            WHERE e.balance_after <> COALESCE(p.balance_after, 0) + e.points OR e.pending_after <> COALESCE(p.pending_after, 0) + e.pending
            """),
        new("points-below-zero-come-from-a-claw-back", """
            SELECT a.guest_id FROM points_accounts a
            WHERE a.balance < 0 AND NOT EXISTS (SELECT 1 FROM points_entries e WHERE e.guest_id = a.guest_id AND e.kind = 'clawed-back')
            """),
        new("pending-points-are-those-of-films-to-come", """
            SELECT a.guest_id FROM points_accounts a
            WHERE a.pending <> (SELECT COALESCE(SUM(o.points), 0) FROM loyalty_orders o WHERE o.guest_id = a.guest_id AND o.posted_at IS NULL)
            """),
        new("posted-points-are-what-orders-earned", """
            SELECT o.order_id FROM loyalty_orders o
            WHERE o.posted_at IS NOT NULL
              AND o.points <> (SELECT COALESCE(SUM(e.points), 0) FROM points_entries e WHERE e.order_id = o.order_id AND e.kind IN ('posted', 'clawed-back'))
            """),
        new("points-of-orders-are-in-the-ledger", """
            SELECT s.order_id FROM points_spends s
            WHERE (SELECT COALESCE(SUM(e.points), 0) FROM points_entries e WHERE e.order_id = s.order_id AND e.kind IN ('spent', 'returned'))
                <> CASE WHEN s.state = 'returned' THEN 0 ELSE s.returned - s.points END
            """),
        new("unposted-points-have-their-timer", """
            SELECT o.order_id FROM loyalty_orders o
            WHERE o.posted_at IS NULL AND o.seats > 0 AND NOT EXISTS (SELECT 1 FROM outbox x WHERE x.id = 'loyalty_' || o.order_id)
            """),
        new("redeemed-points-bought-a-coupon", """
            SELECT r.id FROM points_redemptions r
            LEFT JOIN coupons c ON c.id = r.coupon_id
            LEFT JOIN points_entries e ON e.kind = 'spent' AND e.ref = r.id
            WHERE c.id IS NULL OR c.guest_id <> r.guest_id OR e.points IS NULL OR e.points <> -r.points
            """),
        new("tier-is-the-last-change", """
            SELECT s.guest_id FROM tier_standings s
            WHERE s.tier <> COALESCE((SELECT c.to_tier FROM tier_changes c WHERE c.guest_id = s.guest_id ORDER BY c.changed_at DESC, c.id DESC LIMIT 1), 'standard')
            """),
        new("nobody-sinks-untold", "SELECT s.guest_id FROM tier_standings s WHERE s.falls_at <= s.evaluated_at"),
    ];
}
