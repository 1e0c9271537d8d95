using CinemaCx.Platform.Data;
using FluentMigrator;

namespace CinemaCx.Migrations;

[Migration(4, "Coupons")]
public sealed class M004_Coupons : SchemaStep
{
    public override void Up() => Sql("""
        CREATE TABLE coupon_templates (
            id TEXT PRIMARY KEY,
            code TEXT NOT NULL UNIQUE,
            name TEXT NOT NULL,
            kind TEXT NOT NULL CHECK (kind IN ('cash', 'percent', 'exchange')),
            amount_fen BIGINT CHECK (amount_fen > 0),
            percent BIGINT CHECK (percent BETWEEN 1 AND 100),
            cap_fen BIGINT CHECK (cap_fen > 0),
            min_spend_fen BIGINT NOT NULL CHECK (min_spend_fen >= 0),
            scope TEXT,
            valid_days BIGINT CHECK (valid_days > 0),
            valid_from BIGINT,
            valid_until BIGINT,
            total_limit BIGINT,
            issued_count BIGINT NOT NULL DEFAULT 0 CHECK (issued_count >= 0),
            per_guest_limit BIGINT CHECK (per_guest_limit > 0),
            budget_fen BIGINT,
            committed_fen BIGINT NOT NULL DEFAULT 0 CHECK (committed_fen >= 0),
            least_role TEXT,
            created_at BIGINT NOT NULL,
            retired_at BIGINT,
            CHECK ((kind = 'cash') = (amount_fen IS NOT NULL)),
            CHECK ((kind = 'percent') = (percent IS NOT NULL)),
            CHECK ((kind = 'cash') = (cap_fen IS NULL)),
            CHECK ((valid_days IS NULL) = (valid_until IS NOT NULL)),
            CHECK (total_limit IS NULL OR issued_count <= total_limit),
            CHECK (budget_fen IS NULL OR committed_fen <= budget_fen)
        );

        CREATE TABLE coupons (
            id TEXT PRIMARY KEY,
            template_id TEXT NOT NULL REFERENCES coupon_templates (id),
            guest_id TEXT REFERENCES guests (id),
            claim_code TEXT UNIQUE,
            state TEXT NOT NULL CHECK (state IN ('issued', 'locked', 'used', 'revoked')),
            value_fen BIGINT NOT NULL CHECK (value_fen > 0),
            valid_from BIGINT NOT NULL,
            valid_until BIGINT NOT NULL,
            extended_at BIGINT,
            locked_by_order TEXT,
            locked_until BIGINT,
            payment_id TEXT,
            used_by_order TEXT,
            used_at BIGINT,
            source_kind TEXT NOT NULL CHECK (source_kind IN ('case', 'campaign', 'manual')),
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
            CHECK ((state = 'used') = (used_by_order IS NOT NULL)),
            CHECK ((state = 'used') = (used_at IS NOT NULL))
        );
        CREATE INDEX ix_coupons_guest ON coupons (guest_id, valid_until);
        CREATE INDEX ix_coupons_template ON coupons (template_id);
        CREATE INDEX ix_coupons_issued ON coupons (issued_by, issued_day);
        CREATE UNIQUE INDEX ux_coupons_source ON coupons (source_kind, source_id, nth) WHERE state <> 'revoked';
        CREATE UNIQUE INDEX ux_coupons_locked ON coupons (locked_by_order) WHERE locked_by_order IS NOT NULL;
        CREATE UNIQUE INDEX ux_coupons_used ON coupons (used_by_order) WHERE used_by_order IS NOT NULL;

        CREATE TABLE coupon_events (
            id TEXT PRIMARY KEY,
            coupon_id TEXT NOT NULL REFERENCES coupons (id),
            happened_at BIGINT NOT NULL,
            what TEXT NOT NULL CHECK (what IN ('issued', 'claimed', 'locked', 'used', 'given-back', 'extended', 'revoked')),
            order_id TEXT,
            by_whom TEXT,
            note TEXT
        );
        CREATE INDEX ix_coupon_events_coupon ON coupon_events (coupon_id, id);

        CREATE TABLE coupon_holders (
            template_id TEXT NOT NULL REFERENCES coupon_templates (id),
            guest_id TEXT NOT NULL REFERENCES guests (id),
            coupons BIGINT NOT NULL CHECK (coupons >= 0),
            PRIMARY KEY (template_id, guest_id)
        );

        CREATE TABLE coupon_allowances (
            employee_id TEXT NOT NULL REFERENCES employees (id),
            business_day TEXT NOT NULL,
            spent_fen BIGINT NOT NULL CHECK (spent_fen >= 0),
            PRIMARY KEY (employee_id, business_day)
        );

        ALTER TABLE orders ADD COLUMN coupon_id TEXT;
        """);
}
