using System.Text.Json;
using System.Text.Json.Serialization;
using CinemaCx.Feedback;
using CinemaCx.Platform.Data;
using CinemaCx.Platform.Primitives;
using CinemaCx.Staff;
using LinqToDB;
using LinqToDB.Async;

namespace CinemaCx.Cases;

public sealed record MatchedRule(string Name, CaseRule Rule);

/// <summary>The rules as the house has them now: changed without a deploy, in force within a second everywhere.</summary>
public sealed class CaseRules
{
    private const string Sheet = "case-rules";
    private static readonly TimeSpan Age = TimeSpan.FromSeconds(1);
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web)
    {
        Converters = { new JsonStringEnumConverter(JsonNamingPolicy.KebabCaseLower) },
        UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
    };

    private readonly Database _database;
    private readonly OpeningHours _hours;
    private readonly TimeProvider _time;
    private readonly FreshMemory<string, IReadOnlyList<MatchedRule>> _rules;

    public CaseRules(Database database, OpeningHours hours, TimeProvider time)
    {
        (_database, _hours, _time) = (database, hours, time);
        _rules = new FreshMemory<string, IReadOnlyList<MatchedRule>>(_ => ReadAsync(), Age, time);
    }

    /// <summary>The first rule that matches, or null.</summary>
    public async Task<MatchedRule?> MatchAsync(CaseFacts facts, CancellationToken cancellation) =>
        (await ListAsync(cancellation)).FirstOrDefault(r => r.Rule.Matches(facts));

    /// <summary>By when a case that a rule opens now is to be dealt with: only the minutes in which the cinema is open count.</summary>
    /// <param name="timeZone">The cinema's IANA time zone.</param>
    internal async Task<DateTimeOffset> DueAtAsync(CaseRule rule, string cinemaId, string timeZone, DateTimeOffset now, CancellationToken cancellation) =>
        Case.DueAt(now, rule.DeadlineMinutes, await _hours.WeekAsync(cinemaId, cancellation), TimeZoneInfo.FindSystemTimeZoneById(timeZone));

    public Task<IReadOnlyList<MatchedRule>> ListAsync(CancellationToken cancellation) => _rules.GetAsync("", cancellation);

    /// <summary>For a change that must not overwrite another; 0 while the house has the rules it came with.</summary>
    public async Task<long> RevisionAsync(CancellationToken cancellation)
    {
        await using var db = _database.Read();
        return await Revision.OfAsync(db, Sheet, cancellation);
    }

    /// <exception cref="Refusal">400 <c>rules-unreadable</c>.</exception>
    public static void Check(IReadOnlyList<MatchedRule> rules)
    {
        if (rules.Count is 0 or > 100) throw CaseRefusals.RulesUnreadable("需要 1 至 100 条规则");
        foreach (var (name, rule) in rules)
        {
            if (rule is not { Words: not null, Categories: not null, HallIds: not null, BadStages: not null, Posts: not null }) throw CaseRefusals.RulesUnreadable($"“{name}”不完整");
            if (string.IsNullOrWhiteSpace(name) || name.Length > 40) throw CaseRefusals.RulesUnreadable("每条规则要有不超过 40 字的名称");
            if (rule.DeadlineMinutes is < 1 or > 7 * 24 * 60) throw CaseRefusals.RulesUnreadable($"“{name}”的时限须在 1 分钟到 7 天之间");
            if (rule.Posts.Count == 0 || rule.Posts.Any(p => CasePost.All.All(known => known.Code != p))) throw CaseRefusals.RulesUnreadable($"“{name}”的岗位有误");
            if (rule.Categories.Any(c => !CaseCategory.IsKnown(c))) throw CaseRefusals.RulesUnreadable($"“{name}”的分类有误");
            if (rule.MaxStars is < 1 or > 5 || rule.MaxNps is < 0 or > 10) throw CaseRefusals.RulesUnreadable($"“{name}”的分数有误");
            if (rule.BadStages.Any(s => !Survey.IsStage(s))) throw CaseRefusals.RulesUnreadable($"“{name}”的环节有误");
            if (rule.Words.Any(w => string.IsNullOrWhiteSpace(w) || w.Length > 20) || rule.Words.Count > 50) throw CaseRefusals.RulesUnreadable($"“{name}”的关键词最多 50 个，每个不超过 20 字");
        }
    }

    /// <summary>All rules are replaced at once; open cases keep what was decided for them.</summary>
    /// <param name="seen">What the editor began with; null: whatever stands is replaced.</param>
    /// <exception cref="Refusal">400 <c>rules-unreadable</c>; 409 <c>changed-meanwhile</c>.</exception>
    public async Task ReplaceAsync(IReadOnlyList<MatchedRule> rules, StaffMember by, long? seen, CancellationToken cancellation)
    {
        Check(rules);
        var now = _time.Now();
        var script = new Script();
        StaffActs.Write(script, by, "replace", Sheet, "all", rules, now);
        script.Do($"DELETE FROM case_rules");
        for (var i = 0; i < rules.Count; i++)
        {
            script.Do($"""
                INSERT INTO case_rules (id, position, name, body, changed_by, changed_at)
                VALUES ({Id.New("rul", now)}, {i}, {rules[i].Name}, {JsonSerializer.Serialize(rules[i].Rule, Json)}, {by.EmployeeId}, {now})
                """);
        }

        await using (var db = await _database.BeginAsync(cancellation))
        {
            await Revision.TakeAsync(db, Sheet, seen, cancellation);
            await db.CommitAsync(script, cancellation);
        }

        _rules.Forget();
    }

    private async Task<IReadOnlyList<MatchedRule>> ReadAsync()
    {
        await using var db = _database.Read();
        var rows = await db.GetTable<CaseRuleRow>().OrderBy(r => r.Position).ToListAsync();
        return rows.Count == 0
            ? [.. CaseRule.Usual.Select(u => new MatchedRule(u.Name, u.Rule))]
            : [.. rows.Select(r => new MatchedRule(r.Name, JsonSerializer.Deserialize<CaseRule>(r.Body, Json)!))];
    }
}
