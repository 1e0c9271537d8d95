using CinemaCx.Platform.Data;
using FluentMigrator;

namespace CinemaCx.Migrations;

/// <summary>Sales of business days that are over, by film and hour and by hour alone. A day is summed within the hour after the upgrade; until then it is read from its showtimes.</summary>
[Migration(28, "Sales of business days that are over")]
public sealed class M028_SalesDays : SchemaStep
{
    public override void Up() => Sql("""
        CREATE TABLE insight_sales_days (
            cinema_id TEXT NOT NULL REFERENCES cinemas (id),
            day TEXT NOT NULL,
            is_summed BIGINT NOT NULL CHECK (is_summed IN (0, 1)),
            PRIMARY KEY (cinema_id, day)
        );
        CREATE TABLE insight_sales (
            cinema_id TEXT NOT NULL,
            day TEXT NOT NULL,
            film_id TEXT NOT NULL,
            hour BIGINT NOT NULL CHECK (hour BETWEEN 0 AND 23),
            plan_id TEXT NOT NULL,
            shows BIGINT NOT NULL,
            sold BIGINT NOT NULL,
            revenue_fen BIGINT NOT NULL,
            PRIMARY KEY (cinema_id, day, film_id, hour, plan_id)
        );
        CREATE TABLE insight_sales_hours (
            cinema_id TEXT NOT NULL,
            day TEXT NOT NULL,
            hour BIGINT NOT NULL,
            plan_id TEXT NOT NULL,
            shows BIGINT NOT NULL,
            sold BIGINT NOT NULL,
            revenue_fen BIGINT NOT NULL,
            PRIMARY KEY (cinema_id, day, hour, plan_id)
        );
        """);
}
