using CinemaCx.Orders;
using CinemaCx.Showtimes;
using CinemaCx.Tests.Support;
using Xunit;

namespace CinemaCx.Tests.Races;

public sealed class OneOpenOrder
{
    [Theory, MemberData(nameof(Backings.All), MemberType = typeof(Backings))]
    public async Task A_guest_who_asks_thirty_two_times_at_once_for_different_seats_holds_one_order(string backing)
    {
        await using var cinema = await Cinema.OpenAsync(backing);
        var showing = await cinema.ShowingAsync();
        var guest = await cinema.GuestAsync();

        var answers = await AskAsync(guest, showing);
        var order = Assert.Single(answers, a => a.Status == 201).As<OrderView>();
        foreach (var answer in answers.Where(a => a.Status != 201))
            Assert.Equal(order.Id, answer.ShouldRefuse(409, "open-order-exists").Body.GetProperty("parameters").GetProperty("orderId").GetString());
        await cinema.BooksShouldBalanceAsync();
    }

    [Theory, MemberData(nameof(Backings.All), MemberType = typeof(Backings))]
    public async Task Without_the_guard_of_the_guest_she_would_hold_many(string backing)
    {
        await using var cinema = await Cinema.OpenAsync(backing);
        cinema.TakeOut(Guards.GuestHoldsNothing);

        var answers = await AskAsync(await cinema.GuestAsync(), await cinema.ShowingAsync());
        Assert.True(answers.Count(a => a.Status == 201) > 1);
    }

    [Theory, MemberData(nameof(Backings.All), MemberType = typeof(Backings))]
    public async Task Cancelling_it_thirty_two_times_at_once_is_cancelling_it(string backing)
    {
        await using var cinema = await Cinema.OpenAsync(backing);
        var showing = await cinema.ShowingAsync();
        var guest = await cinema.GuestAsync();

        foreach (var withPayment in new[] { false, true })
        {
            var order = await guest.HoldsBestAsync(showing);
            if (withPayment) await guest.OpensPaymentAsync(order.Id);
            var answers = await Crowd.AtOnceAsync(Crowd.Size, _ => guest.PostAsync($"/api/v1/orders/{order.Id}/cancellation"));
            Assert.All(answers, a => Assert.Equal("cancelled", a.ShouldBe(200).As<OrderView>().State));
        }

        await cinema.BooksShouldBalanceAsync();
    }

    private static Task<Answer[]> AskAsync(Guest guest, Showing showing)
    {
        var pairs = Halls.Pairs(showing.Plan);
        return Crowd.AtOnceAsync(Crowd.Size, i => guest.HoldAsync(showing, pairs[i]));
    }
}
