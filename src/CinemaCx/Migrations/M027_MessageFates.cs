using CinemaCx.Platform.Data;
using FluentMigrator;

namespace CinemaCx.Migrations;

/// <summary>An answer that the phone and the platform both tell of counts once: its second telling names the first.</summary>
[Migration(27, "What platforms tell by themselves")]
public sealed class M027_MessageFates : SchemaStep
{
    public override void Up() => Sql("""
        CREATE TABLE message_fates (
            channel TEXT NOT NULL,
            platform_id TEXT NOT NULL,
            address TEXT NOT NULL,
            state TEXT NOT NULL CHECK (state IN ('delivered', 'refused')),
            reason TEXT,
            is_unwilling BIGINT NOT NULL CHECK (is_unwilling IN (0, 1)),
            told_at BIGINT NOT NULL,
            PRIMARY KEY (channel, platform_id)
        );

        ALTER TABLE message_credit_events ADD COLUMN told_by TEXT;
        ALTER TABLE message_credit_events ADD COLUMN twin_id TEXT;
        CREATE UNIQUE INDEX ux_message_credit_events_twin ON message_credit_events (twin_id) WHERE twin_id IS NOT NULL;
        """);
}
