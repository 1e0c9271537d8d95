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
        var found = await db.ReadOrdersAsync(tickets, $"{orderId}", cancellation);
        if (found is not [var (record, living)] || record.Order.GuestId != guestId) throw OrderRefusals.NotFound(orderId);
        return await ViewAsync(db, record, living, cancellation);
    }

    /// <summary>A guest's orders, newest first, twenty at a time.</summary>
    /// <param name="before">Id of the last order of the page before.</param>
    public async Task<IReadOnlyList<OrderView>> ListAsync(string guestId, string? before, CancellationToken cancellation)
    {
        await using var db = database.Read();
        FormattableString all = $"guest_id = {guestId}";
        FormattableString older = $"guest_id = {guestId} AND id < {before}";
        var found = await db.ReadOrdersAsync(tickets, $"SELECT id FROM orders WHERE {(before is null ? all : older)} ORDER BY id DESC LIMIT {PageSize}", cancellation);
        var views = new List<OrderView>(found.Count);
        foreach (var (record, living) in found) views.Add(await ViewAsync(db, record, living, cancellation));
        return views;
    }

    /// <summary>Most orders never have refunds: what cannot be there is not looked for. Tickets are of an order that was paid when it was read.</summary>
    private async Task<OrderView> ViewAsync(DbSession db, OrderRecord record, IReadOnlyList<TicketLink> living, CancellationToken cancellation)
    {
        var order = record.Order;
        var refunds = record.HasRefunds
            ? await db.GetTable<RefundRow>().Where(r => r.OrderId == order.Id).OrderBy(r => r.Id).ToListAsync(cancellation)
            : [];
        return Order.View(order, record.Seats, refunds, order.State == OrderState.Paid ? living : [], time.Now());
    }
}
