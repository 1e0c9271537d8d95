using CinemaCx.Platform.Data;
using FluentMigrator;

namespace CinemaCx.Migrations;

/// <summary>Marks and words given to questions a cinema has thought of itself.</summary>
[Migration(20, "Answers to a cinema's own questions")]
public sealed class M020_OwnQuestions : SchemaStep
{
    public override void Up() => Sql("""
        ALTER TABLE answers ADD COLUMN own TEXT NOT NULL DEFAULT '{}';
        """);
}
