using CinemaCx.Platform.Data;
using CinemaCx.Staff;
using LinqToDB;
using LinqToDB.Async;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace CinemaCx.Alerts;

/// <summary>How one employee can be reached, in the house's order.</summary>
public sealed record Reach(EmployeeRow Employee, IReadOnlyList<(ChatChannel Channel, string Person)> Chats)
{
    /// <returns>Null when she cannot be reached so.</returns>
    public (ChatChannel Channel, string Person)? By(ChainChannel by) => by switch
    {
        ChainChannel.First => Chats.Count > 0 ? Chats[0] : null,
        ChainChannel.Other => Chats.Count > 1 ? Chats[1] : Chats.Count > 0 ? Chats[0] : null,
        _ => Chats.Where(c => c.Channel == ChatChannel.Sms).Select(c => ((ChatChannel, string)?)c).FirstOrDefault(),
    };
}

/// <summary>The platforms that are connected, and who is who there.</summary>
public sealed class StaffChats(Database database, IEnumerable<IStaffChat> chats, IOptions<AlertOptions> options, ILogger<StaffChats> logger)
{
    private readonly Dictionary<ChatChannel, IStaffChat> _chats = chats.ToDictionary(c => c.Channel);

    public IStaffChat? Of(ChatChannel channel) => _chats.GetValueOrDefault(channel);

    /// <summary>Says so where operators look: the alert itself goes on to the next step.</summary>
    internal void NobodyReached(string caseName, string post, int step) =>
        logger.LogWarning("Case {Case}: nobody of {Post} can be reached at step {Step}; whoever has no chat must be given one", caseName, post, step);

    public async Task<IReadOnlyList<Reach>> ReachAsync(IReadOnlyList<EmployeeRow> people, CancellationToken cancellation)
    {
        var ids = people.Select(p => p.Id).ToList();
        await using var db = database.Read();
        var rows = await db.GetTable<StaffChatRow>().Where(c => ids.Contains(c.EmployeeId)).ToListAsync(cancellation);
        return [.. people.Select(p => new Reach(p, [.. options.Value.InOrder()
            .Where(_chats.ContainsKey)
            .SelectMany(channel => rows.Where(r => r.EmployeeId == p.Id && r.Channel == StoredWord.Of(channel)).Select(r => (channel, r.Person)))]))];
    }
}
