namespace CinemaCx.Platform.Primitives;

/// <summary>
/// The cinema's day: it begins at 06:00 on the cinema's own wall clock, so a showtime at 00:40 belongs to the evening before it.
/// </summary>
public static class BusinessDay
{
    public static readonly TimeOnly Begins = new(6, 0);

    /// <summary>The business day an instant belongs to.</summary>
    public static DateOnly Of(DateTimeOffset instant, TimeZoneInfo zone)
    {
        var local = TimeZoneInfo.ConvertTime(instant, zone);
        var date = DateOnly.FromDateTime(local.DateTime);
        return TimeOnly.FromDateTime(local.DateTime) < Begins ? date.AddDays(-1) : date;
    }

    /// <summary>First instant of the business day, and the first instant after it.</summary>
    public static (DateTimeOffset From, DateTimeOffset To) Bounds(DateOnly day, TimeZoneInfo zone) =>
        (At(day, Begins, zone), At(day.AddDays(1), Begins, zone));

    /// <summary>A wall-clock time in the zone as an instant.</summary>
    public static DateTimeOffset At(DateOnly date, TimeOnly time, TimeZoneInfo zone)
    {
        var local = date.ToDateTime(time, DateTimeKind.Unspecified);
        return new DateTimeOffset(local, zone.GetUtcOffset(local)).ToUniversalTime();
    }
}
