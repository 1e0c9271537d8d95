using CinemaCx.Platform.Data;
using CinemaCx.Platform.Primitives;

namespace CinemaCx.Messages;

/// <summary>
/// A page of the mini-program that was opened by a message says so: the message's id travels in the page's query (<c>m=</c>), and the mini-program tells the
/// guest door. No platform tells who opened what.
/// </summary>
public sealed class MessageLink(Database database, TimeProvider time)
{
    public const string Parameter = "m";

    /// <returns>The page as it is sent; null where the message leads nowhere.</returns>
    internal static string? On(string? page, string messageId) =>
        page is null ? null : $"{page}{(page.Contains('?') ? '&' : '?')}{Parameter}={Uri.EscapeDataString(messageId)}";

    /// <summary>She opened it; the first time counts. What is not hers, or was never sent, changes nothing and says nothing.</summary>
    public async Task OpenedAsync(string guestId, string messageId, CancellationToken cancellation)
    {
        var script = new Script();
        script.Do($"""
            UPDATE guest_messages SET opened_at = {time.Now()}
            WHERE id = {messageId} AND guest_id = {guestId} AND opened_at IS NULL AND state IN ('sending', 'sent', 'delivered', 'in-doubt')
            """);
        await using var db = await database.BeginAsync(cancellation);
        await db.CommitAsync(script, cancellation);
    }
}
