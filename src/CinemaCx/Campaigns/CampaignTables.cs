using CinemaCx.Platform.Primitives;
using LinqToDB.Mapping;

namespace CinemaCx.Campaigns;

public enum CampaignState
{
    /// <summary>Being written; only now can its terms be changed.</summary>
    [MapValue("draft")] Draft,

    /// <summary>For the approval of a second person.</summary>
    [MapValue("waiting")] Waiting,

    /// <summary>Begins at its time.</summary>
    [MapValue("scheduled")] Scheduled,

    /// <summary>Guests are enrolled and told.</summary>
    [MapValue("running")] Running,

    /// <summary>Somebody stopped it; what was not sent is not sent.</summary>
    [MapValue("stopped")] Stopped,

    /// <summary>Everybody was enrolled and every message came to its end.</summary>
    [MapValue("finished")] Finished,
}

[Table("campaigns")]
public sealed record CampaignRow
{
    [Column("id"), PrimaryKey] public required string Id { get; init; }
    [Column("name")] public required string Name { get; init; }

    /// <summary>Only guests of this cinema; null: of all.</summary>
    [Column("cinema_id")] public string? CinemaId { get; init; }
    [Column("state")] public required CampaignState State { get; init; }

    /// <summary>JSON of <see cref="CampaignTerms"/>.</summary>
    [Column("terms")] public required string Terms { get; init; }

    /// <summary>One more with each change: what is approved is the version that was looked at.</summary>
    [Column("version")] public required long Version { get; init; }

    /// <summary>Null: as soon as it may.</summary>
    [Column("starts_at")] public DateTimeOffset? StartsAt { get; init; }
    [Column("made_by")] public required string MadeBy { get; init; }
    [Column("made_at")] public required DateTimeOffset MadeAt { get; init; }
    [Column("changed_by")] public required string ChangedBy { get; init; }
    [Column("submitted_by")] public string? SubmittedBy { get; init; }
    [Column("submitted_at")] public DateTimeOffset? SubmittedAt { get; init; }

    /// <summary>How many it would have reached when it was submitted.</summary>
    [Column("estimated_guests")] public long? EstimatedGuests { get; init; }

    /// <summary>What its coupons would cost at most.</summary>
    [Column("estimated_cost_fen")] public Fen? EstimatedCost { get; init; }
    [Column("approved_by")] public string? ApprovedBy { get; init; }
    [Column("approved_at")] public DateTimeOffset? ApprovedAt { get; init; }

    /// <summary>No more than so many are enrolled; null: as many as there are.</summary>
    [Column("most_guests")] public long? MostGuests { get; init; }
    [Column("started_at")] public DateTimeOffset? StartedAt { get; init; }

    /// <summary>Guests up to this id were looked at.</summary>
    [Column("walked_to")] public string WalkedTo { get; init; } = "";

    /// <summary>When all of them had been.</summary>
    [Column("walked_at")] public DateTimeOffset? WalkedAt { get; init; }

    /// <summary>Occasions up to then were looked at.</summary>
    [Column("swept_until")] public DateTimeOffset? SweptUntil { get; init; }

    /// <summary>Hold-out included.</summary>
    [Column("enrolled")] public long Enrolled { get; init; }
    [Column("ended_at")] public DateTimeOffset? EndedAt { get; init; }
    [Column("ended_by")] public string? EndedBy { get; init; }

    /// <summary><c>done</c>, <c>stopped</c>, <c>most-guests</c>, <c>coupons-gone</c>, <c>until</c>.</summary>
    [Column("ended_because")] public string? EndedBecause { get; init; }
}

/// <summary>A guest was taken into a campaign. There is one row for both, ever: that is what makes it at most once.</summary>
[Table("campaign_guests")]
public sealed record CampaignGuestRow
{
    [Column("campaign_id"), PrimaryKey(0)] public required string CampaignId { get; init; }
    [Column("guest_id"), PrimaryKey(1)] public required string GuestId { get; init; }

    /// <summary>Name of her variant, or <see cref="CampaignArms.HoldOut"/>.</summary>
    [Column("arm")] public required string Arm { get; init; }

    /// <summary>What made it: id of the order, the film or the coupon; null in a campaign without a trigger.</summary>
    [Column("occasion")] public string? Occasion { get; init; }
    [Column("enrolled_at")] public required DateTimeOffset EnrolledAt { get; init; }
    [Column("message_id")] public string? MessageId { get; init; }
    [Column("coupon_id")] public string? CouponId { get; init; }

    /// <summary>Why she got nothing after all: <c>coupon-guest-limit</c>; null: she did, or is held out.</summary>
    [Column("left_out")] public string? LeftOut { get; init; }

    /// <summary>What became of her message, once it is no longer kept.</summary>
    [Column("message_state")] public string? MessageState { get; init; }

    /// <summary>Likewise, when she opened it.</summary>
    [Column("message_opened_at")] public DateTimeOffset? MessageOpenedAt { get; init; }
}

[Table("guest_tags")]
public sealed record GuestTagRow
{
    [Column("guest_id"), PrimaryKey(0)] public required string GuestId { get; init; }
    [Column("tag"), PrimaryKey(1)] public required string Tag { get; init; }
    [Column("given_by")] public required string GivenBy { get; init; }
    [Column("given_at")] public required DateTimeOffset GivenAt { get; init; }
}
