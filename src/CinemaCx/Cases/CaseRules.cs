using System.Text.Json;
using System.Text.Json.Serialization;
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

    /// <summary>All rules are replaced at once; open cases keep what was decided for them.</summary>
    public async Task ReplaceAsync(IReadOnlyList<MatchedRule> rules, StaffMember by, CancellationToken cancellation)
    {
        if (rules.Count is 0 or > 100) throw CaseRefusals.RulesUnreadable("需要 1 至 100 条规则");
        foreach (var (name, rule) in rules)
        {
            if (string.IsNullOrWhiteSpace(name) || name.Length > 40) throw CaseRefusals.RulesUnreadable("每条规则要有不超过 40 字的名称");
            if (rule.DeadlineMinutes is < 1 or > 7 * 24 * 60) throw CaseRefusals.RulesUnreadable($"“{name}”的时限须在 1 分钟到 7 天之间");
            if (rule.Posts.Count == 0 || rule.Posts.Any(p => CasePost.All.All(known => known.Code != p))) throw CaseRefusals.RulesUnreadable($"“{name}”的岗位有误");
            if (rule.Categories.Any(c => !CaseCategory.IsKnown(c))) throw CaseRefusals.RulesUnreadable($"“{name}”的分类有误");
        }

        var now = _time.Now();
        var script = new Script();
        script.Do($"DELETE FROM case_rules");
        for (var i = 0; i < rules.Count; i++)
        {
            script.Do($"""
                INSERT INTO case_rules (id, position, name, body, changed_by, changed_at)
                VALUES ({Id.New("rul", now)}, {i}, {rules[i].Name}, {JsonSerializer.Serialize(rules[i].Rule, Json)}, {by.EmployeeId}, {now})
                """);
        }

        await using var db = await _database.BeginAsync(cancellation);
        await db.CommitAsync(script, cancellation);
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
