namespace CinemaCx.Connectors.DingTalk;

/// <summary>Lets so many calls a second through to each API; the others wait their turn. It holds for this instance.</summary>
/// <param name="perSecond">0: no limit.</param>
internal sealed class CallPace(int perSecond)
{
    // Calls travel for differently long: what left within a second may arrive closer together.
    private static readonly TimeSpan Second = TimeSpan.FromMilliseconds(1100);

    private readonly Lock _gate = new();
    private readonly Dictionary<string, Queue<TimeSpan>> _recent = new(StringComparer.Ordinal);
    private readonly long _began = TimeProvider.System.GetTimestamp();

    /// <param name="api">Method and path: each has a limit of its own.</param>
    public Task WaitAsync(string api, CancellationToken cancellation)
    {
        if (perSecond <= 0) return Task.CompletedTask;
        var wait = Reserve(api);
        return wait <= TimeSpan.Zero ? Task.CompletedTask : Task.Delay(wait, TimeProvider.System, cancellation);
    }

    private TimeSpan Reserve(string api)
    {
        lock (_gate)
        {
            if (!_recent.TryGetValue(api, out var recent)) _recent[api] = recent = new Queue<TimeSpan>(perSecond);
            var now = TimeProvider.System.GetElapsedTime(_began);
            var turn = now;
            if (recent.Count == perSecond && recent.Dequeue() + Second is var earliest && earliest > now) turn = earliest;
            recent.Enqueue(turn);
            return turn - now;
        }
    }
}
