using CinemaCx.Platform.Data;
using FluentMigrator;

namespace CinemaCx.Migrations;

[Migration(15, "Scores counted by day, sales counted by showtime, watched stages and their alarms")]
public sealed class M015_Insight : SchemaStep
{
    public override void Up() => Sql("""
        CREATE TABLE insight_answers (
            answer_id TEXT NOT NULL PRIMARY KEY,
            version BIGINT NOT NULL,
            given_at BIGINT NOT NULL,
            day TEXT NOT NULL,
            cinema_id TEXT NOT NULL,
            hall_id TEXT NOT NULL,
            film_id TEXT NOT NULL,
            part TEXT NOT NULL
        );
        CREATE INDEX ix_insight_answers_day ON insight_answers (day, given_at);
        CREATE INDEX ix_insight_answers_cinema ON insight_answers (cinema_id, day, given_at);
        CREATE INDEX ix_insight_answers_hall ON insight_answers (hall_id, day, given_at);
        CREATE INDEX ix_insight_answers_film ON insight_answers (film_id, day, given_at);

        CREATE TABLE insight_ratings (
            answer_id TEXT NOT NULL,
            measure TEXT NOT NULL,
            score BIGINT NOT NULL,
            seq BIGINT NOT NULL,
            PRIMARY KEY (answer_id, measure)
        );

        CREATE TABLE insight_days (
            measure TEXT NOT NULL,
            cinema_id TEXT NOT NULL,
            day TEXT NOT NULL,
            hall_id TEXT NOT NULL,
            film_id TEXT NOT NULL,
            part TEXT NOT NULL,
            ratings BIGINT NOT NULL,
            high BIGINT NOT NULL,
            low BIGINT NOT NULL,
            total BIGINT NOT NULL,
            squares BIGINT NOT NULL,
            PRIMARY KEY (measure, cinema_id, day, hall_id, film_id, part)
        );

        CREATE TABLE show_sales (
            showtime_id TEXT NOT NULL PRIMARY KEY REFERENCES showtimes (id),
            sold BIGINT NOT NULL CHECK (sold >= 0),
            revenue_fen BIGINT NOT NULL CHECK (revenue_fen >= 0),
            counted_at BIGINT NOT NULL
        );

        CREATE TABLE insight_watch (
            cinema_id TEXT NOT NULL,
            hall_id TEXT NOT NULL,
            measure TEXT NOT NULL,
            seq BIGINT NOT NULL,
            sum_milli BIGINT NOT NULL,
            run_from BIGINT NOT NULL,
            run_since BIGINT NOT NULL,
            run_total BIGINT NOT NULL,
            run_expected_milli BIGINT NOT NULL,
            alarm_id TEXT,
            PRIMARY KEY (cinema_id, hall_id, measure)
        );

        CREATE TABLE insight_alarms (
            id TEXT NOT NULL PRIMARY KEY,
            number BIGINT NOT NULL UNIQUE,
            cinema_id TEXT NOT NULL REFERENCES cinemas (id),
            hall_id TEXT NOT NULL,
            measure TEXT NOT NULL,
            raised_at BIGINT NOT NULL,
            since_at BIGINT NOT NULL,
            first_seq BIGINT NOT NULL,
            last_seq BIGINT NOT NULL,
            total BIGINT NOT NULL,
            expected_milli BIGINT NOT NULL,
            sum_milli BIGINT NOT NULL,
            limit_milli BIGINT NOT NULL,
            acknowledged_by TEXT REFERENCES employees (id),
            acknowledged_at BIGINT,
            channel TEXT,
            CHECK ((acknowledged_by IS NULL) = (acknowledged_at IS NULL)),
            CHECK (last_seq >= first_seq)
        );
        CREATE UNIQUE INDEX ux_insight_alarms_open ON insight_alarms (cinema_id, hall_id, measure) WHERE acknowledged_at IS NULL;
        CREATE INDEX ix_insight_alarms_time ON insight_alarms (cinema_id, raised_at);

        CREATE TABLE insight_alarm_cards (
            id TEXT NOT NULL PRIMARY KEY,
            alarm_id TEXT NOT NULL REFERENCES insight_alarms (id),
            employee_id TEXT NOT NULL REFERENCES employees (id),
            channel TEXT NOT NULL,
            person TEXT NOT NULL,
            state TEXT NOT NULL CHECK (state IN ('waiting', 'delivered', 'failed')),
            handle TEXT,
            is_final BIGINT NOT NULL CHECK (is_final IN (0, 1)),
            attempts BIGINT NOT NULL,
            last_error TEXT
        );
        CREATE INDEX ix_insight_alarm_cards_alarm ON insight_alarm_cards (alarm_id);

        INSERT INTO counters (name, value) VALUES ('drop-alarm', 0);

        CREATE INDEX ix_cases_opened ON cases (cinema_id, opened_at);
        CREATE INDEX ix_case_events_reopened ON case_events (case_id) WHERE kind = 'reopened';
        CREATE INDEX ix_showtimes_film_day ON showtimes (film_id, business_day);

        INSERT INTO outbox (id, handler, payload, recorded_at, due_at, attempts, lease_until)
        SELECT 'evt_count_' || id, 'insights.count-answer', '{"AnswerId":"' || id || '","Version":' || version || ',"Stars":' || stars || '}', updated_at, updated_at, 0, 0 FROM answers;
        INSERT INTO outbox (id, handler, payload, recorded_at, due_at, attempts, lease_until)
        SELECT 'sales-' || t.showtime_id || '-0', 'insights.count-sales', '{"ShowtimeId":"' || t.showtime_id || '"}', MAX(t.issued_at), MAX(t.issued_at), 0, 0 FROM tickets t GROUP BY t.showtime_id;
        """);
}
