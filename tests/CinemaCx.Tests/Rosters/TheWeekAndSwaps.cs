using CinemaCx.Platform.Primitives;
using CinemaCx.Staff;
using CinemaCx.Tests.Alerts;
using CinemaCx.Tests.Races;
using CinemaCx.Tests.Support;
using LinqToDB;
using LinqToDB.Async;
using Xunit;

namespace CinemaCx.Tests.Rosters;

/// <summary>A week as it comes out in the end, two who change with each other, and a plan saved by several at once.</summary>
public sealed class TheWeekAndSwaps
{
    private static readonly DateOnly Monday = new(2026, 11, 30);

    [Theory, MemberData(nameof(Backings.All), MemberType = typeof(Backings))]
    public async Task A_week_shows_who_is_there_for_whom_and_where_nobody_is(string backing)
    {
        await using var cinema = await Evening.OpenAsync(backing);
        var (cinemaId, manager) = await SiteAsync(cinema);
        var (import, weeks, covers) = (cinema.Service<ImportRoster>(), cinema.Service<RosterWeeks>(), cinema.Service<DutyCovers>());
        (await import.RunAsync(cinemaId, "2026-12-01 值班经理 李静 09:00 17:00\n2026-12-02 值班经理 陈明 09:00 02:00\n2026-12-03 值班经理 李静 09:00 02:00", new RosterSaving(manager), CancellationToken.None)).Refused.ToList().ForEach(Assert.Fail);

        await covers.SwapAsync(
            cinemaId, DutyPost.DutyManager, new CoverWish("李静", "陈明", At(2, 9), At(2, 26)), (At(3, 9), At(3, 26)), manager, CancellationToken.None);
        var week = await weeks.OfAsync(cinemaId, DutyPost.DutyManager, Monday, CancellationToken.None);

        Assert.Equal(7, week.Days.Count);
        Assert.Equal([false, true, false, false, false, false, false], week.Days.Select(d => d.HasHole));
        Assert.Equal("李静 代 陈明", Told(week.Days[2].Stretches.Single()));
        Assert.Equal("陈明 代 李静", Told(week.Days[3].Stretches.Single()));
        Assert.Equal(["李静", ""], week.Days[1].Stretches.Select(Told));
        Assert.Equal([("李静", "陈明"), ("陈明", "李静")], week.Covers.Select(c => (c.Person, c.Replaces)));
        Assert.Equal(1, week.Revision);

        await covers.RemoveAsync(cinemaId, DutyPost.DutyManager, week.Covers[0].Id, manager, CancellationToken.None);
        Assert.Equal("陈明", Told((await weeks.OfAsync(cinemaId, DutyPost.DutyManager, Monday, CancellationToken.None)).Days[2].Stretches.Single()));
        var overlap = await Assert.ThrowsAsync<Refusal>(() => covers.SwapAsync(
            cinemaId, DutyPost.DutyManager, new CoverWish("李静", "陈明", At(2, 9), At(2, 26)), (At(2, 20), At(3, 26)), manager, CancellationToken.None));
        Assert.Equal("cover-invalid", overlap.Code);
        // The second half makes no sense, so the first is not done either.
        await Assert.ThrowsAsync<Refusal>(() => covers.SwapAsync(
            cinemaId, DutyPost.DutyManager, new CoverWish("李静", "陈明", At(2, 9), At(2, 26)), (At(2, 27), At(2, 28)), manager, CancellationToken.None));
        Assert.Single((await weeks.OfAsync(cinemaId, DutyPost.DutyManager, Monday, CancellationToken.None)).Covers);
        var acts = await cinema.Service<StaffActs>().ListAsync(manager, null, null, null, null, CancellationToken.None);
        Assert.Equal(["remove-cover", "swap", "swap", "import"], acts.Select(a => a.Act));
    }

    [Theory, MemberData(nameof(Backings.All), MemberType = typeof(Backings))]
    public async Task Of_thirty_two_plans_made_on_the_same_one_is_saved_and_hours_are_alike(string backing)
    {
        await using var cinema = await Evening.OpenAsync(backing);
        var (cinemaId, manager) = await SiteAsync(cinema);
        var (import, hours) = (cinema.Service<ImportRoster>(), cinema.Service<OpeningHours>());

        var plans = await Crowd.AtOnceAsync(Crowd.Size, i => OutcomeAsync(() => import.RunAsync(
            cinemaId, $"2026-12-01 值班经理 李静 {i % 24}:00 {(i % 24) + 2}:00", new RosterSaving(manager, Seen: 0), CancellationToken.None)));
        var weeks = await Crowd.AtOnceAsync(Crowd.Size, i => OutcomeAsync(() => hours.ReplaceAsync(
            cinemaId, [.. Enum.GetValues<DayOfWeek>().Select(d => new OpeningDay(d, $"{i % 20:00}:00", "26:00"))], manager, seen: 0, CancellationToken.None)));

        Assert.Equal((1, Crowd.Size - 1), (plans.Count(p => p == "saved"), plans.Count(p => p == "changed-meanwhile")));
        Assert.Equal((1, Crowd.Size - 1), (weeks.Count(p => p == "saved"), weeks.Count(p => p == "changed-meanwhile")));
        await using var db = cinema.Database.Read();
        DateOnly[] planned = [new(2026, 12, 1)];
        Assert.Single(await db.GetTable<DutyShiftRow>().Where(s => s.CinemaId == cinemaId && s.Post == DutyPost.DutyManager && planned.Contains(s.Day)).ToListAsync());
        Assert.Single((await hours.GetAsync(cinemaId, CancellationToken.None)).Select(d => d.Opens).Distinct());
        Assert.Equal(1, await hours.RevisionAsync(cinemaId, CancellationToken.None));
    }

    private static async Task<string> OutcomeAsync(Func<Task> act)
    {
        try
        {
            await act();
            return "saved";
        }
        catch (Refusal refusal)
        {
            return refusal.Code;
        }
    }

    private static async Task<(string CinemaId, StaffMember Manager)> SiteAsync(Cinema cinema)
    {
        await using var db = cinema.Database.Read();
        var cinemaId = (await db.GetTable<EmployeeRow>().FirstAsync(e => e.Name == "李静")).CinemaId!;
        return (cinemaId, (await cinema.StaffAsync(StaffRole.SiteManager, cinemaId)).Member);
    }

    private static DateTime At(int day, int hour) => new DateTime(2026, 12, day, 0, 0, 0, DateTimeKind.Unspecified).AddHours(hour);

    private static string Told(RosterSpan span) => string.Join('+', span.People.Select(p => p.Name + (p.CoversFor is null ? "" : " 代 " + p.CoversFor)));
}
