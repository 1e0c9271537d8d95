using System.Globalization;

namespace CinemaCx.Campaigns;

/// <summary>What of a message is different for each guest: pure, from placeholders to words.</summary>
internal static class CampaignContent
{
    public const string Film = "{film}";
    public const string Coupon = "{coupon}";
    public const string CouponUntil = "{couponUntil}";

    /// <summary>As long as most are; what is longer is cut when it is sent.</summary>
    public static IReadOnlyDictionary<string, string> WithStandIns(IReadOnlyDictionary<string, string> values, string? coupon) =>
        Fill(values, "某部影片的片名", coupon, new DateTimeOffset(2026, 12, 31, 0, 0, 0, TimeSpan.Zero), TimeZoneInfo.Utc);

    public static bool Mentions(IReadOnlyDictionary<string, string> values, string placeholder) => values.Values.Any(v => v.Contains(placeholder, StringComparison.Ordinal));

    /// <param name="until">First moment at which the coupon is no longer good.</param>
    public static IReadOnlyDictionary<string, string> Fill(IReadOnlyDictionary<string, string> values, string? film, string? coupon, DateTimeOffset? until, TimeZoneInfo zone)
    {
        var day = until is { } end ? TimeZoneInfo.ConvertTime(end.AddMilliseconds(-1), zone).ToString("yyyy年M月d日", CultureInfo.InvariantCulture) : "";
        return values.ToDictionary(
            v => v.Key,
            v => v.Value.Replace(Film, film ?? "", StringComparison.Ordinal).Replace(Coupon, coupon ?? "", StringComparison.Ordinal).Replace(CouponUntil, day, StringComparison.Ordinal),
            StringComparer.Ordinal);
    }
}
