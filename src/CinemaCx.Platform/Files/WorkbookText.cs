using System.Globalization;
using MiniExcelLibs;

namespace CinemaCx.Platform.Files;

/// <param name="Number">From 1, as the spreadsheet numbers its rows.</param>
/// <param name="Cells">What a person sees in each cell; empty where nothing stands.</param>
public sealed record WorkbookRow(int Number, IReadOnlyList<string> Cells)
{
    public bool IsBlank => Cells.All(string.IsNullOrWhiteSpace);
}

/// <summary>The sheets of an XLSX workbook as the text a person sees in its cells.</summary>
public static class WorkbookText
{
    // Day 0 of a spreadsheet's calendar: a cell holding only a time is a date on this day or, from 24:00, on the days after it.
    private static readonly DateTime DayZero = new(1899, 12, 30, 0, 0, 0, DateTimeKind.Unspecified);
    private static readonly DateTime LastDayOfTimes = new(1900, 1, 3, 0, 0, 0, DateTimeKind.Unspecified);

    /// <param name="mostRows">How many rows of each sheet are read at most.</param>
    /// <exception cref="InvalidDataException">The bytes are no workbook.</exception>
    public static IReadOnlyList<(string Sheet, IReadOnlyList<WorkbookRow> Rows)> Parse(ReadOnlyMemory<byte> content, int mostRows = int.MaxValue)
    {
        using var stream = new MemoryStream(content.ToArray(), writable: false);
        try
        {
            return MiniExcel.GetSheetNames(stream).ConvertAll(sheet => (sheet, ReadSheet(stream, sheet, mostRows)));
        }
        catch (Exception fault)
        {
            // A damaged workbook makes the library stumble in a dozen ways (null references, empty sequences, bad XML); all mean the same.
            throw new InvalidDataException("Not a workbook.", fault);
        }
    }

    /// <summary>A cell's value as the text a person sees.</summary>
    public static string Text(object? value) => value switch
    {
        null => "",
        string text => text,
        bool yes => yes ? "是" : "否",
        TimeSpan time => Clock(time),
        DateTime moment when moment < LastDayOfTimes => Clock(moment - DayZero),
        DateTime moment when moment.TimeOfDay == TimeSpan.Zero => moment.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture),
        DateTime moment => moment.ToString("yyyy-MM-dd HH:mm", CultureInfo.InvariantCulture),
        // Binary fractions of the sheet (39.900000000000006) back to what was typed.
        double number => Math.Round((decimal)number, 9).ToString("0.#########", CultureInfo.InvariantCulture),
        IFormattable other => other.ToString(null, CultureInfo.InvariantCulture),
        _ => value.ToString() ?? "",
    };

    private static IReadOnlyList<WorkbookRow> ReadSheet(MemoryStream stream, string sheet, int mostRows)
    {
        stream.Position = 0;
        var number = 0;
        return [.. MiniExcel.Query(stream, useHeaderRow: false, sheet)
            .Cast<IDictionary<string, object?>>()
            .Take(mostRows)
            .Select(row => new WorkbookRow(++number, [.. row.Values.Select(Text)]))];
    }

    private static string Clock(TimeSpan time)
    {
        // Spreadsheets keep times as fractions of a day, so 09:30 may come as 09:29:59.9999.
        var minutes = (long)Math.Round(time.TotalMinutes);
        return string.Create(CultureInfo.InvariantCulture, $"{minutes / 60:00}:{minutes % 60:00}");
    }
}
