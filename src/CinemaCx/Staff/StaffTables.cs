using LinqToDB.Mapping;

namespace CinemaCx.Staff;

public enum StaffRole
{
    /// <summary>检票员: lets guests in.</summary>
    [MapValue("usher")] Usher,

    /// <summary>值班经理: what an usher may, and decides on the evening.</summary>
    [MapValue("duty-manager")] DutyManager,

    /// <summary>工程: mends what is broken.</summary>
    [MapValue("engineer")] Engineer,

    /// <summary>影院经理: answers for one cinema.</summary>
    [MapValue("site-manager")] SiteManager,

    /// <summary>总经理: decides where a cinema's own people may not.</summary>
    [MapValue("general-manager")] GeneralManager,

    /// <summary>市场: makes offers and campaigns; gives nothing away to make good for something.</summary>
    [MapValue("marketing")] Marketing,

    /// <summary>总部: approves offers and campaigns, sets the rules of all cinemas.</summary>
    [MapValue("headquarters")] Headquarters,
}

[Table("employees")]
public sealed record EmployeeRow
{
    [Column("id"), PrimaryKey] public required string Id { get; init; }
    [Column("name")] public required string Name { get; init; }
    [Column("role")] public required StaffRole Role { get; init; }

    /// <summary>Where she works; null for all cinemas.</summary>
    [Column("cinema_id")] public string? CinemaId { get; init; }
    [Column("created_at")] public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>When she left the company; the row stays, for what she did bears her name.</summary>
    [Column("left_at")] public DateTimeOffset? LeftAt { get; init; }

    /// <summary>When her cinema was last changed.</summary>
    [Column("moved_at")] public DateTimeOffset? MovedAt { get; init; }
}

[Table("staff_tokens")]
public sealed record StaffTokenRow
{
    [Column("token_hash"), PrimaryKey] public required string TokenHash { get; init; }
    [Column("employee_id")] public required string EmployeeId { get; init; }
    [Column("created_at")] public required DateTimeOffset CreatedAt { get; init; }
}

/// <summary>Who somebody is in a chat.</summary>
[Table("staff_chats")]
public sealed record StaffChatRow
{
    /// <summary><c>wecom</c>, <c>dingtalk</c> or <c>sms</c>.</summary>
    [Column("channel"), PrimaryKey(0)] public required string Channel { get; init; }

    /// <summary>WeCom userid, DingTalk staffId, or a number in E.164.</summary>
    [Column("person"), PrimaryKey(1)] public required string Person { get; init; }
    [Column("employee_id")] public required string EmployeeId { get; init; }
    [Column("created_at")] public required DateTimeOffset CreatedAt { get; init; }
}

/// <summary>Somebody is on duty for a while, by the cinema's wall clock.</summary>
[Table("duty_shifts")]
public sealed record DutyShiftRow
{
    [Column("id"), PrimaryKey] public required string Id { get; init; }
    [Column("cinema_id")] public required string CinemaId { get; init; }
    [Column("post")] public required string Post { get; init; }
    [Column("employee_id")] public required string EmployeeId { get; init; }
    [Column("day")] public required DateOnly Day { get; init; }

    /// <summary>Minutes after midnight of <see cref="Day"/>; the end may be in the next day, up to 2,880.</summary>
    [Column("from_minute")] public required long FromMinute { get; init; }
    [Column("to_minute")] public required long ToMinute { get; init; }

    /// <summary>1 when, while it lasts, nobody else's plan for this post counts.</summary>
    [Column("overrides")] public required long Overrides { get; init; }
    [Column("created_at")] public required DateTimeOffset CreatedAt { get; init; }
}

/// <summary>One weekday's hours of a cinema.</summary>
[Table("opening_days")]
public sealed record OpeningDayRow
{
    [Column("cinema_id"), PrimaryKey(0)] public required string CinemaId { get; init; }

    /// <summary>1 Monday to 7 Sunday.</summary>
    [Column("weekday"), PrimaryKey(1)] public required long Weekday { get; init; }

    /// <summary>Minutes after midnight; null with <see cref="ClosesMinute"/>: closed that day.</summary>
    [Column("opens_minute")] public long? OpensMinute { get; init; }
    [Column("closes_minute")] public long? ClosesMinute { get; init; }
    [Column("changed_by")] public string? ChangedBy { get; init; }
    [Column("changed_at")] public required DateTimeOffset ChangedAt { get; init; }
}

/// <summary>代班: for a while somebody is on duty in somebody else's place, whatever the plan says.</summary>
[Table("duty_covers")]
public sealed record DutyCoverRow
{
    /// <summary>Sortable: where two speak of the same person, the later made counts.</summary>
    [Column("id"), PrimaryKey] public required string Id { get; init; }
    [Column("cinema_id")] public required string CinemaId { get; init; }
    [Column("post")] public required string Post { get; init; }
    [Column("employee_id")] public required string EmployeeId { get; init; }
    [Column("replaces_id")] public required string ReplacesId { get; init; }
    [Column("from_at")] public required DateTimeOffset FromAt { get; init; }
    [Column("to_at")] public required DateTimeOffset ToAt { get; init; }
    [Column("created_by")] public required string CreatedBy { get; init; }
    [Column("created_at")] public required DateTimeOffset CreatedAt { get; init; }
}
