using CinemaCx.Orders;
using CinemaCx.Platform.Data;
using CinemaCx.Tests.Support;
using Xunit;

namespace CinemaCx.Tests.Orders;

/// <summary>However often the platform tells of a payment, it counts once.</summary>
public sealed class PaymentNewsRepeated
{
    private const int Clients = 32;

    [Theory, MemberData(nameof(Backings.All), MemberType = typeof(Backings))]
    public async Task Fifteen_copies_and_fifteen_repetitions_make_one_set_of_tickets(string backing)
    {
        await using var cinema = await Cinema.OpenAsync(backing);
        var guest = await cinema.GuestAsync();
        var order = await guest.HoldsBestAsync(await cinema.ShowingAsync());
        var prepay = await guest.OpensPaymentAsync(order.Id);

        await cinema.PayAsync(prepay, new { duplicates = 14 });
        await guest.SeesOrderAsync(order.Id, "paid");
        var codes = (await cinema.BooksOfAsync(order.Id)).Tickets.Select(t => t.Code).Order(StringComparer.Ordinal).ToList();

        Assert.All(await cinema.TellAsync(prepay, new { repeat = 15, oldNotificationId = true }), status => Assert.Equal(204, status));
        Assert.Equal([204], await cinema.TellAsync(prepay));
        cinema.FastForward(TimeSpan.FromHours(1));
        Assert.All(await cinema.TellAsync(prepay, new { repeat = 2 }), status => Assert.Equal(204, status));

        Assert.Equal(codes, (await cinema.BooksOfAsync(order.Id)).Tickets.Select(t => t.Code).Order(StringComparer.Ordinal));
        await cinema.HasHerTicketsAsync(order);
    }

    [Theory, MemberData(nameof(Backings.All), MemberType = typeof(Backings))]
    public async Task Thirty_two_at_once_make_one_set_of_tickets(string backing)
    {
        await using var cinema = await Cinema.OpenAsync(backing);
        var guest = await cinema.GuestAsync();
        var order = await guest.HoldsBestAsync(await cinema.ShowingAsync(), 6);
        var prepay = await guest.OpensPaymentAsync(order.Id);
        await cinema.PayAsync(prepay, new { notify = "none" });

        await TellManyAsync(cinema, prepay);

        await cinema.HasHerTicketsAsync(order);
    }

    [Theory, MemberData(nameof(Backings.All), MemberType = typeof(Backings))]
    public async Task Thirty_two_at_once_send_the_money_back_once(string backing)
    {
        await using var cinema = await Cinema.OpenAsync(backing);
        var (order, prepay) = await MoneyWithoutSeatsAsync(cinema);

        await TellManyAsync(cinema, prepay);

        await cinema.MoneyIsBackAsync(order.Id, order.TotalFen.Value);
    }

    [Theory, MemberData(nameof(Backings.All), MemberType = typeof(Backings))]
    public async Task Without_the_guard_on_the_payment_it_goes_back_more_than_once(string backing)
    {
        await using var cinema = await Cinema.OpenAsync(backing);
        cinema.ExpectErrors();
        await cinema.StopClockworkAsync();
        cinema.GuestDatabase().RewriteSql = sql => sql.Contains("SET state = 'paid', transaction_id", StringComparison.Ordinal)
            ? sql.Replace("AND state <> 'paid' RETURNING id", "RETURNING id", StringComparison.Ordinal)
            : sql;
        for (var round = 0; ; round++)
        {
            var (order, prepay) = await MoneyWithoutSeatsAsync(cinema);
            await Parallel.ForAsync(0, Clients, new ParallelOptions { MaxDegreeOfParallelism = Clients }, async (_, _) => await cinema.TellAsync(prepay));
            if ((await cinema.BooksOfAsync(order.Id)).Refunds.Count > 1) break;
            Assert.True(round < 10, "the guard was out and nothing went wrong");
        }

        var broken = (await cinema.Service<Audit>().RunAsync(CancellationToken.None)).Where(f => f.Offenders.Count > 0).Select(f => f.Rule);
        Assert.Contains("promised-refunds-are-written-down", broken);
    }

    private static async Task TellManyAsync(Cinema cinema, string prepay) => await Parallel.ForAsync(
        0, Clients, new ParallelOptions { MaxDegreeOfParallelism = Clients }, async (_, _) => Assert.Equal([204], await cinema.TellAsync(prepay)));

    /// <summary>She gave the order up, and the money came all the same.</summary>
    private static async Task<(OrderView Order, string Prepay)> MoneyWithoutSeatsAsync(Cinema cinema)
    {
        var guest = await cinema.GuestAsync();
        var order = await guest.HoldsBestAsync(await cinema.ShowingAsync());
        var prepay = await guest.OpensPaymentAsync(order.Id);
        (await guest.PostAsync($"/api/v1/orders/{order.Id}/cancellation")).ShouldBe(200);
        await cinema.PayAsync(prepay, new { notify = "none", force = true });
        return (order, prepay);
    }
}
