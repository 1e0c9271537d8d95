using CinemaCx.Orders;
using CinemaCx.Showtimes;
using CinemaCx.Tests.Support;
using Xunit;

namespace CinemaCx.Tests.Orders;

/// <summary>Fifteen minutes are over and nothing was paid, or nobody knows whether it was.</summary>
public sealed class WhenTheHoldEnds
{
    private const int Clients = 32;
    private static readonly TimeSpan Hold = TimeSpan.FromMinutes(15);

    [Theory, MemberData(nameof(Backings.All), MemberType = typeof(Backings))]
    public async Task Seats_nobody_opened_a_payment_for_are_free_without_a_sweeper(string backing)
    {
        await using var cinema = await Cinema.OpenAsync(backing);
        await cinema.StopClockworkAsync();
        var showing = await cinema.ShowingAsync();
        var (guest, other) = (await cinema.GuestAsync(), await cinema.GuestAsync());
        var order = await guest.HoldsAsync(showing, showing.SideBySide(2));
        cinema.FastForward(Hold - TimeSpan.FromSeconds(20));
        (await other.HoldAsync(showing, showing.SideBySide(2))).ShouldRefuse(409, "seats-taken");
        cinema.FastForward(TimeSpan.FromSeconds(20));

        await other.HoldsAsync(showing, showing.SideBySide(2));

        Assert.Equal("expired", (await guest.OrderAsync(order.Id)).State);
        (await guest.PostAsync($"/api/v1/orders/{order.Id}/payment")).ShouldRefuse(409, "hold-ended");
        await cinema.BooksShouldBalanceAsync();
    }

    [Theory, MemberData(nameof(Backings.All), MemberType = typeof(Backings))]
    public async Task Who_wants_the_seats_has_the_open_payment_closed_first(string backing)
    {
        await using var cinema = await Cinema.OpenAsync(backing);
        await cinema.StopClockworkAsync();
        var showing = await cinema.ShowingAsync();
        var (guest, other) = (await cinema.GuestAsync(), await cinema.GuestAsync());
        var order = await guest.HoldsAsync(showing, showing.SideBySide(2));
        await guest.OpensPaymentAsync(order.Id);
        cinema.FastForward(Hold);
        Assert.DoesNotContain(await cinema.CallsAsync(), c => c.Path.EndsWith("/close", StringComparison.Ordinal));

        await other.HoldsAsync(showing, showing.SideBySide(2));

        var books = await cinema.BooksOfAsync(order.Id);
        Assert.Equal((OrderState.Expired, PaymentState.Closed), (books.Order.State, books.Payment!.State));
        Assert.Equal(("POST", SimulatedPlatform.Transactions + books.Payment.Id + "/close", 204), (await cinema.CallsAsync())[^1]);
        await cinema.BooksShouldBalanceAsync();
    }

    [Theory, MemberData(nameof(Backings.All), MemberType = typeof(Backings))]
    public async Task Who_wants_the_seats_learns_that_they_were_paid(string backing)
    {
        await using var cinema = await Cinema.OpenAsync(backing);
        await cinema.StopClockworkAsync();
        var showing = await cinema.ShowingAsync();
        var (guest, other) = (await cinema.GuestAsync(), await cinema.GuestAsync());
        var order = await guest.HoldsAsync(showing, showing.SideBySide(2));
        await cinema.PayAsync(await guest.OpensPaymentAsync(order.Id), new { notify = "none" });
        cinema.FastForward(Hold);

        (await other.HoldAsync(showing, showing.SideBySide(2))).ShouldRefuse(409, "seats-taken");

        await cinema.HasHerTicketsAsync(order);
    }

    [Theory, MemberData(nameof(Backings.All), MemberType = typeof(Backings))]
    public async Task While_the_payment_cannot_be_closed_nobody_gets_the_seats_and_afterwards_one_does(string backing)
    {
        await using var cinema = await Cinema.OpenAsync(backing);
        var showing = await cinema.ShowingAsync();
        var guest = await cinema.GuestAsync();
        var others = await cinema.GuestsAsync(Clients);
        var order = await guest.HoldsAsync(showing, showing.SideBySide(2));
        await guest.OpensPaymentAsync(order.Id);
        await cinema.BreakAsync(new { path = SimulatedPlatform.Close, kind = "error", code = "SYSTEM_ERROR", status = 500, times = -1 });
        cinema.FastForward(Hold);

        Assert.All(await AllTryAsync(others, showing), answer => answer.ShouldRefuse(409, "seats-taken"));
        var books = await cinema.BooksOfAsync(order.Id);
        Assert.Equal((OrderState.Held, PaymentState.Open, 2), (books.Order.State, books.Payment!.State, books.Claims.Count));
        Assert.Equal("expired", (await guest.OrderAsync(order.Id)).State);

        await cinema.RecoverAsync();
        var answers = await AllTryAsync(others, showing);
        Assert.Single(answers, a => a.Status == 201);
        Assert.All(answers.Where(a => a.Status != 201), a => a.ShouldBe(409));
        Assert.Equal(PaymentState.Closed, (await cinema.BooksOfAsync(order.Id)).Payment!.State);
        await cinema.BooksShouldBalanceAsync();
    }

    [Theory, MemberData(nameof(Backings.All), MemberType = typeof(Backings))]
    public async Task Without_the_guard_the_seats_are_given_away_while_her_money_may_still_come(string backing)
    {
        await using var cinema = await Cinema.OpenAsync(backing);
        var showing = await cinema.ShowingAsync();
        var guest = await cinema.GuestAsync();
        var others = await cinema.GuestsAsync(Clients);
        var order = await guest.HoldsAsync(showing, showing.SideBySide(2));
        var prepay = await guest.OpensPaymentAsync(order.Id);
        await cinema.BreakAsync(new { path = SimulatedPlatform.Close, kind = "error", code = "SYSTEM_ERROR", status = 500, times = -1 });
        cinema.FastForward(Hold);

        cinema.GuestDatabase().RewriteSql = sql => sql.Replace("AND seat_claims.payment_id IS NULL", "", StringComparison.Ordinal);
        Assert.Contains(await AllTryAsync(others, showing), answer => answer.Status == 201);
        Assert.Equal("NOTPAY", (await cinema.MoneyAsync(prepay)).State);
    }

    private static async Task<Answer[]> AllTryAsync(Guest[] guests, Showing showing)
    {
        var answers = new Answer[guests.Length];
        await Parallel.ForAsync(0, guests.Length, new ParallelOptions { MaxDegreeOfParallelism = guests.Length },
            async (i, _) => answers[i] = await guests[i].HoldAsync(showing, showing.SideBySide(2)));
        return answers;
    }
}
