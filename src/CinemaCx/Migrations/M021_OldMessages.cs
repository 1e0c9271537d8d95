using CinemaCx.Platform.Data;
using FluentMigrator;

namespace CinemaCx.Migrations;

/// <summary>Messages are cleared away after some time; what a campaign's figures need of them stays with its guests.</summary>
[Migration(21, "Opened messages, and what stays of old ones")]
public sealed class M021_OldMessages : SchemaStep
{
    public override void Up() => Sql("""
        ALTER TABLE guest_messages ADD COLUMN opened_at BIGINT;
        ALTER TABLE campaign_guests ADD COLUMN message_state TEXT;
        ALTER TABLE campaign_guests ADD COLUMN message_opened_at BIGINT;
        CREATE INDEX ix_guest_messages_settled ON guest_messages (settled_at) WHERE settled_at IS NOT NULL;
        """);
}
