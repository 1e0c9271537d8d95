using System.Net;
using System.Net.Sockets;
using CinemaCx.Platform.Redis;
using CinemaCx.Platform.Web.RateLimiting;
using CinemaCx.Standalone;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;
using CinemaCx.Tests.Support;
using Xunit;

namespace CinemaCx.Tests.Redis;

public sealed class RedisMayGoAndComeBack
{
    private static readonly TimeSpan Soon = TimeSpan.FromSeconds(10);
    private static readonly RateLimitPolicy Orders = new("orders", 20, TimeSpan.FromMinutes(5), 20, RateLimitScope.Caller, Shared: true);
    private static readonly RateLimitBucket Bucket = new(Orders, "gst_1");
    private readonly FakeTimeProvider time = new(new DateTimeOffset(2026, 11, 22, 12, 0, 0, TimeSpan.Zero));

    [Fact]
    public async Task The_process_counts_for_itself_meanwhile_and_shares_again_without_a_restart()
    {
        var first = EmbeddedRedis.Start(0, null, NullLoggerFactory.Instance);
        await using var mine = RedisWorld.Connect(first.ConnectionString);
        await using var other = RedisWorld.Connect(first.ConnectionString);
        var (here, there) = (Limiter(mine), Limiter(other));
        Assert.Equal(20, await TakenAsync(here, 30));
        Assert.Equal(0, await TakenAsync(there, 5));

        first.Dispose();
        Assert.Equal(20, await TakenAsync(here, 30));
        Assert.Equal(20, await TakenAsync(there, 30));
        Assert.False(mine.IsAvailable);

        using var second = EmbeddedRedis.Start(first.Port, null, NullLoggerFactory.Instance);
        await RedisWorld.EventuallyAsync(() => Task.FromResult(mine.IsAvailable && other.IsAvailable), Soon, "Redis is noticed again");
        time.Advance(TimeSpan.FromHours(1));
        Assert.Equal(12, await TakenAsync(here, 12));
        Assert.Equal(8, await TakenAsync(there, 30));
    }

    [Fact]
    public async Task Calls_fail_at_once_while_it_is_away()
    {
        var server = EmbeddedRedis.Start(0, null, NullLoggerFactory.Instance);
        await using var redis = RedisWorld.Connect(server.ConnectionString);
        await redis.RunAsync(database => database.StringSetAsync("a", "b"));
        server.Dispose();
        await RedisWorld.EventuallyAsync(async () => !await WorksAsync(redis) && !redis.IsAvailable, Soon, "the loss is noticed");

        await AssertFailsAtOnceAsync(redis);

        using var again = EmbeddedRedis.Start(server.Port, null, NullLoggerFactory.Instance);
        await RedisWorld.EventuallyAsync(() => WorksAsync(redis), Soon, "it works again");
        Assert.True(redis.IsAvailable);
    }

    [Fact]
    public async Task A_process_may_start_before_redis()
    {
        var port = FreePorts.Take();
        await using var redis = RedisWorld.ConnectAsTheHouseDoes($"127.0.0.1:{port}");
        await Assert.ThrowsAsync<RedisUnavailableException>(() => redis.PingAsync());
        await AssertFailsAtOnceAsync(redis);

        using var server = EmbeddedRedis.Start(port, null, NullLoggerFactory.Instance);
        await RedisWorld.EventuallyAsync(() => WorksAsync(redis), Soon, "it works");
    }

    [Fact]
    public async Task A_server_that_falls_silent_is_away_too_until_it_speaks()
    {
        using var server = EmbeddedRedis.Start(0, null, NullLoggerFactory.Instance);
        await using var wire = new SilencedWire(server.Port);
        await using var redis = RedisWorld.ConnectAsTheHouseDoes($"127.0.0.1:{wire.Port}");
        await RedisWorld.EventuallyAsync(() => WorksAsync(redis), Soon, "it works");

        wire.Silence();
        var calls = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => WorksAsync(redis))).WaitAsync(Soon);
        Assert.All(calls, Assert.False);
        await AssertFailsAtOnceAsync(redis);

        wire.Speak();
        await RedisWorld.EventuallyAsync(() => WorksAsync(redis), Soon, "it works again");
    }

    private static async Task AssertFailsAtOnceAsync(RedisConnection redis)
    {
        const int calls = 1_000;
        var began = TimeProvider.System.GetTimestamp();
        for (var i = 0; i < calls; i++) await Assert.ThrowsAsync<RedisUnavailableException>(() => redis.RunAsync(database => database.StringGetAsync("a")));
        var each = TimeProvider.System.GetElapsedTime(began) / calls;
        Assert.True(each < TimeSpan.FromMilliseconds(1), $"{each.TotalMicroseconds:F0} µs");
        TestContext.Current.TestOutputHelper?.WriteLine($"{each.TotalMicroseconds:F1} µs per failing call");
    }

    private static async Task<bool> WorksAsync(RedisConnection redis)
    {
        try
        {
            await redis.PingAsync();
            return true;
        }
        catch (RedisUnavailableException)
        {
            return false;
        }
    }

    private static async Task<int> TakenAsync(RateLimiter limiter, int calls)
    {
        var taken = 0;
        for (var i = 0; i < calls; i++)
        {
            if ((await limiter.TakeAsync(Bucket)).Allowed) taken++;
        }

        return taken;
    }

    private RateLimiter Limiter(RedisConnection redis) => new(redis, new LocalRateLimiter(time), time);
}
