using CinemaCx.Orders;
using CinemaCx.Platform.Data;
using CinemaCx.Seats;
using CinemaCx.Showtimes;
using CinemaCx.Tests.Support;
using LinqToDB;
using LinqToDB.Async;
using LinqToDB.Data;
using Xunit;

namespace CinemaCx.Tests.Races;

public sealed class OverlappingChoices
{
    private const int Rounds = 12;
    private static readonly string[] Fair = ["seats-taken", "seats-stranded"];

    [Theory, MemberData(nameof(Backings.All), MemberType = typeof(Backings))]
    public async Task Each_guest_gets_all_her_seats_or_none_in_whatever_order_she_names_them(string backing)
    {
        await using var cinema = await Cinema.OpenAsync(backing);
        var showing = await cinema.ShowingAsync();
        var row = Halls.Stretches(showing.Plan).MaxBy(s => s.Count)!;
        var guests = await cinema.GuestsAsync(Crowd.Size);
        var random = new Random(20261122);

        for (var round = 0; round < Rounds; round++)
        {
            var choices = Enumerable.Range(0, guests.Length).Select(_ => Window(row, random)).ToList();
            var answers = await Crowd.AtOnceAsync(guests.Length, i => guests[i].HoldAsync(showing, choices[i]));

            var holders = new Dictionary<string, string>(StringComparer.Ordinal);
            for (var i = 0; i < answers.Length; i++)
            {
                if (answers[i].Status != 201)
                {
                    Assert.Contains(answers[i].Code, Fair);
                    continue;
                }

                foreach (var seat in choices[i]) holders.Add(seat, answers[i].As<OrderView>().Id);
            }

            Assert.NotEmpty(holders);
            Assert.Equal(holders.OrderBy(h => h.Key, StringComparer.Ordinal), await ClaimsAsync(cinema, showing));
            await Crowd.AtOnceAsync(guests.Length, i => answers[i].Status == 201 ? CancelAsync(guests[i], answers[i].As<OrderView>().Id) : Task.FromResult(true));
            Assert.Empty(await ClaimsAsync(cinema, showing));
        }

        await cinema.BooksShouldBalanceAsync();
    }

    [Theory, MemberData(nameof(Backings.All), MemberType = typeof(Backings))]
    public async Task Taking_paying_and_giving_back_the_same_few_seats_never_stand_in_each_others_way(string backing)
    {
        await using var cinema = await Cinema.OpenAsync(backing);
        var showing = await cinema.ShowingAsync();
        var row = Halls.Stretches(showing.Plan).MaxBy(s => s.Count)!.Take(8).ToList();
        var guests = await cinema.GuestsAsync(Crowd.Size);

        using var over = new CancellationTokenSource();
        var tidying = TidyAsync(cinema, over.Token);

        var got = await Crowd.AtOnceAsync(guests.Length, async i =>
        {
            var (random, held) = (new Random(i), 0);
            for (var turn = 0; turn < Rounds; turn++)
            {
                var answer = await guests[i].HoldAsync(showing, Window(row, random));
                if (answer.Status != 201)
                {
                    Assert.Contains(answer.Code, Fair);
                    continue;
                }

                held++;
                var order = answer.As<OrderView>().Id;
                if (random.Next(2) == 0) await guests[i].OpensPaymentAsync(order);
                await CancelAsync(guests[i], order);
            }

            return held;
        });

        await over.CancelAsync();
        await tidying;
        Assert.True(got.Sum() >= Rounds, $"only {got.Sum()} orders were placed");
        Assert.Empty(await ClaimsAsync(cinema, showing));
        await cinema.BooksShouldBalanceAsync();
    }

    /// <summary>
    /// PostgreSQL puts new rows where tidied ones were, so that rows no longer lie in the order of the seats: statements that lock them as they lie would
    /// meet those that lock them by name.
    /// </summary>
    private static async Task TidyAsync(Cinema cinema, CancellationToken over)
    {
        while (!over.IsCancellationRequested && cinema.Database.Engine == DatabaseEngine.PostgreSql)
        {
            await using var db = cinema.Database.Read();
            await db.ExecuteAsync("VACUUM seat_claims", CancellationToken.None);
            await Task.Delay(20, CancellationToken.None);
        }
    }

    /// <summary>Two to five seats side by side, named in any order.</summary>
    private static string[] Window(List<string> row, Random random)
    {
        var size = random.Next(2, 6);
        var window = row.Skip(random.Next(row.Count - size + 1)).Take(size).ToArray();
        random.Shuffle(window);
        return window;
    }

    private static async Task<bool> CancelAsync(Guest guest, string order)
    {
        (await guest.PostAsync($"/api/v1/orders/{order}/cancellation")).ShouldBe(200);
        return true;
    }

    private static async Task<IEnumerable<KeyValuePair<string, string>>> ClaimsAsync(Cinema cinema, Showing showing)
    {
        await using var db = cinema.Database.Read();
        var claims = await db.GetTable<SeatClaimRow>().Where(c => c.ShowtimeId == showing.Id).ToListAsync();
        return claims.Select(c => KeyValuePair.Create(c.Seat, c.OrderId)).OrderBy(c => c.Key, StringComparer.Ordinal);
    }
}
