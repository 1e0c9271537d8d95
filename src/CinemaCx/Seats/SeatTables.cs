using LinqToDB.Mapping;

namespace CinemaCx.Seats;

public enum ClaimKind
{
    /// <summary>Somebody's until <see cref="SeatClaimRow.HeldUntil"/>, and nobody's from that millisecond on.</summary>
    [MapValue("hold")] Hold,
    [MapValue("sold")] Sold,
}

/// <summary>That there is a row for (showtime, seat) says who has the seat; that there is none says it is free.</summary>
[Table("seat_claims")]
public sealed record SeatClaimRow
{
    [Column("showtime_id"), PrimaryKey(0)] public required string ShowtimeId { get; init; }
    [Column("seat"), PrimaryKey(1)] public required string Seat { get; init; }
    [Column("kind")] public required ClaimKind Kind { get; init; }
    [Column("order_id")] public required string OrderId { get; init; }
    [Column("guest_id")] public required string GuestId { get; init; }
    [Column("held_until")] public DateTimeOffset? HeldUntil { get; init; }

    /// <summary>Set while the platform may still take money for this hold: then the seat is given away only after the platform closed the payment.</summary>
    [Column("payment_id")] public string? PaymentId { get; init; }
}

/// <summary>One guest holds seats of one order at a time.</summary>
[Table("guest_holds")]
public sealed record GuestHoldRow
{
    [Column("guest_id"), PrimaryKey] public required string GuestId { get; init; }
    [Column("order_id")] public required string OrderId { get; init; }
    [Column("held_until")] public required DateTimeOffset HeldUntil { get; init; }
}
