using System.Globalization;
using CinemaCx.Cinemas;
using CinemaCx.Platform.Data;
using CinemaCx.Platform.Primitives;
using LinqToDB;
using LinqToDB.Async;

namespace CinemaCx.Staff;

/// <param name="Opens"><c>09:00</c> by the cinema's wall clock; null: closed that day.</param>
/// <param name="Closes"><c>26:00</c> or <c>02:00</c>: an end not after the beginning is in the next day.</param>
public sealed record OpeningDay(DayOfWeek Weekday, string? Opens, string? Closes);

/// <summary>When a cinema is open on which weekday: deadlines count only these minutes, and only within them a hole in the roster is one.</summary>
public sealed class OpeningHours
{
    private static readonly TimeSpan Age = TimeSpan.FromSeconds(1);

    private readonly Database _database;
    private readonly TimeProvider _time;
    private readonly FreshMemory<string, OpeningWeek> _weeks;

    public OpeningHours(Database database, TimeProvider time)
    {
        (_database, _time) = (database, time);
        _weeks = new FreshMemory<string, OpeningWeek>(ReadAsync, Age, time);
    }

    /// <summary>The week of a cinema as it was at most a second ago; the usual one where it set none.</summary>
    public Task<OpeningWeek> WeekAsync(string cinemaId, CancellationToken cancellation) => _weeks.GetAsync(cinemaId, cancellation);

    /// <exception cref="Refusal">404 <c>cinema-not-found</c>.</exception>
    public async Task<IReadOnlyList<OpeningDay>> GetAsync(string cinemaId, CancellationToken cancellation)
    {
        await using var db = _database.Read();
        if (!await db.GetTable<CinemaRow>().AnyAsync(c => c.Id == cinemaId, cancellation)) throw CinemaRefusals.UnknownCinema(cinemaId);
        var week = await OfAsync(db, cinemaId, cancellation);
        return [.. Enumerable.Range(1, 7).Select(n => (DayOfWeek)(n % 7)).Select(day => new OpeningDay(day, Clock(week.On(day)?.Opens), Clock(week.On(day)?.Closes)))];
    }

    /// <summary>For a change that must not overwrite another.</summary>
    public async Task<long> RevisionAsync(string cinemaId, CancellationToken cancellation)
    {
        await using var db = _database.Read();
        return await Revision.OfAsync(db, SheetOf(cinemaId), cancellation);
    }

    /// <summary>Replaces the whole week.</summary>
    /// <param name="days">Each weekday once; at least one of them open.</param>
    /// <param name="seen">What the editor began with; null: whatever stands is replaced.</param>
    /// <exception cref="Refusal">400 <c>opening-hours-invalid</c>, 404 <c>cinema-not-found</c>, 409 <c>changed-meanwhile</c>.</exception>
    public async Task ReplaceAsync(string cinemaId, IReadOnlyList<OpeningDay> days, StaffMember by, long? seen, CancellationToken cancellation)
    {
        if (days.Count != 7 || days.Select(d => d.Weekday).Distinct().Count() != 7) throw StaffRefusals.OpeningHoursInvalid("一周七天各填一次");
        var spans = days.ToDictionary(d => d.Weekday, SpanOf);
        if (spans.Values.All(s => s is null)) throw StaffRefusals.OpeningHoursInvalid("至少一天营业");
        await using var db = await _database.BeginAsync(cancellation);
        if (!await db.GetTable<CinemaRow>().AnyAsync(c => c.Id == cinemaId, cancellation)) throw CinemaRefusals.UnknownCinema(cinemaId);
        await Revision.TakeAsync(db, SheetOf(cinemaId), seen, cancellation);
        var script = new Script();
        StaffActs.Write(script, by, "replace", "opening-hours", cinemaId, days, _time.Now(), cinemaId);
        foreach (var (day, span) in spans)
        {
            script.Do($"""
                INSERT INTO opening_days (cinema_id, weekday, opens_minute, closes_minute, changed_by, changed_at)
                VALUES ({cinemaId}, {NumberOf(day)}, {span?.Opens}, {span?.Closes}, {by.EmployeeId}, {_time.Now()})
                ON CONFLICT (cinema_id, weekday) DO UPDATE SET opens_minute = excluded.opens_minute, closes_minute = excluded.closes_minute,
                    changed_by = excluded.changed_by, changed_at = excluded.changed_at
                """);
        }

        await db.CommitAsync(script, cancellation);
        _weeks.Forget(cinemaId);
    }

    private async Task<OpeningWeek> ReadAsync(string cinemaId)
    {
        await using var db = _database.Read();
        return await OfAsync(db, cinemaId, CancellationToken.None);
    }

    /// <summary>The week of a cinema; the usual one where it set none.</summary>
    public static async Task<OpeningWeek> OfAsync(DbSession db, string cinemaId, CancellationToken cancellation)
    {
        var rows = await db.GetTable<OpeningDayRow>().Where(d => d.CinemaId == cinemaId).ToListAsync(cancellation);
        return rows.Count == 0 ? DutyRoster.UsualHours : OpeningWeek.Of(day => rows.Find(r => r.Weekday == NumberOf(day)) is not { } row ? DutyRoster.UsualHours.On(day)
            : row is { OpensMinute: { } opens, ClosesMinute: { } closes } ? new OpeningSpan(opens, closes) : null);
    }

    private static string SheetOf(string cinemaId) => "opening-hours-" + cinemaId;

    // ISO 8601: Monday is 1, Sunday 7.
    private static long NumberOf(DayOfWeek day) => day == DayOfWeek.Sunday ? 7 : (long)day;

    private static OpeningSpan? SpanOf(OpeningDay day)
    {
        if (day is { Opens: null, Closes: null }) return null;
        if (WallClock.Minute(day.Opens ?? "") is not { } opens || WallClock.Minute(day.Closes ?? "") is not { } closes || opens >= 24 * 60)
            throw StaffRefusals.OpeningHoursInvalid("时间格式应为 09:00，不营业的一天两个时间都留空");
        if (closes <= opens) closes += 24 * 60;
        return closes > 2 * 24 * 60 ? throw StaffRefusals.OpeningHoursInvalid("最晚到次日 24:00") : new OpeningSpan(opens, closes);
    }

    private static string? Clock(long? minute) => minute is { } m ? string.Create(CultureInfo.InvariantCulture, $"{m / 60:00}:{m % 60:00}") : null;
}
