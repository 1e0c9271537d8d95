using System.Collections.Concurrent;
using System.Threading.Channels;
using CinemaCx.Platform.Data;
using CinemaCx.Platform.Primitives;
using CinemaCx.Platform.Redis;
using LinqToDB;
using LinqToDB.Async;
using LinqToDB.Data;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace CinemaCx.Platform.Events;

/// <summary>
/// Delivers what is due. What this process records comes straight from the transaction that recorded it; a signal brings the rest at once, a poll makes it
/// certain, and a short lease on each row, renewed while its handler works, lets any number of instances run it: what a dead or frozen one had in hand is
/// another's after <see cref="Lease"/>. A slow handler holds up nobody but itself. A row leaves the table only when its handler said it is done; what
/// fails is tried again, at the latest every minute, for ever.
/// </summary>
internal sealed class OutboxDispatcher(
    Database database, EventCatalog catalog, RedisSignal signal, TimeProvider time, IServiceProvider services, ILogger<OutboxDispatcher> logger)
    : BackgroundService
{
    private const int MostAtOnce = 48;

    /// <summary>With those at work, those that wait for a place: whoever finishes finds the next one there, and need not wait for a look into the table.</summary>
    private const int MostInHand = 2 * MostAtOnce;
    private static readonly TimeSpan Poll = TimeSpan.FromMilliseconds(250);
    private static readonly TimeSpan Lease = TimeSpan.FromSeconds(2.5);
    private static readonly TimeSpan Renewal = TimeSpan.FromSeconds(0.8);

    /// <summary>A handler that works longer than this is taken for stuck, and another may have a try.</summary>
    private static readonly TimeSpan Stuck = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan LongestWait = TimeSpan.FromMinutes(1);

    /// <summary>How long what nobody waits for lets the rest of its commit go first: a card is sent within that.</summary>
    private static readonly TimeSpan HeadStart = TimeSpan.FromMilliseconds(25);

    private readonly string _me = Guid.NewGuid().ToString("N");
    private readonly ConcurrentDictionary<string, DateTimeOffset> _inHand = new(StringComparer.Ordinal);
    private readonly SemaphoreSlim _slots = new(MostAtOnce, MostAtOnce);

    /// <summary>Something left the hand since the last look.</summary>
    private readonly Channel<bool> _room = Channel.CreateBounded<bool>(new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite });
    private readonly TaskCompletionSource _begun = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private CancellationToken _stopping;

    /// <summary>More is due than was taken at the last look: what is new waits its turn behind it.</summary>
    private volatile bool _isBehind;

    private Gathering<string, bool> CrossOuts => field ??= new Gathering<string, bool>(CrossOutAsync, MostAtOnce);

    /// <summary>Done once the first look is under way: to a host, a service that was stopped before it began has failed.</summary>
    internal Task Begun => _begun.Task;

    /// <summary>A lease for what is about to be recorded here; null when there is enough in hand, or older is waiting.</summary>
    internal (string By, DateTimeOffset Until)? Offer() => !_isBehind && _inHand.Count < MostAtOnce ? (_me, time.Now() + Lease) : null;

    /// <summary>What was recorded under such a lease is durable now.</summary>
    internal void Take(OutboxRow row)
    {
        // Nothing of the request that recorded it goes along.
        if (!_stopping.IsCancellationRequested && _inHand.TryAdd(row.Id, time.Now()))
            ThreadPool.UnsafeQueueUserWorkItem(_ => _ = DeliverWhenFreeAsync(row, headStart: true), null);
    }

    public override void Dispose()
    {
        _slots.Dispose();
        base.Dispose();
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        _stopping = stoppingToken;
        var outbox = services.GetRequiredService<Outbox>();
        outbox.Near = this;
        _begun.TrySetResult();
        var renewing = RenewAsync(stoppingToken);
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                while (_inHand.Count > MostInHand - MostAtOnce / 2) await _room.Reader.ReadAsync(stoppingToken);
                var wanted = MostInHand - _inHand.Count;
                var batch = await TakeDueAsync(wanted, stoppingToken);
                _isBehind = batch.Count == wanted;
                foreach (var row in batch)
                {
                    // In hand already: its lease ran out while it was worked on, or the clock jumped.
                    if (_inHand.TryAdd(row.Id, time.Now())) _ = DeliverWhenFreeAsync(row, headStart: false);
                }

                if (batch.Count < wanted) await signal.WaitAsync(Outbox.WakeUp, Poll, stoppingToken);
            }
            catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
            {
                break;
            }
            catch (Exception e)
            {
                logger.LogWarning(e, "Outbox: the database did not answer; trying again in a second");
                await Task.Delay(TimeSpan.FromSeconds(1), stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
        }

        if (outbox.Near == this) outbox.Near = null;
        // Whoever is at work finishes; the host's patience is the limit.
        for (var i = 0; i < MostAtOnce; i++) await _slots.WaitAsync(CancellationToken.None);
        await renewing;
    }

    private async Task DeliverWhenFreeAsync(OutboxRow row, bool headStart)
    {
        try
        {
            if (headStart && catalog.Find(row.Handler) is { CanWait: true }) await Task.Delay(HeadStart, TimeProvider.System, _stopping);
            await _slots.WaitAsync(_stopping);
        }
        catch (Exception e) when (e is OperationCanceledException or ObjectDisposedException)
        {
            // The lease runs out and somebody else brings it.
            LetGo(row);
            return;
        }

        await DeliverInSlotAsync(row, _stopping);
    }

    private void LetGo(OutboxRow row)
    {
        _inHand.TryRemove(row.Id, out _);
        _room.Writer.TryWrite(true);
    }

    /// <param name="row">In hand already.</param>
    private async Task DeliverInSlotAsync(OutboxRow row, CancellationToken cancellation)
    {
        try
        {
            await DeliverAsync(row, cancellation);
        }
        catch (OperationCanceledException) when (cancellation.IsCancellationRequested)
        {
            // The lease runs out and somebody else brings it.
        }
        catch (Exception e)
        {
            logger.LogWarning(e, "Outbox: {Handler} {Id} was done, but that could not be written down; it will come again", row.Handler, row.Id);
        }
        finally
        {
            LetGo(row);
            _slots.Release();
        }
    }

    private async Task RenewAsync(CancellationToken stopping)
    {
        while (!stopping.IsCancellationRequested)
        {
            await Task.Delay(Renewal, time, stopping).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            var now = time.Now();
            var alive = _inHand.Where(i => now - i.Value < Stuck).Select(i => i.Key).ToList();
            if (alive.Count == 0) continue;
            try
            {
                await using var db = await database.BeginAsync(stopping);
                var script = db.Relaxed();
                script.AskForEach($"UPDATE outbox SET lease_until = {now + Lease} WHERE leased_by = {_me} AND id IN (", alive, id => $"{id}", $") RETURNING id");
                await db.CommitAsync(script, stopping);
            }
            catch (Exception e) when (!stopping.IsCancellationRequested)
            {
                logger.LogWarning(e, "Outbox: leases could not be renewed");
            }
            catch (OperationCanceledException)
            {
                return;
            }
        }
    }

    private async Task<List<OutboxRow>> TakeDueAsync(int most, CancellationToken cancellation)
    {
        var now = time.Now();
        if (database.Engine == DatabaseEngine.Sqlite)
        {
            // Looking first spares the one writer's place in line when nothing is due.
            await using var look = database.Read();
            if (!await look.GetTable<OutboxRow>().AnyAsync(r => r.DueAt <= now && r.LeaseUntil <= now.ToUnixTimeMilliseconds(), cancellation)) return [];
        }

        await using var db = await database.BeginAsync(cancellation);
        var isPostgres = database.Engine == DatabaseEngine.PostgreSql;
        // A lease that is lost was nobody's: the row is due as before.
        var (relaxed, skipLocked) = isPostgres ? ("SET LOCAL synchronous_commit TO off;", "FOR UPDATE SKIP LOCKED") : ("", "");
        // What hangs here must be left to the others.
        var inHand = _inHand.Keys.Select((id, i) => new DataParameter($"h{i}", id, DataType.NVarChar)).ToArray();
        var others = inHand.Length == 0 ? "" : $"AND id NOT IN ({string.Join(", ", inHand.Select(h => "@" + h.Name))})";
        var rows = await db.QueryToListAsync<OutboxRow>(
            $"""
            {relaxed}
            UPDATE outbox SET lease_until = @lease, leased_by = @me, attempts = attempts + 1
            WHERE id IN (SELECT id FROM outbox WHERE due_at <= @now AND lease_until <= @now {others} ORDER BY due_at LIMIT @most {skipLocked})
            RETURNING id, handler, payload, recorded_at, due_at, attempts, lease_until, leased_by, last_error
            """,
            cancellation,
            [
                new DataParameter("lease", (now + Lease).ToUnixTimeMilliseconds(), DataType.Int64),
                new DataParameter("now", now.ToUnixTimeMilliseconds(), DataType.Int64),
                new DataParameter("most", most, DataType.Int64),
                new DataParameter("me", _me, DataType.NVarChar),
                .. inHand,
            ]);
        await db.CommitAsync(cancellation);
        // What an UPDATE returns comes in no order.
        rows.Sort((a, b) => a.DueAt.CompareTo(b.DueAt));
        return rows;
    }

    private async Task DeliverAsync(OutboxRow row, CancellationToken cancellation)
    {
        try
        {
            var subscription = catalog.Find(row.Handler)
                ?? throw new InvalidOperationException($"No handler is called {row.Handler}; was it renamed?");
            var outcome = await subscription.Deliver(services, row.Payload, cancellation);
            if (outcome.Again is { } again) await PutOffAsync(row, again, error: null, cancellation);
            else await CrossOuts.WriteAsync(row.Id);
        }
        catch (Exception e) when (e is not OperationCanceledException || !cancellation.IsCancellationRequested)
        {
            var wait = TimeSpan.FromSeconds(Math.Min(LongestWait.TotalSeconds, Math.Pow(2, Math.Min(row.Attempts - 1, 10))));
            logger.LogWarning(e, "Outbox: {Handler} {Id} failed (attempt {Attempt}); again in {Wait}", row.Handler, row.Id, row.Attempts, wait);
            await PutOffAsync(row, time.Now() + wait, e.Message, cancellation);
        }
    }

    private async Task PutOffAsync(OutboxRow row, DateTimeOffset until, string? error, CancellationToken cancellation)
    {
        await using var db = await database.BeginAsync(cancellation);
        // A row that comes back sooner is brought again, and its handler does not mind.
        var script = db.Relaxed();
        script.Do($"""
            UPDATE outbox SET due_at = {until}, lease_until = 0, leased_by = NULL, attempts = {(error is null ? 0L : row.Attempts)}, last_error = {error}
            WHERE id = {row.Id} AND leased_by = {_me}
            """);
        await db.CommitAsync(script, cancellation);
    }

    /// <summary>Crosses out what is done, all that came together at once.</summary>
    private async Task<IReadOnlyList<bool>> CrossOutAsync(IReadOnlyList<string> ids)
    {
        // Whoever moves two timers in one transaction must not meet us moving the same two: what somebody has locked is crossed out by itself.
        var crossed = await CrossOutAsync(ids, patient: false);
        foreach (var id in ids.Except(crossed, StringComparer.Ordinal)) await CrossOutAsync([id], patient: true);
        return [.. ids.Select(_ => true)];
    }

    private async Task<List<string>> CrossOutAsync(IReadOnlyList<string> ids, bool patient)
    {
        await using var db = await database.BeginAsync();
        // A row that comes back is brought again, and its handler does not mind.
        var script = db.Relaxed();
        var skipLocked = patient || database.Engine == DatabaseEngine.Sqlite ? new SqlText("") : new SqlText("FOR UPDATE SKIP LOCKED");
        var crossed = script.AskForEach(
            $"DELETE FROM outbox WHERE id IN (SELECT id FROM outbox WHERE leased_by = {_me} AND id IN (", ids, id => $"{id}", $") {skipLocked}) RETURNING id");
        return (await db.CommitAsync(script))[crossed];
    }
}
