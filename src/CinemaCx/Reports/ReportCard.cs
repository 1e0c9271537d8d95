using System.Globalization;
using CinemaCx.Alerts;

namespace CinemaCx.Reports;

/// <summary>The card of a report: the figures in six lines, what to look at, and where to read on. Pure.</summary>
internal static class ReportCard
{
    private const string Cases = "/console/cases";
    private const string Insight = "/console/insight";
    private const string Showtimes = "/console/showtimes";

    /// <param name="console">Address of the staff door; empty: the card leads nowhere.</param>
    public static StaffCard Of(DayFigures day, string console)
    {
        var change = ReportWords.Change(day.Sales.BoxOffice.Value, day.WeekBefore.BoxOffice.Value);
        return new StaffCard
        {
            Id = "",
            Source = day.CinemaName + " · 日报",
            Tone = day.Complaints.Overdue.Count > 0 ? CardTone.Alarm : CardTone.Quiet,
            Title = ReportWords.Day(day.Day) + " 经营日报",
            Subtitle = $"票房 {ReportWords.Money(day.Sales.BoxOffice)} · {ReportWords.Count(day.Sales.Admissions)} 人次",
            Status = Status(day.LookAt),
            Lines =
            [
                new("票房", ReportWords.Money(day.Sales.BoxOffice) + (change is null ? "" : $"（比上周同日 {change}）"), Link(console, Showtimes)),
                new("人次", $"{ReportWords.Count(day.Sales.Admissions)}，共 {day.Sales.Showtimes} 场"),
                new("上座率", ReportWords.Percent(day.Sales.Occupancy)),
                new("NPS", Nps(day.Nps), Link(console, Insight)),
                new("满意度", day.Stars is { } stars ? string.Create(CultureInfo.InvariantCulture, $"{stars:0.00} 星（{day.StarAnswers} 份）") : "没有评价"),
                new("投诉", Complaints(day.Complaints.Opened, day.Complaints.ClosedInTime, day.Complaints.Overdue.Count), Link(console, Cases)),
            ],
            Done = console.Length == 0 ? "日报" : null,
            Link = Link(console, string.Create(CultureInfo.InvariantCulture, $"/console/reports/daily/{day.CinemaId}/{day.Day:yyyy-MM-dd}")),
        };
    }

    public static StaffCard Of(WeekFigures week, string console)
    {
        var change = ReportWords.Change(week.Sales.BoxOffice.Value, week.Before.BoxOffice.Value);
        return new StaffCard
        {
            Id = "",
            Source = $"{week.Cinemas.Count} 家影院 · 周报",
            Tone = week.Cinemas.Any(c => c.Complaints.Overdue.Count > 0) ? CardTone.Alarm : CardTone.Quiet,
            Title = ReportWords.Week(week.Monday) + " 经营周报",
            Subtitle = $"票房 {ReportWords.Money(week.Sales.BoxOffice)} · {ReportWords.Count(week.Sales.Admissions)} 人次",
            Status = Status(week.LookAt),
            Lines =
            [
                new("票房", ReportWords.Money(week.Sales.BoxOffice) + (change is null ? "" : $"（比上周 {change}）"), Link(console, Showtimes)),
                new("人次", $"{ReportWords.Count(week.Sales.Admissions)}，共 {week.Sales.Showtimes} 场"),
                new("上座率", ReportWords.Percent(week.Sales.Occupancy)),
                new("NPS", Nps(week.Nps), Link(console, Insight)),
                new("投诉", Complaints(week.Opened, week.ClosedInTime, week.Cinemas.Sum(c => c.Complaints.Overdue.Count)), Link(console, Cases)),
            ],
            Done = console.Length == 0 ? "周报" : null,
            Link = Link(console, string.Create(CultureInfo.InvariantCulture, $"/console/reports/weekly/{week.Monday:yyyy-MM-dd}")),
        };
    }

    private static string Nps(Score score) => score.Value is null ? "没有评价" : $"{ReportWords.Value(score)}（{ReportWords.Interval(score)}），{score.Answers} 份";

    private static string Complaints(long opened, long inTime, int overdue) =>
        opened == 0 && overdue == 0 ? "没有新投诉" : $"新增 {opened}，按时结 {inTime}" + (overdue == 0 ? "" : $"，超时 {overdue}");

    private static string Status(IReadOnlyList<LookAt> lookAt) => lookAt.Count == 0 ? "没有需要特别关注的事项" : "请关注：" + string.Join("；", lookAt.Select(l => l.Words));

    private static string? Link(string console, string path) => console.Length == 0 ? null : console.TrimEnd('/') + path;
}
