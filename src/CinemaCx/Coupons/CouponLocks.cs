using CinemaCx.Platform.Data;
using CinemaCx.Platform.Primitives;

namespace CinemaCx.Coupons;

/// <summary>
/// The statements by which orders hold, use and give back coupons, for the order's own transaction. Each coupon's row is the truth: whoever changes it
/// first has it, and the verb commits only when all rows came back. In a script they stand behind those that take seats, in every verb alike, and take
/// coupons in the order of their ids, so that nobody waits in a circle.
/// </summary>
public static class CouponLocks
{
    private static readonly SqlText Held = new("locked_by_order");
    private static readonly SqlText Spent = new("used_by_order");
    private static readonly SqlText Itself = new("id");
    private static readonly SqlText NoMore = new("");
    private static readonly SqlText Unpaid = new("AND state = 'locked' AND payment_id IS NULL");
    private static readonly SqlText WhenLockEnded = new("locked_until");

    /// <summary>The order has the coupons until its seats are no longer held. No row comes back for one that is not hers, not good or not free.</summary>
    /// <returns>Where the rows of each coupon stand in the results, in the order of <see cref="Sorted"/>.</returns>
    public static IReadOnlyList<int> Lock(
        Script script, IEnumerable<string> couponIds, string guestId, string orderId, DateTimeOffset until, DateTimeOffset now)
    {
        var locked = new List<int>();
        foreach (var couponId in Sorted(couponIds))
        {
            // What an order kept that ran out of time comes back first, as it would have by cancelling.
            FreeEnded(script, couponId, now);
            locked.Add(script.Ask($"""
                UPDATE coupons SET state = 'locked', locked_by_order = {orderId}, locked_until = {until}
                WHERE id = {couponId} AND guest_id = {guestId} AND state = 'issued' AND valid_from <= {now} AND valid_until > {now}
                RETURNING id
                """));
            CouponLedger.Write(script, couponId, "locked", now, orderId);
        }

        return locked;
    }

    /// <summary>What each coupon takes off the order, once its price is known.</summary>
    public static void WriteDown(Script script, string orderId, IReadOnlyList<KeyValuePair<string, Fen>> cuts)
    {
        if (cuts.Count == 0) return;
        script.DoForEach($"INSERT INTO coupon_uses (order_id, coupon_id, took_fen) VALUES ", cuts, cut => $"({orderId}, {cut.Key}, {cut.Value})");
    }

    /// <summary>From now on money may come for the order: past its time its coupons wait, as its seats do, until the payment is settled.</summary>
    /// <returns>Where one row for each coupon stands in the results.</returns>
    public static int AttachPayment(Script script, string orderId, string paymentId, DateTimeOffset now) => script.Ask($"""
        UPDATE coupons SET payment_id = {paymentId} WHERE locked_by_order = {orderId} AND locked_until > {now} RETURNING id
        """);

    /// <summary>
    /// The order is paid. Money that comes late uses its coupons as long as no other order has one of them. No row comes back for one that is gone.
    /// </summary>
    /// <returns>As <see cref="Lock"/>.</returns>
    public static IReadOnlyList<int> Use(Script script, IEnumerable<string> couponIds, string orderId, DateTimeOffset now)
    {
        var used = new List<int>();
        foreach (var couponId in Sorted(couponIds))
        {
            // One that took it meanwhile and ran out of time has it no longer.
            FreeEnded(script, couponId, now);
            used.Add(script.Ask($"""
                UPDATE coupons SET state = 'used', used_by_order = {orderId}, used_at = {now}, locked_by_order = NULL, locked_until = NULL, payment_id = NULL
                WHERE id = {couponId} AND (locked_by_order = {orderId} OR state = 'issued') RETURNING id
                """));
            CouponLedger.Write(script, couponId, "used", now, orderId);
        }

        return used;
    }

    /// <summary>The order was given up or ran out unpaid. Giving back again changes nothing.</summary>
    public static void GiveBackLocked(Script script, IEnumerable<string> couponIds, string orderId, DateTimeOffset now)
    {
        foreach (var couponId in Sorted(couponIds))
        {
            // What ran out is back since then, whoever writes it down, and its new life counts from there.
            FreeEnded(script, couponId, now);
            Free(script, couponId, Held, orderId, NoMore, now, DateTimeOffset.MaxValue, now);
        }
    }

    /// <summary>All seats of the paid order were given back. Giving back again changes nothing.</summary>
    public static void GiveBackUsed(Script script, IEnumerable<string> couponIds, string orderId, DateTimeOffset now)
    {
        foreach (var couponId in Sorted(couponIds)) Free(script, couponId, Spent, orderId, NoMore, now, DateTimeOffset.MaxValue, now);
    }

    /// <summary>The order in which coupons are taken.</summary>
    public static IEnumerable<string> Sorted(IEnumerable<string> couponIds) => couponIds.Order(StringComparer.Ordinal);

    /// <summary>What an order kept past its time with no payment under way comes back.</summary>
    internal static void FreeEnded(Script script, string couponId, DateTimeOffset now) =>
        Free(script, couponId, Itself, couponId, Unpaid, WhenLockEnded, now, now);

    /// <param name="since">From when its new life counts, where it is short of life: an instant, or a column that holds one.</param>
    /// <param name="lockedNotAfter">Only a lock that ends by then.</param>
    private static void Free(
        Script script, string couponId, SqlText column, string value, SqlText more, object since, DateTimeOffset lockedNotAfter, DateTimeOffset now)
    {
        var (little, much) = ((long)Coupon.ShortOfLife.TotalMilliseconds, (long)Coupon.NewLife.TotalMilliseconds);
        script.Do($"""
            INSERT INTO coupon_events (id, coupon_id, happened_at, what, order_id)
            SELECT {Id.New("cev", now)}, id, {now}, 'given-back', COALESCE(locked_by_order, used_by_order) FROM coupons
            WHERE id = {couponId} AND {column} = {value} {more} AND COALESCE(locked_until, 0) <= {lockedNotAfter}
            """);
        script.Do($"""
            INSERT INTO coupon_events (id, coupon_id, happened_at, what, order_id)
            SELECT {Id.New("cev", now)}, id, {now}, 'extended', COALESCE(locked_by_order, used_by_order) FROM coupons
            WHERE id = {couponId} AND {column} = {value} {more} AND COALESCE(locked_until, 0) <= {lockedNotAfter}
              AND extended_at IS NULL AND valid_until < {since} + {little}
            """);
        script.Do($"""
            UPDATE coupons SET
                valid_until = CASE WHEN extended_at IS NULL AND valid_until < {since} + {little} THEN {since} + {much} ELSE valid_until END,
                extended_at = CASE WHEN extended_at IS NULL AND valid_until < {since} + {little} THEN {since} ELSE extended_at END,
                state = 'issued', locked_by_order = NULL, locked_until = NULL, payment_id = NULL, used_by_order = NULL, used_at = NULL
            WHERE id = {couponId} AND {column} = {value} {more} AND COALESCE(locked_until, 0) <= {lockedNotAfter}
            """);
    }
}
