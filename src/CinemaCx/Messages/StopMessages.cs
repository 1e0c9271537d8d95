using CinemaCx.Platform.Data;
using CinemaCx.Platform.Primitives;
using CinemaCx.Platform.Redis;

namespace CinemaCx.Messages;

/// <summary>
/// Holds back what a campaign has not sent yet. The hold is one row that every sender's marking statement looks at: when <see cref="HoldAsync"/> returns,
/// nothing of the campaign is marked any more, and what was marked before is called within a moment.
/// </summary>
public sealed class StopMessages(Database database, RedisSignal signal, TimeProvider time)
{
    /// <summary>Holds what is queued, and what will be queued, until it is released or dropped. Holding what is held changes nothing.</summary>
    /// <param name="by">Id of the employee; null: the house by itself.</param>
    public async Task HoldAsync(string campaignId, string? by, CancellationToken cancellation)
    {
        await using var db = await database.BeginAsync(cancellation);
        var script = new Script();
        Hold(script, campaignId, by);
        await db.CommitAsync(script, cancellation);
    }

    /// <summary>As <see cref="HoldAsync"/>, in a script of the caller's own transaction: in force once that is committed.</summary>
    public void Hold(Script script, string campaignId, string? by) => script.Do($"""
        INSERT INTO message_holds (campaign_id, held_by, held_at) VALUES ({campaignId}, {by}, {time.Now()}) ON CONFLICT (campaign_id) DO NOTHING
        """);

    /// <summary>Lets it go on where it stood.</summary>
    public async Task ReleaseAsync(string campaignId, CancellationToken cancellation)
    {
        await using (var db = await database.BeginAsync(cancellation))
        {
            var script = new Script();
            script.Do($"DELETE FROM message_holds WHERE campaign_id = {campaignId}");
            await db.CommitAsync(script, cancellation);
        }

        signal.Publish(QueueMessage.WakeUp);
    }

    /// <summary>Ends it for good: what is queued is dropped, and the hold stays for what may still be queued.</summary>
    /// <returns>How many were dropped.</returns>
    public async Task<int> DropAsync(string campaignId, string? by, CancellationToken cancellation)
    {
        await HoldAsync(campaignId, by, cancellation);
        await using var db = await database.BeginAsync(cancellation);
        var script = new Script();
        // As senders mark them: in the order of their ids.
        var dropped = script.Ask($"""
            UPDATE guest_messages SET state = 'dropped', reason = 'stopped', settled_at = {time.Now()}
            WHERE state = 'queued' AND id IN (
                SELECT m.id FROM guest_messages m WHERE m.campaign_id = {campaignId} AND m.state = 'queued' ORDER BY m.id {db.LockForChange}) RETURNING id
            """);
        return (await db.CommitAsync(script, cancellation))[dropped].Count;
    }
}
