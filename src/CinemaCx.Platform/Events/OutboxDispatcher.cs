using CinemaCx.Platform.Data;
using CinemaCx.Platform.Primitives;
using CinemaCx.Platform.Redis;
using LinqToDB;
using LinqToDB.Async;
using LinqToDB.Data;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace CinemaCx.Platform.Events;

/// <summary>
/// Delivers what is due. A signal wakes it at once, a poll makes it certain, and a lease on each row lets any number of instances run it.
/// A row leaves the table only when its handler said it is done; what fails is tried again, at the latest every minute, for ever.
/// </summary>
internal sealed class OutboxDispatcher(
    Database database, EventCatalog catalog, RedisSignal signal, TimeProvider time, IServiceProvider services, ILogger<OutboxDispatcher> logger)
    : BackgroundService
{
    private const int BatchSize = 64;
    private static readonly TimeSpan Poll = TimeSpan.FromMilliseconds(250);
    private static readonly TimeSpan Lease = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan LongestWait = TimeSpan.FromMinutes(1);

    private readonly TaskCompletionSource _begun = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Done once the first look is under way: to a host, a service that was stopped before it began has failed.</summary>
    internal Task Begun => _begun.Task;

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        _begun.TrySetResult();
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                var batch = await TakeDueAsync(stoppingToken);
                if (batch.Count > 0)
                {
                    await Parallel.ForEachAsync(
                        batch,
                        new ParallelOptions { MaxDegreeOfParallelism = 16, CancellationToken = stoppingToken },
                        async (row, cancellation) => await DeliverAsync(row, cancellation));
                }

                if (batch.Count < BatchSize) await signal.WaitAsync(Outbox.WakeUp, Poll, stoppingToken);
            }
            catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
            {
                return;
            }
            catch (Exception e)
            {
                logger.LogWarning(e, "Outbox: the database did not answer; trying again in a second");
                await Task.Delay(TimeSpan.FromSeconds(1), stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
        }
    }

    private async Task<List<OutboxRow>> TakeDueAsync(CancellationToken cancellation)
    {
        var now = time.Now();
        if (database.Engine == DatabaseEngine.Sqlite)
        {
            // Looking first spares the one writer's place in line when nothing is due.
            await using var look = database.Read();
            if (!await look.GetTable<OutboxRow>().AnyAsync(r => r.DueAt <= now && r.LeaseUntil <= now.ToUnixTimeMilliseconds(), cancellation)) return [];
        }

        await using var db = await database.BeginAsync(cancellation);
        var skipLocked = database.Engine == DatabaseEngine.PostgreSql ? "FOR UPDATE SKIP LOCKED" : "";
        var rows = await db.QueryToListAsync<OutboxRow>(
            $"""
            UPDATE outbox SET lease_until = @lease, attempts = attempts + 1
            WHERE id IN (SELECT id FROM outbox WHERE due_at <= @now AND lease_until <= @now ORDER BY due_at LIMIT {BatchSize} {skipLocked})
            RETURNING id, handler, payload, recorded_at, due_at, attempts, lease_until, last_error
            """,
            cancellation,
            new DataParameter("lease", (now + Lease).ToUnixTimeMilliseconds(), DataType.Int64),
            new DataParameter("now", now.ToUnixTimeMilliseconds(), DataType.Int64));
        await db.CommitAsync(cancellation);
        return rows;
    }

    private async Task DeliverAsync(OutboxRow row, CancellationToken cancellation)
    {
        try
        {
            var subscription = catalog.Find(row.Handler)
                ?? throw new InvalidOperationException($"No handler is called {row.Handler}; was it renamed?");
            var outcome = await subscription.Deliver(services, row.Payload, cancellation);
            await FinishAsync(row, outcome.Again, error: null, cancellation);
        }
        catch (Exception e) when (e is not OperationCanceledException || !cancellation.IsCancellationRequested)
        {
            var wait = TimeSpan.FromSeconds(Math.Min(LongestWait.TotalSeconds, Math.Pow(2, Math.Min(row.Attempts - 1, 10))));
            logger.LogWarning(e, "Outbox: {Handler} {Id} failed (attempt {Attempt}); again in {Wait}", row.Handler, row.Id, row.Attempts, wait);
            await FinishAsync(row, time.Now() + wait, e.Message, cancellation);
        }
    }

    private async Task FinishAsync(OutboxRow row, DateTimeOffset? again, string? error, CancellationToken cancellation)
    {
        await using var db = await database.BeginAsync(cancellation);
        var mine = db.GetTable<OutboxRow>().Where(r => r.Id == row.Id && r.LeaseUntil == row.LeaseUntil);
        if (again is null)
        {
            await mine.DeleteAsync(cancellation);
        }
        else
        {
            await mine
                .Set(r => r.DueAt, again.Value)
                .Set(r => r.LeaseUntil, 0L)
                .Set(r => r.Attempts, error is null ? 0L : row.Attempts)
                .Set(r => r.LastError, error)
                .UpdateAsync(cancellation);
        }

        await db.CommitAsync(cancellation);
    }
}
