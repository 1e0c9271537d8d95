using System.Text.RegularExpressions;
using CinemaCx.Platform.Primitives;
using CinemaCx.Staff;

namespace CinemaCx.Coupons;

/// <param name="Field">As in the request: <c>percent</c>, <c>scope.weekdays</c>.</param>
/// <param name="Says">In Chinese.</param>
public sealed record TermsFault(string Field, string Says);

/// <summary>The terms of an offer, as somebody of marketing writes them down. What is null stays at what most offers want.</summary>
/// <param name="Code">What staff type: small letters, digits and hyphens; unique.</param>
/// <param name="AmountFen">What a cash coupon takes off; what goods cost the house.</param>
/// <param name="Percent">Share taken off, 1 to 100.</param>
/// <param name="CapFen">Most that a percent coupon or an exchange ticket takes off.</param>
/// <param name="Goods">What is handed out at the counter.</param>
/// <param name="MinSpendFen">What the tickets must cost at least.</param>
/// <param name="Position">Those of a lower number take off first; null: exchange 100, percent 300, cash 500.</param>
/// <param name="PerOrderLimit">How many of it one order may take; null: one.</param>
/// <param name="ValidDays">To the end of the day so many days after it was issued; null with <paramref name="ValidUntil"/>.</param>
/// <param name="BudgetFen">Most that all of them may cost.</param>
/// <param name="ClaimFrom">From when guests may take it themselves; null: they may not.</param>
/// <param name="LeastRole">Who at least may give it to make good for something; null: not meant for that.</param>
public sealed partial record CouponTerms(
    string Code,
    string Name,
    CouponKind Kind,
    Fen? AmountFen = null,
    long? Percent = null,
    Fen? CapFen = null,
    string? Goods = null,
    Fen? MinSpendFen = null,
    CouponScope? Scope = null,
    CouponBasis? Basis = null,
    long? Position = null,
    CouponStacking? Stacking = null,
    long? PerOrderLimit = null,
    string? Category = null,
    long? CategoryLimit = null,
    long? ValidDays = null,
    DateTimeOffset? ValidFrom = null,
    DateTimeOffset? ValidUntil = null,
    long? TotalLimit = null,
    long? PerGuestLimit = null,
    Fen? BudgetFen = null,
    DateTimeOffset? ClaimFrom = null,
    DateTimeOffset? ClaimUntil = null,
    StaffRole? LeastRole = null)
{
    private const int LongestName = 20;
    private const long LongestLife = 3_650;
    private const long HighestPosition = 999;
    private static readonly Fen Dearest = Fen.Yuan(10_000);

    private bool TakesGoods => Kind is CouponKind.Concession or CouponKind.Merchandise;

    private bool HasAmount => Kind is CouponKind.Cash || TakesGoods;

    private bool HasCap => Kind is CouponKind.Percent or CouponKind.Exchange;

    /// <summary>Everything about them that makes no sense.</summary>
    public IReadOnlyList<TermsFault> Faults(DateTimeOffset now) =>
        [.. Naming().Concat(Worth()).Concat(Life(now)).Concat(Limits()).Concat(Offer(now)).Concat(Where()).Select(f => new TermsFault(f.Field, f.Says))];

    private IEnumerable<(string Field, string Says)> Naming()
    {
        if (!CodeText().IsMatch(Code)) yield return ("code", "编号为2至32位小写字母、数字或连字符");
        if (new[] { Name, Goods, Category }.Any(t => t?.Any(char.IsControl) == true)) yield return ("name", "文字中不能有换行等控制字符");
        if (string.IsNullOrWhiteSpace(Name) || Name.Length > LongestName) yield return ("name", $"请填写名称，最多{LongestName}个字");
        if (TakesGoods != (Goods is not null)) yield return ("goods", TakesGoods ? "请填写凭券领取的商品" : "只有卖品券和周边券需要填写商品");
        if (Goods is not null && (Goods.Trim().Length == 0 || Goods.Length > LongestName)) yield return ("goods", $"商品名称最多{LongestName}个字");
        if ((Category is null) != (CategoryLimit is null)) yield return ("categoryLimit", "类别和每笔订单的类别上限请一起填写");
        if (Category is not null && (Category.Trim().Length == 0 || Category.Length > LongestName)) yield return ("category", $"类别最多{LongestName}个字");
    }

    private IEnumerable<(string Field, string Says)> Worth()
    {
        if (HasAmount != (AmountFen is not null)) yield return ("amountFen", HasAmount ? "请填写金额" : "此类优惠券不填写金额");
        else if (AmountFen is { } amount && (amount <= Fen.Zero || amount > Dearest)) yield return ("amountFen", $"金额应大于0且不超过{Dearest}");
        if (Kind == CouponKind.Percent != (Percent is not null)) yield return ("percent", Percent is null ? "请填写减免的百分比" : "只有折扣券填写百分比");
        else if (Percent is < 1 or > 100) yield return ("percent", "减免的百分比为1至100");
        if (HasCap != (CapFen is not null)) yield return ("capFen", HasCap ? "请填写最高抵扣金额" : "此类优惠券不填写最高抵扣");
        else if (CapFen is { } cap && (cap <= Fen.Zero || cap > Dearest)) yield return ("capFen", $"最高抵扣应大于0且不超过{Dearest}");
        if (MinSpendFen is { } spend && (spend < Fen.Zero || spend > Dearest)) yield return ("minSpendFen", $"最低消费应为0至{Dearest}");
        if (Kind == CouponKind.Cash && MinSpendFen > Fen.Zero && MinSpendFen < AmountFen) yield return ("minSpendFen", "最低消费不能小于减免金额");
        if (TakesGoods && (MinSpendFen > Fen.Zero || Basis is not null || PerOrderLimit is not null)) yield return ("kind", "柜台使用的券没有票价条件");
    }

    private IEnumerable<(string Field, string Says)> Life(DateTimeOffset now)
    {
        if ((ValidDays is null) == (ValidUntil is null)) yield return ("validDays", "有效天数和截止时间请填写其中一项");
        if (ValidDays is < 1 or > LongestLife) yield return ("validDays", $"有效天数为1至{LongestLife}");
        if (ValidUntil <= now) yield return ("validUntil", "截止时间已过");
        if (ValidUntil <= ValidFrom) yield return ("validUntil", "截止时间应晚于开始时间");
        if (ValidFrom is { } from && ValidDays is { } days && from >= now.AddDays(days)) yield return ("validFrom", "按有效天数，领取后还没开始就已过期");
    }

    private IEnumerable<(string Field, string Says)> Limits()
    {
        if (TotalLimit is < 1) yield return ("totalLimit", "总量应大于0");
        if (PerGuestLimit is < 1) yield return ("perGuestLimit", "每人限领应大于0");
        if (PerGuestLimit > TotalLimit) yield return ("perGuestLimit", "每人限领不能大于总量");
        if (PerOrderLimit is < 1) yield return ("perOrderLimit", "每笔订单限用应大于0");
        if (Stacking == CouponStacking.Alone && PerOrderLimit > 1) yield return ("perOrderLimit", "不可叠加的券每笔订单限用1张");
        if (CategoryLimit is < 1) yield return ("categoryLimit", "类别上限应大于0");
        if (Position is < 0 or > HighestPosition) yield return ("position", $"使用顺序为0至{HighestPosition}");
        if (BudgetFen is { } budget && budget < (AmountFen ?? CapFen)) yield return ("budgetFen", "预算不够发放一张");
        if (LeastRole is StaffRole.Usher or StaffRole.Engineer or StaffRole.Marketing) yield return ("leastRole", "该岗位没有补偿权限");
    }

    private IEnumerable<(string Field, string Says)> Offer(DateTimeOffset now)
    {
        if (ClaimFrom is null)
        {
            if (ClaimUntil is not null) yield return ("claimFrom", "请填写开始领取的时间");
            yield break;
        }

        if (PerGuestLimit is null) yield return ("perGuestLimit", "公开领取的券请填写每人限领数量");
        if (TotalLimit is null && BudgetFen is null) yield return ("totalLimit", "公开领取的券请填写总量或预算");
        if (ClaimUntil <= ClaimFrom || ClaimUntil <= now) yield return ("claimUntil", "领取截止应晚于开始，且还没过");
        if (ValidUntil <= ClaimFrom) yield return ("claimFrom", "开始领取时券已过期");
    }

    private IEnumerable<(string Field, string Says)> Where()
    {
        if (Scope is not { } scope) yield break;
        foreach (var (field, values) in scope.Named())
        {
            if (values.Count is 0 or > 200) yield return ("scope." + field, "请填写1至200项，不限则留空");
            else if (values.Distinct(StringComparer.Ordinal).Count() != values.Count || values.Any(v => string.IsNullOrWhiteSpace(v) || v.Any(char.IsControl))) yield return ("scope." + field, "有空白或重复的项");
        }

        if (scope.Weekdays?.Any(d => d is < 1 or > 7) == true) yield return ("scope.weekdays", "星期为1至7");
        if (scope.DayParts?.Any(p => p is null || p.From == p.To) == true) yield return ("scope.dayParts", "时段的开始和结束不能相同");
        if (TakesGoods && (scope.FilmIds ?? scope.HallIds ?? scope.HallTags ?? scope.ShowtimeIds) is not null) yield return ("scope", "柜台使用的券不能限定影片、影厅或场次");
        if (TakesGoods && scope.Channels?.Contains(SaleChannel.Counter) == false) yield return ("scope.channels", "柜台使用的券须包含柜台渠道");
    }

    /// <summary>The terms of a template as they stand.</summary>
    public static CouponTerms Of(CouponTemplateRow template) => new(
        template.Code, template.Name, template.Kind, template.Amount, template.Percent, template.Cap, template.Goods, template.MinSpend,
        CouponScope.Of(template), template.Basis, template.Position, template.Stacking, template.PerOrderLimit, template.Category, template.CategoryLimit,
        template.ValidDays, template.ValidFrom, template.ValidUntil, template.TotalLimit, template.PerGuestLimit, template.Budget, template.ClaimFrom,
        template.ClaimUntil, template.LeastRole);

    /// <summary>The template that offers this; to be asked only of terms without faults.</summary>
    public CouponTemplateRow ToTemplate(string? createdBy, DateTimeOffset now) => new()
    {
        Id = Id.New("cpt", now),
        Code = Code,
        Name = Name.Trim(),
        Kind = Kind,
        Amount = AmountFen,
        Percent = Percent,
        Cap = CapFen,
        Goods = Goods?.Trim(),
        MinSpend = MinSpendFen ?? Fen.Zero,
        Scope = Scope is null || !Scope.Named().Any() ? null : CouponScope.Write(Scope),
        Basis = Basis ?? CouponBasis.Discounted,
        Position = Position ?? Kind switch { CouponKind.Exchange => 100, CouponKind.Percent => 300, CouponKind.Cash => 500, _ => 900 },
        Stacking = Stacking ?? CouponStacking.Together,
        PerOrderLimit = PerOrderLimit ?? 1,
        Category = Category?.Trim(),
        CategoryLimit = CategoryLimit,
        ValidDays = ValidDays,
        ValidFrom = ValidFrom,
        ValidUntil = ValidUntil,
        TotalLimit = TotalLimit,
        PerGuestLimit = PerGuestLimit,
        Budget = BudgetFen,
        ClaimFrom = ClaimFrom,
        ClaimUntil = ClaimUntil,
        LeastRole = LeastRole,
        CreatedBy = createdBy,
        CreatedAt = now,
    };

    [GeneratedRegex("^[a-z0-9][a-z0-9-]{1,31}$", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex CodeText();
}
