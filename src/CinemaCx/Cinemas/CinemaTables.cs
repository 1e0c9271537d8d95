using LinqToDB.Mapping;

namespace CinemaCx.Cinemas;

[Table("cinemas")]
public sealed record CinemaRow
{
    [PrimaryKey, Column("id")] public required string Id { get; init; }

    /// <summary>The code files and staff know the cinema by; unique.</summary>
    [Column("code")] public required string Code { get; init; }
    [Column("name")] public required string Name { get; init; }
    [Column("city")] public required string City { get; init; }
    [Column("address")] public required string Address { get; init; }

    /// <summary>IANA name, <c>Asia/Shanghai</c>; decides what wall-clock times in files mean and where a business day begins.</summary>
    [Column("time_zone")] public required string TimeZone { get; init; }
    [Column("phone")] public string? Phone { get; init; }
    [Column("parking")] public string? Parking { get; init; }
    [Column("parking_places")] public long? ParkingPlaces { get; init; }
    [Column("parking_free")] public long? ParkingFree { get; init; }
    [Column("way_in")] public string? WayIn { get; init; }
    [Column("ticket_machines")] public string? TicketMachines { get; init; }

    /// <summary>GCJ-02, the system the mini-program's map draws in, in millionths of a degree.</summary>
    [Column("latitude_micro")] public long? LatitudeMicro { get; init; }
    [Column("longitude_micro")] public long? LongitudeMicro { get; init; }

    [NotColumn] public TimeZoneInfo Zone => TimeZoneInfo.FindSystemTimeZoneById(TimeZone);
}

[Table("halls")]
public sealed record HallRow
{
    [PrimaryKey, Column("id")] public required string Id { get; init; }
    [Column("cinema_id")] public required string CinemaId { get; init; }

    /// <summary>Unique within the cinema.</summary>
    [Column("code")] public required string Code { get; init; }
    [Column("name")] public required string Name { get; init; }

    /// <summary>JSON array of what the hall is praised for: <c>["IMAX","杜比全景声"]</c>.</summary>
    [Column("tags")] public required string Tags { get; init; }

    /// <summary>What a guest should know before she sits there.</summary>
    [Column("notice")] public string? Notice { get; init; }

    /// <summary>The plan of showtimes made from now on; those that exist keep the one they were made with.</summary>
    [Column("plan_id")] public required string PlanId { get; init; }
}

[Table("seat_plans")]
public sealed record SeatPlanRow
{
    /// <summary>Hash of the body: the same seats are the same plan, and a plan never changes.</summary>
    [PrimaryKey, Column("id")] public required string Id { get; init; }
    [Column("body")] public required string Body { get; init; }
}
