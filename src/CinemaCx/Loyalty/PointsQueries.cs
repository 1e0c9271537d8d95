using CinemaCx.Platform.Data;
using CinemaCx.Platform.Primitives;
using LinqToDB;
using LinqToDB.Async;

namespace CinemaCx.Loyalty;

/// <summary>A guest's points at this moment.</summary>
/// <param name="Balance">Below zero: a debt that the next points pay first.</param>
/// <param name="Pending">Of films that are not over yet.</param>
/// <param name="ExpiringPoints">Run out at <paramref name="ExpiringAt"/> if she spends none before.</param>
public sealed record PointsView(long Balance, long Pending, long ExpiringPoints, DateTimeOffset? ExpiringAt);

/// <param name="Seq">Number of the line; the newest has the highest.</param>
/// <param name="Kind"><c>pending</c>, <c>dropped</c>, <c>posted</c>, <c>spent</c>, <c>returned</c>, <c>expired</c>, <c>clawed-back</c> or <c>granted</c>.</param>
/// <param name="Points">What it did to the balance.</param>
/// <param name="Pending">What it did to the pending points.</param>
/// <param name="Balance">The balance after it.</param>
/// <param name="ExpiresAt">Until when points live that began their life with this line.</param>
public sealed record PointsLine(
    long Seq, string Kind, string Text, long Points, long Pending, long Balance, DateTimeOffset At, DateTimeOffset? ExpiresAt, string? OrderId);

/// <param name="Before">With it the next page begins; null on the last one.</param>
public sealed record PointsPage(PointsView Points, IReadOnlyList<PointsLine> Lines, long? Before);

public sealed class PointsQueries(Database database, TimeProvider time)
{
    private const int PageSize = 20;

    /// <summary>The ledger, newest line first, twenty at a time.</summary>
    /// <param name="before">Number of the last line of the page before.</param>
    public async Task<PointsPage> ListAsync(string guestId, long? before, CancellationToken cancellation)
    {
        await using var db = database.Read();
        var lines = await db.GetTable<PointsEntryRow>().Where(e => e.GuestId == guestId && (before == null || e.Seq < before))
            .OrderByDescending(e => e.Seq).Take(PageSize).ToListAsync(cancellation);
        return new PointsPage(
            await ViewAsync(db, guestId, time.Now(), cancellation),
            [.. lines.Select(e => new PointsLine(
                e.Seq, StoredWord.Of(e.Kind), Text(e), e.Points, e.Pending, e.BalanceAfter, e.HappenedAt, e.ExpiresAt, e.OrderId))],
            lines.Count == PageSize ? lines[^1].Seq : null);
    }

    /// <summary>Points that ran out count no longer, written down or not.</summary>
    internal static async Task<PointsView> ViewAsync(DbSession db, string guestId, DateTimeOffset now, CancellationToken cancellation)
    {
        var account = await db.GetTable<PointsAccountRow>().FirstOrDefaultAsync(a => a.GuestId == guestId, cancellation);
        if (account is null) return new PointsView(0, 0, 0, null);
        var credits = await db.GetTable<PointsEntryRow>().Where(e => e.GuestId == guestId && e.Credit > 0 && e.ExpiresAt > now)
            .Select(e => new { e.Credit, e.ExpiresAt }).ToListAsync(cancellation);
        var balance = Math.Min(account.Balance, credits.Sum(c => c.Credit));
        // What lives longest is spent last: the first instant at which the balance is more than what lives on.
        foreach (var at in credits.Select(c => c.ExpiresAt).Distinct().Order())
        {
            var points = balance - credits.Where(c => c.ExpiresAt > at).Sum(c => c.Credit);
            if (points > 0) return new PointsView(balance, account.Pending, points, at);
        }

        return new PointsView(balance, account.Pending, 0, null);
    }

    private static string Text(PointsEntryRow entry) => entry.Kind switch
    {
        PointsKind.Pending => "购票积分，散场后到账",
        PointsKind.Dropped => "退票，待到账积分取消",
        PointsKind.Posted => "购票积分到账",
        PointsKind.Spent => entry.Note is { } coupon ? $"兑换{coupon}" : "购票抵扣",
        PointsKind.Returned => "订单取消或退票，积分退回",
        PointsKind.Expired => "积分到期",
        PointsKind.ClawedBack => "退票，收回已到账积分",
        _ => "赠送积分",
    };
}
