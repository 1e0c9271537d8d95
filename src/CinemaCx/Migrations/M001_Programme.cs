using CinemaCx.Platform.Data;
using FluentMigrator;

namespace CinemaCx.Migrations;

[Migration(1, "Cinemas, halls, seat plans, films, showtimes")]
public sealed class M001_Programme : SchemaStep
{
    public override void Up() => Sql("""
        CREATE TABLE cinemas (
            id TEXT NOT NULL PRIMARY KEY,
            code TEXT NOT NULL UNIQUE,
            name TEXT NOT NULL,
            city TEXT NOT NULL,
            address TEXT NOT NULL,
            time_zone TEXT NOT NULL,
            phone TEXT,
            parking TEXT,
            parking_places BIGINT CHECK (parking_places >= 0),
            parking_free BIGINT CHECK (parking_free >= 0),
            way_in TEXT,
            ticket_machines TEXT,
            latitude_micro BIGINT,
            longitude_micro BIGINT
        );
        CREATE TABLE seat_plans (
            id TEXT NOT NULL PRIMARY KEY,
            body TEXT NOT NULL
        );
        CREATE TABLE halls (
            id TEXT NOT NULL PRIMARY KEY,
            cinema_id TEXT NOT NULL REFERENCES cinemas (id),
            code TEXT NOT NULL,
            name TEXT NOT NULL,
            tags TEXT NOT NULL,
            notice TEXT,
            plan_id TEXT NOT NULL REFERENCES seat_plans (id),
            UNIQUE (cinema_id, code)
        );
        CREATE TABLE films (
            id TEXT NOT NULL PRIMARY KEY,
            code TEXT NOT NULL UNIQUE CHECK (length(code) = 12),
            title TEXT NOT NULL,
            original_title TEXT,
            genres TEXT NOT NULL,
            film_cast TEXT NOT NULL,
            directors TEXT NOT NULL,
            minutes BIGINT NOT NULL CHECK (minutes > 0),
            rating TEXT,
            release_date TEXT,
            poster_url TEXT,
            synopsis TEXT,
            lowest_price_fen BIGINT NOT NULL CHECK (lowest_price_fen >= 0)
        );
        CREATE TABLE showtimes (
            id TEXT NOT NULL PRIMARY KEY,
            cinema_id TEXT NOT NULL REFERENCES cinemas (id),
            code TEXT NOT NULL,
            hall_id TEXT NOT NULL REFERENCES halls (id),
            film_id TEXT NOT NULL REFERENCES films (id),
            plan_id TEXT NOT NULL REFERENCES seat_plans (id),
            starts_at BIGINT NOT NULL,
            ends_at BIGINT NOT NULL,
            language TEXT NOT NULL,
            format TEXT NOT NULL,
            business_day TEXT NOT NULL,
            service_fee_fen BIGINT NOT NULL CHECK (service_fee_fen >= 0),
            sale_opens_at BIGINT,
            sale_closes_at BIGINT NOT NULL,
            cancelled_at BIGINT,
            UNIQUE (cinema_id, code),
            CHECK (ends_at > starts_at)
        );
        CREATE INDEX showtimes_by_day ON showtimes (cinema_id, business_day);
        CREATE INDEX showtimes_by_hall ON showtimes (hall_id, starts_at);
        CREATE INDEX showtimes_by_film ON showtimes (film_id, starts_at);
        CREATE TABLE showtime_prices (
            showtime_id TEXT NOT NULL REFERENCES showtimes (id),
            zone TEXT NOT NULL,
            list_price_fen BIGINT NOT NULL CHECK (list_price_fen >= 0),
            member_price_fen BIGINT CHECK (member_price_fen >= 0 AND member_price_fen <= list_price_fen),
            PRIMARY KEY (showtime_id, zone)
        );
        """);
}
