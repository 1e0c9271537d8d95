using CinemaCx.Platform.Primitives;

namespace CinemaCx.Coupons;

/// <summary>Every way in which a coupon is not given, not found or not good.</summary>
public static class CouponRefusals
{
    public static Refusal TemplateNotFound(string words, IEnumerable<string> names) =>
        new(404, "coupon-template-not-found", "没有找到这种优惠券", With(("words", words), ("names", names.ToArray())));

    public static Refusal TemplateUnclear(string words, IEnumerable<string> names) =>
        new(422, "coupon-template-unclear", "有多种优惠券符合，请写明名称", With(("words", words), ("names", names.ToArray())));

    public static Refusal TemplateNotAllowed(string name) => new(403, "coupon-not-allowed", "您的岗位不能发放此优惠券", Refusal.With("name", name));

    public static Refusal TemplateRetired(string name) => new(409, "coupon-template-retired", "该优惠券已停止发放", Refusal.With("name", name));

    /// <summary>Total limit or budget is used up.</summary>
    public static Refusal SoldOut(string name) => new(409, "coupon-exhausted", "该优惠券已发完", Refusal.With("name", name));

    public static Refusal AllowanceSpent() => new(409, "coupon-allowance-spent", "您今天的补偿额度不足，请联系总经理");

    public static Refusal GuestLimitReached(string name) => new(409, "coupon-guest-limit", "该优惠券已达每人限领数量", Refusal.With("name", name));

    /// <summary>There is none, or it is not offered to guests.</summary>
    public static Refusal NotOffered() => new(404, "coupon-template-not-found", "没有找到这种优惠券");

    public static Refusal ClaimEarly(string name, DateTimeOffset from) =>
        new(409, "coupon-claim-early", "还没到领取时间", With(("name", name), ("claimFrom", from)));

    public static Refusal ClaimOver(string name) => new(409, "coupon-claim-over", "领取时间已过", Refusal.With("name", name));

    public static Refusal CinemaRequired() => new(422, "coupon-cinema-required", "请选择所在影院");

    /// <summary>Terms that make no sense: each fault with the field it is about.</summary>
    public static Refusal TermsInvalid(IReadOnlyList<TermsFault> faults) =>
        new(422, "coupon-terms-invalid", $"优惠券条款有误：{faults[0].Says}", Refusal.With("faults", faults));

    public static Refusal CodeTaken(string code) => new(409, "coupon-template-code-taken", "已有同编号的优惠券模板", Refusal.With("code", code));

    public static Refusal UnknownGuest() => new(404, "coupon-guest-not-found", "没有找到这位观众");

    public static Refusal BulkNotFound() => new(404, "coupon-bulk-not-found", "没有找到这次批量发放");

    public static Refusal BulkGuestsInvalid(int most) => new(422, "coupon-bulk-guests-invalid", $"请提供1至{most}位观众", Refusal.With("most", most));

    public static Refusal AlreadyIssued() => new(409, "coupon-already-issued", "已发放过优惠券，请勿重复发放");

    public static Refusal ReasonRequired() => new(400, "coupon-reason-required", "请填写发放原因");

    public static Refusal NotRevocable() => new(409, "coupon-not-revocable", "优惠券已被使用，无法收回");

    public static Refusal NotFound() => new(404, "coupon-not-found", "没有找到这张优惠券");

    public static Refusal CodeInvalid() => new(404, "coupon-code-invalid", "兑换码无效，请检查后重新输入");

    public static Refusal CodeUsed() => new(409, "coupon-code-used", "兑换码已被使用");

    public static Refusal Revoked() => new(409, "coupon-revoked", "优惠券已失效");

    public static Refusal Used() => new(409, "coupon-used", "优惠券已使用");

    public static Refusal Locked() => new(409, "coupon-locked", "优惠券正用于另一笔订单，请先支付或取消该订单");

    public static Refusal NotYetValid() => new(422, "coupon-not-yet-valid", "优惠券尚未到可用时间");

    public static Refusal Expired() => new(422, "coupon-expired", "优惠券已过期");

    public static Refusal WrongCinema() => new(422, "coupon-wrong-cinema", "本影院不可用此优惠券");

    public static Refusal WrongFilm() => new(422, "coupon-wrong-film", "本影片不可用此优惠券");

    public static Refusal WrongHall() => new(422, "coupon-wrong-hall", "本影厅不可用此优惠券");

    public static Refusal WrongShowtime() => new(422, "coupon-wrong-showtime", "本场次不可用此优惠券");

    /// <summary>Not at this hour, or not on this weekday.</summary>
    public static Refusal WrongTime() => new(422, "coupon-wrong-time", "本时段不可用此优惠券");

    public static Refusal WrongChannel() => new(422, "coupon-wrong-channel", "此优惠券不能在这里使用");

    /// <summary>It is for something of the counter, not for tickets.</summary>
    public static Refusal ForCounter() => new(422, "coupon-for-counter", "请在影院柜台出示此券");

    public static Refusal TooMany(int most) => new(422, "coupon-too-many", $"每笔订单最多使用{most}张优惠券", Refusal.With("most", most));

    public static Refusal Alone(string name) => new(422, "coupon-not-stackable", $"{name}不能与其他优惠券同时使用", Refusal.With("name", name));

    public static Refusal TooManyOfOne(string name, long most) =>
        new(422, "coupon-per-order-limit", $"{name}每笔订单最多使用{most}张", With(("name", name), ("most", most)));

    public static Refusal TooManyOfCategory(string category, long most) =>
        new(422, "coupon-category-limit", $"{category}类优惠券每笔订单最多使用{most}张", With(("category", category), ("most", most)));

    public static Refusal BelowMinSpend(Fen minSpend) =>
        new(422, "coupon-below-min-spend", $"票价满{minSpend}可用", Refusal.With("minSpendFen", minSpend));

    public static Refusal NothingToTakeOff() => new(422, "coupon-nothing-to-take-off", "票价已是影片最低票价，不能再用此优惠券");

    private static Dictionary<string, object?> With(params (string Name, object? Value)[] parameters) =>
        parameters.ToDictionary(p => p.Name, p => p.Value, StringComparer.Ordinal);
}
