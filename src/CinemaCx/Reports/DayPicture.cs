using System.Globalization;
using SkiaSharp;

namespace CinemaCx.Reports;

/// <summary>A day of one cinema as a picture for the chat.</summary>
internal static class DayPicture
{
    private const float Row = 34;

    public static byte[] Draw(Sheet sheet, DayFigures day)
    {
        var y = ReportParts.Head(sheet, day.CinemaName, ReportWords.Day(day.Day), "经营日报");
        y = Figures(sheet, y, day);
        y = ReportParts.LookAt(sheet, y, day.LookAt);
        y = ReportParts.Complaints(sheet, y, day.Complaints.Opened, day.Complaints.ClosedInTime, day.Complaints.ClosedLate, day.Complaints.Overdue.Count);
        y = Trend(sheet, y, day);
        if (day.Films.Count > 0) y = Films(sheet, y, day.Films);
        if (day.Stages.Count > 0) y = Stages(sheet, y, day);
        return ReportParts.Foot(sheet, y, "按营业日（06:00 起）统计 · 票房含服务费，不含退票");
    }

    private static float Figures(Sheet sheet, float y, DayFigures day)
    {
        var before = day.WeekBefore;
        var weekday = "上" + ReportWords.Weekday(day.Day);
        var (left, right) = (ReportParts.FigureX(0), ReportParts.FigureX(1));
        ReportParts.Figure(
            sheet, left, y, "票房", ReportWords.Money(day.Sales.BoxOffice), ReportWords.Change(day.Sales.BoxOffice.Value, before.BoxOffice.Value),
            before.BoxOffice.Value == 0 ? $"共 {day.Sales.Showtimes} 场" : $"{weekday} {ReportWords.Money(before.BoxOffice)}");
        ReportParts.Figure(
            sheet, right, y, "观影人次", ReportWords.Count(day.Sales.Admissions), ReportWords.Change(day.Sales.Admissions, before.Admissions),
            before.Admissions == 0 ? $"座位 {ReportWords.Count(day.Sales.Capacity)}" : $"{weekday} {ReportWords.Count(before.Admissions)}");
        y += 98 + Sheet.Gap;
        ReportParts.Figure(sheet, left, y, "上座率", ReportWords.Percent(day.Sales.Occupancy), null, before.Capacity == 0 ? $"座位 {ReportWords.Count(day.Sales.Capacity)}" : $"{weekday} {ReportWords.Percent(before.Occupancy)}");
        ReportParts.Figure(
            sheet, right, y, "NPS 净推荐值", ReportWords.Value(day.Nps), null,
            day.Nps.Answers == 0 ? "没有收到评价" : $"{ReportWords.Interval(day.Nps)} · {day.Nps.Answers} 份{(day.Nps.IsFirm ? "" : "，偏少")}", pale: !day.Nps.IsFirm);
        return y + 98 + Sheet.Gap;
    }

    private static float Trend(Sheet sheet, float y, DayFigures day)
    {
        const float Height = 190;
        var at = ReportParts.Panel(sheet, y, Height, "近 14 天票房", "按营业日");
        var most = day.Trend.Max(t => t.Sales.BoxOffice.Value);
        const float Left = Sheet.Margin + 16;
        const float Plot = Sheet.Inner - 32;
        var (bottom, tall) = (y + Height - 34, y + Height - 34 - at - 22);
        sheet.Box(Left, bottom, Plot, 0.75f, Ink.Line);
        var step = Plot / day.Trend.Count;
        for (var i = 0; i < day.Trend.Count; i++)
        {
            var (date, value) = (day.Trend[i].Day, day.Trend[i].Sales.BoxOffice.Value);
            var (isToday, centre) = (date == day.Day, Left + step * (i + 0.5f));
            var height = most == 0 ? 0 : Math.Max(value == 0 ? 0 : 2, tall * value / most);
            sheet.Column(centre - step * 0.31f, bottom, step * 0.62f, height, isToday ? Ink.Brand : date.DayOfWeek == day.Day.DayOfWeek ? Ink.Blue : Ink.BlueSoft);
            sheet.Text(date.Day.ToString(CultureInfo.InvariantCulture), centre, bottom + 17, 11.5f, isToday ? Ink.Brand : Ink.Mute, bold: isToday, align: SKTextAlign.Center);
            if (isToday || (date == day.Day.AddDays(-7) && value > 0))
                sheet.Text(ReportWords.Money(day.Trend[i].Sales.BoxOffice), Math.Min(centre, Sheet.Width - Sheet.Margin - 36), bottom - height - 6, 11.5f, isToday ? Ink.Brand : Ink.Blue, bold: true, align: SKTextAlign.Center);
        }

        return y + Height + Sheet.Gap;
    }

    private static float Films(Sheet sheet, float y, IReadOnlyList<FilmSales> films)
    {
        var height = 46 + films.Count * (Row + 12) + 4;
        var at = ReportParts.Panel(sheet, y, height, "影片", "票房 · 上座率");
        var most = Math.Max(1, films.Max(f => f.Sales.BoxOffice.Value));
        const float Left = Sheet.Margin + 16;
        const float Plot = Sheet.Inner - 32;
        foreach (var film in films)
        {
            sheet.Text(film.Title, Left, at + 18, 14, Ink.Text, most: Plot - 150);
            sheet.Text($"{ReportWords.Money(film.Sales.BoxOffice)} · {ReportWords.Percent(film.Sales.Occupancy)}", Left + Plot, at + 18, 13, Ink.Mute, align: SKTextAlign.Right);
            sheet.Box(Left, at + 26, Plot, 6, Ink.Ground, 3);
            if (film.Sales.BoxOffice.Value > 0) sheet.Box(Left, at + 26, Math.Max(6, Plot * film.Sales.BoxOffice.Value / most), 6, Ink.Blue, 3);
            at += Row + 12;
        }

        return y + height + Sheet.Gap;
    }

    private static float Stages(Sheet sheet, float y, DayFigures day)
    {
        const float Weak = 3.5f;
        const int Few = 5;
        var height = 46 + day.Stages.Count * Row + 6;
        var at = ReportParts.Panel(sheet, y, height, "各环节满意度", string.Create(CultureInfo.InvariantCulture, $"总体 {day.Stars:0.00} 星 · {day.StarAnswers} 份"));
        const float Left = Sheet.Margin + 16;
        const float BarLeft = Left + 44;
        const float Plot = Sheet.Inner - 32 - 44 - 96;
        foreach (var stage in day.Stages)
        {
            var colour = stage.Answers < Few ? Ink.BlueSoft : stage.Mean < Weak ? Ink.Brand : Ink.Blue;
            sheet.Text(stage.Label, Left, at + 19, 14, Ink.Text);
            sheet.Box(BarLeft, at + 10, Plot, 8, Ink.Ground, 4);
            sheet.Box(BarLeft, at + 10, Math.Max(8, Plot * (float)((stage.Mean - 1) / 4)), 8, colour, 4);
            sheet.Text(stage.Mean.ToString("0.0", CultureInfo.InvariantCulture), Sheet.Width - Sheet.Margin - 62, at + 19, 14, stage.Answers < Few ? Ink.Pale : Ink.Text, bold: true, align: SKTextAlign.Right);
            sheet.Text($"{stage.Answers} 份", Sheet.Width - Sheet.Margin - 16, at + 19, 12.5f, Ink.Mute, align: SKTextAlign.Right);
            at += Row;
        }

        return y + height + Sheet.Gap;
    }
}
