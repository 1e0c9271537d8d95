using CinemaCx.Orders;
using CinemaCx.Platform.Data;
using CinemaCx.Tests.Support;
using Xunit;

namespace CinemaCx.Tests.Orders;

/// <summary>What stands in a guest's row of what she bought is what her orders say, whatever she pays and gives back, and in whichever order it is written.</summary>
public sealed class WhatGuestsBoughtSoFar
{
    private const int Clients = 32;
    private const string WaitingInLine = "UPDATE guests SET paid_orders = paid_orders WHERE id";

    [Theory, MemberData(nameof(Backings.All), MemberType = typeof(Backings))]
    public async Task Orders_count_until_their_last_seat_came_back(string backing)
    {
        await using var cinema = await Cinema.OpenAsync(backing);
        var showing = await cinema.ShowingAsync();
        var guest = await cinema.GuestAsync();
        var first = await guest.BuysAsync(showing, 2);
        await Task.Delay(2, TestContext.Current.CancellationToken);
        var second = await guest.BuysAsync(showing, 1);
        Assert.Equal((2, first.TotalFen.Value + second.TotalFen.Value), await FiguresAsync(cinema));

        var back = (await RefundAsync(guest, first, first.Seats[0].Seat)).ShouldBe(201).As<RefundView>();
        Assert.Equal((2, first.TotalFen.Value + second.TotalFen.Value - back.AmountFen.Value), await FiguresAsync(cinema));
        await cinema.BooksShouldBalanceAsync();

        (await RefundAsync(guest, first, first.Seats[1].Seat)).ShouldBe(201);
        Assert.Equal((1, second.TotalFen.Value), await FiguresAsync(cinema));
        await cinema.BooksShouldBalanceAsync();

        (await RefundAsync(guest, second, second.Seats[0].Seat)).ShouldBe(201);
        Assert.Equal((0, 0), await FiguresAsync(cinema));
        await cinema.BooksShouldBalanceAsync();
    }

    [Theory, MemberData(nameof(Backings.All), MemberType = typeof(Backings))]
    public async Task Nothing_is_miscounted_when_she_gives_back_many_orders_at_once(string backing)
    {
        await using var cinema = await Cinema.OpenAsync(backing);
        await cinema.StopClockworkAsync();
        for (var round = 0; round < 2; round++)
        {
            await StormAsync(cinema);
            await cinema.BooksShouldBalanceAsync();
        }
    }

    [Fact]
    public async Task Without_waiting_in_line_what_was_given_back_meanwhile_is_missed()
    {
        Backings.SkipUnlessHere(Backings.Servers);
        await using var cinema = await Cinema.OpenAsync(Backings.Servers);
        await cinema.StopClockworkAsync();
        cinema.GuestDatabase().RewriteSql = sql => sql.Replace(WaitingInLine, "UPDATE guests SET paid_orders = paid_orders WHERE '' = id AND id", StringComparison.Ordinal);
        for (var round = 0; ; round++)
        {
            await StormAsync(cinema);
            var findings = await cinema.Service<Audit>().RunAsync(TestContext.Current.CancellationToken);
            if (findings.Single(f => f.Rule == "guests-know-what-they-bought").Offenders.Count > 0) return;
            Assert.True(round < 8, "the guard was out and nothing was miscounted");
        }
    }

    /// <summary>One guest gives back the seats of ten orders, one call per seat and some twice, while she pays for another.</summary>
    private static async Task StormAsync(Cinema cinema)
    {
        var showing = await cinema.ShowingAsync();
        var guest = await cinema.GuestAsync();
        var orders = new List<OrderView>();
        for (var i = 0; i < 8; i++) orders.Add(await guest.BuysAsync(showing, 2));
        var calls = orders.SelectMany(o => o.Seats.Select(s => (Order: o, s.Seat))).ToList();
        var open = await guest.HoldsBestAsync(showing, 1);
        var payment = await guest.OpensPaymentAsync(open.Id);
        var refunds = Task.WhenAll(Enumerable.Range(0, Clients).Select(i => RefundAsync(guest, calls[i % calls.Count].Order, calls[i % calls.Count].Seat)));
        await cinema.PayAsync(payment);
        var answers = await refunds;
        await guest.SeesOrderAsync(open.Id, "paid");
        Assert.Equal(calls.Count, answers.Count(a => a.Status == 201));
    }

    private static Task<Answer> RefundAsync(Guest guest, OrderView order, string seat) => guest.PostAsync($"/api/v1/orders/{order.Id}/refund", new { seats = new[] { seat } });

    /// <summary>Of the only guest who bought.</summary>
    private static async Task<(long Orders, long Spent)> FiguresAsync(Cinema cinema)
    {
        await using var db = cinema.Database.Read();
        var script = new Script();
        script.Ask($"SELECT paid_orders || ' ' || spent_fen FROM guests ORDER BY CASE WHEN paid_orders > 0 THEN 0 ELSE 1 END LIMIT 1");
        var words = (await db.RunAsync(script))[0][0].Split(' ');
        return (long.Parse(words[0], System.Globalization.CultureInfo.InvariantCulture), long.Parse(words[1], System.Globalization.CultureInfo.InvariantCulture));
    }
}
