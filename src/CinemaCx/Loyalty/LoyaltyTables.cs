using CinemaCx.Platform.Primitives;
using LinqToDB.Mapping;

namespace CinemaCx.Loyalty;

/// <summary>The rules of the tiers as somebody set them; the highest version counts, the others tell what was before.</summary>
[Table("tier_rules")]
public sealed record TierRuleRow
{
    [Column("version"), PrimaryKey] public required long Version { get; init; }

    /// <summary>JSON of <see cref="TierRule"/>.</summary>
    [Column("body")] public required string Body { get; init; }
    [Column("changed_by")] public required string ChangedBy { get; init; }
    [Column("changed_at")] public required DateTimeOffset ChangedAt { get; init; }
}

[Table("tier_standings")]
public sealed record TierStandingRow
{
    [Column("guest_id"), PrimaryKey] public required string GuestId { get; init; }
    [Column("tier")] public required Tier Tier { get; init; }
    [Column("since_at")] public required DateTimeOffset SinceAt { get; init; }

    /// <summary>Null while she reaches her tier.</summary>
    [Column("falls_at")] public DateTimeOffset? FallsAt { get; init; }
    [Column("falls_to")] public Tier? FallsTo { get; init; }
    [Column("told_at")] public DateTimeOffset? ToldAt { get; init; }

    /// <summary>The figures of the twelve months before <see cref="EvaluatedAt"/>.</summary>
    [Column("spend_fen")] public required Fen Spend { get; init; }
    [Column("visits")] public required long Visits { get; init; }
    [Column("evaluated_at")] public required DateTimeOffset EvaluatedAt { get; init; }

    [NotColumn] public Standing Standing => new(Tier, SinceAt, FallsAt, FallsTo, ToldAt);
}

/// <summary>A member rose or sank, and by which figures. Rows are added, never changed.</summary>
[Table("tier_changes")]
public sealed record TierChangeRow
{
    [Column("id"), PrimaryKey] public required string Id { get; init; }
    [Column("guest_id")] public required string GuestId { get; init; }
    [Column("from_tier")] public required Tier From { get; init; }
    [Column("to_tier")] public required Tier To { get; init; }
    [Column("spend_fen")] public required Fen Spend { get; init; }
    [Column("visits")] public required long Visits { get; init; }

    /// <summary>0: the rules the house comes with.</summary>
    [Column("rule_version")] public required long RuleVersion { get; init; }
    [Column("changed_at")] public required DateTimeOffset ChangedAt { get; init; }
}

/// <summary>A paid order of a member, as far as points and tiers go by it. Refunded seats are taken off.</summary>
[Table("loyalty_orders")]
public sealed record LoyaltyOrderRow
{
    [Column("order_id"), PrimaryKey] public required string OrderId { get; init; }
    [Column("guest_id")] public required string GuestId { get; init; }
    [Column("showtime_id")] public required string ShowtimeId { get; init; }
    [Column("spend_fen")] public required Fen Spend { get; init; }
    [Column("seats")] public required long Seats { get; init; }
    [Column("points")] public required long Points { get; init; }

    /// <summary>What the rights of her tier took off.</summary>
    [Column("saved_fen")] public required Fen Saved { get; init; }
    [Column("paid_at")] public required DateTimeOffset PaidAt { get; init; }

    /// <summary>When the film is over, as it was planned when she paid.</summary>
    [Column("posts_at")] public required DateTimeOffset PostsAt { get; init; }
    [Column("posted_at")] public DateTimeOffset? PostedAt { get; init; }
}

public enum PointsKind
{
    /// <summary>An order was paid: points that count once the film is over.</summary>
    [MapValue("pending")] Pending,

    /// <summary>Seats were given back before that.</summary>
    [MapValue("dropped")] Dropped,
    [MapValue("posted")] Posted,
    [MapValue("spent")] Spent,

    /// <summary>What paid for an order that ended, or for seats that were given back.</summary>
    [MapValue("returned")] Returned,
    [MapValue("expired")] Expired,

    /// <summary>Seats were given back after their points had been posted. The balance may go below zero.</summary>
    [MapValue("clawed-back")] ClawedBack,

    /// <summary>Somebody of the staff gave them.</summary>
    [MapValue("granted")] Granted,
}

/// <summary>What the ledger comes to. Its row is the one lock of a guest's points.</summary>
[Table("points_accounts")]
public sealed record PointsAccountRow
{
    [Column("guest_id"), PrimaryKey] public required string GuestId { get; init; }

    /// <summary>Below zero: a debt that later points pay first.</summary>
    [Column("balance")] public required long Balance { get; init; }
    [Column("pending")] public required long Pending { get; init; }

    /// <summary>Number of the newest entry.</summary>
    [Column("seq")] public required long Seq { get; init; }

    /// <summary>When points may next run out.</summary>
    [Column("next_expiry_at")] public DateTimeOffset? NextExpiryAt { get; init; }

    /// <summary>The expiry she was last told of.</summary>
    [Column("told_expiry_at")] public DateTimeOffset? ToldExpiryAt { get; init; }
}

/// <summary>One line of the ledger. Lines are added, never changed.</summary>
[Table("points_entries")]
public sealed record PointsEntryRow
{
    [Column("guest_id"), PrimaryKey(0)] public required string GuestId { get; init; }
    [Column("seq"), PrimaryKey(1)] public required long Seq { get; init; }
    [Column("kind")] public required PointsKind Kind { get; init; }

    /// <summary>What caused it: there is one line of each kind for it.</summary>
    [Column("ref")] public required string Ref { get; init; }
    [Column("points")] public required long Points { get; init; }
    [Column("pending")] public required long Pending { get; init; }
    [Column("balance_after")] public required long BalanceAfter { get; init; }
    [Column("pending_after")] public required long PendingAfter { get; init; }

    /// <summary>How many of the points live until <see cref="ExpiresAt"/> from now on; the others live as long as they would have.</summary>
    [Column("credit")] public required long Credit { get; init; }
    [Column("expires_at")] public DateTimeOffset? ExpiresAt { get; init; }
    [Column("order_id")] public string? OrderId { get; init; }
    [Column("note")] public string? Note { get; init; }
    [Column("happened_at")] public required DateTimeOffset HappenedAt { get; init; }
}

/// <summary>Points that pay part of an order.</summary>
[Table("points_spends")]
public sealed record PointsSpendRow
{
    [Column("order_id"), PrimaryKey] public required string OrderId { get; init; }
    [Column("guest_id")] public required string GuestId { get; init; }
    [Column("points")] public required long Points { get; init; }

    /// <summary>Of a paid order: came back with seats.</summary>
    [Column("returned")] public required long Returned { get; init; }

    /// <summary><c>held</c> by an unpaid order, <c>used</c> by a paid one, <c>returned</c> by one that ended.</summary>
    [Column("state")] public required string State { get; init; }
    [Column("seq")] public required long Seq { get; init; }
}

/// <summary>How many points a coupon costs.</summary>
[Table("points_offers")]
public sealed record PointsOfferRow
{
    [Column("template_id"), PrimaryKey] public required string TemplateId { get; init; }
    [Column("points")] public required long Points { get; init; }
    [Column("changed_by")] public required string ChangedBy { get; init; }
    [Column("changed_at")] public required DateTimeOffset ChangedAt { get; init; }
}

/// <summary>That a right was taken in its period, and by which order.</summary>
[Table("benefit_uses")]
public sealed record BenefitUseRow
{
    [Column("guest_id"), PrimaryKey(0)] public required string GuestId { get; init; }
    [Column("benefit"), PrimaryKey(1)] public required TierBenefit Benefit { get; init; }

    /// <summary><c>2026</c> or <c>2026-11</c>.</summary>
    [Column("period"), PrimaryKey(2)] public required string Period { get; init; }
    [Column("order_id")] public required string OrderId { get; init; }

    /// <summary><c>held</c>, <c>used</c>, or <c>free</c> again.</summary>
    [Column("state")] public required string State { get; init; }
}
