using System.Text.Json;
using CinemaCx.Platform.Data;
using CinemaCx.Platform.Primitives;
using CinemaCx.Platform.Redis;
using LinqToDB;
using LinqToDB.Async;
using LinqToDB.Mapping;

namespace CinemaCx.Platform.Events;

[Table("outbox")]
public sealed record OutboxRow
{
    [Column("id"), PrimaryKey] public required string Id { get; init; }
    [Column("handler")] public required string Handler { get; init; }
    [Column("payload")] public required string Payload { get; init; }
    [Column("recorded_at")] public required DateTimeOffset RecordedAt { get; init; }
    [Column("due_at")] public required DateTimeOffset DueAt { get; init; }
    [Column("attempts")] public long Attempts { get; init; }
    [Column("lease_until")] public long LeaseUntil { get; init; }
    [Column("leased_by")] public string? LeasedBy { get; init; }
    [Column("last_error")] public string? LastError { get; init; }
}

/// <summary>
/// The house's one outbox: news and timers are rows, written in the transaction of the verb that causes them, one row per handler that wants them.
/// They are delivered at least once, soon after <c>due_at</c>, by whichever instance holds the lease.
/// </summary>
public sealed class Outbox(EventCatalog catalog, RedisSignal signal, TimeProvider time)
{
    internal const string WakeUp = "outbox";
    private Outbox? _door;

    /// <summary>
    /// Who delivers in this process: what is recorded here is leased to it as it is written, and handed to it after the commit without another look into the
    /// table. Null, or without room: the rows are free for whoever looks next.
    /// </summary>
    internal OutboxDispatcher? Near
    {
        get => field ?? _door?.Near;
        set;
    }

    /// <summary>Another door of the same process delivers what is recorded here.</summary>
    public void HandTo(Outbox door) => _door = door;

    /// <summary>Records news in a script, for every handler subscribed to it; it is brought right after the commit.</summary>
    public void Record<TEvent>(Script script, TEvent news)
        where TEvent : notnull
    {
        var now = time.Now();
        var payload = JsonSerializer.Serialize(news);
        foreach (var handler in catalog.HandlersOf(typeof(TEvent)))
        {
            var near = Near;
            var row = Leased(new OutboxRow { Id = Id.New("evt", now), Handler = handler, Payload = payload, RecordedAt = now, DueAt = now }, near);
            script.Do($"{Insert(row)}");
            script.AfterCommit(row.LeasedBy is null ? Wake : () => near!.Take(row));
        }
    }

    /// <summary>Records news for every handler subscribed to it.</summary>
    public async Task RecordAsync<TEvent>(DbSession db, TEvent news, CancellationToken cancellation = default)
        where TEvent : notnull
    {
        var script = new Script();
        Record(script, news);
        await db.RunAsync(script, cancellation);
    }

    /// <summary>
    /// Adds a timer to a script: the handler of <typeparamref name="TTimer"/> runs at <paramref name="dueAt"/>, also after a restart. A timer that stands
    /// under the same id already is left as it is.
    /// </summary>
    /// <param name="id">Chosen by the caller, so that <see cref="Cancel"/> can find it.</param>
    public void Schedule<TTimer>(Script script, string id, TTimer timer, DateTimeOffset dueAt)
        where TTimer : notnull
    {
        var now = time.Now();
        var row = new OutboxRow { Id = id, Handler = catalog.HandlersOf(typeof(TTimer)).Single(), Payload = JsonSerializer.Serialize(timer), RecordedAt = now, DueAt = dueAt };
        var near = Near;
        // As it is stored, to the millisecond.
        var isDue = dueAt.ToUnixTimeMilliseconds() <= now.ToUnixTimeMilliseconds();
        if (isDue) row = Leased(row, near);
        if (row.LeasedBy is null)
        {
            script.Do($"{Insert(row)} ON CONFLICT (id) DO NOTHING");
            if (isDue) script.AfterCommit(Wake);
        }
        else
        {
            // One that stood there already is somebody else's to bring.
            script.AfterCommit(() => near!.Take(row), script.Ask($"{Insert(row)} ON CONFLICT (id) DO NOTHING RETURNING id"));
        }
    }

    /// <summary>Takes a timer away in the transaction that makes it pointless.</summary>
    public static void Cancel(Script script, string id) => script.Do($"DELETE FROM outbox WHERE id = {id}");

    /// <summary>Has the dispatchers look at once; to be called after the commit of a script that moved a timer itself.</summary>
    public void Wake() => signal.Publish(WakeUp);

    /// <summary>How long the oldest due row has been waiting; zero when nothing waits.</summary>
    public async Task<TimeSpan> OldestDueAsync(Database database, CancellationToken cancellation)
    {
        var now = time.Now();
        await using var db = database.Read();
        var oldest = await db.GetTable<OutboxRow>().Where(r => r.DueAt <= now).Select(r => (DateTimeOffset?)r.DueAt).MinAsync(cancellation);
        return oldest is null ? TimeSpan.Zero : now - oldest.Value;
    }

    private static OutboxRow Leased(OutboxRow row, OutboxDispatcher? near) =>
        near?.Offer() is { } lease ? row with { Attempts = 1, LeaseUntil = lease.Until.ToUnixTimeMilliseconds(), LeasedBy = lease.By } : row;

    private static FormattableString Insert(OutboxRow row) => $"""
        INSERT INTO outbox (id, handler, payload, recorded_at, due_at, attempts, lease_until, leased_by)
        VALUES ({row.Id}, {row.Handler}, {row.Payload}, {row.RecordedAt}, {row.DueAt}, {row.Attempts}, {row.LeaseUntil}, {row.LeasedBy})
        """;
}
