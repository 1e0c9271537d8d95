using CinemaCx.Cinemas;
using CinemaCx.Loyalty;
using CinemaCx.Orders;
using CinemaCx.Platform.Data;
using CinemaCx.Platform.Events;
using CinemaCx.Seats;
using CinemaCx.Showtimes;
using CinemaCx.Tests.Orders;
using CinemaCx.Tests.Races;
using CinemaCx.Tests.Support;
using LinqToDB;
using LinqToDB.Async;
using Xunit;

namespace CinemaCx.Tests.Loyalty;

/// <summary>An hour before the show gold guests sit in a better zone where it has seats: once each, the first first, exact whoever buys meanwhile.</summary>
public sealed class FreeUpgrades
{
    [Theory, MemberData(nameof(Backings.All), MemberType = typeof(Backings))]
    public async Task Gold_sits_better_and_her_ticket_says_so(string backing)
    {
        await using var cinema = await Cinema.OpenAsync(backing);
        var showing = await cinema.ShowingAsync();
        var (gold, silver) = (await cinema.MemberAsync(Tier.Gold), await cinema.MemberAsync(Tier.Silver));
        var (plain, other) = (Cheap(showing)[0], Cheap(showing)[1]);
        var order = await gold.BuysForAsync(cinema, showing, plain);
        var stays = await silver.BuysForAsync(cinema, showing, other);
        var code = await gold.TicketCodeAsync(order.Tickets[0].TicketId);

        cinema.FastForward(showing.Showtime.StartsAt - cinema.Clock.GetUtcNow() - TimeSpan.FromMinutes(60));
        await Cinema.EventuallyAsync(async () => (await gold.OrderAsync(order.Id)).Seats[0].Zone != order.Seats[0].Zone, "she is moved");

        var moved = await gold.OrderAsync(order.Id);
        Assert.All(moved.Seats, s => Assert.True(ListPrice(showing, s.Zone) > ListPrice(showing, order.Seats[0].Zone)));
        Assert.Equal((order.TotalFen, 2), (moved.TotalFen, moved.PriceLines.Count(l => l.Kind == "upgrade")));
        Assert.All(moved.PriceLines, l => Assert.Contains(l.Seat, moved.Seats.Select(s => s.Seat)));
        Assert.Equal(moved.Seats.Select(s => s.Seat).Order(StringComparer.Ordinal), moved.Tickets.Select(t => t.Seat).Order(StringComparer.Ordinal));
        Assert.Contains(order.Tickets[0].TicketId, moved.Tickets.Select(t => t.TicketId));
        Assert.Equal(code, await gold.TicketCodeAsync(order.Tickets[0].TicketId));
        Assert.Equal(stays.Seats.Select(s => s.Seat), (await silver.OrderAsync(stays.Id)).Seats.Select(s => s.Seat));
        await cinema.BooksShouldBalanceAsync();

        // Looking again moves nobody again.
        await UpgradeAsync(cinema, showing);
        Assert.Equal(moved.Seats.Select(s => s.Seat), (await gold.OrderAsync(order.Id)).Seats.Select(s => s.Seat));
        (await gold.RefundsAsync(moved, moved.Seats[0].Seat)).ShouldBe(201);
        await cinema.BooksShouldBalanceAsync();
    }

    [Theory, MemberData(nameof(Backings.All), MemberType = typeof(Backings))]
    public async Task Who_came_first_is_moved_first_where_there_is_room_for_one_party(string backing)
    {
        await using var cinema = await Cinema.OpenAsync(backing);
        await cinema.StopClockworkAsync();
        var showing = await cinema.ShowingAsync();
        var (late, early) = (await cinema.MemberAsync(Tier.Gold), await cinema.MemberAsync(Tier.Gold));
        var first = await BuyAsync(cinema, early, showing, Cheap(showing)[0]);
        var second = await BuyAsync(cinema, late, showing, Cheap(showing)[1]);
        var room = await FillBetterAsync(cinema, showing, leave: 2);

        cinema.FastForward(showing.Showtime.StartsAt - cinema.Clock.GetUtcNow() - TimeSpan.FromMinutes(60));
        await UpgradeAsync(cinema, showing);
        Assert.Equal(room.Order(StringComparer.Ordinal), (await early.OrderAsync(first.Id)).Seats.Select(s => s.Seat).Order(StringComparer.Ordinal));
        Assert.Equal(second.Seats.Select(s => s.Seat), (await late.OrderAsync(second.Id)).Seats.Select(s => s.Seat));
    }

    [Theory, MemberData(nameof(Backings.All), MemberType = typeof(Backings))]
    public async Task Against_thirty_two_buyers_of_the_same_seats_each_seat_is_somebodys_once(string backing)
    {
        await using var cinema = await Cinema.OpenAsync(backing);
        Assert.Equal(0, await RaceAsync(cinema));
    }

    [Theory, MemberData(nameof(Backings.All), MemberType = typeof(Backings))]
    public async Task Without_the_guard_a_seat_would_be_somebody_elses_too(string backing)
    {
        await using var cinema = await Cinema.OpenAsync(backing);
        cinema.ExpectErrors();
        // The house believes that everything is free, and takes what it wants.
        cinema.Service<Database>().RewriteSql = sql => sql
            .Replace("WHERE seat_claims.kind = 'hold' AND seat_claims.held_until <=", "WHERE 1 = 1 OR 0 <", StringComparison.Ordinal);
        Assert.True(await RaceAsync(cinema, blind: true) > 0);
    }

    /// <returns>How many seats are somebody's twice.</returns>
    private static async Task<int> RaceAsync(Cinema cinema, bool blind = false)
    {
        await cinema.StopClockworkAsync();
        var showing = await cinema.ShowingAsync();
        var cheap = Cheap(showing);
        for (var i = 0; i < 4; i++) await BuyAsync(cinema, await cinema.MemberAsync(Tier.Gold), showing, cheap[i]);
        var room = await FillBetterAsync(cinema, showing, leave: 8);
        var buyers = await cinema.GuestsAsync(Crowd.Size);
        cinema.FastForward(showing.Showtime.StartsAt - cinema.Clock.GetUtcNow() - TimeSpan.FromMinutes(60));

        // Blind, the house looked before the buyers came; else they race it.
        var states = showing.Plan.Seats.Select(s => room.Contains(s.Label) ? SeatState.Free : SeatState.Taken).ToArray();
        var pairs = room.Chunk(2).ToList();
        Task<Answer> BuyerAsync(int i) => buyers[i].HoldAsync(showing, pairs[i % pairs.Count]);
        if (!blind)
        {
            var upgrading = Task.Run(() => UpgradeAsync(cinema, showing));
            await Crowd.AtOnceAsync(Crowd.Size, BuyerAsync);
            await upgrading;
        }
        else
        {
            await Crowd.AtOnceAsync(Crowd.Size, BuyerAsync);
            foreach (var id in (await PaidAsync(cinema, showing)).Take(1))
            {
                await using var db = cinema.Database.Read();
                var record = (await db.FindOrderAsync(id, CancellationToken.None))!;
                if (UpgradeSeats.Better(showing, states, record) is { } better) await cinema.Service<MoveSeats>().RunAsync(record, better, CancellationToken.None);
            }
        }

        await using (var db = await cinema.Database.BeginAsync())
        {
            await db.GetTable<SeatClaimRow>().Where(c => c.OrderId == "ord_house").DeleteAsync();
            await db.CommitAsync();
        }

        if (!blind) await cinema.BooksShouldBalanceAsync();
        await using var books = cinema.Database.Read();
        return await (
            from seat in books.GetTable<OrderSeatRow>()
            join order in books.GetTable<OrderRow>() on seat.OrderId equals order.Id
            where order.ShowtimeId == showing.Id && seat.RefundId == null && (order.State == OrderState.Paid || order.State == OrderState.Held)
            group seat by seat.Seat into same
            where same.Count() > 1
            select same.Key).CountAsync();
    }

    private static async Task<List<string>> PaidAsync(Cinema cinema, Showing showing)
    {
        await using var db = cinema.Database.Read();
        return await db.GetTable<OrderRow>().Where(o => o.ShowtimeId == showing.Id && o.State == OrderState.Paid && o.Tier == Tier.Gold).Select(o => o.Id).ToListAsync();
    }

    private static Task<Delivery> UpgradeAsync(Cinema cinema, Showing showing) => cinema.Service<UpgradeSeats>().HandleAsync(new UpgradeDue(showing.Id), CancellationToken.None);

    /// <summary>With the clockwork stopped the notification alone tells of the payment.</summary>
    private static Task<OrderView> BuyAsync(Cinema cinema, Guest guest, Showing showing, string[] seats) => guest.BuysForAsync(cinema, showing, seats);

    /// <summary>Pairs in the cheapest zone.</summary>
    private static List<string[]> Cheap(Showing showing)
    {
        var zone = showing.Prices.Values.MinBy(p => p.ListFen)!.Zone;
        return [.. Halls.Pairs(showing.Plan).Where(p => p.All(l => showing.Plan.Find(l)!.Zone == zone))];
    }

    /// <summary>Of all dearer seats only so many ordinary ones side by side are left.</summary>
    private static async Task<string[]> FillBetterAsync(Cinema cinema, Showing showing, int leave)
    {
        var zone = showing.Prices.Values.MinBy(p => p.ListFen)!.Zone;
        var better = showing.Plan.Seats.Where(s => s.Zone != zone && s.Block == SeatBlock.None).ToList();
        var room = Halls.Stretches(showing.Plan).Select(s => s.Where(l => showing.Plan.Find(l)!.Zone != zone).ToList()).First(s => s.Count >= leave).Take(leave).ToArray();
        await using var db = await cinema.Database.BeginAsync();
        foreach (var seat in better.Where(s => !room.Contains(s.Label)))
        {
            await db.InsertAsync(new SeatClaimRow
            {
                ShowtimeId = showing.Id,
                Seat = seat.Label,
                Kind = ClaimKind.Hold,
                OrderId = "ord_house",
                GuestId = "gst_house",
                HeldUntil = showing.Showtime.EndsAt,
                PaymentId = "pay_house",
            });
        }

        await db.CommitAsync();
        return room;
    }

    private static long ListPrice(Showing showing, string zone) => showing.Prices[zone].ListFen.Value;
}
