using CinemaCx.Coupons;
using CinemaCx.Orders;
using CinemaCx.Platform.Primitives;
using CinemaCx.Tests.Orders;
using CinemaCx.Tests.Races;
using CinemaCx.Tests.Support;
using LinqToDB;
using LinqToDB.Async;
using Xunit;

namespace CinemaCx.Tests.Coupons;

/// <summary>An order takes several coupons, all or none, and gives all of them back.</summary>
public sealed class SeveralCouponsInAnOrder
{
    [Theory, MemberData(nameof(Backings.All), MemberType = typeof(Backings))]
    public async Task They_take_off_one_after_the_other_and_come_back_together(string backing)
    {
        await using var cinema = await Cinema.OpenAsync(backing);
        var showing = await cinema.ShowingAsync();
        var guest = await cinema.GuestAsync();
        var cash = await cinema.GiveCouponAsync(guest, await cinema.TemplateAsync(t => t with { Name = "5元券", Amount = Fen.Yuan(5) }));
        var percent = await cinema.GiveCouponAsync(
            guest, await cinema.TemplateAsync(t => t with { Name = "9折券", Kind = CouponKind.Percent, Amount = null, Percent = 10, Cap = Fen.Yuan(30), Position = 300 }));
        var seats = showing.SideBySide(2);
        var plain = OrderShop.Quote(showing, seats, member: null, []);

        var order = await guest.HoldsWithAsync(showing, seats, cash, percent);
        var tickets = plain.Total - showing.Showtime.ServiceFee * 2;
        Assert.Equal(plain.Total - tickets.Percent(10) - Fen.Yuan(5), order.TotalFen);
        Assert.Equal(order.TotalFen, order.PriceLines.Sum(l => l.AmountFen));
        Assert.All(order.PriceLines, l => Assert.NotEqual("", l.Why));
        Assert.Equal([percent, cash], order.PriceLines.Where(l => l.CouponId is not null).Select(l => l.CouponId).Distinct());
        Assert.Contains(order.PriceLines, l => l.Why == $"9折，最高减¥30，按票价{tickets}计算，应减{tickets.Percent(10)}，分摊到各座");
        Assert.Equal(new[] { cash, percent }.Order(StringComparer.Ordinal), order.CouponIds);
        Assert.Equal((Fen.Yuan(5), tickets.Percent(10)), (await TookAsync(cinema, order.Id, cash), await TookAsync(cinema, order.Id, percent)));

        order = await guest.PaysAsync(cinema, order);
        Assert.All(new[] { cash, percent }, c => Assert.Equal(CouponState.Used, cinema.CouponRowAsync(c).Result.State));
        await cinema.BooksShouldBalanceAsync();
        await Crowd.AtOnceAsync(Crowd.Size, i => guest.PostAsync($"/api/v1/orders/{order.Id}/refund", new { seats = new[] { seats[i % 2] } }));
        foreach (var coupon in new[] { cash, percent })
        {
            Assert.Equal("usable", (await guest.CouponAsync(coupon)).State);
            Assert.Equal(1, await cinema.EventsAsync(coupon, "given-back"));
        }

        await cinema.BooksShouldBalanceAsync();
    }

    [Theory, MemberData(nameof(Backings.All), MemberType = typeof(Backings))]
    public async Task Where_one_of_them_cannot_be_had_none_is_taken(string backing)
    {
        await using var cinema = await Cinema.OpenAsync(backing);
        var showing = await cinema.ShowingAsync();
        var guest = await cinema.GuestAsync();
        var small = await cinema.TemplateAsync(t => t with { Amount = Fen.Yuan(2), PerOrderLimit = 3 });
        string[] coupons = [await cinema.GiveCouponAsync(guest, small), await cinema.GiveCouponAsync(guest, small), await cinema.GiveCouponAsync(guest, small)];
        cinema.TakeOut(Guards.GuestHoldsNothing);
        var pairs = Halls.Pairs(showing.Plan);

        // Overlapping pairs of coupons, named in either order: each coupon is with one order at most, and nobody waits in a circle.
        var answers = await Crowd.AtOnceAsync(Crowd.Size, i => guest.HoldWithAsync(showing, pairs[i % pairs.Count], coupons[i % 3], coupons[(i + 1 + i / 3 % 2) % 3]));
        Assert.Single(answers, a => a.Status == 201);
        Assert.All(answers, a => Assert.True(a.Status is 201 or 409, a.Text));
        Assert.Equal(2, (await Task.WhenAll(coupons.Select(c => cinema.CouponRowAsync(c)))).Count(c => c.State == CouponState.Locked));
        await cinema.BooksShouldBalanceAsync();
    }

    [Theory, MemberData(nameof(Backings.All), MemberType = typeof(Backings))]
    public async Task What_may_not_be_used_together_is_refused_with_the_rule(string backing)
    {
        await using var cinema = await Cinema.OpenAsync(backing);
        var showing = await cinema.ShowingAsync();
        var guest = await cinema.GuestAsync();
        var seats = showing.SideBySide(2);
        var plain = await cinema.TemplateAsync(t => t with { Amount = Fen.Yuan(1), PerOrderLimit = 9 });
        var alone = await cinema.TemplateAsync(t => t with { Amount = Fen.Yuan(1), Stacking = CouponStacking.Alone });
        var wide = await cinema.TemplateAsync(t => t with { Amount = Fen.Yuan(1), Category = "拉新", CategoryLimit = 2 });
        var narrow = await cinema.TemplateAsync(t => t with { Amount = Fen.Yuan(1), Category = "拉新", CategoryLimit = 1 });
        var once = await cinema.TemplateAsync(t => t with { Amount = Fen.Yuan(1) });
        var cola = await cinema.TemplateAsync(t => t with { Kind = CouponKind.Concession, Goods = "可乐" });
        Task<string> GiveAsync(CouponTemplateRow template) => cinema.GiveCouponAsync(guest, template);

        (await guest.HoldWithAsync(showing, seats, await GiveAsync(plain), await GiveAsync(plain), await GiveAsync(plain), await GiveAsync(plain))).ShouldRefuse(422, "coupon-too-many");
        (await guest.HoldWithAsync(showing, seats, await GiveAsync(plain), await GiveAsync(alone))).ShouldRefuse(422, "coupon-not-stackable");
        (await guest.HoldWithAsync(showing, seats, await GiveAsync(wide), await GiveAsync(narrow))).ShouldRefuse(422, "coupon-category-limit");
        (await guest.HoldWithAsync(showing, seats, await GiveAsync(once), await GiveAsync(once))).ShouldRefuse(422, "coupon-per-order-limit");
        (await guest.HoldWithAsync(showing, seats, await GiveAsync(cola))).ShouldRefuse(422, "coupon-for-counter");
        var twice = await GiveAsync(plain);
        (await guest.HoldWithAsync(showing, seats, twice, twice)).ShouldRefuse(400, "malformed-request");

        var order = await guest.HoldsWithAsync(showing, seats, await GiveAsync(plain), await GiveAsync(plain), await GiveAsync(once));
        (await guest.PostAsync($"/api/v1/orders/{order.Id}/cancellation")).ShouldBe(200);
        Assert.All(await guest.WalletAsync(), c => Assert.Equal("usable", c.State));
        await cinema.BooksShouldBalanceAsync();
    }

    [Theory, MemberData(nameof(Backings.All), MemberType = typeof(Backings))]
    public async Task The_best_are_chosen_and_cost_what_was_said(string backing)
    {
        await using var cinema = await Cinema.OpenAsync(backing);
        var showing = await cinema.ShowingAsync();
        var guest = await cinema.GuestAsync();
        var seats = showing.SideBySide(2);
        var query = $"?showtimeId={showing.Id}&seats={string.Join(',', seats)}";
        Assert.Equal("没有适用于本单的优惠券", (await BestAsync(guest, query)).Why);

        var alone = await cinema.GiveCouponAsync(guest, await cinema.TemplateAsync(t => t with { Name = "独享券", Amount = Fen.Yuan(12), Stacking = CouponStacking.Alone }));
        var seven = await cinema.GiveCouponAsync(guest, await cinema.TemplateAsync(t => t with { Name = "7元券", Amount = Fen.Yuan(7) }));
        var six = await cinema.GiveCouponAsync(guest, await cinema.TemplateAsync(t => t with { Name = "6元券", Amount = Fen.Yuan(6) }));
        var elsewhere = await cinema.GiveCouponAsync(guest, await cinema.TemplateAsync(t => t with { Scope = """{"FilmIds":["another"]}""" }));
        var best = await BestAsync(guest, query);
        Assert.Equal(new[] { seven, six }.Order(StringComparer.Ordinal), best.CouponIds.Order(StringComparer.Ordinal));
        Assert.Equal(Fen.Yuan(13), best.TakesOffFen);
        Assert.Equal("独享券不能与其他优惠券同时使用", best.Others.Single(o => o.CouponId == alone).Why);
        Assert.Equal("本影片不可用此优惠券", best.Others.Single(o => o.CouponId == elsewhere).Why);

        var order = await guest.HoldsWithAsync(showing, seats, [.. best.CouponIds]);
        Assert.Equal((best.TotalFen, best.PriceLines.Count), (order.TotalFen, order.PriceLines.Count));
    }

    private static async Task<BestCouponsView> BestAsync(Guest guest, string query) => (await guest.GetAsync("/api/v1/me/coupons/best" + query)).ShouldBe(200).As<BestCouponsView>();

    private static async Task<Fen> TookAsync(Cinema cinema, string order, string coupon)
    {
        await using var db = cinema.Database.Read();
        return (await db.GetTable<CouponUseRow>().FirstAsync(u => u.OrderId == order && u.CouponId == coupon)).Took;
    }
}
