using CinemaCx.Platform.Primitives;

namespace CinemaCx.Cases;

/// <summary>Every way a case refuses.</summary>
public static class CaseRefusals
{
    public static Refusal NotFound(string name) => new(404, "case-not-found", $"没有找到工单 {name}", Refusal.With("case", name));

    public static Refusal TakenBy(string owner) => new(409, "case-taken", $"{owner} 已受理这张工单", Refusal.With("owner", owner));

    public static Refusal Closed() => new(409, "case-closed", "工单已关闭，如需处理请先重新打开");

    public static Refusal NotClosed() => new(409, "case-not-closed", "工单还没有关闭");

    public static Refusal NothingToUndo() => new(409, "nothing-to-undo", "没有可以撤销的操作（只能在 10 秒内撤销自己的上一步）");

    public static Refusal CompensatedAlready() => new(409, "case-compensated", "这张工单已经补偿过一次，再次补偿需要影院经理以上批准");

    public static Refusal NobodyToCompensate() => new(422, "guest-unknown", "这位观众没有留下身份或手机号，无法发券");

    public static Refusal NoSuchCoupon(string words) => new(422, "coupon-unknown", $"没有找到可以发放的“{words}”，回复“补偿券”查看可选项", Refusal.With("words", words));

    public static Refusal WordsMissing(string what) => new(400, "words-missing", $"请写明{what}", Refusal.With("what", what));

    public static Refusal WordsTooLong(int most) => new(400, "words-too-long", $"最多 {most} 个字", Refusal.With("most", most));

    public static Refusal UnknownCategory(string name) => new(422, "category-unknown", $"没有“{name}”这个分类", Refusal.With("category", name));

    public static Refusal UnknownColleague(string name) => new(422, "colleague-unknown", $"没有找到同事“{name}”，请写全名", Refusal.With("name", name));

    public static Refusal NotYours() => new(403, "case-not-yours", "这张工单不属于您负责的影院");

    public static Refusal NoContact() => new(422, "contact-missing", "观众没有留下联系方式");

    public static Refusal UnknownAct() => new(400, "act-unknown", "没有这个操作");

    public static Refusal NotOwner() => new(403, "case-owner-only", "只有受理人可以查看联系方式，请先受理");

    public static Refusal RulesUnreadable(string why) => new(400, "rules-unreadable", $"规则有误：{why}");
}
