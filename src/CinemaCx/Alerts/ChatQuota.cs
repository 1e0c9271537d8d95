using System.Collections.Concurrent;
using CinemaCx.Platform.Data;
using Microsoft.Extensions.Options;

namespace CinemaCx.Alerts;

/// <summary>One limiter in front of every platform, per person and minute, counted in the database: exact however many instances send.</summary>
public sealed class ChatQuota(Database database, TimeProvider time, IOptions<AlertOptions> options)
{
    private const long Minute = 60_000;
    private const int MostHeld = 4096;

    /// <summary>In which minute a message was counted that has not arrived for certain; forgotten with this process, it is only counted once more.</summary>
    private readonly ConcurrentDictionary<string, long> _held = new(StringComparer.Ordinal);

    /// <summary>A message is seen once however often it is tried, so within a minute it is counted once.</summary>
    /// <returns>Null when the message may go now; otherwise when to ask again.</returns>
    public async Task<DateTimeOffset?> TakeAsync(Outgoing message, CancellationToken cancellation)
    {
        var (channel, person) = (message.Channel, message.Person);
        var now = time.GetUtcNow().ToUnixTimeMilliseconds();
        var minute = now / Minute;
        var since = _held.GetValueOrDefault(message.Id);
        if (since == minute) return null;
        var most = options.Value.PerMinute(channel);
        await using var db = await database.BeginAsync(cancellation);
        // What a crash forgets here was not written down as sent either: it is sent and counted again.
        var script = db.Relaxed();
        int taken;
        if (since == minute - 1)
        {
            // It may have arrived then or arrive now, but not both: the two minutes together hold what they held.
            script.Do($"UPDATE chat_quota SET sent = sent - 1 WHERE channel = {channel} AND person = {person} AND minute = {since} AND sent > 0");
            taken = script.Ask($"""
                INSERT INTO chat_quota (channel, person, minute, sent) VALUES ({channel}, {person}, {minute}, 1)
                ON CONFLICT (channel, person, minute) DO UPDATE SET sent = chat_quota.sent + 1 RETURNING sent
                """);
        }
        else
        {
            // The platform's minute may begin anywhere within ours: two of ours together must not hold more than it allows.
            taken = script.Ask($"""
                INSERT INTO chat_quota (channel, person, minute, sent)
                SELECT {channel}, {person}, {minute}, 1
                WHERE (SELECT COALESCE(SUM(sent), 0) FROM chat_quota WHERE channel = {channel} AND person = {person} AND minute = {minute - 1}) < {most}
                ON CONFLICT (channel, person, minute) DO UPDATE SET sent = chat_quota.sent + 1
                WHERE chat_quota.sent + (SELECT COALESCE(SUM(b.sent), 0) FROM chat_quota b WHERE b.channel = chat_quota.channel AND b.person = chat_quota.person AND b.minute = chat_quota.minute - 1) < {most}
                RETURNING sent
                """);
        }

        if ((await db.CommitAsync(script, cancellation))[taken].Count == 0) return DateTimeOffset.FromUnixTimeMilliseconds((minute + 1) * Minute + 50);
        if (_held.Count > MostHeld) _held.Clear();
        _held[message.Id] = minute;
        return null;
    }

    /// <summary>What the platform made of it is known: what it did not take leaves its place to another.</summary>
    /// <param name="script">Gets what is to be written, if anything.</param>
    public void Settle(Script script, Outgoing message, ChatReceipt receipt)
    {
        if (receipt.Silent || !_held.TryRemove(message.Id, out var minute) || receipt.Outcome == ChatOutcome.Delivered) return;
        script.Do($"UPDATE chat_quota SET sent = sent - 1 WHERE channel = {message.Channel} AND person = {message.Person} AND minute = {minute} AND sent > 0");
    }
}
