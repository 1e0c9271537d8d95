using CinemaCx.Platform.Data;
using FluentMigrator;

namespace CinemaCx.Migrations;

/// <summary>
/// A CHECK cannot be changed in SQLite, so the tables of coupons are made anew around their rows; what was issued of a template stays counted, in one slot.
/// </summary>
[Migration(8, "The guest's wallet: several coupons in an order, goods at the counter, claims, lists of guests")]
public sealed class M008_Wallet : SchemaStep
{
    public override void Up()
    {
        Sql("""
            CREATE TEMPORARY TABLE kept_templates AS SELECT * FROM coupon_templates;
            CREATE TEMPORARY TABLE kept_coupons AS SELECT * FROM coupons;
            CREATE TEMPORARY TABLE kept_events AS SELECT * FROM coupon_events;
            CREATE TEMPORARY TABLE kept_holders AS SELECT * FROM coupon_holders;
            DROP TABLE coupon_events;
            DROP TABLE coupon_holders;
            DROP TABLE coupons;
            DROP TABLE coupon_templates;
            """);
        Sql(Templates);
        Sql(Coupons);
        Sql(Lists);
        Sql("""
            DROP TABLE kept_templates;
            DROP TABLE kept_coupons;
            DROP TABLE kept_events;
            DROP TABLE kept_holders;
            """);
    }

    private const string Templates = """
        CREATE TABLE coupon_templates (
            id TEXT PRIMARY KEY,
            code TEXT NOT NULL UNIQUE,
            name TEXT NOT NULL,
            kind TEXT NOT NULL CHECK (kind IN ('cash', 'percent', 'exchange', 'concession', 'merchandise')),
            amount_fen BIGINT CHECK (amount_fen > 0),
            percent BIGINT CHECK (percent BETWEEN 1 AND 100),
            cap_fen BIGINT CHECK (cap_fen > 0),
            goods TEXT,
            min_spend_fen BIGINT NOT NULL CHECK (min_spend_fen >= 0),
            scope TEXT,
            basis TEXT NOT NULL CHECK (basis IN ('initial', 'discounted')),
            position BIGINT NOT NULL CHECK (position >= 0),
            stacking TEXT NOT NULL CHECK (stacking IN ('together', 'alone')),
            per_order_limit BIGINT NOT NULL CHECK (per_order_limit > 0),
            category TEXT,
            category_limit BIGINT CHECK (category_limit > 0),
            valid_days BIGINT CHECK (valid_days > 0),
            valid_from BIGINT,
            valid_until BIGINT,
            total_limit BIGINT CHECK (total_limit >= 0),
            per_guest_limit BIGINT CHECK (per_guest_limit > 0),
            budget_fen BIGINT CHECK (budget_fen >= 0),
            claim_from_at BIGINT,
            claim_until_at BIGINT,
            least_role TEXT,
            created_by TEXT REFERENCES employees (id),
            created_at BIGINT NOT NULL,
            retired_by TEXT REFERENCES employees (id),
            retired_at BIGINT,
            CHECK ((kind IN ('cash', 'concession', 'merchandise')) = (amount_fen IS NOT NULL)),
            CHECK ((kind = 'percent') = (percent IS NOT NULL)),
            CHECK ((kind IN ('percent', 'exchange')) = (cap_fen IS NOT NULL)),
            CHECK ((kind IN ('concession', 'merchandise')) = (goods IS NOT NULL)),
            CHECK ((category IS NULL) = (category_limit IS NULL)),
            CHECK ((valid_days IS NULL) = (valid_until IS NOT NULL)),
            CHECK (claim_from_at IS NULL OR per_guest_limit IS NOT NULL),
            CHECK (claim_from_at IS NOT NULL OR claim_until_at IS NULL)
        );
        INSERT INTO coupon_templates
            (id, code, name, kind, amount_fen, percent, cap_fen, min_spend_fen, scope, basis, position, stacking, per_order_limit,
             valid_days, valid_from, valid_until, total_limit, per_guest_limit, budget_fen, least_role, created_at, retired_at)
        SELECT id, code, name, kind, amount_fen, percent, cap_fen, min_spend_fen, scope, 'discounted',
            CASE kind WHEN 'exchange' THEN 100 WHEN 'percent' THEN 300 ELSE 500 END, 'together', 1,
            valid_days, valid_from, valid_until, total_limit, per_guest_limit, budget_fen, least_role, created_at, retired_at
        FROM kept_templates;

        CREATE TABLE coupon_slots (
            template_id TEXT NOT NULL REFERENCES coupon_templates (id),
            slot BIGINT NOT NULL,
            issued BIGINT NOT NULL CHECK (issued >= 0),
            most BIGINT,
            PRIMARY KEY (template_id, slot),
            CHECK (issued <= most)
        );
        INSERT INTO coupon_slots (template_id, slot, issued, most)
        SELECT id, 0, issued_count,
            CASE WHEN budget_fen IS NULL THEN total_limit
                 WHEN total_limit IS NULL OR total_limit > budget_fen / COALESCE(amount_fen, cap_fen) THEN budget_fen / COALESCE(amount_fen, cap_fen)
                 ELSE total_limit END
        FROM kept_templates;

        CREATE TABLE coupon_holders (
            template_id TEXT NOT NULL REFERENCES coupon_templates (id),
            guest_id TEXT NOT NULL REFERENCES guests (id),
            coupons BIGINT NOT NULL CHECK (coupons >= 0),
            PRIMARY KEY (template_id, guest_id)
        );
        INSERT INTO coupon_holders (template_id, guest_id, coupons) SELECT template_id, guest_id, coupons FROM kept_holders;
        """;

    private const string Coupons = """
        CREATE TABLE coupons (
            id TEXT PRIMARY KEY,
            template_id TEXT NOT NULL REFERENCES coupon_templates (id),
            guest_id TEXT REFERENCES guests (id),
            claim_code TEXT UNIQUE,
            counter_code TEXT UNIQUE,
            state TEXT NOT NULL CHECK (state IN ('issued', 'locked', 'used', 'revoked')),
            value_fen BIGINT NOT NULL CHECK (value_fen > 0),
            valid_from BIGINT NOT NULL,
            valid_until BIGINT NOT NULL,
            extended_at BIGINT,
            locked_by_order TEXT,
            locked_until BIGINT,
            payment_id TEXT,
            used_by_order TEXT,
            used_by TEXT REFERENCES employees (id),
            used_cinema_id TEXT REFERENCES cinemas (id),
            used_at BIGINT,
            source_kind TEXT NOT NULL CHECK (source_kind IN ('case', 'campaign', 'manual', 'claim', 'bulk', 'points', 'membership')),
            source_id TEXT NOT NULL,
            nth BIGINT NOT NULL,
            issued_by TEXT REFERENCES employees (id),
            issued_day TEXT NOT NULL,
            reason TEXT NOT NULL,
            issued_at BIGINT NOT NULL,
            CHECK (guest_id IS NOT NULL OR claim_code IS NOT NULL),
            CHECK ((state = 'locked') = (locked_by_order IS NOT NULL)),
            CHECK ((state = 'locked') = (locked_until IS NOT NULL)),
            CHECK (state = 'locked' OR payment_id IS NULL),
            CHECK ((state = 'used') = (used_at IS NOT NULL)),
            CHECK ((state = 'used') = (used_by_order IS NOT NULL OR used_by IS NOT NULL)),
            CHECK (used_by_order IS NULL OR used_by IS NULL)
        );
        INSERT INTO coupons
            (id, template_id, guest_id, claim_code, state, value_fen, valid_from, valid_until, extended_at, locked_by_order, locked_until, payment_id,
             used_by_order, used_at, source_kind, source_id, nth, issued_by, issued_day, reason, issued_at)
        SELECT id, template_id, guest_id, claim_code, state, value_fen, valid_from, valid_until, extended_at, locked_by_order, locked_until, payment_id,
            used_by_order, used_at, source_kind, source_id, nth, issued_by, issued_day, reason, issued_at
        FROM kept_coupons;
        CREATE INDEX ix_coupons_guest ON coupons (guest_id, valid_until);
        CREATE INDEX ix_coupons_template ON coupons (template_id);
        CREATE INDEX ix_coupons_issued ON coupons (issued_by, issued_day) WHERE issued_by IS NOT NULL;
        CREATE UNIQUE INDEX ux_coupons_source ON coupons (source_kind, source_id, nth) WHERE state <> 'revoked';
        CREATE INDEX ix_coupons_locked ON coupons (locked_by_order) WHERE locked_by_order IS NOT NULL;
        CREATE INDEX ix_coupons_used ON coupons (used_by_order) WHERE used_by_order IS NOT NULL;

        CREATE TABLE coupon_events (
            id TEXT PRIMARY KEY,
            coupon_id TEXT NOT NULL REFERENCES coupons (id),
            happened_at BIGINT NOT NULL,
            what TEXT NOT NULL CHECK (what IN ('issued', 'claimed', 'locked', 'used', 'given-back', 'extended', 'revoked')),
            order_id TEXT,
            by_whom TEXT,
            note TEXT
        );
        INSERT INTO coupon_events (id, coupon_id, happened_at, what, order_id, by_whom, note)
        SELECT id, coupon_id, happened_at, what, order_id, by_whom, note FROM kept_events;
        CREATE INDEX ix_coupon_events_coupon ON coupon_events (coupon_id, id);

        ALTER TABLE orders RENAME COLUMN coupon_id TO coupon_ids;
        CREATE TABLE coupon_uses (
            order_id TEXT NOT NULL REFERENCES orders (id),
            coupon_id TEXT NOT NULL REFERENCES coupons (id),
            took_fen BIGINT NOT NULL CHECK (took_fen >= 0),
            PRIMARY KEY (order_id, coupon_id)
        );
        CREATE INDEX ix_coupon_uses_coupon ON coupon_uses (coupon_id);
        INSERT INTO coupon_uses (order_id, coupon_id, took_fen) SELECT id, coupon_ids, 0 FROM orders WHERE coupon_ids IS NOT NULL;
        """;

    private const string Lists = """
        CREATE TABLE coupon_bulk_grants (
            id TEXT PRIMARY KEY,
            template_id TEXT NOT NULL REFERENCES coupon_templates (id),
            reason TEXT NOT NULL,
            created_by TEXT NOT NULL REFERENCES employees (id),
            created_at BIGINT NOT NULL,
            finished_at BIGINT
        );

        CREATE TABLE coupon_bulk_guests (
            bulk_id TEXT NOT NULL REFERENCES coupon_bulk_grants (id),
            row_no BIGINT NOT NULL,
            guest_id TEXT NOT NULL,
            coupon_id TEXT REFERENCES coupons (id),
            refused TEXT,
            decided_at BIGINT,
            PRIMARY KEY (bulk_id, row_no),
            UNIQUE (bulk_id, guest_id),
            CHECK (coupon_id IS NULL OR refused IS NULL),
            CHECK ((decided_at IS NOT NULL) = (coupon_id IS NOT NULL OR refused IS NOT NULL))
        );
        CREATE INDEX ix_coupon_bulk_open ON coupon_bulk_guests (bulk_id, row_no) WHERE decided_at IS NULL;
        """;
}
