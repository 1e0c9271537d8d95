using CinemaCx.Platform.Data;
using FluentMigrator;

namespace CinemaCx.Migrations;

[Migration(11, "Staff acts, tags, saved films, campaigns")]
public sealed class M011_Campaigns : SchemaStep
{
    public override void Up() => Sql("""
        CREATE TABLE staff_acts (
            id TEXT NOT NULL PRIMARY KEY,
            happened_at BIGINT NOT NULL,
            employee_id TEXT NOT NULL REFERENCES employees (id),
            act TEXT NOT NULL,
            thing TEXT NOT NULL,
            thing_id TEXT NOT NULL,
            cinema_id TEXT,
            change TEXT NOT NULL
        );
        CREATE INDEX ix_staff_acts_thing ON staff_acts (thing, thing_id, id);
        CREATE INDEX ix_staff_acts_employee ON staff_acts (employee_id, id);

        CREATE TABLE guest_tags (
            guest_id TEXT NOT NULL REFERENCES guests (id),
            tag TEXT NOT NULL,
            given_by TEXT NOT NULL REFERENCES employees (id),
            given_at BIGINT NOT NULL,
            PRIMARY KEY (guest_id, tag)
        );
        CREATE INDEX ix_guest_tags_tag ON guest_tags (tag, guest_id);

        CREATE TABLE saved_films (
            guest_id TEXT NOT NULL REFERENCES guests (id),
            film_id TEXT NOT NULL REFERENCES films (id),
            saved_at BIGINT NOT NULL,
            on_sale_already BIGINT NOT NULL CHECK (on_sale_already IN (0, 1)),
            PRIMARY KEY (guest_id, film_id)
        );
        CREATE INDEX ix_saved_films_film ON saved_films (film_id, guest_id);

        CREATE INDEX ix_orders_audience ON orders (guest_id, paid_at, total_fen, showtime_id, id) WHERE state = 'paid';
        CREATE INDEX ix_showtimes_ends ON showtimes (ends_at);
        CREATE INDEX ix_answers_guest ON answers (guest_id, created_at, stars, film_id) WHERE guest_id IS NOT NULL;
        CREATE INDEX ix_guests_birthday ON guests (birthday) WHERE birthday IS NOT NULL;
        CREATE INDEX ix_tier_changes_time ON tier_changes (changed_at);
        CREATE INDEX ix_coupons_expiring ON coupons (valid_until) WHERE state = 'issued';

        CREATE TABLE campaigns (
            id TEXT NOT NULL PRIMARY KEY,
            name TEXT NOT NULL,
            cinema_id TEXT REFERENCES cinemas (id),
            state TEXT NOT NULL CHECK (state IN ('draft', 'waiting', 'scheduled', 'running', 'stopped', 'finished')),
            terms TEXT NOT NULL,
            version BIGINT NOT NULL CHECK (version >= 1),
            starts_at BIGINT,
            made_by TEXT NOT NULL REFERENCES employees (id),
            made_at BIGINT NOT NULL,
            changed_by TEXT NOT NULL REFERENCES employees (id),
            submitted_by TEXT REFERENCES employees (id),
            submitted_at BIGINT,
            estimated_guests BIGINT,
            estimated_cost_fen BIGINT,
            approved_by TEXT REFERENCES employees (id),
            approved_at BIGINT,
            most_guests BIGINT CHECK (most_guests > 0),
            started_at BIGINT,
            walked_to TEXT NOT NULL DEFAULT '',
            walked_at BIGINT,
            swept_until BIGINT,
            enrolled BIGINT NOT NULL DEFAULT 0 CHECK (enrolled >= 0),
            ended_at BIGINT,
            ended_by TEXT REFERENCES employees (id),
            ended_because TEXT,
            CHECK (approved_by IS NULL OR (approved_by <> made_by AND approved_by <> changed_by AND approved_by <> submitted_by)),
            CHECK (most_guests IS NULL OR enrolled <= most_guests),
            CHECK ((state IN ('stopped', 'finished')) = (ended_at IS NOT NULL)),
            CHECK (state NOT IN ('waiting', 'scheduled') OR submitted_at IS NOT NULL)
        );
        CREATE INDEX ix_campaigns_state ON campaigns (state, starts_at);

        CREATE TABLE campaign_guests (
            campaign_id TEXT NOT NULL REFERENCES campaigns (id),
            guest_id TEXT NOT NULL REFERENCES guests (id),
            arm TEXT NOT NULL,
            occasion TEXT,
            enrolled_at BIGINT NOT NULL,
            message_id TEXT,
            coupon_id TEXT,
            left_out TEXT,
            PRIMARY KEY (campaign_id, guest_id),
            CHECK (arm <> 'hold-out' OR (message_id IS NULL AND coupon_id IS NULL))
        );
        CREATE INDEX ix_campaign_guests_guest ON campaign_guests (guest_id, enrolled_at);
        """);
}
