using CinemaCx.Platform.Data;
using CinemaCx.Platform.Events;
using CinemaCx.Platform.Primitives;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace CinemaCx.Platform.Jobs;

/// <summary>
/// Does one kind of long work. One instance works at a time; should that one be taken for dead while it still works, a second begins, so what is done
/// twice must come out the same.
/// </summary>
public interface ILongWorker
{
    /// <summary>As in <see cref="LongWorkStart.Kind"/>.</summary>
    string Kind { get; }

    /// <param name="stop">Cancelled within half a second after somebody asked: what was not committed by then is not wanted any more.</param>
    /// <returns>JSON for whoever reads the result.</returns>
    /// <exception cref="Refusal">It cannot be done, and why: it is not tried again.</exception>
    Task<string?> RunAsync(LongWorkRow work, CancellationToken stop);
}

/// <summary>Timer: a work waits for its worker.</summary>
public sealed record LongWorkDue(string Id);

/// <summary>Brings a work to the worker of its kind, and writes down how it ended. A crash begins it again.</summary>
public sealed class RunLongWork(Database database, LongWorks works, IEnumerable<ILongWorker> workers, TimeProvider time, ILogger<RunLongWork> logger) : IEventHandler<LongWorkDue>
{
    private static readonly TimeSpan Elsewhere = TimeSpan.FromMilliseconds(300);
    private static readonly TimeSpan Nowhere = TimeSpan.FromSeconds(30);

    public async Task<Delivery> HandleAsync(LongWorkDue news, CancellationToken cancellation)
    {
        if (await works.FindAsync(news.Id, cancellation) is not { State: LongWorkState.Working } work) return Delivery.Done;
        // Not every program does every kind: another one takes it. Where none does, it waits for one that will.
        if (workers.FirstOrDefault(w => w.Kind == work.Kind) is not { } worker)
            return Delivery.AgainAt(time.Now() + (time.Now() - work.StartedAt < Nowhere ? Elsewhere : Nowhere));
        string? result = null;
        try
        {
            var finished = work.StopAskedAt is null
                && await works.UntilStoppedAsync(work.Id, async stop => result = await worker.RunAsync(work, stop), cancellation);
            await EndAsync(work.Id, finished ? LongWorkState.Finished : LongWorkState.Stopped, result, fault: null, cancellation);
        }
        catch (Refusal refusal)
        {
            logger.LogInformation("Long work {Work} ({Kind}) was refused: {Code}", work.Id, work.Kind, refusal.Code);
            await EndAsync(work.Id, LongWorkState.Failed, result: null, refusal.Sentence, cancellation);
        }

        return Delivery.Done;
    }

    private async Task EndAsync(string id, LongWorkState state, string? result, string? fault, CancellationToken cancellation)
    {
        var script = new Script();
        works.End(script, id, state, result, fault);
        await using var db = await database.BeginAsync(cancellation);
        await db.CommitAsync(script, cancellation);
    }
}

public static class LongWorkRegistration
{
    public static IServiceCollection AddLongWorks(this IServiceCollection services) => services
        .AddSingleton<LongWorks>()
        .AddSingleton<LongWorkDesk>()
        .AddSingleton<LongWorkFiles>()
        .AddSingleton(new HousekeepingRule("long-work-files", TimeSpan.FromDays(1), "DELETE FROM long_work_files WHERE work_id IN (SELECT id FROM long_works WHERE ended_at < @before)"))
        .AddSingleton(new HousekeepingRule("long-works", TimeSpan.FromDays(60), "DELETE FROM long_works WHERE ended_at < @before"))
        .AddEventHandler<LongWorkDue, RunLongWork>("floor.long-work");
}
