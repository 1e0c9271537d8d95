using LinqToDB.Mapping;

namespace CinemaCx.Platform.Jobs;

public enum LongWorkState
{
    [MapValue("working")] Working,
    [MapValue("finished")] Finished,

    /// <summary>Somebody asked for it.</summary>
    [MapValue("stopped")] Stopped,
    [MapValue("failed")] Failed,
}

[Table("long_works")]
public sealed record LongWorkRow
{
    [Column("id"), PrimaryKey] public required string Id { get; init; }
    [Column("kind")] public required string Kind { get; init; }
    [Column("title")] public required string Title { get; init; }
    [Column("scope")] public string? Scope { get; init; }
    [Column("asked_by")] public string? AskedBy { get; init; }
    [Column("done")] public required long Done { get; init; }
    [Column("total")] public long? Total { get; init; }
    [Column("state")] public required LongWorkState State { get; init; }

    /// <summary>What the worker needs; gone once it is over.</summary>
    [Column("input")] public string? Input { get; init; }

    /// <summary>JSON.</summary>
    [Column("result")] public string? Result { get; init; }
    [Column("fault")] public string? Fault { get; init; }
    [Column("started_at")] public required DateTimeOffset StartedAt { get; init; }

    /// <summary>When it last said how far it is.</summary>
    [Column("told_at")] public required DateTimeOffset ToldAt { get; init; }
    [Column("stop_asked_at")] public DateTimeOffset? StopAskedAt { get; init; }
    [Column("stop_asked_by")] public string? StopAskedBy { get; init; }
    [Column("ended_at")] public DateTimeOffset? EndedAt { get; init; }

    /// <summary>How long it will take yet at the pace it had so far; null while nobody can tell, and once it is over.</summary>
    public TimeSpan? Rest(DateTimeOffset now)
    {
        if (State != LongWorkState.Working || Total is not { } total || Done == 0) return null;
        var rest = (ToldAt - StartedAt) / Done * (total - Done) - (now - ToldAt);
        return rest > TimeSpan.Zero ? rest : TimeSpan.Zero;
    }
}
