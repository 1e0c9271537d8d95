using System.Diagnostics;
using CinemaCx.Platform.Redis;
using CinemaCx.Standalone;
using Microsoft.Extensions.Logging.Abstractions;
using Xunit;

namespace CinemaCx.Tests.Redis;

public sealed class SignalsAreNeverLost
{
    private static readonly TimeSpan Long = TimeSpan.FromSeconds(20);
    private static readonly TimeSpan Short = TimeSpan.FromMilliseconds(60);

    [Theory, MemberData(nameof(RedisServers.All), MemberType = typeof(RedisServers))]
    public async Task A_signal_between_two_waits_ends_the_next_one_at_once_and_only_that_one(string kind)
    {
        await using var world = RedisWorld.Open(kind);
        await using var signal = Signal(world.Connect());
        signal.Publish("work");
        Assert.True(await signal.WaitAsync("work", Long, CancellationToken.None));
        await SettleAsync(signal);

        signal.Publish("work");
        signal.Publish("work");
        var wait = signal.WaitAsync("work", Long, CancellationToken.None);
        Assert.True(wait.IsCompleted && await wait);
        Assert.False(await signal.WaitAsync("work", Short, CancellationToken.None));
        signal.Publish("other");
        Assert.False(await signal.WaitAsync("work", Short, CancellationToken.None));
    }

    [Theory, MemberData(nameof(RedisServers.All), MemberType = typeof(RedisServers))]
    public async Task Another_process_is_woken_within_a_moment(string kind)
    {
        await using var world = RedisWorld.Open(kind);
        await using var here = Signal(world.Connect());
        await using var there = Signal(world.Connect());
        await SettleAsync(there);

        for (var i = 0; i < 20; i++)
        {
            var waiting = there.WaitAsync("work", Long, CancellationToken.None);
            var began = Stopwatch.GetTimestamp();
            here.Publish("work");
            Assert.True(await waiting);
            Assert.True(Stopwatch.GetElapsedTime(began) < TimeSpan.FromSeconds(2), "woken late");
        }
    }

    /// <summary>One process hands over piece after piece, the other waits for each; one lost signal and the pair stands still.</summary>
    [Theory, MemberData(nameof(RedisServers.All), MemberType = typeof(RedisServers))]
    public async Task Two_processes_play_a_thousand_rounds_without_standing_still(string kind)
    {
        await using var world = RedisWorld.Open(kind);
        await using var one = Signal(world.Connect());
        await using var two = Signal(world.Connect());
        await SettleAsync(one);
        await SettleAsync(two);
        await PlayAsync(one, two, 1_000);
    }

    [Fact]
    public async Task Two_loops_in_one_process_play_ten_thousand_rounds_without_redis()
    {
        await using var nowhere = RedisWorld.ConnectAsTheHouseDoes("127.0.0.1:1");
        await using var signal = Signal(nowhere);
        await PlayAsync(signal, signal, 10_000);
    }

    [Fact]
    public async Task Each_listener_sees_a_signal_even_when_another_has_seen_it()
    {
        await using var nowhere = RedisWorld.ConnectAsTheHouseDoes("127.0.0.1:1");
        await using var signal = Signal(nowhere);
        var (first, second) = (signal.Listen("work"), signal.Listen("work"));
        signal.Publish("work");
        Assert.True(await first.WaitAsync(TimeSpan.Zero, CancellationToken.None));
        Assert.True(await second.WaitAsync(TimeSpan.Zero, CancellationToken.None));
        Assert.False(await first.WaitAsync(Short, CancellationToken.None));
    }

    [Fact]
    public async Task While_redis_is_away_signals_work_inside_and_everybody_is_woken_when_it_returns()
    {
        var server = EmbeddedRedis.Start(0, null, NullLoggerFactory.Instance);
        await using var mine = RedisWorld.Connect(server.ConnectionString);
        await using var other = RedisWorld.Connect(server.ConnectionString);
        await using var here = Signal(mine);
        await using var there = Signal(other);
        await SettleAsync(here);
        await SettleAsync(there);

        server.Dispose();
        await RedisWorld.EventuallyAsync(() => Task.FromResult(!mine.IsAvailable && !other.IsAvailable), TimeSpan.FromSeconds(10), "the loss is noticed");
        here.Publish("work");
        Assert.True(await here.WaitAsync("work", Long, CancellationToken.None));
        Assert.False(await there.WaitAsync("work", Short, CancellationToken.None));

        var missed = there.WaitAsync("work", Long, CancellationToken.None);
        using var again = EmbeddedRedis.Start(server.Port, null, NullLoggerFactory.Instance);
        Assert.True(await missed);
        await SettleAsync(there);
        var next = there.WaitAsync("work", Long, CancellationToken.None);
        await RedisWorld.EventuallyAsync(
            () =>
            {
                here.Publish("work");
                return Task.FromResult(next.IsCompleted);
            },
            TimeSpan.FromSeconds(10),
            "signals pass again");
        Assert.True(await next);
    }

    [Fact]
    public async Task A_wait_ends_when_it_is_cancelled()
    {
        await using var nowhere = RedisWorld.ConnectAsTheHouseDoes("127.0.0.1:1");
        await using var signal = Signal(nowhere);
        using var cancellation = new CancellationTokenSource();
        var wait = signal.WaitAsync("work", Long, cancellation.Token);
        await cancellation.CancelAsync();
        await Assert.ThrowsAsync<OperationCanceledException>(() => wait);
    }

    private static async Task PlayAsync(RedisSignal one, RedisSignal two, int rounds)
    {
        var (served, returned) = (0, 0);
        var player = Task.Run(async () =>
        {
            while (Volatile.Read(ref returned) < rounds)
            {
                while (Volatile.Read(ref served) == Volatile.Read(ref returned)) Assert.True(await two.WaitAsync("serve", Long, CancellationToken.None));
                Interlocked.Increment(ref returned);
                two.Publish("return");
            }
        });
        for (var round = 1; round <= rounds; round++)
        {
            Interlocked.Increment(ref served);
            one.Publish("serve");
            while (Volatile.Read(ref returned) < round) Assert.True(await one.WaitAsync("return", Long, CancellationToken.None));
        }

        await player;
    }

    /// <summary>Subscribing wakes once for what may have been missed before; after that it is quiet.</summary>
    private static async Task SettleAsync(RedisSignal signal)
    {
        foreach (var name in new[] { "work", "serve", "return" })
        {
            while (await signal.WaitAsync(name, TimeSpan.FromMilliseconds(300), CancellationToken.None))
            {
                // Another turn, until nothing more comes.
            }
        }
    }

    private static RedisSignal Signal(RedisConnection redis) => new(redis, TimeProvider.System, NullLogger<RedisSignal>.Instance);
}
