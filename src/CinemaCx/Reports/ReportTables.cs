using LinqToDB.Mapping;

namespace CinemaCx.Reports;

public enum ReportKind
{
    /// <summary>One cinema, one business day.</summary>
    [MapValue("daily")] Daily,

    /// <summary>All cinemas, Monday to Sunday.</summary>
    [MapValue("weekly")] Weekly,
}

public enum ReportState
{
    [MapValue("due")] Due,
    [MapValue("made")] Made,

    /// <summary>There was nothing to tell: the cinema was closed and nobody said anything.</summary>
    [MapValue("empty")] Empty,
}

/// <summary>One report: its key says that there is never a second.</summary>
[Table("reports")]
public sealed record ReportRow
{
    [Column("kind"), PrimaryKey(0)] public required ReportKind Kind { get; init; }

    /// <summary>Empty: all cinemas.</summary>
    [Column("cinema_id"), PrimaryKey(1)] public required string CinemaId { get; init; }

    /// <summary>The business day; of a week its Monday.</summary>
    [Column("day"), PrimaryKey(2)] public required DateOnly Day { get; init; }
    [Column("due_at")] public required DateTimeOffset DueAt { get; init; }
    [Column("state")] public required ReportState State { get; init; }

    /// <summary>JSON of <see cref="DayFigures"/> or <see cref="WeekFigures"/>, as they were told.</summary>
    [Column("figures")] public string? Figures { get; init; }
    [Column("picture_id")] public string? PictureId { get; init; }
    [Column("made_at")] public DateTimeOffset? MadeAt { get; init; }
}
