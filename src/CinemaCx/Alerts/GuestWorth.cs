using CinemaCx.Members;
using CinemaCx.Orders;
using CinemaCx.Platform.Data;
using CinemaCx.Platform.Primitives;
using LinqToDB;
using LinqToDB.Async;

namespace CinemaCx.Alerts;

/// <summary>What a guest is worth, in a few words for whoever is about to meet her.</summary>
public sealed class GuestWorth(Database database, TimeProvider time)
{
    /// <returns>会员 · 近一年 6 单 486 元</returns>
    public async Task<string> OfAsync(string? guestId, CancellationToken cancellation)
    {
        if (guestId is null) return "未登录观众";
        var since = time.GetUtcNow().AddYears(-1);
        await using var db = database.Read();
        var isMember = await db.GetTable<GuestRow>().AnyAsync(g => g.Id == guestId && g.PhoneBoundAt != null, cancellation);
        var orders = await db.GetTable<OrderRow>().Where(o => o.GuestId == guestId && o.State == OrderState.Paid && o.PaidAt >= since).Select(o => o.Total).ToListAsync(cancellation);
        var spent = new Fen(orders.Sum(o => o.Value));
        return $"{(isMember ? "会员" : "观众")} · 近一年 {orders.Count} 单 {spent}";
    }
}
