using CinemaCx.Platform.Redis;
using CinemaCx.Standalone;
using Microsoft.Extensions.Logging.Abstractions;
using Xunit;

namespace CinemaCx.Tests.Redis;

public sealed class TheEmbeddedServerKeepsItsData : IDisposable
{
    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("cx-garnet-");

    public void Dispose() => folder.Delete(recursive: true);

    [Fact]
    public async Task After_an_orderly_stop_everything_is_there_with_its_expiry()
    {
        for (var start = 1; start <= 3; start++)
        {
            await using var server = EmbeddedRedis.Start(0, folder.FullName, NullLoggerFactory.Instance);
            await using var redis = RedisWorld.Connect(server.ConnectionString);
            for (var earlier = 1; earlier < start; earlier++) await AssertKeptAsync(redis, $"session {earlier}");
            await redis.RunAsync(database => database.StringSetAsync($"session {start}", "kept", TimeSpan.FromHours(1)));
        }
    }

    /// <summary>The files as they lie there in the middle of the work are what a crash leaves behind.</summary>
    [Fact]
    public async Task After_a_crash_what_is_older_than_the_last_seconds_is_there()
    {
        await using var server = EmbeddedRedis.Start(0, Path.Combine(folder.FullName, "before"), NullLoggerFactory.Instance);
        await using var redis = RedisWorld.Connect(server.ConnectionString);
        await redis.RunAsync(database => database.StringSetAsync("session", "kept", TimeSpan.FromHours(1)));
        await Task.Delay(TimeSpan.FromSeconds(2.5));
        var crashed = Path.Combine(folder.FullName, "after");
        foreach (var file in Directory.EnumerateFiles(Path.Combine(folder.FullName, "before"), "*", SearchOption.AllDirectories))
        {
            var copy = Path.Combine(crashed, Path.GetRelativePath(Path.Combine(folder.FullName, "before"), file));
            Directory.CreateDirectory(Path.GetDirectoryName(copy)!);
            File.Copy(file, copy);
        }

        await using var again = EmbeddedRedis.Start(0, crashed, NullLoggerFactory.Instance);
        await using var later = RedisWorld.Connect(again.ConnectionString);
        await AssertKeptAsync(later, "session");
    }

    [Fact]
    public async Task More_than_its_memory_drops_the_oldest_and_nothing_else()
    {
        await using var server = EmbeddedRedis.Start(0, null, NullLoggerFactory.Instance);
        await using var redis = RedisWorld.Connect(server.ConnectionString);
        var quarter = new byte[250_000];
        for (var i = 0; i < 800; i++) await redis.RunAsync(database => database.StringSetAsync($"k{i}", quarter));
        Assert.False(await redis.RunAsync(database => database.KeyExistsAsync("k0")));
        Assert.True(await redis.RunAsync(database => database.KeyExistsAsync("k799")));
    }

    private static async Task AssertKeptAsync(RedisConnection redis, string key)
    {
        Assert.Equal("kept", (string?)await redis.RunAsync(database => database.StringGetAsync(key)));
        Assert.InRange((await redis.RunAsync(database => database.KeyTimeToLiveAsync(key)))!.Value, TimeSpan.FromMinutes(50), TimeSpan.FromHours(1));
    }
}
