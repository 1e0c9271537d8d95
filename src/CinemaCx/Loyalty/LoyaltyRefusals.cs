using CinemaCx.Platform.Primitives;

namespace CinemaCx.Loyalty;

/// <summary>Every way in which points and rights say no.</summary>
public static class LoyaltyRefusals
{
    public static Refusal MembersOnly() => new(422, "members-only", "绑定手机号成为会员后即可享受");

    public static Refusal NotEnoughPoints(long balance) =>
        new(409, "points-not-enough", "积分余额不足", Refusal.With("balance", balance));

    public static Refusal PointsMultiple(long unit) =>
        new(422, "points-multiple", $"积分须以{unit}的整数倍抵扣", Refusal.With("unit", unit));

    public static Refusal NothingForPoints() => new(422, "points-nothing-to-take-off", "本单已是最低价格，不能再用积分抵扣");

    public static Refusal OfferNotFound() => new(404, "points-offer-not-found", "该优惠券不能用积分兑换");

    public static Refusal OfferInvalid() => new(400, "points-offer-invalid", "兑换所需积分须在 1 至 10000000 之间");

    public static Refusal GrantInvalid() => new(400, "points-grant-invalid", "请填写 1 至 1000000 的积分和发放原因");

    public static Refusal BenefitUnknown() => new(400, "benefit-unknown", "没有这项会员权益");

    public static Refusal BenefitUsed(string name) => new(409, "benefit-used", $"本期{name}已使用", Refusal.With("benefit", name));

    public static Refusal BenefitNotYours(string tier) => new(422, "benefit-not-yours", $"该权益为{tier}专享", Refusal.With("tier", tier));

    public static Refusal BirthdayUnknown() => new(422, "birthday-unknown", "请先填写生日");

    public static Refusal NotBirthdayMonth() => new(422, "birthday-month-only", "生日票限生日当月使用");

    public static Refusal BenefitNothing() => new(422, "benefit-nothing-to-take-off", "票价已低于权益价格，本单无需使用");

    /// <param name="opensAt">For her.</param>
    public static Refusal SaleNotOpen(DateTimeOffset opensAt) => new(422, "sale-not-open", "本场次尚未开售", Refusal.With("opensAt", opensAt));

    /// <param name="opensAt">For everybody.</param>
    /// <param name="tier">The lowest that may buy earlier.</param>
    public static Refusal SaleNotOpen(DateTimeOffset opensAt, string tier, DateTimeOffset opensEarlyAt) => new(
        422, "sale-not-open", $"本场次尚未开售，{tier}会员可提前购票", With(("opensAt", opensAt), ("tier", tier), ("opensEarlyAt", opensEarlyAt)));

    public static Refusal PremiereOnly(string tier) => new(403, "premiere-invited-only", $"本场为{tier}会员邀请场", Refusal.With("tier", tier));

    public static Refusal RuleSenseless(string why) => new(422, "tier-rule-senseless", $"会员规则有误：{why}");

    private static Dictionary<string, object?> With(params (string Name, object? Value)[] parameters) =>
        parameters.ToDictionary(p => p.Name, p => p.Value, StringComparer.Ordinal);
}
