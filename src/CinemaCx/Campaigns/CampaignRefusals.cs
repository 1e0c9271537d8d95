using CinemaCx.Platform.Primitives;

namespace CinemaCx.Campaigns;

/// <summary>Every way in which the campaign desk says no.</summary>
public static class CampaignRefusals
{
    public static Refusal ConditionInvalid(string path, string why) =>
        new(422, "audience-invalid", $"人群条件有误（{path}）：{why}", Refusal.With("path", path));

    public static Refusal TermsInvalid(string field, string why) =>
        new(422, "campaign-invalid", $"活动内容有误（{field}）：{why}", Refusal.With("field", field));

    public static Refusal NotFound() => new(404, "campaign-not-found", "没有找到这个活动");

    public static Refusal NotDraft() => new(409, "campaign-not-draft", "活动已提交，不能再修改");

    public static Refusal Changed() => new(409, "campaign-changed", "活动刚刚被修改，请刷新后重试");

    public static Refusal NotWaiting() => new(409, "campaign-not-waiting", "活动不在待审批状态");

    public static Refusal NotScheduled() => new(409, "campaign-not-scheduled", "活动不在待开始状态");

    public static Refusal NotStoppable() => new(409, "campaign-not-stoppable", "活动尚未提交或已经结束");

    public static Refusal OwnCampaign() => new(403, "campaign-own", "不能审批自己编写或提交的活动");

    public static Refusal NobodyMeant() => new(422, "campaign-nobody", "按目前的条件没有可以通知的客人");

    public static Refusal TagInvalid() => new(400, "tag-invalid", "标签应为1到20个字");

    public static Refusal TooManyTags(int most) => new(422, "tags-too-many", $"每位客人最多{most}个标签");

    public static Refusal UnknownGuest() => new(404, "guest-not-found", "没有找到这位客人");
}
