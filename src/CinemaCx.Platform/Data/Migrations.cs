using System.Reflection;
using System.Text.RegularExpressions;
using FluentMigrator;
using FluentMigrator.Runner;
using FluentMigrator.Runner.Initialization;
using FluentMigrator.Runner.Processors;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;

namespace CinemaCx.Platform.Data;

/// <summary>
/// A step of the schema in portable SQL: TEXT, BIGINT and CHECK mean the same in both databases. On SQLite every table is made STRICT.
/// Steps only go forward; going back is a restore of the backup taken before.
/// </summary>
public abstract partial class SchemaStep : ForwardOnlyMigration
{
    /// <summary>One or more statements, each ended by a semicolon at the end of a line.</summary>
    protected void Sql(string statements)
    {
        foreach (var statement in StatementEnd().Split(statements).Select(s => s.Trim()).Where(s => s.Length > 0))
        {
            var strict = statement.StartsWith("CREATE TABLE", StringComparison.Ordinal) ? statement.TrimEnd(';') + " STRICT" : statement;
            IfDatabase(t => t.StartsWith("SQLite", StringComparison.OrdinalIgnoreCase)).Execute.Sql(strict.Replace("BIGINT", "INTEGER", StringComparison.Ordinal));
            IfDatabase(t => t.StartsWith("Postgre", StringComparison.OrdinalIgnoreCase)).Execute.Sql(statement);
        }
    }

    [GeneratedRegex(@"(?<=;)\s*\n", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex StatementEnd();
}

public static class SchemaMigration
{
    // Instances of a chain start together; one migrates, the others wait for it here.
    private const long AdvisoryLock = 0x43696E656D614378;

    /// <summary>Brings the schema up to the newest step found in the assemblies; does nothing when it is there already.</summary>
    public static Task RunAsync(Database database, params Assembly[] assemblies) => RunToAsync(database, long.MaxValue, assemblies);

    /// <summary>As <see cref="RunAsync"/>, no further than a step: how a house looked before the steps after it.</summary>
    internal static async Task RunToAsync(Database database, long step, params Assembly[] assemblies)
    {
        var connectionString = database.Engine == DatabaseEngine.PostgreSql ? Patient(database.ConnectionString) : database.ConnectionString;
        await using var lockHolder = database.Engine == DatabaseEngine.PostgreSql ? new NpgsqlConnection(connectionString) : null;
        if (lockHolder is not null)
        {
            await lockHolder.OpenAsync();
            await using var take = new NpgsqlCommand($"SELECT pg_advisory_lock({AdvisoryLock})", lockHolder);
            await take.ExecuteNonQueryAsync();
        }
        else
        {
            await using var connection = new SqliteConnection(connectionString);
            await connection.OpenAsync();
            await using var wal = connection.CreateCommand();
            wal.CommandText = "PRAGMA journal_mode = WAL";
            await wal.ExecuteNonQueryAsync();
        }

        await using var services = new ServiceCollection()
            .AddFluentMigratorCore()
            .ConfigureRunner(runner =>
            {
                if (database.Engine == DatabaseEngine.Sqlite) runner.AddSQLite(binaryGuid: false, useStrictTables: true);
                else runner.AddPostgres15_0();
                runner.WithGlobalConnectionString(connectionString).ScanIn(assemblies).For.Migrations();
            })
            .Configure<SelectingProcessorAccessorOptions>(o => o.ProcessorId = database.Engine == DatabaseEngine.Sqlite ? "SQLite" : "PostgreSQL15_0")
            .BuildServiceProvider();
        await using var scope = services.CreateAsyncScope();
        scope.ServiceProvider.GetRequiredService<IMigrationRunner>().MigrateUp(step);
        if (lockHolder is not null) NpgsqlConnection.ClearPool(lockHolder);
        else SqliteConnection.ClearAllPools();
    }

    /// <summary>A step may think longer between two statements, on a slow machine, than anybody else in the middle of a transaction.</summary>
    private static string Patient(string connectionString)
    {
        var builder = new NpgsqlConnectionStringBuilder(connectionString);
        builder.Options = $"{builder.Options} -c idle_in_transaction_session_timeout=0".TrimStart();
        return builder.ConnectionString;
    }
}
