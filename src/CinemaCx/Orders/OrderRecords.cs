using CinemaCx.Platform.Data;
using CinemaCx.Showtimes;
using LinqToDB;
using LinqToDB.Async;

namespace CinemaCx.Orders;

/// <summary>One order with everything that hangs on it, as it was at one moment.</summary>
/// <param name="Seats">In the order of their labels.</param>
internal sealed record OrderRecord(OrderRow Order, IReadOnlyList<OrderSeatRow> Seats, PaymentRow? Payment, ShowtimeRow Showtime)
{
    /// <summary>Money was promised back, or seats that cost nothing were given back.</summary>
    public bool HasRefunds => Payment is { Refunded.Value: > 0 } || Seats.Any(s => s.RefundId is not null);
}

/// <summary>Reads orders whole in one statement, so that a verb decides on one view of them and pays for one round trip.</summary>
internal static class OrderRecords
{
    public static async Task<OrderRecord?> FindOrderAsync(this DbSession db, string orderId, CancellationToken cancellation) =>
        (await db.ReadOrdersAsync(db.GetTable<OrderRow>().Where(o => o.Id == orderId), cancellation)).SingleOrDefault();

    public static async Task<OrderRecord?> FindOrderPaidByAsync(this DbSession db, string paymentId, CancellationToken cancellation)
    {
        var which =
            from payment in db.GetTable<PaymentRow>()
            join order in db.GetTable<OrderRow>() on payment.OrderId equals order.Id
            where payment.Id == paymentId
            select order;
        return (await db.ReadOrdersAsync(which, cancellation)).SingleOrDefault();
    }

    /// <summary>Newest first.</summary>
    public static async Task<IReadOnlyList<OrderRecord>> ReadOrdersAsync(this DbSession db, IQueryable<OrderRow> which, CancellationToken cancellation)
    {
        var lines = await (
            from order in which
            join seat in db.GetTable<OrderSeatRow>() on order.Id equals seat.OrderId
            join showtime in db.GetTable<ShowtimeRow>() on order.ShowtimeId equals showtime.Id
            from payment in db.GetTable<PaymentRow>().LeftJoin(p => p.OrderId == order.Id)
            orderby order.Id descending, seat.Seat
            select new { order, seat, payment, showtime }).ToListAsync(cancellation);
        return lines.GroupBy(l => l.order.Id, StringComparer.Ordinal)
            .Select(of => (First: of.First(), Seats: of.Select(l => l.seat).ToList()))
            .Select(of => new OrderRecord(of.First.order, of.Seats, of.First.payment, of.First.showtime))
            .ToList();
    }
}
