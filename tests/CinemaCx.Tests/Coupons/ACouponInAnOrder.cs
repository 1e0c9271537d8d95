using CinemaCx.Coupons;
using CinemaCx.Orders;
using CinemaCx.Platform.Primitives;
using CinemaCx.Showtimes;
using CinemaCx.Staff;
using CinemaCx.Tests.Orders;
using CinemaCx.Tests.Support;
using LinqToDB;
using LinqToDB.Async;
using Xunit;

namespace CinemaCx.Tests.Coupons;

/// <summary>A coupon pays part of an order, and comes back when the order does not stand.</summary>
public sealed class ACouponInAnOrder
{
    [Theory, MemberData(nameof(Backings.All), MemberType = typeof(Backings))]
    public async Task It_pays_part_and_stays_used_until_the_last_seat_came_back(string backing)
    {
        await using var cinema = await Cinema.OpenAsync(backing);
        var showing = await cinema.ShowingAsync();
        var guest = await cinema.GuestAsync();
        var coupon = await cinema.GiveCouponAsync(guest, await cinema.TemplateAsync());
        var seats = showing.SideBySide(2);
        var plain = OrderShop.Quote(showing, seats, member: null, []).Total;
        var offered = await guest.CouponAsync(coupon, $"?showtimeId={showing.Id}&seats={string.Join(',', seats)}");
        Assert.Equal((true, "usable", Fen.Yuan(20), "立减¥20"), (offered.Usable, offered.State, offered.TakesOffFen!.Value, offered.What));

        var order = await guest.HoldsWithAsync(showing, seats, coupon);
        Assert.Equal(plain - Fen.Yuan(20), order.TotalFen);
        Assert.Equal(order.TotalFen, order.PriceLines.Sum(l => l.AmountFen));
        Assert.Equal(order.TotalFen, order.Seats.Sum(s => s.PriceFen));
        Assert.All(order.PriceLines.Where(l => l.Kind == "coupon"), l => Assert.Equal("优惠券 20元券", l.Text));
        var locked = await guest.CouponAsync(coupon);
        Assert.Equal(("locked", order.Id, false), (locked.State, locked.OrderId, locked.Usable));

        order = await guest.PaysAsync(cinema, order);
        Assert.Equal("used", (await guest.CouponAsync(coupon)).State);
        (await guest.HoldWithAsync(showing, showing.SideBySide(2, rowsToSkip: 2), coupon)).ShouldRefuse(409, "coupon-used");
        await cinema.BooksShouldBalanceAsync();

        (await guest.PostAsync($"/api/v1/orders/{order.Id}/refund", new { seats = new[] { seats[0] } })).ShouldBe(201);
        Assert.Equal("used", (await guest.CouponAsync(coupon)).State);
        (await guest.PostAsync($"/api/v1/orders/{order.Id}/refund", new { seats = new[] { seats[1] } })).ShouldBe(201);
        var back = await guest.CouponAsync(coupon);
        Assert.Equal("usable", back.State);
        Assert.Equal(["发放：感谢您的光临", "下单使用，待支付", "已抵扣", "订单取消或退款，已退回"], back.History.Select(h => h.Text));
        await cinema.BooksShouldBalanceAsync();
    }

    [Theory, MemberData(nameof(Backings.All), MemberType = typeof(Backings))]
    public async Task It_comes_back_when_she_cancels_or_lets_the_hold_run_out(string backing)
    {
        await using var cinema = await Cinema.OpenAsync(backing);
        var showing = await cinema.ShowingAsync();
        var guest = await cinema.GuestAsync();
        var coupon = await cinema.GiveCouponAsync(guest, await cinema.TemplateAsync());
        var seats = showing.SideBySide(2);

        foreach (var withPayment in new[] { false, true })
        {
            var cancelled = await guest.HoldsWithAsync(showing, seats, coupon);
            if (withPayment) await guest.OpensPaymentAsync(cancelled.Id);
            (await guest.PostAsync($"/api/v1/orders/{cancelled.Id}/cancellation")).ShouldBe(200);
            Assert.Equal("usable", (await guest.CouponAsync(coupon)).State);
            await cinema.BooksShouldBalanceAsync();
        }

        // Nobody sweeps: past its time the order has it no longer.
        await guest.HoldsWithAsync(showing, seats, coupon);
        cinema.FastForward(TimeSpan.FromMinutes(15));
        Assert.Equal("usable", (await guest.CouponAsync(coupon)).State);
        var next = await guest.HoldsWithAsync(showing, seats, coupon);
        // With a payment open it waits until that is closed, which wanting it makes happen.
        await guest.OpensPaymentAsync(next.Id);
        cinema.FastForward(TimeSpan.FromMinutes(16));
        var last = await guest.HoldsWithAsync(showing, seats, coupon);
        await guest.PaysAsync(cinema, last);
        Assert.Equal(5, await cinema.EventsAsync(coupon, "locked"));
        Assert.Equal(4, await cinema.EventsAsync(coupon, "given-back"));
        await cinema.BooksShouldBalanceAsync();
    }

    [Theory, MemberData(nameof(Backings.All), MemberType = typeof(Backings))]
    public async Task What_ends_while_an_order_keeps_it_gets_a_week_once(string backing)
    {
        await using var cinema = await Cinema.OpenAsync(backing);
        var showing = await cinema.ShowingAsync();
        var guest = await cinema.GuestAsync();
        var ends = cinema.Clock.Now() + TimeSpan.FromMinutes(10);
        var template = await cinema.TemplateAsync(t => t with { ValidDays = null, ValidUntil = ends });
        var (ranOut, givenUp, never) = (await cinema.GiveCouponAsync(guest, template), await cinema.GiveCouponAsync(guest, template), await cinema.GiveCouponAsync(guest, template));

        var order = await guest.HoldsWithAsync(showing, showing.SideBySide(2), ranOut);
        cinema.FastForward(TimeSpan.FromMinutes(16));
        var back = await guest.CouponAsync(ranOut);
        Assert.Equal(("usable", order.ExpiresAt + TimeSpan.FromDays(7)), (back.State, back.ValidUntil));
        Assert.Equal("退回时有效期不足，已延长7天", back.History[^1].Text);
        Assert.Equal("expired", (await guest.CouponAsync(never)).State);
        (await guest.HoldWithAsync(showing, showing.SideBySide(2), givenUp)).ShouldRefuse(422, "coupon-expired");

        order = await guest.HoldsWithAsync(showing, showing.SideBySide(2), ranOut);
        (await guest.PostAsync($"/api/v1/orders/{order.Id}/cancellation")).ShouldBe(200);
        Assert.Equal(back.ValidUntil, (await guest.CouponAsync(ranOut)).ValidUntil);
        Assert.Equal(1, await cinema.EventsAsync(ranOut, "extended"));
        await cinema.BooksShouldBalanceAsync();
    }

    [Theory, MemberData(nameof(Backings.All), MemberType = typeof(Backings))]
    public async Task A_cancelled_showtime_gives_it_back(string backing)
    {
        await using var cinema = await Cinema.OpenAsync(backing);
        var showing = await cinema.ShowingAsync();
        var guest = await cinema.GuestAsync();
        var coupon = await cinema.GiveCouponAsync(guest, await cinema.TemplateAsync());
        var order = await guest.PaysAsync(cinema, await guest.HoldsWithAsync(showing, showing.SideBySide(2), coupon));

        await cinema.Service<CancelShowtime>().RunAsync((await cinema.StaffAsync(StaffRole.DutyManager)).Member, showing.Id, CancellationToken.None);
        await guest.SeesOrderAsync(order.Id, "refunded");
        Assert.Equal("usable", (await guest.CouponAsync(coupon)).State);
        await cinema.BooksShouldBalanceAsync();
    }

    [Theory, MemberData(nameof(Backings.All), MemberType = typeof(Backings))]
    public async Task An_exchange_ticket_that_pays_everything_needs_no_platform(string backing)
    {
        await using var cinema = await Cinema.OpenAsync(backing);
        var showing = await cinema.ShowingAsync();
        var guest = await cinema.GuestAsync();
        var coupon = await cinema.GiveCouponAsync(
            guest, await cinema.TemplateAsync(t => t with { Name = "免费兑换券", Kind = CouponKind.Exchange, Amount = null, Cap = Fen.Yuan(200) }));
        var seat = showing.SideBySide(1);

        var order = await guest.HoldsWithAsync(showing, seat, coupon);
        Assert.Equal(Fen.Zero, order.TotalFen);
        var paid = (await guest.PostAsync($"/api/v1/orders/{order.Id}/payment")).ShouldBe(200);
        Assert.True(paid.Body.GetProperty("paid").GetBoolean());
        Assert.Equal("used", (await guest.CouponAsync(coupon)).State);
        await cinema.BooksShouldBalanceAsync();
        (await guest.PostAsync($"/api/v1/orders/{order.Id}/refund", new { seats = seat })).ShouldBe(201);
        Assert.Equal("usable", (await guest.CouponAsync(coupon)).State);
        await cinema.BooksShouldBalanceAsync();
    }

    [Theory, MemberData(nameof(Backings.All), MemberType = typeof(Backings))]
    public async Task What_does_not_fit_is_refused_with_the_reason_and_the_wallet_says_it_too(string backing)
    {
        await using var cinema = await Cinema.OpenAsync(backing);
        var showing = await cinema.ShowingAsync();
        var (guest, other) = (await cinema.GuestAsync(), await cinema.GuestAsync());
        var seats = showing.SideBySide(2);
        (Func<CouponTemplateRow, CouponTemplateRow> With, string Code, string Says)[] misfits =
        [
            (t => t with { MinSpend = Fen.Yuan(1000) }, "coupon-below-min-spend", "票价满¥1000可用"),
            (t => t with { Scope = """{"CinemaIds":["elsewhere"],"FilmIds":null}""" }, "coupon-wrong-cinema", "本影院不可用此优惠券"),
            (t => t with { Scope = """{"CinemaIds":null,"FilmIds":["another"]}""" }, "coupon-wrong-film", "本影片不可用此优惠券"),
            (t => t with { ValidFrom = cinema.Clock.Now() + TimeSpan.FromDays(1) }, "coupon-not-yet-valid", "优惠券尚未到可用时间"),
        ];
        foreach (var (with, code, says) in misfits)
        {
            var coupon = await cinema.GiveCouponAsync(guest, await cinema.TemplateAsync(with));
            (await guest.HoldWithAsync(showing, seats, coupon)).ShouldRefuse(422, code);
            var shown = await guest.CouponAsync(coupon, $"?showtimeId={showing.Id}&seats={string.Join(',', seats)}");
            Assert.Equal((false, says), (shown.Usable, shown.Unusable));
        }

        var hers = await cinema.GiveCouponAsync(guest, await cinema.TemplateAsync(t => t with { Scope = $$"""{"CinemaIds":["{{showing.Cinema.Id}}"],"FilmIds":["{{showing.Film.Id}}"]}""" }));
        (await other.HoldWithAsync(showing, seats, hers)).ShouldRefuse(404, "coupon-not-found");
        Assert.Empty(await other.WalletAsync());
        // What was refused took no seats.
        await guest.HoldsWithAsync(showing, seats, hers);
        await cinema.BooksShouldBalanceAsync();
    }

    [Theory, MemberData(nameof(Backings.All), MemberType = typeof(Backings))]
    public async Task Late_money_uses_it_again_or_goes_back(string backing)
    {
        await using var cinema = await Cinema.OpenAsync(backing);
        var showing = await cinema.ShowingAsync();
        var guest = await cinema.GuestAsync();
        var template = await cinema.TemplateAsync();
        foreach (var usedElsewhere in new[] { false, true })
        {
            var coupon = await cinema.GiveCouponAsync(guest, template);
            var seats = showing.SideBySide(2, rowsToSkip: usedElsewhere ? 2 : 0);
            var order = await guest.HoldsWithAsync(showing, seats, coupon);
            var prepay = await guest.OpensPaymentAsync(order.Id);
            cinema.FastForward(TimeSpan.FromMinutes(16));
            await guest.SeesOrderAsync(order.Id, "expired");
            await cinema.BooksShowAsync(order.Id, b => b.Order.State == OrderState.Expired, "the payment is closed");
            if (usedElsewhere) await guest.PaysAsync(cinema, await guest.HoldsWithAsync(showing, showing.SideBySide(2, rowsToSkip: 4), coupon));

            await cinema.PayAsync(prepay, new { force = true });
            if (usedElsewhere) await cinema.MoneyIsBackAsync(order.Id, order.TotalFen.Value);
            else await guest.SeesOrderAsync(order.Id, "paid");
            Assert.Equal("used", (await guest.CouponAsync(coupon)).State);
            await cinema.BooksShouldBalanceAsync();
        }
    }
}
