using CinemaCx.Console.Parts;
using CinemaCx.Loyalty;
using CinemaCx.Messages;
using CinemaCx.Platform.Data;
using CinemaCx.Staff;

namespace CinemaCx.Console.Pages.Members;

internal static class MemberWords
{
    /// <summary>As at the door: who looks at memberships, gives and takes coupons, grants points, changes birthdays.</summary>
    public static readonly StaffRole[] Looking = [StaffRole.Headquarters, StaffRole.GeneralManager, StaffRole.Marketing, StaffRole.SiteManager, StaffRole.DutyManager];
    public static readonly StaffRole[] Giving = [StaffRole.Marketing, StaffRole.Headquarters, StaffRole.SiteManager, StaffRole.GeneralManager];
    public static readonly StaffRole[] Revoking = [StaffRole.Marketing, StaffRole.Headquarters, StaffRole.GeneralManager];
    public static readonly StaffRole[] Granting = [StaffRole.Headquarters, StaffRole.GeneralManager];
    public static readonly StaffRole[] Correcting = [StaffRole.Headquarters, StaffRole.GeneralManager, StaffRole.SiteManager, StaffRole.DutyManager];
    public static readonly StaffRole[] OfCases = [StaffRole.DutyManager, StaffRole.SiteManager, StaffRole.GeneralManager];

    public static IReadOnlyList<Choice> Tiers { get; } = [.. Enum.GetValues<Tier>().Select(t => new Choice(StoredWord.Of(t), TierWords.Name(t)))];

    public static Tone ToneOf(Tier? tier) => tier switch { Tier.Gold => Tone.Warn, Tier.Silver => Tone.Info, _ => Tone.Plain };

    public static string NameOf(Tier? tier) => tier is { } known ? TierWords.Name(known) : "非会员";

    public static string Of(DataPurpose purpose) => purpose switch { DataPurpose.Marketing => "营销信息", DataPurpose.Profiling => "个性化推荐与人群分析", _ => "满意度调研" };

    public static string Of(MessageChannel channel) => channel switch
    {
        MessageChannel.Subscribe => "订阅消息",
        MessageChannel.ServiceAccount => "服务号",
        MessageChannel.WeCom => "企业微信",
        _ => "短信",
    };

    public static (string Text, Tone Tone) Of(GuestMessageState state) => state switch
    {
        GuestMessageState.Queued => ("排队中", Tone.Info),
        GuestMessageState.Sending => ("发送中", Tone.Info),
        GuestMessageState.Sent => ("已发送", Tone.Good),
        GuestMessageState.Delivered => ("已送达", Tone.Good),
        GuestMessageState.Refused => ("被拒", Tone.Bad),
        GuestMessageState.InDoubt => ("结果不明", Tone.Warn),
        _ => ("未发送", Tone.Plain),
    };

    /// <param name="state">As a wallet tells it.</param>
    public static (string Text, Tone Tone) OfCoupon(string state) => state switch
    {
        "usable" => ("可用", Tone.Good),
        "locked" => ("下单占用", Tone.Warn),
        "used" => ("已使用", Tone.Info),
        "early" => ("未到可用时间", Tone.Plain),
        "revoked" => ("已收回", Tone.Plain),
        _ => ("已过期", Tone.Plain),
    };
}
