using CinemaCx.Coupons;
using CinemaCx.Platform.Data;
using CinemaCx.Platform.Events;
using CinemaCx.Platform.Primitives;
using CinemaCx.Seats;
using LinqToDB;
using LinqToDB.Async;
using Microsoft.Extensions.Logging;

namespace CinemaCx.Orders;

/// <summary>Timer: this payment was opened and nothing final was heard of it.</summary>
public sealed record PaymentDue(string PaymentId);

public enum Settlement
{
    /// <summary>Still payable.</summary>
    Pending,

    /// <summary>It was paid; tickets or refund are written down.</summary>
    Paid,

    /// <summary>It can never be paid; the seats are free.</summary>
    Released,
}

/// <summary>
/// Finds out what became of a payment without waiting for a notification, which the platform does not guarantee. Seats are released only after the
/// platform closed the payment: whoever was quicker with the money keeps them.
/// </summary>
public sealed class SettlePayment(Database database, IPaymentGateway gateway, ConfirmPayment confirm, LiveSeatMaps seatMaps, TimeProvider time, ILogger<SettlePayment> logger)
    : IEventHandler<PaymentDue>
{
    internal static readonly TimeSpan FirstLook = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan NextLook = TimeSpan.FromSeconds(20);

    /// <summary>How long after the closing the platform is asked again. Money that came in between is seen within a minute.</summary>
    private static readonly TimeSpan[] Aftercare = [TimeSpan.FromSeconds(50), TimeSpan.FromSeconds(100), TimeSpan.FromMinutes(3)];
    private static readonly TimeSpan WhenUnavailable = TimeSpan.FromSeconds(2);

    internal static string TimerOf(string paymentId) => "settle_" + paymentId;

    public async Task<Delivery> HandleAsync(PaymentDue news, CancellationToken cancellation)
    {
        try
        {
            var settlement = await RunAsync(news.PaymentId, giveUp: false, cancellation);
            if (settlement == Settlement.Paid) return Delivery.Done;
            var payment = await FindAsync(news.PaymentId, cancellation);
            return settlement == Settlement.Released ? await LookAgainAsync(payment!, cancellation) : NextLookAt(payment!);
        }
        catch (PaymentGatewayUnavailableException e)
        {
            logger.LogWarning("The payment platform does not say what became of {PaymentId}: {Message}", news.PaymentId, e.Message);
            return Delivery.AgainAt(time.Now() + (e.RetryAfter ?? WhenUnavailable));
        }
    }

    private Delivery NextLookAt(PaymentRow payment)
    {
        var next = time.Now() + NextLook;
        return Delivery.AgainAt(next < payment.PayableUntil || payment.PayableUntil <= time.Now() ? next : payment.PayableUntil);
    }

    /// <summary>
    /// A prepay that was on its way while the payment was closed may have made it payable again for a minute. The platform is asked a few times more, so that
    /// no money stays unseen.
    /// </summary>
    private async Task<Delivery> LookAgainAsync(PaymentRow payment, CancellationToken cancellation)
    {
        var ended = payment.ClosedAt ?? payment.PayableUntil;
        var passed = time.Now() - ended;
        if (passed >= Aftercare[0])
        {
            var platform = await gateway.QueryAsync(payment.Id, cancellation);
            if (platform?.State == PlatformPaymentState.Open) platform = await gateway.CloseAsync(payment.Id, cancellation);
            if (platform?.State == PlatformPaymentState.Succeeded)
            {
                await confirm.RunAsync(platform, mayDoubt: false, cancellation);
                return Delivery.Done;
            }
        }

        var next = Aftercare.Where(a => a > passed).Select(a => (TimeSpan?)a).FirstOrDefault();
        return next is { } later ? Delivery.AgainAt(ended + later) : Delivery.Done;
    }

    /// <param name="giveUp">True to close the payment although its time has not run out: the guest cancels.</param>
    /// <exception cref="PaymentGatewayUnavailableException">Nothing was changed.</exception>
    public async Task<Settlement> RunAsync(string paymentId, bool giveUp, CancellationToken cancellation)
    {
        var payment = await FindAsync(paymentId, cancellation);
        if (payment is null || payment.State == PaymentState.Closed) return Settlement.Released;
        if (payment.State == PaymentState.Paid) return Settlement.Paid;

        var now = time.Now();
        var platform = giveUp || payment.PayableUntil <= now
            ? await gateway.CloseAsync(paymentId, cancellation)
            : await gateway.QueryAsync(paymentId, cancellation);
        switch (platform?.State)
        {
            case PlatformPaymentState.Succeeded:
                await confirm.RunAsync(platform, mayDoubt: false, cancellation);
                return Settlement.Paid;
            case PlatformPaymentState.Closed:
                return await ReleaseAsync(payment, giveUp, cancellation);
            default:
                return Settlement.Pending;
        }
    }

    private async Task<PaymentRow?> FindAsync(string paymentId, CancellationToken cancellation)
    {
        await using var db = database.Read();
        return await db.GetTable<PaymentRow>().FirstOrDefaultAsync(p => p.Id == paymentId, cancellation);
    }

    private async Task<Settlement> ReleaseAsync(PaymentRow payment, bool byGuest, CancellationToken cancellation)
    {
        var now = time.Now();
        await using var db = await database.BeginAsync(cancellation);
        var order = (await db.FindOrderAsync(payment.OrderId, cancellation))!.Order;
        var script = new Script();
        var closed = script.Ask($"UPDATE payments SET state = 'closed', closed_at = {now} WHERE id = {payment.Id} AND state = 'open' RETURNING id");
        script.Do($"""
            UPDATE orders SET state = {(byGuest ? "cancelled" : "expired")}, ended_at = {now}, ended_because = {(byGuest ? "cancelled-by-guest" : "not-paid-in-time")}
            WHERE id = {order.Id} AND state = 'held'
            """);
        SeatClaims.ReleaseHold(script, order.Id, order.GuestId);
        CouponLocks.GiveBackLocked(script, order.CouponIds, order.Id, now);
        OrderEffects.Ended(script, order, now);
        var results = await db.RunAsync(script, cancellation);
        if (results[closed].Count != 1)
        {
            // Somebody was quicker: a notification that it was paid, or another who closed it.
            var present = await db.GetTable<PaymentRow>().FirstAsync(p => p.Id == payment.Id, cancellation);
            return present.State == PaymentState.Paid ? Settlement.Paid : Settlement.Released;
        }

        await db.CommitAsync(cancellation);
        seatMaps.Forget(order.ShowtimeId);
        return Settlement.Released;
    }
}
