using CinemaCx.Platform.Data;
using FluentMigrator;

namespace CinemaCx.Migrations;

[Migration(26, "Files that long work makes")]
public sealed class M026_ExportFiles : SchemaStep
{
    public override void Up() => Sql("""
        CREATE TABLE long_work_files (
            work_id TEXT NOT NULL REFERENCES long_works (id),
            part BIGINT NOT NULL,
            body TEXT NOT NULL,
            PRIMARY KEY (work_id, part)
        );
        """);
}
