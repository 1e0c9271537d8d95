using CinemaCx.Platform.Primitives;
using CinemaCx.Staff;
using LinqToDB.Mapping;

namespace CinemaCx.Coupons;

public enum CouponKind
{
    /// <summary>So much off the tickets of an order.</summary>
    [MapValue("cash")] Cash,

    /// <summary>A share off the tickets of an order, up to a cap.</summary>
    [MapValue("percent")] Percent,

    /// <summary>兑换券: one seat for nothing, up to a cap.</summary>
    [MapValue("exchange")] Exchange,
}

public enum CouponState
{
    [MapValue("issued")] Issued,

    /// <summary>An order that is not paid holds it, until <see cref="CouponRow.LockedUntil"/> or until that order's payment was closed.</summary>
    [MapValue("locked")] Locked,
    [MapValue("used")] Used,

    /// <summary>Taken back before it was used.</summary>
    [MapValue("revoked")] Revoked,
}

public enum CouponSourceKind
{
    [MapValue("case")] Case,
    [MapValue("campaign")] Campaign,
    [MapValue("manual")] Manual,
}

/// <summary>What a coupon is worth, where, and how many there may be. Terms never change once a coupon was issued: a new offer is a new template.</summary>
[Table("coupon_templates")]
public sealed record CouponTemplateRow
{
    [Column("id"), PrimaryKey] public required string Id { get; init; }

    /// <summary>What staff type: <c>c20</c>; unique.</summary>
    [Column("code")] public required string Code { get; init; }

    /// <summary>What the guest reads: <c>20元券</c>.</summary>
    [Column("name")] public required string Name { get; init; }
    [Column("kind")] public required CouponKind Kind { get; init; }

    /// <summary>Of a cash coupon.</summary>
    [Column("amount_fen")] public Fen? Amount { get; init; }

    /// <summary>Share taken off, 1 to 100, of a percent coupon.</summary>
    [Column("percent")] public long? Percent { get; init; }

    /// <summary>Most that a percent coupon or an exchange ticket takes off.</summary>
    [Column("cap_fen")] public Fen? Cap { get; init; }

    /// <summary>What the tickets must cost at least, service fee apart.</summary>
    [Column("min_spend_fen")] public required Fen MinSpend { get; init; }

    /// <summary>JSON of <see cref="CouponScope"/>; null: everywhere.</summary>
    [Column("scope")] public string? Scope { get; init; }

    /// <summary>Valid to the end of the day so many days after it was issued; null where <see cref="ValidUntil"/> is fixed.</summary>
    [Column("valid_days")] public long? ValidDays { get; init; }
    [Column("valid_from")] public DateTimeOffset? ValidFrom { get; init; }
    [Column("valid_until")] public DateTimeOffset? ValidUntil { get; init; }
    [Column("total_limit")] public long? TotalLimit { get; init; }
    [Column("issued_count")] public long IssuedCount { get; init; }
    [Column("per_guest_limit")] public long? PerGuestLimit { get; init; }
    [Column("budget_fen")] public Fen? Budget { get; init; }

    /// <summary>What was issued costs at most so much.</summary>
    [Column("committed_fen")] public Fen Committed { get; init; }

    /// <summary>Who at least may give it away to make good for something; null: not meant for that.</summary>
    [Column("least_role")] public StaffRole? LeastRole { get; init; }
    [Column("created_at")] public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>From then on none is issued; those that are out stay good.</summary>
    [Column("retired_at")] public DateTimeOffset? RetiredAt { get; init; }

    /// <summary>The most one coupon can cost the house.</summary>
    [NotColumn] public Fen WorstCase => Amount ?? Cap!.Value;
}

/// <summary>Where a coupon is good.</summary>
/// <param name="CinemaIds">Null: in every cinema.</param>
/// <param name="FilmIds">Null: for every film.</param>
public sealed record CouponScope(IReadOnlyList<string>? CinemaIds, IReadOnlyList<string>? FilmIds);

[Table("coupons")]
public sealed record CouponRow
{
    [Column("id"), PrimaryKey] public required string Id { get; init; }
    [Column("template_id")] public required string TemplateId { get; init; }

    /// <summary>Null until somebody entered its code.</summary>
    [Column("guest_id")] public string? GuestId { get; init; }
    [Column("claim_code")] public string? ClaimCode { get; init; }
    [Column("state")] public required CouponState State { get; init; }

    /// <summary>What it took from budget and allowance.</summary>
    [Column("value_fen")] public required Fen Value { get; init; }
    [Column("valid_from")] public required DateTimeOffset ValidFrom { get; init; }

    /// <summary>First moment at which it is no longer good.</summary>
    [Column("valid_until")] public required DateTimeOffset ValidUntil { get; init; }

    /// <summary>When it was given a longer life because an order had kept it; that happens once.</summary>
    [Column("extended_at")] public DateTimeOffset? ExtendedAt { get; init; }
    [Column("locked_by_order")] public string? LockedByOrder { get; init; }
    [Column("locked_until")] public DateTimeOffset? LockedUntil { get; init; }

    /// <summary>The payment that may still come for the order that holds it: while it stands, time alone frees nothing.</summary>
    [Column("payment_id")] public string? PaymentId { get; init; }
    [Column("used_by_order")] public string? UsedByOrder { get; init; }
    [Column("used_at")] public DateTimeOffset? UsedAt { get; init; }
    [Column("source_kind")] public required CouponSourceKind SourceKind { get; init; }
    [Column("source_id")] public required string SourceId { get; init; }

    /// <summary>The first of its source is 1; there is one coupon of each number.</summary>
    [Column("nth")] public required long Nth { get; init; }

    /// <summary>The employee who gave it; null when the house did by itself.</summary>
    [Column("issued_by")] public string? IssuedBy { get; init; }

    /// <summary>The business day whose allowance it came from.</summary>
    [Column("issued_day")] public required DateOnly IssuedDay { get; init; }

    /// <summary>Why, as the guest reads it.</summary>
    [Column("reason")] public required string Reason { get; init; }
    [Column("issued_at")] public required DateTimeOffset IssuedAt { get; init; }
}

/// <summary>What happened to a coupon. Rows are added, never changed.</summary>
[Table("coupon_events")]
public sealed record CouponEventRow
{
    [Column("id"), PrimaryKey] public required string Id { get; init; }
    [Column("coupon_id")] public required string CouponId { get; init; }
    [Column("happened_at")] public required DateTimeOffset HappenedAt { get; init; }

    /// <summary><c>issued</c>, <c>claimed</c>, <c>locked</c>, <c>used</c>, <c>given-back</c>, <c>extended</c> or <c>revoked</c>.</summary>
    [Column("what")] public required string What { get; init; }
    [Column("order_id")] public string? OrderId { get; init; }
    [Column("by_whom")] public string? ByWhom { get; init; }
    [Column("note")] public string? Note { get; init; }
}

[Table("coupon_allowances")]
public sealed record CouponAllowanceRow
{
    [Column("employee_id"), PrimaryKey(0)] public required string EmployeeId { get; init; }
    [Column("business_day"), PrimaryKey(1)] public required DateOnly BusinessDay { get; init; }
    [Column("spent_fen")] public required Fen Spent { get; init; }
}
