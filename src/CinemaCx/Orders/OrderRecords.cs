using CinemaCx.Platform.Data;
using CinemaCx.Showtimes;
using LinqToDB.Mapping;

namespace CinemaCx.Orders;

/// <summary>One order with everything that hangs on it.</summary>
/// <param name="Seats">In the order of their labels.</param>
internal sealed record OrderRecord(OrderRow Order, IReadOnlyList<OrderSeatRow> Seats, PaymentRow? Payment, ShowtimeRow Showtime)
{
    /// <summary>Money was promised back, or seats that cost nothing were given back.</summary>
    public bool HasRefunds => Payment is { Refunded.Value: > 0 } || Seats.Any(s => s.RefundId is not null);
}

/// <summary>Reads orders whole in one round trip. What a verb decides on it, its statements check again: between two SELECTs others may commit.</summary>
internal static class OrderRecords
{
    public static async Task<OrderRecord?> FindOrderAsync(this DbSession db, string orderId, CancellationToken cancellation) =>
        (await db.ReadOrdersAsync($"{orderId}", cancellation)).SingleOrDefault();

    public static async Task<OrderRecord?> FindOrderPaidByAsync(this DbSession db, string paymentId, CancellationToken cancellation) =>
        (await db.ReadOrdersAsync($"SELECT order_id FROM payments WHERE id = {paymentId}", cancellation)).SingleOrDefault();

    /// <param name="ids">A value, or a SELECT of the ids.</param>
    /// <returns>Newest first.</returns>
    public static async Task<IReadOnlyList<OrderRecord>> ReadOrdersAsync(this DbSession db, FormattableString ids, CancellationToken cancellation)
    {
        var read = await db.ListManyAsync<Rows>(
            $"""
            SELECT * FROM orders WHERE id IN ({ids}) ORDER BY id DESC;
            SELECT * FROM order_seats WHERE order_id IN ({ids}) ORDER BY seat;
            SELECT * FROM payments WHERE order_id IN ({ids});
            SELECT * FROM showtimes WHERE id IN (SELECT showtime_id FROM orders WHERE id IN ({ids}))
            """,
            cancellation);
        var seats = read.Seats.ToLookup(s => s.OrderId, StringComparer.Ordinal);
        return read.Orders.ConvertAll(o => new OrderRecord(
            o, [.. seats[o.Id]], read.Payments.Find(p => p.OrderId == o.Id), read.Showtimes.First(s => s.Id == o.ShowtimeId)));
    }

    private sealed class Rows
    {
        [ResultSetIndex(0)] public List<OrderRow> Orders { get; set; } = [];
        [ResultSetIndex(1)] public List<OrderSeatRow> Seats { get; set; } = [];
        [ResultSetIndex(2)] public List<PaymentRow> Payments { get; set; } = [];
        [ResultSetIndex(3)] public List<ShowtimeRow> Showtimes { get; set; } = [];
    }
}
