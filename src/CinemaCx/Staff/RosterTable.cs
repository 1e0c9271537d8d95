using System.Globalization;
using CinemaCx.Platform.Files;

namespace CinemaCx.Staff;

/// <summary>A roster as a table, pasted or from a spreadsheet: day, post, name, from, to, and 代班 where the line overrides the plan.</summary>
internal static class RosterTable
{
    public const int MostLines = 5000;

    private const string Expected = "应为“日期 岗位 姓名 开始 结束”，例如 2026-11-22 值班经理 李静 17:00 02:00";

    private static readonly char[] Blanks = ['\t', ',', '，', ' ', '　'];
    private static readonly string[] Dates = ["yyyy-MM-dd", "yyyy-M-d", "yyyy/M/d", "yyyy.M.d", "yyyy年M月d日"];

    public static RosterReading OfText(string table)
    {
        var lines = table.Split('\n');
        return Read(lines.Select((line, i) => (i + 1, Split(line.Trim()))));
    }

    /// <exception cref="InvalidDataException">No workbook.</exception>
    public static RosterReading OfWorkbook(ReadOnlyMemory<byte> content)
    {
        var sheet = WorkbookText.Parse(content, MostLines + 2).FirstOrDefault(s => s.Rows.Any(r => !r.IsBlank));
        return Read((sheet.Rows ?? []).Select(row => (row.Number, Trimmed(row.Cells))));
    }

    private static RosterReading Read(IEnumerable<(int Number, string[] Cells)> rows)
    {
        var filled = rows.Where(r => r.Cells.Length > 0).ToList();
        if (filled.Count == 0) throw StaffRefusals.RosterUnreadable("没有内容");
        if (filled.Count > MostLines) throw StaffRefusals.RosterUnreadable("最多 5000 行");
        var reading = new RosterReading();
        foreach (var (number, cells) in filled[0].Cells[0].StartsWith("日期", StringComparison.Ordinal) ? filled[1..] : filled)
        {
            var where = string.Create(CultureInfo.InvariantCulture, $"第 {number} 行");
            var (entry, fault) = Entry(where, cells);
            if (entry is not null) reading.Entries.Add(entry);
            else reading.Refused.Add($"{where}：{fault}");
        }

        return reading;
    }

    private static (ShiftEntry? Entry, string Fault) Entry(string where, string[] cells)
    {
        if (cells.Length is not (5 or 6)) return (null, Expected);
        if (!DateOnly.TryParseExact(cells[0], Dates, CultureInfo.InvariantCulture, DateTimeStyles.None, out var day)) return (null, $"“{cells[0]}”不是日期，{Expected}");
        if (DutyPost.Of(cells[1]) is not { } post) return (null, $"没有“{cells[1]}”这个岗位，请写值班经理或工程");
        if (WallClock.Minute(cells[3]) is not { } from || from >= 24 * 60) return (null, $"“{cells[3]}”不是开始时间，例如 17:00");
        if (WallClock.Minute(cells[4]) is not { } to) return (null, $"“{cells[4]}”不是结束时间，例如 02:00 或 26:00");
        if (cells.Length == 6 && cells[5] is not ("代班" or "替班" or "override")) return (null, $"第六列只能写“代班”，现在是“{cells[5]}”");
        // An end not after the beginning is in the next day.
        if (to <= from) to += 24 * 60;
        return to > 2 * 24 * 60 ? (null, "班次最晚到次日 24:00") : (new ShiftEntry(where, day, post, cells[2], from, to, cells.Length == 6), "");
    }

    // What was copied from a spreadsheet has tabs, and then names may hold blanks.
    private static string[] Split(string line) => line.Contains('\t')
        ? Trimmed(line.Split('\t'))
        : line.Split(Blanks, StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);

    private static string[] Trimmed(IEnumerable<string> cells)
    {
        var all = cells.Select(c => c.Trim()).ToList();
        while (all.Count > 0 && all[^1].Length == 0) all.RemoveAt(all.Count - 1);
        return [.. all];
    }
}
