using CinemaCx.Platform.Data;
using CinemaCx.Platform.Primitives;
using LinqToDB.Mapping;

namespace CinemaCx.Orders;

/// <summary>One order with everything that hangs on it.</summary>
/// <param name="Seats">In the order of their labels.</param>
internal sealed record OrderRecord(OrderRow Order, IReadOnlyList<OrderSeatRow> Seats, OrderPayment? Payment, OrderShowtime Showtime)
{
    /// <summary>Money was promised back, or seats that cost nothing were given back.</summary>
    public bool HasRefunds => Payment is { Refunded.Value: > 0 } || Seats.Any(s => s.RefundId is not null);
}

/// <summary>What an order's verbs look at of its payment.</summary>
internal sealed record OrderPayment(string Id, PaymentState State, Fen Amount, DateTimeOffset PayableUntil, Fen Refunded);

/// <summary>What an order's verbs look at of its showtime.</summary>
internal sealed record OrderShowtime(string Id, DateTimeOffset StartsAt, DateTimeOffset EndsAt, DateTimeOffset? CancelledAt);

/// <summary>Reads orders whole in one round trip. What a verb decides on it, its statements check again: between two SELECTs others may commit.</summary>
internal static class OrderRecords
{
    public static async Task<OrderRecord?> FindOrderAsync(this DbSession db, string orderId, CancellationToken cancellation) =>
        Whole(await db.ListManyAsync<Rows>(Reading($"{orderId}"), cancellation)).SingleOrDefault();

    public static async Task<OrderRecord?> FindOrderPaidByAsync(this DbSession db, string paymentId, CancellationToken cancellation) =>
        // One value, not a set of them: a join would be planned anew for every payment.
        Whole(await db.ListManyAsync<Rows>(Reading($"(SELECT order_id FROM payments WHERE id = {paymentId})"), cancellation)).SingleOrDefault();

    /// <summary>Orders with their living tickets.</summary>
    /// <param name="ids">A value, or a SELECT of the ids.</param>
    /// <returns>Newest first.</returns>
    public static async Task<IReadOnlyList<(OrderRecord Record, IReadOnlyList<TicketLink> Tickets)>> ReadOrdersAsync(
        this DbSession db, ITicketDesk desk, FormattableString ids, CancellationToken cancellation)
    {
        var read = await db.ListManyAsync<RowsWithTickets>($"{Reading(ids)}; {desk.Living(ids)}", cancellation);
        var tickets = read.Tickets.ToLookup(t => t.OrderId, t => new TicketLink(t.Seat, t.Id), StringComparer.Ordinal);
        return [.. Whole(read).Select(r => (r, (IReadOnlyList<TicketLink>)[.. tickets[r.Order.Id]]))];
    }

    private static FormattableString Reading(FormattableString ids) => $"""
        SELECT o.*, s.starts_at, s.ends_at, s.cancelled_at, p.state AS payment_state, p.amount_fen AS payment_fen, p.payable_until, p.refunded_fen
        FROM orders o JOIN showtimes s ON s.id = o.showtime_id LEFT JOIN payments p ON p.order_id = o.id WHERE o.id IN ({ids}) ORDER BY o.id DESC;
        SELECT * FROM order_seats WHERE order_id IN ({ids}) ORDER BY seat
        """;

    private static IEnumerable<OrderRecord> Whole(Rows read)
    {
        var seats = read.Seats.ToLookup(s => s.OrderId, StringComparer.Ordinal);
        return read.Orders.Select(o => new OrderRecord(o, [.. seats[o.Id]], o.Payment, o.Showtime));
    }

    private class Rows
    {
        [ResultSetIndex(0)] public List<WholeOrderRow> Orders { get; set; } = [];
        [ResultSetIndex(1)] public List<OrderSeatRow> Seats { get; set; } = [];
    }

    private sealed class RowsWithTickets : Rows
    {
        [ResultSetIndex(2)] public List<TicketLine> Tickets { get; set; } = [];
    }

    private sealed record TicketLine
    {
        [Column("order_id")] public required string OrderId { get; init; }
        [Column("seat")] public required string Seat { get; init; }
        [Column("id")] public required string Id { get; init; }
    }

    private sealed record WholeOrderRow : OrderRow
    {
        [Column("starts_at")] public required DateTimeOffset StartsAt { get; init; }
        [Column("ends_at")] public required DateTimeOffset EndsAt { get; init; }
        [Column("cancelled_at")] public DateTimeOffset? CancelledAt { get; init; }
        [Column("payment_state")] public PaymentState? PaymentState { get; init; }
        [Column("payment_fen")] public Fen PaymentAmount { get; init; }
        [Column("payable_until")] public DateTimeOffset? PayableUntil { get; init; }
        [Column("refunded_fen")] public Fen Refunded { get; init; }

        [NotColumn] public OrderShowtime Showtime => new(ShowtimeId, StartsAt, EndsAt, CancelledAt);

        [NotColumn] public OrderPayment? Payment => PaymentState is { } state ? new(PaymentId!, state, PaymentAmount, PayableUntil!.Value, Refunded) : null;
    }
}
