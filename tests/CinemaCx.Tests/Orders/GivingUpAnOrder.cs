using System.Text;
using CinemaCx.Orders;
using CinemaCx.Showtimes;
using CinemaCx.Tests.Support;
using Xunit;

namespace CinemaCx.Tests.Orders;

/// <summary>A guest gives up an order she has not paid, or thinks she has not.</summary>
public sealed class GivingUpAnOrder
{
    [Theory, MemberData(nameof(Backings.All), MemberType = typeof(Backings))]
    public async Task Before_paying_is_opened_the_seats_are_free_at_once(string backing)
    {
        await using var cinema = await Cinema.OpenAsync(backing);
        var showing = await cinema.ShowingAsync();
        var (guest, other) = (await cinema.GuestAsync(), await cinema.GuestAsync());
        var order = await guest.HoldsAsync(showing, showing.SideBySide(2));

        Assert.Equal("cancelled", (await CancelAsync(guest, order)).ShouldBe(200).As<OrderView>().State);
        Assert.Equal("cancelled", (await CancelAsync(guest, order)).ShouldBe(200).As<OrderView>().State);

        await other.HoldsAsync(showing, showing.SideBySide(2));
        (await guest.PostAsync($"/api/v1/orders/{order.Id}/payment")).ShouldRefuse(409, "order-ended");
        (await CancelAsync(other, order)).ShouldRefuse(404, "order-not-found");
        Assert.Empty(await cinema.CallsAsync());
        await cinema.BooksShouldBalanceAsync();
    }

    [Theory, MemberData(nameof(Backings.All), MemberType = typeof(Backings))]
    public async Task The_platform_closes_the_payment_before_the_seats_are_free(string backing)
    {
        await using var cinema = await Cinema.OpenAsync(backing);
        var showing = await cinema.ShowingAsync();
        var (guest, other) = (await cinema.GuestAsync(), await cinema.GuestAsync());
        var order = await guest.HoldsAsync(showing, showing.SideBySide(2));
        var prepay = await guest.OpensPaymentAsync(order.Id);
        await cinema.BreakAsync(new { path = SimulatedPlatform.Close, kind = "slow", ms = 1_000 });

        var cancelling = CancelAsync(guest, order);
        await Task.Delay(300);
        Assert.Equal("NOTPAY", (await cinema.MoneyAsync(prepay)).State);
        (await other.HoldAsync(showing, showing.SideBySide(2))).ShouldRefuse(409, "seats-taken");

        Assert.Equal("cancelled", (await cancelling).ShouldBe(200).As<OrderView>().State);
        Assert.Equal("CLOSED", (await cinema.MoneyAsync(prepay)).State);
        await other.HoldsAsync(showing, showing.SideBySide(2));
        await cinema.BooksShouldBalanceAsync();
    }

    [Theory, MemberData(nameof(Backings.All), MemberType = typeof(Backings))]
    public async Task An_order_that_was_paid_a_moment_ago_stays_hers(string backing)
    {
        await using var cinema = await Cinema.OpenAsync(backing);
        var guest = await cinema.GuestAsync();
        var order = await guest.HoldsBestAsync(await cinema.ShowingAsync());
        await cinema.PayAsync(await guest.OpensPaymentAsync(order.Id), new { notify = "none" });

        (await CancelAsync(guest, order)).ShouldRefuse(409, "order-already-paid");

        await cinema.HasHerTicketsAsync(order);
        (await CancelAsync(guest, order)).ShouldRefuse(409, "order-already-paid");
    }

    [Theory, MemberData(nameof(Backings.All), MemberType = typeof(Backings))]
    public async Task While_the_platform_is_away_nothing_changes(string backing)
    {
        await using var cinema = await Cinema.OpenAsync(backing);
        var showing = await cinema.ShowingAsync();
        var (guest, other) = (await cinema.GuestAsync(), await cinema.GuestAsync());
        var order = await guest.HoldsAsync(showing, showing.SideBySide(2));
        var prepay = await guest.OpensPaymentAsync(order.Id);

        foreach (var fault in new object[]
        {
            new { path = SimulatedPlatform.Everything, kind = "drop", times = -1 },
            new { path = SimulatedPlatform.Everything, kind = "http", status = 502, times = -1 },
            new { path = SimulatedPlatform.Close, kind = "error", code = "FREQUENCY_LIMITED", status = 429, times = -1 },
            new { path = SimulatedPlatform.Everything, kind = "badSignature", method = "GET", times = -1 },
        })
        {
            await cinema.BreakAsync(new { path = SimulatedPlatform.Close, kind = "error", code = "SYSTEM_ERROR", status = 500, times = 2 });
            await cinema.BreakAsync(fault);
            var refused = (await CancelAsync(guest, order)).ShouldRefuse(503, "payment-platform-unavailable");
            Assert.True(refused.Headers.ContainsKey("Retry-After"));
            await cinema.RecoverAsync();
            Assert.Equal("held", (await guest.OrderAsync(order.Id)).State);
            (await other.HoldAsync(showing, showing.SideBySide(2))).ShouldRefuse(409, "seats-taken");
        }

        await cinema.PayAsync(prepay);
        await cinema.HasHerTicketsAsync(order);
    }

    [Theory, MemberData(nameof(Backings.All), MemberType = typeof(Backings))]
    public async Task Thirty_two_guests_who_pay_and_give_up_at_the_same_moment_have_one_or_the_other(string backing)
    {
        const int Guests = 32;
        await using var cinema = await Cinema.OpenAsync(backing);
        var showing = await cinema.ShowingAsync();
        var guests = await cinema.GuestsAsync(Guests);

        await Parallel.ForAsync(0, Guests, new ParallelOptions { MaxDegreeOfParallelism = Guests }, async (i, _) =>
        {
            var order = await HoldsSomethingAsync(guests[i], showing);
            var prepay = await guests[i].OpensPaymentAsync(order.Id);
            var paying = cinema.Http.PostAsync($"{cinema.PayUrl}/_sim/payments/{prepay}/pay", JsonBody(i % 2 == 0 ? "send" : "none"));
            var answer = await CancelAsync(guests[i], order);
            using var paid = await paying;
            if (answer.Status == 409) answer.ShouldRefuse(409, "order-already-paid");
            else answer.ShouldBe(200);
            Assert.Equal(paid.IsSuccessStatusCode, answer.Status == 409);
            if (answer.Status == 409) await cinema.HasHerTicketsAsync(order);
            else Assert.Equal("cancelled", (await guests[i].OrderAsync(order.Id)).State);
        });
        await cinema.BooksShouldBalanceAsync();
    }

    private static StringContent JsonBody(string notify) => new($$"""{"notify":"{{notify}}"}""", Encoding.UTF8, "application/json");

    private static Task<Answer> CancelAsync(Guest guest, OrderView order) => guest.PostAsync($"/api/v1/orders/{order.Id}/cancellation");

    // Many ask for the best seats at once: who was too slow asks again.
    private static async Task<OrderView> HoldsSomethingAsync(Guest guest, Showing showing)
    {
        while (true)
        {
            var best = (await guest.PostAsync($"/api/v1/showtimes/{showing.Id}/best-seats", new { count = 2 })).ShouldBe(200);
            var held = await guest.HoldAsync(showing, best.Body.GetProperty("seats").EnumerateArray().Select(s => s.GetString()!));
            if (held.Status == 201) return held.As<OrderView>();
            held.ShouldBe(409);
        }
    }
}
