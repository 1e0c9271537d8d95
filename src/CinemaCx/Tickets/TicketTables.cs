using LinqToDB.Mapping;

namespace CinemaCx.Tickets;

public enum TicketState
{
    [MapValue("valid")] Valid,
    [MapValue("entered")] Entered,

    /// <summary>Given back.</summary>
    [MapValue("void")] Void,
}

[Table("tickets")]
public sealed record TicketRow
{
    [Column("id"), PrimaryKey] public required string Id { get; init; }
    [Column("order_id")] public required string OrderId { get; init; }
    [Column("guest_id")] public required string GuestId { get; init; }
    [Column("showtime_id")] public required string ShowtimeId { get; init; }
    [Column("seat")] public required string Seat { get; init; }

    /// <summary>What the QR code says: 26 characters nobody can guess.</summary>
    [Column("code")] public required string Code { get; init; }
    [Column("state")] public required TicketState State { get; init; }
    [Column("issued_at")] public required DateTimeOffset IssuedAt { get; init; }
}

/// <summary>That somebody entered with a ticket: who let them in, and when.</summary>
[Table("entries")]
public sealed record EntryRow
{
    [Column("ticket_id"), PrimaryKey] public required string TicketId { get; init; }
    [Column("employee_id")] public required string EmployeeId { get; init; }
    [Column("entered_at")] public required DateTimeOffset EnteredAt { get; init; }
}
