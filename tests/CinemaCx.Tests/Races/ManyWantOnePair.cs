using CinemaCx.Orders;
using CinemaCx.Showtimes;
using CinemaCx.Tests.Support;
using Xunit;

namespace CinemaCx.Tests.Races;

public sealed class ManyWantOnePair
{
    [Theory, MemberData(nameof(Backings.All), MemberType = typeof(Backings))]
    public async Task One_of_sixty_four_gets_it_and_the_others_hear_which_seats_are_gone(string backing)
    {
        await using var cinema = await Cinema.OpenAsync(backing);
        var showing = await cinema.ShowingAsync();
        var guests = await cinema.GuestsAsync(2 * Crowd.Size);
        var pair = Halls.Pairs(showing.Plan)[7];

        // The winner gives the pair back, so from the second round on it is a freed pair that everybody wants.
        for (var round = 0; round < 4; round++)
        {
            var winner = OneWinner(pair, await Crowd.AtOnceAsync(guests.Length, i => guests[i].HoldAsync(showing, pair)));
            (await guests[winner.Place].PostAsync($"/api/v1/orders/{winner.Order.Id}/cancellation")).ShouldBe(200);
        }

        await cinema.BooksShouldBalanceAsync();
    }

    [Theory, MemberData(nameof(Backings.All), MemberType = typeof(Backings))]
    public async Task Without_the_guard_of_the_seat_there_would_be_two_winners(string backing)
    {
        await using var cinema = await Cinema.OpenAsync(backing);
        var showing = await cinema.ShowingAsync();
        var guests = await cinema.GuestsAsync(Crowd.Size);
        cinema.TakeOut(Guards.SeatIsFree);

        Assert.True(await Crowd.EverAsync(rounds: 30, async () =>
        {
            var answers = await Crowd.AtOnceAsync(guests.Length, i => guests[i].HoldAsync(showing, Halls.Pairs(showing.Plan)[7]));
            var orders = answers.Select((answer, place) => (answer, place)).Where(a => a.answer.Status == 201).ToList();
            await Task.WhenAll(orders.Select(o => guests[o.place].PostAsync($"/api/v1/orders/{o.answer.As<OrderView>().Id}/cancellation")));
            return orders.Count > 1;
        }));
    }

    [Theory, MemberData(nameof(Backings.All), MemberType = typeof(Backings))]
    public async Task A_pair_that_was_cancelled_or_refunded_is_takeable_at_once_and_again_by_one_only(string backing)
    {
        await using var cinema = await Cinema.OpenAsync(backing);
        var showing = await cinema.ShowingAsync();
        var guests = await cinema.GuestsAsync(Crowd.Size);
        var first = await cinema.GuestAsync();
        var pair = Halls.Pairs(showing.Plan)[7];

        var order = await first.HoldsAsync(showing, pair);
        await first.OpensPaymentAsync(order.Id);
        (await first.PostAsync($"/api/v1/orders/{order.Id}/cancellation")).ShouldBe(200);
        await RaceForFreedAsync(cinema, showing, guests, pair);

        order = await first.HoldsAsync(showing, pair);
        await cinema.PayAsync(await first.OpensPaymentAsync(order.Id));
        await first.SeesOrderAsync(order.Id, "paid");
        (await guests[0].HoldAsync(showing, pair)).ShouldRefuse(409, "seats-taken");
        (await first.PostAsync($"/api/v1/orders/{order.Id}/refund", new { seats = pair })).ShouldBe(201);
        await RaceForFreedAsync(cinema, showing, guests, pair);
        await cinema.BooksShouldBalanceAsync();
    }

    private static async Task RaceForFreedAsync(Cinema cinema, Showing showing, Guest[] guests, string[] pair)
    {
        var freed = cinema.Clock.GetTimestamp();
        var answers = await Crowd.AtOnceAsync(guests.Length, async i => (Answer: await guests[i].HoldAsync(showing, pair), Took: cinema.Clock.GetElapsedTime(freed)));
        var winner = OneWinner(pair, [.. answers.Select(a => a.Answer)]);
        Assert.InRange(answers[winner.Place].Took, TimeSpan.Zero, TimeSpan.FromSeconds(1));
        (await guests[winner.Place].PostAsync($"/api/v1/orders/{winner.Order.Id}/cancellation")).ShouldBe(200);
    }

    private static (int Place, OrderView Order) OneWinner(string[] pair, Answer[] answers)
    {
        var place = Array.FindIndex(answers, a => a.Status == 201);
        Assert.True(place >= 0, "nobody got the pair");
        for (var i = 0; i < answers.Length; i++)
        {
            if (i == place) continue;
            Assert.Equal(pair, answers[i].ShouldRefuse(409, "seats-taken").Seats);
        }

        return (place, answers[place].As<OrderView>());
    }
}
