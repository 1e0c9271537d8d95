using CinemaCx.Platform.Data;
using FluentMigrator;

namespace CinemaCx.Migrations;

[Migration(7, "Opening hours of each weekday; who stands in for whom")]
public sealed class M007_Roster : SchemaStep
{
    public override void Up() => Sql("""
        CREATE TABLE opening_days (
            cinema_id TEXT NOT NULL REFERENCES cinemas (id),
            weekday BIGINT NOT NULL CHECK (weekday >= 1 AND weekday <= 7),
            opens_minute BIGINT,
            closes_minute BIGINT,
            changed_by TEXT REFERENCES employees (id),
            changed_at BIGINT NOT NULL,
            PRIMARY KEY (cinema_id, weekday),
            CHECK ((opens_minute IS NULL) = (closes_minute IS NULL)),
            CHECK (opens_minute >= 0 AND opens_minute < closes_minute AND closes_minute <= 2880)
        );
        INSERT INTO opening_days (cinema_id, weekday, opens_minute, closes_minute, changed_by, changed_at)
        SELECT h.cinema_id, d.weekday, h.opens_minute, h.closes_minute, NULL, 0
        FROM opening_hours h
        CROSS JOIN (SELECT 1 AS weekday UNION ALL SELECT 2 UNION ALL SELECT 3 UNION ALL SELECT 4 UNION ALL SELECT 5 UNION ALL SELECT 6 UNION ALL SELECT 7) d;
        DROP TABLE opening_hours;

        CREATE TABLE duty_covers (
            id TEXT PRIMARY KEY,
            cinema_id TEXT NOT NULL REFERENCES cinemas (id),
            post TEXT NOT NULL,
            employee_id TEXT NOT NULL REFERENCES employees (id),
            replaces_id TEXT NOT NULL REFERENCES employees (id),
            from_at BIGINT NOT NULL,
            to_at BIGINT NOT NULL,
            created_by TEXT NOT NULL REFERENCES employees (id),
            created_at BIGINT NOT NULL,
            CHECK (from_at < to_at),
            CHECK (employee_id <> replaces_id)
        );
        CREATE INDEX ix_duty_covers ON duty_covers (cinema_id, post, to_at);
        """);
}
