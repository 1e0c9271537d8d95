using CinemaCx.Coupons;
using CinemaCx.Platform.Data;
using CinemaCx.Platform.Events;
using CinemaCx.Platform.Primitives;
using CinemaCx.Seats;
using LinqToDB;
using LinqToDB.Async;

namespace CinemaCx.Orders;

/// <param name="Paid">True when nothing was to be paid: the tickets are there already.</param>
/// <param name="Parameters">What the mini-program hands to <c>wx.requestPayment</c>.</param>
public sealed record PaymentOpened(bool Paid, RequestPaymentParameters? Parameters);

/// <summary>Who pays.</summary>
/// <param name="OpenId">Her account at the payment platform, as her session knows it.</param>
public sealed record Payer(string GuestId, string OpenId);

/// <summary>
/// Opens the payment of a held order. That money may come is written down before the platform hears of it; a crash in between leaves an open
/// payment, which <see cref="SettlePayment"/> asks about.
/// </summary>
public sealed class PayOrder(Database database, IPaymentGateway gateway, ConfirmPayment confirm, Outbox outbox, OrderShop shop, TimeProvider time)
{
    public async Task<PaymentOpened> RunAsync(Payer payer, string orderId, CancellationToken cancellation)
    {
        // Another tap may come between looking and writing; a second look sees its payment.
        var (order, payment) = await OpenAsync(payer.GuestId, orderId, cancellation)
            ?? await OpenAsync(payer.GuestId, orderId, cancellation)
            ?? throw OrderRefusals.HoldEnded();
        if (payment is null)
        {
            await confirm.RunFreeAsync(order.Id, cancellation);
            return new PaymentOpened(Paid: true, Parameters: null);
        }

        try
        {
            var bill = await shop.BillAsync(order, cancellation);
            var request = new PrepayRequest(payment.Id, payer.OpenId, bill, payment.Amount, payment.PayableUntil);
            var prepayId = await gateway.PrepayAsync(request, cancellation);
            if (await IsStillOpenAsync(payment.Id, cancellation)) return new PaymentOpened(Paid: false, gateway.SignForPayer(prepayId));
            // It was given up while the platform was opening it, which closed nothing: nobody may pay it now.
            await gateway.CloseAsync(payment.Id, cancellation);
            throw OrderRefusals.Ended();
        }
        catch (PaymentGatewayUnavailableException e)
        {
            throw OrderRefusals.PaymentPlatformUnavailable(e.RetryAfter);
        }
    }

    private async Task<bool> IsStillOpenAsync(string paymentId, CancellationToken cancellation)
    {
        await using var db = database.Read();
        return await db.FindAsync<PaymentRow>($"SELECT * FROM payments WHERE id = {paymentId}", cancellation) is { State: not PaymentState.Closed };
    }

    /// <returns>Null when the order changed in between and nothing was done.</returns>
    private async Task<(OrderRow Order, OrderPayment? Payment)?> OpenAsync(string guestId, string orderId, CancellationToken cancellation)
    {
        var now = time.Now();
        await using var db = await database.BeginAsync(cancellation);
        var found = await db.FindOrderAsync(orderId, cancellation);
        if (found is null || found.Order.GuestId != guestId) throw OrderRefusals.NotFound(orderId);
        var order = found.Order;
        if (order.State == OrderState.Paid) throw OrderRefusals.AlreadyPaid();
        if (Order.IsExpired(order, now)) throw OrderRefusals.HoldEnded();
        if (order.State != OrderState.Held) throw OrderRefusals.Ended();
        if (found.Payment is { State: PaymentState.Open }) return (order, found.Payment);
        if (found.Payment is not null) throw OrderRefusals.HoldEnded();
        if (found.Showtime.CancelledAt is not null) throw OrderRefusals.ShowtimeCancelled();
        if (order.Total == Fen.Zero) return (order, null);

        var payment = new OrderPayment(Id.New("pay", now), PaymentState.Open, order.Total, order.HeldUntil, Fen.Zero);
        var script = new Script();
        var ours = script.Ask($"""
            UPDATE orders SET payment_id = {payment.Id}
            WHERE id = {order.Id} AND state = 'held' AND held_until > {now} AND payment_id IS NULL RETURNING id
            """);
        script.Do($"""
            INSERT INTO payments (id, order_id, amount_fen, state, payable_until, opened_at)
            VALUES ({payment.Id}, {order.Id}, {payment.Amount}, 'open', {payment.PayableUntil}, {now}) ON CONFLICT (order_id) DO NOTHING
            """);
        var seats = SeatClaims.AttachPayment(script, order.Id, payment.Id, now);
        var coupons = order.Coupons is null ? (int?)null : CouponLocks.AttachPayment(script, order.Id, payment.Id, now);
        outbox.Schedule(script, SettlePayment.TimerOf(payment.Id), new PaymentDue(payment.Id), now + SettlePayment.FirstLook);
        var results = await db.RunAsync(script, cancellation);
        if (results[ours].Count != 1) return null;
        if (results[seats].Count != found.Seats.Count || (coupons is { } kept && results[kept].Count != order.CouponIds.Count)) throw OrderRefusals.HoldEnded();
        await db.CommitAsync(cancellation);
        return (order, payment);
    }
}
