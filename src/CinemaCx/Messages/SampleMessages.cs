using CinemaCx.Platform.Data;
using CinemaCx.Platform.Primitives;

namespace CinemaCx.Messages;

/// <summary>The templates a house begins with; the platform's ids are the simulated account's. Those that exist already are left as they are.</summary>
public sealed class SampleMessages(Database database, TimeProvider time)
{
    /// <summary>The platform's ids, and the keys of each.</summary>
    public static readonly IReadOnlyDictionary<string, IReadOnlyList<string>> SubscribeTemplates = new Dictionary<string, IReadOnlyList<string>>(StringComparer.Ordinal)
    {
        ["sim-case-reply"] = ["thing1", "thing2", "time3"],
        ["sim-offer"] = ["thing1", "thing2", "time3"],
        ["sim-refund"] = ["amount1", "thing2", "time3"],
    };

    public async Task EnsureAsync(CancellationToken cancellation)
    {
        NewMessageTemplate[] wishes =
        [
            new("case-reply", "反馈回复", MessagePurpose.Service,
                [new("matter", "反馈事项", "thing", "影厅冷气太足"), new("reply", "回复", "thing", "已调高温度，谢谢您的提醒"), new("at", "时间", "time", "2026年11月22日 21:43")],
                [
                    new(MessageChannel.Subscribe, "sim-case-reply", new Dictionary<string, string>(StringComparer.Ordinal) { ["thing1"] = "{matter}", ["thing2"] = "{reply}", ["time3"] = "{at}" }, Page: "pages/feedback/index"),
                    new(MessageChannel.Sms, "sim-sms-case-reply", Words: ["{matter}", "{reply}"]),
                ]),
            new("offer", "优惠活动", MessagePurpose.Marketing,
                [new("what", "活动", "thing", "周末观影立减10元"), new("tip", "说明", "thing", "本周日前有效"), new("until", "截止", "time", "2026年11月29日 23:59")],
                [
                    new(MessageChannel.Subscribe, "sim-offer", new Dictionary<string, string>(StringComparer.Ordinal) { ["thing1"] = "{what}", ["thing2"] = "{tip}", ["time3"] = "{until}" }, Page: "pages/coupons/index"),
                    new(MessageChannel.WeCom, "", Text: "{what}，{tip}，截止{until}"),
                ]),
            new("refund", "退款通知", MessagePurpose.Service,
                [new("amount", "金额", "amount", "￥70.00"), new("why", "原因", "thing", "场次取消"), new("at", "时间", "time", "2026年11月22日 21:43")],
                [new(MessageChannel.Subscribe, "sim-refund", new Dictionary<string, string>(StringComparer.Ordinal) { ["amount1"] = "{amount}", ["thing2"] = "{why}", ["time3"] = "{at}" }, Page: "pages/orders/index")]),
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
                script.Do($"""
                    INSERT INTO message_forms (template_id, channel, platform_template, body, page)
                    SELECT {row.Id}, {form.Channel}, {form.PlatformTemplate}, {form.Body}, {form.Page} WHERE EXISTS (SELECT 1 FROM message_templates t WHERE t.id = {row.Id})
                    """);
            }
        }

        await using var db = await database.BeginAsync(cancellation);
        await db.CommitAsync(script, cancellation);
    }
}
