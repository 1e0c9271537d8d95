namespace CinemaCx.Tests.Support;

/// <summary>
/// A clock that runs like the real one and can be moved ahead. Everything of a house, the simulated platforms included, asks it, so that a quarter of an
/// hour passes for all of them at once.
/// </summary>
public sealed class TestClock(DateTimeOffset start) : TimeProvider
{
    private readonly long _began = System.GetTimestamp();
    private long _ahead;

    public override DateTimeOffset GetUtcNow() => start + System.GetElapsedTime(_began) + Ahead;

    public override long GetTimestamp() => base.GetTimestamp() + (long)(Ahead.TotalSeconds * TimestampFrequency);

    public void FastForward(TimeSpan by) => Interlocked.Add(ref _ahead, by.Ticks);

    private TimeSpan Ahead => new(Interlocked.Read(ref _ahead));
}
