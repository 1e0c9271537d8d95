using System.Collections.Concurrent;
using System.Diagnostics;
using CinemaCx.Simulators.WeCom;

namespace CinemaCx.Bench;

/// <summary>When each card first lay before each person, and when it first showed that somebody had acted; in ticks of <see cref="Stopwatch"/>.</summary>
internal sealed class Sightings
{
    private const string Untouched = "待受理";
    private readonly ConcurrentDictionary<(string Person, string Card), long> _arrived = new();
    private readonly ConcurrentDictionary<(string Person, string Card), long> _acted = new();
    private long _repeated;

    public IReadOnlyDictionary<(string Person, string Card), long> Arrived => _arrived;

    public IReadOnlyDictionary<(string Person, string Card), long> Acted => _acted;

    public void See(WeComSight sight)
    {
        var now = Stopwatch.GetTimestamp();
        if (sight.IsNew)
        {
            if (!_arrived.TryAdd((sight.UserId, sight.TaskId), now)) Interlocked.Increment(ref _repeated);
        }
        else if (sight.Status != Untouched)
        {
            _acted.TryAdd((sight.UserId, sight.TaskId), now);
        }
    }

    /// <summary>Waits until so many cards have arrived.</summary>
    /// <exception cref="TimeoutException">They did not all come.</exception>
    public async Task ArrivalsAsync(int count, TimeSpan patience)
    {
        for (var began = Stopwatch.GetTimestamp(); _arrived.Count < count; await Task.Delay(10))
            if (Stopwatch.GetElapsedTime(began) > patience) throw new TimeoutException($"{_arrived.Count} of {count} cards came within {patience.TotalSeconds} s");
        if (_arrived.Count > count || Interlocked.Read(ref _repeated) > 0) throw new InvalidOperationException($"{_arrived.Count} cards came for {count}, {_repeated} of them twice");
    }

    /// <summary>Waits until so many cards show that somebody acted.</summary>
    /// <exception cref="TimeoutException">They did not all come to.</exception>
    public async Task ActedAsync(int count, TimeSpan patience)
    {
        for (var began = Stopwatch.GetTimestamp(); _acted.Count < count; await Task.Delay(5))
            if (Stopwatch.GetElapsedTime(began) > patience) throw new TimeoutException($"{_acted.Count} of {count} cards were new within {patience.TotalSeconds} s of a press");
    }

    public void Clear()
    {
        _arrived.Clear();
        _acted.Clear();
    }
}
