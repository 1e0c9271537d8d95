using CinemaCx.Platform.Data;
using CinemaCx.Platform.Primitives;

namespace CinemaCx.Messages;

/// <summary>Puts the books of subscriptions right where the platform knows better.</summary>
internal static class CreditBooks
{
    /// <summary>She has none left, whatever our books say. What she granted since then, the platform did not know yet.</summary>
    /// <param name="scene">Where it was learnt; null: from the answer to a call.</param>
    public static void Correct(Script script, string template, string guestId, DateTimeOffset since, DateTimeOffset now, string? scene = null)
    {
        var id = Id.New("mce", now);
        // The row is locked first: nobody counts while the books are being put right.
        script.Do($"UPDATE message_credits SET changed_at = {now} WHERE platform_template = {template} AND guest_id = {guestId}");
        script.Do($"""
            INSERT INTO message_credit_events (id, platform_template, guest_id, what, change, scene, happened_at)
            SELECT {id}, platform_template, guest_id, 'corrected', fresh - credits, CAST({scene} AS TEXT), {now} FROM (
                SELECT c.platform_template, c.guest_id, c.credits, (SELECT COALESCE(SUM(e.change), 0) FROM message_credit_events e
                    WHERE e.platform_template = c.platform_template AND e.guest_id = c.guest_id AND e.what = 'accepted' AND e.happened_at >= {since}) AS fresh
                FROM message_credits c WHERE c.platform_template = {template} AND c.guest_id = {guestId}) AS books
            WHERE credits > fresh
            """);
        script.Do($"""
            UPDATE message_credits SET credits = credits + COALESCE((SELECT e.change FROM message_credit_events e WHERE e.id = {id}), 0)
            WHERE platform_template = {template} AND guest_id = {guestId}
            """);
    }
}
