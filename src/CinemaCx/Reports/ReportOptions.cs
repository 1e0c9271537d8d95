using CinemaCx.Cinemas;
using CinemaCx.Platform.Primitives;

namespace CinemaCx.Reports;

/// <summary>When managers are told how the day was; section <c>Reports</c>.</summary>
public sealed class ReportOptions
{
    public const string Section = "Reports";

    /// <summary>False: nobody is sent a report; they can still be looked at. Default true.</summary>
    public bool Enabled { get; set; } = true;

    /// <summary>When a cinema's managers are told of the business day before, on the cinema's own clock; 06:00 to 23:59. Default 09:00.</summary>
    public TimeOnly Daily { get; set; } = new(9, 0);

    /// <summary>When headquarters are told on Monday of the week before, on the clock of <see cref="TimeZone"/>; 06:00 to 23:59. Default 09:30.</summary>
    public TimeOnly Weekly { get; set; } = new(9, 30);

    /// <summary>IANA name: headquarters' clock. Default <c>Asia/Shanghai</c>.</summary>
    public string TimeZone { get; set; } = "Asia/Shanghai";

    /// <summary>Folders that are searched for a font with Chinese glyphs. None: the system's own.</summary>
    public IList<string> FontFolders { get; } = [];

    internal TimeZoneInfo Zone => TimeZoneInfo.FindSystemTimeZoneById(TimeZone);

    internal bool AfterDayChange => Daily >= BusinessDay.Begins && Weekly >= BusinessDay.Begins;

    /// <summary>When the report on a business day is due.</summary>
    internal DateTimeOffset DailyDue(DateOnly day, TimeZoneInfo zone) => BusinessDay.At(day.AddDays(1), Daily, zone);

    /// <summary>The newest business day whose report is due.</summary>
    internal DateOnly LatestDay(DateTimeOffset now, TimeZoneInfo zone)
    {
        var yesterday = DateOnly.FromDateTime(TimeZoneInfo.ConvertTime(now, zone).DateTime).AddDays(-1);
        return DailyDue(yesterday, zone) <= now ? yesterday : yesterday.AddDays(-1);
    }

    /// <summary>When the report on the week that began on a Monday is due: wherever a cinema is, its Sunday is over.</summary>
    internal DateTimeOffset WeeklyDue(DateOnly monday, IEnumerable<CinemaRow> cinemas) =>
        cinemas.Select(c => BusinessDay.At(monday.AddDays(7), BusinessDay.Begins, c.Zone)).Append(BusinessDay.At(monday.AddDays(7), Weekly, Zone)).Max();

    /// <summary>The Monday of the newest week whose report is due.</summary>
    internal DateOnly LatestWeek(DateTimeOffset now, IReadOnlyList<CinemaRow> cinemas)
    {
        var today = DateOnly.FromDateTime(TimeZoneInfo.ConvertTime(now, Zone).DateTime);
        var monday = today.AddDays(-(((int)today.DayOfWeek + 6) % 7) - 7);
        while (WeeklyDue(monday, cinemas) > now) monday = monday.AddDays(-7);
        return monday;
    }
}
