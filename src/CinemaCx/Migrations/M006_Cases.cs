using CinemaCx.Platform.Data;
using FluentMigrator;

namespace CinemaCx.Migrations;

[Migration(6, "Who holds a lease, chat identities, duty roster, cases, alerts")]
public sealed class M006_Cases : SchemaStep
{
    public override void Up() => Sql("""
        ALTER TABLE outbox ADD COLUMN leased_by TEXT;

        CREATE TABLE staff_chats (
            channel TEXT NOT NULL CHECK (channel IN ('wecom', 'dingtalk', 'sms')),
            person TEXT NOT NULL,
            employee_id TEXT NOT NULL REFERENCES employees (id),
            created_at BIGINT NOT NULL,
            PRIMARY KEY (channel, person)
        );
        CREATE INDEX ix_staff_chats_employee ON staff_chats (employee_id);

        CREATE TABLE duty_shifts (
            id TEXT PRIMARY KEY,
            cinema_id TEXT NOT NULL REFERENCES cinemas (id),
            post TEXT NOT NULL,
            employee_id TEXT NOT NULL REFERENCES employees (id),
            day TEXT NOT NULL,
            from_minute BIGINT NOT NULL,
            to_minute BIGINT NOT NULL,
            overrides BIGINT NOT NULL CHECK (overrides IN (0, 1)),
            created_at BIGINT NOT NULL,
            CHECK (from_minute >= 0 AND from_minute < to_minute AND to_minute <= 2880)
        );
        CREATE UNIQUE INDEX ux_duty_shifts ON duty_shifts (cinema_id, post, day, from_minute, employee_id, overrides);

        CREATE TABLE opening_hours (
            cinema_id TEXT PRIMARY KEY REFERENCES cinemas (id),
            opens_minute BIGINT NOT NULL,
            closes_minute BIGINT NOT NULL,
            CHECK (opens_minute >= 0 AND opens_minute < closes_minute AND closes_minute <= 2880)
        );

        CREATE TABLE counters (name TEXT PRIMARY KEY, value BIGINT NOT NULL);
        INSERT INTO counters (name, value) VALUES ('case', 100);

        CREATE TABLE case_rules (
            id TEXT PRIMARY KEY,
            position BIGINT NOT NULL,
            name TEXT NOT NULL,
            body TEXT NOT NULL,
            changed_by TEXT,
            changed_at BIGINT NOT NULL
        );

        CREATE TABLE cases (
            id TEXT PRIMARY KEY,
            number BIGINT NOT NULL UNIQUE,
            cinema_id TEXT NOT NULL REFERENCES cinemas (id),
            hall_id TEXT,
            showtime_id TEXT,
            category TEXT NOT NULL,
            severity TEXT NOT NULL,
            state TEXT NOT NULL CHECK (state IN ('open', 'acknowledged', 'closed')),
            posts TEXT NOT NULL,
            owner_id TEXT REFERENCES employees (id),
            opened_at BIGINT NOT NULL,
            due_at BIGINT NOT NULL,
            acknowledged_at BIGINT,
            closed_at BIGINT,
            root_cause TEXT,
            action TEXT,
            status_text TEXT NOT NULL,
            voices BIGINT NOT NULL CHECK (voices >= 1),
            worst_stars BIGINT NOT NULL,
            lead_answer_id TEXT NOT NULL,
            merge_key TEXT NOT NULL,
            rule_name TEXT NOT NULL,
            undo TEXT,
            undo_by TEXT,
            undo_until BIGINT,
            version BIGINT NOT NULL,
            last_hash TEXT NOT NULL
        );
        CREATE UNIQUE INDEX ux_cases_merge ON cases (merge_key) WHERE state <> 'closed';
        CREATE INDEX ix_cases_cinema ON cases (cinema_id, state, opened_at);

        CREATE TABLE case_voices (
            answer_id TEXT PRIMARY KEY,
            case_id TEXT NOT NULL REFERENCES cases (id),
            stars BIGINT NOT NULL,
            added_at BIGINT NOT NULL
        );
        CREATE INDEX ix_case_voices_case ON case_voices (case_id);

        CREATE TABLE case_events (
            case_id TEXT NOT NULL REFERENCES cases (id),
            seq BIGINT NOT NULL,
            at BIGINT NOT NULL,
            channel TEXT NOT NULL,
            actor_id TEXT,
            actor_name TEXT NOT NULL,
            kind TEXT NOT NULL,
            body TEXT NOT NULL,
            previous_hash TEXT NOT NULL,
            hash TEXT NOT NULL,
            PRIMARY KEY (case_id, seq)
        );

        CREATE TABLE alert_chains (post TEXT PRIMARY KEY, body TEXT NOT NULL, changed_by TEXT, changed_at BIGINT NOT NULL);

        CREATE TABLE alerts (
            id TEXT PRIMARY KEY,
            case_id TEXT NOT NULL REFERENCES cases (id),
            post TEXT NOT NULL,
            state TEXT NOT NULL CHECK (state IN ('waiting', 'acknowledged', 'ended')),
            raised_at BIGINT NOT NULL,
            acknowledged_by TEXT,
            acknowledged_at BIGINT,
            UNIQUE (case_id, post)
        );

        CREATE TABLE alert_messages (
            id TEXT PRIMARY KEY,
            alert_id TEXT NOT NULL REFERENCES alerts (id),
            case_id TEXT NOT NULL,
            employee_id TEXT NOT NULL,
            channel TEXT NOT NULL,
            person TEXT NOT NULL,
            step BIGINT NOT NULL,
            state TEXT NOT NULL CHECK (state IN ('waiting', 'delivered', 'replaced', 'failed')),
            shown_version BIGINT NOT NULL,
            handle TEXT,
            handle_at BIGINT,
            message_id TEXT,
            queued_at BIGINT NOT NULL,
            delivered_at BIGINT,
            last_error TEXT,
            busy_until BIGINT NOT NULL,
            attempts BIGINT NOT NULL
        );
        CREATE INDEX ix_alert_messages_case ON alert_messages (case_id);
        CREATE INDEX ix_alert_messages_waiting ON alert_messages (queued_at) WHERE state = 'waiting';

        CREATE TABLE chat_quota (
            channel TEXT NOT NULL,
            person TEXT NOT NULL,
            minute BIGINT NOT NULL,
            sent BIGINT NOT NULL,
            PRIMARY KEY (channel, person, minute)
        );

        CREATE TABLE chat_inbox (key TEXT PRIMARY KEY, answer TEXT, received_at BIGINT NOT NULL);
        """);
}
