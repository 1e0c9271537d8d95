using SkiaSharp;

namespace CinemaCx.Reports;

/// <summary>A week of all cinemas as a picture for the chat.</summary>
internal static class WeekPicture
{
    private const int MostCinemas = 12;
    private const float Row = 66;

    public static byte[] Draw(Sheet sheet, WeekFigures week)
    {
        var y = ReportParts.Head(sheet, $"{week.Cinemas.Count} 家影院", ReportWords.Week(week.Monday), "经营周报");
        y = Figures(sheet, y, week);
        y = ReportParts.LookAt(sheet, y, week.LookAt);
        y = ReportParts.Complaints(
            sheet, y, week.Opened, week.ClosedInTime, week.Cinemas.Sum(c => c.Complaints.ClosedLate), week.Cinemas.Sum(c => c.Complaints.Overdue.Count));
        y = Cinemas(sheet, y, week.Cinemas);
        return ReportParts.Foot(sheet, y, "周一至周日，按营业日统计 · 票房含服务费，不含退票");
    }

    private static float Figures(Sheet sheet, float y, WeekFigures week)
    {
        var (sales, before) = (week.Sales, week.Before);
        var (left, right) = (ReportParts.FigureX(0), ReportParts.FigureX(1));
        ReportParts.Figure(
            sheet, left, y, "票房", ReportWords.Money(sales.BoxOffice), ReportWords.Change(sales.BoxOffice.Value, before.BoxOffice.Value),
            before.BoxOffice.Value == 0 ? $"共 {ReportWords.Count(sales.Showtimes)} 场" : $"上周 {ReportWords.Money(before.BoxOffice)}");
        ReportParts.Figure(
            sheet, right, y, "观影人次", ReportWords.Count(sales.Admissions), ReportWords.Change(sales.Admissions, before.Admissions),
            before.Admissions == 0 ? $"共 {ReportWords.Count(sales.Showtimes)} 场" : $"上周 {ReportWords.Count(before.Admissions)}");
        y += 98 + Sheet.Gap;
        ReportParts.Figure(sheet, left, y, "上座率", ReportWords.Percent(sales.Occupancy), null, before.Capacity == 0 ? $"座位 {ReportWords.Count(sales.Capacity)}" : $"上周 {ReportWords.Percent(before.Occupancy)}");
        ReportParts.Figure(
            sheet, right, y, "NPS 净推荐值", ReportWords.Value(week.Nps), null,
            week.Nps.Answers == 0 ? "没有收到评价" : $"{ReportWords.Interval(week.Nps)} · {week.Nps.Answers} 份{(week.Nps.IsFirm ? "" : "，偏少")}", pale: !week.Nps.IsFirm);
        return y + 98 + Sheet.Gap;
    }

    private static float Cinemas(Sheet sheet, float y, IReadOnlyList<CinemaWeek> cinemas)
    {
        var shown = cinemas.Take(MostCinemas).ToList();
        var height = 46 + shown.Count * Row + (cinemas.Count > MostCinemas ? 24 : 0);
        var at = ReportParts.Panel(sheet, y, height, "各影院", "按票房排列");
        var most = Math.Max(1, shown.Count == 0 ? 1 : shown.Max(c => c.Sales.BoxOffice.Value));
        const float Left = Sheet.Margin + 16;
        const float Plot = Sheet.Inner - 32;
        foreach (var cinema in shown)
        {
            sheet.Text(cinema.CinemaName, Left, at + 18, 14, Ink.Text, bold: true, most: Plot - 110);
            sheet.Text(ReportWords.Money(cinema.Sales.BoxOffice), Left + Plot, at + 18, 14, Ink.Text, bold: true, align: SKTextAlign.Right);
            sheet.Box(Left, at + 26, Plot, 6, Ink.Ground, 3);
            if (cinema.Sales.BoxOffice.Value > 0) sheet.Box(Left, at + 26, Math.Max(6, Plot * cinema.Sales.BoxOffice.Value / most), 6, Ink.Blue, 3);
            var nps = cinema.Nps.Answers == 0 ? "NPS –" : $"NPS {ReportWords.Value(cinema.Nps)}（{cinema.Nps.Answers} 份）";
            sheet.Text($"{ReportWords.Count(cinema.Sales.Admissions)} 人次 · 上座率 {ReportWords.Percent(cinema.Sales.Occupancy)} · {nps}", Left, at + 50, 12.5f, Ink.Mute, most: Plot - 60);
            sheet.Text(
                cinema.Complaints.Overdue.Count > 0 ? $"超时 {cinema.Complaints.Overdue.Count}" : $"投诉 {cinema.Complaints.Opened}",
                Left + Plot, at + 50, 12.5f, cinema.Complaints.Overdue.Count > 0 ? Ink.Brand : Ink.Mute, align: SKTextAlign.Right);
            at += Row;
        }

        if (cinemas.Count > MostCinemas) sheet.Text($"另有 {cinemas.Count - MostCinemas} 家，见控制台", Sheet.Width / 2, at + 8, 12.5f, Ink.Mute, align: SKTextAlign.Center);
        return y + height + Sheet.Gap;
    }
}
