using System.Globalization;
using System.Security.Cryptography;
using CinemaCx.Orders;
using CinemaCx.Platform.Data;
using CinemaCx.Platform.Events;
using CinemaCx.Platform.Primitives;
using LinqToDB;
using LinqToDB.Async;

namespace CinemaCx.Tickets;

/// <summary>Issues and voids tickets inside the order desk's transactions. A unique index allows one living ticket per seat.</summary>
public sealed class TicketDesk(Outbox outbox, TimeProvider time) : ITicketDesk
{
    private const string CodeAlphabet = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";

    public int Issue(Script script, OrderRow order, IReadOnlyList<string> seats, DateTimeOffset now)
    {
        var issued = script.AskForEach(
            $"INSERT INTO tickets (id, order_id, guest_id, showtime_id, seat, code, state, issued_at) VALUES ",
            seats,
            seat => $"({Id.New("tkt", now)}, {order.Id}, {order.GuestId}, {order.ShowtimeId}, {seat}, {NewCode()}, 'valid', {now})",
            $" ON CONFLICT (showtime_id, seat) WHERE state <> 'void' DO NOTHING RETURNING seat");
        Tell(script, order.ShowtimeId, now);
        return issued;
    }

    public int Void(Script script, OrderRow order, IReadOnlyList<string> seats, bool evenIfEntered)
    {
        var voided = script.AskForEach(
            $"UPDATE tickets SET state = 'void' WHERE order_id = {order.Id} AND state IN ('valid', {(evenIfEntered ? "entered" : "valid")}) AND seat IN (",
            seats,
            seat => $"{seat}",
            $") RETURNING seat");
        Tell(script, order.ShowtimeId, time.Now());
        return voided;
    }

    public int Move(Script script, string orderId, string from, string to) => script.Ask($"""
        UPDATE tickets SET seat = {to} WHERE order_id = {orderId} AND seat = {from} AND state = 'valid' RETURNING seat
        """);

    public FormattableString Living(FormattableString orderIds) => $"SELECT order_id, seat, id FROM tickets WHERE order_id IN ({orderIds}) AND state <> 'void' ORDER BY seat";

    /// <summary>
    /// What is sold in one stretch of the clock is told together, once no transaction that began in it can still be under way: a crowd that buys one showtime
    /// makes one piece of news, and none falls between two. Showtimes begin their stretches at different instants, so that not all are counted at once.
    /// </summary>
    private void Tell(Script script, string showtimeId, DateTimeOffset now)
    {
        var length = (long)TicketsChanged.Gathered.TotalMilliseconds;
        var shift = showtimeId.Aggregate(0L, (sum, letter) => (sum * 31 + letter) % length);
        var stretch = (now.ToUnixTimeMilliseconds() + shift) / length;
        outbox.Schedule(
            script,
            string.Create(CultureInfo.InvariantCulture, $"sales-{showtimeId}-{stretch}"),
            new TicketsChanged(showtimeId),
            DateTimeOffset.FromUnixTimeMilliseconds((stretch + 1) * length - shift) + TicketsChanged.LongestTransaction);
    }

    /// <summary>128 random bits in Crockford base32.</summary>
    private static string NewCode() => RandomNumberGenerator.GetString(CodeAlphabet, 26);
}
