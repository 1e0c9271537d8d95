using CinemaCx.Orders;
using CinemaCx.Platform.Primitives;
using CinemaCx.Platform.Web;
using CinemaCx.Seats;
using CinemaCx.Tests.Support;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;
using Xunit;

namespace CinemaCx.Tests.Races;

/// <summary>Nobody sweeps: that time has passed is enough. The clockwork of the house stands still in all of these.</summary>
public sealed class HoldsRunOut
{
    private static readonly TimeSpan Moment = TimeSpan.FromMilliseconds(1);

    [Theory, MemberData(nameof(Backings.All), MemberType = typeof(Backings))]
    public async Task One_millisecond_before_the_end_the_seats_are_hers_and_from_the_end_on_anybodys(string backing)
    {
        await using var cinema = await Cinema.OpenAsync(backing);
        await cinema.House.Staff.StopAsync();
        var showing = await cinema.ShowingAsync();
        var pair = Halls.Pairs(showing.Plan)[3];
        var (she, he) = (await IdAsync(await cinema.GuestAsync()), await IdAsync(await cinema.GuestAsync()));
        var clock = new FakeTimeProvider(cinema.Clock.GetUtcNow());
        var services = cinema.House.Guest.Services;
        var maps = ActivatorUtilities.CreateInstance<LiveSeatMaps>(services, clock);
        var place = ActivatorUtilities.CreateInstance<PlaceOrder>(services, clock, maps);

        var ends = (await PlaceAsync(she)).ExpiresAt!.Value;
        clock.SetUtcNow(ends - Moment);
        Assert.Equal(SeatState.Taken, await StateAsync());
        var refusal = await Assert.ThrowsAsync<Refusal>(() => PlaceAsync(he));
        Assert.Equal((409, "seats-taken"), (refusal.Status, refusal.Code));
        var busy = await Assert.ThrowsAsync<Refusal>(() => PlaceAsync(she, Halls.Pairs(showing.Plan)[9]));
        Assert.Equal("open-order-exists", busy.Code);

        clock.SetUtcNow(ends);
        Assert.Equal(SeatState.Free, await StateAsync());
        Assert.Equal(ends + TimeSpan.FromMinutes(15), (await PlaceAsync(he)).ExpiresAt);
        Assert.Equal("held", (await PlaceAsync(she, Halls.Pairs(showing.Plan)[9])).State);
        cinema.FastForward(ends - cinema.Clock.GetUtcNow());
        await cinema.BooksShouldBalanceAsync();

        async Task<OrderView> PlaceAsync(string guest, string[]? seats = null)
        {
            var request = new PlaceOrderRequest(showing.Id, seats ?? pair, Accessible: false, CouponIds: []);
            return await place.RunAsync(guest, request, IdempotentAttempt.From(guest, Guid.NewGuid().ToString("N"), "place-order", request), CancellationToken.None);
        }

        async Task<SeatState> StateAsync() => (await maps.StatesAsync(showing, CancellationToken.None))[showing.Plan.IndexOf(pair[0])];
    }

    [Theory, MemberData(nameof(Backings.All), MemberType = typeof(Backings))]
    public async Task One_of_thirty_two_gets_seats_whose_time_ran_out_also_when_their_payment_was_open(string backing)
    {
        await using var cinema = await Cinema.OpenAsync(backing);
        await cinema.House.Staff.StopAsync();
        var showing = await cinema.ShowingAsync();
        var guests = await cinema.GuestsAsync(Crowd.Size);
        var (first, second) = (await cinema.GuestAsync(), await cinema.GuestAsync());
        var (unpaid, payable) = (Halls.Pairs(showing.Plan)[3], Halls.Pairs(showing.Plan)[9]);

        var forgotten = await first.HoldsAsync(showing, unpaid);
        var opened = await second.HoldsAsync(showing, payable);
        await second.OpensPaymentAsync(opened.Id);
        cinema.FastForward(TimeSpan.FromMinutes(14));
        (await guests[0].HoldAsync(showing, unpaid)).ShouldRefuse(409, "seats-taken");
        (await guests[0].HoldAsync(showing, payable)).ShouldRefuse(409, "seats-taken");
        cinema.FastForward(TimeSpan.FromMinutes(1));

        foreach (var pair in new[] { unpaid, payable })
        {
            var answers = await Crowd.AtOnceAsync(guests.Length, i => guests[i].HoldAsync(showing, pair));
            var winner = Array.FindIndex(answers, a => a.Status == 201);
            Assert.True(winner >= 0, "nobody got the seats: " + string.Join(", ", answers.Select(a => a.Code).Distinct()));
            Assert.All(answers.Where((_, i) => i != winner), a => a.ShouldRefuse(409, "seats-taken"));
            (await guests[winner].PostAsync($"/api/v1/orders/{answers[winner].As<OrderView>().Id}/cancellation")).ShouldBe(200);
        }

        Assert.Equal("expired", (await first.OrderAsync(forgotten.Id)).State);
        Assert.Equal("expired", (await second.OrderAsync(opened.Id)).State);
        await cinema.BooksShouldBalanceAsync();
    }

    [Theory, MemberData(nameof(Backings.All), MemberType = typeof(Backings))]
    public async Task Seats_that_were_paid_for_unheard_are_given_to_nobody_else(string backing)
    {
        await using var cinema = await Cinema.OpenAsync(backing);
        await cinema.House.Staff.StopAsync();
        var showing = await cinema.ShowingAsync();
        var guests = await cinema.GuestsAsync(Crowd.Size);
        var payer = await cinema.GuestAsync();
        var pair = Halls.Pairs(showing.Plan)[3];

        var order = await payer.HoldsAsync(showing, pair);
        await cinema.PayAsync(await payer.OpensPaymentAsync(order.Id), new { notify = "none" });
        cinema.FastForward(TimeSpan.FromMinutes(16));

        var answers = await Crowd.AtOnceAsync(guests.Length, i => guests[i].HoldAsync(showing, pair));
        Assert.All(answers, a => a.ShouldRefuse(409, "seats-taken"));
        Assert.Equal(2, (await payer.OrderAsync(order.Id)).Tickets.Count);
        await cinema.BooksShouldBalanceAsync();
    }

    private static async Task<string> IdAsync(Guest guest) => (await guest.GetAsync("/api/v1/me")).ShouldBe(200).Body.GetProperty("guestId").GetString()!;
}
