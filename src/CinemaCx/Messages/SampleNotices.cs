namespace CinemaCx.Messages;

/// <summary>
/// What a house tells its members by itself, as the sample says it. Offers are marketing: consent, quiet hours and the frequency cap hold. That a tier will
/// sink serves her, and is said whatever she consented to.
/// </summary>
internal static class SampleNotices
{
    private const string Membership = "pages/membership/index";

    public static readonly NewMessageTemplate[] All =
    [
        new("points-expiring", "积分到期提醒", MessagePurpose.Marketing,
            [new("points", "到期积分", "number", "1200"), new("until", "到期时间", "time", "2026年11月30日 23:59"), new("tip", "说明", "thing", "到期前可抵票款或兑换好礼")],
            [
                .. InWeChat("points-expiring", "pages/points/index", ("number1", "points"), ("time2", "until"), ("thing3", "tip")),
                new(MessageChannel.WeCom, "", Text: "您有{points}积分将于{until}到期，{tip}"),
            ]),
        new("tier-raised", "会员升级通知", MessagePurpose.Marketing,
            [new("tier", "会员等级", "phrase", "金卡"), new("rights", "新权益", "thing", "全年立减10%、免费升座"), new("at", "升级时间", "time", "2026年11月22日 21:43")],
            [
                .. InWeChat("tier-raised", Membership, ("phrase1", "tier"), ("thing2", "rights"), ("time3", "at")),
                new(MessageChannel.WeCom, "", Text: "恭喜您升级为{tier}，{rights}"),
            ]),
        new("tier-falling", "会员保级提醒", MessagePurpose.Service,
            [new("tier", "会员等级", "phrase", "银卡"), new("until", "保留至", "time", "2026年12月22日 04:30"), new("missing", "保级条件", "thing", "再消费¥120或观影2次可保级")],
            [
                .. InWeChat("tier-falling", Membership, ("phrase1", "tier"), ("time2", "until"), ("thing3", "missing")),
                new(MessageChannel.Sms, "sim-sms-tier-falling", Words: ["{tier}", "{until}", "{missing}"]),
            ]),
        new("birthday-ticket", "生日票到账提醒", MessagePurpose.Marketing,
            [new("what", "礼遇", "thing", "生日当月免费观影一次"), new("worth", "最高抵扣", "amount", "￥80.00"), new("until", "有效期至", "time", "2026年11月30日 23:59")],
            [
                .. InWeChat("birthday-ticket", Membership, ("thing1", "what"), ("amount2", "worth"), ("time3", "until")),
                new(MessageChannel.WeCom, "", Text: "生日快乐，{what}，最高抵{worth}，{until}前有效"),
            ]),
        new("coupon-expiring", "优惠券到期提醒", MessagePurpose.Marketing,
            [new("what", "优惠券", "thing", "20元观影券"), new("count", "张数", "number", "2"), new("until", "到期时间", "time", "2026年11月29日 23:59")],
            [
                .. InWeChat("coupon-expiring", "pages/coupons/index", ("thing1", "what"), ("number2", "count"), ("time3", "until")),
                new(MessageChannel.WeCom, "", Text: "您的{what}等{count}张优惠券将于{until}到期"),
            ]),
    ];

    /// <summary>As a subscribe message, and by the service account.</summary>
    private static MessageForm[] InWeChat(string name, string page, params (string Key, string Field)[] data)
    {
        var body = data.ToDictionary(d => d.Key, d => "{" + d.Field + "}", StringComparer.Ordinal);
        return [new(MessageChannel.Subscribe, "sim-" + name, body, Page: page), new(MessageChannel.ServiceAccount, "sim-sa-" + name, body, Page: page)];
    }
}
