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
    /// <summary>Used where a cinema set no hours: 09:00 to 02:00.</summary>
    public static readonly (long Opens, long Closes) UsualHours = (9 * 60, 26 * 60);

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

    /// <summary>Whom to turn to when those on duty do not answer.</summary>
    public async Task<IReadOnlyList<EmployeeRow>> ManagersAsync(string cinemaId, StaffRole role, CancellationToken cancellation)
    {
        await using var db = database.Read();
        return await ManagersAsync(db, cinemaId, role, cancellation);
    }

    /// <summary>The final result for a business day or more, overrides applied, holes within opening hours as stretches without people.</summary>
    public async Task<IReadOnlyList<DutyStretch>> PreviewAsync(string cinemaId, string post, DateOnly first, DateOnly last, CancellationToken cancellation)
    {
        await using var db = database.Read();
        var zone = (await db.GetTable<CinemaRow>().FirstAsync(c => c.Id == cinemaId, cancellation)).Zone;
        var hours = await HoursAsync(db, cinemaId, cancellation);
        var stretches = new List<DutyStretch>();
        for (var day = first; day <= last; day = day.AddDays(1))
        {
            var (from, to) = (DutyTime.At(day, hours.Opens, zone), DutyTime.At(day, hours.Closes, zone));
            stretches.AddRange(DutyPlan.Between(await TimesAsync(db, cinemaId, post, from, to, zone, cancellation), from, to));
        }

        return stretches;
    }

    public static async Task<(long Opens, long Closes)> HoursAsync(DbSession db, string cinemaId, CancellationToken cancellation)
    {
        var row = await db.GetTable<OpeningHoursRow>().FirstOrDefaultAsync(h => h.CinemaId == cinemaId, cancellation);
        return row is null ? UsualHours : (row.OpensMinute, row.ClosesMinute);
    }

    private static async Task<OnDuty> StandInsAsync(DbSession db, string cinemaId, CancellationToken cancellation)
    {
        var site = await ManagersAsync(db, cinemaId, StaffRole.SiteManager, cancellation);
        return site.Count > 0
            ? new OnDuty(site, DutyReason.SiteManager)
            : new OnDuty(await ManagersAsync(db, cinemaId, StaffRole.GeneralManager, cancellation), DutyReason.GeneralManager);
    }

    private static async Task<List<EmployeeRow>> ManagersAsync(DbSession db, string cinemaId, StaffRole role, CancellationToken cancellation) =>
        await db.GetTable<EmployeeRow>().Where(e => e.Role == role && (e.CinemaId == cinemaId || e.CinemaId == null)).OrderBy(e => e.Id).ToListAsync(cancellation);

    private static async Task<List<DutyTime>> TimesAsync(
        DbSession db, string cinemaId, string post, DateTimeOffset from, DateTimeOffset to, TimeZoneInfo zone, CancellationToken cancellation)
    {
        // A shift begins on its day and may last into the second night after it.
        var (first, last) = (DateOnly.FromDateTime(TimeZoneInfo.ConvertTime(from, zone).DateTime).AddDays(-2), DateOnly.FromDateTime(TimeZoneInfo.ConvertTime(to, zone).DateTime));
        var days = Enumerable.Range(0, last.DayNumber - first.DayNumber + 1).Select(first.AddDays).ToList();
        var shifts = await db.GetTable<DutyShiftRow>().Where(s => s.CinemaId == cinemaId && s.Post == post && days.Contains(s.Day)).ToListAsync(cancellation);
        return shifts.ConvertAll(s => DutyTime.Of(s, zone));
    }
}
