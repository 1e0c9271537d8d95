using System.Globalization;
using CinemaCx.Platform.Primitives;
using CinemaCx.Staff;

namespace CinemaCx.Console.Parts;

/// <summary>How the console says things.</summary>
public static class Words
{
    public static readonly IReadOnlyList<(StaffRole Role, string Name)> Roles =
    [
        (StaffRole.Usher, "检票员"), (StaffRole.DutyManager, "值班经理"), (StaffRole.Engineer, "工程"), (StaffRole.SiteManager, "影院经理"),
        (StaffRole.GeneralManager, "总经理"), (StaffRole.Marketing, "市场"), (StaffRole.Headquarters, "总部"),
    ];

    public static string Of(StaffRole role) => Roles.First(r => r.Role == role).Name;

    /// <summary><c>11-22 19:42</c>, by the clock the instant already has.</summary>
    public static string Time(DateTimeOffset local) => local.ToString("MM-dd HH:mm", CultureInfo.InvariantCulture);

    public static string FullTime(DateTimeOffset local) => local.ToString("yyyy-MM-dd HH:mm", CultureInfo.InvariantCulture);

    public static string Clock(DateTimeOffset local) => local.ToString("HH:mm", CultureInfo.InvariantCulture);

    public static string Day(DateOnly day) => string.Create(CultureInfo.InvariantCulture, $"{day:MM-dd} 周{"日一二三四五六"[(int)day.DayOfWeek]}");

    /// <summary><c>3 分钟</c>, <c>2 小时 5 分</c>, <c>4 天</c>.</summary>
    public static string Span(TimeSpan span) => span switch
    {
        { TotalMinutes: < 1 } => "不到 1 分钟",
        { TotalHours: < 1 } => string.Create(CultureInfo.InvariantCulture, $"{(int)span.TotalMinutes} 分钟"),
        { TotalDays: < 2 } => string.Create(CultureInfo.InvariantCulture, $"{(int)span.TotalHours} 小时{(span.Minutes > 0 ? $" {span.Minutes} 分" : "")}"),
        _ => string.Create(CultureInfo.InvariantCulture, $"{(int)span.TotalDays} 天"),
    };

    public static string Yuan(Fen amount) => string.Create(CultureInfo.InvariantCulture, $"¥{amount.Value / 100m:#,0.##}");

    public static string Count(long number) => number.ToString("#,0", CultureInfo.InvariantCulture);
}
