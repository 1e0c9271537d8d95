using System.Globalization;
using CinemaCx.Cinemas;
using CinemaCx.Console.Parts;
using CinemaCx.Coupons;
using CinemaCx.Staff;

namespace CinemaCx.Console.Pages.Coupons;

internal static class CouponPageWords
{
    public static readonly StaffRole[] Making = [StaffRole.Marketing, StaffRole.Headquarters];
    public static readonly StaffRole[] Reading = [.. Making, StaffRole.SiteManager, StaffRole.GeneralManager];

    public static readonly IReadOnlyList<(CouponKind Kind, string Word, string Name)> Kinds =
    [
        (CouponKind.Cash, "cash", "代金券"), (CouponKind.Percent, "percent", "折扣券"), (CouponKind.Exchange, "exchange", "兑换券"),
        (CouponKind.Concession, "concession", "卖品券"), (CouponKind.Merchandise, "merchandise", "周边券"),
    ];

    public static string Of(CouponKind kind) => Kinds.First(k => k.Kind == kind).Name;

    public static CouponKind? Read(string? word) => Kinds.Where(k => k.Word == word).Select(k => (CouponKind?)k.Kind).FirstOrDefault();

    /// <summary>An offer that is only good in other cinemas is none of a cinema's people's business.</summary>
    public static bool IsFor(TemplateView template, string? cinemaId) =>
        cinemaId is null || template.Terms.Scope?.CinemaIds is not { } cinemas || cinemas.Contains(cinemaId, StringComparer.Ordinal);

    /// <summary>Why somebody of a list got none.</summary>
    public static string OfRefusal(string code) => code switch
    {
        "coupon-guest-not-found" => "没有这位观众",
        "coupon-guest-limit" => "已达每人限领",
        "coupon-exhausted" => "已发完",
        "coupon-template-retired" => "已停止发放",
        "coupon-allowance-spent" => "发放人当日额度不足",
        _ => code,
    };

    public static string Where(CouponScope? scope, IReadOnlyList<CinemaView> cinemas)
    {
        if (scope is null) return "全部影院、影片、时段";
        List<string> parts = [];
        if (scope.CinemaIds is { } ids) parts.Add(string.Join('、', ids.Select(id => cinemas.FirstOrDefault(c => c.Id == id)?.Name ?? "其他影院")));
        if (scope.HallTags is { } tags) parts.Add(string.Join('、', tags) + "厅");
        if (scope.FilmIds is { } films) parts.Add($"限 {films.Count} 部影片");
        if (scope.HallIds is { } halls) parts.Add($"限 {halls.Count} 个影厅");
        if (scope.ShowtimeIds is { } shows) parts.Add($"限 {shows.Count} 个场次");
        if (scope.Weekdays is { } days) parts.Add("周" + string.Join('、', days.Select(d => "一二三四五六日"[d - 1])));
        if (scope.DayParts is { } hours) parts.Add(string.Join('、', hours.Select(h => string.Create(CultureInfo.InvariantCulture, $"{h.From:HH:mm}–{h.To:HH:mm}"))));
        if (scope.Channels is { } channels) parts.Add(string.Join('、', channels.Select(c => c == SaleChannel.Counter ? "柜台" : "小程序")));
        return string.Join("；", parts);
    }
}
