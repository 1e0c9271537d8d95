using CinemaCx.Platform.Redis;
using CinemaCx.Standalone;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using Xunit;

namespace CinemaCx.Tests.Redis;

/// <summary>The servers that what speaks to Redis is tried on: the embedded one always, a real one where the environment names it.</summary>
public static class RedisServers
{
    public const string Embedded = "garnet";
    public const string Real = "redis";

    public static TheoryData<string> All { get; } = [Embedded, Real];
}

/// <summary>A server for one test, and connections to it as if each came from a process of its own.</summary>
public sealed class RedisWorld : IAsyncDisposable
{
    private readonly EmbeddedRedis? embedded;
    private readonly List<IAsyncDisposable> opened = [];
    private readonly string prefix = $"test:{Guid.NewGuid():N}:";

    private RedisWorld(EmbeddedRedis? embedded, string connectionString)
    {
        this.embedded = embedded;
        ConnectionString = connectionString;
    }

    public string ConnectionString { get; }

    public static RedisWorld Open(string kind)
    {
        if (kind == RedisServers.Embedded)
        {
            var server = EmbeddedRedis.Start(0, null, NullLoggerFactory.Instance);
            return new RedisWorld(server, server.ConnectionString);
        }

        var real = Environment.GetEnvironmentVariable("CINEMACX_TEST_REDIS");
        Assert.SkipWhen(string.IsNullOrEmpty(real), "CINEMACX_TEST_REDIS names no server");
        return new RedisWorld(null, real!);
    }

    public RedisConnection Connect()
    {
        var connection = Connect(ConnectionString, prefix);
        opened.Add(connection);
        return connection;
    }

    /// <summary>
    /// A connection with more patience than the house has: a command late on a crowded test machine would be counted by the process
    /// instead, rightly, and spoil a test about exact numbers. Losing the connection is noticed as quickly as ever.
    /// </summary>
    public static RedisConnection Connect(string connectionString, string prefix = "cx:") =>
        ConnectAsTheHouseDoes(connectionString + ",connectTimeout=20000,syncTimeout=20000,asyncTimeout=20000", prefix);

    public static RedisConnection ConnectAsTheHouseDoes(string connectionString, string prefix = "cx:") => new(
        Options.Create(new RedisOptions { ConnectionString = connectionString, KeyPrefix = prefix }), NullLogger<RedisConnection>.Instance);

    public async ValueTask DisposeAsync()
    {
        foreach (var connection in opened) await connection.DisposeAsync();
        embedded?.Dispose();
    }

    /// <summary>Waits for something that has to come true by itself soon.</summary>
    public static async Task EventuallyAsync(Func<Task<bool>> holds, TimeSpan atMost, string what)
    {
        var began = TimeProvider.System.GetTimestamp();
        while (!await holds())
        {
            Assert.True(TimeProvider.System.GetElapsedTime(began) < atMost, $"not within {atMost}: {what}");
            await Task.Delay(20);
        }
    }
}
