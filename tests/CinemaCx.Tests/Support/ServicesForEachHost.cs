using System.Data.Common;
using Microsoft.Data.Sqlite;
using Npgsql;
using StackExchange.Redis;
using Xunit;

namespace CinemaCx.Tests.Support;

/// <summary>What a test writes is seen by no other test.</summary>
public sealed class ServicesForEachHost
{
    [Theory, MemberData(nameof(Backings.All), MemberType = typeof(Backings))]
    public async Task Every_host_gets_a_copy_of_the_prepared_database(string backing)
    {
        var prepared = 0;
        await using var one = await ServiceInstances.OpenAsync(backing, PrepareAsync, nameof(ServicesForEachHost));
        await using var other = await ServiceInstances.OpenAsync(backing, PrepareAsync, nameof(ServicesForEachHost));

        await ExecuteAsync(one, "INSERT INTO fruit VALUES ('pear')");

        Assert.Equal(2L, await ExecuteAsync(one, "SELECT count(*) FROM fruit"));
        Assert.Equal(1L, await ExecuteAsync(other, "SELECT count(*) FROM fruit"));
        Assert.Equal(1, prepared);

        async Task PrepareAsync(string connection)
        {
            prepared++;
            await ExecuteAsync(one: null, "CREATE TABLE fruit (name TEXT NOT NULL)", connection);
            await ExecuteAsync(one: null, "INSERT INTO fruit VALUES ('plum')", connection);
        }
    }

    [Theory, MemberData(nameof(Backings.All), MemberType = typeof(Backings))]
    public async Task A_database_is_gone_when_its_host_is(string backing)
    {
        var instances = await ServiceInstances.OpenAsync(backing);
        await ExecuteAsync(instances, "CREATE TABLE fruit (name TEXT NOT NULL)");
        await instances.DisposeAsync();

        var open = await Record.ExceptionAsync(() => ExecuteAsync(instances, "SELECT count(*) FROM fruit"));
        Assert.IsAssignableFrom<DbException>(open);
    }

    [Fact]
    public async Task Two_hosts_on_one_redis_server_see_different_keys()
    {
        await using var one = await ServiceInstances.OpenAsync(Backings.Servers);
        await using var other = await ServiceInstances.OpenAsync(Backings.Servers);
        await using var first = await ConnectionMultiplexer.ConnectAsync(one.Backing.RedisConnection!);
        await using var second = await ConnectionMultiplexer.ConnectAsync(other.Backing.RedisConnection!);

        await first.GetDatabase().StringSetAsync("fruit", "pear");

        Assert.Equal("pear", (string?)await first.GetDatabase().StringGetAsync("fruit"));
        Assert.True((await second.GetDatabase().StringGetAsync("fruit")).IsNull);
    }

    private static async Task<object?> ExecuteAsync(ServiceInstances? one, string sql, string? connection = null)
    {
        connection ??= one!.Backing.DatabaseConnection;
        await using DbConnection database = connection.StartsWith("Data Source", StringComparison.Ordinal)
            ? new SqliteConnection(connection)
            : new NpgsqlConnection(connection);
        await database.OpenAsync();
        await using var command = database.CreateCommand();
        command.CommandText = sql;
        return await command.ExecuteScalarAsync();
    }
}
