using System.Collections.Concurrent;
using CinemaCx.Orders;
using CinemaCx.Seats;
using CinemaCx.Showtimes;
using CinemaCx.Tests.Support;
using LinqToDB;
using LinqToDB.Async;
using Xunit;

namespace CinemaCx.Tests.Races;

public sealed class SellingOutAHall
{
    private static readonly string[] ChooseAgain = ["seats-taken", "seats-stranded", "couple-seats-unpaired"];

    [Theory, MemberData(nameof(Backings.All), MemberType = typeof(Backings))]
    public async Task Thirty_two_guests_buy_a_hall_to_its_last_seat_and_no_seat_is_sold_twice(string backing)
    {
        await using var cinema = await Cinema.OpenAsync(backing);
        var showing = await cinema.ShowingAsync(hall: "4号厅");
        var sellable = Halls.Sellable(showing);
        Assert.True(sellable.Count >= 100);
        var guests = await cinema.GuestsAsync(Crowd.Size);
        var refusals = new ConcurrentBag<string>();

        var bought = await Crowd.AtOnceAsync(guests.Length, i => BuyWhatIsLeftAsync(cinema, showing, guests[i], new Random(i), refusals));

        Assert.Equal(sellable.Order(StringComparer.Ordinal), bought.SelectMany(b => b).Order(StringComparer.Ordinal));
        Assert.Contains("seats-taken", refusals);
        await using var db = cinema.Database.Read();
        var claims = await db.GetTable<SeatClaimRow>().Where(c => c.ShowtimeId == showing.Id).ToListAsync();
        Assert.Equal(sellable.Count, claims.Count);
        Assert.All(claims, claim => Assert.Equal(ClaimKind.Sold, claim.Kind));
        await cinema.BooksShouldBalanceAsync();
    }

    [Theory, MemberData(nameof(Backings.All), MemberType = typeof(Backings))]
    public async Task Thirty_two_guests_who_want_different_seats_are_all_served(string backing)
    {
        await using var cinema = await Cinema.OpenAsync(backing);
        var showing = await cinema.ShowingAsync();
        var pairs = Halls.Pairs(showing.Plan);
        Assert.True(pairs.Count >= 3 * Crowd.Size);
        var guests = await cinema.GuestsAsync(Crowd.Size);

        // Side by side first, then every third, so that neighbours and strangers are both among them.
        foreach (var chosen in new[] { pairs.Take(Crowd.Size).ToList(), pairs.Skip(Crowd.Size).Where((_, i) => i % 2 == 0).Take(Crowd.Size).ToList() })
        {
            var answers = await Crowd.AtOnceAsync(Crowd.Size, i => guests[i].HoldAsync(showing, chosen[i]));
            Assert.All(answers, answer => answer.ShouldBe(201));
            var cancelled = await Crowd.AtOnceAsync(Crowd.Size, i => guests[i].PostAsync($"/api/v1/orders/{answers[i].As<OrderView>().Id}/cancellation"));
            Assert.All(cancelled, answer => answer.ShouldBe(200));
        }

        await cinema.BooksShouldBalanceAsync();
    }

    /// <summary>Half the time she wants the very first seats that are free, which is where everybody meets.</summary>
    private static async Task<List<string>> BuyWhatIsLeftAsync(
        Cinema cinema, Showing showing, Guest guest, Random random, ConcurrentBag<string> refusals)
    {
        var mine = new List<string>();
        while (true)
        {
            var map = (await guest.GetAsync($"/api/v1/showtimes/{showing.Id}/seats")).ShouldBe(200);
            var states = LiveSeats.Decode(map.Body.GetProperty("seats").GetString());
            var from = random.Next(2) == 0 ? 0 : random.Next(showing.Plan.Count - 1);
            if (Halls.Choose(showing.Plan, states, from) is not { } choice) return mine;

            var held = await guest.PostAsync("/api/v1/orders", new { showtimeId = showing.Id, seats = choice, accessible = true });
            if (held.Status != 201)
            {
                Assert.Contains(held.Code, ChooseAgain);
                if (held.Code == "seats-taken") Assert.Subset(choice.ToHashSet(StringComparer.Ordinal), held.Seats.ToHashSet(StringComparer.Ordinal));
                refusals.Add(held.Code!);
                continue;
            }

            var order = held.As<OrderView>();
            await cinema.PayAsync(await guest.OpensPaymentAsync(order.Id));
            var paid = await guest.SeesOrderAsync(order.Id, "paid");
            Assert.Equal(choice.Order(StringComparer.Ordinal), paid.Tickets.Select(t => t.Seat).Order(StringComparer.Ordinal));
            mine.AddRange(choice);
        }
    }
}
