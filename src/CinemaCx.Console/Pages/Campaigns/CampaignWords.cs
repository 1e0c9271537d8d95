using CinemaCx.Campaigns;
using CinemaCx.Console.Parts;
using CinemaCx.Staff;

namespace CinemaCx.Console.Pages.Campaigns;

internal static class CampaignWords
{
    public static readonly StaffRole[] Making = [StaffRole.Marketing, StaffRole.Headquarters, StaffRole.GeneralManager];
    public static readonly StaffRole[] Reading = [.. Making, StaffRole.SiteManager];
    public static readonly StaffRole[] Approving = [StaffRole.Headquarters, StaffRole.GeneralManager];

    public static readonly IReadOnlyList<(CampaignTriggerKind Kind, string Word, string Name)> Triggers =
    [
        (CampaignTriggerKind.AfterFilm, "after-film", "观影之后"), (CampaignTriggerKind.Dormant, "dormant", "久未光临"), (CampaignTriggerKind.Presale, "presale", "收藏的影片开售"),
        (CampaignTriggerKind.CouponExpiring, "coupon-expiring", "优惠券将到期"), (CampaignTriggerKind.Birthday, "birthday", "生日"), (CampaignTriggerKind.TierChanged, "tier-changed", "等级变化"),
    ];

    public static string Of(CampaignTriggerKind kind) => Triggers.First(t => t.Kind == kind).Name;

    public static (string Text, Tone Tone) Of(CampaignState state) => state switch
    {
        CampaignState.Draft => ("草稿", Tone.Plain),
        CampaignState.Waiting => ("待审批", Tone.Warn),
        CampaignState.Scheduled => ("待开始", Tone.Info),
        CampaignState.Running => ("进行中", Tone.Good),
        CampaignState.Stopped => ("已停止", Tone.Bad),
        _ => ("已结束", Tone.Plain),
    };

    public static string OfAct(string act) => act switch
    {
        "make" => "创建",
        "change" => "修改",
        "submit" => "提交",
        "approve" => "批准",
        "reject" => "退回",
        "start" => "立即开始",
        "stop" => "停止",
        _ => act,
    };

    public static string OfEnd(string? because) => because switch
    {
        "stopped" => "人工停止",
        "most-guests" => "达到人数上限",
        "coupons-gone" => "优惠券发完",
        "until" => "到期结束",
        _ => "全部完成",
    };

    public static string OfArm(string arm) => arm switch { CampaignArms.HoldOut => "对照组", "told" => "各版本合计", _ => "版本 " + arm.ToUpperInvariant() };

    /// <summary>Why a message was refused or dropped.</summary>
    public static string OfReason(string reason) => reason switch
    {
        "consent-withdrawn" => "已撤回授权",
        "unreachable" => "没有可用渠道",
        "expired" => "过了有效时间",
        "stopped" => "活动已停止",
        "" => "未说明",
        _ => reason,
    };

    public static string Of(CampaignTrigger? trigger, Func<DateTimeOffset, string> time)
    {
        if (trigger is null) return "定时发送一次";
        var detail = trigger switch
        {
            { Kind: CampaignTriggerKind.AfterFilm } => $"散场后 {trigger.DelayMinutes ?? 30} 分钟",
            { Kind: CampaignTriggerKind.Dormant } => $"{trigger.Days ?? 60} 天没有下单",
            { Kind: CampaignTriggerKind.CouponExpiring } => $"{trigger.Days ?? 3} 天内到期",
            { Kind: CampaignTriggerKind.Birthday } => trigger.Days is > 0 ? $"提前 {trigger.Days} 天" : "当天",
            { Kind: CampaignTriggerKind.TierChanged, Tiers: { } tiers } => "升降到" + string.Join('、', tiers.Select(Loyalty.TierWords.Name)),
            _ => "",
        };
        return $"{Of(trigger.Kind)}{(detail.Length > 0 ? $"：{detail}" : "")}{(trigger.FilmIds is { } films ? $"，限 {films.Count} 部影片" : "")}{(trigger.Until is { } until ? $"，至 {time(until)}" : "")}";
    }
}
