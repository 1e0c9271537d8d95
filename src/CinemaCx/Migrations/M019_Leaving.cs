using CinemaCx.Platform.Data;
using FluentMigrator;

namespace CinemaCx.Migrations;

/// <summary>People leave and change to another cinema; from then on the roster has gaps where it says their name.</summary>
[Migration(19, "Employees leave and move")]
public sealed class M019_Leaving : SchemaStep
{
    public override void Up() => Sql("""
        ALTER TABLE employees ADD COLUMN left_at BIGINT;
        ALTER TABLE employees ADD COLUMN moved_at BIGINT;
        """);
}
