using CinemaCx.Orders;
using CinemaCx.Tests.Support;
using Xunit;

namespace CinemaCx.Tests.Orders;

/// <summary>A refund that was promised gets to the guest, whatever the platform does meanwhile.</summary>
public sealed class RefundsReachTheGuest
{
    public static TheoryData<string, string> Troubles
    {
        get
        {
            var data = new TheoryData<string, string>();
            foreach (var backing in new[] { Backings.Embedded, Backings.Servers })
                foreach (var trouble in new[] { "NOT_ENOUGH", "FREQUENCY_LIMITED", "drop", "doneButSilent", "badSignature" })
                    data.Add(backing, trouble);
            return data;
        }
    }

    [Theory, MemberData(nameof(Troubles))]
    public async Task It_waits_and_goes_through_later_under_the_same_number(string backing, string trouble)
    {
        await using var cinema = await Cinema.OpenAsync(backing);
        // An empty balance at the platform is something for the operators.
        if (trouble == "NOT_ENOUGH") cinema.ExpectErrors();
        var guest = await cinema.GuestAsync();
        var order = await guest.BuysAsync(await cinema.ShowingAsync());
        await cinema.BreakAsync(trouble switch
        {
            "NOT_ENOUGH" => new { path = SimulatedPlatform.Refunds, kind = "error", code = trouble, status = 403, times = -1, method = "POST" },
            "FREQUENCY_LIMITED" => new { path = SimulatedPlatform.Refunds, kind = "error", code = trouble, status = 429, times = -1, method = "POST" },
            _ => new { path = SimulatedPlatform.Refunds, kind = trouble, code = "", status = 0, times = -1, method = "POST" },
        });
        // Nobody tells either: refunds wait for a decision.
        await cinema.RefundsTakeAsync(-1);

        var refund = (await guest.PostAsync($"/api/v1/orders/{order.Id}/refund", new { seats = new[] { order.Seats[0].Seat } })).ShouldBe(201).As<RefundView>();
        await Cinema.EventuallyAsync(async () => (await cinema.CallsAsync(SimulatedPlatform.Refunds)).Count > 0, "the platform is asked");
        await Task.Delay(300);
        Assert.Equal(RefundState.Requested, (await cinema.BooksOfAsync(order.Id)).Refunds.Single().State);
        await cinema.BooksShouldBalanceAsync();

        await cinema.RecoverAsync();
        await cinema.RefundsTakeAsync(0);
        cinema.FastForward(TimeSpan.FromMinutes(11));
        if (trouble is "doneButSilent" or "badSignature")
        {
            await cinema.BooksShowAsync(order.Id, b => b.Refunds.Single().State == RefundState.Processing, "the answer is known at last");
            await cinema.SimAsync(cinema.PayUrl, $"refunds/{refund.Id}/outcome", new { status = "SUCCESS" });
        }

        await cinema.BooksShowAsync(order.Id, b => b.Refunds.Single().State == RefundState.Succeeded, "the money is back");
        var money = await cinema.MoneyAsync((await cinema.BooksOfAsync(order.Id)).Payment!.Id);
        Assert.Equal([refund.Id], money.RefundNumbers);
        Assert.Equal(refund.AmountFen.Value, money.Returned);
        await cinema.BooksShouldBalanceAsync();
    }

    [Theory, MemberData(nameof(Backings.All), MemberType = typeof(Backings))]
    public async Task Several_of_one_order_go_one_minute_after_another_and_all_arrive(string backing)
    {
        await using var cinema = await Cinema.OpenAsync(backing);
        var guest = await cinema.GuestAsync();
        var order = await guest.BuysAsync(await cinema.ShowingAsync(), 4);
        await Task.WhenAll(order.Seats.Select(async s =>
            (await guest.PostAsync($"/api/v1/orders/{order.Id}/refund", new { seats = new[] { s.Seat } })).ShouldBe(201)));

        for (var arrived = 1; arrived <= 4; arrived++)
        {
            var expected = arrived;
            await cinema.BooksShowAsync(order.Id, b => b.Refunds.Count(r => r.State == RefundState.Succeeded) >= expected, $"refund {expected} arrives");
            cinema.FastForward(TimeSpan.FromSeconds(65));
        }

        Assert.Contains(await cinema.CallsAsync(SimulatedPlatform.Refunds), c => c.Status == 429);
        var money = await cinema.MoneyAsync((await cinema.BooksOfAsync(order.Id)).Payment!.Id);
        Assert.Equal((order.TotalFen.Value, 4), (money.Returned, money.RefundNumbers.Count));
        await cinema.BooksShouldBalanceAsync();
    }

    [Theory, MemberData(nameof(Backings.All), MemberType = typeof(Backings))]
    public async Task News_of_a_refund_may_come_before_the_answer_and_again_and_forged(string backing)
    {
        await using var cinema = await Cinema.OpenAsync(backing);
        await cinema.StopClockworkAsync();
        var guest = await cinema.GuestAsync();
        var order = await guest.BuysAsync(await cinema.ShowingAsync());
        await cinema.RefundsTakeAsync(-1);
        var refund = (await guest.PostAsync($"/api/v1/orders/{order.Id}/refund", new { seats = new[] { order.Seats[0].Seat } })).ShouldBe(201).As<RefundView>();
        await cinema.BreakAsync(new { path = SimulatedPlatform.Refunds, kind = "doneButSilent", times = -1 });
        // The request arrives, the answer does not.
        await Assert.ThrowsAsync<PaymentGatewayUnavailableException>(cinema.RunDueAsync);
        await cinema.RecoverAsync();

        foreach (var forged in new object[] { new { corruptSignature = true }, new { stale = true }, new { unsigned = true }, new { signTest = true } })
            Assert.Equal([401], await cinema.TellRefundAsync(refund.Id, forged));
        Assert.Equal(RefundState.Requested, (await cinema.BooksOfAsync(order.Id)).Refunds.Single().State);

        Assert.Equal([204, 204, 204], await cinema.TellRefundAsync(refund.Id, new { repeat = 3 }));
        Assert.Equal(RefundState.Succeeded, (await cinema.BooksOfAsync(order.Id)).Refunds.Single().State);

        // The answer comes after the news, and says less: PROCESSING.
        await cinema.RunDueAsync();
        await cinema.Service<SendRefund>().RecordAsync(
            new PlatformRefund(refund.Id, (await cinema.BooksOfAsync(order.Id)).Payment!.Id, PlatformRefundState.Processing, refund.AmountFen, null), default);
        Assert.Equal(RefundState.Succeeded, (await cinema.BooksOfAsync(order.Id)).Refunds.Single().State);
        Assert.Single((await cinema.MoneyAsync((await cinema.BooksOfAsync(order.Id)).Payment!.Id)).RefundNumbers);
        await cinema.BooksShouldBalanceAsync();
    }

    [Theory, MemberData(nameof(Backings.All), MemberType = typeof(Backings))]
    public async Task An_abnormal_refund_is_told_to_the_operators_and_stays_in_sight_until_it_is_repaired(string backing)
    {
        await using var cinema = await Cinema.OpenAsync(backing);
        cinema.ExpectErrors();
        var guest = await cinema.GuestAsync();
        var order = await guest.BuysAsync(await cinema.ShowingAsync());
        await cinema.RefundsTakeAsync(-1);
        var refund = (await guest.PostAsync($"/api/v1/orders/{order.Id}/refund", new { seats = new[] { order.Seats[0].Seat } })).ShouldBe(201).As<RefundView>();
        await cinema.BooksShowAsync(order.Id, b => b.Refunds.Single().State == RefundState.Processing, "the platform has it");

        await cinema.SimAsync(cinema.PayUrl, $"refunds/{refund.Id}/outcome", new { status = "ABNORMAL" });
        await cinema.BooksShowAsync(order.Id, b => b.Refunds.Single().State == RefundState.Abnormal, "the trouble is written down");
        await Cinema.EventuallyAsync(() => Task.FromResult(cinema.Errors.Any(e => e.Contains(refund.Id, StringComparison.Ordinal))), "the operators are told");
        Assert.Equal("abnormal", (await guest.OrderAsync(order.Id)).Refunds.Single().State);

        await cinema.SimAsync(cinema.PayUrl, $"refunds/{refund.Id}/outcome", new { status = "SUCCESS" });
        await cinema.BooksShowAsync(order.Id, b => b.Refunds.Single().State == RefundState.Succeeded, "the repair is written down");
        await cinema.BooksShouldBalanceAsync();
    }
}
