using LinqToDB.Data;

namespace CinemaCx.Platform.Data;

/// <summary>Something that must always be so.</summary>
/// <param name="Name">Kebab-case, for the report.</param>
/// <param name="Sql">Selects, as text, whatever violates it; <c>@now</c> is the present in Unix milliseconds.</param>
public sealed record AuditRule(string Name, string Sql);

/// <param name="Offenders">Ids or descriptions of the rows that break the rule; empty when it holds.</param>
public sealed record AuditFinding(string Rule, IReadOnlyList<string> Offenders);

/// <summary>Checks the books: every rule of every module against the rows as they are.</summary>
public sealed class Audit(Database database, IEnumerable<AuditRule> rules, TimeProvider time)
{
    public async Task<IReadOnlyList<AuditFinding>> RunAsync(CancellationToken cancellation)
    {
        var findings = new List<AuditFinding>();
        await using var db = database.Read();
        foreach (var rule in rules)
        {
            var offenders = await db.QueryToListAsync<string>(
                rule.Sql, cancellation, new DataParameter("now", time.GetUtcNow().ToUnixTimeMilliseconds(), LinqToDB.DataType.Int64));
            findings.Add(new AuditFinding(rule.Name, offenders));
        }

        return findings;
    }
}
