using CinemaCx.Loyalty;
using CinemaCx.Platform.Primitives;
using LinqToDB.Mapping;

namespace CinemaCx.Orders;

public enum OrderState
{
    /// <summary>The seats are hers until <see cref="OrderRow.HeldUntil"/>; past it the order counts as expired, written down or not.</summary>
    [MapValue("held")] Held,
    [MapValue("paid")] Paid,
    [MapValue("cancelled")] Cancelled,
    [MapValue("expired")] Expired,
}

public enum PaymentState
{
    /// <summary>The platform may take the money.</summary>
    [MapValue("open")] Open,
    [MapValue("paid")] Paid,

    /// <summary>Closed at the platform, unpaid.</summary>
    [MapValue("closed")] Closed,
}

public enum RefundState
{
    [MapValue("requested")] Requested,
    [MapValue("processing")] Processing,
    [MapValue("succeeded")] Succeeded,

    /// <summary>The platform could not give the money back; somebody must look.</summary>
    [MapValue("abnormal")] Abnormal,
    [MapValue("closed")] Closed,
}

[Table("orders")]
public record OrderRow
{
    [Column("id"), PrimaryKey] public required string Id { get; init; }
    [Column("guest_id")] public required string GuestId { get; init; }
    [Column("showtime_id")] public required string ShowtimeId { get; init; }
    [Column("state")] public required OrderState State { get; init; }
    [Column("total_fen")] public required Fen Total { get; init; }

    /// <summary>JSON of <see cref="PriceLine"/>s: how the total came about, as it was shown.</summary>
    [Column("price_lines")] public required string PriceLines { get; init; }

    /// <summary>JSON of the <see cref="RefundRule"/> that was shown before paying; a later rule does not touch this order.</summary>
    [Column("refund_rule")] public required string RefundRule { get; init; }
    [Column("placed_at")] public required DateTimeOffset PlacedAt { get; init; }
    [Column("held_until")] public required DateTimeOffset HeldUntil { get; init; }
    [Column("payment_id")] public string? PaymentId { get; init; }
    [Column("paid_at")] public DateTimeOffset? PaidAt { get; init; }
    [Column("ended_at")] public DateTimeOffset? EndedAt { get; init; }
    [Column("ended_because")] public string? EndedBecause { get; init; }

    /// <summary>Ids of the coupons that pay part of it, sorted and separated by commas; null: none. An order that ended gave them back.</summary>
    [Column("coupon_ids")] public string? Coupons { get; init; }

    /// <summary>What she was when she placed it; null: no member, or placed before there were tiers.</summary>
    [Column("tier")] public Tier? Tier { get; init; }

    /// <summary>The right that pays for one of its seats.</summary>
    [Column("benefit")] public TierBenefit? Benefit { get; init; }

    /// <summary>Points that pay part of it. An order that ended gave them back.</summary>
    [Column("points_spent")] public long PointsSpent { get; init; }

    [NotColumn] public IReadOnlyList<string> CouponIds => Coupons is null ? [] : Coupons.Split(',');
}

[Table("order_seats")]
public sealed record OrderSeatRow
{
    [Column("order_id"), PrimaryKey(0)] public required string OrderId { get; init; }
    [Column("seat"), PrimaryKey(1)] public required string Seat { get; init; }
    [Column("zone")] public required string Zone { get; init; }

    /// <summary>What this seat costs, service fee included.</summary>
    [Column("paid_fen")] public required Fen Paid { get; init; }

    /// <summary>The refund that gave this seat back.</summary>
    [Column("refund_id")] public string? RefundId { get; init; }

    /// <summary>Points that pay part of it.</summary>
    [Column("points_spent")] public long PointsSpent { get; init; }

    /// <summary>Points it earns once it is paid.</summary>
    [Column("points_earned")] public long PointsEarned { get; init; }

    /// <summary>What the rights of her tier took off.</summary>
    [Column("saved_fen")] public Fen Saved { get; init; }

    /// <summary>The right that pays for it.</summary>
    [Column("benefit")] public TierBenefit? Benefit { get; init; }
}

[Table("payments")]
public sealed record PaymentRow
{
    [Column("id"), PrimaryKey] public required string Id { get; init; }
    [Column("order_id")] public required string OrderId { get; init; }
    [Column("amount_fen")] public required Fen Amount { get; init; }
    [Column("state")] public required PaymentState State { get; init; }
    [Column("payable_until")] public required DateTimeOffset PayableUntil { get; init; }
    [Column("transaction_id")] public string? TransactionId { get; init; }

    /// <summary>What the platform says was paid.</summary>
    [Column("paid_fen")] public required Fen Paid { get; init; }

    /// <summary>What was promised back; the database refuses to let it exceed what was paid.</summary>
    [Column("refunded_fen")] public required Fen Refunded { get; init; }
    [Column("opened_at")] public required DateTimeOffset OpenedAt { get; init; }
    [Column("paid_at")] public DateTimeOffset? PaidAt { get; init; }
    [Column("closed_at")] public DateTimeOffset? ClosedAt { get; init; }
}

[Table("refunds")]
public sealed record RefundRow
{
    [Column("id"), PrimaryKey] public required string Id { get; init; }
    [Column("payment_id")] public string? PaymentId { get; init; }
    [Column("order_id")] public required string OrderId { get; init; }
    [Column("amount_fen")] public required Fen Amount { get; init; }
    [Column("fee_fen")] public required Fen Fee { get; init; }
    [Column("reason")] public required string Reason { get; init; }

    /// <summary>Seat labels separated by commas; empty when money came that no seat was left for.</summary>
    [Column("seats")] public required string Seats { get; init; }
    [Column("state")] public required RefundState State { get; init; }
    [Column("requested_at")] public required DateTimeOffset RequestedAt { get; init; }
    [Column("finished_at")] public DateTimeOffset? FinishedAt { get; init; }
}
