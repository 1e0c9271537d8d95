using System.Globalization;
using CinemaCx.Platform.Redis;
using CinemaCx.Platform.Web.RateLimiting;
using Microsoft.Extensions.Time.Testing;
using Xunit;

namespace CinemaCx.Tests.Redis;

public sealed class SharedLimitsAreExact
{
    private const int Clients = 64;
    private const int CallsEach = 10;
    private static readonly RateLimitPolicy Orders = new("orders", 50, TimeSpan.FromMinutes(5), 50, RateLimitScope.Caller, Shared: true);
    private readonly FakeTimeProvider time = new(new DateTimeOffset(2026, 11, 22, 12, 0, 0, TimeSpan.Zero));

    [Theory, MemberData(nameof(RedisServers.All), MemberType = typeof(RedisServers))]
    public async Task Sixty_four_clients_of_eight_processes_get_the_burst_and_not_one_more(string kind)
    {
        await using var world = RedisWorld.Open(kind);
        var processes = await ProcessesAsync(world);
        var limiters = processes.Select(Limiter).ToArray();

        var allowed = await StormAsync(async client =>
            (await limiters[client % limiters.Length].TakeAsync(new RateLimitBucket(Orders, "gst_1"))).Allowed);

        Assert.Equal(Orders.Burst, allowed);
    }

    /// <summary>The companion of the test above: reading, deciding and writing apart lets too many through, so the storm would notice.</summary>
    [Theory, MemberData(nameof(RedisServers.All), MemberType = typeof(RedisServers))]
    public async Task Without_the_script_the_same_storm_gets_more_than_the_burst(string kind)
    {
        await using var world = RedisWorld.Open(kind);
        var processes = await ProcessesAsync(world);

        var allowed = await StormAsync(client => processes[client % processes.Length].RunAsync(async database =>
        {
            var taken = (int?)await database.StringGetAsync("taken") ?? 0;
            if (taken >= Orders.Burst) return false;
            await database.StringSetAsync("taken", taken + 1);
            return true;
        }));

        Assert.True(allowed > Orders.Burst, string.Create(CultureInfo.InvariantCulture, $"only {allowed} got through"));
    }

    [Theory, MemberData(nameof(RedisServers.All), MemberType = typeof(RedisServers))]
    public async Task A_call_refused_by_one_bucket_costs_nothing_in_the_others(string kind)
    {
        await using var world = RedisWorld.Open(kind);
        var limiter = Limiter(world.Connect());
        var wide = new RateLimitBucket(Orders with { Name = "wide" }, "10.0.0.1");
        var narrow = new RateLimitBucket(Orders with { Name = "narrow", Burst = 3 }, "gst_1");

        Assert.Equal(3, await StormAsync(async _ => (await limiter.TakeAsync(wide, narrow)).Allowed));
        Assert.Equal(Orders.Burst - 3, await StormAsync(async _ => (await limiter.TakeAsync(wide)).Allowed));
    }

    [Theory, MemberData(nameof(RedisServers.All), MemberType = typeof(RedisServers))]
    public async Task A_call_refused_in_redis_costs_nothing_in_the_process(string kind)
    {
        await using var world = RedisWorld.Open(kind);
        var limiter = Limiter(world.Connect());
        var mine = new RateLimitBucket(Orders with { Name = "mine", Burst = 4, Shared = false }, "10.0.0.1");
        var shared = new RateLimitBucket(Orders with { Name = "shared", Burst = 3 }, "gst_1");

        var together = new List<bool>();
        for (var i = 0; i < 10; i++) together.Add((await limiter.TakeAsync(mine, shared)).Allowed);
        Assert.Equal(3, together.Count(allowed => allowed));
        Assert.True((await limiter.TakeAsync(mine)).Allowed);
        Assert.False((await limiter.TakeAsync(mine)).Allowed);
    }

    [Theory, MemberData(nameof(RedisServers.All), MemberType = typeof(RedisServers))]
    public async Task Retry_after_is_neither_too_short_nor_too_long(string kind)
    {
        await using var world = RedisWorld.Open(kind);
        var limiter = Limiter(world.Connect());
        foreach (var (permits, burst) in new[] { (1, 1), (7, 2), (60, 5), (1000, 3) })
        {
            var bucket = new RateLimitBucket(new RateLimitPolicy($"p{permits}", permits, TimeSpan.FromMinutes(1), burst, RateLimitScope.Caller, true), "gst_1");
            for (var i = 0; i < burst; i++) Assert.True((await limiter.TakeAsync(bucket)).Allowed);

            var refused = await limiter.TakeAsync(bucket);
            Assert.InRange(refused.RetryAfter, TimeSpan.FromMicroseconds(1), TimeSpan.FromMinutes(1) / permits);
            time.Advance(refused.RetryAfter - TimeSpan.FromMicroseconds(1));
            Assert.Equal(TimeSpan.FromMicroseconds(1), (await limiter.TakeAsync(bucket)).RetryAfter);
            time.Advance(TimeSpan.FromMicroseconds(1));
            Assert.True((await limiter.TakeAsync(bucket)).Allowed);
            Assert.False((await limiter.TakeAsync(bucket)).Allowed);
        }
    }

    [Theory, MemberData(nameof(RedisServers.All), MemberType = typeof(RedisServers))]
    public async Task A_clock_set_back_by_a_day_locks_nobody_out(string kind)
    {
        await using var world = RedisWorld.Open(kind);
        var redis = world.Connect();
        Assert.True((await Limiter(redis).TakeAsync(new RateLimitBucket(Orders, "gst_1"))).Allowed);

        var earlier = new FakeTimeProvider(time.GetUtcNow() - TimeSpan.FromDays(1));
        var limiter = new RateLimiter(redis, new LocalRateLimiter(earlier), earlier);
        Assert.Equal(Orders.Burst, await StormAsync(async _ => (await limiter.TakeAsync(new RateLimitBucket(Orders, "gst_1"))).Allowed));
    }

    [Theory, MemberData(nameof(RedisServers.All), MemberType = typeof(RedisServers))]
    public async Task Machines_whose_clocks_differ_give_out_no_more_together(string kind)
    {
        await using var world = RedisWorld.Open(kind);
        var redis = world.Connect();
        var behind = new FakeTimeProvider(time.GetUtcNow() - TimeSpan.FromSeconds(1));
        var limiters = new[] { Limiter(redis), new RateLimiter(redis, new LocalRateLimiter(behind), behind) };
        var bucket = new RateLimitBucket(new RateLimitPolicy("fine", 1000, TimeSpan.FromMinutes(1), 50, RateLimitScope.Caller, Shared: true), "gst_1");

        Assert.InRange(await StormAsync(async client => (await limiters[client % 2].TakeAsync(bucket)).Allowed), bucket.Policy.Burst - 17, bucket.Policy.Burst + 17);
    }

    private static async Task<RedisConnection[]> ProcessesAsync(RedisWorld world)
    {
        var processes = Enumerable.Range(0, 8).Select(_ => world.Connect()).ToArray();
        await Task.WhenAll(processes.Select(process => process.PingAsync()));
        return processes;
    }

    private static async Task<int> StormAsync(Func<int, Task<bool>> call)
    {
        var results = await Task.WhenAll(Enumerable.Range(0, Clients).Select(client => Task.Run(async () =>
        {
            var allowed = 0;
            for (var i = 0; i < CallsEach; i++)
            {
                if (await call(client)) allowed++;
            }

            return allowed;
        })));
        return results.Sum();
    }

    private RateLimiter Limiter(RedisConnection redis) => new(redis, new LocalRateLimiter(time), time);
}
