using System.Text.Json;
using CinemaCx.Cases;
using CinemaCx.Staff;
using CinemaCx.Standalone;
using CinemaCx.Tests.Support;
using LinqToDB;
using LinqToDB.Async;
using Xunit;

namespace CinemaCx.Tests.Alerts;

public sealed class TheAlertingItself
{
    [Theory, MemberData(nameof(Backings.All), MemberType = typeof(Backings))]
    public async Task When_WeCom_is_away_DingTalk_brings_the_alert_and_the_alarm(string backing)
    {
        await using var cinema = await Evening.OpenAsync(backing, ("WeCom:Timeout", "1000"));
        cinema.ExpectErrors();
        var (weCom, dingTalk) = (StandaloneHouse.UrlOf(cinema.House.WeCom!), StandaloneHouse.UrlOf(cinema.House.DingTalk!));
        await cinema.SimAsync(weCom, "faults", JsonDocument.Parse("""{"path":"/cgi-bin/","kind":"http","status":500,"times":-1}""").RootElement);
        (await cinema.AnswersAsync(await cinema.ExitAsync(), 1, "受伤")).ShouldBe(201);
        await Cinema.EventuallyAsync(
            async () =>
            {
                cinema.FastForward(TimeSpan.FromSeconds(5));
                var manager = await cinema.Http.GetStringAsync($"{dingTalk}/_sim/chats/zhaozong");
                var duty = await cinema.Http.GetStringAsync($"{dingTalk}/_sim/chats/lijing");
                return duty.Contains("C101", StringComparison.Ordinal) && manager.Contains("未能送达", StringComparison.Ordinal);
            },
            "the other chat has both",
            seconds: 60);
        var health = JsonDocument.Parse(await cinema.Http.GetStringAsync(cinema.StaffUrl + "/health/alerts")).RootElement;
        Assert.True(health.GetProperty("oldestUndeliveredSeconds").GetInt64() > 0);
    }

    [Theory, MemberData(nameof(Backings.All), MemberType = typeof(Backings))]
    public async Task A_hole_in_the_roster_is_told_a_day_before_and_once(string backing)
    {
        await using var cinema = await Evening.OpenAsync(backing);
        string cinemaId;
        await using (var db = cinema.Database.Read())
        {
            cinemaId = (await db.GetTable<EmployeeRow>().FirstAsync(e => e.Name == "李静")).CinemaId!;
            var later = Enumerable.Range(0, 40).Select(new DateOnly(2026, 11, 24).AddDays).ToList();
            await db.GetTable<DutyShiftRow>().Where(s => s.CinemaId == cinemaId && later.Contains(s.Day)).DeleteAsync();
        }

        var site = cinema.Phone("chenming");
        cinema.FastForward(TimeSpan.FromHours(24));
        await Cinema.EventuallyAsync(async () => (await site.ChatAsync()).Any(i => i.Text?.Contains("没有排值班经理", StringComparison.Ordinal) == true), "the manager hears of it");
        cinema.FastForward(TimeSpan.FromMinutes(31));
        await Task.Delay(500);
        Assert.Equal((await site.ChatAsync()).Count, (await site.ChatAsync()).Select(i => i.Text).Distinct().Count());
    }

    [Fact]
    public async Task A_roster_is_pasted_all_or_nothing_and_the_final_result_is_shown()
    {
        await using var cinema = await Evening.OpenAsync("sqlite+garnet");
        await using var db = cinema.Database.Read();
        var cinemaId = (await db.GetTable<EmployeeRow>().FirstAsync(e => e.Name == "李静")).CinemaId!;
        var (import, saving) = (cinema.Service<ImportRoster>(), new RosterSaving((await cinema.StaffAsync(StaffRole.SiteManager, cinemaId)).Member));
        var bad = await import.RunAsync(cinemaId, "2026-12-01 值班经理 李静 9:00 17:00\n2026-12-01 值班经理 张三丰 17:00 02:00\n乱写", saving, CancellationToken.None);
        Assert.False(bad.Applied);
        Assert.Equal(2, bad.Refused.Count);

        var good = await import.RunAsync(
            cinemaId, "日期\t岗位\t姓名\t开始\t结束\n2026-12-30\t值班经理\t李静\t9:00\t17:00\n2026-12-30，值班经理，陈明，17：00，02:00\n2026-12-30 值班经理 王建国 16:00 18:00 代班", saving, CancellationToken.None);
        Assert.True(good.Applied, string.Join("; ", good.Refused));
        var stretches = await cinema.Service<DutyRoster>().PreviewAsync(cinemaId, CasePost.DutyManager, new DateOnly(2026, 12, 30), new DateOnly(2026, 12, 30), CancellationToken.None);
        Assert.Equal([7, 2, 8], stretches.Select(s => (int)(s.To - s.From).TotalHours));
        Assert.All(stretches, s => Assert.Single(s.EmployeeIds));
    }

    [Theory]
    [InlineData("2026-11-22T21:40:00+08:00", 30, "2026-11-22T22:10:00+08:00")]
    [InlineData("2026-11-23T01:50:00+08:00", 30, "2026-11-23T09:20:00+08:00")]
    [InlineData("2026-11-23T04:00:00+08:00", 30, "2026-11-23T09:30:00+08:00")]
    [InlineData("2026-11-22T09:00:00+08:00", 1440, "2026-11-23T16:00:00+08:00")]
    public void Deadlines_count_only_minutes_in_which_the_cinema_is_open(string from, int minutes, string due)
    {
        var culture = System.Globalization.CultureInfo.InvariantCulture;
        var zone = TimeZoneInfo.FindSystemTimeZoneById("Asia/Shanghai");
        Assert.Equal(DateTimeOffset.Parse(due, culture), Case.DueAt(DateTimeOffset.Parse(from, culture), minutes, DutyRoster.UsualHours, zone));
    }

    [Theory, MemberData(nameof(Backings.All), MemberType = typeof(Backings))]
    public async Task Forged_replayed_foreign_and_oversized_callbacks_change_nothing(string backing)
    {
        await using var cinema = await Evening.OpenAsync(backing);
        (await cinema.AnswersAsync(await cinema.ExitAsync(), 1, "太冷")).ShouldBe(201);
        var manager = cinema.Phone("lijing");
        var card = await manager.SeesAsync(_ => true, "the card");
        var weCom = StandaloneHouse.UrlOf(cinema.House.WeCom!);
        foreach (var flaw in new[] { "signature", "corp", "stale", "oversized", "dtd" })
        {
            using var pressed = await cinema.Http.PostAsync(weCom + "/_sim/press", System.Net.Http.Json.JsonContent.Create(new { userId = "lijing", taskId = card.TaskId, key = "ack", flaw }));
            Assert.True(pressed.IsSuccessStatusCode, $"{flaw}: {pressed.StatusCode}");
        }

        await Task.Delay(300);
        var row = await cinema.OneCaseAsync();
        Assert.Equal((CaseState.Open, 1L), (row.State, row.Version));

        // Somebody else's card does nothing for whom it was not sent to.
        await cinema.Http.PostAsync(weCom + "/_sim/press", System.Net.Http.Json.JsonContent.Create(new { userId = "zhoufang", taskId = card.TaskId, key = "ack" }));
        await Task.Delay(300);
        Assert.Equal(CaseState.Open, (await cinema.OneCaseAsync()).State);

        await manager.PressAsync(card, "ack");
        await manager.SeesAsync(c => c.Status.Contains("已受理", StringComparison.Ordinal), "it taken");
        var version = (await cinema.OneCaseAsync()).Version;
        var calls = JsonDocument.Parse(await cinema.Http.GetStringAsync(weCom + "/_sim/callbacks")).RootElement;
        // Five spoilt presses and a good one; the press of somebody else's card never left the platform.
        Assert.Equal(6, calls.GetArrayLength());
        foreach (var call in calls.EnumerateArray())
        {
            using var replayed = await cinema.Http.PostAsync($"{weCom}/_sim/callbacks/{call.GetProperty("number").GetInt32()}/replay", null);
            Assert.True(replayed.IsSuccessStatusCode, $"replay: {replayed.StatusCode}");
        }

        await Task.Delay(500);
        Assert.Equal(version, (await cinema.OneCaseAsync()).Version);
    }

    [Theory, MemberData(nameof(Backings.All), MemberType = typeof(Backings))]
    public async Task A_guest_who_says_it_is_not_solved_rings_again(string backing)
    {
        await using var cinema = await Evening.OpenAsync(backing);
        var id = Evening.NewId();
        (await cinema.AnswersAsync(await cinema.ExitAsync(), 1, "太冷", id: id)).ShouldBe(201);
        var manager = cinema.Phone("lijing");
        var card = await manager.SeesAsync(_ => true, "the card");
        await manager.PressAsync(card, "ack");
        var name = (await cinema.OneCaseAsync()).Name;
        await manager.SaysAsync($"回复 {name} 已为您调高温度");
        await manager.SaysAsync($"关闭 {name} 已调高空调温度");
        var seen = await cinema.Http.GetStringAsync($"/api/v1/feedback/{id}/case");
        Assert.Contains("已为您调高温度", seen, StringComparison.Ordinal);
        Assert.Contains("已调高空调温度", seen, StringComparison.Ordinal);

        var rang = await manager.ReceivedAsync();
        using var no = await cinema.Http.PutAsync($"/api/v1/feedback/{id}/resolution", System.Net.Http.Json.JsonContent.Create(new { solved = false, words = "还是冷" }));
        Assert.True(no.IsSuccessStatusCode);
        await manager.SeesAsync(c => c.Buttons.Contains("受理"), "the case open again");
        await Cinema.EventuallyAsync(async () => await manager.ReceivedAsync() > rang, "her phone rings");
        var row = await cinema.OneCaseAsync();
        Assert.Equal((CaseState.Open, null), (row.State, row.OwnerId));
        (await cinema.TimelineAsync(row.Id)).ShouldBeOneChain();
    }
}
