using CinemaCx.Platform.Data;
using FluentMigrator;

namespace CinemaCx.Migrations;

[Migration(14, "Editions of the survey, the edition an answer was given to, touchpoints that hang no more")]
public sealed class M014_Surveys : SchemaStep
{
    public override void Up() => Sql("""
        CREATE TABLE survey_editions (
            id TEXT NOT NULL PRIMARY KEY,
            place TEXT NOT NULL CHECK (place IN ('ticket', 'hall-exit', 'washroom', 'ticket-machine', 'concession')),
            scope TEXT NOT NULL,
            cinema_id TEXT REFERENCES cinemas (id),
            version BIGINT NOT NULL CHECK (version >= 1),
            body TEXT,
            note TEXT,
            published_by TEXT NOT NULL REFERENCES employees (id),
            published_at BIGINT NOT NULL,
            UNIQUE (place, scope, version),
            CHECK (scope = COALESCE(cinema_id, '')),
            CHECK (body IS NOT NULL OR cinema_id IS NOT NULL)
        );

        ALTER TABLE answers ADD COLUMN edition_id TEXT;
        CREATE INDEX ix_answers_touchpoint ON answers (touchpoint_id, created_at);
        CREATE INDEX ix_answers_edition ON answers (edition_id, created_at);

        ALTER TABLE touchpoints ADD COLUMN retired_at BIGINT;
        """);
}
