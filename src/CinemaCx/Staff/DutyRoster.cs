using CinemaCx.Cinemas;
using CinemaCx.Platform.Data;
using CinemaCx.Platform.Primitives;
using LinqToDB;
using LinqToDB.Async;

namespace CinemaCx.Staff;

/// <summary>How somebody came to be asked.</summary>
public enum DutyReason
{
    OnDuty,

    /// <summary>Nobody is on duty: the cinema's manager.</summary>
    SiteManager,

    /// <summary>Nor has the cinema one: the general manager.</summary>
    GeneralManager,
}

/// <param name="People">Empty only in a house without any manager.</param>
public sealed record OnDuty(IReadOnlyList<EmployeeRow> People, DutyReason Reason);

/// <summary>Who is on duty for which cinema and post, and when; nobody is ever asked for in vain while a manager is employed.</summary>
public sealed class DutyRoster(Database database)
{
    /// <summary>Used where a cinema set no hours: 09:00 to 02:00 every day.</summary>
    public static readonly OpeningWeek UsualHours = OpeningWeek.EveryDay(new OpeningSpan(9 * 60, 26 * 60));

    public async Task<OnDuty> WhoAsync(string cinemaId, string post, DateTimeOffset instant, CancellationToken cancellation)
    {
        await using var db = database.Read();
        var zone = (await db.GetTable<CinemaRow>().FirstAsync(c => c.Id == cinemaId, cancellation)).Zone;
        var ids = DutyPlan.OnDutyAt(await TimesAsync(db, cinemaId, post, instant, instant, zone, cancellation), instant);
        if (ids.Count > 0)
        {
            var people = await db.GetTable<EmployeeRow>().Where(e => ids.Contains(e.Id)).ToListAsync(cancellation);
            if (people.Count > 0) return new OnDuty(people, DutyReason.OnDuty);
        }

        return await StandInsAsync(db, cinemaId, cancellation);
    }

    /// <summary>As <see cref="WhoAsync(string, string, DateTimeOffset, CancellationToken)"/> for many moments, in their order; of who is a manager only the present is known.</summary>
    public async Task<IReadOnlyList<OnDuty>> WhoAsync(string cinemaId, string post, IReadOnlyCollection<DateTimeOffset> instants, CancellationToken cancellation)
    {
        if (instants.Count == 0) return [];
        await using var db = database.Read();
        var zone = (await db.GetTable<CinemaRow>().FirstAsync(c => c.Id == cinemaId, cancellation)).Zone;
        var times = await TimesAsync(db, cinemaId, post, instants.Min(), instants.Max(), zone, cancellation);
        var employees = await db.GetTable<EmployeeRow>().ToDictionaryAsync(e => e.Id, e => e, StringComparer.Ordinal, cancellation);
        var standIns = await StandInsAsync(db, cinemaId, cancellation);
        return [.. instants.Select(at => DutyPlan.OnDutyAt(times, at).Where(employees.ContainsKey).Select(id => employees[id]).ToList() is { Count: > 0 } people
            ? new OnDuty(people, DutyReason.OnDuty)
            : standIns)];
    }

    /// <summary>Whom to turn to when those on duty do not answer.</summary>
    public async Task<IReadOnlyList<EmployeeRow>> ManagersAsync(string cinemaId, StaffRole role, CancellationToken cancellation)
    {
        await using var db = database.Read();
        return await ManagersAsync(db, cinemaId, role, cancellation);
    }

    /// <summary>The final result within opening hours for a day or more, overrides and covers applied, holes as stretches without people.</summary>
    /// <exception cref="Refusal">404 <c>cinema-not-found</c>.</exception>
    public async Task<IReadOnlyList<DutyStretch>> PreviewAsync(string cinemaId, string post, DateOnly first, DateOnly last, CancellationToken cancellation)
    {
        await using var db = database.Read();
        var zone = (await db.GetTable<CinemaRow>().FirstOrDefaultAsync(c => c.Id == cinemaId, cancellation) ?? throw CinemaRefusals.UnknownCinema(cinemaId)).Zone;
        var week = await OpeningHours.OfAsync(db, cinemaId, cancellation);
        var times = await TimesAsync(db, cinemaId, post, DutyTime.At(first, 0, zone), DutyTime.At(last, 2 * 24 * 60, zone), zone, cancellation);
        return [.. DaysOf(first, last, week, zone).SelectMany(day => DutyPlan.Between(times, day.From, day.To))];
    }

    /// <summary>The open stretches of those days; a closed day has none.</summary>
    internal static IEnumerable<(DateTimeOffset From, DateTimeOffset To)> DaysOf(DateOnly first, DateOnly last, OpeningWeek week, TimeZoneInfo zone)
    {
        for (var day = first; day <= last; day = day.AddDays(1))
            if (week.On(day) is { } hours) yield return (DutyTime.At(day, hours.Opens, zone), DutyTime.At(day, hours.Closes, zone));
    }

    /// <summary>What is planned for a post between two instants.</summary>
    /// <param name="without">Shifts that are about to be replaced, by day; null: none.</param>
    internal static async Task<DutyTimes> TimesAsync(
        DbSession db, string cinemaId, string post, DateTimeOffset from, DateTimeOffset to, TimeZoneInfo zone, CancellationToken cancellation, IReadOnlySet<DateOnly>? without = null)
    {
        // A shift begins on its day and may last into the second night after it.
        var (first, last) = (DateOnly.FromDateTime(TimeZoneInfo.ConvertTime(from, zone).DateTime).AddDays(-2), DateOnly.FromDateTime(TimeZoneInfo.ConvertTime(to, zone).DateTime));
        var days = Enumerable.Range(0, last.DayNumber - first.DayNumber + 1).Select(first.AddDays).ToList();
        var shifts = await db.GetTable<DutyShiftRow>().Where(s => s.CinemaId == cinemaId && s.Post == post && days.Contains(s.Day)).ToListAsync(cancellation);
        var covers = await db.GetTable<DutyCoverRow>().Where(c => c.CinemaId == cinemaId && c.Post == post && c.ToAt > from && c.FromAt <= to).ToListAsync(cancellation);
        return new DutyTimes(
            shifts.Where(s => without?.Contains(s.Day) != true).Select(s => DutyTime.Of(s, zone)).ToList(),
            covers.ConvertAll(c => new DutyCover(c.Id, c.EmployeeId, c.ReplacesId, c.FromAt, c.ToAt)))
        {
            Gone = await GoneAsync(db, cinemaId, cancellation),
        };
    }

    /// <summary>Who has left, or has changed to another cinema, since when.</summary>
    private static async Task<Dictionary<string, DateTimeOffset>> GoneAsync(DbSession db, string cinemaId, CancellationToken cancellation)
    {
        var gone = await db.GetTable<EmployeeRow>()
            .Where(e => e.LeftAt != null || (e.MovedAt != null && e.CinemaId != null && e.CinemaId != cinemaId)).ToListAsync(cancellation);
        return gone.ToDictionary(e => e.Id, e => (e.CinemaId is null || e.CinemaId == cinemaId ? e.LeftAt : e.MovedAt ?? e.LeftAt)!.Value, StringComparer.Ordinal);
    }

    private static async Task<OnDuty> StandInsAsync(DbSession db, string cinemaId, CancellationToken cancellation)
    {
        var site = await ManagersAsync(db, cinemaId, StaffRole.SiteManager, cancellation);
        return site.Count > 0
            ? new OnDuty(site, DutyReason.SiteManager)
            : new OnDuty(await ManagersAsync(db, cinemaId, StaffRole.GeneralManager, cancellation), DutyReason.GeneralManager);
    }

    private static async Task<List<EmployeeRow>> ManagersAsync(DbSession db, string cinemaId, StaffRole role, CancellationToken cancellation) =>
        await db.GetTable<EmployeeRow>().Where(e => e.Role == role && e.LeftAt == null && (e.CinemaId == cinemaId || e.CinemaId == null)).OrderBy(e => e.Id).ToListAsync(cancellation);
}
