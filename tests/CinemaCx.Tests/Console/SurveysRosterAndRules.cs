using System.Text.RegularExpressions;
using CinemaCx.Cases;
using CinemaCx.Cinemas;
using CinemaCx.Feedback;
using CinemaCx.Staff;
using CinemaCx.Tests.Alerts;
using CinemaCx.Tests.Support;
using LinqToDB;
using LinqToDB.Async;
using Microsoft.Playwright;
using Xunit;

namespace CinemaCx.Tests.Console;

/// <summary>Questions, codes, plans and rules as staff change them in a browser that has no JavaScript.</summary>
public sealed class SurveysRosterAndRules
{
    [Fact]
    public async Task Questions_are_tried_and_published_and_the_guest_is_asked_them()
    {
        await using var cinema = await Evening.OpenAsync(Backings.Embedded);
        await using var window = await Browser.OpenAsync(cinema.StaffUrl, Browser.Desk, javaScript: false);
        await window.SignInAsync("林悦");
        var page = window.Page;
        await page.GotoAsync("/console/surveys/concession");
        await page.FillAsync("[name=title-stars]", "爆米花还香吗？");
        await page.UncheckAsync("[name=chip-wrong][value=queue]");
        await page.UncheckAsync("[name=ask-contact]");

        await page.ClickAsync("button[value=try]");
        Assert.Contains("这是预览，还没有发布", await page.InnerTextAsync("main"), StringComparison.Ordinal);
        Assert.Contains("爆米花还香吗？", await page.InnerTextAsync(".phone"), StringComparison.Ordinal);
        Assert.Equal(0, await EditionsAsync(cinema));
        await page.FillAsync("[name=note]", "问得更具体");
        await page.ClickAsync("button[value=publish]");
        Assert.Contains("已发布第 1 版", await page.InnerTextAsync("main"), StringComparison.Ordinal);

        // Too much is said with what was typed still there.
        await page.CheckAsync("[name=ask-nps]");
        await page.CheckAsync("[name=ask-stages]");
        await page.CheckAsync("[name=ask-contact]");
        await page.ClickAsync("button[value=publish]");
        Assert.Contains("打 1 星的观众会被问 6 题，最多 5 题", await page.InnerTextAsync("[role=alert]"), StringComparison.Ordinal);
        Assert.True(await page.IsCheckedAsync("[name=ask-nps]"));
        Assert.Equal(1, await EditionsAsync(cinema));

        cinema.FastForward(TimeSpan.FromSeconds(2));
        await using var db = cinema.Database.Read();
        var code = await db.GetTable<TouchpointRow>().Where(t => t.Kind == TouchpointKind.Concession).Select(t => t.Code).FirstAsync();
        var asked = await cinema.Http.GetStringAsync(new Uri("/s/" + code, UriKind.Relative));
        Assert.Contains("爆米花还香吗？", asked, StringComparison.Ordinal);
        Assert.DoesNotContain("value=\"queue\"", asked, StringComparison.Ordinal);
        Assert.DoesNotContain("联系电话", asked, StringComparison.Ordinal);
        Assert.Empty(window.Faults);
    }

    [Fact]
    public async Task A_code_is_made_printed_on_paper_of_both_sizes_and_taken_down()
    {
        await using var cinema = await Evening.OpenAsync(Backings.Embedded);
        await using var window = await Browser.OpenAsync(cinema.StaffUrl, Browser.Desk, javaScript: false);
        await window.SignInAsync("陈明");
        var page = window.Page;
        await page.GotoAsync("/console/surveys/touchpoints");
        await page.ClickAsync("details.act summary");
        await page.SelectOptionAsync("select[name=at]", new SelectOptionValue { Label = "卫生间" });
        await page.FillAsync("input[name=name]", "二楼卫生间");
        await page.ClickAsync("button:has-text('新建')");
        Assert.Contains("二楼卫生间", await page.InnerTextAsync("h1"), StringComparison.Ordinal);

        var row = await OneAsync(cinema);
        foreach (var (size, paper) in new[] { ("a4", 1), ("card", 1) })
        {
            await page.GotoAsync($"/console/surveys/touchpoints/print?size={size}&id={row.Id}");
            Assert.Equal(paper, await page.Locator(".paper").CountAsync());
            Assert.Contains("二楼卫生间", await page.InnerTextAsync(".poster"), StringComparison.Ordinal);
            Assert.True(await page.Locator(".poster svg.qr path").Last.GetAttributeAsync("d") is { Length: > 500 });
        }

        await page.GotoAsync("/console/surveys/touchpoints/print?size=card");
        Assert.Equal((await page.Locator(".poster").CountAsync() + 3) / 4, await page.Locator(".paper").CountAsync());
        await page.GotoAsync("/console/surveys/touchpoints/" + row.Id);
        await page.ClickAsync("details.act summary");
        await page.ClickAsync("button.danger");
        Assert.Contains("已停用", await page.InnerTextAsync("main"), StringComparison.Ordinal);
        Assert.NotNull((await OneAsync(cinema)).RetiredAt);
        Assert.Empty(window.Faults);

        static async Task<TouchpointRow> OneAsync(Cinema cinema)
        {
            await using var db = cinema.Database.Read();
            return await db.GetTable<TouchpointRow>().SingleAsync(t => t.Name == "二楼卫生间");
        }
    }

    [Fact]
    public async Task A_roster_is_looked_at_before_it_is_saved_and_two_change_with_each_other()
    {
        await using var cinema = await Evening.OpenAsync(Backings.Embedded);
        await using var window = await Browser.OpenAsync(cinema.StaffUrl, Browser.Phone, javaScript: false);
        await window.SignInAsync("陈明");
        var page = window.Page;
        await page.GotoAsync("/console/roster/import");
        await page.FillAsync("textarea[name=table]", "2026-12-01 值班经理 张三丰 09:00 17:00");
        await page.ClickAsync("button[value=try]");
        Assert.Contains("员工名单里没有“张三丰”", await page.InnerTextAsync("main"), StringComparison.Ordinal);
        Assert.Equal(0, await page.Locator("button[value=save]").CountAsync());
        await page.FillAsync("textarea[name=table]", "2026-12-01 值班经理 李静 09:00 17:00\n2026-12-02 值班经理 陈明 09:00 02:00");
        await page.ClickAsync("button[value=try]");
        Assert.Contains("没有人值班", await page.InnerTextAsync(".notes.warn"), StringComparison.Ordinal);
        Assert.Equal(0, await ShiftsAsync(cinema, "2026-12-02", "陈明"));

        await page.ClickAsync("button[value=save]");
        Assert.Contains("排班已保存，共 2 个班次", await page.InnerTextAsync("main"), StringComparison.Ordinal);
        Assert.Equal(1, await ShiftsAsync(cinema, "2026-12-02", "陈明"));
        Assert.Contains("无人值班", await page.InnerTextAsync(".day.hole"), StringComparison.Ordinal);

        await page.ClickAsync("summary:has-text('登记换班')");
        await page.SelectOptionAsync("select[name=one]", new SelectOptionValue { Label = "李静（值班经理）" });
        await page.SelectOptionAsync("select[name=other]", new SelectOptionValue { Label = "陈明（影院经理）" });
        foreach (var (name, at) in new[] { ("one-from", "2026-12-01T09:00"), ("one-to", "2026-12-01T17:00"), ("other-from", "2026-12-02T09:00"), ("other-to", "2026-12-03T02:00") })
            await page.FillAsync($"input[name={name}]", at);
        await page.ClickAsync("button:has-text('登记换班')");
        Assert.Contains("换班已登记", await page.InnerTextAsync("main"), StringComparison.Ordinal);
        Assert.Contains("李静 代 陈明", (await page.InnerTextAsync(".week")).ReplaceLineEndings(" "), StringComparison.Ordinal);
        Assert.Empty(window.Faults);
    }

    [Fact]
    public async Task Rules_are_tried_on_the_past_first_and_hours_and_chains_are_changed_alike()
    {
        await using var cinema = await Evening.OpenAsync(Backings.Embedded);
        (await cinema.AnswersAsync(await cinema.ExitAsync(), 1, "服务员态度不好")).ShouldBe(201);
        var row = await cinema.OneCaseAsync();
        await using var window = await Browser.OpenAsync(cinema.StaffUrl, Browser.Desk, javaScript: false);
        await window.SignInAsync("赵宏");
        var page = window.Page;
        await page.GotoAsync("/console/rules");
        await page.ClickAsync("details.rule:has-text('一星') >> nth=1 >> summary >> nth=0");
        await page.FillAsync("[name=minutes-3]", "15");
        await page.ClickAsync("button[value=try]");
        var said = Regex.Replace(await page.InnerTextAsync("#rehearsal"), @"\s+", " ", RegexOptions.None, TimeSpan.FromSeconds(1));
        Assert.Contains(row.Name, said, StringComparison.Ordinal);
        Assert.Contains("结果不同 1", said, StringComparison.Ordinal);
        Assert.Equal(0, await cinema.Service<CaseRules>().RevisionAsync(CancellationToken.None));
        Assert.Equal("15", await page.InputValueAsync("[name=minutes-3]"));
        await page.ClickAsync("button[value=save]");
        Assert.Contains("规则已保存", await page.InnerTextAsync("main"), StringComparison.Ordinal);
        cinema.FastForward(TimeSpan.FromSeconds(2));
        var rules = await cinema.Service<CaseRules>().ListAsync(CancellationToken.None);
        Assert.Equal(CaseRule.Usual.Select(u => u.Name), rules.Select(r => r.Name));
        Assert.Equal([10, 30, 30, 15, 30, 30, 1440], rules.Select(r => r.Rule.DeadlineMinutes));
        Assert.Equal(CaseRule.Usual.Select(u => Conditions(u.Rule)), rules.Select(r => Conditions(r.Rule)));

        await page.GotoAsync("/console/rules/chains");
        await page.ClickAsync("summary:has-text('修改') >> nth=0");
        await page.FillAsync("#form-chain-duty-manager [name=after-1]", "1");
        await page.ClickAsync("#form-chain-duty-manager button[value=save]");
        Assert.Contains("升级链已保存", await page.InnerTextAsync("main"), StringComparison.Ordinal);
        await page.GotoAsync("/console/rules/hours");
        var (site, zhou) = await SitesAsync(cinema);
        await page.FillAsync($"#form-hours-{site} [name=opens-1]", "十点");
        await page.ClickAsync($"#form-hours-{site} .btn");
        Assert.Contains("时间格式应为 09:00", await page.InnerTextAsync("[role=alert]"), StringComparison.Ordinal);
        await page.FillAsync($"#form-hours-{site} [name=opens-1]", "10:00");
        await page.ClickAsync($"#form-hours-{site} .btn");
        Assert.Contains("营业时间已保存", await page.InnerTextAsync("main"), StringComparison.Ordinal);
        Assert.Equal("10:00", (await cinema.Service<OpeningHours>().GetAsync(site, CancellationToken.None)).Single(d => d.Weekday == DayOfWeek.Monday).Opens);
        Assert.Empty(window.Faults);

        // Somebody of the other cinema neither sees nor changes this one.
        using var other = await ConsoleVisitor.SignedInAsync(cinema, "wuyan");
        (await other.GetAsync("/console/rules/hours")).ShouldBe(200).ShouldNotSay(zhou);
        (await other.PostAsync($"/console/rules/hours/{site}/save", "/console/rules/hours", ("opens-1", "11:00"))).ShouldBe(403);
        (await other.PostAsync($"/console/roster/{site}/import", "/console/roster/import", ("table", "2026-12-01 值班经理 吴燕 09:00 17:00"), ("act", "save"))).ShouldBe(403);
        (await other.GetAsync($"/console/roster?cinema={site}")).ShouldBe(200).ShouldNotSay("李静");
        (await other.PostAsync("/console/surveys/concession/publish", "/console/surveys/concession", ("cinema", site), ("title-stars", "别家"), ("seen", "0"), ("act", "publish"))).ShouldBe(403);
        await using var db = cinema.Database.Read();
        var code = await db.GetTable<TouchpointRow>().FirstAsync(t => t.CinemaId == site);
        (await other.GetAsync("/console/surveys/touchpoints/" + code.Id)).ShouldBe(404);
        (await other.PostAsync($"/console/surveys/touchpoints/{code.Id}/retire", "/console/surveys/touchpoints", ("x", ""))).ShouldBe(403);
        (await other.GetAsync("/console/surveys/touchpoints/export?format=csv")).ShouldBe(200).ShouldNotSay(code.Code);
    }

    private static string Conditions(CaseRule rule) => string.Join('|', rule.MaxStars, rule.MaxNps, string.Join(',', rule.Words), string.Join(',', rule.Categories), string.Join(',', rule.Posts), rule.Severity, rule.Opens);

    private static async Task<long> EditionsAsync(Cinema cinema)
    {
        await using var db = cinema.Database.Read();
        return await db.GetTable<SurveyEditionRow>().CountAsync();
    }

    private static async Task<int> ShiftsAsync(Cinema cinema, string day, string name)
    {
        await using var db = cinema.Database.Read();
        var who = await db.GetTable<EmployeeRow>().SingleAsync(e => e.Name == name);
        DateOnly[] days = [DateOnly.ParseExact(day, "yyyy-MM-dd", System.Globalization.CultureInfo.InvariantCulture)];
        return await db.GetTable<DutyShiftRow>().CountAsync(s => s.EmployeeId == who.Id && days.Contains(s.Day));
    }

    /// <summary>The first cinema's id, and its name.</summary>
    private static async Task<(string Id, string Name)> SitesAsync(Cinema cinema)
    {
        await using var db = cinema.Database.Read();
        var first = await db.GetTable<CinemaRow>().OrderBy(c => c.Code).FirstAsync();
        return (first.Id, first.Name);
    }
}
