using CinemaCx.Platform.Data;
using CinemaCx.Platform.Primitives;

namespace CinemaCx.Messages;

/// <summary>The templates a house begins with; the platform's ids are the simulated account's. What exists already is left as it is.</summary>
public sealed class SampleMessages(Database database, TimeProvider time)
{
    /// <summary>The platform's ids, and the keys of each.</summary>
    public static readonly IReadOnlyDictionary<string, IReadOnlyList<string>> SubscribeTemplates = new Dictionary<string, IReadOnlyList<string>>(StringComparer.Ordinal)
    {
        ["sim-case-reply"] = ["thing1", "thing2", "time3"],
        ["sim-offer"] = ["thing1", "thing2", "time3"],
        ["sim-refund"] = ["amount1", "thing2", "time3"],
        ["sim-points-expiring"] = ["number1", "time2", "thing3"],
        ["sim-tier-raised"] = ["phrase1", "thing2", "time3"],
        ["sim-tier-falling"] = ["phrase1", "time2", "thing3"],
        ["sim-birthday-ticket"] = ["thing1", "amount2", "time3"],
        ["sim-coupon-expiring"] = ["thing1", "number2", "time3"],
    };

    /// <summary>Of the service account, likewise.</summary>
    public static readonly IReadOnlyDictionary<string, IReadOnlyList<string>> ServiceAccountTemplates = new Dictionary<string, IReadOnlyList<string>>(StringComparer.Ordinal)
    {
        ["sim-sa-case-reply"] = ["thing1", "thing2", "time3"],
        ["sim-sa-offer"] = ["thing1", "thing2", "time3"],
        ["sim-sa-points-expiring"] = ["number1", "time2", "thing3"],
        ["sim-sa-tier-raised"] = ["phrase1", "thing2", "time3"],
        ["sim-sa-tier-falling"] = ["phrase1", "time2", "thing3"],
        ["sim-sa-birthday-ticket"] = ["thing1", "amount2", "time3"],
        ["sim-sa-coupon-expiring"] = ["thing1", "number2", "time3"],
    };

    /// <summary>Of SMS, with the number of their variables.</summary>
    public static readonly IReadOnlyDictionary<string, int> SmsTemplates = new Dictionary<string, int>(StringComparer.Ordinal)
    {
        ["sim-sms-case-reply"] = 2,
        ["sim-sms-offer"] = 2,
        ["sim-sms-tier-falling"] = 3,
    };

    public async Task EnsureAsync(CancellationToken cancellation)
    {
        NewMessageTemplate[] wishes =
        [
            new("case-reply", "反馈回复", MessagePurpose.Service,
                [new("matter", "反馈事项", "thing", "影厅冷气太足"), new("reply", "回复", "thing", "已调高温度，谢谢您的提醒"), new("at", "时间", "time", "2026年11月22日 21:43")],
                [
                    new(MessageChannel.Subscribe, "sim-case-reply", new Dictionary<string, string>(StringComparer.Ordinal) { ["thing1"] = "{matter}", ["thing2"] = "{reply}", ["time3"] = "{at}" }, Page: "pages/feedback/index"),
                    new(MessageChannel.ServiceAccount, "sim-sa-case-reply", new Dictionary<string, string>(StringComparer.Ordinal) { ["thing1"] = "{matter}", ["thing2"] = "{reply}", ["time3"] = "{at}" }, Page: "pages/feedback/index"),
                    new(MessageChannel.Sms, "sim-sms-case-reply", Words: ["{matter}", "{reply}"]),
                ]),
            new("offer", "优惠活动", MessagePurpose.Marketing,
                [new("what", "活动", "thing", "周末观影立减10元"), new("tip", "说明", "thing", "本周日前有效"), new("until", "截止", "time", "2026年11月29日 23:59")],
                [
                    new(MessageChannel.Subscribe, "sim-offer", new Dictionary<string, string>(StringComparer.Ordinal) { ["thing1"] = "{what}", ["thing2"] = "{tip}", ["time3"] = "{until}" }, Page: "pages/coupons/index"),
                    new(MessageChannel.ServiceAccount, "sim-sa-offer", new Dictionary<string, string>(StringComparer.Ordinal) { ["thing1"] = "{what}", ["thing2"] = "{tip}", ["time3"] = "{until}" }, Page: "pages/coupons/index"),
                    new(MessageChannel.WeCom, "", Text: "{what}，{tip}，截止{until}"),
                    new(MessageChannel.Sms, "sim-sms-offer", Words: ["{what}", "{until}"]),
                ]),
            new("refund", "退款通知", MessagePurpose.Service,
                [new("amount", "金额", "amount", "￥70.00"), new("why", "原因", "thing", "场次取消"), new("at", "时间", "time", "2026年11月22日 21:43")],
                [new(MessageChannel.Subscribe, "sim-refund", new Dictionary<string, string>(StringComparer.Ordinal) { ["amount1"] = "{amount}", ["thing2"] = "{why}", ["time3"] = "{at}" }, Page: "pages/orders/index")]),
            .. SampleNotices.All,
        ];
        var (now, script) = (time.Now(), new Script());
        foreach (var template in wishes.Select(w => MakeMessageTemplate.Check(w, null, now)))
        {
            var row = template.Row;
            script.Do($"""
                INSERT INTO message_templates (id, code, name, purpose, fields, created_at) VALUES ({row.Id}, {row.Code}, {row.Name}, {row.Purpose}, {row.Fields}, {now})
                ON CONFLICT (code) DO NOTHING
                """);
            foreach (var form in template.Forms)
            {
                // Ways the sample has learnt since are added to what it wrote itself; those that are there stay as they are.
                script.Do($"""
                    INSERT INTO message_forms (template_id, channel, platform_template, body, page)
                    SELECT t.id, CAST({form.Channel} AS TEXT), CAST({form.PlatformTemplate} AS TEXT), CAST({form.Body} AS TEXT), CAST({form.Page} AS TEXT)
                    FROM message_templates t WHERE t.code = {row.Code} AND t.created_by IS NULL
                    ON CONFLICT (template_id, channel) DO NOTHING
                    """);
            }
        }

        await using var db = await database.BeginAsync(cancellation);
        await db.CommitAsync(script, cancellation);
    }
}
