namespace CinemaCx.Platform.Redis;

/// <summary>Waits for one named signal and remembers how far it has seen. For one loop; waits must not overlap to be counted singly.</summary>
public sealed class SignalListener
{
    private readonly Signal _signal;
    private readonly TimeProvider _time;
    private long _seen;

    internal SignalListener(Signal signal, long seen, TimeProvider time)
    {
        _signal = signal;
        _seen = seen;
        _time = time;
    }

    /// <summary>Returns at once when the signal was raised since the last return; otherwise waits for it, at most so long.</summary>
    /// <returns>True when signalled, false when the time was up.</returns>
    public async Task<bool> WaitAsync(TimeSpan atMost, CancellationToken cancellation)
    {
        var current = _signal.Current;
        if (current.Number == Interlocked.Read(ref _seen))
        {
            await current.Raised.WaitAsync(atMost, _time, cancellation).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            cancellation.ThrowIfCancellationRequested();
            if (!current.Raised.IsCompleted) return false;
        }

        // Everything raised until here is answered by this return: the caller looks for work only afterwards.
        Interlocked.Exchange(ref _seen, _signal.Current.Number);
        return true;
    }
}

/// <summary>A counter of raises; each number has a task that ends with the next raise.</summary>
internal sealed class Signal
{
    private Generation _current = new(0);

    public Generation Current => Volatile.Read(ref _current);

    public void Raise()
    {
        var ended = Current;
        while (true)
        {
            var found = Interlocked.CompareExchange(ref _current, new Generation(ended.Number + 1), ended);
            if (ReferenceEquals(found, ended)) break;
            ended = found;
        }

        ended.End();
    }

    internal sealed class Generation(long number)
    {
        private readonly TaskCompletionSource _source = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public long Number => number;
        public Task Raised => _source.Task;
        public void End() => _source.TrySetResult();
    }
}
