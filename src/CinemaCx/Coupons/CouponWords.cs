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
            _ => $"{(from.Length > 0 ? from + "可" : "")}免费兑换1张票，最高抵{template.Cap}",
        };
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
