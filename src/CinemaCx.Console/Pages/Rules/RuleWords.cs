using System.Globalization;
using CinemaCx.Alerts;
using CinemaCx.Cases;
using CinemaCx.Console.Parts;
using CinemaCx.Feedback;

namespace CinemaCx.Console.Pages.Rules;

/// <summary>How rules and chains are said.</summary>
internal static class RuleWords
{
    public static readonly IReadOnlyList<Choice> Severities = [new("Normal", "一般"), new("High", "重要"), new("Critical", "紧急")];

    public static readonly IReadOnlyList<Choice> Posts =
    [
        new("duty-manager", "值班经理"), new("engineering", "工程"), new("duty-manager,engineering", "值班经理，再加工程"), new("engineering,duty-manager", "工程，再加值班经理"),
    ];

    public static readonly IReadOnlyList<Choice> Targets = [new("Duty", "值班的人"), new("SiteManager", "影院经理"), new("GeneralManager", "总经理")];

    public static readonly IReadOnlyList<Choice> Channels = [new("First", "首选渠道"), new("Other", "另一渠道"), new("Sms", "短信")];

    public static (string Text, Tone Tone) Of(CaseSeverity? severity) => severity switch
    {
        CaseSeverity.Critical => ("紧急", Tone.Bad),
        CaseSeverity.High => ("重要", Tone.Warn),
        CaseSeverity.Normal => ("一般", Tone.Plain),
        _ => ("—", Tone.Plain),
    };

    /// <summary>When it matches, in one line.</summary>
    public static string When(CaseRule rule)
    {
        var parts = new List<string>();
        if (rule.MaxStars is { } stars) parts.Add(stars == 1 ? "1 星" : string.Create(CultureInfo.InvariantCulture, $"不超过 {stars} 星"));
        if (rule.MaxNps is { } nps) parts.Add(string.Create(CultureInfo.InvariantCulture, $"推荐意愿不超过 {nps}"));
        if (rule.Categories.Count > 0) parts.Add("属于" + string.Join('、', rule.Categories.Select(CaseCategory.NameOf)));
        if (rule.BadStages.Count > 0) parts.Add(string.Join('、', rule.BadStages.Select(code => Survey.Stages.First(s => s.Code == code).Label)) + "不超过 2 星");
        if (rule.Words.Count > 0) parts.Add("提到“" + string.Join("”“", rule.Words.Take(4)) + (rule.Words.Count > 4 ? string.Create(CultureInfo.InvariantCulture, $"”等 {rule.Words.Count} 个词") : "”"));
        if (rule.HallIds.Count > 0) parts.Add(string.Create(CultureInfo.InvariantCulture, $"限 {rule.HallIds.Count} 个影厅"));
        return parts.Count == 0 ? "所有评价" : string.Join("，", parts);
    }

    public static string Then(CaseRule rule) => rule.Opens
        ? $"{Of(rule.Severity).Text} · {Minutes(rule.DeadlineMinutes)}内 · {string.Join('、', rule.Posts.Select(CasePost.NameOf))}"
        : "不建工单";

    public static string Minutes(int minutes) => minutes % 1440 == 0 ? string.Create(CultureInfo.InvariantCulture, $"{minutes / 1440} 天")
        : minutes % 60 == 0 ? string.Create(CultureInfo.InvariantCulture, $"{minutes / 60} 小时") : string.Create(CultureInfo.InvariantCulture, $"{minutes} 分钟");

    public static string Seconds(int seconds) => seconds == 0 ? "立即" : seconds % 60 == 0 ? string.Create(CultureInfo.InvariantCulture, $"{seconds / 60} 分钟后") : string.Create(CultureInfo.InvariantCulture, $"{seconds} 秒后");

    public static string Of(ChainTarget to) => Targets.First(t => t.Value == to.ToString()).Text;

    public static string Of(ChainChannel by) => Channels.First(t => t.Value == by.ToString()).Text;
}
