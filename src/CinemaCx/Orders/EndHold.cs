using CinemaCx.Coupons;
using CinemaCx.Platform.Data;
using CinemaCx.Platform.Events;
using CinemaCx.Platform.Primitives;
using CinemaCx.Seats;

namespace CinemaCx.Orders;

/// <summary>Timer: the time of an order that has points or a right is up.</summary>
public sealed record HoldEnds(string OrderId);

/// <summary>
/// Seats and coupons of an order that ran out count as free by themselves. Points are a sum and a right is a row: they are given back, unless a payment
/// may still come, whose settling does it.
/// </summary>
public sealed class EndHold(Database database, LiveSeatMaps seatMaps, TimeProvider time) : IEventHandler<HoldEnds>
{
    internal static string TimerOf(string orderId) => "hold_" + orderId;

    public async Task<Delivery> HandleAsync(HoldEnds news, CancellationToken cancellation)
    {
        var now = time.Now();
        await using var db = await database.BeginAsync(cancellation);
        var order = (await db.FindOrderAsync(news.OrderId, cancellation))?.Order;
        if (order is not { State: OrderState.Held, PaymentId: null }) return Delivery.Done;
        if (order.HeldUntil > now) return Delivery.AgainAt(order.HeldUntil);
        var script = new Script();
        var ended = script.Ask($"""
            UPDATE orders SET state = 'expired', ended_at = {now}, ended_because = 'not-paid-in-time'
            WHERE id = {order.Id} AND state = 'held' AND payment_id IS NULL RETURNING id
            """);
        SeatClaims.ReleaseHold(script, order.Id, order.GuestId);
        CouponLocks.GiveBackLocked(script, order.CouponIds, order.Id, now);
        OrderEffects.Ended(script, order, now);
        // She gave it up herself at this moment.
        if ((await db.RunAsync(script, cancellation))[ended].Count != 1) return Delivery.Done;
        await db.CommitAsync(cancellation);
        seatMaps.Forget(order.ShowtimeId);
        return Delivery.Done;
    }
}
