using CinemaCx.Orders;
using CinemaCx.Platform.Primitives;
using CinemaCx.Tests.Support;
using Xunit;

namespace CinemaCx.Tests.Orders;

/// <summary>News that is not the platform's changes nothing; news that is counts as it stands.</summary>
public sealed class PaymentNewsNotToBeBelieved
{
    [Theory, MemberData(nameof(Backings.All), MemberType = typeof(Backings))]
    public async Task Forged_news_is_refused_and_changes_nothing(string backing)
    {
        await using var cinema = await Cinema.OpenAsync(backing);
        // News signed by the platform that cannot be opened or is somebody else's is an error for the operators.
        cinema.ExpectErrors();
        var guest = await cinema.GuestAsync();
        var order = await guest.HoldsBestAsync(await cinema.ShowingAsync());
        var prepay = await guest.OpensPaymentAsync(order.Id);

        foreach (var forged in new object[]
        {
            new { corruptSignature = true }, new { signTest = true }, new { stale = true }, new { unsigned = true }, new { unknownSerial = true },
        })
            Assert.Equal([401], await cinema.TellAsync(prepay, forged));
        foreach (var strange in new object[] { new { tamper = true }, new { wrongMerchant = true }, new { wrongApp = true } })
            Assert.Equal([400], await cinema.TellAsync(prepay, strange));

        var books = await cinema.BooksOfAsync(order.Id);
        Assert.Equal((OrderState.Held, PaymentState.Open), (books.Order.State, books.Payment!.State));
        Assert.Empty(books.Tickets);
        Assert.Empty(books.Refunds);
        Assert.Equal(3, cinema.Errors.Count);

        // The same attempts on a paid order neither give nor take.
        await cinema.PayAsync(prepay);
        await cinema.HasHerTicketsAsync(order);
        Assert.Equal([401], await cinema.TellAsync(prepay, new { stale = true, oldNotificationId = true }));
        Assert.Equal([401], await cinema.TellAsync(prepay, new { corruptSignature = true, amountTotal = 1 }));
        await cinema.HasHerTicketsAsync(order);
    }

    [Theory, MemberData(nameof(Backings.All), MemberType = typeof(Backings))]
    public async Task Another_amount_makes_no_ticket_and_all_of_it_goes_back(string backing)
    {
        await using var cinema = await Cinema.OpenAsync(backing);
        var showing = await cinema.ShowingAsync();
        foreach (var (difference, notify) in new[] { (-1, "send"), (1, "send"), (-100, "none") })
        {
            var guest = await cinema.GuestAsync();
            var order = await guest.HoldsBestAsync(showing);
            var prepay = await guest.OpensPaymentAsync(order.Id);
            var paidAt = cinema.Clock.Now();
            await cinema.PayAsync(prepay, new { amountTotal = order.TotalFen.Value + difference, notify });
            if (notify == "none") cinema.FastForward(TimeSpan.FromSeconds(25));

            await cinema.MoneyIsBackAsync(order.Id, order.TotalFen.Value + difference);
            Assert.True(cinema.Clock.Now() - paidAt < TimeSpan.FromMinutes(1));
            // Her seats are anybody's again.
            await (await cinema.GuestAsync()).HoldsAsync(showing, [.. order.Seats.Select(s => s.Seat)]);
        }
    }

    [Theory, MemberData(nameof(Backings.All), MemberType = typeof(Backings))]
    public async Task News_of_another_amount_than_the_platform_has_is_asked_about_and_the_tickets_are_hers(string backing)
    {
        await using var cinema = await Cinema.OpenAsync(backing);
        var guest = await cinema.GuestAsync();
        var order = await guest.HoldsBestAsync(await cinema.ShowingAsync());
        var prepay = await guest.OpensPaymentAsync(order.Id);
        await cinema.PayAsync(prepay, new { notify = "none" });

        Assert.Equal([204], await cinema.TellAsync(prepay, new { amountTotal = order.TotalFen.Value - 100 }));

        await cinema.HasHerTicketsAsync(order);
        Assert.Empty((await cinema.BooksOfAsync(order.Id)).Refunds);
    }

    [Theory, MemberData(nameof(Backings.All), MemberType = typeof(Backings))]
    public async Task News_of_money_the_platform_does_not_have_is_told_to_the_operators_and_changes_nothing(string backing)
    {
        await using var cinema = await Cinema.OpenAsync(backing);
        cinema.ExpectErrors();
        var guest = await cinema.GuestAsync();
        var order = await guest.HoldsBestAsync(await cinema.ShowingAsync());
        var prepay = await guest.OpensPaymentAsync(order.Id);

        Assert.Equal([204], await cinema.TellAsync(prepay, new { amountTotal = order.TotalFen.Value - 100 }));

        var books = await cinema.BooksOfAsync(order.Id);
        Assert.Equal((OrderState.Held, PaymentState.Open), (books.Order.State, books.Payment!.State));
        Assert.Empty(books.Refunds);
        Assert.Contains(cinema.Errors, e => e.Contains(books.Payment.Id, StringComparison.Ordinal));
    }

    [Theory, MemberData(nameof(Backings.All), MemberType = typeof(Backings))]
    public async Task What_the_platform_signed_needs_no_second_witness(string backing)
    {
        await using var cinema = await Cinema.OpenAsync(backing);
        var guest = await cinema.GuestAsync();
        var order = await guest.HoldsBestAsync(await cinema.ShowingAsync());
        var prepay = await guest.OpensPaymentAsync(order.Id);
        // Queries are away: whoever can sign as the platform is the platform.
        await cinema.BreakAsync(new { path = SimulatedPlatform.Transactions, kind = "http", status = 500, times = -1 });

        Assert.Equal([204], await cinema.TellAsync(prepay));

        await cinema.HasHerTicketsAsync(order);
    }

    [Theory, MemberData(nameof(Backings.All), MemberType = typeof(Backings))]
    public async Task A_payment_that_was_never_opened_here_is_told_to_the_operators(string backing)
    {
        await using var cinema = await Cinema.OpenAsync(backing);
        cinema.ExpectErrors();
        var stray = Id.New("pay", cinema.Clock.Now());
        var prepay = await cinema.Service<IPaymentGateway>().PrepayAsync(
            new PrepayRequest(stray, "o1234567890", "电影票", Fen.Yuan(80), cinema.Clock.Now().AddMinutes(15)), CancellationToken.None);
        await cinema.PayAsync(prepay, new { notify = "none" });

        Assert.Equal([204], await cinema.TellAsync(prepay));

        Assert.Contains(cinema.Errors, e => e.Contains(stray, StringComparison.Ordinal));
        await cinema.BooksShouldBalanceAsync();
    }
}
