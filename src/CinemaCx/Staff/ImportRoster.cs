using System.Globalization;
using CinemaCx.Cinemas;
using CinemaCx.Platform.Data;
using CinemaCx.Platform.Primitives;
using LinqToDB;
using LinqToDB.Async;

namespace CinemaCx.Staff;

/// <param name="Overrides">While it lasts, nobody else's plan for the post counts.</param>
public sealed record ShiftEntry(DateOnly Day, string Post, string Name, int FromMinute, int ToMinute, bool Overrides);

/// <summary>What an import would do, or did.</summary>
/// <param name="Refused">Line by line, why; when there is one, nothing is taken over.</param>
public sealed record RosterReport(int Taken, IReadOnlyList<string> Refused, bool Applied);

/// <summary>
/// A roster pasted as a table: day, post, name, from, to, each by the cinema's wall clock; columns split by tabs, commas or blanks. Days of the table replace
/// what was planned for the same days and posts before. All or nothing.
/// </summary>
public sealed class ImportRoster(Database database, TimeProvider time)
{
    private static readonly Dictionary<string, string> Posts = new(StringComparer.Ordinal)
    {
        ["值班经理"] = "duty-manager",
        ["经理"] = "duty-manager",
        ["值班"] = "duty-manager",
        ["duty-manager"] = "duty-manager",
        ["工程"] = "engineering",
        ["工程师"] = "engineering",
        ["engineering"] = "engineering",
    };

    private static readonly char[] Blanks = ['\t', ',', '，', ' ', '　'];
    private static readonly string[] Dates = ["yyyy-MM-dd", "yyyy-M-d", "yyyy/M/d", "yyyy年M月d日"];

    /// <param name="dryRun">Only says what would happen.</param>
    /// <exception cref="Refusal">400 <c>roster-unreadable</c>: no line at all, or too many.</exception>
    public async Task<RosterReport> RunAsync(string cinemaId, string table, bool dryRun, CancellationToken cancellation)
    {
        var lines = table.Split('\n', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
        if (lines.Length == 0) throw StaffRefusals.RosterUnreadable("没有内容");
        if (lines.Length > 5000) throw StaffRefusals.RosterUnreadable("最多 5000 行");
        var (entries, refused) = (new List<ShiftEntry>(), new List<string>());
        for (var i = 0; i < lines.Length; i++)
        {
            if (i == 0 && lines[0].StartsWith("日期", StringComparison.Ordinal)) continue;
            if (Read(lines[i]) is { } entry) entries.Add(entry);
            else refused.Add($"第 {i + 1} 行：应为“日期 岗位 姓名 开始 结束”，例如 2026-11-22 值班经理 李静 17:00 02:00");
        }

        await using var db = await database.BeginAsync(cancellation);
        if (!await db.GetTable<CinemaRow>().AnyAsync(c => c.Id == cinemaId, cancellation)) throw StaffRefusals.RosterUnreadable("没有这家影院");
        var names = entries.Select(e => e.Name).Distinct(StringComparer.Ordinal).ToList();
        var people = await db.GetTable<EmployeeRow>().Where(e => names.Contains(e.Name) && (e.CinemaId == null || e.CinemaId == cinemaId)).ToListAsync(cancellation);
        foreach (var name in names)
        {
            var count = people.Count(p => p.Name == name);
            if (count != 1) refused.Add(count == 0 ? $"员工名单里没有“{name}”" : $"有 {count} 位员工叫“{name}”，请改用不同的姓名");
        }

        if (refused.Count > 0 || dryRun) return new RosterReport(entries.Count, refused, Applied: false);
        await db.CommitAsync(Write(cinemaId, entries, people), cancellation);
        return new RosterReport(entries.Count, [], Applied: true);
    }

    private Script Write(string cinemaId, List<ShiftEntry> entries, List<EmployeeRow> people)
    {
        var now = time.Now();
        var script = new Script();
        foreach (var (day, post) in entries.Select(e => (DayOf(e), e.Post)).Distinct())
            script.Do($"DELETE FROM duty_shifts WHERE cinema_id = {cinemaId} AND day = {day} AND post = {post}");
        foreach (var entry in entries)
        {
            script.Do($"""
                INSERT INTO duty_shifts (id, cinema_id, post, employee_id, day, from_minute, to_minute, overrides, created_at)
                VALUES ({Id.New("dty", now)}, {cinemaId}, {entry.Post}, {people.First(p => p.Name == entry.Name).Id}, {DayOf(entry)}, {entry.FromMinute}, {entry.ToMinute}, {(entry.Overrides ? 1 : 0)}, {now})
                ON CONFLICT (cinema_id, post, day, from_minute, employee_id, overrides) DO UPDATE SET to_minute = excluded.to_minute
                """);
        }

        return script;
    }

    private static string DayOf(ShiftEntry entry) => entry.Day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);

    /// <returns>Null when the line cannot be read.</returns>
    internal static ShiftEntry? Read(string line)
    {
        var cells = line.Split(Blanks, StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
        if (cells.Length is not (5 or 6) || !DateOnly.TryParseExact(cells[0], Dates, CultureInfo.InvariantCulture, DateTimeStyles.None, out var day)) return null;
        if (!Posts.TryGetValue(cells[1], out var post) || Minute(cells[3]) is not { } from || Minute(cells[4]) is not { } to) return null;
        // An end before the beginning is in the next day.
        if (to <= from) to += 24 * 60;
        return to > 2 * 24 * 60 ? null : new ShiftEntry(day, post, cells[2], from, to, cells.Length == 6 && cells[5] is "代班" or "替班" or "override");
    }

    private static int? Minute(string text)
    {
        var parts = text.Replace('：', ':').Split(':');
        return parts.Length == 2 && int.TryParse(parts[0], NumberStyles.None, CultureInfo.InvariantCulture, out var hour)
            && int.TryParse(parts[1], NumberStyles.None, CultureInfo.InvariantCulture, out var minute) && hour is >= 0 and <= 30 && minute is >= 0 and < 60
            ? hour * 60 + minute
            : null;
    }
}
