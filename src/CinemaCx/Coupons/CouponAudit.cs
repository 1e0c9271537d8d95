using CinemaCx.Platform.Data;

namespace CinemaCx.Coupons;

/// <summary>What must be true of coupons at every moment; what ties them to orders is audited there.</summary>
internal static class CouponAudit
{
    public static readonly AuditRule[] Rules =
    [
        new("coupons-issued-are-counted", """
            SELECT t.id FROM coupon_templates t
            WHERE t.issued_count <> (SELECT COUNT(*) FROM coupons c WHERE c.template_id = t.id AND c.state <> 'revoked')
            """),
        new("coupon-commitments-are-summed", """
            SELECT t.id FROM coupon_templates t
            WHERE t.committed_fen <> (SELECT COALESCE(SUM(c.value_fen), 0) FROM coupons c WHERE c.template_id = t.id AND c.state <> 'revoked')
            """),
        new("coupon-limits-and-budgets-hold", """
            SELECT t.id FROM coupon_templates t WHERE t.issued_count > t.total_limit OR t.committed_fen > t.budget_fen
            """),
        new("coupon-allowances-are-what-was-given", """
            SELECT a.employee_id || ' ' || a.business_day FROM coupon_allowances a
            WHERE a.spent_fen <> (SELECT COALESCE(SUM(c.value_fen), 0) FROM coupons c
                WHERE c.issued_by = a.employee_id AND c.issued_day = a.business_day AND c.state <> 'revoked')
            """),
        new("given-coupons-came-from-an-allowance", """
            SELECT c.id FROM coupons c
            WHERE c.issued_by IS NOT NULL AND c.state <> 'revoked'
              AND NOT EXISTS (SELECT 1 FROM coupon_allowances a WHERE a.employee_id = c.issued_by AND a.business_day = c.issued_day)
            """),
        new("coupon-holders-are-counted", """
            SELECT h.template_id || ' ' || h.guest_id FROM coupon_holders h
            WHERE h.coupons <> (SELECT COUNT(*) FROM coupons c
                WHERE c.template_id = h.template_id AND c.guest_id = h.guest_id AND c.state <> 'revoked')
            """),
        new("guests-hold-no-more-coupons-than-they-may", """
            SELECT h.template_id || ' ' || h.guest_id FROM coupon_holders h JOIN coupon_templates t ON t.id = h.template_id
            WHERE h.coupons > t.per_guest_limit
            """),
        new("coupon-ledger-tells-its-state", """
            SELECT c.id FROM coupons c
            WHERE (SELECT COUNT(*) FROM coupon_events e WHERE e.coupon_id = c.id AND e.what = 'issued') <> 1
               OR (SELECT COUNT(*) FROM coupon_events e WHERE e.coupon_id = c.id AND e.what = 'extended') <> CASE WHEN c.extended_at IS NULL THEN 0 ELSE 1 END
               OR (c.state = 'revoked') <> EXISTS (SELECT 1 FROM coupon_events e WHERE e.coupon_id = c.id AND e.what = 'revoked')
            """),
    ];
}
