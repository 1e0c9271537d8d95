using System.Globalization;
using CinemaCx.Reports;

namespace CinemaCx.Console.Pages.Reports;

internal static class ReportText
{
    public static DateOnly DayOf(string text) =>
        DateOnly.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day) ? day : throw ReportRefusals.Unknown();

    public static string Nps(Score score) => score.Value is { } value
        ? string.Create(CultureInfo.InvariantCulture, $"{value:0}（{score.Low:0} ～ {score.High:0}，{score.Answers} 份{(score.IsFirm ? "" : "，偏少")}）")
        : "没有评价";

    public static string Complaints(Complaints complaints) =>
        $"新增 {complaints.Opened}，按时结案 {complaints.ClosedInTime}" + (complaints.Overdue.Count == 0 ? "" : $"，超时未结 {complaints.Overdue.Count}");
}
