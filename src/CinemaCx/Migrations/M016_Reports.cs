using CinemaCx.Platform.Data;
using FluentMigrator;

namespace CinemaCx.Migrations;

[Migration(16, "Notices to staff, reports, long works")]
public sealed class M016_Reports : SchemaStep
{
    public override void Up() => Sql("""
        CREATE TABLE staff_pictures (
            id TEXT NOT NULL PRIMARY KEY,
            png TEXT NOT NULL,
            made_at BIGINT NOT NULL
        );
        CREATE INDEX ix_staff_pictures_made ON staff_pictures (made_at);

        CREATE TABLE staff_picture_media (
            picture_id TEXT NOT NULL,
            channel TEXT NOT NULL,
            media_id TEXT NOT NULL,
            uploaded_at BIGINT NOT NULL,
            PRIMARY KEY (picture_id, channel)
        );

        CREATE TABLE staff_notices (
            id TEXT NOT NULL PRIMARY KEY,
            employee_id TEXT NOT NULL REFERENCES employees (id),
            channel TEXT NOT NULL,
            person TEXT NOT NULL,
            card TEXT NOT NULL,
            picture_id TEXT,
            state TEXT NOT NULL CHECK (state IN ('waiting', 'shown', 'delivered', 'failed')),
            message_id TEXT,
            last_error TEXT,
            queued_at BIGINT NOT NULL,
            delivered_at BIGINT,
            attempts BIGINT NOT NULL
        );
        CREATE INDEX ix_staff_notices_queued ON staff_notices (queued_at);

        CREATE TABLE reports (
            kind TEXT NOT NULL CHECK (kind IN ('daily', 'weekly')),
            cinema_id TEXT NOT NULL,
            day TEXT NOT NULL,
            due_at BIGINT NOT NULL,
            state TEXT NOT NULL CHECK (state IN ('due', 'made', 'empty')),
            figures TEXT,
            picture_id TEXT,
            made_at BIGINT,
            PRIMARY KEY (kind, cinema_id, day),
            CHECK ((state = 'made') = (figures IS NOT NULL)),
            CHECK ((kind = 'weekly') = (cinema_id = ''))
        );
        CREATE INDEX ix_reports_made ON reports (made_at);

        CREATE TABLE long_works (
            id TEXT NOT NULL PRIMARY KEY,
            kind TEXT NOT NULL,
            title TEXT NOT NULL,
            scope TEXT,
            asked_by TEXT,
            done BIGINT NOT NULL CHECK (done >= 0),
            total BIGINT CHECK (total >= 0),
            state TEXT NOT NULL CHECK (state IN ('working', 'finished', 'stopped', 'failed')),
            input TEXT,
            result TEXT,
            fault TEXT,
            started_at BIGINT NOT NULL,
            told_at BIGINT NOT NULL,
            stop_asked_at BIGINT,
            stop_asked_by TEXT,
            ended_at BIGINT,
            CHECK ((state = 'working') = (ended_at IS NULL)),
            CHECK ((state = 'failed') = (fault IS NOT NULL)),
            CHECK ((stop_asked_at IS NULL) = (stop_asked_by IS NULL))
        );
        CREATE INDEX ix_long_works_open ON long_works (started_at) WHERE ended_at IS NULL;
        CREATE INDEX ix_long_works_ended ON long_works (ended_at);
        """);
}
