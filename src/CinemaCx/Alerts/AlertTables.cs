using LinqToDB.Mapping;

namespace CinemaCx.Alerts;

public enum AlertState
{
    [MapValue("waiting")] Waiting,
    [MapValue("acknowledged")] Acknowledged,

    /// <summary>The case was closed.</summary>
    [MapValue("ended")] Ended,
}

/// <summary>One post's attention is wanted for a case.</summary>
[Table("alerts")]
public sealed record AlertRow
{
    [Column("id"), PrimaryKey] public required string Id { get; init; }
    [Column("case_id")] public required string CaseId { get; init; }
    [Column("post")] public required string Post { get; init; }
    [Column("state")] public required AlertState State { get; init; }
    [Column("raised_at")] public required DateTimeOffset RaisedAt { get; init; }
    [Column("acknowledged_by")] public string? AcknowledgedBy { get; init; }
    [Column("acknowledged_at")] public DateTimeOffset? AcknowledgedAt { get; init; }
}

public enum MessageState
{
    [MapValue("waiting")] Waiting,
    [MapValue("delivered")] Delivered,

    /// <summary>A fresh card stands for it, or nobody needs it any more.</summary>
    [MapValue("replaced")] Replaced,
    [MapValue("failed")] Failed,
}

/// <summary>One card before one person.</summary>
[Table("alert_messages")]
public sealed record AlertMessageRow
{
    /// <summary>Also the card's id at the platform.</summary>
    [Column("id"), PrimaryKey] public required string Id { get; init; }
    [Column("alert_id")] public required string AlertId { get; init; }
    [Column("case_id")] public required string CaseId { get; init; }
    [Column("employee_id")] public required string EmployeeId { get; init; }
    [Column("channel")] public required ChatChannel Channel { get; init; }
    [Column("person")] public required string Person { get; init; }
    [Column("step")] public required long Step { get; init; }
    [Column("state")] public required MessageState State { get; init; }

    /// <summary>Which version of the case the card shows.</summary>
    [Column("shown_version")] public required long ShownVersion { get; init; }

    /// <summary>What the next update needs.</summary>
    [Column("handle")] public string? Handle { get; init; }
    [Column("handle_at")] public DateTimeOffset? HandleAt { get; init; }

    /// <summary>The platform's own name of the message.</summary>
    [Column("message_id")] public string? MessageId { get; init; }
    [Column("queued_at")] public required DateTimeOffset QueuedAt { get; init; }
    [Column("delivered_at")] public DateTimeOffset? DeliveredAt { get; init; }
    [Column("last_error")] public string? LastError { get; init; }

    /// <summary>While somebody is changing this card, until when at most.</summary>
    [Column("busy_until")] public long BusyUntil { get; init; }
    [Column("attempts")] public long Attempts { get; init; }

    [NotColumn] internal Outgoing Outgoing => new(Id, Channel, Person, Attempts);
}

[Table("alert_chains")]
public sealed record AlertChainRow
{
    [Column("post"), PrimaryKey] public required string Post { get; init; }
    [Column("body")] public required string Body { get; init; }
    [Column("changed_by")] public string? ChangedBy { get; init; }
    [Column("changed_at")] public required DateTimeOffset ChangedAt { get; init; }
}
