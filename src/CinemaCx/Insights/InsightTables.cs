using CinemaCx.Platform.Primitives;
using LinqToDB.Mapping;

namespace CinemaCx.Insights;

/// <summary>Where and when an answer was given, as it is counted. Ids are empty where nobody knows them.</summary>
[Table("insight_answers")]
public sealed record CountedAnswerRow
{
    [Column("answer_id"), PrimaryKey] public required string AnswerId { get; init; }

    /// <summary>The version that is counted; 0: none yet.</summary>
    [Column("version")] public required long Version { get; init; }
    [Column("given_at")] public required DateTimeOffset GivenAt { get; init; }

    /// <summary>Business day on which it was given.</summary>
    [Column("day")] public required DateOnly Day { get; init; }
    [Column("cinema_id")] public required string CinemaId { get; init; }
    [Column("hall_id")] public required string HallId { get; init; }
    [Column("film_id")] public required string FilmId { get; init; }

    /// <summary>One of <see cref="DayPart"/>: of the showtime's start, else of the answer.</summary>
    [Column("part")] public required string Part { get; init; }
}

/// <summary>One score of an answer.</summary>
[Table("insight_ratings")]
public sealed record RatingRow
{
    [Column("answer_id"), PrimaryKey(0)] public required string AnswerId { get; init; }

    /// <summary>Code of a <see cref="Insights.Measure"/>.</summary>
    [Column("measure"), PrimaryKey(1)] public required string Measure { get; init; }
    [Column("score")] public required long Score { get; init; }

    /// <summary>Its number among those of the same hall and measure that were watched; 0: it was not.</summary>
    [Column("seq")] public required long Seq { get; init; }
}

/// <summary>What was sold of a showtime.</summary>
[Table("show_sales")]
public sealed record ShowSalesRow
{
    [Column("showtime_id"), PrimaryKey] public required string ShowtimeId { get; init; }

    /// <summary>Living tickets.</summary>
    [Column("sold")] public required long Sold { get; init; }

    /// <summary>What was paid for them, service fee included.</summary>
    [Column("revenue_fen")] public required Fen Revenue { get; init; }
    [Column("counted_at")] public required DateTimeOffset CountedAt { get; init; }
}

/// <summary>A measure of a hall that is watched, and how far its sum is.</summary>
[Table("insight_watch")]
public sealed record WatchRow
{
    [Column("cinema_id"), PrimaryKey(0)] public required string CinemaId { get; init; }
    [Column("hall_id"), PrimaryKey(1)] public required string HallId { get; init; }
    [Column("measure"), PrimaryKey(2)] public required string Measure { get; init; }

    /// <summary>How many ratings were watched, ever.</summary>
    [Column("seq")] public required long Seq { get; init; }

    /// <summary>Thousandths of a star.</summary>
    [Column("sum_milli")] public required long SumMilli { get; init; }

    /// <summary>Number of the first rating since the sum last was zero.</summary>
    [Column("run_from")] public required long RunFrom { get; init; }
    [Column("run_since")] public required DateTimeOffset RunSince { get; init; }

    /// <summary>Stars given since then.</summary>
    [Column("run_total")] public required long RunTotal { get; init; }

    /// <summary>Stars expected since then.</summary>
    [Column("run_expected_milli")] public required long RunExpectedMilli { get; init; }

    /// <summary>The alarm nobody acknowledged yet; the sum rests meanwhile.</summary>
    [Column("alarm_id")] public string? AlarmId { get; init; }
}

/// <summary>A measure of a hall dropped.</summary>
[Table("insight_alarms")]
public sealed record DropAlarmRow
{
    [Column("id"), PrimaryKey] public required string Id { get; init; }

    /// <summary>What people call it: J12.</summary>
    [Column("number")] public required long Number { get; init; }
    [Column("cinema_id")] public required string CinemaId { get; init; }

    /// <summary>Empty: answers that belong to no hall.</summary>
    [Column("hall_id")] public required string HallId { get; init; }
    [Column("measure")] public required string Measure { get; init; }
    [Column("raised_at")] public required DateTimeOffset RaisedAt { get; init; }

    /// <summary>When the drop seems to have begun.</summary>
    [Column("since_at")] public required DateTimeOffset SinceAt { get; init; }
    [Column("first_seq")] public required long FirstSeq { get; init; }
    [Column("last_seq")] public required long LastSeq { get; init; }

    /// <summary>Stars given in it.</summary>
    [Column("total")] public required long Total { get; init; }

    /// <summary>Stars expected in it.</summary>
    [Column("expected_milli")] public required long ExpectedMilli { get; init; }
    [Column("sum_milli")] public required long SumMilli { get; init; }
    [Column("limit_milli")] public required long LimitMilli { get; init; }
    [Column("acknowledged_by")] public string? AcknowledgedBy { get; init; }
    [Column("acknowledged_at")] public DateTimeOffset? AcknowledgedAt { get; init; }

    /// <summary>Where it was acknowledged: <c>wecom</c>, <c>dingtalk</c>, <c>console</c>.</summary>
    [Column("channel")] public string? Channel { get; init; }

    [NotColumn] public string Name => "J" + Number;

    /// <summary>Answers the drop consists of.</summary>
    [NotColumn] public long Count => LastSeq - FirstSeq + 1;

    [NotColumn] public double Mean => (double)Total / Count;

    [NotColumn] public double Expected => ExpectedMilli / 1000.0 / Count;
}

/// <summary>An alarm before one person.</summary>
[Table("insight_alarm_cards")]
public sealed record AlarmCardRow
{
    /// <summary>Also the card's id at the platform.</summary>
    [Column("id"), PrimaryKey] public required string Id { get; init; }
    [Column("alarm_id")] public required string AlarmId { get; init; }
    [Column("employee_id")] public required string EmployeeId { get; init; }
    [Column("channel")] public required Alerts.ChatChannel Channel { get; init; }
    [Column("person")] public required string Person { get; init; }

    /// <summary><c>waiting</c>, <c>delivered</c> or <c>failed</c>.</summary>
    [Column("state")] public required string State { get; init; }
    [Column("handle")] public string? Handle { get; init; }

    /// <summary>1: it shows that the alarm was acknowledged.</summary>
    [Column("is_final")] public required long IsFinal { get; init; }
    [Column("attempts")] public required long Attempts { get; init; }
    [Column("last_error")] public string? LastError { get; init; }
}
