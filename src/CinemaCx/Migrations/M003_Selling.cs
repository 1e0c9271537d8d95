using CinemaCx.Platform.Data;
using FluentMigrator;

namespace CinemaCx.Migrations;

[Migration(3, "Staff, guests, seats, orders, payments, tickets")]
public sealed class M003_Selling : SchemaStep
{
    public override void Up() => Sql("""
        CREATE TABLE employees (
            id TEXT PRIMARY KEY,
            name TEXT NOT NULL,
            role TEXT NOT NULL,
            cinema_id TEXT REFERENCES cinemas (id),
            created_at BIGINT NOT NULL
        );

        CREATE TABLE staff_tokens (
            token_hash TEXT PRIMARY KEY,
            employee_id TEXT NOT NULL REFERENCES employees (id),
            created_at BIGINT NOT NULL
        );

        CREATE TABLE guests (
            id TEXT PRIMARY KEY,
            open_id TEXT NOT NULL UNIQUE,
            union_id TEXT,
            phone_box TEXT,
            phone_index TEXT,
            phone_mask TEXT,
            phone_bound_at BIGINT,
            created_at BIGINT NOT NULL
        );
        CREATE INDEX ix_guests_phone ON guests (phone_index);

        CREATE TABLE guest_sessions (
            token_hash TEXT PRIMARY KEY,
            guest_id TEXT NOT NULL REFERENCES guests (id),
            created_at BIGINT NOT NULL,
            expires_at BIGINT NOT NULL
        );
        CREATE INDEX ix_guest_sessions_expires ON guest_sessions (expires_at);

        CREATE TABLE seat_claims (
            showtime_id TEXT NOT NULL,
            seat TEXT NOT NULL,
            kind TEXT NOT NULL CHECK (kind IN ('hold', 'sold')),
            order_id TEXT NOT NULL,
            guest_id TEXT NOT NULL,
            held_until BIGINT,
            payment_id TEXT,
            PRIMARY KEY (showtime_id, seat),
            CHECK ((kind = 'hold') = (held_until IS NOT NULL))
        );
        CREATE INDEX ix_seat_claims_order ON seat_claims (order_id);

        CREATE TABLE guest_holds (
            guest_id TEXT PRIMARY KEY,
            order_id TEXT NOT NULL,
            held_until BIGINT NOT NULL
        );

        CREATE TABLE orders (
            id TEXT PRIMARY KEY,
            guest_id TEXT NOT NULL REFERENCES guests (id),
            showtime_id TEXT NOT NULL REFERENCES showtimes (id),
            state TEXT NOT NULL CHECK (state IN ('held', 'paid', 'cancelled', 'expired')),
            total_fen BIGINT NOT NULL CHECK (total_fen >= 0),
            price_lines TEXT NOT NULL,
            refund_rule TEXT NOT NULL,
            placed_at BIGINT NOT NULL,
            held_until BIGINT NOT NULL,
            payment_id TEXT,
            paid_at BIGINT,
            ended_at BIGINT,
            ended_because TEXT
        );
        CREATE INDEX ix_orders_guest ON orders (guest_id, id);
        CREATE INDEX ix_orders_showtime ON orders (showtime_id);

        CREATE TABLE order_seats (
            order_id TEXT NOT NULL,
            seat TEXT NOT NULL,
            zone TEXT NOT NULL,
            paid_fen BIGINT NOT NULL CHECK (paid_fen >= 0),
            refund_id TEXT,
            PRIMARY KEY (order_id, seat)
        );

        CREATE TABLE payments (
            id TEXT PRIMARY KEY,
            order_id TEXT NOT NULL UNIQUE REFERENCES orders (id),
            amount_fen BIGINT NOT NULL CHECK (amount_fen > 0),
            state TEXT NOT NULL CHECK (state IN ('open', 'paid', 'closed')),
            payable_until BIGINT NOT NULL,
            transaction_id TEXT UNIQUE,
            paid_fen BIGINT NOT NULL DEFAULT 0,
            refunded_fen BIGINT NOT NULL DEFAULT 0,
            opened_at BIGINT NOT NULL,
            paid_at BIGINT,
            closed_at BIGINT,
            CHECK (refunded_fen >= 0 AND refunded_fen <= paid_fen)
        );

        CREATE TABLE refunds (
            id TEXT PRIMARY KEY,
            payment_id TEXT REFERENCES payments (id),
            order_id TEXT NOT NULL REFERENCES orders (id),
            amount_fen BIGINT NOT NULL CHECK (amount_fen >= 0),
            fee_fen BIGINT NOT NULL CHECK (fee_fen >= 0),
            reason TEXT NOT NULL,
            seats TEXT NOT NULL,
            state TEXT NOT NULL CHECK (state IN ('requested', 'processing', 'succeeded', 'abnormal', 'closed')),
            requested_at BIGINT NOT NULL,
            finished_at BIGINT
        );
        CREATE INDEX ix_refunds_order ON refunds (order_id);

        CREATE TABLE tickets (
            id TEXT PRIMARY KEY,
            order_id TEXT NOT NULL REFERENCES orders (id),
            guest_id TEXT NOT NULL,
            showtime_id TEXT NOT NULL,
            seat TEXT NOT NULL,
            code TEXT NOT NULL UNIQUE,
            state TEXT NOT NULL CHECK (state IN ('valid', 'entered', 'void')),
            issued_at BIGINT NOT NULL
        );
        CREATE UNIQUE INDEX ux_tickets_seat ON tickets (showtime_id, seat) WHERE state <> 'void';
        CREATE INDEX ix_tickets_order ON tickets (order_id);

        CREATE TABLE entries (
            ticket_id TEXT PRIMARY KEY REFERENCES tickets (id),
            employee_id TEXT NOT NULL REFERENCES employees (id),
            entered_at BIGINT NOT NULL
        );
        """);
}
