using CinemaCx.Platform.Data;

namespace CinemaCx.Feedback;

/// <summary>What must be true of answers at every moment.</summary>
internal static class FeedbackAudit
{
    public static readonly AuditRule[] Rules =
    [
        new("answer-has-every-version", """
            SELECT a.id FROM answers a
            WHERE a.version <> (SELECT COUNT(*) FROM answer_versions v WHERE v.answer_id = a.id)
               OR a.version <> (SELECT MAX(v.version) FROM answer_versions v WHERE v.answer_id = a.id)
            """),
        new("version-has-its-answer", """
            SELECT v.answer_id FROM answer_versions v WHERE NOT EXISTS (SELECT 1 FROM answers a WHERE a.id = v.answer_id)
            """),
        new("answer-of-a-ticket-knows-it", """
            SELECT a.id FROM answers a LEFT JOIN tickets t ON t.id = a.ticket_id
            WHERE a.source = 'ticket' AND (t.id IS NULL OR t.guest_id <> a.guest_id OR t.showtime_id <> a.showtime_id)
            """),
    ];
}
