using CinemaCx.Members;
using CinemaCx.Platform.Data;
using CinemaCx.Platform.Primitives;
using LinqToDB;
using LinqToDB.Async;
using Microsoft.Extensions.Options;

namespace CinemaCx.Loyalty;

/// <summary>A guest's membership as she sees it.</summary>
/// <param name="Tier"><c>standard</c>, <c>silver</c> or <c>gold</c>; null while she is no member.</param>
/// <param name="Birthday"><c>05-17</c>.</param>
/// <param name="SpendFen">Of the last twelve months.</param>
/// <param name="Visits">Of the last twelve months.</param>
/// <param name="Falls">Where she will lose her tier.</param>
/// <param name="Next">What is missing to the next tier; null at the top.</param>
/// <param name="SavedFen">What the rights of her tiers took off so far.</param>
public sealed record MembershipView(
    string? Tier,
    string TierName,
    DateTimeOffset? Since,
    string? Birthday,
    Fen SpendFen,
    long Visits,
    TierFallView? Falls,
    TierNextView? Next,
    PointsView Points,
    IReadOnlyList<RightView> Rights,
    Fen SavedFen);

/// <param name="MissingFen">Spending so much keeps the tier; null: spending does not.</param>
/// <param name="MissingVisits">So many visits keep it; null: visits do not.</param>
public sealed record TierFallView(string To, string ToName, DateTimeOffset At, Fen? MissingFen, long? MissingVisits);

/// <param name="MissingFen">One of the two is enough; null: that way does not lead there.</param>
public sealed record TierNextView(string Tier, string TierName, Fen? MissingFen, long? MissingVisits);

/// <param name="Code"><c>birthday-ticket</c>, <c>monthly-ticket</c>, <c>early-sale</c>, <c>discount</c>, <c>upgrade</c> or <c>premiere</c>.</param>
/// <param name="State"><c>available</c>, <c>used</c> (in this period), <c>later</c> (in another month), <c>birthday-missing</c> or <c>locked</c> (a higher tier's).</param>
/// <param name="TierName">The lowest tier that has it.</param>
public sealed record RightView(string Code, string Name, string Text, string State, string TierName);

public sealed class MembershipQueries(Database database, TierRules rules, TimeProvider time, IOptions<LoyaltyOptions> options)
{
    /// <exception cref="Refusal">404 <c>guest-not-found</c>.</exception>
    public async Task<MembershipView> GetAsync(string guestId, CancellationToken cancellation)
    {
        var now = time.Now();
        var rule = (await rules.CurrentAsync(cancellation)).Rule;
        await using var db = database.Read();
        var guest = await db.GetTable<GuestRow>().FirstOrDefaultAsync(g => g.Id == guestId, cancellation) ?? throw MemberRefusals.UnknownGuest();
        var points = await PointsQueries.ViewAsync(db, guestId, now, cancellation);
        var standing = await db.GetTable<TierStandingRow>().FirstOrDefaultAsync(s => s.GuestId == guestId, cancellation);
        var figures = await EvaluateStanding.FiguresAsync(db, guestId, now, cancellation);
        var saved = await db.GetTable<LoyaltyOrderRow>().Where(o => o.GuestId == guestId).Select(o => o.Saved).ToListAsync(cancellation);
        var zone = options.Value.Zone;
        var periods = new[] { TierBenefit.BirthdayTicket, TierBenefit.MonthlyTicket }.Select(b => Benefits.Period(b, now, zone)).ToList();
        var taken = await db.GetTable<BenefitUseRow>().Where(u => u.GuestId == guestId && periods.Contains(u.Period) && u.State != "free")
            .Select(u => u.Benefit).ToListAsync(cancellation);

        Tier? tier = guest.PhoneBoundAt is null ? null : standing?.Tier ?? Tier.Standard;
        return new MembershipView(
            tier is { } hers ? StoredWord.Of(hers) : null,
            tier is { } named ? TierWords.Name(named) : "非会员",
            tier is null ? null : standing?.SinceAt ?? guest.PhoneBoundAt,
            guest.Birthday,
            figures.Spend,
            figures.Visits,
            tier is null ? null : Fall(standing, rule, figures),
            rule.GapAbove(tier ?? Tier.Standard, figures) is { } gap
                ? new TierNextView(StoredWord.Of(gap.Tier), TierWords.Name(gap.Tier), gap.MissingFen, gap.MissingVisits)
                : null,
            points,
            [.. Rights(rule, tier, guest.Birthday, taken, now, zone)],
            saved.Sum());
    }

    private static TierFallView? Fall(TierStandingRow? standing, TierRule rule, TierFigures figures)
    {
        if (standing is not { FallsAt: { } at, FallsTo: { } to }) return null;
        var gap = rule.GapAbove(standing.Tier - 1, figures)!;
        return new TierFallView(StoredWord.Of(to), TierWords.Name(to), at, gap.MissingFen, gap.MissingVisits);
    }

    private static IEnumerable<RightView> Rights(TierRule rule, Tier? tier, string? birthday, List<TierBenefit> taken, DateTimeOffset now, TimeZoneInfo zone)
    {
        var terms = rule.Of(tier ?? Tier.Standard);
        yield return new RightView(
            "birthday-ticket", TierWords.Name(TierBenefit.BirthdayTicket), $"生日当月免费观影1次，最高抵{rule.BirthdayTicketFen}",
            tier is null ? "locked"
            : taken.Contains(TierBenefit.BirthdayTicket) ? "used"
            : birthday is null ? "birthday-missing"
            : Benefits.Unfit(TierBenefit.BirthdayTicket, terms, birthday, now, zone) is null ? "available" : "later",
            TierWords.Name(Tier.Standard));
        if (LeastWith(t => t.MonthlyTicketFen is not null) is { } monthly)
        {
            var price = terms.MonthlyTicketFen ?? monthly.MonthlyTicketFen;
            var state = !Has(monthly) ? "locked" : taken.Contains(TierBenefit.MonthlyTicket) ? "used" : "available";
            yield return new RightView("monthly-ticket", TierWords.Name(TierBenefit.MonthlyTicket), $"每月1张{price}特价票", state, TierWords.Name(monthly.Tier));
        }

        if (LeastWith(t => t.EarlyHours > 0) is { } early)
            yield return Standing("early-sale", "提前购票", $"热门场次提前{Math.Max(terms.EarlyHours, early.EarlyHours)}小时购票", early);
        if (LeastWith(t => t.DiscountPercent > 0) is { } discount)
            yield return Standing("discount", "全年折扣", $"全年购票立减{Math.Max(terms.DiscountPercent, discount.DiscountPercent)}%", discount);
        if (LeastWith(t => t.UpgradeMinutes is not null) is { } upgrade)
            yield return Standing("upgrade", "免费升座", $"开场前{upgrade.UpgradeMinutes}分钟，更好的座区有空座时免费升座", upgrade);
        yield return new RightView("premiere", "首映邀请", "受邀参加会员首映场", tier == Tier.Gold ? "available" : "locked", TierWords.Name(Tier.Gold));

        bool Has(TierTerms least) => tier >= least.Tier;
        TierTerms? LeastWith(Func<TierTerms, bool> has) => rule.Tiers.FirstOrDefault(has);
        RightView Standing(string code, string name, string text, TierTerms least) =>
            new(code, name, text, Has(least) ? "available" : "locked", TierWords.Name(least.Tier));
    }
}
