using CinemaCx.Platform.Data;

namespace CinemaCx.Seats;

/// <summary>
/// The statements that guard the scarce thing. The primary key (showtime, seat) is the truth: holding is one upsert, all seats in sorted order, that
/// takes a seat only when its row is missing or is a hold whose time has run out. Every method returns where the results name the seats it got; the
/// verb commits only when that is all of them.
/// </summary>
public static class SeatClaims
{
    /// <summary>Nobody holds seats of two orders at once. No row comes back when the guest holds others already.</summary>
    public static int HoldAsGuest(Script script, string guestId, string orderId, DateTimeOffset until, DateTimeOffset now) => script.Ask($"""
        INSERT INTO guest_holds (guest_id, order_id, held_until) VALUES ({guestId}, {orderId}, {until})
        ON CONFLICT (guest_id) DO UPDATE SET order_id = excluded.order_id, held_until = excluded.held_until
        WHERE guest_holds.held_until <= {now}
        RETURNING order_id
        """);

    /// <param name="seats">In sorted order, so that two orders never wait for each other in a circle.</param>
    public static int Hold(
        Script script, string showtimeId, IReadOnlyList<string> seats, string orderId, string guestId, DateTimeOffset until, DateTimeOffset now) =>
        script.AskForEach(
            $"INSERT INTO seat_claims (showtime_id, seat, kind, order_id, guest_id, held_until) VALUES ",
            seats,
            seat => $"({showtimeId}, {seat}, 'hold', {orderId}, {guestId}, {until})",
            $"""

            ON CONFLICT (showtime_id, seat) DO UPDATE
            SET order_id = excluded.order_id, guest_id = excluded.guest_id, held_until = excluded.held_until
            WHERE seat_claims.kind = 'hold' AND seat_claims.held_until <= {now} AND seat_claims.payment_id IS NULL
            RETURNING seat
            """);

    /// <summary>From now on the platform may take money for these seats: past their time they must be settled before anybody else gets them.</summary>
    public static int AttachPayment(Script script, string orderId, string paymentId, DateTimeOffset now) => script.Ask($"""
        UPDATE seat_claims SET payment_id = {paymentId} WHERE order_id = {orderId} AND kind = 'hold' AND held_until > {now} RETURNING seat
        """);

    /// <summary>Held seats become sold, also past their time as long as nobody else got them.</summary>
    public static int Sell(Script script, string orderId, string guestId)
    {
        EndGuestHold(script, guestId, orderId);
        return script.Ask($"""
            UPDATE seat_claims SET kind = 'sold', held_until = NULL, payment_id = NULL WHERE order_id = {orderId} AND kind = 'hold' RETURNING seat
            """);
    }

    /// <summary>Sells seats whose hold was released before the money was known, where they are still free.</summary>
    public static int SellAgain(Script script, string showtimeId, IReadOnlyList<string> seats, string orderId, string guestId, DateTimeOffset now) =>
        script.AskForEach(
            $"INSERT INTO seat_claims (showtime_id, seat, kind, order_id, guest_id) VALUES ",
            seats,
            seat => $"({showtimeId}, {seat}, 'sold', {orderId}, {guestId})",
            $"""

            ON CONFLICT (showtime_id, seat) DO UPDATE
            SET kind = 'sold', order_id = excluded.order_id, guest_id = excluded.guest_id, held_until = NULL
            WHERE seat_claims.kind = 'hold' AND seat_claims.held_until <= {now} AND seat_claims.payment_id IS NULL
            RETURNING seat
            """);

    /// <summary>Gives up a hold.</summary>
    public static void ReleaseHold(Script script, string orderId, string guestId)
    {
        EndGuestHold(script, guestId, orderId);
        script.Do($"DELETE FROM seat_claims WHERE order_id = {orderId} AND kind = 'hold'");
    }

    /// <summary>Sold seats that were given back are free again.</summary>
    public static int ReleaseSold(Script script, string showtimeId, IReadOnlyList<string> seats, string orderId) => script.AskForEach(
        $"DELETE FROM seat_claims WHERE showtime_id = {showtimeId} AND order_id = {orderId} AND kind = 'sold' AND seat IN (",
        seats,
        seat => $"{seat}",
        $") RETURNING seat");

    private static void EndGuestHold(Script script, string guestId, string orderId) =>
        script.Do($"DELETE FROM guest_holds WHERE guest_id = {guestId} AND order_id = {orderId}");
}
