namespace CinemaCx.Platform.Web.RateLimiting;

/// <summary>Whose calls share one allowance.</summary>
public enum RateLimitScope
{
    /// <summary>Each logged-in caller; an address where nobody is logged in.</summary>
    Caller,

    /// <summary>Each remote address (IPv6: each /64, which is what one subscriber gets).</summary>
    Address,

    /// <summary>Everybody who calls the endpoint, together.</summary>
    Route,
}

/// <summary>
/// How often something may be done: <paramref name="Permits"/> per <paramref name="Window"/>, evenly refilled, and up to
/// <paramref name="Burst"/> at one moment after a pause.
/// </summary>
/// <param name="Name">What endpoints and settings call it: <c>orders</c>.</param>
/// <param name="Permits">Permits per window, at least 1.</param>
/// <param name="Window">The window, longer than zero.</param>
/// <param name="Burst">How many may come at once, at least 1.</param>
/// <param name="Scope">Whose calls are counted together.</param>
/// <param name="Shared">Counted in Redis over all processes (one round trip), or by each process for itself (no round trip).</param>
public sealed record RateLimitPolicy(string Name, int Permits, TimeSpan Window, int Burst, RateLimitScope Scope, bool Shared)
{
    /// <summary>Microseconds in which one permit grows back.</summary>
    internal long Interval => Math.Max(1, Window.Ticks / TimeSpan.TicksPerMicrosecond / Permits);

    /// <summary>Microseconds that a full allowance is worth.</summary>
    internal long Capacity => Interval * Burst;

    /// <summary>The same policy with another number of permits; the burst keeps its share of them.</summary>
    internal RateLimitPolicy WithPermits(int permits) => this with
    {
        Permits = permits,
        Burst = (int)Math.Clamp(Math.Ceiling((double)Burst * permits / Permits), 1, int.MaxValue),
    };

    internal bool MakesSense => Name.Length > 0 && Permits > 0 && Window > TimeSpan.Zero && Burst > 0;
}

/// <summary>One allowance: a policy and who is counted under it.</summary>
/// <param name="Caller">Guest, address or route; within one policy no two callers share a spelling.</param>
public readonly record struct RateLimitBucket(RateLimitPolicy Policy, string Caller);

/// <param name="RetryAfter">Zero when allowed; otherwise when the same call would be allowed, were nobody else to call.</param>
public readonly record struct RateLimitVerdict(TimeSpan RetryAfter)
{
    public bool Allowed => RetryAfter == TimeSpan.Zero;
}
