using System.Net;
using System.Text.RegularExpressions;
using CinemaCx.Campaigns;
using CinemaCx.Coupons;
using CinemaCx.Orders;
using CinemaCx.Staff;
using CinemaCx.Tests.Campaigns;
using CinemaCx.Tests.Coupons;
using CinemaCx.Tests.Support;
using LinqToDB;
using LinqToDB.Async;
using Xunit;

namespace CinemaCx.Tests.Console;

/// <summary>Showtimes, members, coupons and campaigns at the console, with nothing but pages and forms.</summary>
public sealed class MarketingAtTheConsole
{
    [Fact]
    public async Task A_campaign_is_made_approved_by_another_and_started_without_JavaScript()
    {
        await using var cinema = await Cinema.OpenAsync(Backings.Embedded, ("Campaigns:ApprovalAboveGuests", "5"));
        var marketing = await Marketing.OpenAsync(cinema);
        await marketing.GuestsAsync(20);
        using var maker = await EnterAsync(cinema, marketing.Maker.EmployeeId);
        using var approver = await EnterAsync(cinema, marketing.Approver.EmployeeId);

        (await maker.GetAsync("/console/campaigns/new")).ShouldBe(200).ShouldSay("选消息模板");
        var step = $"/console/campaigns/new?a={Marketing.Template}";
        (string, string)[] fields =
        [
            ("name", "周末观影礼"), ("starts", "2026-12-01T10:00"), ("join", "all"), ("field-0", "tag"), ("op-0", "is"), ("value-0", Marketing.Tag),
            ("template-0", Marketing.Template), ("words-0-title", "周末观影礼"), ("words-0-note", "到店即用"), ("hold-out", "50"), ("measure", "14"),
        ];
        // What makes no sense comes back with its reason and everything that was typed.
        var refused = (await maker.PostAsync("/console/campaigns/make", step, [.. fields.Where(f => f.Item1 != "op-0"), ("op-0", "at-least")])).ShouldBe(422).ShouldSay("第 1 个条件");
        Assert.Contains("value=\"周末观影礼\"", TextOf(refused), StringComparison.Ordinal);
        var made = (await maker.PostAsync("/console/campaigns/make", step, fields)).ShouldBe(302).To!;
        var id = made[(made.LastIndexOf('/') + 1)..];
        (await maker.GetAsync(made)).ShouldSay("标签：" + Marketing.Tag).ShouldSay("周末观影礼，到店即用").ShouldSay("另一位总部或总经理");
        // Changing it is the same form, filled in.
        Assert.Contains($"value=\"{Marketing.Tag}\"", TextOf((await maker.GetAsync(made + "/edit")).ShouldBe(200)), StringComparison.Ordinal);
        (await maker.PostAsync(made + "/change", made + "/edit", [.. fields, ("version", "1")])).ShouldBe(302);

        (await maker.PostAsync(made + "/submit", made, ("version", "2"))).ShouldBe(302);
        Assert.DoesNotContain(made + "/approve", (await maker.GetAsync(made)).ShouldSay("须由另一位同事审批").Html, StringComparison.Ordinal);
        (await maker.PostAsync(made + "/approve", made, ("version", "2"))).ShouldBe(403);
        (await approver.PostAsync(made + "/approve", made, ("version", "2"))).ShouldBe(302);
        (await maker.PostAsync(made + "/start", made)).ShouldBe(302);

        await marketing.ComesToAsync(id, CampaignState.Finished);
        (await maker.GetAsync(made)).ShouldBe(200).ShouldSay("已结束").ShouldSay("还看不出差别").ShouldSay("人数太少").ShouldSay("对照组");
        (await maker.GetAsync(made + "/guests")).ShouldBe(200).ShouldSay("共 20 条");
        Assert.Equal(["make", "change", "submit", "approve", "start"], await marketing.AskAsync($"SELECT act FROM staff_acts WHERE thing_id = {id} ORDER BY id"));
    }

    [Theory, MemberData(nameof(Backings.All), MemberType = typeof(Backings))]
    public async Task Who_has_one_cinema_sees_nothing_of_another(string backing)
    {
        await using var cinema = await Cinema.OpenAsync(backing);
        var showing = await cinema.ShowingAsync();
        var guest = await cinema.GuestAsync();
        await guest.BuysAsync(showing);
        var (id, there) = (await guest.IdAsync(), showing.Cinema.Id);
        string other;
        await using (var db = cinema.Database.Read()) other = await db.GetTable<CinemaCx.Cinemas.CinemaRow>().Where(c => c.Id != there).Select(c => c.Id).FirstAsync();
        var marketing = await Marketing.OpenAsync(cinema);
        var campaign = await cinema.Service<EditCampaign>().MakeAsync(
            marketing.Maker, new CampaignDraft("本店活动", there, null, Marketing.Terms()), CancellationToken.None);
        var coupon = await cinema.TemplateAsync(t => t with { Name = "本店券", Scope = CouponScope.Write(new CouponScope([there])) });
        using var here = await EnterAsync(cinema, await HiredAsync(cinema, there));
        using var elsewhere = await EnterAsync(cinema, await HiredAsync(cinema, other));

        foreach (var path in new[] { $"/console/showtimes/{showing.Id}", $"/console/members/{id}", $"/console/campaigns/{campaign}", $"/console/coupons/{coupon.Id}" })
        {
            (await here.GetAsync(path)).ShouldBe(200);
            (await elsewhere.GetAsync(path)).ShouldBe(404);
            (await elsewhere.GetAsync(path + "/export")).ShouldBe(404);
        }

        foreach (var (list, words) in new[] { ("/console/campaigns", "本店活动"), ("/console/coupons", "本店券"), ($"/console/members?who=all", id), ($"/console/showtimes?day={showing.Showtime.BusinessDay:yyyy-MM-dd}&sort=-sold", showing.Id) })
        {
            Assert.Contains(words, TextOf((await here.GetAsync(list)).ShouldBe(200)), StringComparison.Ordinal);
            Assert.DoesNotContain(words, TextOf((await elsewhere.GetAsync(list)).ShouldBe(200)), StringComparison.Ordinal);
        }

        (await here.PostAsync("/console/members/find", "/console/members", ("who", id))).ShouldBe(302);
        (await elsewhere.PostAsync("/console/members/find", "/console/members", ("who", id))).ShouldBe(404).ShouldSay("没有找到这位观众");
        (await elsewhere.PostAsync($"/console/members/{id}/tag", "/console/members", ("tag", "影迷"))).ShouldBe(404);
        var (_, duty) = await cinema.StaffAsync(StaffRole.DutyManager, other);
        using var stranger = await EnterAsync(cinema, duty.EmployeeId);
        (await stranger.PostAsync($"/console/showtimes/{showing.Id}/cancellation", "/console/showtimes")).ShouldBe(404);
        await using var after = cinema.Database.Read();
        Assert.Null(await after.GetTable<CinemaCx.Showtimes.ShowtimeRow>().Where(s => s.Id == showing.Id).Select(s => s.CancelledAt).FirstAsync());
    }

    [Fact]
    public async Task A_member_is_given_a_coupon_that_is_taken_back_again_and_keeps_her_number_hidden()
    {
        await using var cinema = await Cinema.OpenAsync(Backings.Embedded);
        var guest = await cinema.GuestAsync();
        await guest.BuysAsync(await cinema.ShowingAsync());
        var (id, template) = (await guest.IdAsync(), await cinema.TemplateAsync());
        using var general = await EnterAsync(cinema, (await cinema.StaffAsync(StaffRole.GeneralManager)).Member.EmployeeId);
        var page = $"/console/members/{id}";

        (await general.PostAsync(page + "/give", page, ("key", "once"), ("template", template.Id), ("reason", ""))).ShouldBe(400).ShouldSay("请填写发放原因");
        for (var i = 0; i < 2; i++) (await general.PostAsync(page + "/give", page, ("key", "once"), ("template", template.Id), ("reason", "感谢反馈"))).ShouldBe(302);
        var coupon = Assert.Single(await guest.WalletAsync());
        (await general.GetAsync(page)).ShouldSay("20元券").ShouldSay("感谢反馈").ShouldSay("已支付");
        (await general.PostAsync(page + "/revoke", page, ("coupon", coupon.Id))).ShouldBe(302);
        Assert.Equal("revoked", Assert.Single(await guest.WalletAsync()).State);
        (await general.PostAsync(page + "/points", page, ("key", "p"), ("points", "80"), ("reason", "周年礼"))).ShouldBe(302);
        (await general.PostAsync(page + "/tag", page, ("tag", "影迷"))).ShouldBe(302);
        (await general.GetAsync(page)).ShouldSay("80").ShouldSay("影迷");
        (await general.PostAsync(page + "/untag", page, ("tag", "影迷"))).ShouldBe(302);
        (await general.GetAsync(page)).ShouldNotSay("影迷");
    }

    [Fact]
    public async Task An_offer_is_made_given_to_a_list_and_ended()
    {
        await using var cinema = await Cinema.OpenAsync(Backings.Embedded);
        var (one, two) = (await (await cinema.GuestAsync()).IdAsync(), await (await cinema.GuestAsync()).IdAsync());
        using var marketing = await EnterAsync(cinema, (await cinema.StaffAsync(StaffRole.Marketing)).Member.EmployeeId);
        (string, string)[] terms = [("kind", "cash"), ("code", "weekend-20"), ("name", "周末20元券"), ("amount", "20"), ("min", "60"), ("days", "30"), ("total", "10"), ("stacking", "together")];

        (await marketing.PostAsync("/console/coupons/make", "/console/coupons/new?kind=cash", [.. terms.Where(t => t.Item1 != "amount")])).ShouldBe(422).ShouldSay("请填写金额");
        var page = (await marketing.PostAsync("/console/coupons/make", "/console/coupons/new?kind=cash", terms)).ShouldBe(302).To!;
        (await marketing.GetAsync(page)).ShouldBe(200).ShouldSay("满¥60减¥20");
        (await marketing.PostAsync(page + "/list", page + "/give", ("key", "k"), ("guests", $"{one}\n{two}\n谁"), ("reason", "开业礼"))).ShouldBe(422).ShouldSay("有 1 行找不到观众，可以改正或勾选跳过：谁");
        var list = (await marketing.PostAsync(page + "/list", page + "/give", ("key", "k"), ("guests", $"{one}\n{two}\n{one}\n谁"), ("skip", "on"), ("reason", "开业礼"))).ShouldBe(302).To!;
        await Cinema.EventuallyAsync(async () => (await marketing.GetAsync(list)).Words.Contains("已完成", StringComparison.Ordinal), "the list is worked through");
        (await marketing.GetAsync(list)).ShouldSay("名单 2 人");
        Assert.Equal(2, await cinema.CountAsync(page[(page.LastIndexOf('/') + 1)..]));
        (await marketing.GetAsync(page + "/retire")).ShouldBe(200).ShouldSay("已发出的 2 张继续有效");
        (await marketing.PostAsync(page + "/retirement", page + "/retire")).ShouldBe(302);
        (await marketing.GetAsync(page)).ShouldSay("已停");
    }

    [Fact]
    public async Task A_showtime_is_looked_at_seat_by_seat_and_cancelled_after_asking_once_more()
    {
        await using var cinema = await Cinema.OpenAsync(Backings.Embedded);
        var showing = await cinema.ShowingAsync();
        var order = await (await cinema.GuestAsync()).BuysAsync(showing, 2);
        var held = await (await cinema.GuestAsync()).HoldsBestAsync(showing, 2);
        using var general = await EnterAsync(cinema, (await cinema.StaffAsync(StaffRole.GeneralManager)).Member.EmployeeId);
        var page = $"/console/showtimes/{showing.Id}";

        var seen = (await general.GetAsync(page)).ShouldBe(200);
        Assert.Equal(2, Regex.Count(seen.Html, "<g class=\"sold\"", RegexOptions.None, TimeSpan.FromSeconds(5)));
        Assert.Equal(held.Seats.Count, Regex.Count(seen.Html, "<g class=\"held\"", RegexOptions.None, TimeSpan.FromSeconds(5)));
        Assert.Equal(showing.Plan.Count, Regex.Count(seen.Html, "<g class=\"(free|held|sold|blocked)\"", RegexOptions.None, TimeSpan.FromSeconds(5)));
        seen.ShouldSay(string.Join('、', order.Seats.Select(s => s.Seat)));
        (await general.GetAsync(page + "/cancel")).ShouldBe(200).ShouldSay("2 张票，1 笔订单");
        (await general.PostAsync(page + "/cancellation", page + "/cancel")).ShouldBe(302);
        (await general.GetAsync(page)).ShouldSay("已取消");
        await Cinema.EventuallyAsync(async () => (await cinema.Service<ShowtimeSales>().OneAsync(showing, CancellationToken.None)).Sold == 0, "both seats are given back");
    }

    /// <summary>Its tags too, with what is written in them as people read it.</summary>
    private static string TextOf(ConsoleAnswer answer) => WebUtility.HtmlDecode(answer.Html);

    private static async Task<ConsoleVisitor> EnterAsync(Cinema cinema, string employeeId)
    {
        var visitor = new ConsoleVisitor(cinema);
        await visitor.EnterAsync(employeeId);
        return visitor;
    }

    private static async Task<string> HiredAsync(Cinema cinema, string cinemaId) => (await cinema.StaffAsync(StaffRole.SiteManager, cinemaId)).Member.EmployeeId;
}
