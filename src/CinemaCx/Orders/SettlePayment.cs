using CinemaCx.Platform.Data;
using CinemaCx.Platform.Events;
using CinemaCx.Platform.Primitives;
using CinemaCx.Seats;
using LinqToDB;
using LinqToDB.Async;

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
public sealed class SettlePayment(Database database, IPaymentGateway gateway, ConfirmPayment confirm, LiveSeatMaps seatMaps, TimeProvider time)
    : IEventHandler<PaymentDue>
{
    internal static readonly TimeSpan FirstLook = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan NextLook = TimeSpan.FromSeconds(20);
    private static readonly TimeSpan WhenUnavailable = TimeSpan.FromSeconds(2);

    internal static string TimerOf(string paymentId) => "settle_" + paymentId;

    public async Task<Delivery> HandleAsync(PaymentDue news, CancellationToken cancellation)
    {
        try
        {
            if (await RunAsync(news.PaymentId, giveUp: false, cancellation) != Settlement.Pending) return Delivery.Done;
        }
        catch (PaymentGatewayUnavailableException e)
        {
            return Delivery.AgainAt(time.Now() + (e.RetryAfter ?? WhenUnavailable));
        }

        await using var db = database.Read();
        var payment = await db.GetTable<PaymentRow>().FirstAsync(p => p.Id == news.PaymentId, cancellation);
        var next = time.Now() + NextLook;
        return Delivery.AgainAt(next < payment.PayableUntil || payment.PayableUntil <= time.Now() ? next : payment.PayableUntil);
    }

    /// <param name="giveUp">True to close the payment although its time has not run out: the guest cancels.</param>
    /// <exception cref="PaymentGatewayUnavailableException">Nothing was changed.</exception>
    public async Task<Settlement> RunAsync(string paymentId, bool giveUp, CancellationToken cancellation)
    {
        PaymentRow? payment;
        await using (var db = database.Read())
        {
            payment = await db.GetTable<PaymentRow>().FirstOrDefaultAsync(p => p.Id == paymentId, cancellation);
        }

        if (payment is null || payment.State == PaymentState.Closed) return Settlement.Released;
        if (payment.State == PaymentState.Paid) return Settlement.Paid;

        var now = time.Now();
        var platform = giveUp || payment.PayableUntil <= now
            ? await gateway.CloseAsync(paymentId, cancellation)
            : await gateway.QueryAsync(paymentId, cancellation);
        switch (platform?.State)
        {
            case PlatformPaymentState.Succeeded:
                await confirm.RunAsync(platform, cancellation);
                return Settlement.Paid;
            case PlatformPaymentState.Closed:
                return await ReleaseAsync(payment, giveUp, cancellation);
            default:
                return Settlement.Pending;
        }
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
        Outbox.Cancel(script, TimerOf(payment.Id));
        var results = await db.RunAsync(script, cancellation);
        // A notification came in between and was quicker.
        if (results[closed].Count != 1) return Settlement.Paid;
        await db.CommitAsync(cancellation);
        seatMaps.Forget(order.ShowtimeId);
        return Settlement.Released;
    }
}
