using System.Text.RegularExpressions;
using CinemaCx.Orders;
using CinemaCx.Tests.Support;
using Xunit;

namespace CinemaCx.Tests.Orders;

/// <summary>Thirty-two clients give back any seats of the same order at the same moment.</summary>
public sealed partial class RefundsInParallel
{
    private const int Clients = 32;

    [Theory, MemberData(nameof(Backings.All), MemberType = typeof(Backings))]
    public async Task Each_seat_is_given_back_once_and_never_more_than_was_paid(string backing)
    {
        await using var cinema = await Cinema.OpenAsync(backing);
        await cinema.StopClockworkAsync();
        var showing = await cinema.ShowingAsync();
        for (var round = 0; round < 3; round++)
        {
            var order = await StormAsync(cinema, showing, seed: round, mayBreak: false);
            var books = await cinema.BooksOfAsync(order.Id);
            var given = books.Refunds.SelectMany(Order.SeatsOf).ToList();
            Assert.NotEmpty(given);
            Assert.Equal(given.Distinct(StringComparer.Ordinal).Count(), given.Count);
            Assert.True(books.Payment!.Refunded <= books.Payment.Paid);
            Assert.Equal(order.Seats.Count - given.Count, books.Living.Count());
            await cinema.BooksShouldBalanceAsync();
        }
    }

    [Theory, MemberData(nameof(Backings.All), MemberType = typeof(Backings))]
    public async Task Without_the_guards_seats_are_given_back_twice(string backing)
    {
        await using var cinema = await Cinema.OpenAsync(backing);
        cinema.ExpectErrors();
        await cinema.StopClockworkAsync();
        var showing = await cinema.ShowingAsync();
        cinema.GuestDatabase().RewriteSql = WithoutGuards;
        for (var round = 0; ; round++)
        {
            var order = await StormAsync(cinema, showing, seed: round, mayBreak: true);
            var given = (await cinema.BooksOfAsync(order.Id)).Refunds.SelectMany(Order.SeatsOf).ToList();
            if (given.Distinct(StringComparer.Ordinal).Count() < given.Count) return;
            Assert.True(round < 5, "the guards were out and nothing went wrong");
        }
    }

    private static async Task<OrderView> StormAsync(Cinema cinema, Showtimes.Showing showing, int seed, bool mayBreak)
    {
        var guest = await cinema.GuestAsync();
        var order = await guest.BuysAsync(showing, 6);
        var random = new Random(seed);
        var wishes = Enumerable.Range(0, Clients)
            .Select(_ => order.Seats.Select(s => s.Seat).Where(_ => random.Next(3) == 0).DefaultIfEmpty(order.Seats[random.Next(6)].Seat).ToArray()).ToList();
        var answers = await Task.WhenAll(wishes.Select(seats => guest.PostAsync($"/api/v1/orders/{order.Id}/refund", new { seats })));
        if (!mayBreak) Assert.All(answers, a => Assert.True(a.Status == 201 || a.ShouldRefuse(409, "seats-not-refundable").Seats.Count > 0));
        return order;
    }

    // What the verb looks at before it writes is taken out too: on SQLite, where writers stand in line, it alone would suffice.
    private static string WithoutGuards(string sql) => sql.Contains("UPDATE order_seats SET refund_id", StringComparison.Ordinal)
        ? NotMoreThanPaid().Replace(sql, "")
            .Replace("AND refund_id IS NULL", "", StringComparison.Ordinal)
            .Replace("SET state = 'void' WHERE order_id", "SET state = 'void' WHERE 'valid' <> '' AND order_id", StringComparison.Ordinal)
            .Replace("AND state IN ('valid',", "AND state || 'void' NOT IN ('',", StringComparison.Ordinal)
        : sql.Replace("SELECT * FROM order_seats", "SELECT order_id, seat, zone, paid_fen, NULL AS refund_id, points_spent, points_earned, saved_fen, benefit FROM order_seats", StringComparison.Ordinal);

    [GeneratedRegex(@"AND refunded_fen \+ @p\d+ <= paid_fen")]
    private static partial Regex NotMoreThanPaid();
}
