using System.Text.Json;
using System.Text.Json.Serialization;
using CinemaCx.Platform.Data;
using CinemaCx.Platform.Primitives;
using CinemaCx.Staff;
using LinqToDB;
using LinqToDB.Async;

namespace CinemaCx.Loyalty;

/// <param name="Version">0: the rules the house comes with.</param>
public sealed record TierRuleVersion(long Version, TierRule Rule);

/// <summary>The rules of the tiers as the house has them now: changed without a deploy, in force within a second everywhere.</summary>
public sealed class TierRules
{
    private static readonly TimeSpan Age = TimeSpan.FromSeconds(1);
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web)
    {
        Converters = { new JsonStringEnumConverter(JsonNamingPolicy.KebabCaseLower) },
        UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
    };

    private readonly Database _database;
    private readonly TimeProvider _time;
    private readonly FreshMemory<string, TierRuleVersion> _current;

    public TierRules(Database database, TimeProvider time)
    {
        (_database, _time) = (database, time);
        _current = new FreshMemory<string, TierRuleVersion>(_ => ReadAsync(), Age, time);
    }

    public Task<TierRuleVersion> CurrentAsync(CancellationToken cancellation) => _current.GetAsync("", cancellation);

    /// <summary>From now on other rules count; members rise or sink by them when they are next looked at, at the latest in the night.</summary>
    /// <exception cref="Refusal">422 <c>tier-rule-senseless</c>.</exception>
    public async Task<TierRuleVersion> ReplaceAsync(TierRule rule, StaffMember by, CancellationToken cancellation)
    {
        if (rule.Fault() is { } fault) throw LoyaltyRefusals.RuleSenseless(fault);
        var script = new Script();
        script.Do($"""
            INSERT INTO tier_rules (version, body, changed_by, changed_at)
            SELECT COALESCE(MAX(version), 0) + 1, {JsonSerializer.Serialize(rule, Json)}, {by.EmployeeId}, {_time.Now()} FROM tier_rules
            """);
        StaffActs.Write(script, by, "replace", "tier-rules", "all", rule, _time.Now());
        await using (var db = await _database.BeginAsync(cancellation)) await db.CommitAsync(script, cancellation);
        _current.Forget();
        return await CurrentAsync(cancellation);
    }

    private async Task<TierRuleVersion> ReadAsync()
    {
        await using var db = _database.Read();
        var row = await db.GetTable<TierRuleRow>().OrderByDescending(r => r.Version).FirstOrDefaultAsync();
        return row is null ? new TierRuleVersion(0, TierRule.Usual) : new TierRuleVersion(row.Version, JsonSerializer.Deserialize<TierRule>(row.Body, Json)!);
    }
}
