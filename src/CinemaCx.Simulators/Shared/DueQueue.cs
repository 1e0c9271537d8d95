using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace CinemaCx.Simulators.Shared;

/// <summary>
/// Work with a due time on the simulator's clock. The clock may jump (a test moves it), so due times are compared
/// every 20 ms of real time instead of being turned into timers.
/// </summary>
internal sealed class DueQueue(TimeProvider time) : BackgroundService
{
    private static readonly TimeSpan Beat = TimeSpan.FromMilliseconds(20);
    private readonly Lock _gate = new();
    private readonly PriorityQueue<Func<CancellationToken, Task>, DateTimeOffset> _work = new();
    private readonly CancellationTokenSource _stop = new();
    private int _generation;

    /// <summary>Where failures of the work itself are written.</summary>
    public ILogger Log { get; set; } = NullLogger.Instance;

    /// <summary>Runs <paramref name="work"/> at <paramref name="due"/>; at once, without waiting for a beat, when that is now or past.</summary>
    public void At(DateTimeOffset due, Func<CancellationToken, Task> work)
    {
        if (due <= time.GetUtcNow())
        {
            Start(work);
            return;
        }

        lock (_gate) _work.Enqueue(work, due);
    }

    /// <summary>Forgets all waiting work; what was started before and asks to go on is not taken up again.</summary>
    public void Clear()
    {
        lock (_gate)
        {
            _work.Clear();
            _generation++;
        }
    }

    /// <summary>Number that changes with each <see cref="Clear"/>: work begun under an older one must not continue.</summary>
    public int Generation => Volatile.Read(ref _generation);

    public override void Dispose()
    {
        base.Dispose();
        _stop.Cancel();
        _stop.Dispose();
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var stopping = stoppingToken.Register(_stop.Cancel);
        while (!stoppingToken.IsCancellationRequested)
        {
            while (TakeDue() is { } work) Start(work);
            await Task.Delay(Beat, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private Func<CancellationToken, Task>? TakeDue()
    {
        lock (_gate)
        {
            return _work.TryPeek(out _, out var due) && due <= time.GetUtcNow() ? _work.Dequeue() : null;
        }
    }

    private void Start(Func<CancellationToken, Task> work)
    {
        if (_stop.IsCancellationRequested) return;
        _ = RunAsync(work, _stop.Token);
    }

    private async Task RunAsync(Func<CancellationToken, Task> work, CancellationToken stop)
    {
        try
        {
            await Task.Run(() => work(stop), stop);
        }
        catch (Exception) when (stop.IsCancellationRequested)
        {
            // The host is going down; the outside world forgets with it.
        }
        catch (Exception failure)
        {
            Log.LogError(failure, "Work of the simulator failed");
        }
    }
}
