using CinemaCx.Cases;
using CinemaCx.Console.Parts;
using CinemaCx.Staff;
using CinemaCx.Tests.Alerts;
using CinemaCx.Tests.Support;
using Microsoft.Playwright;
using Xunit;

namespace CinemaCx.Tests.Console;

/// <summary>A case from the first look to its end, by plain pages and forms.</summary>
public sealed class AtTheConsole
{
    [Fact]
    public async Task A_case_is_taken_made_good_and_closed_in_a_browser_without_JavaScript()
    {
        await using var cinema = await Evening.OpenAsync(Backings.Embedded);
        (await cinema.AnswersAsync(await cinema.ExitAsync(), 1, "空调像冰窖", ["too-cold"], phone: "13800138000")).ShouldBe(201);
        var name = (await cinema.OneCaseAsync()).Name;
        await using var window = await Browser.OpenAsync(cinema.StaffUrl, Browser.Phone, javaScript: false);
        await window.SignInAsync("李静");
        var page = window.Page;
        await page.GetByRole(AriaRole.Link, new() { Name = name }).First.ClickAsync();

        await page.GetByRole(AriaRole.Button, new() { Name = "受理" }).ClickAsync();
        await Says(page, $"{name} 已由您受理");
        await page.GetByText("补偿并致歉").ClickAsync();
        await page.Locator("#form-compensate button").ClickAsync();
        await Says(page, "已发放");
        await page.GetByText("回复观众").ClickAsync();
        await page.Locator("#form-reply textarea").FillAsync("已为您更换座位，抱歉打扰了");
        await page.Locator("#form-reply button").ClickAsync();
        await Says(page, "已回复");
        await page.Locator("#form-close textarea").FillAsync("空调滤网已更换");
        await page.Locator("#form-close button").ClickAsync();
        await Says(page, $"{name} 已关闭");

        var closed = await cinema.OneCaseAsync();
        Assert.Equal((CaseState.Closed, "空调滤网已更换"), (closed.State, closed.Action));
        var timeline = await cinema.TimelineAsync(closed.Id);
        Assert.Equal(["opened", "acknowledged", "compensated", "replied", "closed"], timeline.Select(e => e.Kind));
        Assert.All(timeline.Skip(1), e => Assert.Equal(("console", "李静"), (e.Channel, e.ActorName)));
        timeline.ShouldBeOneChain();
        // The card in the chat knows it too.
        await cinema.Phone("lijing").SeesAsync(c => c.Status.Contains("已关闭", StringComparison.Ordinal), "that it is closed");
        Assert.Empty(window.Faults);
        await cinema.BooksShouldBalanceAsync();
    }

    [Theory, MemberData(nameof(Backings.All), MemberType = typeof(Backings))]
    public async Task Every_act_of_the_chat_is_possible_here_too(string backing)
    {
        await using var cinema = await Evening.OpenAsync(backing);
        (await cinema.AnswersAsync(await cinema.ExitAsync(), 1, "空调像冰窖", ["too-cold"], phone: "13800138000")).ShouldBe(201);
        var name = (await cinema.OneCaseAsync()).Name;
        var at = $"/console/cases/{name}";
        using var manager = await ConsoleVisitor.SignedInAsync(cinema, "lijing");
        (await manager.GetAsync("/console")).ShouldBe(200).ShouldSay(name);

        async Task<ConsoleAnswer> DoAsync(string act, params (string, string)[] fields)
        {
            Assert.Equal(at, (await manager.PostAsync($"{at}/{act}", at, fields)).ShouldBe(302).To);
            return (await manager.GetAsync(at)).ShouldBe(200);
        }

        (await DoAsync("acknowledge")).ShouldSay("已由您受理").ShouldSay("撤销上一步");
        (await DoAsync("undo")).ShouldSay("已撤销上一步");
        await DoAsync("acknowledge");
        (await DoAsync("call")).ShouldSay("+8613800138000").ShouldSay("查看了观众电话");
        (await manager.GetAsync(at)).ShouldNotSay("13800138000");
        (await DoAsync("note", ("words", "已请工程师查看"))).ShouldSay("备注：已请工程师查看");
        (await DoAsync("recategorise", ("words", "hygiene"))).ShouldSay("分类改为卫生");
        (await DoAsync("compensate", ("words", "20元券"))).ShouldSay("20元券");
        (await DoAsync("reply", ("words", "已为您更换座位"))).ShouldSay("回复观众：已为您更换座位");
        (await DoAsync("assign", ("words", "王建国"))).ShouldSay("转交给王建国");
        (await DoAsync("close", ("words", "空调滤网已更换"), ("cause", "滤网堵塞"))).ShouldSay("已关闭：空调滤网已更换").ShouldSay("滤网堵塞");
        (await DoAsync("reopen", ("words", "又冷了"))).ShouldSay("已重新打开：又冷了");

        var timeline = await cinema.TimelineAsync((await cinema.OneCaseAsync()).Id);
        Assert.Equal(
            ["opened", "acknowledged", "undone", "acknowledged", "called", "noted", "recategorised", "compensated", "replied", "assigned", "closed", "reopened"],
            timeline.Select(e => e.Kind));
        timeline.ShouldBeOneChain();
    }

    [Fact]
    public async Task What_is_refused_is_said_at_the_form_and_nothing_typed_is_lost()
    {
        await using var cinema = await Evening.OpenAsync(Backings.Embedded);
        (await cinema.AnswersAsync(await cinema.ExitAsync(), 1)).ShouldBe(201);
        var name = (await cinema.OneCaseAsync()).Name;
        var at = $"/console/cases/{name}";
        using var manager = await ConsoleVisitor.SignedInAsync(cinema, "lijing");
        var longest = new string('长', 201);
        var refused = (await manager.PostAsync($"{at}/close", at, ("words", longest), ("cause", "滤网堵塞"))).ShouldBe(400);
        refused.ShouldSay("最多 200 个字").ShouldSay(longest);
        Assert.Contains("value=\"滤网堵塞\"", System.Net.WebUtility.HtmlDecode(refused.Html), StringComparison.Ordinal);
        Assert.Contains("id=\"refused-close\"", refused.Html, StringComparison.Ordinal);

        // Somebody was quicker: the page that comes back shows the case as it is now.
        using var colleague = await ConsoleVisitor.SignedInAsync(cinema, "chenming");
        (await colleague.PostAsync($"{at}/acknowledge", at)).ShouldBe(302);
        var late = (await manager.PostAsync($"{at}/acknowledge", at)).ShouldBe(409);
        late.ShouldSay("陈明 已受理这张工单");
        Assert.Equal("陈明", (await cinema.Service<StaffDirectory>().FindAsync((await cinema.OneCaseAsync()).OwnerId!, CancellationToken.None))!.Name);
    }

    [Fact]
    public async Task Somebody_of_one_cinema_sees_only_it_and_the_chain_chooses()
    {
        await using var cinema = await Evening.OpenAsync(Backings.Embedded);
        (await cinema.AnswersAsync(await cinema.ExitAsync(), 1)).ShouldBe(201);
        var mine = (await cinema.OneCaseAsync()).Name;
        using var elsewhere = await ConsoleVisitor.SignedInAsync(cinema, "zhoufang");
        (await elsewhere.GetAsync($"/console/cases/{mine}")).ShouldBe(404);
        (await elsewhere.GetAsync("/console/cases")).ShouldBe(200).ShouldNotSay(mine);
        (await elsewhere.GetAsync("/console")).ShouldBe(200).ShouldNotSay(mine);
        Assert.DoesNotContain(mine, (await elsewhere.GetAsync("/console/cases/export?format=csv")).ShouldBe(200).Html, StringComparison.Ordinal);
        (await elsewhere.PostAsync($"/console/cases/{mine}/acknowledge", "/console", [])).ShouldBe(404);
        Assert.Equal(CaseState.Open, (await cinema.OneCaseAsync()).State);

        using var chain = await ConsoleVisitor.SignedInAsync(cinema, "zhaozong");
        (await chain.GetAsync("/console/cases")).ShouldBe(200).ShouldSay(mine);
        var other = (await cinema.Service<CinemaCx.Cinemas.CinemaQueries>().ListAsync(CancellationToken.None)).First(c => c.Id != Here(cinema).Result);
        (await chain.PostAsync("/console/cinema", "/console/cases", ("cinema", other.Id))).ShouldBe(302);
        (await chain.GetAsync("/console/cases")).ShouldBe(200).ShouldSay(other.Name).ShouldNotSay(mine);
        (await chain.PostAsync("/console/cinema", "/console/cases", ("cinema", ""))).ShouldBe(302);
        (await chain.GetAsync("/console/cases")).ShouldSay(mine);
        // Somebody of one cinema cannot choose.
        (await elsewhere.PostAsync("/console/cinema", "/console", ("cinema", await Here(cinema)))).ShouldBe(404);
    }

    [Fact]
    public async Task A_file_holds_the_rows_its_page_shows_and_no_formula()
    {
        await using var cinema = await Evening.OpenAsync(Backings.Embedded);
        (await cinema.AnswersAsync(await cinema.ExitAsync(), 1, chips: ["too-cold"])).ShouldBe(201);
        var row = await cinema.OneCaseAsync();
        using var manager = await ConsoleVisitor.SignedInAsync(cinema, "lijing");
        (await manager.PostAsync($"/console/cases/{row.Name}/close", $"/console/cases/{row.Name}", ("words", "=HYPERLINK(\"http://evil\")"), ("cause", "@cmd"))).ShouldBe(302);
        var csv = (await manager.GetAsync("/console/cases/export?format=csv&state=closed")).ShouldBe(200);
        Assert.Equal("text/csv", csv.Response.Content.Headers.ContentType!.MediaType);
        Assert.Contains(row.Name, csv.Html, StringComparison.Ordinal);
        Assert.Contains("\"'=HYPERLINK(\"\"http://evil\"\")\"", csv.Html, StringComparison.Ordinal);
        Assert.Contains("'@cmd", csv.Html, StringComparison.Ordinal);
        Assert.DoesNotContain(row.Name, (await manager.GetAsync("/console/cases/export?format=csv&state=open")).ShouldBe(200).Html, StringComparison.Ordinal);
        var workbook = CinemaCx.Platform.Files.WorkbookText.Parse(await manager.BytesAsync("/console/cases/export?format=xlsx"));
        var rows = workbook.Single().Rows;
        Assert.Equal(2, rows.Count);
        Assert.Equal("工单", rows[0].Cells[0]);
        Assert.Contains("'=HYPERLINK(\"http://evil\")", rows[1].Cells);
    }

    [Theory]
    [InlineData("=1+1", "'=1+1")]
    [InlineData("+861380", "'+861380")]
    [InlineData("-5", "'-5")]
    [InlineData("@x", "'@x")]
    [InlineData("\tx", "'\tx")]
    [InlineData("空调 = 冷", "空调 = 冷")]
    [InlineData("", "")]
    public void What_a_spreadsheet_would_run_is_made_a_text(string typed, string harmless) => Assert.Equal(harmless, Exports.Harmless(typed));

    private static async Task<string> Here(Cinema cinema) => (await cinema.OneCaseAsync()).CinemaId;

    private static Task Says(IPage page, string words) => Assertions.Expect(page.GetByRole(AriaRole.Status)).ToContainTextAsync(words);
}
