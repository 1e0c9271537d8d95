using CinemaCx.Coupons;
using CinemaCx.Orders;
using CinemaCx.Showtimes;
using CinemaCx.Tests.Orders;
using CinemaCx.Tests.Races;
using CinemaCx.Tests.Support;
using Xunit;

namespace CinemaCx.Tests.Coupons;

/// <summary>A coupon pays once and comes back once, whatever happens at the same moment.</summary>
public sealed class OneCouponManyOrders
{
    [Theory, MemberData(nameof(Backings.All), MemberType = typeof(Backings))]
    public async Task Of_a_hundred_orders_at_once_one_has_it(string backing)
    {
        await using var cinema = await Cinema.OpenAsync(backing);
        // That a guest has one open order would hide what is shown here.
        cinema.TakeOut(Guards.GuestHoldsNothing);

        var orders = await OrderAtOnceAsync(cinema);
        Assert.Single(orders);
        await cinema.BooksShouldBalanceAsync();
    }

    [Theory, MemberData(nameof(Backings.All), MemberType = typeof(Backings))]
    public async Task Without_the_guard_it_would_pay_several(string backing)
    {
        await using var cinema = await Cinema.OpenAsync(backing);
        cinema.ExpectErrors();
        cinema.TakeOut(sql => CouponGuards.CouponIsFree(Guards.GuestHoldsNothing(sql)));

        Assert.True(await Crowd.EverAsync(3, async () => (await OrderAtOnceAsync(cinema)).Count > 1));
    }

    [Theory, MemberData(nameof(Backings.All), MemberType = typeof(Backings))]
    public async Task Cancelling_while_the_money_comes_gives_it_back_or_uses_it(string backing)
    {
        await using var cinema = await Cinema.OpenAsync(backing);
        var showing = await cinema.ShowingAsync();
        var template = await cinema.TemplateAsync();
        for (var round = 0; round < 4; round++)
        {
            var guest = await cinema.GuestAsync();
            var coupon = await cinema.GiveCouponAsync(guest, template);
            var order = await guest.HoldsWithAsync(showing, showing.SideBySide(2, rowsToSkip: round), coupon);
            var prepay = await guest.OpensPaymentAsync(order.Id);

            var paying = cinema.PayAsync(prepay);
            await Crowd.AtOnceAsync(Crowd.Size, _ => guest.PostAsync($"/api/v1/orders/{order.Id}/cancellation"));
            await Task.WhenAny(paying);
            OrderView seen = null!;
            await Cinema.EventuallyAsync(async () => (seen = await guest.OrderAsync(order.Id)).State is "paid" or "cancelled", "it is decided");
            var present = await cinema.CouponRowAsync(coupon);
            Assert.Equal(seen.State == "paid" ? CouponState.Used : CouponState.Issued, present.State);
            Assert.Equal(seen.State == "paid" ? 0 : 1, await cinema.EventsAsync(coupon, "given-back"));
            await cinema.BooksShouldBalanceAsync();
        }
    }

    [Theory, MemberData(nameof(Backings.All), MemberType = typeof(Backings))]
    public async Task Refunding_the_seats_one_by_one_at_once_gives_it_back_once(string backing)
    {
        await using var cinema = await Cinema.OpenAsync(backing);
        var showing = await cinema.ShowingAsync();
        var template = await cinema.TemplateAsync();
        for (var round = 0; round < 3; round++)
        {
            var (order, coupon) = await RefundAtOnceAsync(cinema, showing, template, round);
            Assert.Equal("refunded", order.State);
            Assert.Equal(CouponState.Issued, (await cinema.CouponRowAsync(coupon)).State);
            Assert.Equal(1, await cinema.EventsAsync(coupon, "given-back"));
            await cinema.BooksShouldBalanceAsync();
        }
    }

    [Theory, MemberData(nameof(Backings.All), MemberType = typeof(Backings))]
    public async Task Cancelling_many_times_at_once_gives_it_back_once(string backing)
    {
        await using var cinema = await Cinema.OpenAsync(backing);
        Assert.Equal(1, await CancelAtOnceAsync(cinema));
        await cinema.BooksShouldBalanceAsync();
    }

    [Theory, MemberData(nameof(Backings.All), MemberType = typeof(Backings))]
    public async Task An_order_that_ran_out_takes_nothing_from_the_next(string backing)
    {
        await using var cinema = await Cinema.OpenAsync(backing);
        Assert.Equal(CouponState.Locked, await CancelTheOneThatRanOutAsync(cinema));
        await cinema.BooksShouldBalanceAsync();
    }

    [Theory, MemberData(nameof(Backings.All), MemberType = typeof(Backings))]
    public async Task Without_the_guard_the_next_would_lose_it(string backing)
    {
        await using var cinema = await Cinema.OpenAsync(backing);
        cinema.TakeOut(CouponGuards.OrderHasIt);
        Assert.Equal(CouponState.Issued, await CancelTheOneThatRanOutAsync(cinema));
    }

    [Fact]
    public async Task Without_being_alone_with_the_order_the_last_seat_would_not_know_that_it_is_the_last()
    {
        await using var cinema = await Cinema.OpenAsync(Backings.Servers);
        cinema.ExpectErrors();
        var showing = await cinema.ShowingAsync();
        var template = await cinema.TemplateAsync();
        var row = 0;
        cinema.TakeOut(CouponGuards.AloneWithTheOrder);

        Assert.True(await Crowd.EverAsync(8, async () =>
        {
            var (order, coupon) = await RefundAtOnceAsync(cinema, showing, template, row++);
            return order.State == "refunded" && (await cinema.CouponRowAsync(coupon)).State == CouponState.Used;
        }));
    }

    /// <returns>What became of the coupon that the next order has.</returns>
    private static async Task<CouponState> CancelTheOneThatRanOutAsync(Cinema cinema)
    {
        var showing = await cinema.ShowingAsync();
        var guest = await cinema.GuestAsync();
        var coupon = await cinema.GiveCouponAsync(guest, await cinema.TemplateAsync());
        var ranOut = await guest.HoldsWithAsync(showing, showing.SideBySide(2), coupon);
        cinema.FastForward(TimeSpan.FromMinutes(15));
        await guest.HoldsWithAsync(showing, showing.SideBySide(2, rowsToSkip: 1), coupon);

        await Crowd.AtOnceAsync(Crowd.Size, _ => guest.PostAsync($"/api/v1/orders/{ranOut.Id}/cancellation"));
        return (await cinema.CouponRowAsync(coupon)).State;
    }

    private static async Task<(OrderView Order, string Coupon)> RefundAtOnceAsync(Cinema cinema, Showing showing, CouponTemplateRow template, int row)
    {
        var guest = await cinema.GuestAsync();
        var coupon = await cinema.GiveCouponAsync(guest, template);
        var order = await guest.PaysAsync(cinema, await guest.HoldsWithAsync(showing, showing.SideBySide(4, row), coupon));
        await Crowd.AtOnceAsync(Crowd.Size, i => guest.PostAsync($"/api/v1/orders/{order.Id}/refund", new { seats = new[] { order.Seats[i % 4].Seat } }));
        return (await guest.OrderAsync(order.Id), coupon);
    }

    private static async Task<int> CancelAtOnceAsync(Cinema cinema)
    {
        var showing = await cinema.ShowingAsync();
        var guest = await cinema.GuestAsync();
        var coupon = await cinema.GiveCouponAsync(guest, await cinema.TemplateAsync());
        var order = await guest.HoldsWithAsync(showing, showing.SideBySide(2), coupon);
        await Crowd.AtOnceAsync(Crowd.Size, _ => guest.PostAsync($"/api/v1/orders/{order.Id}/cancellation"));
        return await cinema.EventsAsync(coupon, "given-back");
    }

    /// <returns>Those that got the coupon.</returns>
    private static async Task<List<OrderView>> OrderAtOnceAsync(Cinema cinema)
    {
        var showing = await cinema.ShowingAsync();
        var guest = await cinema.GuestAsync();
        var coupon = await cinema.GiveCouponAsync(guest, await cinema.TemplateAsync());
        var pairs = Halls.Pairs(showing.Plan);
        var answers = await Crowd.AtOnceAsync(100, i => guest.HoldWithAsync(showing, pairs[i % pairs.Count], coupon));
        return [.. answers.Where(a => a.Status == 201).Select(a => a.As<OrderView>())];
    }
}
