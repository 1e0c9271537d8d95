using LinqToDB.Mapping;

namespace CinemaCx.Staff;

public enum StaffRole
{
    /// <summary>检票员: lets guests in.</summary>
    [MapValue("usher")] Usher,

    /// <summary>值班经理: what an usher may, and decides on the evening.</summary>
    [MapValue("duty-manager")] DutyManager,

    /// <summary>总经理 or headquarters.</summary>
    [MapValue("general-manager")] GeneralManager,
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
}

[Table("staff_tokens")]
public sealed record StaffTokenRow
{
    [Column("token_hash"), PrimaryKey] public required string TokenHash { get; init; }
    [Column("employee_id")] public required string EmployeeId { get; init; }
    [Column("created_at")] public required DateTimeOffset CreatedAt { get; init; }
}
