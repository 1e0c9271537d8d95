using CinemaCx.Cinemas;
using CinemaCx.Feedback;
using CinemaCx.Platform.Primitives;
using CinemaCx.Staff;
using CinemaCx.Tests.Support;
using LinqToDB;
using LinqToDB.Async;
using Xunit;

namespace CinemaCx.Tests.Feedback;

/// <summary>QR codes are made, taken down and hung up again; what was said there stays.</summary>
public sealed class CodesOnTheWalls
{
    [Theory, MemberData(nameof(Backings.All), MemberType = typeof(Backings))]
    public async Task A_code_leads_to_its_survey_until_it_is_taken_down_and_again_when_it_hangs(string backing)
    {
        await using var cinema = await Answers.OpenAsync(backing);
        await using var db = cinema.Database.Read();
        var site = await db.GetTable<CinemaRow>().OrderBy(c => c.Code).FirstAsync();
        var hall = await db.GetTable<HallRow>().Where(h => h.CinemaId == site.Id).OrderBy(h => h.Code).FirstAsync();
        var (_, manager) = await cinema.StaffAsync(StaffRole.SiteManager, site.Id);
        var (desk, queries) = (cinema.Service<TouchpointDesk>(), cinema.Service<TouchpointQueries>());

        var washroom = await desk.MakeAsync(new TouchpointWish(site.Id, TouchpointKind.Washroom, null, "二楼卫生间"), manager, CancellationToken.None);
        var exit = await desk.MakeAsync(new TouchpointWish(site.Id, TouchpointKind.HallExit, hall.Id, null), manager, CancellationToken.None);
        Assert.Equal(hall.Name + "出口", exit.Name);
        (await cinema.GiveAsync(new { id = Answers.NewId(), touchpoint = washroom.Code, stars = 5 })).ShouldBe(201);

        await desk.RetireAsync(washroom.Id, manager, CancellationToken.None);
        await desk.RetireAsync(washroom.Id, manager, CancellationToken.None);
        cinema.FastForward(TimeSpan.FromMinutes(1));
        (await cinema.GiveAsync(new { id = Answers.NewId(), touchpoint = washroom.Code, stars = 5 })).ShouldRefuse(404, "touchpoint-not-found");
        // Tapped while it hung, and only the network was late.
        (await cinema.GiveAsync(new { id = Answers.NewId(), touchpoint = washroom.Code, stars = 4, ageSeconds = 300 })).ShouldBe(201);
        foreach (var answer in await cinema.AnswersAsync()) Assert.NotNull(await cinema.Service<FeedbackQueries>().FindAsync(answer.Id, CancellationToken.None));
        Assert.Equal([exit.Id], (await queries.ListAsync(manager, null, withRetired: false, CancellationToken.None)).Select(t => t.Row.Id));
        Assert.Equal(2, (await queries.ListAsync(manager, null, withRetired: true, CancellationToken.None)).Single(t => t.Row.Id == washroom.Id).Answers);

        await desk.ReinstateAsync(washroom.Id, manager, CancellationToken.None);
        cinema.FastForward(TimeSpan.FromSeconds(10));
        (await cinema.GiveAsync(new { id = Answers.NewId(), touchpoint = washroom.Code, stars = 3 })).ShouldBe(201);
        var acts = await cinema.Service<StaffActs>().ListAsync(manager, "touchpoint", null, null, null, CancellationToken.None);
        Assert.Equal(["reinstate", "retire", "make", "make"], acts.Select(a => a.Act));
        cinema.ShouldHaveGoneWell();
    }

    [Theory, MemberData(nameof(Backings.All), MemberType = typeof(Backings))]
    public async Task A_wrong_wish_is_refused_and_another_cinemas_walls_are_not_hers(string backing)
    {
        await using var cinema = await Answers.OpenAsync(backing);
        await using var db = cinema.Database.Read();
        var sites = await db.GetTable<CinemaRow>().OrderBy(c => c.Code).ToListAsync();
        var (_, manager) = await cinema.StaffAsync(StaffRole.SiteManager, sites[0].Id);
        var desk = cinema.Service<TouchpointDesk>();
        var code = await cinema.TouchpointAsync(TouchpointKind.Washroom);
        var others = await db.GetTable<TouchpointRow>().FirstAsync(t => t.CinemaId == sites[1].Id);

        await RefusedAsync("touchpoint-invalid", desk.MakeAsync(new(sites[0].Id, TouchpointKind.HallExit, null, null), manager, CancellationToken.None));
        await RefusedAsync("touchpoint-invalid", desk.MakeAsync(new(sites[0].Id, TouchpointKind.HallExit, others.HallId ?? "hal_other", null), manager, CancellationToken.None));
        await RefusedAsync("touchpoint-invalid", desk.MakeAsync(new(sites[0].Id, TouchpointKind.Washroom, null, new string('长', 21)), manager, CancellationToken.None));
        await RefusedAsync("touchpoint-exists", desk.MakeAsync(new(sites[0].Id, TouchpointKind.Washroom, null, null), manager, CancellationToken.None));
        await RefusedAsync("staff-not-allowed", desk.MakeAsync(new(sites[1].Id, TouchpointKind.Washroom, null, "别家"), manager, CancellationToken.None));
        await RefusedAsync("staff-not-allowed", desk.RetireAsync(others.Id, manager, CancellationToken.None));
        await RefusedAsync("touchpoint-not-found", desk.RetireAsync("tpt_none", manager, CancellationToken.None));
        Assert.Equal(12, code.Length);
        Assert.All(await cinema.Service<TouchpointQueries>().ListAsync(manager, null, withRetired: true, CancellationToken.None), t => Assert.Equal(sites[0].Id, t.Row.CinemaId));

        static async Task RefusedAsync(string refusal, Task act) => Assert.Equal(refusal, (await Assert.ThrowsAsync<Refusal>(() => act)).Code);
    }
}
