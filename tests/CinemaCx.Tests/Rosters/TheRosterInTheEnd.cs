using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using CinemaCx.Cases;
using CinemaCx.Staff;
using CinemaCx.Tests.Alerts;
using CinemaCx.Tests.Support;
using LinqToDB;
using LinqToDB.Async;
using Xunit;

namespace CinemaCx.Tests.Rosters;

/// <summary>Plans, previews, covers and opening hours, as the managers use them at the staff door.</summary>
public sealed class TheRosterInTheEnd
{
    private const string Table = "2026-12-01 值班经理 李静 09:00 17:00\n2026-12-01 值班经理 陈明 16:00 23:00\n2026-12-02 值班经理 李静 09:00 02:00\n2026-12-01 工程 李静 10:00 11:00";

    [Theory, MemberData(nameof(Backings.All), MemberType = typeof(Backings))]
    public async Task A_dry_run_shows_the_result_the_holes_and_who_is_there_twice_and_writes_nothing(string backing)
    {
        await using var desk = await Desk.OpenAsync(backing);

        var report = (await desk.SendAsync(HttpMethod.Post, "roster", new { table = Table, dryRun = true })).ShouldBe(200).As<RosterReport>();

        Assert.Equal((4, false), (report.Taken, report.Applied));
        Assert.Empty(report.Refused);
        Assert.Equal(
            ["12-01 09:00-16:00 李静", "12-01 16:00-17:00 李静+陈明", "12-01 17:00-23:00 陈明", "12-01 23:00-02:00 ", "12-02 09:00-02:00 李静"],
            report.Result.Where(s => s.Post == DutyPost.DutyManager).Select(Told));
        Assert.Contains("值班经理：12-01 23:00 至 12-02 02:00 没有人值班", report.Warnings);
        Assert.Contains("值班经理：12-01 16:00 至 12-01 17:00 同时有 李静、陈明", report.Warnings);
        Assert.Contains("第 1 行与第 4 行：李静的班次重叠，12-01 10:00 至 12-01 11:00", report.Warnings);
        Assert.Equal("李静", (await desk.OnDutyAsync("2026-12-01T20:00:00+08:00")).Single());

        (await desk.SendAsync(HttpMethod.Post, "roster", new { table = Table })).ShouldBe(200);
        Assert.Equal("陈明", (await desk.OnDutyAsync("2026-12-01T20:00:00+08:00")).Single());
    }

    [Theory, MemberData(nameof(Backings.All), MemberType = typeof(Backings))]
    public async Task A_file_is_taken_over_or_refused_whole_with_row_and_reason(string backing)
    {
        await using var desk = await Desk.OpenAsync(backing);
        var calendar = "BEGIN:VCALENDAR\nBEGIN:VEVENT\nDTSTART;TZID=Asia/Shanghai:20261201T170000\nDTEND;TZID=Asia/Shanghai:20261202T020000\nSUMMARY:值班经理 陈明\nEND:VEVENT\nBEGIN:VEVENT\nDTSTART:20261201T090000\nDTEND:20261201T170000\nSUMMARY:值班经理 张三丰\nEND:VEVENT\nEND:VCALENDAR\n";

        var refused = (await desk.SendAsync(HttpMethod.Post, "roster", File("排班.ics", calendar))).ShouldBe(200).As<RosterReport>();
        Assert.False(refused.Applied);
        Assert.Equal(["第 7 行的日程：员工名单里没有“张三丰”"], refused.Refused);
        Assert.Equal("李静", (await desk.OnDutyAsync("2026-12-01T20:00:00+08:00")).Single());

        var taken = (await desk.SendAsync(HttpMethod.Post, "roster", File("排班.ics", calendar.Replace("张三丰", "李静", StringComparison.Ordinal)))).ShouldBe(200).As<RosterReport>();
        Assert.True(taken.Applied, string.Join("; ", taken.Refused));
        Assert.Equal("陈明", (await desk.OnDutyAsync("2026-12-02T01:30:00+08:00")).Single());
        (await desk.SendAsync(HttpMethod.Post, "roster", File("排班.xlsx", "no workbook"))).ShouldRefuse(400, "roster-unreadable");
        (await desk.SendAsync(HttpMethod.Post, "roster", new { fileName = "排班.csv", file = new byte[] { 0xD6, 0xB5, 0xB0, 0xE0 } })).ShouldRefuse(400, "roster-unreadable");
    }

    [Theory, MemberData(nameof(Backings.All), MemberType = typeof(Backings))]
    public async Task Somebody_stands_in_past_midnight_gets_the_alert_and_goes_again(string backing)
    {
        await using var desk = await Desk.OpenAsync(backing);
        var wish = new { person = "陈明", replaces = "李静", from = "2026-11-22T09:00", to = "2026-11-23T02:00" };

        var made = (await desk.SendAsync(HttpMethod.Post, "roster/duty-manager/covers", wish)).ShouldBe(201).Body;
        Assert.Equal(["陈明"], await desk.OnDutyAsync("2026-11-23T01:59:00+08:00"));
        Assert.Equal(["李静"], await desk.OnDutyAsync("2026-11-23T02:01:00+08:00"));
        // A plan that is imported again leaves the cover in force.
        (await desk.SendAsync(HttpMethod.Post, "roster", new { table = "2026-11-22 值班经理 李静 08:00 02:30" })).ShouldBe(200);
        var preview = (await desk.SendAsync(HttpMethod.Get, "roster/duty-manager?from=2026-11-22&to=2026-11-22")).ShouldBe(200).Body;
        Assert.Equal("陈明", Assert.Single(preview.EnumerateArray()).GetProperty("people")[0].GetString());

        (await desk.Cinema.AnswersAsync(await desk.Cinema.ExitAsync(), 1, "太冷")).ShouldBe(201);
        await desk.Cinema.Phone("chenming").SeesAsync(_ => true, "the card");
        Assert.Equal(0, await desk.Cinema.Phone("lijing").ReceivedAsync());

        Assert.Single((await desk.SendAsync(HttpMethod.Get, "roster/duty-manager/covers")).ShouldBe(200).Body.EnumerateArray());
        (await desk.SendAsync(HttpMethod.Delete, "roster/duty-manager/covers/" + made.GetProperty("id").GetString())).ShouldBe(204);
        (await desk.SendAsync(HttpMethod.Delete, "roster/duty-manager/covers/" + made.GetProperty("id").GetString())).ShouldRefuse(404, "cover-not-found");
        Assert.Equal(["李静"], await desk.OnDutyAsync("2026-11-23T01:59:00+08:00"));
    }

    [Theory, MemberData(nameof(Backings.All), MemberType = typeof(Backings))]
    public async Task A_cover_that_makes_no_sense_is_refused(string backing)
    {
        await using var desk = await Desk.OpenAsync(backing);

        await RefusedAsync(400, "cover-invalid", new { person = "李静", replaces = "李静", from = "2026-11-22T09:00", to = "2026-11-22T10:00" });
        await RefusedAsync(400, "cover-invalid", new { person = "陈明", replaces = "李静", from = "2026-11-22T12:00", to = "2026-11-22T11:00" });
        await RefusedAsync(400, "cover-invalid", new { person = "陈明", replaces = "李静", from = "2026-11-20T12:00", to = "2026-11-20T13:00" });
        await RefusedAsync(400, "cover-invalid", new { person = "陈明", replaces = "李静", from = "2026-11-22T12:00Z", to = "2026-11-22T13:00Z" });
        await RefusedAsync(400, "cover-invalid", new { person = "陈明", from = "2026-11-22T12:00", to = "2026-11-22T13:00" });
        await RefusedAsync(404, "employee-not-found", new { person = "张三丰", replaces = "李静", from = "2026-11-22T12:00", to = "2026-11-22T13:00" });
        await RefusedAsync(404, "employee-not-found", new { person = "周芳", replaces = "李静", from = "2026-11-22T12:00", to = "2026-11-22T13:00" });
        await RefusedAsync(422, "cover-not-on-duty", new { person = "李静", replaces = "陈明", from = "2026-11-22T12:00", to = "2026-11-22T13:00" });
        (await desk.SendAsync(HttpMethod.Post, "roster/cleaner/covers", new { person = "陈明", replaces = "李静", from = "2026-11-22T12:00", to = "2026-11-22T13:00" })).ShouldRefuse(400, "post-unknown");

        async Task RefusedAsync(int status, string code, object body) => (await desk.SendAsync(HttpMethod.Post, "roster/duty-manager/covers", body)).ShouldRefuse(status, code);
    }

    [Theory, MemberData(nameof(Backings.All), MemberType = typeof(Backings))]
    public async Task Opening_hours_of_the_weekday_move_a_deadline_and_end_a_hole(string backing)
    {
        await using var desk = await Desk.OpenAsync(backing);
        var usual = (await desk.SendAsync(HttpMethod.Get, "opening-hours")).ShouldBe(200).Body.GetProperty("days");
        Assert.Equal(("monday", "09:00", "26:00"), (usual[0].GetProperty("weekday").GetString(), usual[0].GetProperty("opens").GetString(), usual[0].GetProperty("closes").GetString()));

        // Sunday 22 November closes at 10:20; Monday is a day off; Tuesday opens at 13:00.
        var days = new[] { "monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday" }.Select(day => new
        {
            weekday = day,
            opens = day switch { "monday" => null, "tuesday" => "13:00", _ => "09:00" },
            closes = day switch { "monday" => null, "sunday" => "10:20", _ => "2:00" },
        }).ToList();
        var set = (await desk.SendAsync(HttpMethod.Put, "opening-hours", new { days })).ShouldBe(200).Body.GetProperty("days");
        Assert.Equal(JsonValueKind.Null, set[0].GetProperty("opens").ValueKind);
        Assert.Equal("26:00", set[1].GetProperty("closes").GetString());

        (await desk.Cinema.AnswersAsync(await desk.Cinema.ExitAsync(), 1, "太冷")).ShouldBe(201);
        var row = await desk.Cinema.OneCaseAsync();
        // Opened just after 10:00: some 20 of the 30 minutes are left of Sunday, the rest counts from Tuesday's opening.
        Assert.InRange(row.DueAt, At("2026-11-24T13:09:00+08:00"), At("2026-11-24T13:12:00+08:00"));
        (await desk.SendAsync(HttpMethod.Post, "roster", new { table = "2026-11-30 值班经理 李静 09:00 10:00\n2026-11-29 值班经理 李静 09:00 10:00", dryRun = true })).ShouldBe(200);
        var report = (await desk.SendAsync(HttpMethod.Post, "roster", new { table = "2026-11-30 值班经理 李静 09:00 10:00\n2026-11-29 值班经理 李静 09:00 10:00", dryRun = true })).As<RosterReport>();
        Assert.Equal(["值班经理：11-29 10:00 至 11-29 10:20 没有人值班"], report.Warnings);

        (await desk.SendAsync(HttpMethod.Put, "opening-hours", new { days = days.Skip(1) })).ShouldRefuse(400, "opening-hours-invalid");
        (await desk.SendAsync(HttpMethod.Put, "opening-hours", new { days = days.Select(d => new { d.weekday, opens = (string?)null, closes = (string?)null }) })).ShouldRefuse(400, "opening-hours-invalid");
        (await desk.SendAsync(HttpMethod.Put, "opening-hours", new { days = days.Select(d => new { d.weekday, opens = "nine", closes = "ten" }) })).ShouldRefuse(400, "opening-hours-invalid");
    }

    [Theory, MemberData(nameof(Backings.All), MemberType = typeof(Backings))]
    public async Task Only_who_answers_for_the_cinema_changes_its_roster(string backing)
    {
        await using var desk = await Desk.OpenAsync(backing);
        var (engineer, _) = await desk.Cinema.StaffAsync(StaffRole.Engineer, desk.CinemaId);
        var (duty, _) = await desk.Cinema.StaffAsync(StaffRole.DutyManager, desk.CinemaId);
        string otherCinema;
        await using (var db = desk.Cinema.Database.Read()) otherCinema = (await db.GetTable<EmployeeRow>().FirstAsync(e => e.Name == "吴燕")).CinemaId!;
        var (other, _) = await desk.Cinema.StaffAsync(StaffRole.SiteManager, otherCinema);
        var (general, _) = await desk.Cinema.StaffAsync(StaffRole.GeneralManager);
        foreach (var token in new[] { engineer, duty, other })
        {
            (await desk.SendAsync(HttpMethod.Post, "roster", new { table = Table, dryRun = true }, token)).ShouldRefuse(403, "staff-not-allowed");
            (await desk.SendAsync(HttpMethod.Post, "roster/duty-manager/covers", new { }, token)).ShouldRefuse(403, "staff-not-allowed");
            (await desk.SendAsync(HttpMethod.Delete, "roster/duty-manager/covers/x", null, token)).ShouldRefuse(403, "staff-not-allowed");
            (await desk.SendAsync(HttpMethod.Put, "opening-hours", new { }, token)).ShouldRefuse(403, "staff-not-allowed");
        }

        (await desk.SendAsync(HttpMethod.Get, "opening-hours", null, duty)).ShouldBe(200);
        (await desk.SendAsync(HttpMethod.Get, "opening-hours", null, other)).ShouldRefuse(403, "staff-not-allowed");
        (await desk.SendAsync(HttpMethod.Post, "roster", new { table = Table, dryRun = true }, general)).ShouldBe(200);
    }

    private static object File(string name, string text) => new { fileName = name, file = Encoding.UTF8.GetBytes(text) };

    private static DateTimeOffset At(string text) => DateTimeOffset.Parse(text, System.Globalization.CultureInfo.InvariantCulture);

    private static string Told(PlannedStretch stretch) =>
        $"{stretch.From.ToOffset(TimeSpan.FromHours(8)):MM-dd HH:mm}-{stretch.To.ToOffset(TimeSpan.FromHours(8)):HH:mm} {string.Join('+', stretch.People)}";

    /// <summary>The site manager's desk.</summary>
    private sealed class Desk(Cinema cinema, string cinemaId, string token) : IAsyncDisposable
    {
        public Cinema Cinema => cinema;

        public string CinemaId => cinemaId;

        public static async Task<Desk> OpenAsync(string backing)
        {
            var cinema = await Evening.OpenAsync(backing);
            await using var db = cinema.Database.Read();
            var cinemaId = (await db.GetTable<EmployeeRow>().FirstAsync(e => e.Name == "李静")).CinemaId!;
            return new Desk(cinema, cinemaId, (await cinema.StaffAsync(StaffRole.SiteManager, cinemaId)).Token);
        }

        public async Task<Answer> SendAsync(HttpMethod method, string path, object? body = null, string? by = null)
        {
            using var request = new HttpRequestMessage(method, $"{cinema.StaffUrl}/api/v1/cinemas/{cinemaId}/{path}");
            request.Headers.Authorization = new("Bearer", by ?? token);
            if (body is not null) request.Content = JsonContent.Create(body);
            return await Answer.ReadAsync(await cinema.Http.SendAsync(request));
        }

        public async Task<IReadOnlyList<string>> OnDutyAsync(string instant) =>
            [.. (await cinema.Service<DutyRoster>().WhoAsync(cinemaId, CasePost.DutyManager, At(instant), CancellationToken.None)).People.Select(p => p.Name)];

        public ValueTask DisposeAsync() => cinema.DisposeAsync();
    }
}
