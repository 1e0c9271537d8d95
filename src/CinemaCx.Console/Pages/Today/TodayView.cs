using CinemaCx.Alerts;
using CinemaCx.Cases;
using CinemaCx.Cinemas;
using CinemaCx.Console.SignIn;
using CinemaCx.Platform.Primitives;
using CinemaCx.Showtimes;
using CinemaCx.Staff;

namespace CinemaCx.Console.Pages.Today;

/// <summary>Figures of the cases she answers for.</summary>
internal sealed record CaseFigures(long Standing, long Overdue, long Mine, long Untaken);

/// <summary>Nobody is planned for a post while the cinema is open.</summary>
internal sealed record RosterHole(CinemaView Cinema, string Post, DateTimeOffset From, DateTimeOffset To);

/// <param name="IsStandIn">Nobody is on duty: a manager stands in.</param>
internal sealed record DutyNow(CinemaView Cinema, string Post, IReadOnlyList<string> People, bool IsStandIn);

/// <summary>What needs somebody now, read through the modules' queries.</summary>
internal sealed class TodayView(CaseQueries cases, ShowtimeQueries showtimes, DutyRoster roster, AlertQueries alerts, TimeProvider time)
{
    private static readonly StaffRole[] CaseRoles = [StaffRole.DutyManager, StaffRole.SiteManager, StaffRole.GeneralManager, StaffRole.Engineer];

    /// <summary>A chain's today shows no more cinemas one by one.</summary>
    private const int MostCinemas = 12;

    public static bool AnswersForCases(Visit visit) => visit.Has(CaseRoles);

    public async Task<CaseFigures> FiguresAsync(Visit visit, CancellationToken cancellation) => new(
        await cases.CountAsync(visit.Sees, new CaseFilter { IsStanding = true }, cancellation),
        await cases.CountAsync(visit.Sees, new CaseFilter { IsOverdue = true }, cancellation),
        await cases.CountAsync(visit.Sees, new CaseFilter { IsStanding = true, OwnerId = visit.Member.EmployeeId }, cancellation),
        await cases.CountAsync(visit.Sees, new CaseFilter { State = CaseState.Open }, cancellation));

    /// <summary>Not closed, the most urgent first.</summary>
    public async Task<IReadOnlyList<CaseRow>> UrgentAsync(Visit visit, CancellationToken cancellation) =>
        (await cases.PageAsync(visit.Sees, new CaseFilter { IsStanding = true }, "due", isDescending: false, 0, 8, cancellation)).Rows;

    public Task<IReadOnlyList<UnderWay>> UnderWayAsync(Visit visit, CancellationToken cancellation) => showtimes.UnderWayAsync(visit.CinemaId, cancellation);

    public async Task<IReadOnlyList<DutyNow>> OnDutyAsync(Visit visit, CancellationToken cancellation)
    {
        var duty = new List<DutyNow>();
        foreach (var cinema in visit.Shown.Take(MostCinemas))
            foreach (var (post, name) in CasePost.All)
            {
                var who = await roster.WhoAsync(cinema.Id, post, time.GetUtcNow(), cancellation);
                duty.Add(new DutyNow(cinema, name, [.. who.People.Select(p => p.Name)], who.Reason != DutyReason.OnDuty));
            }

        return duty;
    }

    /// <summary>Holes of today and the two days after it.</summary>
    public async Task<IReadOnlyList<RosterHole>> HolesAsync(Visit visit, CancellationToken cancellation)
    {
        var (now, holes) = (time.GetUtcNow(), new List<RosterHole>());
        foreach (var cinema in visit.Shown.Take(MostCinemas))
        {
            var today = BusinessDay.Of(now, TimeZoneInfo.FindSystemTimeZoneById(cinema.TimeZone));
            foreach (var (post, name) in CasePost.All)
                foreach (var stretch in await roster.PreviewAsync(cinema.Id, post, today, today.AddDays(2), cancellation))
                    if (stretch.EmployeeIds.Count == 0 && stretch.To > now) holes.Add(new RosterHole(cinema, name, stretch.From, stretch.To));
        }

        return [.. holes.OrderBy(h => h.From)];
    }

    public Task<TimeSpan> OldestAlertAsync(CancellationToken cancellation) => alerts.OldestUndeliveredAsync(cancellation);
}
