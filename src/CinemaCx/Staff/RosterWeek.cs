using CinemaCx.Cinemas;
using CinemaCx.Platform.Data;
using CinemaCx.Platform.Primitives;
using LinqToDB;
using LinqToDB.Async;

namespace CinemaCx.Staff;

/// <param name="CoversFor">In whose place she is there; null: by the plan.</param>
public sealed record OnDutyName(string EmployeeId, string Name, string? CoversFor);

/// <param name="People">Empty: a hole.</param>
public sealed record RosterSpan(DateTimeOffset From, DateTimeOffset To, IReadOnlyList<OnDutyName> People);

/// <param name="Opens">Null with <paramref name="Closes"/>: closed that day.</param>
public sealed record RosterDay(DateOnly Day, DateTimeOffset? Opens, DateTimeOffset? Closes, IReadOnlyList<RosterSpan> Stretches)
{
    public bool HasHole => Stretches.Any(s => s.People.Count == 0);
}

/// <param name="Revision">For an import that must not overwrite another.</param>
/// <param name="Covers">In force or ahead.</param>
public sealed record RosterWeek(CinemaRow Cinema, string Post, IReadOnlyList<RosterDay> Days, IReadOnlyList<CoverLine> Covers, long Revision);

public sealed record CoverLine(string Id, string Person, string Replaces, DateTimeOffset From, DateTimeOffset To);

/// <summary>Seven days of a cinema's post as they come out in the end: overrides and covers applied, holes within opening hours marked.</summary>
public sealed class RosterWeeks(Database database, DutyCovers covers)
{
    /// <param name="first">Its first day.</param>
    /// <exception cref="Refusal">400 <c>post-unknown</c>; 404 <c>cinema-not-found</c>.</exception>
    public async Task<RosterWeek> OfAsync(string cinemaId, string post, DateOnly first, CancellationToken cancellation)
    {
        var known = DutyPost.Of(post) ?? throw StaffRefusals.UnknownPost();
        await using var db = database.Read();
        var cinema = await db.GetTable<CinemaRow>().FirstOrDefaultAsync(c => c.Id == cinemaId, cancellation) ?? throw CinemaRefusals.UnknownCinema(cinemaId);
        var (zone, hours, last) = (cinema.Zone, await OpeningHours.OfAsync(db, cinemaId, cancellation), first.AddDays(6));
        var times = await DutyRoster.TimesAsync(db, cinemaId, known, DutyTime.At(first, 0, zone), DutyTime.At(last, 2 * 24 * 60, zone), zone, cancellation);
        var names = await db.GetTable<EmployeeRow>().ToDictionaryAsync(e => e.Id, e => e.Name, StringComparer.Ordinal, cancellation);
        var days = Enumerable.Range(0, 7).Select(first.AddDays).Select(day => hours.On(day) is not { } open
            ? new RosterDay(day, null, null, [])
            : DayOf(day, DutyTime.At(day, open.Opens, zone), DutyTime.At(day, open.Closes, zone), times, id => names.GetValueOrDefault(id, id))).ToList();
        var ahead = (await covers.ListAsync(cinemaId, known, cancellation))
            .Select(c => new CoverLine(c.Id, names.GetValueOrDefault(c.EmployeeId, c.EmployeeId), names.GetValueOrDefault(c.ReplacesId, c.ReplacesId), c.FromAt, c.ToAt)).ToList();
        return new RosterWeek(cinema, known, days, ahead, await Revision.OfAsync(db, ImportRoster.SheetOf(cinemaId), cancellation));
    }

    private static RosterDay DayOf(DateOnly day, DateTimeOffset opens, DateTimeOffset closes, DutyTimes times, Func<string, string> nameOf) => new(
        day, opens, closes, [.. DutyPlan.Between(times, opens, closes).Select(s => new RosterSpan(s.From, s.To, [.. s.EmployeeIds.Select(id => NameOf(id, s.From, times, nameOf))]))]);

    private static OnDutyName NameOf(string id, DateTimeOffset instant, DutyTimes times, Func<string, string> nameOf)
    {
        var planned = times.Shifts.Any(t => t.EmployeeId == id && t.Covers(instant));
        var cover = planned ? null : times.Covers.Where(c => c.EmployeeId == id && c.Covers(instant)).MaxBy(c => c.Id, StringComparer.Ordinal);
        return new OnDutyName(id, nameOf(id), cover is null ? null : nameOf(cover.ReplacesId));
    }
}
