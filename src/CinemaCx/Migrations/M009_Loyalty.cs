using CinemaCx.Platform.Data;
using FluentMigrator;

namespace CinemaCx.Migrations;

[Migration(9, "Points, tiers and their rights, birthdays, premieres")]
public sealed class M009_Loyalty : SchemaStep
{
    public override void Up() => Sql("""
        ALTER TABLE guests ADD COLUMN birthday TEXT CHECK (length(birthday) = 5);
        CREATE TABLE birthday_changes (
            id TEXT PRIMARY KEY,
            guest_id TEXT NOT NULL REFERENCES guests (id),
            birthday TEXT NOT NULL,
            by_whom TEXT REFERENCES employees (id),
            reason TEXT,
            changed_at BIGINT NOT NULL
        );
        CREATE INDEX ix_birthday_changes_guest ON birthday_changes (guest_id);

        ALTER TABLE showtimes ADD COLUMN premiere_for TEXT CHECK (premiere_for IN ('silver', 'gold'));

        CREATE TABLE tier_rules (
            version BIGINT NOT NULL PRIMARY KEY,
            body TEXT NOT NULL,
            changed_by TEXT NOT NULL REFERENCES employees (id),
            changed_at BIGINT NOT NULL
        );

        CREATE TABLE tier_standings (
            guest_id TEXT PRIMARY KEY REFERENCES guests (id),
            tier TEXT NOT NULL CHECK (tier IN ('standard', 'silver', 'gold')),
            since_at BIGINT NOT NULL,
            falls_at BIGINT,
            falls_to TEXT CHECK (falls_to IN ('standard', 'silver')),
            told_at BIGINT,
            spend_fen BIGINT NOT NULL,
            visits BIGINT NOT NULL,
            evaluated_at BIGINT NOT NULL,
            CHECK ((falls_at IS NULL) = (falls_to IS NULL)),
            CHECK (falls_at IS NOT NULL OR told_at IS NULL)
        );
        CREATE INDEX ix_tier_standings_evaluated ON tier_standings (evaluated_at);
        CREATE TABLE tier_changes (
            id TEXT PRIMARY KEY,
            guest_id TEXT NOT NULL REFERENCES guests (id),
            from_tier TEXT NOT NULL,
            to_tier TEXT NOT NULL,
            spend_fen BIGINT NOT NULL,
            visits BIGINT NOT NULL,
            rule_version BIGINT NOT NULL,
            changed_at BIGINT NOT NULL
        );
        CREATE INDEX ix_tier_changes_guest ON tier_changes (guest_id, id);

        CREATE TABLE loyalty_orders (
            order_id TEXT PRIMARY KEY,
            guest_id TEXT NOT NULL REFERENCES guests (id),
            showtime_id TEXT NOT NULL,
            spend_fen BIGINT NOT NULL CHECK (spend_fen >= 0),
            seats BIGINT NOT NULL CHECK (seats >= 0),
            points BIGINT NOT NULL CHECK (points >= 0),
            saved_fen BIGINT NOT NULL CHECK (saved_fen >= 0),
            paid_at BIGINT NOT NULL,
            posts_at BIGINT NOT NULL,
            posted_at BIGINT
        );
        CREATE INDEX ix_loyalty_orders_guest ON loyalty_orders (guest_id, paid_at);

        CREATE TABLE points_accounts (
            guest_id TEXT PRIMARY KEY REFERENCES guests (id),
            balance BIGINT NOT NULL,
            pending BIGINT NOT NULL CHECK (pending >= 0),
            seq BIGINT NOT NULL,
            next_expiry_at BIGINT,
            told_expiry_at BIGINT
        );
        CREATE INDEX ix_points_accounts_expiry ON points_accounts (next_expiry_at);
        CREATE TABLE points_entries (
            guest_id TEXT NOT NULL REFERENCES points_accounts (guest_id),
            seq BIGINT NOT NULL,
            kind TEXT NOT NULL CHECK (kind IN ('pending', 'dropped', 'posted', 'spent', 'returned', 'expired', 'clawed-back', 'granted')),
            ref TEXT NOT NULL,
            points BIGINT NOT NULL,
            pending BIGINT NOT NULL,
            balance_after BIGINT NOT NULL,
            pending_after BIGINT NOT NULL,
            credit BIGINT NOT NULL CHECK (credit >= 0),
            expires_at BIGINT,
            order_id TEXT,
            note TEXT,
            happened_at BIGINT NOT NULL,
            PRIMARY KEY (guest_id, seq),
            CHECK ((credit > 0) = (expires_at IS NOT NULL)),
            CHECK (balance_after >= 0 OR kind NOT IN ('spent', 'expired'))
        );
        CREATE UNIQUE INDEX ux_points_entries_ref ON points_entries (kind, ref);
        CREATE INDEX ix_points_entries_credit ON points_entries (guest_id, expires_at) WHERE credit > 0;

        CREATE TABLE points_spends (
            order_id TEXT PRIMARY KEY,
            guest_id TEXT NOT NULL REFERENCES guests (id),
            points BIGINT NOT NULL CHECK (points > 0),
            returned BIGINT NOT NULL DEFAULT 0 CHECK (returned >= 0),
            state TEXT NOT NULL CHECK (state IN ('held', 'retaken', 'used', 'returned')),
            seq BIGINT NOT NULL,
            CHECK (returned <= points)
        );
        CREATE INDEX ix_points_spends_guest ON points_spends (guest_id);

        CREATE TABLE points_offers (
            template_id TEXT PRIMARY KEY REFERENCES coupon_templates (id),
            points BIGINT NOT NULL CHECK (points > 0),
            changed_by TEXT NOT NULL REFERENCES employees (id),
            changed_at BIGINT NOT NULL
        );
        CREATE TABLE points_redemptions (
            id TEXT PRIMARY KEY,
            guest_id TEXT NOT NULL REFERENCES guests (id),
            template_id TEXT NOT NULL REFERENCES coupon_templates (id),
            coupon_id TEXT NOT NULL UNIQUE,
            points BIGINT NOT NULL CHECK (points > 0),
            redeemed_at BIGINT NOT NULL
        );
        CREATE INDEX ix_points_redemptions_guest ON points_redemptions (guest_id, id);

        CREATE TABLE benefit_uses (
            guest_id TEXT NOT NULL REFERENCES guests (id),
            benefit TEXT NOT NULL CHECK (benefit IN ('birthday-ticket', 'monthly-ticket')),
            period TEXT NOT NULL,
            order_id TEXT NOT NULL,
            state TEXT NOT NULL CHECK (state IN ('held', 'used', 'free')),
            PRIMARY KEY (guest_id, benefit, period)
        );
        CREATE INDEX ix_benefit_uses_order ON benefit_uses (order_id);

        CREATE TABLE seat_upgrades (
            order_id TEXT PRIMARY KEY REFERENCES orders (id),
            guest_id TEXT NOT NULL,
            showtime_id TEXT NOT NULL,
            from_seats TEXT NOT NULL,
            to_seats TEXT NOT NULL,
            upgraded_at BIGINT NOT NULL
        );

        ALTER TABLE orders ADD COLUMN tier TEXT;
        ALTER TABLE orders ADD COLUMN benefit TEXT;
        ALTER TABLE orders ADD COLUMN points_spent BIGINT NOT NULL DEFAULT 0 CHECK (points_spent >= 0);
        ALTER TABLE order_seats ADD COLUMN points_spent BIGINT NOT NULL DEFAULT 0 CHECK (points_spent >= 0);
        ALTER TABLE order_seats ADD COLUMN points_earned BIGINT NOT NULL DEFAULT 0 CHECK (points_earned >= 0);
        ALTER TABLE order_seats ADD COLUMN saved_fen BIGINT NOT NULL DEFAULT 0 CHECK (saved_fen >= 0);
        ALTER TABLE order_seats ADD COLUMN benefit TEXT;
        """);
}
