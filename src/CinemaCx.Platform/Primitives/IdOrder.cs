namespace CinemaCx.Platform.Primitives;

/// <summary>Counts the ids of the present millisecond, for any number of threads.</summary>
internal sealed class IdOrder
{
    private const int CounterBits = 12;
    private const long CounterMask = (1 << CounterBits) - 1;

    // The millisecond of the id made last, and its place among those of that millisecond.
    private long _last;

    /// <summary>
    /// Which of the ids of this millisecond the next one is, 0–4,095. After that many the count starts again, and so it does when another millisecond came
    /// between: then the random bits alone tell ids apart.
    /// </summary>
    public long PlaceWithin(long millisecond)
    {
        while (true)
        {
            var last = Volatile.Read(ref _last);
            var next = last >> CounterBits == millisecond && (last & CounterMask) < CounterMask ? last + 1 : millisecond << CounterBits;
            if (Interlocked.CompareExchange(ref _last, next, last) == last) return next & CounterMask;
        }
    }
}
