using System.Text.Json;
using CinemaCx.Alerts;
using CinemaCx.Platform.Data;
using CinemaCx.Reports;
using CinemaCx.Tests.Support;
using LinqToDB;
using LinqToDB.Async;
using SkiaSharp;
using Xunit;

namespace CinemaCx.Tests.Reports;

/// <summary>Managers hear how the day was: in their chat, at their hour, once.</summary>
public sealed class TheMorningAfter
{
    private const int PictureWidth = 780;

    [Theory, MemberData(nameof(Backings.All), MemberType = typeof(Backings))]
    public async Task Card_and_picture_come_once_from_two_instances_though_answers_are_lost_and_news_comes_again(string backing)
    {
        await using var morning = await Morning.OpenAsync(backing);
        var cinema = morning.Cinema;
        foreach (var path in new[] { "/cgi-bin/media/upload", "/cgi-bin/message/send" })
            await cinema.SimAsync(morning.WeCom, "faults", new { path, kind = "doneButSilent", times = 2 });
        await (await cinema.GuestAsync()).BuysAsync(await morning.ShowingAsync());
        await morning.AnswersAsync(5, nps: 10);

        morning.GoTo(Morning.Day.AddDays(1), 8, 59);
        await Task.Delay(400);
        Assert.Empty((await morning.SeesAsync("chenming")).Cards);

        morning.GoTo(Morning.Day.AddDays(1), 9, 0);
        await Cinema.EventuallyAsync(async () => await morning.SeesAsync("chenming") is { Cards.Count: > 0, Pictures.Count: > 0 }, "the manager sees card and picture");
        // A crash before anything was crossed out: all of it is told again, to several at once.
        var due = new ReportDue(ReportKind.Daily, morning.First.Id, Morning.Day);
        List<string> notices;
        await using (var db = cinema.Database.Read()) notices = await db.GetTable<StaffNoticeRow>().Select(n => n.Id).ToListAsync();
        await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => cinema.Service<KeepReports>().HandleAsync(new ReportsDue(Cinema.Opening), CancellationToken.None)));
        await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => cinema.Service<MakeReport>().HandleAsync(due, CancellationToken.None)));
        await Task.WhenAll(notices.SelectMany(n => Enumerable.Repeat(n, 4)).Select(n => cinema.Service<SendNotice>().HandleAsync(new NoticeQueued(n), CancellationToken.None)));

        var (cards, pictures) = await morning.SeesAsync("chenming");
        var card = Assert.Single(cards);
        Assert.Equal("11月22日 周日 经营日报", card.GetProperty("title").GetString());
        Assert.Contains("/console/reports/daily/" + morning.First.Id + "/2026-11-22", card.GetProperty("link").GetString(), StringComparison.Ordinal);
        Assert.Contains(card.GetProperty("lines").EnumerateArray(), l => l.GetProperty("label").GetString() == "投诉" && l.GetProperty("url").GetString()!.EndsWith("/console/cases", StringComparison.Ordinal));
        using var picture = SKBitmap.Decode(await morning.PictureAsync(morning.WeCom, Assert.Single(pictures)));
        Assert.Equal(PictureWidth, picture.Width);
        // The duty manager and the other cinema's manager are not told of it.
        Assert.Empty((await morning.SeesAsync("lijing")).Cards);
        Assert.DoesNotContain((await morning.SeesAsync("wuyan")).Cards, c => c.GetProperty("source").GetString()!.StartsWith(morning.First.Name, StringComparison.Ordinal));
        await cinema.BooksShouldBalanceAsync();
    }

    [Theory, MemberData(nameof(Backings.All), MemberType = typeof(Backings))]
    public async Task At_DingTalk_the_picture_lies_on_the_card_and_on_Monday_headquarters_hear_of_the_week(string backing)
    {
        await using var morning = await Morning.OpenAsync(backing);
        var cinema = morning.Cinema;
        await morning.SqlAsync("DELETE FROM staff_chats WHERE person = 'chenming' AND channel = 'wecom'");
        await cinema.SimAsync(morning.DingTalk, "faults", new { path = "/media/upload", kind = "doneButSilent", times = 1 });
        await cinema.SimAsync(morning.DingTalk, "faults", new { path = "/v1.0/card/instances/createAndDeliver", kind = "doneButSilent", times = 1 });
        await (await cinema.GuestAsync()).BuysAsync(await morning.ShowingAsync());

        morning.GoTo(Morning.Day.AddDays(1), 9, 30);
        JsonElement card = default;
        await Cinema.EventuallyAsync(
            async () =>
            {
                var entries = JsonDocument.Parse(await cinema.Http.GetStringAsync($"{morning.DingTalk}/_sim/chats/chenming")).RootElement.GetProperty("entries").EnumerateArray().ToList();
                if (entries.Count == 0) return false;
                card = Assert.Single(entries).GetProperty("card").GetProperty("params").Clone();
                return true;
            },
            "the manager sees the card at DingTalk",
            // Two silences of the platform, each waited for, come before it.
            seconds: 60);
        Assert.Equal("11月22日 周日 经营日报", card.GetProperty("title").GetString());
        using var picture = SKBitmap.Decode(await morning.PictureAsync(morning.DingTalk, card.GetProperty("picture").GetString()!));
        Assert.Equal(PictureWidth, picture.Width);

        foreach (var person in new[] { "xubo", "zhaozong" })
        {
            await Cinema.EventuallyAsync(async () => await morning.SeesAsync(person) is { Cards.Count: > 0, Pictures.Count: > 0 }, $"{person} hears of the week");
            Assert.Contains((await morning.SeesAsync(person)).Cards, c => c.GetProperty("title").GetString() == "11月16日 – 22日 经营周报");
        }

        var week = await cinema.Service<ReadFigures>().WeekAsync(new DateOnly(2026, 11, 16), CancellationToken.None);
        Assert.Equal(2, week.Sales.Admissions);
    }

    [Theory, MemberData(nameof(Backings.All), MemberType = typeof(Backings))]
    public async Task Without_a_Chinese_font_the_card_goes_alone_and_health_says_why(string backing)
    {
        var empty = Directory.CreateTempSubdirectory("cinemacx-no-fonts-").FullName;
        await using var morning = await Morning.OpenAsync(backing, ("Reports:FontFolders:0", empty));
        await (await morning.Cinema.GuestAsync()).BuysAsync(await morning.ShowingAsync());

        morning.GoTo(Morning.Day.AddDays(1), 9, 0);
        await Cinema.EventuallyAsync(async () => (await morning.SeesAsync("chenming")).Cards.Count > 0, "the manager sees the card");
        await Task.Delay(300);
        Assert.Empty((await morning.SeesAsync("chenming")).Pictures);
        var health = JsonDocument.Parse(await morning.Cinema.Http.GetStringAsync(morning.Cinema.StaffUrl + "/health/reports")).RootElement;
        Assert.Equal(JsonValueKind.Null, health.GetProperty("font").ValueKind);
        Assert.Equal(ChineseFont.Advice, health.GetProperty("hint").GetString());
        Directory.Delete(empty);
    }

    /// <param name="guarded">False: the condition that it was not made yet is taken out of the statement.</param>
    [Theory]
    [InlineData(Backings.Embedded, true)]
    [InlineData(Backings.Embedded, false)]
    [InlineData(Backings.Servers, true)]
    [InlineData(Backings.Servers, false)]
    public async Task Of_32_who_make_a_report_at_once_one_does_and_without_its_guard_several(string backing, bool guarded)
    {
        await using var cinema = await Cinema.OpenAsync(backing);
        await cinema.Service<CinemaCx.Staff.SampleStaff>().EnsureAsync(CancellationToken.None);
        await using (var db = await cinema.Database.BeginAsync())
        {
            await db.InsertAsync(new ReportRow { Kind = ReportKind.Weekly, CinemaId = "", Day = new DateOnly(2026, 11, 9), DueAt = Cinema.Opening, State = ReportState.Due });
            await db.CommitAsync();
        }

        var told = 0;
        cinema.Database.RewriteSql = sql =>
        {
            if (sql.Contains("INSERT INTO staff_notices", StringComparison.Ordinal)) Interlocked.Increment(ref told);
            return guarded ? sql : sql.Replace("AND state = 'due' RETURNING", "RETURNING", StringComparison.Ordinal);
        };
        // Nothing may begin before the others have looked.
        using var begin = new SemaphoreSlim(0);
        var makers = Enumerable.Range(0, 32).Select(async _ =>
        {
            await begin.WaitAsync();
            await cinema.Service<MakeReport>().HandleAsync(new ReportDue(ReportKind.Weekly, "", new DateOnly(2026, 11, 9)), CancellationToken.None);
        }).ToList();
        begin.Release(32);
        await Task.WhenAll(makers);
        cinema.Database.RewriteSql = null;

        if (guarded) Assert.Equal(1, told);
        else Assert.True(told > 1, "the guard was not what kept them apart");
    }
}
