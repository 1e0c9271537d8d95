using System.Collections.Concurrent;
using System.Data.Common;
using LinqToDB;
using LinqToDB.DataProvider.PostgreSQL;
using LinqToDB.DataProvider.SQLite;
using Microsoft.Data.Sqlite;
using Npgsql;

namespace CinemaCx.Platform.Data;

public enum DatabaseEngine
{
    Sqlite,
    PostgreSql,
}

/// <summary>
/// The house's one database. A verb opens its transaction with <see cref="BeginAsync"/> and commits it in sight; a query uses <see cref="Read"/>.
/// </summary>
public sealed class Database : IAsyncDisposable
{
    private static readonly ConcurrentDictionary<string, SemaphoreSlim> WriteGates = new(StringComparer.Ordinal);

    // Nulls compare as SQL compares them: with C#'s meaning linq2db would have to write every statement anew, for its values may be null.
    private readonly DataOptions _options;
    private readonly NpgsqlDataSource? _postgres;
    private readonly SemaphoreSlim? _writeGate;

    public Database(DatabaseOptions options)
    {
        ConnectionString = options.ConnectionString;
        Engine = EngineOf(options.ConnectionString);
        if (Engine == DatabaseEngine.Sqlite)
        {
            var builder = new SqliteConnectionStringBuilder(options.ConnectionString) { ForeignKeys = true, DefaultTimeout = 15 };
            ConnectionString = builder.ToString();
            // SQLite takes one writer at a time and makes the others poll; waiting in line here is fair and costs no thread.
            _writeGate = WriteGates.GetOrAdd(Path.GetFullPath(builder.DataSource), _ => new SemaphoreSlim(1, 1));
            // By a factory, as below: linq2db keeps translated queries by what the options say, and these say the same for every file.
            _options = new DataOptions()
                .UseConnectionFactory(SQLiteTools.GetDataProvider(SQLiteProvider.Microsoft), _ => new SqliteConnection(ConnectionString))
                .UseMappingSchema(StorageMapping.Schema)
                .UseCompareNulls(CompareNulls.LikeSql);
        }
        else
        {
            var builder = new NpgsqlConnectionStringBuilder(options.ConnectionString);
            if (builder.MaxAutoPrepare == 0) builder.MaxAutoPrepare = 200;
            builder.AutoPrepareMinUsages = 2;
            // No statement of this house changes a connection's settings, and cleaning up after every use costs the server as much as a query.
            builder.NoResetOnClose = true;
            // Whoever is frozen inside a transaction must not keep the locks that others wait for; no transaction here waits so long for its own house.
            // Prepared plans are kept: one made while a table had a few rows would read the whole of it for each row wanted, until the server next counts.
            if (string.IsNullOrEmpty(builder.Options)) builder.Options = "-c idle_in_transaction_session_timeout=2000 -c enable_seqscan=off -c jit=off";
            // More connections than the machine can work on only wait for each other: with a hundred the slowest calls took twice as long.
            if (!builder.ContainsKey("Maximum Pool Size")) builder.MaxPoolSize = Math.Max(10, 4 * Environment.ProcessorCount);
            ConnectionString = builder.ToString();
            _postgres = NpgsqlDataSource.Create(builder);
            _options = new DataOptions()
                .UseConnectionFactory(PostgreSQLTools.GetDataProvider(PostgreSQLVersion.v15), _ => _postgres.CreateConnection())
                .UseMappingSchema(StorageMapping.Schema)
                .UseCompareNulls(CompareNulls.LikeSql);
        }
    }

    public DatabaseEngine Engine { get; }

    internal string ConnectionString { get; }

    /// <summary>
    /// Seam for the race tests' negative controls: they take a guard out of the SQL text and prove that the test then fails. Null in production.
    /// </summary>
    internal Func<string, string>? RewriteSql { get; set; }

    /// <summary>Opens the one transaction of a verb; disposing it without <see cref="DbSession.CommitAsync"/> undoes everything.</summary>
    public async Task<DbSession> BeginAsync(CancellationToken cancellation = default)
    {
        if (_writeGate is not null) await _writeGate.WaitAsync(cancellation);
        var session = new DbSession(_options, this, _writeGate);
        try
        {
            await session.BeginTransactionAsync(cancellation);
            return session;
        }
        catch
        {
            await session.DisposeAsync();
            throw;
        }
    }

    /// <summary>A connection for queries, outside any transaction.</summary>
    public DbSession Read() => new(_options, this, writeGate: null);

    /// <summary>
    /// As <see cref="Read"/>, for statements that go through most of a large table: here PostgreSQL may read it from one end to the other, and group a
    /// million rows in memory instead of on the disk. On one core: each helper would group all of them again, and the others belong to those who buy.
    /// </summary>
    public async Task<DbSession> ReadWideAsync(CancellationToken cancellation)
    {
        if (Engine == DatabaseEngine.Sqlite) return Read();
        var session = await BeginAsync(cancellation);
        try
        {
            var script = new Script();
            script.Do($"SET LOCAL enable_seqscan TO on");
            script.Do($"SET LOCAL work_mem TO '128MB'");
            script.Do($"SET LOCAL plan_cache_mode TO force_custom_plan");
            script.Do($"SET LOCAL max_parallel_workers_per_gather TO 0");
            await session.RunAsync(script, cancellation);
            return session;
        }
        catch
        {
            await session.DisposeAsync();
            throw;
        }
    }

    /// <summary>Asks the database for its simplest answer; throws what the driver throws when it is away.</summary>
    public async Task PingAsync(CancellationToken cancellation)
    {
        await using var session = Read();
        await using DbCommand command = (await session.OpenDbConnectionAsync(cancellation)).CreateCommand();
        command.CommandText = "SELECT 1";
        await command.ExecuteScalarAsync(cancellation);
    }

    public static DatabaseEngine EngineOf(string connectionString) =>
        connectionString.Contains("Data Source=", StringComparison.OrdinalIgnoreCase)
        || connectionString.Contains("DataSource=", StringComparison.OrdinalIgnoreCase)
        || connectionString.Contains("Filename=", StringComparison.OrdinalIgnoreCase)
            ? DatabaseEngine.Sqlite
            : DatabaseEngine.PostgreSql;

    public async ValueTask DisposeAsync()
    {
        if (_postgres is not null) await _postgres.DisposeAsync();
    }
}
