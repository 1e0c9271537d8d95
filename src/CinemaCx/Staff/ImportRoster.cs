using System.Globalization;
using System.Text;
using CinemaCx.Cinemas;
using CinemaCx.Platform.Data;
using CinemaCx.Platform.Primitives;
using LinqToDB;
using LinqToDB.Async;

namespace CinemaCx.Staff;

/// <summary>A stretch of the result and the names of those on duty in it.</summary>
/// <param name="People">Empty: a hole.</param>
public sealed record PlannedStretch(string Post, DateTimeOffset From, DateTimeOffset To, IReadOnlyList<string> People);

/// <summary>What an import would do, or did.</summary>
/// <param name="Taken">How many shifts could be read.</param>
/// <param name="Refused">Line by line, why; when there is one, nothing is taken over.</param>
/// <param name="Warnings">What somebody should look at before it is saved: holes within opening hours, people twice at a time.</param>
/// <param name="Result">Who is on duty in the end, over the days the table covers, within opening hours.</param>
public sealed record RosterReport(int Taken, IReadOnlyList<string> Refused, IReadOnlyList<string> Warnings, IReadOnlyList<PlannedStretch> Result, bool Applied);

/// <param name="Seen">What she began with; null: whatever stands is replaced.</param>
public sealed record RosterSaving(StaffMember By, long? Seen = null);

/// <summary>
/// Brings a roster in from a pasted table, a spreadsheet (XLSX) or a calendar (ICS). Its days replace what was planned for the same days and posts before;
/// who stands in for whom stays. All or nothing.
/// </summary>
public sealed class ImportRoster(Database database, TimeProvider time)
{
    private const int MostDays = 366;

    private static readonly UTF8Encoding Utf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    /// <param name="table">Lines of day, post, name, from, to; columns split by tabs, commas or blanks.</param>
    /// <param name="saving">Null: only says what would happen.</param>
    /// <exception cref="Refusal">400 <c>roster-unreadable</c>, 404 <c>cinema-not-found</c>, 409 <c>changed-meanwhile</c>.</exception>
    public Task<RosterReport> RunAsync(string cinemaId, string table, RosterSaving? saving, CancellationToken cancellation) =>
        RunAsync(cinemaId, _ => RosterTable.OfText(Plain(table)), saving, cancellation);

    /// <param name="fileName">Its ending says what it is: <c>.xlsx</c>, <c>.ics</c>, else text.</param>
    /// <exception cref="Refusal">400 <c>roster-unreadable</c>, 404 <c>cinema-not-found</c>, 409 <c>changed-meanwhile</c>.</exception>
    public Task<RosterReport> RunAsync(string cinemaId, string fileName, ReadOnlyMemory<byte> content, RosterSaving? saving, CancellationToken cancellation) =>
        RunAsync(cinemaId, zone => Read(fileName, content, zone), saving, cancellation);

    internal static string SheetOf(string cinemaId) => "roster-" + cinemaId;

    private async Task<RosterReport> RunAsync(string cinemaId, Func<TimeZoneInfo, RosterReading> read, RosterSaving? saving, CancellationToken cancellation)
    {
        await using var db = await database.BeginAsync(cancellation);
        var cinema = await db.GetTable<CinemaRow>().FirstOrDefaultAsync(c => c.Id == cinemaId, cancellation) ?? throw CinemaRefusals.UnknownCinema(cinemaId);
        var reading = read(cinema.Zone);
        var known = await PeopleAsync(db, cinemaId, reading, cancellation);
        var entries = reading.Entries.Where(e => known.ContainsKey(e.Name)).ToList();
        var (result, warnings) = entries.Count == 0 ? ([], []) : await PreviewAsync(db, cinema, entries, known, cancellation);
        var report = new RosterReport(reading.Entries.Count, reading.Refused, warnings, result, Applied: false);
        if (reading.Refused.Count > 0 || saving is null) return report;
        await Revision.TakeAsync(db, SheetOf(cinemaId), saving.Seen, cancellation);
        var script = Write(cinemaId, entries, known);
        var (first, last) = (entries.Min(e => e.Day), entries.Max(e => e.Day));
        StaffActs.Write(script, saving.By, "import", "roster", cinemaId, new { First = first, Last = last, Shifts = entries.Count, Warnings = warnings.Count }, time.Now(), cinemaId);
        await db.CommitAsync(script, cancellation);
        return report with { Applied = true };
    }

    private static RosterReading Read(string fileName, ReadOnlyMemory<byte> content, TimeZoneInfo zone)
    {
        var kind = Path.GetExtension(fileName).ToUpperInvariant();
        try
        {
            if (kind == ".XLSX") return RosterTable.OfWorkbook(content);
            var text = Plain(Utf8.GetString(content.Span).TrimStart('\uFEFF'));
            return kind == ".ICS" ? RosterCalendar.Read(text, zone) : RosterTable.OfText(text);
        }
        catch (InvalidDataException)
        {
            throw StaffRefusals.RosterUnreadable("文件不是有效的 XLSX 工作簿");
        }
        catch (DecoderFallbackException)
        {
            throw StaffRefusals.RosterUnreadable("文件编码须为 UTF-8");
        }
    }

    private static string Plain(string text) => text.Contains('\0') ? throw StaffRefusals.RosterUnreadable("不是文本") : text;

    /// <returns>Ids of the names that are one employee's; each other name is refused where it stands.</returns>
    private static async Task<Dictionary<string, string>> PeopleAsync(DbSession db, string cinemaId, RosterReading reading, CancellationToken cancellation)
    {
        var names = reading.Entries.Select(e => e.Name).Distinct(StringComparer.Ordinal).ToList();
        var people = await db.GetTable<EmployeeRow>().Where(e => names.Contains(e.Name) && e.LeftAt == null && (e.CinemaId == null || e.CinemaId == cinemaId)).ToListAsync(cancellation);
        var known = people.GroupBy(p => p.Name, StringComparer.Ordinal).Where(g => g.Count() == 1).ToDictionary(g => g.Key, g => g.First().Id, StringComparer.Ordinal);
        foreach (var lost in reading.Entries.Where(e => !known.ContainsKey(e.Name)).DistinctBy(e => (e.Where, e.Name)))
        {
            var count = people.Count(p => p.Name == lost.Name);
            reading.Refused.Add(count == 0
                ? $"{lost.Where}：员工名单里没有“{lost.Name}”"
                : string.Create(CultureInfo.InvariantCulture, $"{lost.Where}：有 {count} 位员工叫“{lost.Name}”，请改用不同的姓名"));
        }

        return known;
    }

    private static async Task<(IReadOnlyList<PlannedStretch> Result, IReadOnlyList<string> Warnings)> PreviewAsync(
        DbSession db, CinemaRow cinema, List<ShiftEntry> entries, Dictionary<string, string> known, CancellationToken cancellation)
    {
        var (first, last) = (entries.Min(e => e.Day), entries.Max(e => e.Day));
        if (last.DayNumber - first.DayNumber > MostDays) throw StaffRefusals.RosterUnreadable("一次最多一年");
        var names = await db.GetTable<EmployeeRow>().ToDictionaryAsync(e => e.Id, e => e.Name, cancellation);
        var preview = new RosterPreview(entries, cinema.Zone, id => names.GetValueOrDefault(id, id));
        var days = DutyRoster.DaysOf(first, last, await OpeningHours.OfAsync(db, cinema.Id, cancellation), cinema.Zone).ToList();
        foreach (var ofPost in entries.GroupBy(e => e.Post, StringComparer.Ordinal))
        {
            var replaced = ofPost.Select(e => e.Day).ToHashSet();
            var (from, to) = (DutyTime.At(first, 0, cinema.Zone), DutyTime.At(last, 2 * 24 * 60, cinema.Zone));
            var standing = await DutyRoster.TimesAsync(db, cinema.Id, ofPost.Key, from, to, cinema.Zone, cancellation, replaced);
            preview.Add(ofPost.Key, standing with { Shifts = [.. standing.Shifts, .. ofPost.Select(e => e.TimeOf(known[e.Name], cinema.Zone))] }, days);
        }

        return (preview.Result, preview.Warnings());
    }

    private Script Write(string cinemaId, List<ShiftEntry> entries, Dictionary<string, string> known)
    {
        var now = time.Now();
        var script = new Script();
        foreach (var (day, post) in entries.Select(e => (DayOf(e), e.Post)).Distinct())
            script.Do($"DELETE FROM duty_shifts WHERE cinema_id = {cinemaId} AND day = {day} AND post = {post}");
        foreach (var entry in entries)
        {
            script.Do($"""
                INSERT INTO duty_shifts (id, cinema_id, post, employee_id, day, from_minute, to_minute, overrides, created_at)
                VALUES ({Id.New("dty", now)}, {cinemaId}, {entry.Post}, {known[entry.Name]}, {DayOf(entry)}, {entry.FromMinute}, {entry.ToMinute}, {(entry.Overrides ? 1 : 0)}, {now})
                ON CONFLICT (cinema_id, post, day, from_minute, employee_id, overrides) DO UPDATE SET to_minute = excluded.to_minute
                """);
        }

        return script;
    }

    private static string DayOf(ShiftEntry entry) => entry.Day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
}
