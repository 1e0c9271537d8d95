using CinemaCx.Platform.Data;

namespace CinemaCx.Cases;

internal static class CaseAudit
{
    public static readonly IReadOnlyList<AuditRule> Rules =
    [
        new("every-case-has-its-whole-timeline", """
            SELECT c.id FROM cases c
            WHERE c.version <> (SELECT COUNT(*) FROM case_events e WHERE e.case_id = c.id) OR c.version <> (SELECT MAX(e.seq) FROM case_events e WHERE e.case_id = c.id)
            """),
        new("every-timeline-is-one-chain", """
            SELECT e.case_id || '/' || e.seq FROM case_events e
            LEFT JOIN case_events p ON p.case_id = e.case_id AND p.seq = e.seq - 1
            WHERE e.previous_hash <> COALESCE(p.hash, '')
            """),
        new("every-case-counts-its-voices", "SELECT c.id FROM cases c WHERE c.voices <> (SELECT COUNT(*) FROM case_voices v WHERE v.case_id = c.id)"),
        new("no-one-star-without-a-case", """
            SELECT a.id FROM answers a WHERE a.stars = 1 AND NOT EXISTS (SELECT 1 FROM case_voices v WHERE v.answer_id = a.id)
            AND NOT EXISTS (SELECT 1 FROM outbox o WHERE o.handler = 'cases.open-case') AND NOT EXISTS (SELECT 1 FROM case_rules)
            """),
    ];
}
