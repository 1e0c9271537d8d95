using CinemaCx.Platform.Data;
using Microsoft.Extensions.Options;

namespace CinemaCx.Alerts;

/// <summary>One limiter in front of every platform, per person and minute, counted in the database: exact however many instances send.</summary>
public sealed class ChatQuota(Database database, TimeProvider time, IOptions<AlertOptions> options)
{
    private const long Minute = 60_000;

    /// <returns>Null when the message may go now; otherwise when to ask again.</returns>
    public async Task<DateTimeOffset?> TakeAsync(ChatChannel channel, string person, CancellationToken cancellation)
    {
        var now = time.GetUtcNow().ToUnixTimeMilliseconds();
        var most = options.Value.PerMinute(channel);
        var script = new Script();
        // The platform's minute may begin anywhere within ours: two of ours together must not hold more than it allows.
        var taken = script.Ask($"""
            INSERT INTO chat_quota (channel, person, minute, sent)
            SELECT {channel}, {person}, {now / Minute}, 1
            WHERE (SELECT COALESCE(SUM(sent), 0) FROM chat_quota WHERE channel = {channel} AND person = {person} AND minute = {now / Minute - 1}) < {most}
            ON CONFLICT (channel, person, minute) DO UPDATE SET sent = chat_quota.sent + 1
            WHERE chat_quota.sent + (SELECT COALESCE(SUM(b.sent), 0) FROM chat_quota b WHERE b.channel = chat_quota.channel AND b.person = chat_quota.person AND b.minute = chat_quota.minute - 1) < {most}
            RETURNING sent
            """);
        await using var db = await database.BeginAsync(cancellation);
        var results = await db.RunAsync(script, cancellation);
        if (results[taken].Count == 0) return DateTimeOffset.FromUnixTimeMilliseconds((now / Minute + 1) * Minute + 50);
        await db.CommitAsync(cancellation);
        return null;
    }

}
