using System.Globalization;
using CinemaCx.Platform.Redis;
using StackExchange.Redis;

namespace CinemaCx.Platform.Web.RateLimiting;

/// <summary>
/// Takes permits for a call: shared policies in Redis in one round trip and one atomic script, the others in the process.
/// While Redis is away each process counts for itself, so that the house is still protected, if less exactly.
/// </summary>
public sealed class RateLimiter(RedisConnection redis, LocalRateLimiter local, TimeProvider time)
{
    /// <summary>
    /// Keys: the buckets. Arguments: now, then interval and capacity of each; all microseconds (of Unix time), which a double
    /// holds exactly until the year 2255. A key holds when its allowance is full again. Answers the wait; 0 means taken.
    /// The clock comes from the caller: one clock for the house, and tests can move it. Clocks of several machines may differ by
    /// up to a minute; a debt from farther ahead was written before the clock was set back, and is void.
    /// </summary>
    private const string Script = """
        local now = tonumber(ARGV[1])
        local wait = 0
        local after = {}
        for i = 1, #KEYS do
          local interval, capacity = tonumber(ARGV[2 * i]), tonumber(ARGV[2 * i + 1])
          local full = tonumber(redis.call('GET', KEYS[i]) or '0')
          if full < now then full = now end
          if full > now + capacity + 60000000 then full = now end
          after[i] = full + interval
          if after[i] - capacity - now > wait then wait = after[i] - capacity - now end
        end
        if wait > 0 then return string.format('%.0f', wait) end
        for i = 1, #KEYS do
          redis.call('SET', KEYS[i], string.format('%.0f', after[i]), 'PX', string.format('%.0f', math.ceil((after[i] - now) / 1000)))
        end
        return '0'
        """;

    /// <summary>Takes one permit from every bucket, or none from any.</summary>
    /// <param name="buckets">Different buckets; at least one.</param>
    public ValueTask<RateLimitVerdict> TakeAsync(params RateLimitBucket[] buckets)
    {
        ArgumentNullException.ThrowIfNull(buckets);
        var shared = 0;
        foreach (var bucket in buckets)
        {
            if (bucket.Policy.Shared) shared++;
        }

        return shared == 0 || !redis.IsAvailable
            ? ValueTask.FromResult(local.Take(buckets))
            : new ValueTask<RateLimitVerdict>(TakeSharedAsync(buckets, shared));
    }

    private async Task<RateLimitVerdict> TakeSharedAsync(RateLimitBucket[] buckets, int shared)
    {
        var mine = shared == buckets.Length ? [] : Array.FindAll(buckets, static bucket => !bucket.Policy.Shared);
        if (mine.Length > 0 && local.Take(mine) is { Allowed: false } refused) return refused;

        var keys = new RedisKey[shared];
        var values = new RedisValue[1 + 2 * shared];
        values[0] = RateLimitClock.Microseconds(time);
        var i = 0;
        foreach (var bucket in buckets)
        {
            if (!bucket.Policy.Shared) continue;
            keys[i] = $"rl:{bucket.Policy.Name}:{bucket.Caller}";
            values[2 * i + 1] = bucket.Policy.Interval;
            values[2 * i + 2] = bucket.Policy.Capacity;
            i++;
        }

        try
        {
            var wait = await redis.RunAsync((keys, values), static async (database, call) =>
                (string?)await database.ScriptEvaluateAsync(Script, call.keys, call.values));
            var verdict = new RateLimitVerdict(TimeSpan.FromMicroseconds(long.Parse(wait!, CultureInfo.InvariantCulture)));
            if (!verdict.Allowed && mine.Length > 0) local.Return(mine);
            return verdict;
        }
        catch (RedisUnavailableException)
        {
            return local.Take(mine.Length == 0 ? buckets : Array.FindAll(buckets, static bucket => bucket.Policy.Shared));
        }
    }
}
