using System.Globalization;
using System.Text.Json;
using CinemaCx.Console.Parts;
using CinemaCx.Platform.Primitives;

namespace CinemaCx.Console.Pages.Staff;

/// <summary>The log's codes in words. What has none yet is shown as it is: nothing of the log is hidden.</summary>
public static class ActWords
{
    public static readonly IReadOnlyDictionary<string, string> Acts = new Dictionary<string, string>(StringComparer.Ordinal)
    {
        ["acknowledge"] = "确认",
        ["approve"] = "批准",
        ["bind-chat"] = "绑定账号",
        ["cancel"] = "取消",
        ["change"] = "修改",
        ["cover"] = "安排顶班",
        ["decide"] = "核定",
        ["end-sign-ins"] = "结束登录",
        ["give-tag"] = "加标签",
        ["grant"] = "发放",
        ["grant-points"] = "发放积分",
        ["grant-to-list"] = "按名单发放",
        ["hand-out"] = "交付",
        ["hire"] = "录用",
        ["import"] = "导入",
        ["keep"] = "更新",
        ["leave"] = "办理离职",
        ["make"] = "新建",
        ["mend"] = "修订",
        ["publish"] = "发布",
        ["reject"] = "驳回",
        ["remove"] = "移除",
        ["remove-cover"] = "撤销顶班",
        ["replace"] = "改写",
        ["retire"] = "停用",
        ["revoke"] = "作废",
        ["set"] = "设置",
        ["start"] = "启动",
        ["stop"] = "停止",
        ["submit"] = "提交审批",
        ["swap"] = "换班",
        ["take-tag"] = "去标签",
        ["try-import"] = "试导入",
        ["unbind-chat"] = "解绑账号",
        ["withdraw"] = "撤回",
    };

    public static readonly IReadOnlyDictionary<string, string> Things = new Dictionary<string, string>(StringComparer.Ordinal)
    {
        ["alert-chain"] = "告警链",
        ["campaign"] = "活动",
        ["case-rules"] = "工单规则",
        ["coupon"] = "优惠券",
        ["coupon-template"] = "券模板",
        ["duty-cover"] = "顶班",
        ["employee"] = "员工",
        ["guest"] = "会员",
        ["message"] = "消息",
        ["message-contacts"] = "消息联系人",
        ["message-template"] = "消息模板",
        ["opening-hours"] = "营业时间",
        ["points-offer"] = "积分兑换",
        ["programme"] = "排片",
        ["roster"] = "排班",
        ["score-drop"] = "口碑下滑",
        ["showtime"] = "场次",
        ["survey"] = "问卷",
        ["tier-rules"] = "等级规则",
        ["touchpoint"] = "触点",
    };

    private static readonly IReadOnlyDictionary<string, string> Fields = new Dictionary<string, string>(StringComparer.Ordinal)
    {
        ["accounts"] = "账号",
        ["body"] = "内容",
        ["channel"] = "渠道",
        ["cinemaId"] = "影院",
        ["code"] = "代码",
        ["contacts"] = "联系人",
        ["content"] = "内容",
        ["cost"] = "费用",
        ["costFen"] = "费用",
        ["decision"] = "结论",
        ["employeeId"] = "员工",
        ["estimatedCost"] = "预计费用",
        ["estimatedGuests"] = "预计人数",
        ["files"] = "文件",
        ["first"] = "从",
        ["form"] = "内容",
        ["from"] = "原为",
        ["fromAt"] = "开始",
        ["gone"] = "已离开",
        ["goods"] = "商品",
        ["guest"] = "会员",
        ["guests"] = "人数",
        ["hallId"] = "影厅",
        ["kind"] = "类型",
        ["last"] = "至",
        ["list"] = "名单",
        ["measure"] = "指标",
        ["name"] = "名称",
        ["note"] = "备注",
        ["person"] = "账号",
        ["place"] = "地点",
        ["points"] = "积分",
        ["post"] = "岗位",
        ["reason"] = "原因",
        ["replacesId"] = "替换",
        ["role"] = "岗位",
        ["shifts"] = "班次",
        ["size"] = "人数",
        ["state"] = "状态",
        ["tag"] = "标签",
        ["template"] = "模板",
        ["to"] = "改为",
        ["toAt"] = "结束",
        ["unbound"] = "已解绑",
        ["version"] = "版本",
        ["warnings"] = "提醒",
        ["why"] = "原因",
    };

    private static readonly IReadOnlyDictionary<string, string> Values = new Dictionary<string, string>(StringComparer.Ordinal)
    {
        ["wecom"] = "企业微信",
        ["dingtalk"] = "钉钉",
        ["sms"] = "短信",
        ["console"] = "管理台",
        ["usher"] = "检票员",
        ["duty-manager"] = "值班经理",
        ["engineer"] = "工程",
        ["engineering"] = "工程",
        ["site-manager"] = "影院经理",
        ["general-manager"] = "总经理",
        ["marketing"] = "市场",
        ["headquarters"] = "总部",
        ["submitted"] = "待审批",
        ["approved"] = "已批准",
        ["running"] = "进行中",
    };

    public static string OfAct(string act) => Acts.GetValueOrDefault(act, act);

    public static string OfThing(string thing) => Things.GetValueOrDefault(thing, thing);

    /// <summary>What was changed, in one line: 名称：周末满减；预计人数：1,200.</summary>
    public static string OfChange(JsonElement change) => change.ValueKind == JsonValueKind.Object
        ? string.Join("；", change.EnumerateObject().Where(p => p.Value.ValueKind != JsonValueKind.Null).Select(p => $"{Fields.GetValueOrDefault(p.Name, p.Name)}：{Of(p.Name, p.Value)}"))
        : Of("", change);

    private static string Of(string name, JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.String => Values.GetValueOrDefault(value.GetString()!, value.GetString()!),
        JsonValueKind.Number when value.TryGetInt64(out var number) => name.EndsWith("Fen", StringComparison.Ordinal) || name.EndsWith("Cost", StringComparison.Ordinal)
            ? Words.Yuan(new Fen(number))
            : Words.Count(number),
        JsonValueKind.True => "是",
        JsonValueKind.False => "否",
        JsonValueKind.Array when value.EnumerateArray().All(v => v.ValueKind == JsonValueKind.String) => string.Join("、", value.EnumerateArray().Select(v => Of(name, v))),
        JsonValueKind.Array => string.Create(CultureInfo.InvariantCulture, $"{value.GetArrayLength()} 项"),
        JsonValueKind.Object => $"（{OfChange(value)}）",
        _ => value.GetRawText(),
    };
}
