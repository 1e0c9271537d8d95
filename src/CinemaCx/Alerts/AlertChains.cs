using System.Text.Json;
using System.Text.Json.Serialization;
using CinemaCx.Cases;
using CinemaCx.Platform.Data;
using CinemaCx.Platform.Primitives;
using CinemaCx.Staff;
using LinqToDB;
using LinqToDB.Async;

namespace CinemaCx.Alerts;

/// <summary>The escalation chains as the house has them now. Changing one touches nothing that is under way but its next step.</summary>
public sealed class AlertChains
{
    private static readonly TimeSpan Age = TimeSpan.FromSeconds(1);
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web)
    {
        Converters = { new JsonStringEnumConverter(JsonNamingPolicy.KebabCaseLower) },
        UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
    };

    private readonly Database _database;
    private readonly TimeProvider _time;
    private readonly FreshMemory<string, AlertChain> _chains;

    public AlertChains(Database database, TimeProvider time)
    {
        (_database, _time) = (database, time);
        _chains = new FreshMemory<string, AlertChain>(ReadAsync, Age, time);
    }

    public Task<AlertChain> OfAsync(string post, CancellationToken cancellation) => _chains.GetAsync(post, cancellation);

    /// <summary>For a change that must not overwrite another; 0 while the post has the chain the house came with.</summary>
    public async Task<long> RevisionAsync(string post, CancellationToken cancellation)
    {
        await using var db = _database.Read();
        return await Revision.OfAsync(db, SheetOf(post), cancellation);
    }

    /// <param name="seen">What the editor began with; null: whatever stands is replaced.</param>
    /// <exception cref="Refusal">400 <c>rules-unreadable</c>; 409 <c>changed-meanwhile</c>.</exception>
    public async Task ReplaceAsync(string post, AlertChain chain, StaffMember by, long? seen, CancellationToken cancellation)
    {
        if (CasePost.All.All(p => p.Code != post)) throw CaseRefusals.RulesUnreadable("没有这个岗位");
        chain.Check();
        var script = new Script();
        StaffActs.Write(script, by, "replace", "alert-chain", post, chain, _time.Now());
        script.Do($"""
            INSERT INTO alert_chains (post, body, changed_by, changed_at) VALUES ({post}, {JsonSerializer.Serialize(chain, Json)}, {by.EmployeeId}, {_time.Now()})
            ON CONFLICT (post) DO UPDATE SET body = excluded.body, changed_by = excluded.changed_by, changed_at = excluded.changed_at
            """);
        await using (var db = await _database.BeginAsync(cancellation))
        {
            await Revision.TakeAsync(db, SheetOf(post), seen, cancellation);
            await db.CommitAsync(script, cancellation);
        }

        _chains.Forget();
    }

    private static string SheetOf(string post) => "alert-chain-" + post;

    private async Task<AlertChain> ReadAsync(string post)
    {
        await using var db = _database.Read();
        var row = await db.GetTable<AlertChainRow>().FirstOrDefaultAsync(c => c.Post == post);
        return row is null ? AlertChain.Usual : JsonSerializer.Deserialize<AlertChain>(row.Body, Json)!;
    }
}
