using CinemaCx.Orders;
using CinemaCx.Platform.Data;
using CinemaCx.Platform.Events;
using CinemaCx.Platform.Primitives;
using CinemaCx.Tickets;

namespace CinemaCx.Insights;

/// <summary>
/// Tickets of a showtime were sold or given back: what is sold of it, and which of its guests had complained before, is counted anew, under a lock, so that
/// who counts last counts all.
/// </summary>
public sealed class CountSales(Database database, TimeProvider time) : IEventHandler<TicketsChanged>
{
    public async Task<Delivery> HandleAsync(TicketsChanged news, CancellationToken cancellation)
    {
        var now = time.Now();
        await using var db = await database.BeginAsync(cancellation);
        var script = new Script();
        // Takes the row, whether it is there or not: the statements below see what whoever had it before has counted.
        script.Do($"""
            INSERT INTO show_sales (showtime_id, sold, revenue_fen, counted_at) VALUES ({news.ShowtimeId}, 0, 0, {now})
            ON CONFLICT (showtime_id) DO UPDATE SET counted_at = excluded.counted_at
            """);
        script.Do($"""
            UPDATE show_sales SET (sold, revenue_fen) = (
                SELECT COUNT(*), CAST(COALESCE(SUM(t.paid_fen), 0) AS BIGINT) FROM {BoxOffice.Seats} t WHERE t.showtime_id = {news.ShowtimeId})
            WHERE showtime_id = {news.ShowtimeId}
            """);
        SalesDays.Sold(script, news.ShowtimeId, now);
        // Who complained and bought again: a case is open before its guest can come back, and news of sales waits longer than any transaction lasts.
        script.Do($"DELETE FROM insight_returns WHERE showtime_id = {news.ShowtimeId}");
        script.Do($"""
            INSERT INTO insight_returns (case_id, order_id, showtime_id, paid_at)
            SELECT k.id, o.id, o.showtime_id, o.paid_at FROM orders o JOIN cases k ON k.guest_id = o.guest_id
            WHERE o.showtime_id = {news.ShowtimeId} AND o.state = 'paid' AND o.gone = 0 AND o.paid_at > k.opened_at AND (k.closed_at IS NULL OR o.paid_at <= k.closed_at + {CaseFigures.RecoveryMs})
            """);
        await db.CommitAsync(script, cancellation);
        return Delivery.Done;
    }
}
