using System.Globalization;

namespace CinemaCx.Staff;

/// <summary>A moment as a calendar writes it: <c>20261122T170000Z</c>, with a zone's name, or by whatever clock hangs on the wall.</summary>
/// <param name="Zone">Null: the cinema's.</param>
internal sealed record CalendarTime(DateTime Wall, TimeZoneInfo? Zone)
{
    private static readonly string[] Forms = ["yyyyMMdd'T'HHmmss"];

    /// <exception cref="FormatException">Not such a moment; the message is for the author of the file.</exception>
    public static CalendarTime Of(CalendarProperty property, string? value = null)
    {
        var text = (value ?? property.Value).Trim();
        if (property.Parameters.GetValueOrDefault("VALUE") == "DATE" || (text.Length == 8 && !text.Contains('T')))
            throw new FormatException($"{property.Name} 只有日期，全天日程没有起止时间");
        var utc = text.EndsWith('Z');
        if (!DateTime.TryParseExact(utc ? text[..^1] : text, Forms, CultureInfo.InvariantCulture, DateTimeStyles.None, out var wall))
            throw new FormatException($"{property.Name} 的时间“{text}”读不懂");
        if (wall.Second != 0) throw new FormatException($"{property.Name} 须精确到分，不要有秒");
        if (utc) return new CalendarTime(wall, TimeZoneInfo.Utc);
        if (!property.Parameters.TryGetValue("TZID", out var name)) return new CalendarTime(wall, null);
        return TimeZoneInfo.TryFindSystemTimeZoneById(name.TrimStart('/'), out var zone) ? new CalendarTime(wall, zone) : throw new FormatException($"不认识时区“{name}”");
    }

    /// <summary>The same moment by another clock.</summary>
    public DateTime In(TimeZoneInfo zone, TimeZoneInfo cinema) => (Zone ?? cinema).Equals(zone) ? Wall : TimeZoneInfo.ConvertTime(DutyTime.At(Wall, Zone ?? cinema), zone).DateTime;
}
