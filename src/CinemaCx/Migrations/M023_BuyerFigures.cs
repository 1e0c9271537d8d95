using CinemaCx.Platform.Data;
using FluentMigrator;

namespace CinemaCx.Migrations;

/// <summary>
/// What went back of an order stands with the order, and what a guest bought so far with the guest: an audience is found by reading guests once, and no
/// longer by adding up everybody's orders. The indexes hold what conditions over orders ask for, and no order that does not count.
/// </summary>
[Migration(23, "What guests bought so far")]
public sealed class M023_BuyerFigures : SchemaStep
{
    public override void Up() => Sql("""
        ALTER TABLE orders ADD COLUMN back_fen BIGINT NOT NULL DEFAULT 0 CHECK (back_fen >= 0);
        ALTER TABLE orders ADD COLUMN gone BIGINT NOT NULL DEFAULT 0 CHECK (gone IN (0, 1));
        UPDATE orders SET
            back_fen = (SELECT COALESCE(SUM(r.amount_fen), 0) FROM refunds r WHERE r.order_id = orders.id AND r.seats <> ''),
            gone = CASE WHEN EXISTS (SELECT 1 FROM order_seats s WHERE s.order_id = orders.id AND s.refund_id IS NULL) THEN 0 ELSE 1 END
        WHERE state = 'paid' AND id IN (SELECT order_id FROM refunds WHERE seats <> '');

        DROP INDEX ix_orders_audience;
        CREATE INDEX ix_orders_buyer ON orders (guest_id, paid_at, total_fen, back_fen, gone, showtime_id) WHERE state = 'paid';
        CREATE INDEX ix_orders_seen ON orders (showtime_id, guest_id, paid_at, total_fen, back_fen) WHERE state = 'paid' AND gone = 0;

        ALTER TABLE guests ADD COLUMN paid_orders BIGINT NOT NULL DEFAULT 0 CHECK (paid_orders >= 0);
        ALTER TABLE guests ADD COLUMN spent_fen BIGINT NOT NULL DEFAULT 0;
        ALTER TABLE guests ADD COLUMN first_paid_at BIGINT;
        ALTER TABLE guests ADD COLUMN last_paid_at BIGINT;
        UPDATE guests SET (paid_orders, spent_fen, first_paid_at, last_paid_at) = (
            SELECT COUNT(*), COALESCE(SUM(o.total_fen - o.back_fen), 0), MIN(o.paid_at), MAX(o.paid_at)
            FROM orders o WHERE o.guest_id = guests.id AND o.state = 'paid' AND o.gone = 0)
        WHERE id IN (SELECT guest_id FROM orders WHERE state = 'paid');
        """);
}
