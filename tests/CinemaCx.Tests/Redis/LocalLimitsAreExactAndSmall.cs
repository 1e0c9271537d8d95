using System.Globalization;
using CinemaCx.Platform.Web.RateLimiting;
using Microsoft.Extensions.Time.Testing;
using Xunit;

namespace CinemaCx.Tests.Redis;

public sealed class LocalLimitsAreExactAndSmall
{
    private static readonly RateLimitPolicy Reads = new("reads", 100, TimeSpan.FromMinutes(1), 100, RateLimitScope.Caller, Shared: false);
    private static readonly RateLimitPolicy Tight = new("tight", 10, TimeSpan.FromMinutes(1), 10, RateLimitScope.Address, Shared: false);
    private readonly FakeTimeProvider time = new(new DateTimeOffset(2026, 11, 22, 12, 0, 0, TimeSpan.Zero));

    [Fact]
    public void Many_threads_get_the_burst_and_not_one_more()
    {
        var limiter = new LocalRateLimiter(time);
        Assert.Equal(Reads.Burst, Storm(() => limiter.Take([new(Reads, "gst_1")])));
        Assert.Equal(Tight.Burst, Storm(() => limiter.Take([new(Reads, "gst_2"), new(Tight, "10.0.0.1")])));
        Assert.Equal(Reads.Burst - Tight.Burst, Storm(() => limiter.Take([new(Reads, "gst_2")])));
    }

    [Fact]
    public void Forgetting_idle_callers_amid_a_storm_lets_no_extra_call_through()
    {
        var limiter = new LocalRateLimiter(time);
        var stranger = 0;
        Assert.Equal(Reads.Burst, Storm(() =>
        {
            limiter.Take([new(Reads, Interlocked.Increment(ref stranger).ToString(CultureInfo.InvariantCulture))]);
            return limiter.Take([new(Reads, "gst_1")]);
        }));
    }

    [Fact]
    public void Permits_grow_back_one_by_one()
    {
        var limiter = new LocalRateLimiter(time);
        for (var i = 0; i < 10; i++) Assert.True(limiter.Take([new(Tight, "a")]).Allowed);
        Assert.Equal(TimeSpan.FromSeconds(6), limiter.Take([new(Tight, "a")]).RetryAfter);
        time.Advance(TimeSpan.FromSeconds(6));
        Assert.True(limiter.Take([new(Tight, "a")]).Allowed);
        Assert.False(limiter.Take([new(Tight, "a")]).Allowed);
        time.Advance(TimeSpan.FromHours(1));
        for (var i = 0; i < 10; i++) Assert.True(limiter.Take([new(Tight, "a")]).Allowed);
        Assert.False(limiter.Take([new(Tight, "a")]).Allowed);
    }

    [Fact]
    public void A_flood_of_strangers_takes_bounded_memory()
    {
        var limiter = new LocalRateLimiter(time, most: 5_000);
        for (var i = 0; i < 50_000; i++)
        {
            limiter.Take([new(Tight, i.ToString(CultureInfo.InvariantCulture))]);
            Assert.InRange(limiter.Count, 1, 5_001);
        }

        time.Advance(TimeSpan.FromMinutes(2));
        for (var i = 0; i < 5_000; i++) limiter.Take([new(Reads, i.ToString(CultureInfo.InvariantCulture)), new(Tight, "b")]);
        time.Advance(TimeSpan.FromMinutes(2));
        for (var i = 0; i < 5_000; i++)
        {
            time.Advance(TimeSpan.FromSeconds(1));
            limiter.Take([new(Reads, $"later {i}")]);
        }

        Assert.InRange(limiter.Count, 1, 2_100);
    }

    private static int Storm(Func<RateLimitVerdict> call)
    {
        var allowed = 0;
        Parallel.For(0, 8, new ParallelOptions { MaxDegreeOfParallelism = 8 }, _ =>
        {
            for (var i = 0; i < 2_000; i++)
            {
                if (call().Allowed) Interlocked.Increment(ref allowed);
            }
        });
        return allowed;
    }
}
