using CinemaCx.Platform.Data;
using FluentMigrator;

namespace CinemaCx.Migrations;

[Migration(2, "Outbox, idempotency keys")]
public sealed class M002_Floor : SchemaStep
{
    public override void Up() => Sql("""
        CREATE TABLE outbox (
            id TEXT PRIMARY KEY,
            handler TEXT NOT NULL,
            payload TEXT NOT NULL,
            recorded_at BIGINT NOT NULL,
            due_at BIGINT NOT NULL,
            attempts BIGINT NOT NULL,
            lease_until BIGINT NOT NULL,
            last_error TEXT
        );
        CREATE INDEX ix_outbox_due ON outbox (due_at);

        CREATE TABLE idempotency_keys (
            caller TEXT NOT NULL,
            key TEXT NOT NULL,
            request_hash TEXT NOT NULL,
            answer TEXT NOT NULL,
            created_at BIGINT NOT NULL,
            PRIMARY KEY (caller, key)
        );
        CREATE INDEX ix_idempotency_keys_created ON idempotency_keys (created_at);
        """);
}
