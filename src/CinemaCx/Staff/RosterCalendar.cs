using System.Globalization;
using System.Xml;

namespace CinemaCx.Staff;

/// <summary>
/// A roster as a calendar: each event is a shift, its title names post and person (值班经理 李静, and 代班 where it overrides the plan). What the reader does
/// not understand refuses the event, and with it the file: a shift that is silently missing is worse.
/// </summary>
internal static class RosterCalendar
{
    private static readonly string[] NotRead = ["RDATE", "EXRULE", "RECURRENCE-ID"];
    private static readonly char[] Blanks = ['\t', ',', '，', ' ', '　', '：', ':', '-', '/'];

    public static RosterReading Read(string text, TimeZoneInfo cinema)
    {
        var reading = new RosterReading();
        IReadOnlyList<CalendarEvent> events;
        try
        {
            events = CalendarText.Parse(text);
        }
        catch (FormatException fault)
        {
            throw StaffRefusals.RosterUnreadable(fault.Message);
        }

        if (events.Count == 0) throw StaffRefusals.RosterUnreadable("日历里没有日程");
        foreach (var item in events.Where(e => e.Find("STATUS")?.Value.Trim().Equals("CANCELLED", StringComparison.OrdinalIgnoreCase) != true))
        {
            var where = string.Create(CultureInfo.InvariantCulture, $"第 {item.Line} 行的日程");
            try
            {
                reading.Entries.AddRange(Shifts(where, item, cinema));
            }
            catch (FormatException fault)
            {
                reading.Refused.Add($"{where}：{fault.Message}");
            }

            if (reading.Entries.Count > RosterTable.MostLines) throw StaffRefusals.RosterUnreadable("最多 5000 个班次");
        }

        return reading;
    }

    private static List<ShiftEntry> Shifts(string where, CalendarEvent item, TimeZoneInfo cinema)
    {
        if (Array.Find(NotRead, n => item.Find(n) is not null) is { } unread) throw new FormatException($"{unread} 不支持，请把这次日程单独写成一项");
        var (post, name, overrides) = TitleOf(item);
        var start = CalendarTime.Of(item.Find("DTSTART") ?? throw new FormatException("缺少开始时间 DTSTART"));
        var zone = start.Zone ?? cinema;
        var length = LengthOf(item, start, zone, cinema);
        var left = item.All("EXDATE").SelectMany(p => p.Value.Split(',').Select(v => CalendarTime.Of(p, v).In(zone, cinema))).ToHashSet();
        var rules = item.All("RRULE").ToList();
        if (rules.Count > 1) throw new FormatException("只支持一条重复规则");
        var starts = rules.Count == 0 ? [start.Wall] : CalendarRepeat.Of(rules[0].Value).From(start.Wall, zone);
        return [.. starts.Where(s => !left.Contains(s)).Select(wall =>
        {
            var local = new CalendarTime(wall, zone).In(cinema, cinema);
            var from = (int)local.TimeOfDay.TotalMinutes;
            var to = from + (int)length.TotalMinutes;
            return to > 2 * 24 * 60
                ? throw new FormatException("班次最晚到次日 24:00")
                : new ShiftEntry(where, DateOnly.FromDateTime(local), post, name, from, to, overrides);
        })];
    }

    private static (string Post, string Name, bool Overrides) TitleOf(CalendarEvent item)
    {
        var title = item.Find("SUMMARY")?.Text.Trim() ?? "";
        var words = title.Split(Blanks, StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries).ToList();
        var overrides = words.RemoveAll(w => w is "代班" or "替班") > 0;
        var at = words.FindIndex(w => DutyPost.Of(w) is not null);
        if (at < 0 || words.Count != 2) throw new FormatException($"标题“{title}”应写岗位和姓名，例如 值班经理 李静");
        return (DutyPost.Of(words[at])!, words[1 - at], overrides);
    }

    private static TimeSpan LengthOf(CalendarEvent item, CalendarTime start, TimeZoneInfo zone, TimeZoneInfo cinema)
    {
        TimeSpan length;
        if (item.Find("DTEND") is { } end) length = CalendarTime.Of(end).In(zone, cinema) - start.Wall;
        else if (item.Find("DURATION") is { } duration) length = DurationOf(duration.Value.Trim());
        else throw new FormatException("缺少结束时间 DTEND 或 DURATION");
        return length > TimeSpan.Zero && length.Seconds == 0 ? length : throw new FormatException("结束时间应晚于开始时间，并精确到分");
    }

    private static TimeSpan DurationOf(string text)
    {
        try
        {
            // The calendar's form is that of XML, weeks apart, which no shift lasts.
            return XmlConvert.ToTimeSpan(text);
        }
        catch (FormatException fault)
        {
            throw new FormatException($"DURATION 的“{text}”读不懂", fault);
        }
    }
}
