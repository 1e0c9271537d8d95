namespace CinemaCx.Platform.Primitives;

public static class Clock
{
    /// <summary>Now, cut to the millisecond that storage keeps, so that what was written equals what is read.</summary>
    public static DateTimeOffset Now(this TimeProvider time) =>
        DateTimeOffset.FromUnixTimeMilliseconds(time.GetUtcNow().ToUnixTimeMilliseconds());
}
