using CinemaCx.Feedback;
using CinemaCx.Tests.Support;
using Deque.AxeCore.Playwright;
using Microsoft.Playwright;
using Xunit;

namespace CinemaCx.Tests.Feedback;

/// <summary>As a guest sees it: on a phone, with and without JavaScript, with and without a network.</summary>
public sealed class SurveyInABrowser : IAsyncLifetime
{
    private const int SmallestTarget = 44;
    private const int SmallestStar = 56;

    private IPlaywright _playwright = null!;
    private IBrowser _browser = null!;

    public async ValueTask InitializeAsync()
    {
        _playwright = await Playwright.CreateAsync();
        _browser = await _playwright.Chromium.LaunchAsync(new()
        {
            ExecutablePath = "/usr/bin/chromium",
            Args = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking", "--disable-component-update", "--disable-sync"],
        });
    }

    public async ValueTask DisposeAsync()
    {
        await _browser.DisposeAsync();
        _playwright.Dispose();
    }

    [Theory]
    [InlineData(390, 844)]
    [InlineData(1280, 800)]
    public async Task A_tap_saves_the_rest_follows_at_once_and_axe_finds_nothing(int width, int height)
    {
        await using var cinema = await Answers.OpenAsync(Backings.Embedded);
        var (page, faults, code) = await OpenAsync(cinema, width, height);

        await ShouldBeSoundAsync(page);
        foreach (var star in await page.QuerySelectorAllAsync(".stars button"))
        {
            var box = (await star.BoundingBoxAsync())!;
            Assert.True(box.Width >= SmallestStar && box.Height >= SmallestStar, $"a star is {box.Width} × {box.Height}");
        }

        await page.ClickAsync("button[value='1']");
        await Assertions.Expect(page.Locator("legend:has-text('哪里不好？')")).ToBeVisibleAsync();
        await Assertions.Expect(page.Locator("#net")).ToHaveTextAsync("已保存");
        Assert.Equal(1, Assert.Single(await cinema.AnswersAsync()).Stars);
        await ShouldBeSoundAsync(page);
        // The way on is in sight without scrolling.
        var send = (await page.Locator("#m .btn").BoundingBoxAsync())!;
        Assert.InRange(send.Y + send.Height, 0, height);

        await page.ClickAsync("button[value='5']");
        await Assertions.Expect(page.Locator("legend:has-text('哪里好？')")).ToBeVisibleAsync();
        await Assertions.Expect(page.Locator("[name=phone]")).ToBeHiddenAsync();
        await ShouldBeSoundAsync(page);
        await page.ClickAsync("button[value='2']");
        await page.ClickAsync("label:has-text('影厅太冷')");
        await page.FillAsync("[name=comment]", "空调直吹");
        await page.FillAsync("[name=phone]", "13812345678");
        await page.ClickAsync("#m .btn");
        await Assertions.Expect(page.Locator("h1")).ToHaveTextAsync("谢谢您的评价");
        await Assertions.Expect(page.Locator("text=已通知影院值班人员")).ToBeVisibleAsync();
        await Assertions.Expect(page.Locator("text=期待再次")).ToBeHiddenAsync();
        await ShouldBeSoundAsync(page);

        await page.GotoAsync("/s/" + code);
        await Assertions.Expect(page.Locator("text=您已评价过，要修改吗？")).ToBeVisibleAsync();
        await ShouldBeSoundAsync(page);
        var answer = Assert.Single(await cinema.AnswersAsync());
        Assert.Equal((2, "空调直吹", "138****5678"), (answer.Stars, answer.Comment, answer.PhoneMask));
        Assert.Empty(faults);
        cinema.ShouldHaveGoneWell();
    }

    [Fact]
    public async Task What_the_network_lost_is_kept_and_sent_when_it_is_back()
    {
        await using var cinema = await Answers.OpenAsync(Backings.Embedded);
        var (page, _, code) = await OpenAsync(cinema, 390, 844);
        await page.Context.SetOfflineAsync(true);
        await page.ClickAsync("button[value='1']");
        await Assertions.Expect(page.Locator("#net")).ToContainTextAsync("恢复后自动提交");
        await page.ClickAsync("label:has-text('声音有问题')");
        await page.ClickAsync("#m .btn");
        await Assertions.Expect(page.Locator("#net")).ToContainTextAsync("恢复后自动提交");
        // Nobody has been told of anything yet, so nobody says so.
        await Assertions.Expect(page.Locator("h1")).Not.ToHaveTextAsync("谢谢您的评价");
        Assert.Empty(await cinema.AnswersAsync());

        await page.Context.SetOfflineAsync(false);
        await Assertions.Expect(page.Locator("h1")).ToHaveTextAsync("谢谢您的评价", new() { Timeout = 15_000 });

        var answer = Assert.Single(await cinema.AnswersAsync());
        Assert.Equal((1, 1), (answer.Stars, answer.Version));
        Assert.Equal(["sound"], answer.ChipCodes);
        Assert.Equal("0", await page.EvaluateAsync<string>("String(localStorage.length)"));
        Assert.NotEmpty(code);
        cinema.ShouldHaveGoneWell();
    }

    [Fact]
    public async Task Taps_in_a_hurry_are_one_answer_with_the_last_stars()
    {
        await using var cinema = await Answers.OpenAsync(Backings.Embedded);
        var (page, faults, _) = await OpenAsync(cinema, 390, 844);
        await page.EvaluateAsync("[1,1,3,1,2,4,4,5].forEach(n => document.querySelector(\"button[value='\" + n + \"']\").click())");
        await Assertions.Expect(page.Locator("#net")).ToHaveTextAsync("已保存");

        await Cinema.EventuallyAsync(async () => (await cinema.AnswersAsync()) is [{ Stars: 5 }], "one answer of five stars");
        Assert.Empty(faults);
        cinema.ShouldHaveGoneWell();
    }

    [Fact]
    public async Task Without_javascript_the_same_page_leads_to_the_same_answer()
    {
        await using var cinema = await Answers.OpenAsync(Backings.Embedded);
        var (page, _, _) = await OpenAsync(cinema, 390, 844, javaScript: false);
        await page.ClickAsync("button[value='1']");
        await page.ClickAsync("label:has-text('有异味')");
        await page.FillAsync("[name=comment]", "味道大");
        await page.ClickAsync("#m .btn");

        Assert.Contains("已通知影院值班人员", await page.ContentAsync(), StringComparison.Ordinal);
        var answer = Assert.Single(await cinema.AnswersAsync());
        Assert.Equal((1, "味道大"), (answer.Stars, answer.Comment));
        Assert.Equal(["smell"], answer.ChipCodes);
        cinema.ShouldHaveGoneWell();
    }

    private async Task<(IPage Page, List<string> Faults, string Code)> OpenAsync(Cinema cinema, int width, int height, bool javaScript = true)
    {
        var (code, _) = await cinema.AfterAShowAsync();
        var context = await _browser.NewContextAsync(new()
        {
            BaseURL = cinema.Http.BaseAddress!.ToString(),
            ViewportSize = new() { Width = width, Height = height },
            JavaScriptEnabled = javaScript,
        });
        var page = await context.NewPageAsync();
        var faults = new List<string>();
        page.PageError += (_, error) => faults.Add(error);
        page.Console += (_, message) =>
        {
            if (message.Type is "error" or "warning") faults.Add(message.Text);
        };
        await page.GotoAsync("/s/" + code);
        return (page, faults, code);
    }

    /// <summary>Nothing that shuts somebody out, and nothing too small for a thumb.</summary>
    private static async Task ShouldBeSoundAsync(IPage page)
    {
        var result = await page.RunAxe();
        Assert.Empty(result.Violations.Select(v => $"{v.Id}: {string.Join(" | ", v.Nodes.Select(n => n.Html))}"));
        Assert.True(result.Passes.Length > 10, "axe looked at nothing");
        var small = await page.EvaluateAsync<string[]>($$"""
            () => [...document.querySelectorAll('button, a, label, select, textarea, summary, input[type=tel]')]
                .filter(e => e.offsetParent !== null && e.getBoundingClientRect().height < {{SmallestTarget}})
                .map(e => e.outerHTML.slice(0, 120))
            """);
        Assert.Empty(small);
        Assert.True(await page.EvaluateAsync<bool>("() => document.documentElement.scrollWidth <= innerWidth"), "the page scrolls sideways");
    }
}
