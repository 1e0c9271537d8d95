using System.Text.RegularExpressions;
using Xunit;
using static Microsoft.Playwright.Assertions;

namespace CinemaCx.Tests.GlassBox;

/// <summary>What a newcomer does who starts the house, opens the page and reads nothing.</summary>
[Collection(nameof(GlassHouse))]
public sealed partial class TheWholeStoryOnOnePage(GlassHouse house)
{
    /// <summary>On the phone too where every page is looked at.</summary>
    public static TheoryData<int, int> Sizes => Console.EveryPage.Whole ? new() { { 1440, 900 }, { 390, 844 } } : new() { { 1440, 900 } };

    [Theory, MemberData(nameof(Sizes))]
    public async Task A_guest_buys_and_complains_and_the_manager_makes_it_good(int width, int height)
    {
        var page = await house.OpenAsync(width, height);
        await Expect(page["#hint"]).ToContainTextAsync("点一个场次");
        await page["[data-showtime]"].First.ClickAsync();
        await page["[data-best='2']"].ClickAsync();
        await Expect(page[".seat[aria-pressed=true]"]).ToHaveCountAsync(2);
        await page.ShouldBeWellAsync("seats");
        await page["#hold"].ClickAsync();
        await Expect(page["#left"]).ToHaveTextAsync(MinutesLeft());
        await page["#pay"].ClickAsync();
        await page["#confirm-pay"].ClickAsync();
        await Expect(page[".stub img"]).ToBeVisibleAsync();
        await page["#enter"].ClickAsync();
        await Expect(page[".stub .stamp"]).ToHaveTextAsync("已入场");

        await Expect(page["#hint"]).ToContainTextAsync("看看谁的手机会响");
        await page["[data-star='1']"].ClickAsync();
        await page["[data-chip=too-cold]"].ClickAsync();
        await page["#comment"].FillAsync("空调像冰窖");
        await page["#said"].ClickAsync();
        await Expect(page["#case .progress"]).ToContainTextAsync("已收到");

        await page.TurnToAsync("staff");
        var card = page[".chat .card"].Last;
        await Expect(card).ToContainTextAsync("空调像冰窖");
        await Expect(page["#chat-who"]).ToHaveTextAsync("李静的企业微信");
        await page.ShouldBeWellAsync("card");
        await card.Locator("[data-press=ack]").ClickAsync();
        await Expect(card).ToContainTextAsync("李静 已受理");
        await card.Locator("select").SelectOptionAsync("c20");
        await card.Locator("[data-press=compensate]").ClickAsync();
        await Expect(card).ToContainTextAsync("20元券 并致歉");
        var number = CaseNumber().Match(await card.InnerTextAsync()).Value;
        await page["#words"].FillAsync($"关闭 {number} 空调滤网已更换");
        await page["#words"].PressAsync("Enter");
        await Expect(page["#chat"]).ToContainTextAsync($"{number} 已关闭：空调滤网已更换");

        await page.TurnToAsync("guest");
        await Expect(page["#case"]).ToHaveAttributeAsync("data-state", "closed");
        await Expect(page["#case .progress"]).ToContainTextAsync("已处理：空调滤网已更换");
        await Expect(page["#hint"]).ToContainTextAsync("走完了一遍");
        await page["[data-tab=me]"].ClickAsync();
        await Expect(page["[data-coupon='20元券']"]).ToBeVisibleAsync();
        await page.ShouldBeWellAsync("wallet");

        await page.TurnToAsync("behind");
        await Expect(page["#calls"]).ToContainTextAsync("发消息");
        await Expect(page["#calls"]).ToContainTextAsync("/api/v1/feedback");
        await Expect(page["#calls"]).ToContainTextAsync("/callbacks/wecom");
        await page.ShouldBeWellAsync("behind");
    }

    [Fact]
    public async Task With_one_chat_cut_off_the_other_rings_and_a_second_guest_is_a_stranger()
    {
        await using var mended = house.MendedAfterwards();
        var page = await house.OpenAsync(1440, 900);
        await page["[data-key=wecom-drop]"].ClickAsync();
        await Expect(page["[data-key=wecom-drop]"]).ToHaveAttributeAsync("aria-checked", "true");
        // The other cinema, so that its manager has heard of nothing yet.
        await page["[data-key=cinema]"].SelectOptionAsync("1");
        await page["[data-showtime]"].First.ClickAsync();
        await page["[data-best='1']"].ClickAsync();
        await page["#hold"].ClickAsync();
        await page["#pay"].ClickAsync();
        await page["#confirm-pay"].ClickAsync();
        await page["[data-star='1']"].ClickAsync();

        await Expect(page["#chat-who"]).ToHaveTextAsync("周芳的钉钉");
        await page[".chat [data-press=ack]"].ClickAsync();
        await Expect(page[".chat .card"]).ToContainTextAsync("周芳 已受理");
        await Expect(page["#calls .fault"].First).ToBeVisibleAsync();
        await Expect(page["#calls"]).ToContainTextAsync("STREAM");
        await page["#mend"].ClickAsync();
        await Expect(page["[data-key=wecom-drop]"]).ToHaveAttributeAsync("aria-checked", "false");

        await page["#new-guest"].ClickAsync();
        await page["[data-tab=tickets]"].ClickAsync();
        await Expect(page["#screen"]).ToContainTextAsync("还没有电影票");
        await page["#guests .chip"].First.ClickAsync();
        await page["[data-tab=tickets]"].ClickAsync();
        await Expect(page["#screen .st-paid"]).ToHaveCountAsync(1);
        page.ShouldHaveDoneNothingWrong();
    }

    [GeneratedRegex(@"^1[45]:\d\d$")]
    private static partial Regex MinutesLeft();

    [GeneratedRegex(@"C\d+")]
    private static partial Regex CaseNumber();
}
