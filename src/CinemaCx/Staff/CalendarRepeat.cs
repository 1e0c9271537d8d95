using System.Globalization;

namespace CinemaCx.Staff;

/// <summary>
/// How an event comes again (RFC 5545, 3.3.10): every so many days or weeks, on which weekdays, until when or how often. Nothing else is read, and what is
/// not read is refused.
/// </summary>
internal sealed record CalendarRepeat(bool Weekly, int Interval, int? Count, string? Until, IReadOnlySet<DayOfWeek>? Days, DayOfWeek WeekBegins)
{
    public const int Most = 1000;

    private static readonly Dictionary<string, DayOfWeek> Weekdays = new(StringComparer.OrdinalIgnoreCase)
    {
        ["MO"] = DayOfWeek.Monday,
        ["TU"] = DayOfWeek.Tuesday,
        ["WE"] = DayOfWeek.Wednesday,
        ["TH"] = DayOfWeek.Thursday,
        ["FR"] = DayOfWeek.Friday,
        ["SA"] = DayOfWeek.Saturday,
        ["SU"] = DayOfWeek.Sunday,
    };

    /// <exception cref="FormatException">The message is for the author of the file.</exception>
    public static CalendarRepeat Of(string rule)
    {
        var parts = rule.Split(';', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries).Select(p => p.Split('=', 2)).ToList();
        if (parts.Exists(p => p.Length != 2)) throw new FormatException($"重复规则“{rule}”读不懂");
        var frequency = parts.Find(p => p[0].Equals("FREQ", StringComparison.OrdinalIgnoreCase))?[1].ToUpperInvariant();
        if (frequency is not ("DAILY" or "WEEKLY")) throw new FormatException($"重复规则 FREQ={frequency} 不支持，只支持按天（DAILY）和按周（WEEKLY）");
        var repeat = parts.Aggregate(new CalendarRepeat(frequency == "WEEKLY", 1, null, null, null, DayOfWeek.Monday), With);
        return repeat is { Count: null, Until: null } ? throw new FormatException("重复没有结束，请给出次数（COUNT）或截止日期（UNTIL）") : repeat;
    }

    /// <summary>When it begins, each time, by the event's own clock.</summary>
    /// <param name="first">The first time; it counts also where its weekday is not one of the rule's.</param>
    public IEnumerable<DateTime> From(DateTime first, TimeZoneInfo zone)
    {
        var until = Until is null ? DateTime.MaxValue : LastOf(Until, zone);
        var seen = 0;
        foreach (var start in Days is null || Days.Contains(first.DayOfWeek) ? Starts(first) : Starts(first).Prepend(first))
        {
            if (start > until || seen == Count) yield break;
            if (++seen > Most) throw new FormatException($"重复超过 {Most} 次，请缩短");
            yield return start;
        }
    }

    private static CalendarRepeat With(CalendarRepeat repeat, string[] part) => (part[0].ToUpperInvariant(), part[1]) switch
    {
        ("FREQ", _) => repeat,
        ("INTERVAL", var n) => repeat with { Interval = Number("INTERVAL", n) },
        ("COUNT", var n) => repeat with { Count = Number("COUNT", n) },
        ("UNTIL", var until) => repeat with { Until = until },
        ("BYDAY", var days) => repeat with { Days = days.Split(',').Select(DayOf).ToHashSet() },
        ("WKST", var day) => repeat with { WeekBegins = DayOf(day) },
        var (name, _) => throw new FormatException($"重复规则里的 {name} 不支持，只支持 INTERVAL、COUNT、UNTIL、BYDAY"),
    };

    private static int Number(string name, string text) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var n) && n is > 0 and <= Most ? n : throw new FormatException($"重复规则的 {name}={text} 读不懂");

    private static DayOfWeek DayOf(string word) =>
        Weekdays.TryGetValue(word.Trim(), out var day) ? day : throw new FormatException($"重复规则的 BYDAY={word} 不支持，只支持 MO 至 SU");

    private static DateTime LastOf(string until, TimeZoneInfo zone)
    {
        if (DateOnly.TryParseExact(until, "yyyyMMdd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day)) return day.ToDateTime(TimeOnly.MaxValue);
        var utc = until.EndsWith('Z');
        if (!DateTime.TryParseExact(utc ? until[..^1] : until, "yyyyMMdd'T'HHmmss", CultureInfo.InvariantCulture, DateTimeStyles.None, out var wall))
            throw new FormatException($"重复规则的 UNTIL={until} 读不懂");
        return utc ? TimeZoneInfo.ConvertTime(new DateTimeOffset(wall, TimeSpan.Zero), zone).DateTime : wall;
    }

    private IEnumerable<DateTime> Starts(DateTime first)
    {
        // A rule that never meets one of its weekdays ends as well.
        var horizon = first.AddYears(5);
        if (!Weekly)
        {
            for (var at = first; at < horizon; at = at.AddDays(Interval))
                if (Days is null || Days.Contains(at.DayOfWeek)) yield return at;
            yield break;
        }

        var week = first.AddDays(-(((int)first.DayOfWeek - (int)WeekBegins + 7) % 7));
        for (; week < horizon; week = week.AddDays(7 * Interval))
        {
            for (var i = 0; i < 7; i++)
            {
                var at = week.AddDays(i);
                if (at >= first && (Days?.Contains(at.DayOfWeek) ?? at.DayOfWeek == first.DayOfWeek)) yield return at;
            }
        }
    }
}
