using CinemaCx.Platform.Data;
using CinemaCx.Platform.Primitives;
using LinqToDB;
using LinqToDB.Async;

namespace CinemaCx.Messages;

/// <summary>
/// Settles messages by what the platform tells of them: from sent to delivered or refused, by whoever tells it first, once. A platform tells faster than we
/// write down that it took the message: what is told of a message nobody knows yet is kept, and whoever sends finds it within a second of its record.
/// </summary>
public sealed class MessageFates(Database database, TimeProvider time)
{
    private const int MostAtOnce = 128;

    // A campaign is told of as fast as it is sent: what comes together is written together.
    private Gathering<MessageFate, bool> Heard => field ??= new Gathering<MessageFate, bool>(WriteAsync, MostAtOnce);

    /// <returns>True for the telling that settled the message.</returns>
    public Task<bool> HearAsync(MessageFate fate) => Heard.WriteAsync(fate);

    /// <summary>Settles what was told before it was written down as sent.</summary>
    internal async Task CatchUpAsync(CancellationToken cancellation)
    {
        while (await CatchUpSomeAsync(cancellation) == MostAtOnce)
        {
            // As many as were asked for: there may be more.
        }
    }

    private async Task<int> CatchUpSomeAsync(CancellationToken cancellation)
    {
        List<MessageFateRow> early;
        await using (var db = database.Read())
        {
            early = await (
                from fate in db.GetTable<MessageFateRow>()
                from message in db.GetTable<GuestMessageRow>().Where(m => m.Channel == fate.Channel && m.PlatformId == fate.PlatformId)
                orderby fate.PlatformId
                select fate).Take(MostAtOnce).ToListAsync(cancellation);
        }

        if (early.Count == 0) return 0;
        var fates = early.ConvertAll(f => new MessageFate(f.Address, f.ToldAt, f.Channel, f.PlatformId, f.State == GuestMessageState.Delivered, f.Reason, f.IsUnwilling == 1));
        await using var session = await database.BeginAsync(cancellation);
        await SettleAsync(session, fates, cancellation);
        var script = new Script();
        foreach (var fate in fates) script.Do($"DELETE FROM message_fates WHERE channel = {fate.Channel} AND platform_id = {fate.PlatformId}");
        await session.CommitAsync(script, cancellation);
        return early.Count;
    }

    private async Task<IReadOnlyList<bool>> WriteAsync(IReadOnlyList<MessageFate> fates)
    {
        await using var db = await database.BeginAsync(CancellationToken.None);
        var settled = await SettleAsync(db, fates, CancellationToken.None);
        var script = new Script();
        // Also what is known as sent by now: its record came while we looked. Only what is settled needs no second look.
        foreach (var fate in fates.Where((_, i) => !settled[i]))
        {
            script.Do($"""
                INSERT INTO message_fates (channel, platform_id, address, state, reason, is_unwilling, told_at)
                SELECT {fate.Channel}, {fate.PlatformId}, {fate.Address}, {StateOf(fate)}, CAST({fate.Reason} AS TEXT), {(fate.IsUnwilling ? 1L : 0L)}, {time.Now()}
                WHERE NOT EXISTS (SELECT 1 FROM guest_messages m WHERE m.channel = {fate.Channel} AND m.platform_id = {fate.PlatformId} AND m.state <> 'sent')
                ON CONFLICT (channel, platform_id) DO NOTHING
                """);
        }

        await db.CommitAsync(script, CancellationToken.None);
        return settled;
    }

    /// <returns>For each, whether it settled its message.</returns>
    private async Task<bool[]> SettleAsync(DbSession db, IReadOnlyList<MessageFate> fates, CancellationToken cancellation)
    {
        var (script, settled) = (new Script(), new bool[fates.Count]);
        // In one order, as all who lock several.
        var asked = Enumerable.Range(0, fates.Count).OrderBy(i => fates[i].PlatformId, StringComparer.Ordinal).ThenBy(i => i).Select(i => (Index: i, At: script.Ask($"""
            UPDATE guest_messages SET state = {StateOf(fates[i])}, reason = {fates[i].Reason}
            WHERE channel = {fates[i].Channel} AND platform_id = {fates[i].PlatformId} AND state = 'sent' RETURNING id
            """))).ToList();
        var results = await db.RunAsync(script, cancellation);
        var refused = new List<(string MessageId, MessageFate Fate)>();
        foreach (var (index, at) in asked)
        {
            settled[index] = results[at].Count > 0;
            if (settled[index] && !fates[index].IsDelivered) refused.Add((results[at][0], fates[index]));
        }

        if (refused.Count > 0) await LearnAsync(db, refused, cancellation);
        return settled;
    }

    /// <summary>What did not arrive bothered nobody: its place is free again. The subscription it took stays taken, since no platform says that it gives one back.</summary>
    private async Task LearnAsync(DbSession db, List<(string MessageId, MessageFate Fate)> refused, CancellationToken cancellation)
    {
        var now = time.Now();
        var ids = refused.ConvertAll(r => r.MessageId);
        var rows = await db.GetTable<GuestMessageRow>().Where(m => ids.Contains(m.Id)).ToDictionaryAsync(m => m.Id, StringComparer.Ordinal, cancellation);
        var inOrder = refused.OrderBy(r => rows[r.MessageId].GuestId, StringComparer.Ordinal).ThenBy(r => rows[r.MessageId].PlatformTemplate, StringComparer.Ordinal).ToList();
        var script = new Script();
        foreach (var (id, _) in inOrder) script.Do($"UPDATE message_caps SET taken_at = 0 WHERE guest_id = {rows[id].GuestId} AND message_id = {id}");
        foreach (var (id, fate) in inOrder.FindAll(r => r.Fate.IsUnwilling))
        {
            if (fate.Channel == MessageChannel.Subscribe && rows[id] is { PlatformTemplate: { } template } row) CreditBooks.Correct(script, template, row.GuestId, row.MarkedAt ?? now, now);
            if (fate.Channel == MessageChannel.ServiceAccount)
                script.Do($"UPDATE message_contacts SET gone_at = {now} WHERE channel = 'service-account' AND address = {fate.Address} AND gone_at IS NULL AND seen_at < {fate.At.AddSeconds(1)}");
        }

        await db.RunAsync(script, cancellation);
    }

    private static GuestMessageState StateOf(MessageFate fate) => fate.IsDelivered ? GuestMessageState.Delivered : GuestMessageState.Refused;
}
