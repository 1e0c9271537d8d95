using System.Security.Cryptography;
using CinemaCx.Orders;
using CinemaCx.Platform.Data;
using CinemaCx.Platform.Primitives;
using LinqToDB;
using LinqToDB.Async;

namespace CinemaCx.Tickets;

/// <summary>Issues and voids tickets inside the order desk's transactions. A unique index allows one living ticket per seat.</summary>
public sealed class TicketDesk : ITicketDesk
{
    private const string CodeAlphabet = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";

    public int Issue(Script script, OrderRow order, IReadOnlyList<string> seats, DateTimeOffset now) => script.AskForEach(
        $"INSERT INTO tickets (id, order_id, guest_id, showtime_id, seat, code, state, issued_at) VALUES ",
        seats,
        seat => $"({Id.New("tkt", now)}, {order.Id}, {order.GuestId}, {order.ShowtimeId}, {seat}, {NewCode()}, 'valid', {now})",
        $" ON CONFLICT (showtime_id, seat) WHERE state <> 'void' DO NOTHING RETURNING seat");

    public int Void(Script script, string orderId, IReadOnlyList<string> seats, bool evenIfEntered) => script.AskForEach(
        $"UPDATE tickets SET state = 'void' WHERE order_id = {orderId} AND state IN ('valid', {(evenIfEntered ? "entered" : "valid")}) AND seat IN (",
        seats,
        seat => $"{seat}",
        $") RETURNING seat");

    public int Move(Script script, string orderId, string from, string to) => script.Ask($"""
        UPDATE tickets SET seat = {to} WHERE order_id = {orderId} AND seat = {from} AND state = 'valid' RETURNING seat
        """);

    public async Task<IReadOnlyList<TicketLink>> OfOrderAsync(DbSession db, string orderId, CancellationToken cancellation) =>
        (await db.ListAsync<TicketRow>($"SELECT * FROM tickets WHERE order_id = {orderId} AND state <> 'void' ORDER BY seat", cancellation))
            .ConvertAll(t => new TicketLink(t.Seat, t.Id));

    /// <summary>128 random bits in Crockford base32.</summary>
    private static string NewCode() => RandomNumberGenerator.GetString(CodeAlphabet, 26);
}
