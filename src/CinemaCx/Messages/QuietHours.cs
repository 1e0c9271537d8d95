using System.Globalization;
using CinemaCx.Platform.Primitives;

namespace CinemaCx.Messages;

/// <summary>The part of the day in which nobody is disturbed unasked, by the wall clock of a place.</summary>
/// <param name="From">First minute of silence.</param>
/// <param name="To">First minute after it; earlier than <paramref name="From"/>: on the next day; the same: there is no silence.</param>
public sealed record QuietHours(TimeOnly From, TimeOnly To)
{
    /// <returns>Null when one of the two is no <c>HH:mm</c>.</returns>
    public static QuietHours? Read(string from, string to) =>
        TimeOnly.TryParseExact(from, "HH:mm", CultureInfo.InvariantCulture, DateTimeStyles.None, out var begins)
        && TimeOnly.TryParseExact(to, "HH:mm", CultureInfo.InvariantCulture, DateTimeStyles.None, out var ends)
            ? new QuietHours(begins, ends) : null;

    /// <returns>Null when one may speak at that instant; otherwise when one may again.</returns>
    public DateTimeOffset? EndOf(DateTimeOffset instant, TimeZoneInfo zone)
    {
        if (From == To) return null;
        var local = TimeZoneInfo.ConvertTime(instant, zone).DateTime;
        var (day, clock) = (DateOnly.FromDateTime(local), TimeOnly.FromDateTime(local));
        // IsBetween runs over midnight where the end is earlier than the beginning.
        if (!clock.IsBetween(From, To)) return null;
        return BusinessDay.At(To <= From && clock >= From ? day.AddDays(1) : day, To, zone);
    }
}
