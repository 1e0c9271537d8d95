using CinemaCx.Members;
using CinemaCx.Orders;
using CinemaCx.Platform.Primitives;

namespace CinemaCx.Alerts;

/// <summary>Pure: what a guest is worth, in a few words for whoever is about to meet her.</summary>
internal static class GuestWorth
{
    /// <param name="guest">Null: she did not sign in.</param>
    /// <param name="orders">What she paid for in the last year.</param>
    /// <returns>会员 · 近一年 6 单 486 元</returns>
    public static string InWords(GuestRow? guest, IReadOnlyCollection<OrderRow> orders) => guest is null
        ? "未登录观众"
        : $"{(guest.PhoneBoundAt is null ? "观众" : "会员")} · 近一年 {orders.Count} 单 {orders.Sum(o => o.Total)}";
}
