using CinemaCx.Platform.Data;
using Npgsql;
using StackExchange.Redis;

namespace CinemaCx.Bench;

/// <summary>What a bench stands on and leaves nothing of: scratch databases, Redis keys under a prefix of its own, a data folder.</summary>
internal sealed class Ground : IAsyncDisposable
{
    private readonly BenchOptions _options;
    private readonly List<string> _databases = [];

    private Ground(BenchOptions options) => _options = options;

    /// <summary>Connection string of the house's own, migrated database.</summary>
    public string Connection { get; private set; } = "";

    public string Redis => _options.Redis;

    public string RedisPrefix { get; } = $"bench-{Guid.NewGuid():n}:";

    public string Folder { get; } = Directory.CreateTempSubdirectory("cinemacx-bench-").FullName;

    public static async Task<Ground> OpenAsync(BenchOptions options)
    {
        var ground = new Ground(options);
        ground.Connection = await ground.CreateAsync(template: "template0");
        await using var database = new Database(new DatabaseOptions { ConnectionString = ground.Connection });
        await SchemaMigration.RunAsync(database, CinemaCxModules.Schema);
        return ground;
    }

    /// <summary>Another database with the same tables and rows, for pgbench. Nobody may be connected to the house's.</summary>
    public async Task<string> CopyAsync()
    {
        NpgsqlConnection.ClearAllPools();
        return await CreateAsync(new NpgsqlConnectionStringBuilder(Connection).Database!);
    }

    public static async Task ExecuteAsync(string connectionString, string sql)
    {
        await using var connection = new NpgsqlConnection(connectionString);
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand(sql, connection) { CommandTimeout = 300 };
        await command.ExecuteNonQueryAsync();
    }

    /// <returns>Every row, as many columns as were asked for.</returns>
    public static async Task<List<object[]>> RowsAsync(string connectionString, string sql)
    {
        await using var connection = new NpgsqlConnection(connectionString);
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand(sql, connection) { CommandTimeout = 300 };
        await using var reader = await command.ExecuteReaderAsync();
        var rows = new List<object[]>();
        while (await reader.ReadAsync())
        {
            var row = new object[reader.FieldCount];
            reader.GetValues(row);
            rows.Add(row);
        }

        return rows;
    }

    public async ValueTask DisposeAsync()
    {
        NpgsqlConnection.ClearAllPools();
        foreach (var database in _databases) await ExecuteAsync(_options.Postgres, $"""DROP DATABASE IF EXISTS "{database}" WITH (FORCE)""");
        await using var redis = await ConnectionMultiplexer.ConnectAsync(Redis);
        foreach (var keys in redis.GetServers()[0].Keys(pattern: RedisPrefix + "*", pageSize: 1000).Chunk(1000)) await redis.GetDatabase().KeyDeleteAsync(keys);
        Directory.Delete(Folder, recursive: true);
    }

    private async Task<string> CreateAsync(string template)
    {
        var name = $"cinemacx_bench_{Guid.NewGuid():n}";
        await ExecuteAsync(_options.Postgres, $"""CREATE DATABASE "{name}" TEMPLATE "{template}" """);
        _databases.Add(name);
        return new NpgsqlConnectionStringBuilder(_options.Postgres) { Database = name }.ConnectionString;
    }
}
