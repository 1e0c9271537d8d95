using System.Globalization;
using CinemaCx.Platform.Primitives;

namespace CinemaCx.Coupons;

/// <summary>How coupons are spelt for guests.</summary>
public static class CouponWords
{
    /// <summary>What it does, in one line: <c>满¥60减¥20</c>, <c>8折，最高减¥30</c>, <c>免费兑换1张票，最高抵¥120</c>.</summary>
    public static string What(CouponTemplateRow template)
    {
        var from = template.MinSpend > Fen.Zero ? $"满{template.MinSpend}" : "";
        return template.Kind switch
        {
            CouponKind.Cash => from.Length > 0 ? $"{from}减{template.Amount}" : $"立减{template.Amount}",
            CouponKind.Percent => $"{(from.Length > 0 ? from + "享" : "")}{Tenths(100 - template.Percent!.Value)}，最高减{template.Cap}",
            CouponKind.Exchange => $"{(from.Length > 0 ? from + "可" : "")}免费兑换1张票，最高抵{template.Cap}",
            _ => $"凭券到柜台领取{template.Goods}",
        };
    }

    /// <summary>How what it takes off came about: <c>8折，按优惠后票价¥90计算，应减¥18；不低于影片最低票价¥35，本单可减¥10</c>.</summary>
    /// <param name="seats">How many the order has.</param>
    public static string Why(CouponTemplateRow template, CouponCut cut, Fen lowestPrice, int seats)
    {
        if (template.Kind == CouponKind.Exchange) return $"兑换最贵的一张票（含服务费{new Fen(cut.From)}），最高抵{template.Cap}";
        var basis = template.Basis == CouponBasis.Initial ? "用券前票价" : "票价";
        var wanted = template.Kind == CouponKind.Cash
            ? What(template)
            : $"{What(template)}，按{basis}{new Fen(cut.From)}计算，应减{new Fen(cut.Wanted)}";
        var stopped = cut.Taken == cut.Wanted ? ""
            // Where nothing protects a price, a coupon that is worth more than the tickets is not stopped by it.
            : lowestPrice > Fen.Zero ? $"；不低于影片最低票价{lowestPrice}，本单可减{new Fen(cut.Taken)}" : $"；本单可减{new Fen(cut.Taken)}";
        return wanted + stopped + (seats > 1 ? "，分摊到各座" : "");
    }

    /// <summary>The last day on which it is good, on the wall of the zone.</summary>
    public static DateOnly LastDay(DateTimeOffset validUntil, TimeZoneInfo zone) =>
        DateOnly.FromDateTime(TimeZoneInfo.ConvertTime(validUntil.AddMilliseconds(-1), zone).DateTime);

    private static string Tenths(long percent) => percent switch
    {
        0 => "全免",
        _ when percent % 10 == 0 => (percent / 10).ToString(CultureInfo.InvariantCulture) + "折",
        _ => (percent / 10m).ToString("0.0", CultureInfo.InvariantCulture) + "折",
    };
}
