using CinemaCx.Cases;
using CinemaCx.Console.Parts;

namespace CinemaCx.Console.Pages.Cases;

/// <summary>How cases are called.</summary>
internal static class CaseWords
{
    public static readonly IReadOnlyList<Choice> States = [new("standing", "未关闭"), new("overdue", "已超时"), new("open", "待受理"), new("acknowledged", "处理中"), new("closed", "已关闭")];

    public static readonly IReadOnlyList<Choice> Severities = [new("critical", "紧急"), new("high", "重要"), new("normal", "一般")];

    public static readonly IReadOnlyList<Choice> Categories = [.. CaseCategory.All.Select(c => new Choice(c.Code, c.Name))];

    public static (string Text, Tone Tone) Of(CaseState state) => state switch
    {
        CaseState.Open => ("待受理", Tone.Bad),
        CaseState.Acknowledged => ("处理中", Tone.Info),
        _ => ("已关闭", Tone.Good),
    };

    public static (string Text, Tone Tone) Of(CaseSeverity severity) => severity switch
    {
        CaseSeverity.Critical => ("紧急", Tone.Bad),
        CaseSeverity.High => ("重要", Tone.Warn),
        _ => ("一般", Tone.Plain),
    };

    public static string Of(string channel) => channel switch { "wecom" => "企业微信", "dingtalk" => "钉钉", "api" => "接口", "console" => "控制台", "guest" => "观众", "system" => "系统", "sms" => "短信", _ => channel };

    /// <summary>How long is left, or how long it is over.</summary>
    public static (string Text, Tone Tone) Due(CaseRow row, DateTimeOffset now)
    {
        if (row.State == CaseState.Closed) return row.ClosedAt <= row.DueAt ? ("按时完成", Tone.Good) : ("超时完成", Tone.Plain);
        var left = row.DueAt - now;
        return left < TimeSpan.Zero ? ($"超时 {Words.Span(-left)}", Tone.Bad) : ($"还剩 {Words.Span(left)}", left < TimeSpan.FromMinutes(30) ? Tone.Warn : Tone.Plain);
    }
}
