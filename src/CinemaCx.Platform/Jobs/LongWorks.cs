using CinemaCx.Platform.Data;
using CinemaCx.Platform.Events;
using CinemaCx.Platform.Primitives;
using LinqToDB;
using LinqToDB.Async;

namespace CinemaCx.Platform.Jobs;

/// <summary>What is begun.</summary>
/// <param name="Id">Unique for ever; begun a second time it stays as it is.</param>
/// <param name="Kind">Kebab-case.</param>
/// <param name="Title">What people call it.</param>
public sealed record LongWorkStart(string Id, string Kind, string Title)
{
    /// <summary>How many pieces there are; null while nobody knows.</summary>
    public long? Total { get; init; }

    /// <summary>Whose work it is; null: everybody's.</summary>
    public string? Scope { get; init; }
    public string? AskedBy { get; init; }

    /// <summary>For the <see cref="ILongWorker"/> of this kind; null: whoever begins it works on it himself.</summary>
    public string? Input { get; init; }
}

/// <summary>
/// Work that takes longer than a request: how far it is, how long it will take yet, and whether somebody wants it stopped, as rows that outlive a restart.
/// </summary>
public sealed class LongWorks(Database database, Outbox outbox, TimeProvider time)
{
    private const int MostEnded = 50;
    private static readonly TimeSpan Look = TimeSpan.FromMilliseconds(250);

    /// <summary>Begins a work in the transaction of whoever wants it. Where it has an input, <see cref="Outbox.Wake"/> is to be called after the commit.</summary>
    public void Begin(Script script, LongWorkStart start)
    {
        var now = time.Now();
        script.Do($"""
            INSERT INTO long_works (id, kind, title, scope, asked_by, done, total, state, input, started_at, told_at)
            VALUES ({start.Id}, {start.Kind}, {start.Title}, {start.Scope}, {start.AskedBy}, 0, {start.Total}, 'working', {start.Input}, {now}, {now})
            ON CONFLICT (id) DO NOTHING
            """);
        if (start.Input is not null) outbox.Schedule(script, TimerOf(start.Id), new LongWorkDue(start.Id), now);
    }

    /// <summary>Says how far it is.</summary>
    public void Tell(Script script, string id, long done, long? total = null) => script.Do($"""
        UPDATE long_works SET done = {done}, total = COALESCE({total}, total), told_at = {time.Now()} WHERE id = {id} AND state = 'working'
        """);

    /// <summary>It is over; what is over stays as it ended.</summary>
    /// <param name="result">JSON for whoever reads it.</param>
    /// <param name="fault">Of what failed, in words for the person who wanted it.</param>
    public void End(Script script, string id, LongWorkState state, string? result = null, string? fault = null) => script.Do($"""
        UPDATE long_works SET state = {state}, result = {result}, fault = {fault}, told_at = {time.Now()}, ended_at = {time.Now()},
            input = NULL, done = CASE WHEN {StoredWord.Of(state)} = 'finished' THEN COALESCE(total, done) ELSE done END
        WHERE id = {id} AND state = 'working'
        """);

    /// <summary>Asks it to stop; whoever works on it does so within a second.</summary>
    /// <returns>False when it is over, or there is no such work.</returns>
    public async Task<bool> StopAsync(string id, string by, CancellationToken cancellation)
    {
        var script = new Script();
        script.Ask($"""
            UPDATE long_works SET stop_asked_at = COALESCE(stop_asked_at, {time.Now()}), stop_asked_by = COALESCE(stop_asked_by, {by})
            WHERE id = {id} AND state = 'working' RETURNING id
            """);
        await using var db = await database.BeginAsync(cancellation);
        return (await db.CommitAsync(script, cancellation))[0].Count > 0;
    }

    public async Task<bool> IsStopAskedAsync(string id, CancellationToken cancellation)
    {
        await using var db = database.Read();
        return await db.GetTable<LongWorkRow>().AnyAsync(w => w.Id == id && w.StopAskedAt != null, cancellation);
    }

    /// <summary>Does something that is stopped when somebody asks for it: then its token is cancelled.</summary>
    /// <returns>False when it was stopped.</returns>
    public async Task<bool> UntilStoppedAsync(string id, Func<CancellationToken, Task> work, CancellationToken cancellation)
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        var watching = WatchAsync(id, stop);
        try
        {
            await work(stop.Token);
            return true;
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested && !cancellation.IsCancellationRequested)
        {
            return false;
        }
        finally
        {
            await stop.CancelAsync();
            await watching;
        }
    }

    public async Task<LongWorkRow?> FindAsync(string id, CancellationToken cancellation)
    {
        await using var db = database.Read();
        return await db.GetTable<LongWorkRow>().FirstOrDefaultAsync(w => w.Id == id, cancellation);
    }

    /// <summary>What is under way, then what ended last.</summary>
    /// <param name="scope">Null: of everybody.</param>
    public async Task<IReadOnlyList<LongWorkRow>> ListAsync(string? scope, CancellationToken cancellation)
    {
        await using var db = database.Read();
        var all = db.GetTable<LongWorkRow>().Where(w => scope == null || w.Scope == scope);
        var open = await all.Where(w => w.EndedAt == null).OrderBy(w => w.StartedAt).ToListAsync(cancellation);
        return [.. open, .. await all.Where(w => w.EndedAt != null).OrderByDescending(w => w.EndedAt).Take(MostEnded).ToListAsync(cancellation)];
    }

    internal static string TimerOf(string id) => "work-" + id;

    private async Task WatchAsync(string id, CancellationTokenSource stop)
    {
        while (!stop.IsCancellationRequested)
        {
            // People wait in real time.
            await Task.Delay(Look, TimeProvider.System, stop.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            try
            {
                if (!stop.IsCancellationRequested && await IsStopAskedAsync(id, stop.Token)) await stop.CancelAsync();
            }
            catch (Exception)
            {
                // Nobody could be asked; the work itself will meet the same trouble and say so.
            }
        }
    }
}
