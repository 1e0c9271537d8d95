using System.Collections.Concurrent;
using CinemaCx.Tests.Support;
using Microsoft.Data.Sqlite;
using Npgsql;
using StackExchange.Redis;
using Xunit;

[assembly: AssemblyFixture(typeof(ServiceInstances))]

namespace CinemaCx.Tests.Support;

/// <summary>What one test host stands on.</summary>
/// <param name="DatabaseConnection">A fresh database of its own.</param>
/// <param name="RedisConnection">A Redis database of its own; null where the host starts its embedded server.</param>
public sealed record Backing(string Name, string DatabaseConnection, string? RedisConnection);

/// <summary>The two floors every story is told on: <c>[Theory, MemberData(nameof(Backings.All), MemberType = typeof(Backings))]</c>.</summary>
public static class Backings
{
    public const string Embedded = "sqlite+garnet";
    public const string Servers = "postgres+redis";

    public static TheoryData<string> All { get; } = [Embedded, Servers];

    internal static string? Postgres => Environment.GetEnvironmentVariable("CINEMACX_TEST_POSTGRES");

    internal static string? Redis => Environment.GetEnvironmentVariable("CINEMACX_TEST_REDIS");

    /// <summary>Skips the test that asks for servers nobody named.</summary>
    public static void SkipUnlessHere(string backing) => Assert.SkipUnless(
        backing != Servers || (!string.IsNullOrEmpty(Postgres) && !string.IsNullOrEmpty(Redis)),
        "CINEMACX_TEST_POSTGRES and CINEMACX_TEST_REDIS name no servers; ./test.sh starts them");
}

/// <summary>A fresh database and Redis database for one test host; gone when disposed.</summary>
public sealed class ServiceInstances : IAsyncDisposable
{
    private static readonly ConcurrentDictionary<string, Lazy<Task<string>>> Templates = new(StringComparer.Ordinal);
    private static int s_redisDatabases;

    private readonly Func<ValueTask> _remove;

    /// <summary>The runner's own instance: it takes the templates away when the last test is over.</summary>
    public ServiceInstances()
        : this(new Backing("templates", "", null), RemoveTemplatesAsync)
    {
    }

    private ServiceInstances(Backing backing, Func<ValueTask> remove) => (Backing, _remove) = (backing, remove);

    public Backing Backing { get; }

    /// <param name="backing">One of <see cref="Backings"/>; the test is skipped when its servers are not there.</param>
    /// <param name="prepare">
    /// Given a connection string, makes the schema and closes its connections. Done once per backing and <paramref name="preparation"/>,
    /// the result is then copied for every host. Null: the database is empty.
    /// </param>
    /// <param name="preparation">Names what <paramref name="prepare"/> does.</param>
    public static async Task<ServiceInstances> OpenAsync(string backing, Func<string, Task>? prepare = null, string preparation = "schema")
    {
        Backings.SkipUnlessHere(backing);
        var template = prepare is null
            ? null
            : await Templates.GetOrAdd($"{backing}/{preparation}", _ => new(() => backing switch
            {
                Backings.Embedded => SqliteFiles.CreateAsync(prepare),
                _ => PostgresDatabases.CreateAsync(template: null, prepare),
            })).Value;

        if (backing == Backings.Embedded)
        {
            var file = SqliteFiles.Copy(template);
            return new(new(backing, SqliteFiles.Connection(file), null), () => SqliteFiles.RemoveAsync(file));
        }

        var database = await PostgresDatabases.CreateAsync(template, prepare: null);
        var (redis, flush) = RedisDatabase();
        return new(new(backing, PostgresDatabases.Connection(database), redis), async () =>
        {
            await PostgresDatabases.DropAsync(database);
            await flush();
        });
    }

    public ValueTask DisposeAsync() => _remove();

    // Published messages know no database number: a host may be woken by another's news, never told its content.
    private static (string Connection, Func<Task> FlushAsync) RedisDatabase()
    {
        var options = ConfigurationOptions.Parse(Backings.Redis!);
        options.DefaultDatabase = Interlocked.Increment(ref s_redisDatabases);
        return (options.ToString(), FlushAsync);

        async Task FlushAsync()
        {
            var admin = options.Clone();
            admin.AllowAdmin = true;
            await using var redis = await ConnectionMultiplexer.ConnectAsync(admin);
            await redis.GetDatabase().ExecuteAsync("FLUSHDB");
        }
    }

    private static async ValueTask RemoveTemplatesAsync()
    {
        foreach (var (key, made) in Templates.Where(pair => pair.Value.Value.IsCompletedSuccessfully))
        {
            var template = await made.Value;
            if (key.StartsWith(Backings.Embedded, StringComparison.Ordinal)) await SqliteFiles.RemoveAsync(template);
            else await PostgresDatabases.DropAsync(template);
        }
    }
}

internal static class PostgresDatabases
{
    public static string Connection(string database) =>
        new NpgsqlConnectionStringBuilder(Backings.Postgres) { Database = database, MaxPoolSize = 40 }.ConnectionString;

    public static async Task<string> CreateAsync(string? template, Func<string, Task>? prepare)
    {
        var name = $"cinemacx_{Guid.NewGuid():n}";
        await ExecuteAsync($"""CREATE DATABASE "{name}" TEMPLATE "{template ?? "template0"}" """);
        if (prepare is not null)
        {
            await prepare(Connection(name));
            Forget(name);
        }
        return name;
    }

    public static async ValueTask DropAsync(string name)
    {
        Forget(name);
        await ExecuteAsync($"""DROP DATABASE IF EXISTS "{name}" WITH (FORCE)""");
    }

    // Pooled connections hold on to the database: a template could not be copied.
    private static void Forget(string name)
    {
        using var pooled = new NpgsqlConnection(Connection(name));
        NpgsqlConnection.ClearPool(pooled);
    }

    private static async Task ExecuteAsync(string sql)
    {
        await using var connection = new NpgsqlConnection(Backings.Postgres);
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand(sql, connection);
        await command.ExecuteNonQueryAsync();
    }
}

internal static class SqliteFiles
{
    public static string Connection(string file) => new SqliteConnectionStringBuilder { DataSource = file }.ConnectionString;

    public static async Task<string> CreateAsync(Func<string, Task> prepare)
    {
        var file = Fresh();
        await prepare(Connection(file));
        return file;
    }

    public static string Copy(string? template)
    {
        var file = Fresh();
        if (template is null) return file;
        // The backup reads through the write-ahead log too, which a copy of the one file would leave behind.
        using var source = new SqliteConnection(Connection(template) + ";Pooling=False");
        using var target = new SqliteConnection(Connection(file) + ";Pooling=False");
        source.Open();
        target.Open();
        source.BackupDatabase(target);
        return file;
    }

    public static ValueTask RemoveAsync(string file)
    {
        // The host may have opened the file under another spelling of the connection string; idle connections of others are only reopened.
        SqliteConnection.ClearAllPools();
        Directory.Delete(Path.GetDirectoryName(file)!, recursive: true);
        return ValueTask.CompletedTask;
    }

    private static string Fresh() => Path.Combine(Directory.CreateTempSubdirectory("cinemacx-").FullName, "cinemacx.db");
}
