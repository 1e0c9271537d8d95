using CinemaCx.Platform.Data;
using CinemaCx.Platform.Events;
using CinemaCx.Platform.Primitives;
using CinemaCx.Showtimes;
using LinqToDB;
using LinqToDB.Async;
using Microsoft.Extensions.Options;

namespace CinemaCx.Loyalty;

/// <summary>A paid order: its guest may rise at once; when the film is over, what it earned becomes hers.</summary>
public sealed class CountOrder(Database database, EvaluateStanding standings, ShowtimeCatalog showtimes, TimeProvider time, IOptions<LoyaltyOptions> options)
    : IEventHandler<OrderCounts>
{
    private static readonly TimeSpan WhenCancelled = TimeSpan.FromHours(1);

    public async Task<Delivery> HandleAsync(OrderCounts news, CancellationToken cancellation)
    {
        LoyaltyOrderRow order;
        await using (var db = database.Read())
        {
            order = await db.GetTable<LoyaltyOrderRow>().FirstAsync(o => o.OrderId == news.OrderId, cancellation);
        }

        await standings.RunAsync(order.GuestId, cancellation);
        if (order.PostedAt is not null || order.Seats == 0) return Delivery.Done;
        var now = time.Now();
        var showing = await showtimes.FindAsync(order.ShowtimeId, cancellation);
        // A cancelled film earns nobody anything: its refunds take the points back.
        if (showing?.Showtime.CancelledAt is not null) return Delivery.AgainAt(now + WhenCancelled);
        var ends = showing?.Showtime.EndsAt ?? order.PostsAt;
        if (now < ends) return Delivery.AgainAt(ends);
        await PostAsync(order, now, cancellation);
        return Delivery.Done;
    }

    private async Task PostAsync(LoyaltyOrderRow order, DateTimeOffset now, CancellationToken cancellation)
    {
        var opening = new Script();
        PointsLedger.Open(opening, order.GuestId);
        // A refund at this moment comes before or after, never between: it opens the account too.
        var points = opening.Ask($"SELECT points FROM loyalty_orders WHERE order_id = {order.OrderId} AND posted_at IS NULL AND points > 0");
        await using var db = await database.BeginAsync(cancellation);
        var found = (await db.RunAsync(opening, cancellation))[points];
        var posting = new Script();
        if (found.Count > 0)
        {
            var earned = OrderPoints.Balance(found);
            var entry = new PointsEntry(order.GuestId, order.OrderId, now, order.OrderId, LivesUntil: options.Value.LifeEnds(now));
            PointsLedger.Credit(posting, PointsKind.Posted, entry, earned, -earned);
        }

        posting.Do($"UPDATE loyalty_orders SET posted_at = {now} WHERE order_id = {order.OrderId} AND posted_at IS NULL");
        await db.CommitAsync(posting, cancellation);
    }
}
