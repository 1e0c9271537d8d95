using System.Collections.Concurrent;

namespace CinemaCx.Platform.Web.RateLimiting;

/// <summary>
/// The limiter of one process: the generic cell rate algorithm (ITU-T I.371) as in the shared one. Idle allowances are full
/// ones, so forgetting them changes nothing; that keeps the memory bounded. Beyond the bound, allowances in use are
/// forgotten too: under such a flood of callers a fresh burst for some of them is the smaller evil.
/// </summary>
/// <param name="time">The clock.</param>
/// <param name="most">How many allowances are kept at the most.</param>
public sealed class LocalRateLimiter(TimeProvider time, int most = 100_000)
{
    private const int SweepFrom = 1024;
    private readonly ConcurrentDictionary<(string Policy, string Caller), Allowance> _allowances = new();
    private long _numbers;
    private int _count;
    private int _sweepAt = Math.Min(SweepFrom, most);
    private int _sweeping;

    /// <summary>How many allowances are remembered.</summary>
    public int Count => Volatile.Read(ref _count);

    /// <summary>Takes one permit from every bucket, or none from any.</summary>
    public RateLimitVerdict Take(ReadOnlySpan<RateLimitBucket> buckets)
    {
        var now = RateLimitClock.Microseconds(time);
        if (buckets.Length == 1)
        {
            while (true)
            {
                var allowance = Of(buckets[0], now);
                lock (allowance)
                {
                    if (allowance.Forgotten) continue;
                    var wait = allowance.Wait(buckets[0].Policy, now);
                    if (wait == 0) allowance.Pay(buckets[0].Policy, now);
                    return new RateLimitVerdict(TimeSpan.FromMicroseconds(wait));
                }
            }
        }

        while (true)
        {
            if (TakeAll(buckets, now) is { } verdict) return verdict;
        }
    }

    /// <summary>Gives back what <see cref="Take"/> took: the call did not happen after all.</summary>
    public void Return(ReadOnlySpan<RateLimitBucket> buckets)
    {
        foreach (var bucket in buckets)
        {
            if (!_allowances.TryGetValue((bucket.Policy.Name, bucket.Caller), out var allowance)) continue;
            lock (allowance) allowance.FullAt -= bucket.Policy.Interval;
        }
    }

    private RateLimitVerdict? TakeAll(ReadOnlySpan<RateLimitBucket> buckets, long now)
    {
        var found = new Allowance[buckets.Length];
        for (var i = 0; i < buckets.Length; i++) found[i] = Of(buckets[i], now);
        // Locks are taken in one order by everybody, so that no two calls can wait for each other.
        var ordered = found.AsSpan().ToArray();
        Array.Sort(ordered, static (left, right) => left.Number.CompareTo(right.Number));
        var locked = 0;
        try
        {
            for (; locked < ordered.Length; locked++) Monitor.Enter(ordered[locked]);
            var wait = 0L;
            for (var i = 0; i < found.Length; i++)
            {
                if (found[i].Forgotten) return null;
                wait = Math.Max(wait, found[i].Wait(buckets[i].Policy, now));
            }

            for (var i = 0; wait == 0 && i < found.Length; i++) found[i].Pay(buckets[i].Policy, now);
            return new RateLimitVerdict(TimeSpan.FromMicroseconds(wait));
        }
        finally
        {
            while (locked > 0) Monitor.Exit(ordered[--locked]);
        }
    }

    private Allowance Of(RateLimitBucket bucket, long now)
    {
        var key = (bucket.Policy.Name, bucket.Caller);
        if (_allowances.TryGetValue(key, out var known)) return known;
        var made = new Allowance(Interlocked.Increment(ref _numbers));
        if (!_allowances.TryAdd(key, made)) return Of(bucket, now);
        if (Interlocked.Increment(ref _count) > Volatile.Read(ref _sweepAt)) Sweep(now);
        return made;
    }

    /// <summary>Runs when the number has doubled since the last time: its cost is spread over as many newcomers.</summary>
    private void Sweep(long now)
    {
        if (Interlocked.Exchange(ref _sweeping, 1) == 1) return;
        foreach (var (key, allowance) in _allowances) Forget(key, allowance, now);
        if (Count > most - most / 10)
        {
            foreach (var (key, allowance) in _allowances)
            {
                if (Count <= most - most / 10) break;
                Forget(key, allowance, long.MaxValue);
            }
        }

        Volatile.Write(ref _sweepAt, Math.Clamp(Count * 2, Math.Min(SweepFrom, most), most));
        Volatile.Write(ref _sweeping, 0);
    }

    private void Forget((string Policy, string Caller) key, Allowance allowance, long fullBefore)
    {
        lock (allowance)
        {
            // Whoever found it meanwhile sees the mark under the same lock, and asks for a new one.
            if (allowance.FullAt > fullBefore) return;
            allowance.Forgotten = true;
        }

        if (_allowances.TryRemove(key, out _)) Interlocked.Decrement(ref _count);
    }


    private sealed class Allowance(long number)
    {
        public long Number => number;

        /// <summary>When it will be full again, in microseconds: the debt is its distance from now.</summary>
        public long FullAt { get; set; }

        public bool Forgotten { get; set; }

        public long Wait(RateLimitPolicy policy, long now) => Math.Max(0, After(policy, now) - policy.Capacity - now);

        public void Pay(RateLimitPolicy policy, long now) => FullAt = After(policy, now);

        /// <summary>A debt larger than a whole allowance was made before the clock was set back, and is void; see the shared limiter.</summary>
        private long After(RateLimitPolicy policy, long now) =>
            (FullAt > now + policy.Capacity + RateLimitClock.Tolerance ? now : Math.Max(FullAt, now)) + policy.Interval;
    }
}
