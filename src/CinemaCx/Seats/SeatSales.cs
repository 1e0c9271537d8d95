using CinemaCx.Platform.Data;
using CinemaCx.Platform.Primitives;
using CinemaCx.Showtimes;
using LinqToDB;
using LinqToDB.Async;

namespace CinemaCx.Seats;

/// <summary>Tells the programme which showtimes guests have seats in.</summary>
public sealed class SeatSales(Database database, TimeProvider time) : IShowtimeSales
{
    private const int BatchSize = 500;

    public async Task<IReadOnlySet<string>> WithSalesAsync(IReadOnlyCollection<string> showtimeIds, CancellationToken cancellation)
    {
        var now = time.Now();
        var found = new HashSet<string>(StringComparer.Ordinal);
        await using var db = database.Read();
        foreach (var batch in showtimeIds.Chunk(BatchSize))
        {
            found.UnionWith(await db.GetTable<SeatClaimRow>()
                .Where(c => batch.Contains(c.ShowtimeId) && (c.HeldUntil == null || c.HeldUntil > now || c.PaymentId != null))
                .Select(c => c.ShowtimeId).Distinct().ToListAsync(cancellation));
        }

        return found;
    }
}
