using CinemaCx.Platform.Data;
using FluentMigrator;

namespace CinemaCx.Migrations;

/// <summary>
/// Slots say what is left, and an emptied one is deleted: PostgreSQL keeps the lock on a row that turned out to be empty, and two who waited for each
/// other's empty ones never came on.
/// </summary>
[Migration(13, "Coupon slots say what is left")]
public sealed class M013_SlotsOfWhatIsLeft : SchemaStep
{
    public override void Up() => Sql("""
        CREATE TABLE coupon_slots_left (
            template_id TEXT NOT NULL REFERENCES coupon_templates (id),
            slot BIGINT NOT NULL,
            remaining BIGINT NOT NULL CHECK (remaining >= 0),
            PRIMARY KEY (template_id, slot)
        );
        INSERT INTO coupon_slots_left (template_id, slot, remaining)
        SELECT template_id, slot, most - issued FROM coupon_slots WHERE most > issued;
        DROP TABLE coupon_slots;
        ALTER TABLE coupon_slots_left RENAME TO coupon_slots;
        """);
}
