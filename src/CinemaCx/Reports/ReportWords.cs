using System.Globalization;
using CinemaCx.Platform.Primitives;

namespace CinemaCx.Reports;

/// <summary>Figures as a manager reads them.</summary>
internal static class ReportWords
{
    private static readonly string[] Weekdays = ["周日", "周一", "周二", "周三", "周四", "周五", "周六"];

    /// <summary><c>11月21日 周六</c>.</summary>
    public static string Day(DateOnly day) => string.Create(CultureInfo.InvariantCulture, $"{day.Month}月{day.Day}日 {Weekday(day)}");

    public static string Weekday(DateOnly day) => Weekdays[(int)day.DayOfWeek];

    /// <summary><c>11月16日 – 22日</c>.</summary>
    public static string Week(DateOnly monday)
    {
        var sunday = monday.AddDays(6);
        return string.Create(CultureInfo.InvariantCulture, $"{monday.Month}月{monday.Day}日 – {(sunday.Month == monday.Month ? "" : sunday.Month + "月")}{sunday.Day}日");
    }

    /// <summary>Whole yuan with thousands, from 100,000 on in 万.</summary>
    public static string Money(Fen fen) => fen.Value >= 10_000_000
        ? string.Create(CultureInfo.InvariantCulture, $"¥{fen.Value / 1_000_000m:0.0}万")
        : "¥" + (fen.Value / 100m).ToString("#,0", CultureInfo.InvariantCulture);

    public static string Count(long count) => count.ToString("#,0", CultureInfo.InvariantCulture);

    public static string Percent(double share) => share.ToString("0.0%", CultureInfo.InvariantCulture);

    public static string Value(Score score) => score.Value is { } value ? value.ToString("0", CultureInfo.InvariantCulture) : "–";

    /// <summary><c>36 ～ 53</c>: where the true score lies with 95 % certainty.</summary>
    public static string Interval(Score score) => string.Create(CultureInfo.InvariantCulture, $"{score.Low:0} ～ {score.High:0}");

    /// <summary><c>+12%</c>; null where there was nothing before.</summary>
    public static string? Change(long now, long before) =>
        before == 0 ? null : ((double)(now - before) / before).ToString("+0%;-0%;0%", CultureInfo.InvariantCulture);
}
