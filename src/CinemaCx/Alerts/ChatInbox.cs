using CinemaCx.Platform.Data;
using CinemaCx.Platform.Primitives;

namespace CinemaCx.Alerts;

/// <summary>Platforms tell the same thing up to three times; it is done once.</summary>
public sealed class ChatInbox(Database database, TimeProvider time)
{
    /// <param name="key">The same for every telling of one press or message.</param>
    /// <returns>False when it was told before.</returns>
    public async Task<bool> TakeAsync(string key, CancellationToken cancellation)
    {
        var script = new Script();
        var fresh = script.Ask($"INSERT INTO chat_inbox (key, received_at) VALUES ({key}, {time.Now()}) ON CONFLICT (key) DO NOTHING RETURNING key");
        await using var db = await database.BeginAsync(cancellation);
        return (await db.CommitAsync(script, cancellation))[fresh].Count > 0;
    }

    /// <summary>It was not done after all: the next telling may try.</summary>
    public async Task ForgetAsync(string key, CancellationToken cancellation)
    {
        var script = new Script();
        script.Do($"DELETE FROM chat_inbox WHERE key = {key}");
        await using var db = await database.BeginAsync(cancellation);
        await db.CommitAsync(script, cancellation);
    }
}
