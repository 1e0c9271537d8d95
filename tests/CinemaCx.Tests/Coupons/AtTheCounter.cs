using CinemaCx.Coupons;
using CinemaCx.Platform.Primitives;
using CinemaCx.Staff;
using CinemaCx.Tests.Races;
using CinemaCx.Tests.Support;
using Xunit;

namespace CinemaCx.Tests.Coupons;

/// <summary>A coupon for goods is handed in once, at a counter where it is good.</summary>
public sealed class AtTheCounter
{
    [Theory, MemberData(nameof(Backings.All), MemberType = typeof(Backings))]
    public async Task Of_many_who_scan_it_one_hands_out(string backing)
    {
        await using var cinema = await Cinema.OpenAsync(backing);
        Assert.Equal(1, (await ScanAtOnceAsync(cinema)).Count(a => a.Status == 200));
        await cinema.BooksShouldBalanceAsync();
    }

    [Theory, MemberData(nameof(Backings.All), MemberType = typeof(Backings))]
    public async Task Without_the_guard_many_would(string backing)
    {
        await using var cinema = await Cinema.OpenAsync(backing);
        cinema.TakeOut(Unguarded);
        Assert.True(await Crowd.EverAsync(3, async () => (await ScanAtOnceAsync(cinema)).Count(a => a.Status == 200) > 1));

        // What is looked at before writing is taken out too: where writers stand in line it alone would do.
        static string Unguarded(string sql) => CouponGuards.HandedOutOnce(sql);
    }

    [Theory, MemberData(nameof(Backings.All), MemberType = typeof(Backings))]
    public async Task It_says_why_not(string backing)
    {
        await using var cinema = await Cinema.OpenAsync(backing);
        var showing = await cinema.ShowingAsync();
        var guest = await cinema.GuestAsync();
        var (usher, _) = await cinema.StaffAsync(StaffRole.Usher, showing.Cinema.Id);
        var (general, _) = await cinema.StaffAsync(StaffRole.GeneralManager);
        var (marketing, _) = await cinema.StaffAsync(StaffRole.Marketing);
        var good = await ColaAsync(cinema, guest, t => t with { Scope = CouponScope.Write(new CouponScope(CinemaIds: [showing.Cinema.Id], Channels: [SaleChannel.Counter])) });
        var elsewhere = await ColaAsync(cinema, guest, t => t with { Scope = """{"CinemaIds":["other"]}""" });
        var mornings = await ColaAsync(cinema, guest, t => t with { Scope = CouponScope.Write(new CouponScope(DayParts: [new DayPart(new TimeOnly(6, 0), new TimeOnly(9, 0))])) });
        var mondays = await ColaAsync(cinema, guest, t => t with { Scope = CouponScope.Write(new CouponScope(Weekdays: [1])) });

        Assert.Equal(("凭券到柜台领取中杯可乐1杯", "concession"), (good.What, good.Kind));
        (await ScanAsync(cinema, marketing, good.CounterQr!)).ShouldBe(403);
        (await ScanAsync(cinema, usher, "K7QF-92MX-PD3T")).ShouldRefuse(404, "coupon-code-invalid");
        (await ScanAsync(cinema, usher, "")).ShouldRefuse(400, "code-required");
        (await ScanAsync(cinema, usher, elsewhere.CounterQr!)).ShouldRefuse(422, "coupon-wrong-cinema");
        (await ScanAsync(cinema, usher, mornings.CounterQr!)).ShouldRefuse(422, "coupon-wrong-time");
        (await ScanAsync(cinema, usher, mondays.CounterQr!)).ShouldRefuse(422, "coupon-wrong-time");
        (await ScanAsync(cinema, general, good.CounterQr!)).ShouldRefuse(422, "coupon-cinema-required");
        var handed = (await ScanAsync(cinema, usher, good.CounterCode!.ToLowerInvariant())).ShouldBe(200);
        Assert.Equal("中杯可乐1杯", handed.Body.GetProperty("goods").GetString());
        (await ScanAsync(cinema, usher, good.CounterQr!)).ShouldRefuse(409, "coupon-used");
        var used = await guest.CouponAsync(good.Id);
        Assert.Equal(("used", null, "已抵扣"), (used.State, used.CounterQr, used.History[^1].Text));
        cinema.FastForward(TimeSpan.FromDays(40));
        (await ScanAsync(cinema, usher, mondays.CounterQr!)).ShouldRefuse(422, "coupon-expired");
        await cinema.BooksShouldBalanceAsync();
    }

    private static async Task<Answer[]> ScanAtOnceAsync(Cinema cinema)
    {
        var showing = await cinema.ShowingAsync();
        var coupon = await ColaAsync(cinema, await cinema.GuestAsync(), t => t);
        var ushers = await Crowd.AtOnceAsync(Crowd.Size, async _ => (await cinema.StaffAsync(StaffRole.Usher, showing.Cinema.Id)).Token);
        var answers = await Crowd.AtOnceAsync(Crowd.Size, i => ScanAsync(cinema, ushers[i], i % 2 == 0 ? coupon.CounterQr! : coupon.CounterCode!));
        Assert.All(answers.Where(a => a.Status != 200), a => a.ShouldRefuse(409, "coupon-used"));
        return answers;
    }

    private static async Task<CouponView> ColaAsync(Cinema cinema, Guest guest, Func<CouponTemplateRow, CouponTemplateRow> with)
    {
        var template = await cinema.TemplateAsync(t => with(t with { Name = "可乐券", Kind = CouponKind.Concession, Amount = Fen.Yuan(6), Goods = "中杯可乐1杯" }));
        return await guest.CouponAsync(await cinema.GiveCouponAsync(guest, template));
    }

    private static Task<Answer> ScanAsync(Cinema cinema, string staff, string code) => cinema.StaffPostAsync(staff, "/api/v1/coupon-redemptions", new { code });
}
