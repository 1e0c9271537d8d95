using System.Text.Json;
using CinemaCx.Coupons;
using CinemaCx.Platform.Data;
using CinemaCx.Platform.Jobs;
using CinemaCx.Platform.Web;
using CinemaCx.Showtimes;
using CinemaCx.Staff;
using CinemaCx.Tests.Coupons;
using CinemaCx.Tests.Support;
using LinqToDB;
using LinqToDB.Async;
using Xunit;

namespace CinemaCx.Tests.Works;

/// <summary>Long work says how far it is, outlives a crash, and stops when somebody asks.</summary>
public sealed class LongWorkStops
{
    private const int List = 6_000;
    private static readonly TimeSpan Promised = TimeSpan.FromSeconds(1);

    /// <param name="guarded">False: whoever works on it cannot see that somebody asked.</param>
    [Theory]
    [InlineData(Backings.Embedded, true)]
    [InlineData(Backings.Embedded, false)]
    [InlineData(Backings.Servers, true)]
    [InlineData(Backings.Servers, false)]
    public async Task A_list_of_guests_stops_within_a_second_and_nobody_after_it_gets_anything(string backing, bool guarded)
    {
        await using var cinema = await Cinema.OpenAsync(backing);
        var template = await cinema.TemplateAsync();
        var (token, marketing) = await cinema.StaffAsync(StaffRole.Marketing);
        if (!guarded)
            cinema.Database.RewriteSql = sql => sql.Replace("[stop_asked_at] IS NOT NULL", "[stop_asked_at] = -1", StringComparison.Ordinal).Replace("stop_asked_at IS NOT NULL", "stop_asked_at = -1", StringComparison.Ordinal);
        var id = await cinema.Service<GrantToList>().RunAsync(
            marketing, template.Id, [.. Enumerable.Range(0, List).Select(i => $"gst_nobody{i}")], "周年庆", new IdempotentAttempt(marketing.EmployeeId, "list", "x"), CancellationToken.None);
        await Cinema.EventuallyAsync(async () => (await WorkAsync(cinema, id)).Done > 0, "some of it is done");
        var under = (await WorkAsync(cinema, id));
        Assert.Equal((LongWorkState.Working, (long?)List, true), (under.State, under.Total, under.RestSeconds > 0));

        (await cinema.StaffPostAsync(token, $"/api/v1/works/{id}/stop")).ShouldBe(200);
        var asked = TimeProvider.System.GetTimestamp();
        if (!guarded)
        {
            await Task.Delay(Promised);
            Assert.Equal(LongWorkState.Working, (await WorkAsync(cinema, id)).State);
            cinema.Database.RewriteSql = null;
        }

        await Cinema.EventuallyAsync(async () => (await WorkAsync(cinema, id)).State == LongWorkState.Stopped, "it has stopped");
        if (guarded) Assert.InRange(TimeProvider.System.GetElapsedTime(asked), TimeSpan.Zero, Promised);
        var report = await cinema.Service<CouponDesk>().BulkAsync(id, 0, CancellationToken.None);
        Assert.Equal((0L, List), (report.Open, report.RefusedBy.Values.Sum()));
        Assert.True(report.RefusedBy["stopped"] > 0);
        Assert.NotNull(report.FinishedAt);
        (await cinema.StaffPostAsync(token, $"/api/v1/works/{id}/stop")).ShouldRefuse(409, "work-over");
        await cinema.BooksShouldBalanceAsync();
    }

    [Theory, MemberData(nameof(Backings.All), MemberType = typeof(Backings))]
    public async Task An_import_goes_on_after_a_crash_says_what_it_did_and_is_stopped_before_it_writes(string backing)
    {
        await using var cinema = await Cinema.OpenAsync(backing);
        var (token, boss) = await cinema.StaffAsync(StaffRole.GeneralManager);
        var files = new ProgrammeFile("films.csv", System.Text.Encoding.UTF8.GetBytes("影片编码,片名,时长,最低票价\n001X99990001,试片,100,30\n"));

        // Accepted by the door, done by the clockwork.
        var accepted = (await cinema.StaffPostAsync(token, "/api/v1/programme-imports", new { dryRun = true, files = new[] { new { name = files.Name, content = files.Content.ToArray() } } }))
            .ShouldBe(202).Body.GetProperty("id").GetString()!;
        await Cinema.EventuallyAsync(async () => (await WorkAsync(cinema, accepted)).State == LongWorkState.Finished, "the dry run is over");
        using var report = JsonDocument.Parse((await WorkAsync(cinema, accepted)).Result!);
        Assert.False(report.RootElement.GetProperty("applied").GetBoolean());
        (await cinema.StaffPostAsync(token, "/api/v1/programme-imports", new { files = Array.Empty<object>() })).ShouldRefuse(400, "programme-files-invalid");

        // A worker that dies in the middle leaves the work to the next.
        var id = Platform.Primitives.Id.New("wrk", cinema.Clock.GetUtcNow());
        var worker = new Patient();
        var run = new RunLongWork(cinema.Database, cinema.Service<LongWorks>(), [worker], cinema.Clock, Microsoft.Extensions.Logging.Abstractions.NullLogger<RunLongWork>.Instance);
        await BeginAsync(cinema, new LongWorkStart(id, worker.Kind, "慢活"));
        using (var crash = new CancellationTokenSource(200))
            await Assert.ThrowsAnyAsync<OperationCanceledException>(() => run.HandleAsync(new LongWorkDue(id), crash.Token));
        Assert.Equal(LongWorkState.Working, (await WorkAsync(cinema, id)).State);

        var again = run.HandleAsync(new LongWorkDue(id), CancellationToken.None);
        await Cinema.EventuallyAsync(() => Task.FromResult(worker.Begun == 2), "somebody works on it again");
        var asked = TimeProvider.System.GetTimestamp();
        Assert.True(await cinema.Service<LongWorks>().StopAsync(id, boss.EmployeeId, CancellationToken.None));
        await again;
        Assert.InRange(TimeProvider.System.GetElapsedTime(asked), TimeSpan.Zero, Promised);
        Assert.Equal(LongWorkState.Stopped, (await WorkAsync(cinema, id)).State);
        Assert.False(await cinema.Service<LongWorks>().StopAsync(id, boss.EmployeeId, CancellationToken.None));
    }

    [Theory, MemberData(nameof(Backings.All), MemberType = typeof(Backings))]
    public async Task A_person_of_one_cinema_sees_its_work_only_and_stops_only_her_own(string backing)
    {
        await using var cinema = await Cinema.OpenAsync(backing);
        var showing = await cinema.ShowingAsync();
        var (own, _) = await cinema.StaffAsync(StaffRole.SiteManager, showing.Cinema.Id);
        var (_, other) = await cinema.StaffAsync(StaffRole.Marketing);
        await BeginAsync(cinema, new LongWorkStart("wrk_here", "patient", "这里的") { Scope = showing.Cinema.Id, AskedBy = other.EmployeeId, Total = 10 });
        await BeginAsync(cinema, new LongWorkStart("wrk_there", "patient", "总部的") { AskedBy = other.EmployeeId });

        using var request = new HttpRequestMessage(HttpMethod.Get, cinema.StaffUrl + "/api/v1/works") { Headers = { Authorization = new("Bearer", own) } };
        var seen = (await Answer.ReadAsync(await cinema.Http.SendAsync(request))).ShouldBe(200).Body;
        Assert.Equal(["wrk_here"], seen.EnumerateArray().Select(w => w.GetProperty("id").GetString()));
        (await cinema.StaffPostAsync(own, "/api/v1/works/wrk_there/stop")).ShouldRefuse(404, "work-not-found");
        (await cinema.StaffPostAsync(own, "/api/v1/works/wrk_here/stop")).ShouldRefuse(403, "staff-not-allowed");
        var (usher, _) = await cinema.StaffAsync(StaffRole.Usher);
        (await cinema.StaffPostAsync(usher, "/api/v1/works/wrk_here/stop")).ShouldBe(403);
    }

    private static async Task BeginAsync(Cinema cinema, LongWorkStart start)
    {
        var script = new Script();
        cinema.Service<LongWorks>().Begin(script, start);
        await using var db = await cinema.Database.BeginAsync();
        await db.CommitAsync(script);
    }

    private static async Task<LongWorkView> WorkAsync(Cinema cinema, string id) => (await cinema.Service<LongWorkDesk>().FindAsync(id, scope: null, CancellationToken.None))!;

    /// <summary>Works until it is told to stop.</summary>
    private sealed class Patient : ILongWorker
    {
        public int Begun { get; private set; }

        public string Kind => "patient";

        public async Task<string?> RunAsync(LongWorkRow work, CancellationToken stop)
        {
            Begun++;
            await Task.Delay(Timeout.Infinite, stop);
            return null;
        }
    }
}
