using CinemaCx.Platform.Data;
using FluentMigrator;

namespace CinemaCx.Migrations;

/// <summary>A year of a chain is read as quickly as a month: scores by hall and day beside the finer ones, and who came back after a case was closed.</summary>
[Migration(25, "Scores by hall and day, who a case is of, purchases after a case")]
public sealed class M025_InsightOverYears : SchemaStep
{
    public override void Up() => Sql("""
        CREATE TABLE insight_hall_days (
            measure TEXT NOT NULL,
            cinema_id TEXT NOT NULL,
            day TEXT NOT NULL,
            hall_id TEXT NOT NULL,
            ratings BIGINT NOT NULL,
            high BIGINT NOT NULL,
            low BIGINT NOT NULL,
            total BIGINT NOT NULL,
            squares BIGINT NOT NULL,
            PRIMARY KEY (measure, cinema_id, day, hall_id)
        );
        INSERT INTO insight_hall_days (measure, cinema_id, day, hall_id, ratings, high, low, total, squares)
        SELECT measure, cinema_id, day, hall_id, SUM(ratings), SUM(high), SUM(low), SUM(total), SUM(squares) FROM insight_days GROUP BY measure, cinema_id, day, hall_id;

        ALTER TABLE cases ADD COLUMN guest_id TEXT;
        UPDATE cases SET guest_id = (SELECT a.guest_id FROM answers a WHERE a.id = cases.lead_answer_id);
        CREATE INDEX ix_cases_guest ON cases (guest_id) WHERE guest_id IS NOT NULL;

        CREATE TABLE insight_returns (
            case_id TEXT NOT NULL REFERENCES cases (id),
            order_id TEXT NOT NULL,
            showtime_id TEXT NOT NULL,
            paid_at BIGINT NOT NULL,
            PRIMARY KEY (case_id, order_id)
        );
        CREATE INDEX ix_insight_returns_showtime ON insight_returns (showtime_id);
        INSERT INTO insight_returns (case_id, order_id, showtime_id, paid_at)
        SELECT k.id, o.id, o.showtime_id, o.paid_at FROM cases k JOIN orders o ON o.guest_id = k.guest_id AND o.state = 'paid' AND o.gone = 0
        WHERE o.paid_at > k.opened_at AND (k.closed_at IS NULL OR o.paid_at <= k.closed_at + 5184000000);
        """);
}
