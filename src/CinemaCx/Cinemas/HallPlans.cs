using System.Collections.Concurrent;
using CinemaCx.Platform.Data;
using LinqToDB;
using LinqToDB.Async;

namespace CinemaCx.Cinemas;

/// <summary>Seat plans by id, read once: a plan never changes, so this memory never lies. Singleton.</summary>
public sealed class HallPlans(Database database)
{
    private readonly ConcurrentDictionary<string, Task<SeatPlan>> _plans = new(StringComparer.Ordinal);

    /// <exception cref="Platform.Primitives.Refusal">404 <c>seat-plan-not-found</c>.</exception>
    public async Task<SeatPlan> OneAsync(string planId, CancellationToken cancellation)
    {
        if (_plans.TryGetValue(planId, out var known) && known.IsCompletedSuccessfully) return await known;
        var started = new TaskCompletionSource<SeatPlan>(TaskCreationOptions.RunContinuationsAsynchronously);
        var shared = _plans.GetOrAdd(planId, started.Task);
        // Whoever came first reads for all; giving up waiting does not stop the reading.
        if (shared == started.Task) _ = ReadAsync(planId, started);
        return await shared.WaitAsync(cancellation);
    }

    private async Task ReadAsync(string planId, TaskCompletionSource<SeatPlan> started)
    {
        try
        {
            await using var db = database.Read();
            var row = await db.GetTable<SeatPlanRow>().FirstOrDefaultAsync(plan => plan.Id == planId) ?? throw CinemaRefusals.UnknownPlan(planId);
            started.SetResult(SeatPlan.Parse(row.Body));
        }
        catch (Exception fault)
        {
            _plans.TryRemove(new KeyValuePair<string, Task<SeatPlan>>(planId, started.Task));
            started.SetException(fault);
        }
    }
}
