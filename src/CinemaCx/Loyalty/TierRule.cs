using CinemaCx.Platform.Primitives;

namespace CinemaCx.Loyalty;

/// <summary>How a tier is reached and what it brings.</summary>
/// <param name="SpendFen">Reached by spending so much on tickets in twelve months; null: not that way.</param>
/// <param name="Visits">Or by so many showtimes visited in twelve months; null: not that way.</param>
/// <param name="EarnPercent">Of a point per yuan paid: 100 is one point.</param>
/// <param name="DiscountPercent">Off every ticket, never below the film's lowest protected price.</param>
/// <param name="MonthlyTicketFen">Price of the special ticket of each month; null: none.</param>
/// <param name="EarlyHours">She buys so long before the general sale begins.</param>
/// <param name="UpgradeMinutes">So long before the show she is moved to a better zone where it has seats; null: never.</param>
public sealed record TierTerms(
    Tier Tier, Fen? SpendFen, int? Visits, int EarnPercent, int DiscountPercent = 0, Fen? MonthlyTicketFen = null, int EarlyHours = 0, int? UpgradeMinutes = null);

/// <summary>The rules of the tiers as they are at one time.</summary>
/// <param name="Tiers">All three, lowest first.</param>
/// <param name="BirthdayTicketFen">The birthday ticket pays for one seat up to so much.</param>
/// <param name="GraceDays">Who no longer reaches her tier keeps it so long.</param>
/// <param name="NoticeDays">She is told at least so long before she loses it.</param>
public sealed record TierRule(IReadOnlyList<TierTerms> Tiers, Fen BirthdayTicketFen, int GraceDays, int NoticeDays)
{
    /// <summary>What counts until somebody changes it.</summary>
    public static readonly TierRule Usual = new(
        [
            new(Tier.Standard, null, null, EarnPercent: 100),
            new(Tier.Silver, Fen.Yuan(600), 8, EarnPercent: 120, MonthlyTicketFen: new Fen(2990), EarlyHours: 24),
            new(Tier.Gold, Fen.Yuan(2000), 24, EarnPercent: 150, DiscountPercent: 10, MonthlyTicketFen: new Fen(1990), EarlyHours: 24, UpgradeMinutes: 60),
        ],
        BirthdayTicketFen: Fen.Yuan(80), GraceDays: 30, NoticeDays: 14);

    public TierTerms Of(Tier tier) => Tiers[(int)tier];

    /// <summary>The highest tier that is reached, by spend or by visits.</summary>
    public Tier Reached(TierFigures figures) => Tiers.Last(t => t.Tier == Tier.Standard || IsReached(t, figures)).Tier;

    /// <summary>The next tier and what is missing; null at the top.</summary>
    public TierGap? GapAbove(Tier tier, TierFigures figures)
    {
        if (tier == Tier.Gold) return null;
        var next = Of(tier + 1);
        return new TierGap(
            next.Tier,
            next.SpendFen is { } spend ? (spend > figures.Spend ? spend - figures.Spend : Fen.Zero) : null,
            next.Visits is { } visits ? Math.Max(0, visits - figures.Visits) : null);
    }

    /// <returns>What is wrong with it, for the person who wrote it; null when it makes sense.</returns>
    public string? Fault()
    {
        if (Tiers.Count != 3 || !Tiers.Select(t => t.Tier).SequenceEqual([Tier.Standard, Tier.Silver, Tier.Gold])) return "须依次列出普通、银卡、金卡";
        if (GraceDays is < 0 or > 366 || NoticeDays is < 1 or > 90) return "保级期须在 0 至 366 天之间，降级提醒须在 1 至 90 天之间";
        if (BirthdayTicketFen <= Fen.Zero || BirthdayTicketFen > Fen.Yuan(1000)) return "生日票最高抵扣须在 1 分至 1000 元之间";
        foreach (var terms in Tiers)
        {
            var name = TierWords.Name(terms.Tier);
            if (terms.EarnPercent is < 0 or > 1000) return $"{name}的积分倍率须在 0 至 1000 之间";
            if (terms.DiscountPercent is < 0 or > 90) return $"{name}的折扣须在 0 至 90 之间";
            if (terms.EarlyHours is < 0 or > 240) return $"{name}的提前购票须在 0 至 240 小时之间";
            if (terms.UpgradeMinutes is < 5 or > 1440) return $"{name}的升座时间须在开场前 5 至 1440 分钟之间";
            if (terms.MonthlyTicketFen < Fen.Zero) return $"{name}的特价票价格不能为负";
            if (terms.Tier == Tier.Standard) continue;
            if (terms.SpendFen is null && terms.Visits is null) return $"{name}须有消费或观影次数门槛";
            if (terms.SpendFen <= Fen.Zero || terms.Visits <= 0) return $"{name}的门槛须大于零";
            var below = Of(terms.Tier - 1);
            if (terms.SpendFen <= below.SpendFen || terms.Visits <= below.Visits) return $"{name}的门槛须高于{TierWords.Name(below.Tier)}";
            if (Poorer(terms, below)) return $"{name}的权益不能少于{TierWords.Name(below.Tier)}";
        }

        return null;
    }

    private static bool Poorer(TierTerms terms, TierTerms below) =>
        terms.EarnPercent < below.EarnPercent || terms.DiscountPercent < below.DiscountPercent || terms.EarlyHours < below.EarlyHours
        || (below.MonthlyTicketFen is { } price && (terms.MonthlyTicketFen is null || terms.MonthlyTicketFen > price))
        || (below.UpgradeMinutes is not null && terms.UpgradeMinutes is null);

    private static bool IsReached(TierTerms terms, TierFigures figures) =>
        (terms.SpendFen is { } spend && figures.Spend >= spend) || (terms.Visits is { } visits && figures.Visits >= visits);
}

/// <summary>What counts for a tier: the last twelve months, refunded seats apart.</summary>
/// <param name="Visits">Showtimes, however many orders or seats each.</param>
public sealed record TierFigures(Fen Spend, long Visits)
{
    /// <param name="orders">One guest's orders that count.</param>
    internal static TierFigures Of(IEnumerable<LoyaltyOrderRow> orders)
    {
        var (spend, showtimes) = (Fen.Zero, new HashSet<string>(StringComparer.Ordinal));
        foreach (var order in orders)
        {
            spend += order.Spend;
            showtimes.Add(order.ShowtimeId);
        }

        return new TierFigures(spend, showtimes.Count);
    }
}

/// <summary>What is missing to a tier; one of the two is enough. Null: that way does not lead there.</summary>
public sealed record TierGap(Tier Tier, Fen? MissingFen, long? MissingVisits);
