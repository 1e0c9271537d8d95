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

    /// <summary>Records news in a script; <see cref="Wake"/> is to be called after its commit.</summary>
    public void Record<TEvent>(Script script, TEvent news)
        where TEvent : notnull
    {
        var now = time.Now();
        var payload = JsonSerializer.Serialize(news);
        foreach (var handler in catalog.HandlersOf(typeof(TEvent)))
        {
            script.Do($"""
                INSERT INTO outbox (id, handler, payload, recorded_at, due_at, attempts, lease_until)
                VALUES ({Id.New("evt", now)}, {handler}, {payload}, {now}, {now}, 0, 0)
                """);
        }
    }

    /// <summary>Records news for every handler subscribed to it.</summary>
    public async Task RecordAsync<TEvent>(DbSession db, TEvent news, CancellationToken cancellation = default)
        where TEvent : notnull
    {
        var now = time.Now();
        var payload = JsonSerializer.Serialize(news);
        foreach (var handler in catalog.HandlersOf(typeof(TEvent)))
        {
            await db.InsertAsync(
                new OutboxRow { Id = Id.New("evt", now), Handler = handler, Payload = payload, RecordedAt = now, DueAt = now }, token: cancellation);
        }

        db.AfterCommit(() => signal.Publish(WakeUp));
    }

    /// <summary>
    /// Adds a timer to a script: the handler of <typeparamref name="TTimer"/> runs at <paramref name="dueAt"/>, also after a restart. A timer that stands
    /// under the same id already is left as it is.
    /// </summary>
    /// <param name="id">Chosen by the caller, so that <see cref="Cancel"/> can find it.</param>
    public void Schedule<TTimer>(Script script, string id, TTimer timer, DateTimeOffset dueAt)
        where TTimer : notnull =>
        script.Do($"""
            INSERT INTO outbox (id, handler, payload, recorded_at, due_at, attempts, lease_until)
            VALUES ({id}, {catalog.HandlersOf(typeof(TTimer)).Single()}, {JsonSerializer.Serialize(timer)}, {time.Now()}, {dueAt}, 0, 0)
            ON CONFLICT (id) DO NOTHING
            """);

    /// <summary>Takes a timer away in the transaction that makes it pointless.</summary>
    public static void Cancel(Script script, string id) => script.Do($"DELETE FROM outbox WHERE id = {id}");

    /// <summary>Wakes the dispatcher; to be called after the commit of a script that scheduled something due at once.</summary>
    public void Wake() => signal.Publish(WakeUp);

    /// <summary>How long the oldest due row has been waiting; zero when nothing waits.</summary>
    public async Task<TimeSpan> OldestDueAsync(Database database, CancellationToken cancellation)
    {
        var now = time.Now();
        await using var db = database.Read();
        var oldest = await db.GetTable<OutboxRow>().Where(r => r.DueAt <= now).Select(r => (DateTimeOffset?)r.DueAt).MinAsync(cancellation);
        return oldest is null ? TimeSpan.Zero : now - oldest.Value;
    }
}
