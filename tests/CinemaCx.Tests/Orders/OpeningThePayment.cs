using CinemaCx.Orders;
using CinemaCx.Platform.Data;
using CinemaCx.Tests.Support;
using LinqToDB;
using LinqToDB.Async;
using LinqToDB.Data;
using Xunit;

namespace CinemaCx.Tests.Orders;

/// <summary>A guest taps 支付, once or many times, and the platform answers or does not.</summary>
public sealed class OpeningThePayment
{
    private const int Taps = 32;

    [Theory, MemberData(nameof(Backings.All), MemberType = typeof(Backings))]
    public async Task A_try_that_failed_is_repeated_as_the_same_payment(string backing)
    {
        await using var cinema = await Cinema.OpenAsync(backing);
        var guest = await cinema.GuestAsync();
        var order = await guest.HoldsBestAsync(await cinema.ShowingAsync());

        foreach (var kind in new[] { "drop", "doneButSilent", "unsigned", "badSignature" })
        {
            // The client tries a broken connection once more by itself.
            await cinema.BreakAsync(new { path = SimulatedPlatform.Prepay, kind, times = -1 });
            (await PayAsync(guest, order)).ShouldRefuse(503, "payment-platform-unavailable");
            await cinema.RecoverAsync();
        }

        var prepay = await guest.OpensPaymentAsync(order.Id);
        var again = await guest.OpensPaymentAsync(order.Id);
        Assert.NotEqual(prepay, again);
        Assert.Equal((await cinema.MoneyAsync(prepay)).Number, (await cinema.MoneyAsync(again)).Number);
        Assert.Equal(1, (await cinema.LookAsync("payments")).GetProperty("total").GetInt32());
        await cinema.PayAsync(again);
        await cinema.HasHerTicketsAsync(order);
        (await PayAsync(guest, order)).ShouldRefuse(409, "order-already-paid");
    }

    [Theory, MemberData(nameof(Backings.All), MemberType = typeof(Backings))]
    public async Task Thirty_two_taps_at_once_open_one_payment(string backing)
    {
        await using var cinema = await Cinema.OpenAsync(backing);
        var guest = await cinema.GuestAsync();
        var order = await guest.HoldsBestAsync(await cinema.ShowingAsync());

        Assert.All(await TapAsync(guest, order), answer => answer.ShouldBe(200));

        Assert.Equal(1, await PaymentsAsync(cinema));
        Assert.Equal(1, (await cinema.LookAsync("payments")).GetProperty("total").GetInt32());
        await cinema.PayAsync((await cinema.BooksOfAsync(order.Id)).Payment!.Id);
        await cinema.HasHerTicketsAsync(order);
    }

    /// <summary>On SQLite writers stand in line, so only PostgreSQL can go wrong.</summary>
    [Fact]
    public async Task Without_the_guards_thirty_two_taps_open_several()
    {
        await using var cinema = await Cinema.OpenAsync(Backings.Servers);
        cinema.ExpectErrors();
        await using (var db = cinema.Database.Read())
        {
            await db.ExecuteAsync("ALTER TABLE payments DROP CONSTRAINT payments_order_id_key");
        }

        cinema.GuestDatabase().RewriteSql = sql => sql
            .Replace("AND payment_id IS NULL RETURNING id", "RETURNING id", StringComparison.Ordinal)
            .Replace("ON CONFLICT (order_id) DO NOTHING", "", StringComparison.Ordinal);
        var showing = await cinema.ShowingAsync();
        for (var round = 1; ; round++)
        {
            var guest = await cinema.GuestAsync();
            await TapAsync(guest, await guest.HoldsBestAsync(showing));
            if (await PaymentsAsync(cinema) > round) break;
            Assert.True(round < 10, "the guards were out and nothing went wrong");
        }
    }

    [Theory, MemberData(nameof(Backings.All), MemberType = typeof(Backings))]
    public async Task A_payment_the_platform_never_heard_of_is_settled_when_the_hold_ends(string backing)
    {
        await using var cinema = await Cinema.OpenAsync(backing);
        var showing = await cinema.ShowingAsync();
        var (guest, other) = (await cinema.GuestAsync(), await cinema.GuestAsync());
        var order = await guest.HoldsAsync(showing, showing.SideBySide(2));
        await cinema.BreakAsync(new { path = SimulatedPlatform.Prepay, kind = "drop", times = -1 });
        (await PayAsync(guest, order)).ShouldRefuse(503, "payment-platform-unavailable");
        await cinema.RecoverAsync();
        Assert.Equal(PaymentState.Open, (await cinema.BooksOfAsync(order.Id)).Payment!.State);

        cinema.FastForward(TimeSpan.FromMinutes(15));

        await cinema.BooksShowAsync(order.Id, b => b is { Payment.State: PaymentState.Closed, Order.State: OrderState.Expired }, "payment closed, order expired");
        await other.HoldsAsync(showing, showing.SideBySide(2));
        await cinema.BooksShouldBalanceAsync();
    }

    [Theory, MemberData(nameof(Backings.All), MemberType = typeof(Backings))]
    public async Task A_payment_that_opens_after_the_order_was_given_up_cannot_be_paid(string backing)
    {
        await using var cinema = await Cinema.OpenAsync(backing);
        var guest = await cinema.GuestAsync();
        var order = await guest.HoldsBestAsync(await cinema.ShowingAsync());
        await cinema.BreakAsync(new { path = SimulatedPlatform.Prepay, kind = "slow", ms = 1_000 });

        var paying = PayAsync(guest, order);
        await cinema.BooksShowAsync(order.Id, b => b.Payment is not null, "the payment is written down");
        // The platform does not know the number yet: for it there is nothing to close.
        (await guest.PostAsync($"/api/v1/orders/{order.Id}/cancellation")).ShouldBe(200);

        (await paying).ShouldRefuse(409, "order-ended");
        Assert.Equal("CLOSED", (await cinema.MoneyAsync((await cinema.BooksOfAsync(order.Id)).Payment!.Id)).State);
        await cinema.BooksShouldBalanceAsync();
    }

    private static Task<Answer> PayAsync(Guest guest, OrderView order) => guest.PostAsync($"/api/v1/orders/{order.Id}/payment");

    private static async Task<Answer[]> TapAsync(Guest guest, OrderView order) =>
        await Task.WhenAll(Enumerable.Range(0, Taps).Select(_ => PayAsync(guest, order)));

    private static async Task<int> PaymentsAsync(Cinema cinema)
    {
        await using var db = cinema.Database.Read();
        return await db.GetTable<PaymentRow>().CountAsync();
    }
}
