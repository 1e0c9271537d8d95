using CinemaCx.Members;
using CinemaCx.Orders;
using CinemaCx.Platform.Data;
using CinemaCx.Platform.Primitives;
using LinqToDB.Mapping;

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
        var read = await db.ListManyAsync<Rows>(
            $"""
            SELECT * FROM guests WHERE id = {guestId} AND phone_bound_at IS NOT NULL;
            SELECT * FROM orders WHERE guest_id = {guestId} AND state = 'paid' AND paid_at >= {since}
            """,
            cancellation);
        return $"{(read.Members.Count > 0 ? "会员" : "观众")} · 近一年 {read.Orders.Count} 单 {read.Orders.Sum(o => o.Total)}";
    }

    private sealed class Rows
    {
        [ResultSetIndex(0)] public List<GuestRow> Members { get; set; } = [];
        [ResultSetIndex(1)] public List<OrderRow> Orders { get; set; } = [];
    }
}
