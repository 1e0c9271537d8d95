using CinemaCx.Coupons;
using CinemaCx.Platform.Data;
using CinemaCx.Platform.Events;
using CinemaCx.Platform.Primitives;
using CinemaCx.Seats;
using LinqToDB;
using LinqToDB.Async;
using Microsoft.Extensions.Logging;

namespace CinemaCx.Orders;

public enum Confirmation
{
    /// <summary>Tickets were issued.</summary>
    Ticketed,

    /// <summary>The money cannot become tickets any more; all of it is on its way back.</summary>
    SentBack,

    /// <summary>This payment was confirmed before.</summary>
    KnownAlready,

    /// <summary>We never opened such a payment.</summary>
    Unknown,

    /// <summary>The amount is not the one that was agreed, and whoever says so may be wrong: nothing was done.</summary>
    Doubtful,
}

/// <summary>
/// The platform has the guest's money. In one transaction that becomes either tickets or a refund under way, whenever and however often the news comes:
/// in time, late, twice, or with the wrong amount.
/// </summary>
public sealed class ConfirmPayment(Database database, OrderEffects effects, LiveSeatMaps seatMaps, Outbox outbox, TimeProvider time, ILogger<ConfirmPayment> logger)
{
    /// <param name="payment">What the platform says; its state must be <see cref="PlatformPaymentState.Succeeded"/>.</param>
    /// <param name="mayDoubt">True when it was told and can still be asked for; false when this is what it answered.</param>
    public async Task<Confirmation> RunAsync(PlatformPayment payment, bool mayDoubt, CancellationToken cancellation)
    {
        if (payment.State != PlatformPaymentState.Succeeded) throw new ArgumentException("Only a payment that succeeded can be confirmed", nameof(payment));
        return await TicketAsync(payment, mayDoubt, cancellation) ?? await SendBackAsync(payment, cancellation);
    }

    /// <summary>An order that costs nothing needs no platform.</summary>
    public async Task RunFreeAsync(string orderId, CancellationToken cancellation)
    {
        var now = time.Now();
        await using var db = await database.BeginAsync(cancellation);
        var found = await db.FindOrderAsync(orderId, cancellation) ?? throw OrderRefusals.NotFound(orderId);
        if (found.Order.Total != Fen.Zero) throw new InvalidOperationException($"Order {orderId} is not free");
        var script = new Script();
        var paid = script.Ask($"UPDATE orders SET state = 'paid', paid_at = {now} WHERE id = {orderId} AND state = 'held' AND held_until > {now} RETURNING id");
        var sold = SeatClaims.Sell(script, orderId, found.Order.GuestId);
        var coupons = CouponLocks.Use(script, found.Order.CouponIds, orderId, now);
        var more = effects.Paid(script, found, orderId, now);
        var results = await db.RunAsync(script, cancellation);
        var wanted = found.Seats.Count;
        if (results[paid].Count != 1)
        {
            // A second tap comes too late to do anything, or the hold did end.
            var present = await db.GetTable<OrderRow>().FirstAsync(o => o.Id == orderId, cancellation);
            throw present.State == OrderState.Paid ? OrderRefusals.AlreadyPaid() : OrderRefusals.HoldEnded();
        }

        if (results[sold].Count != wanted || !more.AllCame(results) || IsAnyGone(coupons, results)) throw OrderRefusals.HoldEnded();
        await db.CommitAsync(cancellation);
        seatMaps.Sold(found.Order.ShowtimeId, LabelsOf(found));
    }

    /// <returns>Null when these seats cannot be hers any more.</returns>
    private async Task<Confirmation?> TicketAsync(PlatformPayment payment, bool mayDoubt, CancellationToken cancellation)
    {
        var now = time.Now();
        await using var db = await database.BeginAsync(cancellation);
        var found = await db.FindOrderPaidByAsync(payment.PaymentId, cancellation);
        if (found is null)
        {
            logger.LogError("The platform reports payment {PaymentId}, which was never opened here", payment.PaymentId);
            return Confirmation.Unknown;
        }

        var (order, record, seats) = (found.Order, found.Payment!, LabelsOf(found));
        if (record.State == PaymentState.Paid) return Confirmation.KnownAlready;
        if (!IsAsAgreed(payment, record)) return mayDoubt ? Confirmation.Doubtful : null;
        if (IsShowtimeGone(found, now)) return null;
        // She cancelled the order herself: she does not want the seats back, she wants the money back.
        if (order.State == OrderState.Cancelled) return null;

        var script = new Script();
        var taken = RecordPaid(script, payment, record.Amount, now);
        var paid = script.Ask($"""
            UPDATE orders SET state = 'paid', paid_at = {now}, ended_at = NULL, ended_because = NULL
            WHERE id = {order.Id} AND state IN ('held', 'expired') RETURNING id
            """);
        var sold = order.State == OrderState.Held
            ? SeatClaims.Sell(script, order.Id, order.GuestId)
            : SeatClaims.SellAgain(script, order.ShowtimeId, seats, order.Id, order.GuestId, now);
        var coupons = CouponLocks.Use(script, order.CouponIds, order.Id, now);
        var more = effects.Paid(script, found, payment.PaymentId, now);
        Outbox.Cancel(script, SettlePayment.TimerOf(payment.PaymentId));
        var results = await db.RunAsync(script, cancellation);
        if (results[taken].Count != 1) return Confirmation.KnownAlready;
        // The order was given up, or its seats were, in the moment between looking and writing; or it ran out, and a coupon, a right or points of it paid another since.
        if (results[paid].Count != 1 || results[sold].Count != seats.Count || !more.AllCame(results) || IsAnyGone(coupons, results)) return null;
        await db.CommitAsync(cancellation);
        seatMaps.Sold(order.ShowtimeId, seats);
        return Confirmation.Ticketed;
    }

    private async Task<Confirmation> SendBackAsync(PlatformPayment payment, CancellationToken cancellation)
    {
        var now = time.Now();
        await using var db = await database.BeginAsync(cancellation);
        var found = (await db.FindOrderPaidByAsync(payment.PaymentId, cancellation))!;
        var (order, record) = (found.Order, found.Payment!);
        var amount = payment.Amount ?? record.Amount;
        var refund = Id.New("ref", now);
        var reason = IsAsAgreed(payment, record) ? "支付时座位已释放,全额退款" : "支付金额与订单不符,全额退款";

        var script = new Script();
        var taken = RecordPaid(script, payment, amount, now);
        script.Do($"UPDATE payments SET refunded_fen = paid_fen WHERE id = {payment.PaymentId}");
        script.Do($"""
            UPDATE orders SET state = 'cancelled', ended_at = {now}, ended_because = 'payment-sent-back'
            WHERE id = {order.Id} AND state <> 'paid'
            """);
        SeatClaims.ReleaseHold(script, order.Id, order.GuestId);
        CouponLocks.GiveBackLocked(script, order.CouponIds, order.Id, now);
        OrderEffects.Ended(script, order, now);
        SendRefund.Request(script, new RefundRow
        {
            Id = refund,
            PaymentId = payment.PaymentId,
            OrderId = order.Id,
            Amount = amount,
            Fee = Fen.Zero,
            Reason = reason,
            Seats = "",
            State = RefundState.Requested,
            RequestedAt = now,
        });
        outbox.Schedule(script, SendRefund.TimerOf(refund), new RefundDue(refund), now);
        Outbox.Cancel(script, SettlePayment.TimerOf(payment.PaymentId));
        var results = await db.RunAsync(script, cancellation);
        if (results[taken].Count != 1) return Confirmation.KnownAlready;
        await db.CommitAsync(cancellation);
        outbox.Wake();
        seatMaps.Forget(order.ShowtimeId);
        logger.LogWarning("Payment {PaymentId} of {Amount} could not become tickets and is sent back: {Reason}", payment.PaymentId, amount, reason);
        return Confirmation.SentBack;
    }

    private static bool IsAnyGone(IReadOnlyList<int> coupons, List<List<string>> results) => coupons.Any(used => results[used].Count != 1);

    /// <summary>No row comes back when this payment was recorded before.</summary>
    private static int RecordPaid(Script script, PlatformPayment payment, Fen amount, DateTimeOffset now) => script.Ask($"""
        UPDATE payments SET state = 'paid', transaction_id = {payment.TransactionId}, paid_fen = {amount}, paid_at = {payment.SucceededAt ?? now}
        WHERE id = {payment.PaymentId} AND state <> 'paid' RETURNING id
        """);

    private static bool IsAsAgreed(PlatformPayment payment, OrderPayment record) =>
        payment.Amount == record.Amount && payment.Currency is null or "CNY";

    // Seats that are still hers are hers however late the news; seats to be found again are of no use once the showtime is over.
    private static bool IsShowtimeGone(OrderRecord found, DateTimeOffset now) =>
        found.Showtime.CancelledAt is not null || (found.Order.State == OrderState.Expired && now >= found.Showtime.EndsAt);

    private static List<string> LabelsOf(OrderRecord record) => record.Seats.Select(s => s.Seat).ToList();
}
