using CinemaCx.Platform.Data;
using CinemaCx.Platform.Primitives;

namespace CinemaCx.Coupons;

/// <summary>
/// The statements by which orders hold, use and give back coupons, for the order's own transaction. The coupon's row is the truth: whoever changes it
/// first has it, and the verb commits only when its row came back. In a script they stand behind those that take seats, in every verb alike.
/// </summary>
public static class CouponLocks
{
    private static readonly SqlText Held = new("locked_by_order");
    private static readonly SqlText Spent = new("used_by_order");
    private static readonly SqlText Itself = new("id");
    private static readonly SqlText NoMore = new("");
    private static readonly SqlText Unpaid = new("AND state = 'locked' AND payment_id IS NULL");
    private static readonly SqlText WhenLockEnded = new("locked_until");

    /// <summary>The order has the coupon until its seats are no longer held. No row comes back when it is not hers, not good or not free.</summary>
    public static int Lock(Script script, string couponId, string guestId, string orderId, DateTimeOffset until, DateTimeOffset now)
    {
        // What an order kept that ran out of time comes back first, as it would have by cancelling.
        Free(script, Itself, couponId, Unpaid, WhenLockEnded, now, now);
        var locked = script.Ask($"""
            UPDATE coupons SET state = 'locked', locked_by_order = {orderId}, locked_until = {until}
            WHERE id = {couponId} AND guest_id = {guestId} AND state = 'issued' AND valid_from <= {now} AND valid_until > {now}
            RETURNING id
            """);
        CouponLedger.Write(script, couponId, "locked", now, orderId);
        return locked;
    }

    /// <summary>From now on money may come for the order: past its time the coupon waits, as its seats do, until the payment is settled.</summary>
    public static int AttachPayment(Script script, string orderId, string paymentId, DateTimeOffset now) => script.Ask($"""
        UPDATE coupons SET payment_id = {paymentId} WHERE locked_by_order = {orderId} AND locked_until > {now} RETURNING id
        """);

    /// <summary>
    /// The order is paid. Money that comes late uses the coupon as long as no other order has it. No row comes back when it is gone.
    /// </summary>
    public static int Use(Script script, string couponId, string orderId, DateTimeOffset now)
    {
        // One that took it meanwhile and ran out of time has it no longer.
        Free(script, Itself, couponId, Unpaid, WhenLockEnded, now, now);
        var used = script.Ask($"""
            UPDATE coupons SET state = 'used', used_by_order = {orderId}, used_at = {now}, locked_by_order = NULL, locked_until = NULL, payment_id = NULL
            WHERE id = {couponId} AND (locked_by_order = {orderId} OR state = 'issued') RETURNING id
            """);
        CouponLedger.Write(script, couponId, "used", now, orderId);
        return used;
    }

    /// <summary>The order was given up or ran out unpaid. Giving back again changes nothing.</summary>
    public static void GiveBackLocked(Script script, string orderId, DateTimeOffset now) =>
        Free(script, Held, orderId, NoMore, now, DateTimeOffset.MaxValue, now);

    /// <summary>All seats of the paid order were given back. Giving back again changes nothing.</summary>
    public static void GiveBackUsed(Script script, string orderId, DateTimeOffset now) =>
        Free(script, Spent, orderId, NoMore, now, DateTimeOffset.MaxValue, now);

    /// <param name="since">From when its new life counts, where it is short of life: an instant, or a column that holds one.</param>
    /// <param name="lockedNotAfter">Only a lock that ends by then.</param>
    private static void Free(Script script, SqlText column, string value, SqlText more, object since, DateTimeOffset lockedNotAfter, DateTimeOffset now)
    {
        var (little, much) = ((long)Coupon.ShortOfLife.TotalMilliseconds, (long)Coupon.NewLife.TotalMilliseconds);
        script.Do($"""
            INSERT INTO coupon_events (id, coupon_id, happened_at, what, order_id)
            SELECT {Id.New("cev", now)}, id, {now}, 'given-back', COALESCE(locked_by_order, used_by_order) FROM coupons
            WHERE {column} = {value} {more} AND COALESCE(locked_until, 0) <= {lockedNotAfter}
            """);
        script.Do($"""
            INSERT INTO coupon_events (id, coupon_id, happened_at, what, order_id)
            SELECT {Id.New("cev", now)}, id, {now}, 'extended', COALESCE(locked_by_order, used_by_order) FROM coupons
            WHERE {column} = {value} {more} AND COALESCE(locked_until, 0) <= {lockedNotAfter}
              AND extended_at IS NULL AND valid_until < {since} + {little}
            """);
        script.Do($"""
            UPDATE coupons SET
                valid_until = CASE WHEN extended_at IS NULL AND valid_until < {since} + {little} THEN {since} + {much} ELSE valid_until END,
                extended_at = CASE WHEN extended_at IS NULL AND valid_until < {since} + {little} THEN {since} ELSE extended_at END,
                state = 'issued', locked_by_order = NULL, locked_until = NULL, payment_id = NULL, used_by_order = NULL, used_at = NULL
            WHERE {column} = {value} {more} AND COALESCE(locked_until, 0) <= {lockedNotAfter}
            """);
    }
}
