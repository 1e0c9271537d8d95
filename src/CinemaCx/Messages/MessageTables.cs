using LinqToDB.Mapping;

namespace CinemaCx.Messages;

/// <summary>Why a guest is written to.</summary>
public enum MessagePurpose
{
    /// <summary>About something she did or bought: no consent to a purpose is needed, no quiet hours and no frequency cap hold it back.</summary>
    [MapValue("service")] Service,

    /// <summary>营销: offers and news.</summary>
    [MapValue("marketing")] Marketing,

    /// <summary>调研: questions.</summary>
    [MapValue("research")] Research,
}

/// <summary>What her data may be used for beyond serving her; each is consented to by itself.</summary>
public enum DataPurpose
{
    /// <summary>营销信息.</summary>
    [MapValue("marketing")] Marketing,

    /// <summary>个性化推荐与人群分析.</summary>
    [MapValue("profiling")] Profiling,

    /// <summary>满意度调研.</summary>
    [MapValue("research")] Research,
}

/// <summary>A way to reach a guest.</summary>
public enum MessageChannel
{
    /// <summary>小程序一次性订阅消息: one accepted question is one message.</summary>
    [MapValue("subscribe")] Subscribe,

    /// <summary>服务号模板消息: she follows the service account.</summary>
    [MapValue("service-account")] ServiceAccount,

    /// <summary>企业微信客户消息: one of the staff has her as a contact.</summary>
    [MapValue("wecom")] WeCom,

    /// <summary>短信: she left her number.</summary>
    [MapValue("sms")] Sms,
}

public enum GuestMessageState
{
    /// <summary>Waits for its time, a limit, or a sender.</summary>
    [MapValue("queued")] Queued,

    /// <summary>A sender is about to call the platform or has called it.</summary>
    [MapValue("sending")] Sending,

    /// <summary>The platform took it.</summary>
    [MapValue("sent")] Sent,

    /// <summary>The platform says that it arrived.</summary>
    [MapValue("delivered")] Delivered,

    /// <summary>The platform, or our own check of its rules, will not have it.</summary>
    [MapValue("refused")] Refused,

    /// <summary>Called without an answer where the platform cannot tell a repeat: nobody knows, and a person decides.</summary>
    [MapValue("in-doubt")] InDoubt,

    /// <summary>Surely not sent, and not to be sent any more: consent withdrawn, nobody to reach, too late, stopped.</summary>
    [MapValue("dropped")] Dropped,
}

[Table("guest_consents")]
public sealed record GuestConsentRow
{
    [Column("guest_id"), PrimaryKey(0)] public required string GuestId { get; init; }
    [Column("purpose"), PrimaryKey(1)] public required DataPurpose Purpose { get; init; }

    /// <summary>1 granted, 0 withdrawn or refused.</summary>
    [Column("granted")] public required long Granted { get; init; }
    [Column("changed_at")] public required DateTimeOffset ChangedAt { get; init; }
}

/// <summary>What she said about a purpose. Rows are added, never changed.</summary>
[Table("guest_consent_events")]
public sealed record GuestConsentEventRow
{
    [Column("id"), PrimaryKey] public required string Id { get; init; }
    [Column("guest_id")] public required string GuestId { get; init; }
    [Column("purpose")] public required DataPurpose Purpose { get; init; }
    [Column("granted")] public required long Granted { get; init; }

    /// <summary>Where she said it: the page of the mini-program.</summary>
    [Column("scene")] public required string Scene { get; init; }
    [Column("happened_at")] public required DateTimeOffset HappenedAt { get; init; }
}

/// <summary>How many subscribe messages of one platform template she may still get.</summary>
[Table("message_credits")]
public sealed record MessageCreditRow
{
    [Column("platform_template"), PrimaryKey(0)] public required string PlatformTemplate { get; init; }
    [Column("guest_id"), PrimaryKey(1)] public required string GuestId { get; init; }
    [Column("credits")] public required long Credits { get; init; }
    [Column("changed_at")] public required DateTimeOffset ChangedAt { get; init; }
}

/// <summary>Why her credits are what they are: their sum. Rows are added, never changed.</summary>
[Table("message_credit_events")]
public sealed record MessageCreditEventRow
{
    [Column("id"), PrimaryKey] public required string Id { get; init; }
    [Column("platform_template")] public required string PlatformTemplate { get; init; }
    [Column("guest_id")] public required string GuestId { get; init; }

    /// <summary><c>accepted</c>, <c>refused</c>, <c>banned</c>, <c>filtered</c>, <c>taken</c>, <c>given-back</c> or <c>corrected</c>.</summary>
    [Column("what")] public required string What { get; init; }
    [Column("change")] public required long Change { get; init; }
    [Column("scene")] public string? Scene { get; init; }
    [Column("message_id")] public string? MessageId { get; init; }

    /// <summary>Of an answer of hers: <c>phone</c>, <c>platform</c>, or <c>settings</c> for what she changed in the platform's own; null: before anybody wrote it down.</summary>
    [Column("told_by")] public string? ToldBy { get; init; }

    /// <summary>The other one's telling of the same answer, which came first and counts.</summary>
    [Column("twin_id")] public string? TwinId { get; init; }
    [Column("happened_at")] public required DateTimeOffset HappenedAt { get; init; }
}

/// <summary>What can be said to guests. What it says never changes; another text is another template.</summary>
[Table("message_templates")]
public sealed record MessageTemplateRow
{
    [Column("id"), PrimaryKey] public required string Id { get; init; }

    /// <summary>What programs and staff call it: <c>case-reply</c>; unique.</summary>
    [Column("code")] public required string Code { get; init; }
    [Column("name")] public required string Name { get; init; }
    [Column("purpose")] public required MessagePurpose Purpose { get; init; }

    /// <summary>JSON list of <see cref="MessageField"/>.</summary>
    [Column("fields")] public required string Fields { get; init; }
    [Column("created_by")] public string? CreatedBy { get; init; }
    [Column("created_at")] public required DateTimeOffset CreatedAt { get; init; }
    [Column("retired_at")] public DateTimeOffset? RetiredAt { get; init; }
}

/// <summary>How a template is said on one channel.</summary>
[Table("message_forms")]
public sealed record MessageFormRow
{
    [Column("template_id"), PrimaryKey(0)] public required string TemplateId { get; init; }
    [Column("channel"), PrimaryKey(1)] public required MessageChannel Channel { get; init; }

    /// <summary>The platform's id of its template; empty on WeCom, which knows none.</summary>
    [Column("platform_template")] public required string PlatformTemplate { get; init; }

    /// <summary>
    /// Subscribe and service account: JSON object from the platform's key to the words under it (<c>{"thing1":"{film}"}</c>); SMS: JSON list of the words of
    /// its variables; WeCom: the words themselves. <c>{name}</c> stands for a field.
    /// </summary>
    [Column("body")] public required string Body { get; init; }

    /// <summary>Page of the mini-program that opens, without a leading slash; may carry a query.</summary>
    [Column("page")] public string? Page { get; init; }

    /// <summary>Since the platform refused a value (47003): nothing is sent by this form until somebody mended it.</summary>
    [Column("set_aside_at")] public DateTimeOffset? SetAsideAt { get; init; }
    [Column("set_aside_field")] public string? SetAsideField { get; init; }
    [Column("set_aside_why")] public string? SetAsideWhy { get; init; }
}

/// <summary>Somebody who can be written to outside of the mini-program, known by the union id.</summary>
[Table("message_contacts")]
public sealed record MessageContactRow
{
    [Column("channel"), PrimaryKey(0)] public required MessageChannel Channel { get; init; }

    /// <summary>Open id at the service account, or external user id at WeCom.</summary>
    [Column("address"), PrimaryKey(1)] public required string Address { get; init; }
    [Column("union_id")] public required string UnionId { get; init; }

    /// <summary>WeCom: user id of the employee who has her as a contact.</summary>
    [Column("owner")] public string? Owner { get; init; }
    [Column("seen_at")] public required DateTimeOffset SeenAt { get; init; }

    /// <summary>No longer follows, or took the employee off her list.</summary>
    [Column("gone_at")] public DateTimeOffset? GoneAt { get; init; }
}

[Table("guest_messages")]
public sealed record GuestMessageRow
{
    /// <summary>Chosen by whoever wants it said: there is one message of each id.</summary>
    [Column("id"), PrimaryKey] public required string Id { get; init; }
    [Column("guest_id")] public required string GuestId { get; init; }
    [Column("template_id")] public required string TemplateId { get; init; }
    [Column("purpose")] public required MessagePurpose Purpose { get; init; }
    [Column("campaign_id")] public string? CampaignId { get; init; }

    /// <summary>By whose clock the night is quiet; null: the house's.</summary>
    [Column("cinema_id")] public string? CinemaId { get; init; }

    /// <summary>JSON object from field to words.</summary>
    [Column("field_values")] public required string FieldValues { get; init; }
    [Column("state")] public required GuestMessageState State { get; init; }

    /// <summary>Why it is where it is: <c>consent-withdrawn</c>, <c>quiet-hours</c>, <c>43101 …</c>.</summary>
    [Column("reason")] public string? Reason { get; init; }

    /// <summary>By which channel it went or was tried last.</summary>
    [Column("channel")] public MessageChannel? Channel { get; init; }
    [Column("platform_template")] public string? PlatformTemplate { get; init; }

    /// <summary>The platform's name of it, where it gives one.</summary>
    [Column("platform_id")] public string? PlatformId { get; init; }

    /// <summary>0 before 1: what serves a guest overtakes campaigns.</summary>
    [Column("lane")] public required long Lane { get; init; }
    [Column("due_at")] public required DateTimeOffset DueAt { get; init; }

    /// <summary>From then on it says nothing worth saying.</summary>
    [Column("expires_at")] public required DateTimeOffset ExpiresAt { get; init; }
    [Column("attempts")] public long Attempts { get; init; }
    [Column("lease_until")] public long LeaseUntil { get; init; }
    [Column("leased_by")] public string? LeasedBy { get; init; }
    [Column("queued_at")] public required DateTimeOffset QueuedAt { get; init; }

    /// <summary>When it was written down that the platform is about to be called.</summary>
    [Column("marked_at")] public DateTimeOffset? MarkedAt { get; init; }
    [Column("settled_at")] public DateTimeOffset? SettledAt { get; init; }

    /// <summary>When she first opened the mini-program by it.</summary>
    [Column("opened_at")] public DateTimeOffset? OpenedAt { get; init; }
}

/// <summary>What a platform told of a message before we had written down that it took it.</summary>
[Table("message_fates")]
public sealed record MessageFateRow
{
    [Column("channel"), PrimaryKey(0)] public required MessageChannel Channel { get; init; }
    [Column("platform_id"), PrimaryKey(1)] public required string PlatformId { get; init; }
    [Column("address")] public required string Address { get; init; }

    /// <summary>Delivered or refused.</summary>
    [Column("state")] public required GuestMessageState State { get; init; }
    [Column("reason")] public string? Reason { get; init; }

    /// <summary>1: she will not have it.</summary>
    [Column("is_unwilling")] public required long IsUnwilling { get; init; }
    [Column("told_at")] public required DateTimeOffset ToldAt { get; init; }
}

/// <summary>One of the few places a guest has for unasked messages within the window.</summary>
[Table("message_caps")]
public sealed record MessageCapRow
{
    [Column("guest_id"), PrimaryKey(0)] public required string GuestId { get; init; }

    /// <summary>1 to <see cref="MessageOptions.MostPerGuest"/>.</summary>
    [Column("slot"), PrimaryKey(1)] public required long Slot { get; init; }
    [Column("message_id")] public required string MessageId { get; init; }
    [Column("taken_at")] public required DateTimeOffset TakenAt { get; init; }
}

/// <summary>A campaign of which nothing is sent for now.</summary>
[Table("message_holds")]
public sealed record MessageHoldRow
{
    [Column("campaign_id"), PrimaryKey] public required string CampaignId { get; init; }
    [Column("held_by")] public string? HeldBy { get; init; }
    [Column("held_at")] public required DateTimeOffset HeldAt { get; init; }
}

/// <summary>A platform that asked to be left alone; all senders heed it.</summary>
[Table("message_rests")]
public sealed record MessageRestRow
{
    [Column("channel"), PrimaryKey] public required MessageChannel Channel { get; init; }
    [Column("until_at")] public required DateTimeOffset UntilAt { get; init; }
    [Column("why")] public required string Why { get; init; }
}
