using CinemaCx.Platform.Data;
using FluentMigrator;

namespace CinemaCx.Migrations;

[Migration(5, "Touchpoints, answers")]
public sealed class M005_Feedback : SchemaStep
{
    public override void Up() => Sql("""
        CREATE TABLE touchpoints (
            id TEXT NOT NULL PRIMARY KEY,
            code TEXT NOT NULL UNIQUE,
            cinema_id TEXT NOT NULL REFERENCES cinemas (id),
            hall_id TEXT REFERENCES halls (id),
            kind TEXT NOT NULL CHECK (kind IN ('hall-exit', 'washroom', 'ticket-machine', 'concession')),
            name TEXT NOT NULL,
            created_at BIGINT NOT NULL,
            CHECK ((kind = 'hall-exit') = (hall_id IS NOT NULL)),
            UNIQUE (cinema_id, kind, name)
        );

        CREATE TABLE answers (
            id TEXT NOT NULL PRIMARY KEY,
            source TEXT NOT NULL CHECK (source IN ('ticket', 'touchpoint')),
            ticket_id TEXT UNIQUE,
            touchpoint_id TEXT,
            device TEXT,
            occasion TEXT NOT NULL,
            cinema_id TEXT NOT NULL,
            hall_id TEXT,
            showtime_id TEXT,
            film_id TEXT,
            guest_id TEXT,
            order_id TEXT,
            seat TEXT,
            stars BIGINT NOT NULL CHECK (stars BETWEEN 1 AND 5),
            nps BIGINT CHECK (nps BETWEEN 0 AND 10),
            stages TEXT NOT NULL,
            chips TEXT NOT NULL,
            comment TEXT,
            text_state TEXT NOT NULL CHECK (text_state IN ('unchecked', 'pass', 'risky')),
            phone_box TEXT,
            phone_index TEXT,
            phone_mask TEXT,
            consent_contact_at BIGINT,
            photo_name TEXT,
            version BIGINT NOT NULL CHECK (version >= 1),
            created_at BIGINT NOT NULL,
            updated_at BIGINT NOT NULL,
            UNIQUE (touchpoint_id, device, occasion),
            CHECK ((source = 'ticket') = (ticket_id IS NOT NULL)),
            CHECK ((source = 'touchpoint') = (touchpoint_id IS NOT NULL)),
            CHECK ((phone_box IS NULL) = (consent_contact_at IS NULL))
        );
        CREATE INDEX ix_answers_device ON answers (device, created_at);
        CREATE INDEX ix_answers_cinema ON answers (cinema_id, created_at);
        CREATE INDEX ix_answers_showtime ON answers (showtime_id);
        CREATE INDEX ix_answers_phone ON answers (phone_index);

        CREATE TABLE answer_versions (
            answer_id TEXT NOT NULL,
            version BIGINT NOT NULL,
            body TEXT NOT NULL,
            at BIGINT NOT NULL,
            PRIMARY KEY (answer_id, version)
        );
        """);
}
