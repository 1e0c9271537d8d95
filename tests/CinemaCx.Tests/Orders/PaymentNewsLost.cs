using CinemaCx.Platform.Primitives;
using CinemaCx.Tests.Support;
using Xunit;

namespace CinemaCx.Tests.Orders;

/// <summary>The platform does not promise to tell: a payment is found all the same.</summary>
public sealed class PaymentNewsLost
{
    [Theory, MemberData(nameof(Backings.All), MemberType = typeof(Backings))]
    public async Task A_payment_nobody_told_of_is_found_within_a_minute(string backing)
    {
        await using var cinema = await Cinema.OpenAsync(backing);
        var showing = await cinema.ShowingAsync();
        // At once, in the middle of the hold, and in its last seconds.
        foreach (var wait in new[] { 0, 400, (15 * 60) - 15 })
        {
            var guest = await cinema.GuestAsync();
            var order = await guest.HoldsBestAsync(showing);
            var prepay = await guest.OpensPaymentAsync(order.Id);
            cinema.FastForward(TimeSpan.FromSeconds(wait));
            var paidAt = cinema.Clock.Now();
            await cinema.PayAsync(prepay, new { notify = "none" });
            cinema.FastForward(TimeSpan.FromSeconds(25));

            await guest.SeesOrderAsync(order.Id, "paid");
            Assert.True(cinema.Clock.Now() - paidAt < TimeSpan.FromMinutes(1));
            await cinema.HasHerTicketsAsync(order);
        }
    }

    /// <summary>A prepay that crossed the closing can make it payable for a minute more.</summary>
    [Theory, MemberData(nameof(Backings.All), MemberType = typeof(Backings))]
    public async Task Money_that_came_after_the_closing_is_found_within_a_minute_though_nobody_told(string backing)
    {
        await using var cinema = await Cinema.OpenAsync(backing);
        var showing = await cinema.ShowingAsync();
        foreach (var wait in new[] { 0, 57 })
        {
            var guest = await cinema.GuestAsync();
            var order = await guest.HoldsBestAsync(showing);
            var prepay = await guest.OpensPaymentAsync(order.Id);
            cinema.FastForward(TimeSpan.FromMinutes(15));
            await guest.SeesOrderAsync(order.Id, "expired");
            cinema.FastForward(TimeSpan.FromSeconds(wait));
            var paidAt = cinema.Clock.Now();
            await cinema.PayAsync(prepay, new { force = true, notify = "none" });
            cinema.FastForward(TimeSpan.FromSeconds(52));

            await guest.SeesOrderAsync(order.Id, "paid");
            Assert.True(cinema.Clock.Now() - paidAt < TimeSpan.FromMinutes(1));
            await cinema.HasHerTicketsAsync(order);
        }
    }

    [Theory, MemberData(nameof(Backings.All), MemberType = typeof(Backings))]
    public async Task A_platform_that_is_away_for_a_while_is_asked_again(string backing)
    {
        await using var cinema = await Cinema.OpenAsync(backing);
        var guest = await cinema.GuestAsync();
        var order = await guest.HoldsBestAsync(await cinema.ShowingAsync());
        var prepay = await guest.OpensPaymentAsync(order.Id);
        await cinema.BreakAsync(new { path = SimulatedPlatform.Everything, kind = "drop", times = -1 });
        var paidAt = cinema.Clock.Now();
        await cinema.PayAsync(prepay, new { notify = "none" });
        cinema.FastForward(TimeSpan.FromSeconds(25));
        await Cinema.EventuallyAsync(async () => (await cinema.CallsAsync(SimulatedPlatform.Transactions)).Count >= 2, "the platform is asked");
        Assert.Equal("held", (await guest.OrderAsync(order.Id)).State);

        await cinema.RecoverAsync();
        cinema.FastForward(TimeSpan.FromSeconds(5));

        await guest.SeesOrderAsync(order.Id, "paid");
        Assert.True(cinema.Clock.Now() - paidAt < TimeSpan.FromMinutes(1));
        await cinema.HasHerTicketsAsync(order);
    }
}
