namespace CinemaCx.Platform.Redis;

/// <summary>Waits for one named signal and remembers how far it has seen. For one loop; waits must not overlap to be counted singly.</summary>
public sealed class SignalListener
{
    private readonly Signal signal;
    private readonly TimeProvider time;
    private long seen;

    internal SignalListener(Signal signal, long seen, TimeProvider time)
    {
        this.signal = signal;
        this.seen = seen;
        this.time = time;
    }

    /// <summary>Returns at once when the signal was raised since the last return; otherwise waits for it, at most so long.</summary>
    /// <returns>True when signalled, false when the time was up.</returns>
    public async Task<bool> WaitAsync(TimeSpan atMost, CancellationToken cancellation)
    {
        var current = signal.Current;
        if (current.Number == Interlocked.Read(ref seen))
        {
            await current.Raised.WaitAsync(atMost, time, cancellation).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            cancellation.ThrowIfCancellationRequested();
            if (!current.Raised.IsCompleted) return false;
        }

        // Everything raised until here is answered by this return: the caller looks for work only afterwards.
        Interlocked.Exchange(ref seen, signal.Current.Number);
        return true;
    }
}

/// <summary>A counter of raises; each number has a task that ends with the next raise.</summary>
internal sealed class Signal
{
    private Generation current = new(0);

    public Generation Current => Volatile.Read(ref current);

    public void Raise()
    {
        var ended = Current;
        while (true)
        {
            var found = Interlocked.CompareExchange(ref current, new Generation(ended.Number + 1), ended);
            if (ReferenceEquals(found, ended)) break;
            ended = found;
        }

        ended.End();
    }

    internal sealed class Generation(long number)
    {
        private readonly TaskCompletionSource source = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public long Number => number;
        public Task Raised => source.Task;
        public void End() => source.TrySetResult();
    }
}
