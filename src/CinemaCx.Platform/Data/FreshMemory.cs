using System.Collections.Concurrent;

namespace CinemaCx.Platform.Data;

/// <summary>
/// What is asked often and changes seldom, from memory: an answer is at most <paramref name="age"/> old, and however many ask for the same thing at
/// once, one reads. What is asked for in the last quarter of its age is read anew behind the back of whoever asks, who gets what stands: where many ask,
/// nobody waits. What is not there is not remembered, so that made-up keys fill nothing.
/// </summary>
/// <param name="read">Reads one value; null: there is none. Never cancelled, for others may wait for it too.</param>
/// <param name="age">Counted from before the reading began: what is served was true no longer ago than that.</param>
public sealed class FreshMemory<TKey, TValue>(Func<TKey, Task<TValue>> read, TimeSpan age, TimeProvider time)
    where TKey : notnull
    where TValue : class?
{
    private const int Enough = 4096;

    private readonly ConcurrentDictionary<TKey, Reading> _readings = new();

    public Task<TValue> GetAsync(TKey key, CancellationToken cancellation)
    {
        while (true)
        {
            if (!_readings.TryGetValue(key, out var reading))
            {
                if (Begin(key, null) is { } first) return WaitAsync(first, cancellation);
            }
            else if (!reading.Done.Task.IsCompleted)
            {
                return WaitAsync(reading.Before is { } before && IsFresh(before) ? before : reading, cancellation);
            }
            else if (IsFresh(reading))
            {
                if (time.GetElapsedTime(reading.Began) >= age * 0.75) Begin(key, reading);
                return reading.Done.Task;
            }
            else if (Begin(key, reading) is { } next)
            {
                return WaitAsync(next, cancellation);
            }
        }
    }

    /// <returns>Null when somebody else was quicker.</returns>
    private Reading? Begin(TKey key, Reading? before)
    {
        var next = new Reading(time.GetTimestamp()) { Before = before };
        if (!(before is null ? _readings.TryAdd(key, next) : _readings.TryUpdate(key, next, before))) return null;
        if (_readings.Count > Enough) ForgetStale();
        // SQLite reads on the thread that asks; whoever has an answer already does not wait for that.
        if (before is not null && IsFresh(before)) _ = Task.Run(() => ReadAsync(key, next));
        else _ = ReadAsync(key, next);
        return next;
    }

    /// <summary>To be called after a change is durable, so that this process sees it at once.</summary>
    public void Forget() => _readings.Clear();

    /// <inheritdoc cref="Forget()"/>
    public void Forget(TKey key) => _readings.TryRemove(key, out _);

    private bool IsFresh(Reading reading) => !reading.Done.Task.IsCompleted || time.GetElapsedTime(reading.Began) < age;

    private static Task<TValue> WaitAsync(Reading reading, CancellationToken cancellation) =>
        reading.Done.Task.IsCompletedSuccessfully ? reading.Done.Task : reading.Done.Task.WaitAsync(cancellation);

    private async Task ReadAsync(TKey key, Reading reading)
    {
        try
        {
            var value = await read(key);
            if (value is null) Drop(key, reading);
            reading.Done.SetResult(value);
        }
        catch (Exception fault)
        {
            Drop(key, reading);
            reading.Done.SetException(fault);
        }
        finally
        {
            reading.Before = null;
        }
    }

    private void Drop(TKey key, Reading reading) => _readings.TryRemove(new KeyValuePair<TKey, Reading>(key, reading));

    private void ForgetStale()
    {
        foreach (var (key, reading) in _readings)
            if (!IsFresh(reading)) Drop(key, reading);
    }

    private sealed class Reading(long began)
    {
        public long Began { get; } = began;

        /// <summary>What stands while this one is under way.</summary>
        public Reading? Before { get; set; }
        public TaskCompletionSource<TValue> Done { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);
    }
}
