using CinemaCx.Cases;
using CinemaCx.Cinemas;
using CinemaCx.Standalone;
using CinemaCx.Tests.Support;
using LinqToDB;
using LinqToDB.Async;
using Xunit;

namespace CinemaCx.Tests.Alerts;

public sealed class ClosedFromTheChat
{
    [Theory, MemberData(nameof(Backings.All), MemberType = typeof(Backings))]
    public async Task One_star_is_read_made_good_and_closed_without_leaving_the_chat(string backing)
    {
        await using var cinema = await Evening.OpenAsync(backing);
        var (manager, engineer) = (cinema.Phone("lijing"), cinema.Phone("wanggong"));
        var guest = await cinema.GuestAsync();
        var order = await guest.BuysAsync(await cinema.ShowingAsync());
        var ticket = order.Tickets[0].TicketId;
        (await guest.PostAsync("/api/v1/feedback", new { id = Evening.NewId(), ticketId = ticket, stars = 1, chips = new[] { "too-cold" }, comment = "空调像冰窖" })).ShouldBe(201);

        // Wherever the guest sat: whoever is on duty in that cinema has it.
        var at = (await cinema.OneCaseAsync()).CinemaId == (await FirstCinemaAsync(cinema)) ? (manager, engineer) : (cinema.Phone("zhoufang"), cinema.Phone("sunqiang"));
        (manager, engineer) = at;
        var card = await manager.SeesAsync(c => c.Title.StartsWith("★☆☆☆☆", StringComparison.Ordinal), "one star");
        Assert.Equal(["受理", "补偿并致歉"], card.Buttons);
        await engineer.SeesAsync(c => c.Buttons.Contains("受理"), "the same");

        await manager.PressAsync(card, "ack");
        await manager.SeesAsync(c => c.Status.Contains("已受理", StringComparison.Ordinal), "that she has it");
        await engineer.SeesAsync(c => c.Status.Contains("已受理", StringComparison.Ordinal), "who has it");
        await manager.PressAsync((await manager.CardsAsync())[^1], "compensate", "c20");
        await manager.SeesAsync(c => c.Status.Contains("20元券", StringComparison.Ordinal), "the coupon");
        var number = (await cinema.OneCaseAsync()).Name;
        Assert.Equal($"{number} 已关闭：空调滤网已更换", await manager.SaysAsync($"关闭 {number} 空调滤网已更换"));
        await manager.SeesAsync(c => c.Buttons is ["已关闭"] or [], "that it is closed");
        await engineer.SeesAsync(c => c.Status.Contains("已关闭", StringComparison.Ordinal), "that it is closed");
        Assert.All(await engineer.CardsAsync(), c => Assert.Contains("已关闭", c.Status, StringComparison.Ordinal));

        Assert.Contains("20元券", (await guest.GetAsync("/api/v1/me/coupons")).ShouldBe(200).Text, StringComparison.Ordinal);
        var closed = await cinema.OneCaseAsync();
        Assert.Equal((CaseState.Closed, "空调滤网已更换"), (closed.State, closed.Action));
        var timeline = await cinema.TimelineAsync(closed.Id);
        Assert.Equal(["opened", "acknowledged", "compensated", "closed"], timeline.Select(e => e.Kind));
        Assert.All(timeline.Skip(1), e => Assert.Equal("wecom", e.Channel));
        timeline.ShouldBeOneChain();
        await cinema.BooksShouldBalanceAsync();
    }

    [Theory, MemberData(nameof(Backings.All), MemberType = typeof(Backings))]
    public async Task What_was_done_can_be_taken_back_for_ten_seconds_and_no_longer(string backing)
    {
        await using var cinema = await Evening.OpenAsync(backing);
        var manager = cinema.Phone("lijing");
        (await cinema.AnswersAsync(await cinema.ExitAsync(), 1)).ShouldBe(201);
        var card = await manager.SeesAsync(c => c.Buttons.Contains("受理"), "a card");
        await manager.PressAsync(card, "ack");
        var number = (await cinema.OneCaseAsync()).Name;
        Assert.Equal($"{number} 已撤销上一步", await manager.SaysAsync($"撤销 {number}"));
        Assert.Equal((CaseState.Open, null), ((await cinema.OneCaseAsync()).State, (await cinema.OneCaseAsync()).OwnerId));

        Assert.Equal($"{number} 已由您受理", await manager.SaysAsync($"受理{number}"));
        cinema.FastForward(TimeSpan.FromSeconds(11));
        Assert.Contains("没有可以撤销的操作", await manager.SaysAsync($"撤销 {number}"), StringComparison.Ordinal);
        Assert.Equal(CaseState.Acknowledged, (await cinema.OneCaseAsync()).State);
        (await cinema.TimelineAsync((await cinema.OneCaseAsync()).Id)).ShouldBeOneChain();
    }

    [Theory, MemberData(nameof(Backings.All), MemberType = typeof(Backings))]
    public async Task Typed_commands_forgive_and_strangers_learn_how_to_be_known(string backing)
    {
        await using var cinema = await Evening.OpenAsync(backing);
        var manager = cinema.Phone("lijing");
        (await cinema.AnswersAsync(await cinema.ExitAsync(), 2, "影厅里有异味")).ShouldBe(201);
        var number = (await cinema.OneCaseAsync()).Name;
        Assert.Contains(number, await manager.SaysAsync("我的工单"), StringComparison.Ordinal);
        Assert.Equal($"{number} 已由您受理", await manager.SaysAsync($"受里　{number[1..]}"));
        Assert.Contains("李静", await manager.SaysAsync("值班"), StringComparison.Ordinal);
        Assert.Contains("受理 C123", await manager.SaysAsync("帮助"), StringComparison.Ordinal);
        Assert.Contains("请写明工单号", await manager.SaysAsync("关闭"), StringComparison.Ordinal);
        Assert.Contains("没有找到工单", await manager.SaysAsync("受理 C999999"), StringComparison.Ordinal);
        // Somebody of another cinema does not even learn that it exists.
        Assert.Contains("没有找到工单", await cinema.Phone("zhoufang").SaysAsync($"受理 {number}"), StringComparison.Ordinal);

        using var added = await cinema.Http.PostAsync(StandaloneHouse.UrlOf(cinema.House.WeCom!) + "/_sim/members", System.Net.Http.Json.JsonContent.Create(new { userId = "stranger", name = "陌生人" }));
        Assert.True(added.IsSuccessStatusCode);
        Assert.Contains("还没有绑定员工账号", await cinema.Phone("stranger").SaysAsync($"关闭 {number} 好了"), StringComparison.Ordinal);
        Assert.Equal(CaseState.Acknowledged, (await cinema.OneCaseAsync()).State);
    }

    private static async Task<string> FirstCinemaAsync(Cinema cinema)
    {
        await using var db = cinema.Database.Read();
        return (await db.GetTable<CinemaRow>().OrderBy(c => c.Code).FirstAsync()).Id;
    }
}
