using CinemaCx.Platform.Data;
using CinemaCx.Platform.Primitives;
using LinqToDB;
using LinqToDB.Async;

namespace CinemaCx.Orders;

public sealed class OrderQueries(Database database, ITicketDesk tickets, TimeProvider time)
{
    private const int PageSize = 20;

    /// <exception cref="Refusal">404 <c>order-not-found</c>, also when it is somebody else's.</exception>
    public async Task<OrderView> GetAsync(string guestId, string orderId, CancellationToken cancellation)
    {
        await using var db = database.Read();
        var order = await db.GetTable<OrderRow>().FirstOrDefaultAsync(o => o.Id == orderId && o.GuestId == guestId, cancellation)
            ?? throw OrderRefusals.NotFound(orderId);
        return await ViewAsync(db, order, cancellation);
    }

    /// <summary>A guest's orders, newest first, twenty at a time.</summary>
    /// <param name="before">Id of the last order of the page before.</param>
    public async Task<IReadOnlyList<OrderView>> ListAsync(string guestId, string? before, CancellationToken cancellation)
    {
        await using var db = database.Read();
        var query = db.GetTable<OrderRow>().Where(o => o.GuestId == guestId);
        if (before is not null) query = query.Where(o => o.Id.CompareTo(before) < 0);
        var orders = await query.OrderByDescending(o => o.Id).Take(PageSize).ToListAsync(cancellation);
        var views = new List<OrderView>(orders.Count);
        foreach (var order in orders) views.Add(await ViewAsync(db, order, cancellation));
        return views;
    }

    private async Task<OrderView> ViewAsync(DbSession db, OrderRow order, CancellationToken cancellation)
    {
        var seats = await db.GetTable<OrderSeatRow>().Where(s => s.OrderId == order.Id).OrderBy(s => s.Seat).ToListAsync(cancellation);
        var refunds = await db.GetTable<RefundRow>().Where(r => r.OrderId == order.Id).OrderBy(r => r.Id).ToListAsync(cancellation);
        var links = order.State == OrderState.Paid ? await tickets.OfOrderAsync(db, order.Id, cancellation) : [];
        return Order.View(order, seats, refunds, links, time.Now());
    }
}
