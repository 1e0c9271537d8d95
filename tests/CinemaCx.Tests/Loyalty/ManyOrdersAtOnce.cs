using CinemaCx.Loyalty;
using CinemaCx.Orders;
using CinemaCx.Platform.Data;
using CinemaCx.Showtimes;
using CinemaCx.Tests.Races;
using CinemaCx.Tests.Support;
using Xunit;

namespace CinemaCx.Tests.Loyalty;

/// <summary>Thirty-two orders of one guest at the same moment: points and rights are hers once, and the ledger is the balance all the while.</summary>
public sealed class ManyOrdersAtOnce
{
    private const string Books = """
        SELECT a.guest_id FROM points_accounts a
        WHERE a.balance <> (SELECT COALESCE(SUM(e.points), 0) FROM points_entries e WHERE e.guest_id = a.guest_id)
           OR a.pending <> (SELECT COALESCE(SUM(e.pending), 0) FROM points_entries e WHERE e.guest_id = a.guest_id)
        """;

    [Theory, MemberData(nameof(Backings.All), MemberType = typeof(Backings))]
    public async Task The_sum_of_the_ledger_is_the_balance_at_every_moment(string backing)
    {
        await using var cinema = await Cinema.OpenAsync(backing);
        cinema.TakeOut(Guards.GuestHoldsNothing);
        var (looks, offences) = await StormAsync(cinema);
        Assert.Equal(0, offences);
        Assert.True(looks >= 10, $"only {looks} looks");
        await cinema.BooksShouldBalanceAsync();
    }

    [Theory, MemberData(nameof(Backings.All), MemberType = typeof(Backings))]
    public async Task A_balance_that_lags_behind_would_be_seen(string backing)
    {
        await using var cinema = await Cinema.OpenAsync(backing);
        cinema.ExpectErrors();
        cinema.TakeOut(sql => Guards.GuestHoldsNothing(sql).Replace("SET balance = e.balance_after,", "SET balance = points_accounts.balance,", StringComparison.Ordinal));
        Assert.True((await StormAsync(cinema)).Offences > 0);
    }

    [Theory, MemberData(nameof(Backings.All), MemberType = typeof(Backings))]
    public async Task Of_thirty_two_orders_that_want_the_last_points_one_has_them(string backing)
    {
        await using var cinema = await Cinema.OpenAsync(backing);
        cinema.TakeOut(Guards.GuestHoldsNothing);
        Assert.Equal((1, 100), await SpendTheLastAsync(cinema));
        await cinema.BooksShouldBalanceAsync();
    }

    [Theory, MemberData(nameof(Backings.All), MemberType = typeof(Backings))]
    public async Task Without_the_guards_several_would(string backing)
    {
        await using var cinema = await Cinema.OpenAsync(backing);
        cinema.ExpectErrors();
        // What was read under the lock lies, the condition goes, and with the other kind the CHECK behind it.
        cinema.TakeOut(sql => Guards.GuestHoldsNothing(sql)
            .Replace("SELECT balance FROM points_accounts", "SELECT balance + 1000000 FROM points_accounts", StringComparison.Ordinal)
            .Replace("AND a.balance >= ", "AND 0 <= 0 * ", StringComparison.Ordinal)
            .Replace("'spent'", "'clawed-back'", StringComparison.Ordinal));
        Assert.True((await SpendTheLastAsync(cinema)).Orders > 1);
    }

    [Theory, MemberData(nameof(Backings.All), MemberType = typeof(Backings))]
    public async Task The_special_ticket_and_the_birthday_ticket_are_each_taken_once(string backing)
    {
        await using var cinema = await Cinema.OpenAsync(backing);
        cinema.TakeOut(Guards.GuestHoldsNothing);
        Assert.Equal((1, 1), (await TakeAsync(cinema, "monthly-ticket"), await TakeAsync(cinema, "birthday-ticket")));
        await cinema.BooksShouldBalanceAsync();
    }

    [Theory, MemberData(nameof(Backings.All), MemberType = typeof(Backings))]
    public async Task Without_the_guard_a_right_would_be_taken_again_and_again(string backing)
    {
        await using var cinema = await Cinema.OpenAsync(backing);
        cinema.TakeOut(sql => Guards.GuestHoldsNothing(sql).Replace("WHERE benefit_uses.state = 'free'", "WHERE 1 = 1", StringComparison.Ordinal));
        Assert.True(await TakeAsync(cinema, "monthly-ticket") > 1);
    }

    private static async Task<int> TakeAsync(Cinema cinema, string benefit)
    {
        var showing = await cinema.ShowingAsync(benefit == "monthly-ticket" ? null : TimeSpan.FromHours(50));
        var guest = await cinema.MemberAsync(Tier.Silver, birthday: "11-30");
        var pairs = Halls.Pairs(showing.Plan);
        var answers = await Crowd.AtOnceAsync(Crowd.Size, i => guest.HoldForAsync(showing, pairs[i], benefit: benefit));
        Assert.All(answers.Where(a => a.Status != 201), a => a.ShouldBe(409));
        return answers.Count(a => a.Status == 201);
    }

    private static async Task<(int Orders, long Balance)> SpendTheLastAsync(Cinema cinema)
    {
        var showing = await cinema.ShowingAsync();
        var guest = await cinema.MemberAsync();
        await cinema.GivePointsAsync(guest, 1100);
        var pairs = Halls.Pairs(showing.Plan);
        var answers = await Crowd.AtOnceAsync(Crowd.Size, i => guest.HoldForAsync(showing, pairs[i], points: 1000));
        Assert.All(answers.Where(a => a.Status != 201), a => a.ShouldBe(409));
        return (answers.Count(a => a.Status == 201), (await guest.PointsAsync()).Balance);
    }

    /// <summary>Thirty-two orders with points: some are given up, some paid, some of those refunded, all at once, while somebody keeps looking at the books.</summary>
    private static async Task<(int Looks, int Offences)> StormAsync(Cinema cinema)
    {
        var showing = await cinema.ShowingAsync();
        var guest = await cinema.MemberAsync();
        await cinema.GivePointsAsync(guest, 100_000);
        var pairs = Halls.Pairs(showing.Plan);
        using var over = new CancellationTokenSource();
        var probing = ProbeAsync(cinema, over.Token);
        await Crowd.AtOnceAsync(Crowd.Size, i => OrderAsync(cinema, guest, showing, pairs[i], i));
        await over.CancelAsync();
        return await probing;
    }

    private static async Task<bool> OrderAsync(Cinema cinema, Guest guest, Showing showing, string[] seats, int i)
    {
        var held = await guest.HoldForAsync(showing, seats, points: 100 * (1 + (i % 5)));
        if (held.Status != 201) return false;
        var order = held.As<OrderView>();
        if (i % 3 == 0)
        {
            await guest.PostAsync($"/api/v1/orders/{order.Id}/cancellation");
            return true;
        }

        await cinema.PayAsync(await guest.OpensPaymentAsync(order.Id));
        await guest.SeesOrderAsync(order.Id, "paid");
        if (i % 3 == 1) await guest.RefundsAsync(order, seats[0]);
        return true;
    }

    private static async Task<(int Looks, int Offences)> ProbeAsync(Cinema cinema, CancellationToken over)
    {
        var (looks, offences) = (0, 0);
        while (!over.IsCancellationRequested)
        {
            var look = new Script();
            look.Ask($"{new SqlText(Books)}");
            await using var db = cinema.Database.Read();
            offences += (await db.RunAsync(look, CancellationToken.None))[0].Count;
            looks++;
            await Task.Delay(10, CancellationToken.None);
        }

        return (looks, offences);
    }
}
