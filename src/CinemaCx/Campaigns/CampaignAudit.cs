using CinemaCx.Platform.Data;

namespace CinemaCx.Campaigns;

/// <summary>What must be true of campaigns at every moment.</summary>
internal static class CampaignAudit
{
    public static readonly AuditRule[] Rules =
    [
        new("campaign-counts-its-guests", """
            SELECT c.id FROM campaigns c WHERE c.enrolled <> (SELECT COUNT(*) FROM campaign_guests x WHERE x.campaign_id = c.id)
            """),
        new("held-out-guests-hear-nothing", """
            SELECT m.id FROM campaign_guests x JOIN guest_messages m ON m.campaign_id = x.campaign_id AND m.guest_id = x.guest_id WHERE x.arm = 'hold-out'
            """),
        new("campaign-messages-belong-to-a-guest-of-it", """
            SELECT m.id FROM guest_messages m JOIN campaigns c ON c.id = m.campaign_id
            WHERE NOT EXISTS (SELECT 1 FROM campaign_guests x WHERE x.campaign_id = m.campaign_id AND x.message_id = m.id)
            """),
        new("told-guests-have-their-message", """
            SELECT x.campaign_id || ' ' || x.guest_id FROM campaign_guests x
            WHERE x.arm <> 'hold-out' AND x.left_out IS NULL AND x.message_state IS NULL AND NOT EXISTS (SELECT 1 FROM guest_messages m WHERE m.id = x.message_id)
            """),
        new("one-message-of-a-campaign-per-guest", """
            SELECT MIN(m.id) FROM guest_messages m JOIN campaigns c ON c.id = m.campaign_id GROUP BY m.campaign_id, m.guest_id HAVING COUNT(*) > 1
            """),
        new("nobody-approves-her-own-campaign", """
            SELECT id FROM campaigns WHERE approved_by IN (made_by, changed_by, submitted_by)
            """),
        new("no-campaign-waits-without-a-timer", """
            SELECT c.id FROM campaigns c WHERE c.state IN ('scheduled', 'running') AND NOT EXISTS (SELECT 1 FROM outbox o WHERE o.id = 'campaign-' || c.id)
            """),
    ];
}
