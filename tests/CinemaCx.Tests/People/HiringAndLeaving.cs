using CinemaCx.Cinemas;
using CinemaCx.Console.SignIn;
using CinemaCx.Platform.Data;
using CinemaCx.Platform.Primitives;
using CinemaCx.Staff;
using CinemaCx.Tests.Alerts;
using CinemaCx.Tests.Support;
using LinqToDB;
using LinqToDB.Async;
using Xunit;

namespace CinemaCx.Tests.People;

/// <summary>Somebody joins, changes and leaves: who may do it, what counts from that moment on, and what stays.</summary>
public sealed class HiringAndLeaving
{
    [Theory, MemberData(nameof(Backings.All), MemberType = typeof(Backings))]
    public async Task Whoever_is_hired_in_the_console_works_and_whoever_leaves_is_out_at_once(string backing)
    {
        await using var cinema = await Evening.OpenAsync(backing);
        using var headquarters = await ConsoleVisitor.SignedInAsync(cinema, "xubo");
        var first = (await CinemasAsync(cinema))[0];
        var hired = (await headquarters.PostAsync("/console/staff/hire", "/console/staff/new", ("name", "何晓燕"), ("role", "duty-manager"), ("cinema", first), ("wecom", "hexiaoyan"), ("sms", "+8613912345678"))).ShouldBe(302);
        var page = hired.To!;
        (await headquarters.GetAsync(page)).ShouldBe(200).ShouldSay("何晓燕已建档").ShouldSay("hexiaoyan").ShouldSay("****5678").ShouldNotSay("13912345678");
        var id = page.Split('/')[^1];

        Assert.Equal(id, (await cinema.Service<StaffDirectory>().FindAsync("wecom", "hexiaoyan", default))!.EmployeeId);
        using var her = new ConsoleVisitor(cinema);
        await her.EnterAsync(id);
        (await her.GetAsync("/console/cases")).ShouldBe(200).ShouldSay("何晓燕");
        (await her.GetAsync("/console/staff")).ShouldBe(403);
        // A role that is given counts at the next page.
        (await headquarters.PostAsync($"{page}/change", page + "/edit", ("name", "何晓燕"), ("role", "site-manager"), ("cinema", first))).ShouldBe(302);
        (await her.GetAsync("/console/staff")).ShouldBe(200);

        await RosterAsync(cinema, first, id);
        Assert.Contains((await cinema.Service<DutyRoster>().WhoAsync(first, DutyPost.Engineering, cinema.Clock.GetUtcNow(), default)).People, p => p.Id == id);
        (await headquarters.GetAsync(page + "/leave")).ShouldBe(200).ShouldSay("为何晓燕办理离职？").ShouldSay("个班次将显示为空缺").ShouldSay("解绑 2 个");
        (await headquarters.PostAsync(page + "/let-go", page + "/leave")).ShouldBe(302);

        (await her.GetAsync("/console/cases")).ShouldBe(302);
        Assert.Null(await cinema.Service<StaffDirectory>().FindAsync("wecom", "hexiaoyan", default));
        (await headquarters.GetAsync(page)).ShouldBe(200).ShouldSay("已离职").ShouldNotSay("办理离职");
        (await headquarters.GetAsync("/console/staff")).ShouldBe(200).ShouldNotSay("何晓燕");
        (await headquarters.GetAsync("/console/staff?state=left")).ShouldBe(200).ShouldSay("何晓燕");
        (await headquarters.GetAsync("/console/audit?who=" + (await cinema.Service<StaffDirectory>().FindAsync("wecom", "xubo", default))!.EmployeeId)).ShouldSay("录用").ShouldSay("办理离职").ShouldNotSay("13912345678");

        // What was hers in the plan is a gap from now on; what was, stays.
        var now = cinema.Clock.GetUtcNow();
        var zone = (await cinema.Service<CinemaQueries>().ListAsync(default)).Single(c => c.Id == first).TimeZone;
        var today = BusinessDay.Of(now, TimeZoneInfo.FindSystemTimeZoneById(zone));
        var plan = await cinema.Service<DutyRoster>().PreviewAsync(first, DutyPost.Engineering, today.AddDays(-1), today.AddDays(1), default);
        Assert.Contains(plan, s => s.To <= now && s.EmployeeIds.Contains(id));
        Assert.DoesNotContain(plan, s => s.To > now && s.EmployeeIds.Contains(id));
        Assert.Contains(plan, s => s.From >= now && s.EmployeeIds.Count == 0);
        Assert.DoesNotContain((await cinema.Service<DutyRoster>().WhoAsync(first, DutyPost.Engineering, now, default)).People, p => p.Id == id);
        // The account is free for somebody else.
        (await headquarters.PostAsync("/console/staff/hire", "/console/staff/new", ("name", "何小燕"), ("role", "usher"), ("cinema", first), ("wecom", "hexiaoyan"))).ShouldBe(302);
    }

    [Theory, MemberData(nameof(Backings.All), MemberType = typeof(Backings))]
    public async Task Nobody_gives_or_takes_what_is_above_her_own_role_or_in_another_cinema(string backing)
    {
        await using var cinema = await Evening.OpenAsync(backing);
        var cinemas = await CinemasAsync(cinema);
        var (hire, change, leave, bind) = (cinema.Service<HireStaff>(), cinema.Service<ChangeStaff>(), cinema.Service<LeaveStaff>(), cinema.Service<BindChat>());
        var people = new Dictionary<StaffRole, StaffMember>();
        foreach (var role in Enum.GetValues<StaffRole>())
            people[role] = (await cinema.StaffAsync(role, role is StaffRole.Headquarters or StaffRole.Marketing or StaffRole.GeneralManager ? null : cinemas[0])).Member;
        var wrong = new List<string>();
        foreach (var by in people.Values)
        {
            foreach (var role in Enum.GetValues<StaffRole>())
            {
                foreach (var place in new[] { cinemas[0], cinemas[1], null })
                {
                    if (role == StaffRole.Headquarters && place is not null) continue;
                    var may = StaffLadder.MayLookAfter(by, role, place);
                    Assert.Equal(Expected(by.Role, role, place == cinemas[0]), may);
                    var (_, other) = await cinema.StaffAsync(role, place);
                    (string What, Func<Task> Do)[] acts =
                    [
                        ("hire", () => hire.RunAsync(by, new StaffFile("新人", role, place), [], default)),
                        ("bind", () => bind.RunAsync(by, other.EmployeeId, new ChatAccount("wecom", Guid.NewGuid().ToString("N")), default)),
                        ("rename", () => change.RunAsync(by, other.EmployeeId, new StaffFile("改名", role, place), default)),
                        ("leave", () => leave.RunAsync(by, other.EmployeeId, default)),
                    ];
                    foreach (var (what, act) in acts)
                        if ((await CodeAsync(act) is { } code ? code : "done") != (may ? "done" : "staff-not-allowed")) wrong.Add($"{by.Role} {what} {role} {place}");
                }
            }
        }

        Assert.Empty(wrong);
        var (_, usher) = await cinema.StaffAsync(StaffRole.Usher, cinemas[0]);
        var (site, general, top) = (people[StaffRole.SiteManager], people[StaffRole.GeneralManager], people[StaffRole.Headquarters]);
        // Nor does anybody lift her there step by step, or herself.
        Assert.Equal("staff-not-allowed", await CodeAsync(() => change.RunAsync(site, usher.EmployeeId, new StaffFile("她", StaffRole.GeneralManager, null), default)));
        Assert.Equal("staff-not-allowed", await CodeAsync(() => change.RunAsync(site, usher.EmployeeId, new StaffFile("她", StaffRole.Usher, cinemas[1]), default)));
        Assert.Equal("staff-not-allowed", await CodeAsync(() => change.RunAsync(general, usher.EmployeeId, new StaffFile("她", StaffRole.Headquarters, null), default)));
        Assert.Equal("employee-invalid", await CodeAsync(() => change.RunAsync(top, usher.EmployeeId, new StaffFile("她", StaffRole.Headquarters, cinemas[0]), default)));
        Assert.Equal("employee-not-oneself", await CodeAsync(() => change.RunAsync(top, top.EmployeeId, new StaffFile(top.Name, StaffRole.Usher, null), default)));
        Assert.Equal("employee-not-oneself", await CodeAsync(() => leave.RunAsync(top, top.EmployeeId, default)));
        await bind.RunAsync(top, top.EmployeeId, new ChatAccount("dingtalk", "only-one"), default);
        Assert.Equal("chat-own-way-in", await CodeAsync(() => bind.UndoAsync(top, top.EmployeeId, new ChatAccount("dingtalk", "only-one"), default)));
        await leave.RunAsync(top, site.EmployeeId, default);
        // Whoever has left does nothing with what she still holds.
        Assert.Equal("staff-token-invalid", await CodeAsync(() => leave.RunAsync(site, usher.EmployeeId, default)));
        Assert.Equal("employee-has-left", await CodeAsync(() => bind.RunAsync(top, site.EmployeeId, new ChatAccount("wecom", "back"), default)));
        static bool Expected(StaffRole by, StaffRole role, bool isHers) => (by, role) switch
        {
            (StaffRole.Headquarters, _) => true,
            (StaffRole.GeneralManager, StaffRole.Marketing or StaffRole.Headquarters) => false,
            (StaffRole.GeneralManager, _) => true,
            (StaffRole.SiteManager, StaffRole.GeneralManager or StaffRole.Marketing or StaffRole.Headquarters) => false,
            (StaffRole.SiteManager, _) => isHers,
            _ => false,
        };
    }

    [Theory, MemberData(nameof(Backings.All), MemberType = typeof(Backings))]
    public async Task At_the_staff_door_a_token_dies_with_the_employment(string backing)
    {
        await using var cinema = await Evening.OpenAsync(backing);
        var first = (await CinemasAsync(cinema))[0];
        var (token, _) = await cinema.StaffAsync(StaffRole.Headquarters);
        var (hers, usher) = await cinema.StaffAsync(StaffRole.SiteManager, first);
        var hired = (await cinema.StaffPostAsync(token, "/api/v1/employees", new { name = "高远", role = "engineer", cinemaId = first, chats = new[] { new { channel = "dingtalk", person = "gaoyuan" } } })).ShouldBe(201);
        Assert.Equal("高远", (await cinema.Service<StaffDirectory>().FindAsync("dingtalk", "gaoyuan", default))!.Name);
        var taken = (await cinema.StaffPostAsync(token, "/api/v1/employees", new { name = "又一位", role = "engineer", cinemaId = first, chats = new[] { new { channel = "dingtalk", person = "gaoyuan" } } })).ShouldBe(409);
        Assert.Equal("chat-taken", taken.Code);
        Assert.Null(await cinema.Service<StaffDirectory>().FindByNameAsync("又一位", first, default));
        (await cinema.StaffPostAsync(hers, $"/api/v1/employees/{hired.Body.GetProperty("id").GetString()}/chats/unbind", new { channel = "dingtalk", person = "gaoyuan" })).ShouldBe(204);
        (await cinema.StaffPostAsync(token, $"/api/v1/employees/{usher.EmployeeId}/leave")).ShouldBe(204);
        (await cinema.StaffPostAsync(hers, "/api/v1/employees", new { name = "后来", role = "usher", cinemaId = first })).ShouldBe(401);
    }

    [Fact]
    public async Task Whoever_moves_to_another_cinema_leaves_gaps_in_the_old_one()
    {
        await using var cinema = await Evening.OpenAsync(Backings.Embedded);
        var cinemas = await CinemasAsync(cinema);
        var (_, top) = await cinema.StaffAsync(StaffRole.Headquarters);
        var her = await cinema.Service<StaffDirectory>().FindAsync("wecom", "lijing", default);
        Assert.Equal(DutyReason.OnDuty, (await cinema.Service<DutyRoster>().WhoAsync(cinemas[0], DutyPost.DutyManager, cinema.Clock.GetUtcNow(), default)).Reason);
        await cinema.Service<ChangeStaff>().RunAsync(top, her!.EmployeeId, new StaffFile(her.Name, her.Role, cinemas[1]), default);
        Assert.Equal(DutyReason.SiteManager, (await cinema.Service<DutyRoster>().WhoAsync(cinemas[0], DutyPost.DutyManager, cinema.Clock.GetUtcNow(), default)).Reason);
        // And is there again when she comes back.
        await cinema.Service<ChangeStaff>().RunAsync(top, her.EmployeeId, new StaffFile(her.Name, her.Role, cinemas[0]), default);
        Assert.Equal(DutyReason.OnDuty, (await cinema.Service<DutyRoster>().WhoAsync(cinemas[0], DutyPost.DutyManager, cinema.Clock.GetUtcNow(), default)).Reason);
        // Each move stands in the log of both cinemas.
        Assert.Equal(4, (await cinema.Service<StaffActs>().ListAsync(top, "employee", her.EmployeeId, null, null, default)).Count(a => a.Act == "change"));
    }

    internal static async Task<List<string>> CinemasAsync(Cinema cinema)
    {
        await using var db = cinema.Database.Read();
        return await db.GetTable<CinemaRow>().OrderBy(c => c.Code).Select(c => c.Id).ToListAsync();
    }

    internal static async Task<string?> CodeAsync(Func<Task> act)
    {
        try
        {
            await act();
            return null;
        }
        catch (Refusal refusal)
        {
            return refusal.Code;
        }
    }

    /// <summary>Three days, yesterday to tomorrow, all hers.</summary>
    private static async Task RosterAsync(Cinema cinema, string cinemaId, string id)
    {
        var view = (await cinema.Service<CinemaQueries>().ListAsync(default)).Single(c => c.Id == cinemaId);
        var today = BusinessDay.Of(cinema.Clock.GetUtcNow(), TimeZoneInfo.FindSystemTimeZoneById(view.TimeZone));
        await using var db = await cinema.Database.BeginAsync();
        var script = new Script();
        for (var day = -1; day <= 1; day++)
        {
            script.Do($"""
                INSERT INTO duty_shifts (id, cinema_id, post, employee_id, day, from_minute, to_minute, overrides, created_at)
                VALUES ({"dty_" + id + day}, {cinemaId}, {DutyPost.Engineering}, {id}, {today.AddDays(day)}, 360, 1800, 1, 0)
                """);
        }

        await db.CommitAsync(script);
    }
}
