using LinqToDB.Mapping;

namespace CinemaCx.Members;

[Table("guests")]
public sealed record GuestRow
{
    [Column("id"), PrimaryKey] public required string Id { get; init; }
    [Column("open_id")] public required string OpenId { get; init; }
    [Column("union_id")] public string? UnionId { get; init; }

    /// <summary>The phone number, encrypted.</summary>
    [Column("phone_box")] public string? PhoneBox { get; init; }

    /// <summary>What the number is looked up by.</summary>
    [Column("phone_index")] public string? PhoneIndex { get; init; }
    [Column("phone_mask")] public string? PhoneMask { get; init; }
    [Column("phone_bound_at")] public DateTimeOffset? PhoneBoundAt { get; init; }
    [Column("created_at")] public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>Month and day, <c>05-17</c>: nobody needs the year. Null while she did not say.</summary>
    [Column("birthday")] public string? Birthday { get; init; }
}

[Table("guest_sessions")]
public sealed record GuestSessionRow
{
    [Column("token_hash"), PrimaryKey] public required string TokenHash { get; init; }
    [Column("guest_id")] public required string GuestId { get; init; }
    [Column("created_at")] public required DateTimeOffset CreatedAt { get; init; }
    [Column("expires_at")] public required DateTimeOffset ExpiresAt { get; init; }
}
