using LinqToDB.Mapping;

namespace CinemaCx.Cases;

public enum CaseState
{
    [MapValue("open")] Open,

    /// <summary>Somebody has it in hand.</summary>
    [MapValue("acknowledged")] Acknowledged,
    [MapValue("closed")] Closed,
}

public enum CaseSeverity
{
    [MapValue("normal")] Normal,

    /// <summary>One star.</summary>
    [MapValue("high")] High,

    /// <summary>Somebody may be hurt, or money is asked back: never bundled, never merged.</summary>
    [MapValue("critical")] Critical,
}

[Table("cases")]
public sealed record CaseRow
{
    [Column("id"), PrimaryKey] public required string Id { get; init; }

    /// <summary>What people call it: C123.</summary>
    [Column("number")] public required long Number { get; init; }
    [Column("cinema_id")] public required string CinemaId { get; init; }
    [Column("hall_id")] public string? HallId { get; init; }
    [Column("showtime_id")] public string? ShowtimeId { get; init; }

    /// <summary>One of <see cref="CaseCategory"/>.</summary>
    [Column("category")] public required string Category { get; init; }
    [Column("severity")] public required CaseSeverity Severity { get; init; }
    [Column("state")] public required CaseState State { get; init; }

    /// <summary>Whose attention it needs, the first of them first: <c>duty-manager,engineering</c>.</summary>
    [Column("posts")] public required string Posts { get; init; }
    [Column("owner_id")] public string? OwnerId { get; init; }
    [Column("opened_at")] public required DateTimeOffset OpenedAt { get; init; }
    [Column("due_at")] public required DateTimeOffset DueAt { get; init; }
    [Column("acknowledged_at")] public DateTimeOffset? AcknowledgedAt { get; init; }
    [Column("closed_at")] public DateTimeOffset? ClosedAt { get; init; }
    [Column("root_cause")] public string? RootCause { get; init; }
    [Column("action")] public string? Action { get; init; }

    /// <summary>What happened last, in a short sentence for the cards.</summary>
    [Column("status_text")] public required string StatusText { get; init; }

    /// <summary>How many answers complain of this.</summary>
    [Column("voices")] public required long Voices { get; init; }
    [Column("worst_stars")] public required long WorstStars { get; init; }

    /// <summary>The first answer.</summary>
    [Column("lead_answer_id")] public required string LeadAnswerId { get; init; }

    /// <summary>Whose answer it is; null: nobody knows.</summary>
    [Column("guest_id")] public string? GuestId { get; init; }

    /// <summary>What further complaints of the same hall and cause are recognised by while this case is not closed; unique among those.</summary>
    [Column("merge_key")] public required string MergeKey { get; init; }
    [Column("rule_name")] public required string RuleName { get; init; }

    /// <summary>JSON of the row as it was before the last act, while that can be undone.</summary>
    [Column("undo")] public string? Undo { get; init; }
    [Column("undo_by")] public string? UndoBy { get; init; }
    [Column("undo_until")] public DateTimeOffset? UndoUntil { get; init; }

    /// <summary>Number of its last event.</summary>
    [Column("version")] public required long Version { get; init; }
    [Column("last_hash")] public required string LastHash { get; init; }

    [NotColumn] public string Name => "C" + Number;
}

[Table("case_voices")]
public sealed record CaseVoiceRow
{
    [Column("answer_id"), PrimaryKey] public required string AnswerId { get; init; }
    [Column("case_id")] public required string CaseId { get; init; }
    [Column("stars")] public required long Stars { get; init; }
    [Column("added_at")] public required DateTimeOffset AddedAt { get; init; }
}

/// <summary>One line of the timeline; nobody can edit it without breaking the chain of hashes.</summary>
[Table("case_events")]
public sealed record CaseEventRow
{
    [Column("case_id"), PrimaryKey(0)] public required string CaseId { get; init; }

    /// <summary>From 1, without holes.</summary>
    [Column("seq"), PrimaryKey(1)] public required long Seq { get; init; }
    [Column("at")] public required DateTimeOffset At { get; init; }

    /// <summary>Where the act came from: <c>wecom</c>, <c>dingtalk</c>, <c>api</c>, <c>console</c>, <c>guest</c>, <c>system</c>.</summary>
    [Column("channel")] public required string Channel { get; init; }
    [Column("actor_id")] public string? ActorId { get; init; }
    [Column("actor_name")] public required string ActorName { get; init; }

    /// <summary>What was done: opened, voice-added, acknowledged, assigned, noted, called, compensated, replied, closed, reopened, undone, recategorised, escalated.</summary>
    [Column("kind")] public required string Kind { get; init; }

    /// <summary>In words.</summary>
    [Column("body")] public required string Body { get; init; }
    [Column("previous_hash")] public required string PreviousHash { get; init; }

    /// <summary>SHA-256 of the previous hash and everything above.</summary>
    [Column("hash")] public required string Hash { get; init; }
}

[Table("case_rules")]
public sealed record CaseRuleRow
{
    [Column("id"), PrimaryKey] public required string Id { get; init; }
    [Column("position")] public required long Position { get; init; }
    [Column("name")] public required string Name { get; init; }

    /// <summary>JSON of a <see cref="CaseRule"/>.</summary>
    [Column("body")] public required string Body { get; init; }
    [Column("changed_by")] public string? ChangedBy { get; init; }
    [Column("changed_at")] public required DateTimeOffset ChangedAt { get; init; }
}
