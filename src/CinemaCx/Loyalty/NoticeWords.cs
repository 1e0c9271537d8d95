using System.Globalization;
using CinemaCx.Platform.Primitives;

namespace CinemaCx.Loyalty;

/// <summary>How notices put things, in the words platforms accept.</summary>
internal static class NoticeWords
{
    /// <summary>2026年11月30日 23:59.</summary>
    public static string At(DateTimeOffset instant, TimeZoneInfo zone)
    {
        var local = TimeZoneInfo.ConvertTime(instant, zone);
        return string.Create(CultureInfo.InvariantCulture, $"{local.Year}年{local.Month}月{local.Day}日 {local:HH:mm}");
    }

    /// <summary>The last minute before an instant from which on something no longer counts.</summary>
    public static string Until(DateTimeOffset instant, TimeZoneInfo zone) => At(instant - TimeSpan.FromMilliseconds(1), zone);

    public static string Amount(Fen amount) => "￥" + (amount.Value / 100m).ToString("0.00", CultureInfo.InvariantCulture);

    public static string Number(long number) => number.ToString(CultureInfo.InvariantCulture);

    /// <summary>What the higher tier brings that the lower does not.</summary>
    public static string NewRights(TierTerms from, TierTerms to)
    {
        var rights = new List<string>();
        if (to.DiscountPercent > from.DiscountPercent) rights.Add($"全年立减{to.DiscountPercent}%");
        if (to.UpgradeMinutes is not null && from.UpgradeMinutes is null) rights.Add("免费升座");
        if (to.MonthlyTicketFen is { } price && (from.MonthlyTicketFen is null || price < from.MonthlyTicketFen)) rights.Add($"每月{price}特价票");
        if (to.EarlyHours > from.EarlyHours) rights.Add($"提前{to.EarlyHours}小时购票");
        return rights.Count == 0 ? "会员权益已更新" : string.Join('、', rights);
    }

    public static string Missing(Fen? missing, long? visits) => (missing, visits) switch
    {
        ({ } fen, { } times) => $"再消费{fen}或观影{times}次可保级",
        ({ } fen, null) => $"再消费{fen}可保级",
        (null, { } times) => $"再观影{times}次可保级",
        _ => "达到门槛即可保级",
    };
}
