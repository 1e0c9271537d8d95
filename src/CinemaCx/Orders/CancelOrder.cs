using CinemaCx.Coupons;
using CinemaCx.Platform.Data;
using CinemaCx.Platform.Primitives;
using CinemaCx.Seats;
using LinqToDB.Async;

namespace CinemaCx.Orders;

/// <summary>The guest gives up an order she has not paid. Doing it again changes nothing.</summary>
public sealed class CancelOrder(Database database, SettlePayment settle, LiveSeatMaps seatMaps, TimeProvider time)
{
    public async Task RunAsync(string guestId, string orderId, CancellationToken cancellation)
    {
        var (decided, paymentId) = await ReleaseUnlessPayableAsync(guestId, orderId, cancellation);
        // Another tap, or a payment just opened, came between looking and writing; a second look sees it.
        if (!decided) (decided, paymentId) = await ReleaseUnlessPayableAsync(guestId, orderId, cancellation);
        if (!decided) throw new Refusal(409, "order-changed", "订单状态已变化，请刷新后重试");
        if (paymentId is null) return;
        try
        {
            if (await settle.RunAsync(paymentId, giveUp: true, cancellation) == Settlement.Paid) throw OrderRefusals.AlreadyPaid();
        }
        catch (PaymentGatewayUnavailableException e)
        {
            throw OrderRefusals.PaymentPlatformUnavailable(e.RetryAfter);
        }
    }

    /// <returns>
    /// Decided: the payment that must be closed first, or null when the order is given up. Undecided: it changed meanwhile and nothing was done.
    /// </returns>
    private async Task<(bool Decided, string? PaymentId)> ReleaseUnlessPayableAsync(string guestId, string orderId, CancellationToken cancellation)
    {
        var now = time.Now();
        await using var db = await database.BeginAsync(cancellation);
        var found = await db.FindOrderAsync(orderId, cancellation);
        if (found is null || found.Order.GuestId != guestId) throw OrderRefusals.NotFound(orderId);
        if (found.Order.State == OrderState.Paid) throw OrderRefusals.AlreadyPaid();
        if (found.Order.State != OrderState.Held) return (true, null);
        if (found.Order.PaymentId is not null) return (true, found.Order.PaymentId);

        var script = new Script();
        var cancelled = script.Ask($"""
            UPDATE orders SET state = 'cancelled', ended_at = {now}, ended_because = 'cancelled-by-guest'
            WHERE id = {orderId} AND state = 'held' AND payment_id IS NULL RETURNING id
            """);
        SeatClaims.ReleaseHold(script, orderId, guestId);
        CouponLocks.GiveBackLocked(script, found.Order.CouponIds, orderId, now);
        OrderEffects.Ended(script, found.Order, now);
        var results = await db.RunAsync(script, cancellation);
        if (results[cancelled].Count != 1) return (false, null);
        await db.CommitAsync(cancellation);
        seatMaps.Forget(found.Order.ShowtimeId);
        return (true, null);
    }
}
