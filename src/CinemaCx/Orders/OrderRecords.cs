using CinemaCx.Platform.Data;
using LinqToDB;
using LinqToDB.Async;

namespace CinemaCx.Orders;

/// <summary>One order with everything that hangs on it, as read in one go.</summary>
internal sealed record OrderRecord(OrderRow Order, IReadOnlyList<OrderSeatRow> Seats, PaymentRow? Payment);

internal static class OrderRecords
{
    public static async Task<OrderRecord?> FindOrderAsync(this DbSession db, string orderId, CancellationToken cancellation)
    {
        var order = await db.GetTable<OrderRow>().FirstOrDefaultAsync(o => o.Id == orderId, cancellation);
        if (order is null) return null;
        var seats = await db.GetTable<OrderSeatRow>().Where(s => s.OrderId == orderId).OrderBy(s => s.Seat).ToListAsync(cancellation);
        var payment = order.PaymentId is null ? null : await db.GetTable<PaymentRow>().FirstOrDefaultAsync(p => p.Id == order.PaymentId, cancellation);
        return new OrderRecord(order, seats, payment);
    }
}
