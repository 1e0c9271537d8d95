using CinemaCx.Platform.Data;

namespace CinemaCx.Messages;

/// <summary>What must be true of consents, credits and messages at every moment.</summary>
internal static class MessageAudit
{
    public static readonly AuditRule[] Rules =
    [
        new("message-credits-are-summed", """
            SELECT c.guest_id || ' ' || c.platform_template FROM message_credits c
            WHERE c.credits <> (SELECT COALESCE(SUM(e.change), 0) FROM message_credit_events e WHERE e.guest_id = c.guest_id AND e.platform_template = c.platform_template)
            """),
        new("message-credits-pay-for-one-message-each", """
            SELECT e.message_id FROM message_credit_events e
            WHERE e.message_id IS NOT NULL AND e.what IN ('taken', 'given-back')
            GROUP BY e.message_id HAVING SUM(e.change) NOT IN (0, -1)
            """),
        new("subscribe-messages-were-paid-for", """
            SELECT m.id FROM guest_messages m
            WHERE m.channel = 'subscribe' AND m.state IN ('sending', 'sent', 'delivered', 'in-doubt')
              AND COALESCE((SELECT SUM(e.change) FROM message_credit_events e WHERE e.message_id = m.id AND e.what IN ('taken', 'given-back')), 0) <> -1
            """),
        new("consents-are-what-was-said-last", """
            SELECT c.guest_id || ' ' || c.purpose FROM guest_consents c
            WHERE c.granted <> (SELECT e.granted FROM guest_consent_events e WHERE e.guest_id = c.guest_id AND e.purpose = c.purpose ORDER BY e.id DESC LIMIT 1)
            """),
        new("nothing-waits-for-the-unwilling", """
            SELECT m.id FROM guest_messages m
            WHERE m.state = 'queued' AND m.purpose <> 'service' AND EXISTS
                (SELECT 1 FROM guest_consents c WHERE c.guest_id = m.guest_id AND c.purpose = m.purpose AND c.granted = 0 AND c.changed_at > m.queued_at)
            """),
        new("an-answer-told-by-two-counts-once", """
            SELECT e.id FROM message_credit_events e
            WHERE e.twin_id IS NOT NULL AND (e.change <> 0 OR NOT EXISTS (SELECT 1 FROM message_credit_events t
                WHERE t.id = e.twin_id AND t.twin_id IS NULL AND t.guest_id = e.guest_id AND t.platform_template = e.platform_template AND t.what = e.what AND t.told_by <> e.told_by))
            """),
        new("delivered-messages-are-known-to-the-platform", """
            SELECT m.id FROM guest_messages m WHERE m.state = 'delivered' AND (m.platform_id IS NULL OR EXISTS
                (SELECT 1 FROM guest_messages o WHERE o.channel = m.channel AND o.platform_id = m.platform_id AND o.id <> m.id))
            """),
        new("settled-messages-say-when", """
            SELECT m.id FROM guest_messages m WHERE (m.state IN ('queued', 'sending')) <> (m.settled_at IS NULL)
            """),
    ];
}
