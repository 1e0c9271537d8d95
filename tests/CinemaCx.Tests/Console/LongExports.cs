using System.Text;
using CinemaCx.Platform.Data;
using CinemaCx.Platform.Files;
using CinemaCx.Platform.Jobs;
using CinemaCx.Tests.Alerts;
using CinemaCx.Tests.Support;
using Xunit;

namespace CinemaCx.Tests.Console;

/// <summary>A list too long to wait for is made meanwhile: whole, for whoever ordered it, for a day.</summary>
public sealed class LongExports
{
    private const int Guests = 12_345;
    private const string Everybody = "/console/members?who=all";
    private const string Order = "/console/members/export?who=all&sort=-joined";

    [Theory, MemberData(nameof(Backings.All), MemberType = typeof(Backings))]
    public async Task A_long_list_is_made_meanwhile_and_is_hers_for_a_day(string backing)
    {
        await using var cinema = await CrowdedAsync(backing, Guests);
        using var boss = await ConsoleVisitor.SignedInAsync(cinema, "zhaozong");
        (await boss.GetAsync("/console/members/export?who=all&format=csv")).ShouldBe(409);
        (await boss.GetAsync(Everybody)).ShouldBe(200).ShouldSay("后台导出");

        var csv = await OrderAsync(cinema, boss, "csv");
        var book = await OrderAsync(cinema, boss, "xlsx");

        var lines = Encoding.UTF8.GetString(await boss.BytesAsync($"/console/work/{csv}/file")).Trim().Split("\r\n");
        Assert.Equal(Guests + 1, lines.Length);
        Assert.Equal(Guests, lines.Skip(1).Select(l => l[(l.LastIndexOf(',') + 1)..]).Distinct().Count());
        var (_, rows) = Assert.Single(WorkbookText.Parse(await boss.BytesAsync($"/console/work/{book}/file")));
        Assert.Equal(lines.Length, rows.Count);
        (await boss.GetAsync("/console/work")).ShouldSay("下载").ShouldSay("导出会员");

        // Another of the house sees that it was made, and has no way to it.
        using var other = await ConsoleVisitor.SignedInAsync(cinema, "lijing");
        (await other.GetAsync($"/console/work/{csv}/file")).ShouldBe(404);

        cinema.FastForward(TimeSpan.FromHours(25));
        await cinema.Service<Housekeeping>().RunOnceAsync(CancellationToken.None);
        using var nextDay = await ConsoleVisitor.SignedInAsync(cinema, "zhaozong");
        (await nextDay.GetAsync($"/console/work/{csv}/file")).ShouldBe(410);
        (await nextDay.GetAsync("/console/work")).ShouldNotSay("下载");
    }

    [Fact]
    public async Task One_that_is_stopped_leaves_no_file()
    {
        await using var cinema = await CrowdedAsync(Backings.Embedded, 40_000);
        using var boss = await ConsoleVisitor.SignedInAsync(cinema, "zhaozong");
        // It is kept at its first rows until she has stopped it, however quick it is. The page she orders it from reads such rows too, before it.
        using var stopped = new ManualResetEventSlim();
        var reads = 0;
        cinema.Database.RewriteSql = sql =>
        {
            if (sql.Contains("ORDER BY g.id DESC LIMIT", StringComparison.Ordinal) && Interlocked.Increment(ref reads) > 1) stopped.Wait(TimeSpan.FromSeconds(30));
            return sql;
        };
        var id = await BeginAsync(cinema, boss, "xlsx");
        (await boss.PostAsync($"/console/work/{id}/halt", $"/console/work/{id}/stop")).ShouldBe(302);
        // The stop is looked for several times a second.
        await Task.Delay(TimeSpan.FromSeconds(1));
        stopped.Set();

        Assert.Equal(LongWorkState.Stopped, (await EndedAsync(cinema, id)).State);
        (await boss.GetAsync($"/console/work/{id}/file")).ShouldBe(404);
        Assert.False(await cinema.Service<LongWorkFiles>().IsThereAsync(id, CancellationToken.None));
    }

    [Fact]
    public async Task Nobody_orders_a_file_of_what_she_may_not_see_nor_in_a_format_there_is_not()
    {
        await using var cinema = await CrowdedAsync(Backings.Embedded, 1_500);
        using var engineer = await ConsoleVisitor.SignedInAsync(cinema, "wanggong");
        var token = ConsoleVisitor.TokenOf((await engineer.GetAsync("/console/cases")).Html);
        (await engineer.PostRawAsync(Order, ("_token", token), ("_page", "/console/cases"), ("format", "csv"))).ShouldBe(403);
        using var boss = await ConsoleVisitor.SignedInAsync(cinema, "zhaozong");
        (await boss.PostAsync(Order, Everybody, ("format", "pdf"))).ShouldBe(400).ShouldSay("只能导出 XLSX 或 CSV");
        Assert.Empty(await cinema.Service<LongWorks>().ListAsync(null, CancellationToken.None));
    }

    private static async Task<string> OrderAsync(Cinema cinema, ConsoleVisitor visitor, string format)
    {
        var id = await BeginAsync(cinema, visitor, format);
        var work = await EndedAsync(cinema, id);
        Assert.Equal((LongWorkState.Finished, Guests), (work.State, work.Done));
        return id;
    }

    private static async Task<string> BeginAsync(Cinema cinema, ConsoleVisitor visitor, string format)
    {
        var before = (await cinema.Service<LongWorks>().ListAsync(null, CancellationToken.None)).Select(w => w.Id).ToHashSet(StringComparer.Ordinal);
        Assert.Equal("/console/work", (await visitor.PostAsync(Order, Everybody, ("format", format))).ShouldBe(302).To);
        return Assert.Single(await cinema.Service<LongWorks>().ListAsync(null, CancellationToken.None), w => !before.Contains(w.Id)).Id;
    }

    private static async Task<LongWorkRow> EndedAsync(Cinema cinema, string id)
    {
        LongWorkRow? work = null;
        await Cinema.EventuallyAsync(
            async () =>
            {
                // The guest door may have looked at it first, and left it for later.
                cinema.FastForward(TimeSpan.FromMilliseconds(300));
                await Task.Delay(50);
                work = await cinema.Service<LongWorks>().FindAsync(id, CancellationToken.None);
                return work is { State: not LongWorkState.Working };
            },
            "the export is over",
            seconds: 60);
        return work!;
    }

    private static async Task<Cinema> CrowdedAsync(string backing, int guests)
    {
        var cinema = await Evening.OpenAsync(backing);
        var script = new Script();
        script.Do($"""
            WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < {guests})
            INSERT INTO guests (id, open_id, created_at) SELECT 'gst_crowd_' || i, 'crowd-' || i, {cinema.Clock.GetUtcNow()} FROM n
            """);
        await using var db = await cinema.Database.BeginAsync();
        await db.CommitAsync(script);
        return cinema;
    }
}
