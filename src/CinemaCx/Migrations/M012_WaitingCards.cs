using CinemaCx.Platform.Data;
using FluentMigrator;

namespace CinemaCx.Migrations;

/// <summary>
/// An index over waiting cards that no statement about one card can use: PostgreSQL, taking a new table for small, looked through all of them to find it.
/// </summary>
[Migration(12, "Waiting cards by the time they have waited")]
public sealed class M012_WaitingCards : SchemaStep
{
    public override void Up() => Sql("""
        DROP INDEX ix_alert_messages_waiting;
        CREATE INDEX ix_alert_messages_undelivered ON alert_messages (queued_at) WHERE delivered_at IS NULL;
        """);
}
