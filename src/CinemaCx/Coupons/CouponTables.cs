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

    /// <summary>卖品券: something of the counter, handed out once.</summary>
    [MapValue("concession")] Concession,

    /// <summary>周边券: merchandise, handed out once.</summary>
    [MapValue("merchandise")] Merchandise,
}

/// <summary>What a coupon's share and minimum spend are computed from.</summary>
public enum CouponBasis
{
    /// <summary>The tickets before any coupon.</summary>
    [MapValue("initial")] Initial,

    /// <summary>What the coupons before it left of them.</summary>
    [MapValue("discounted")] Discounted,
}

public enum CouponStacking
{
    /// <summary>Others may be used in the same order.</summary>
    [MapValue("together")] Together,

    /// <summary>It is the only coupon of its order.</summary>
    [MapValue("alone")] Alone,
}

/// <summary>Where something is sold.</summary>
public enum SaleChannel
{
    [MapValue("mini-program")] MiniProgram,
    [MapValue("counter")] Counter,
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

    /// <summary>The guest took it herself.</summary>
    [MapValue("claim")] Claim,

    /// <summary>Given to a list of guests.</summary>
    [MapValue("bulk")] Bulk,

    /// <summary>Bought with points.</summary>
    [MapValue("points")] Points,

    /// <summary>A right of her tier.</summary>
    [MapValue("membership")] Membership,
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

    /// <summary>What a cash coupon takes off; what goods at the counter cost the house.</summary>
    [Column("amount_fen")] public Fen? Amount { get; init; }

    /// <summary>Share taken off, 1 to 100, of a percent coupon.</summary>
    [Column("percent")] public long? Percent { get; init; }

    /// <summary>Most that a percent coupon or an exchange ticket takes off.</summary>
    [Column("cap_fen")] public Fen? Cap { get; init; }

    /// <summary>What is handed out at the counter: <c>中杯可乐1杯</c>.</summary>
    [Column("goods")] public string? Goods { get; init; }

    /// <summary>What the tickets must cost at least, service fee apart, by <see cref="Basis"/>.</summary>
    [Column("min_spend_fen")] public required Fen MinSpend { get; init; }

    /// <summary>JSON of <see cref="CouponScope"/>; null: everywhere.</summary>
    [Column("scope")] public string? Scope { get; init; }

    /// <summary>Valid to the end of the day so many days after it was issued; null where <see cref="ValidUntil"/> is fixed.</summary>
    [Column("valid_days")] public long? ValidDays { get; init; }
    [Column("valid_from")] public DateTimeOffset? ValidFrom { get; init; }
    [Column("valid_until")] public DateTimeOffset? ValidUntil { get; init; }
    [Column("basis")] public CouponBasis Basis { get; init; } = CouponBasis.Discounted;

    /// <summary>Those of a lower number take off first.</summary>
    [Column("position")] public long Position { get; init; } = 500;
    [Column("stacking")] public CouponStacking Stacking { get; init; } = CouponStacking.Together;

    /// <summary>How many of it one order may take.</summary>
    [Column("per_order_limit")] public long PerOrderLimit { get; init; } = 1;

    /// <summary>Coupons of one category share a limit per order: the lowest that any of them names.</summary>
    [Column("category")] public string? Category { get; init; }
    [Column("category_limit")] public long? CategoryLimit { get; init; }

    /// <summary>Most there may ever be; what counts against it lies in <see cref="CouponSlotRow"/>s.</summary>
    [Column("total_limit")] public long? TotalLimit { get; init; }
    [Column("per_guest_limit")] public long? PerGuestLimit { get; init; }

    /// <summary>Most that what was issued may cost in the worst case.</summary>
    [Column("budget_fen")] public Fen? Budget { get; init; }

    /// <summary>From when guests may take it themselves; null: they may not.</summary>
    [Column("claim_from_at")] public DateTimeOffset? ClaimFrom { get; init; }

    /// <summary>First moment at which they no longer may; null: as long as it is issued.</summary>
    [Column("claim_until_at")] public DateTimeOffset? ClaimUntil { get; init; }

    /// <summary>Who at least may give it away to make good for something; null: not meant for that.</summary>
    [Column("least_role")] public StaffRole? LeastRole { get; init; }
    /// <summary>The employee who made it; null: the house came with it.</summary>
    [Column("created_by")] public string? CreatedBy { get; init; }
    [Column("created_at")] public required DateTimeOffset CreatedAt { get; init; }
    [Column("retired_by")] public string? RetiredBy { get; init; }

    /// <summary>From then on none is issued; those that are out stay good.</summary>
    [Column("retired_at")] public DateTimeOffset? RetiredAt { get; init; }

    /// <summary>The most one coupon can cost the house.</summary>
    [NotColumn] public Fen WorstCase => Amount ?? Cap!.Value;

    /// <summary>Handed in at the counter; orders of tickets know nothing to do with it.</summary>
    [NotColumn] public bool IsForCounter => Kind is CouponKind.Concession or CouponKind.Merchandise;

    /// <summary>How many there may be by limit and budget together; null: as many as are wanted.</summary>
    [NotColumn] public long? Supply => Budget is { } budget ? Math.Min(budget.Value / WorstCase.Value, TotalLimit ?? long.MaxValue) : TotalLimit;
}

/// <summary>
/// A part of what is left of a template's supply, so that many can be issued at the same moment without waiting for each other. With the coupons issued
/// they are the supply; an empty one is not there, and a template without end has none.
/// </summary>
[Table("coupon_slots")]
public sealed record CouponSlotRow
{
    [Column("template_id"), PrimaryKey(0)] public required string TemplateId { get; init; }
    [Column("slot"), PrimaryKey(1)] public required long Slot { get; init; }
    [Column("remaining")] public required long Remaining { get; init; }
}

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

    /// <summary>The employee who took it at the counter.</summary>
    [Column("used_by")] public string? UsedBy { get; init; }
    [Column("used_cinema_id")] public string? UsedCinemaId { get; init; }
    [Column("used_at")] public DateTimeOffset? UsedAt { get; init; }

    /// <summary>What the guest shows at the counter, where it is for the counter.</summary>
    [Column("counter_code")] public string? CounterCode { get; init; }
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

/// <summary>What a coupon takes off an order, or took off one that ended.</summary>
[Table("coupon_uses")]
public sealed record CouponUseRow
{
    [Column("order_id"), PrimaryKey(0)] public required string OrderId { get; init; }
    [Column("coupon_id"), PrimaryKey(1)] public required string CouponId { get; init; }
    [Column("took_fen")] public required Fen Took { get; init; }
}

/// <summary>How many coupons of a template a guest was ever given, less those taken back.</summary>
[Table("coupon_holders")]
public sealed record CouponHolderRow
{
    [Column("template_id"), PrimaryKey(0)] public required string TemplateId { get; init; }
    [Column("guest_id"), PrimaryKey(1)] public required string GuestId { get; init; }
    [Column("coupons")] public required long Coupons { get; init; }
}

[Table("coupon_allowances")]
public sealed record CouponAllowanceRow
{
    [Column("employee_id"), PrimaryKey(0)] public required string EmployeeId { get; init; }
    [Column("business_day"), PrimaryKey(1)] public required DateOnly BusinessDay { get; init; }
    [Column("spent_fen")] public required Fen Spent { get; init; }
}
