namespace CinemaCx.Platform.Web.RateLimiting;

internal static class RateLimitClock
{
    /// <summary>By how many microseconds clocks may differ; the script states the same number.</summary>
    public const long Tolerance = 60_000_000;

    /// <summary>Unix time in microseconds: fine enough for thousands of permits a second, and exact as a Lua number.</summary>
    public static long Microseconds(TimeProvider time) =>
        (time.GetUtcNow().UtcTicks - DateTime.UnixEpoch.Ticks) / TimeSpan.TicksPerMicrosecond;
}
