using CinemaCx.Platform.Data;

namespace CinemaCx.Coupons;

/// <summary>What must be true of coupons at every moment; what ties them to orders is audited there.</summary>
internal static class CouponAudit
{
    public static readonly AuditRule[] Rules =
    [
        new("coupons-issued-and-left-are-the-supply", """
            SELECT t.id FROM coupon_templates t
            WHERE (SELECT COALESCE(SUM(s.remaining), 0) FROM coupon_slots s WHERE s.template_id = t.id)
                  <> CASE WHEN t.total_limit IS NULL AND t.budget_fen IS NULL THEN 0
                     WHEN t.total_limit IS NULL OR t.total_limit > t.budget_fen / COALESCE(t.amount_fen, t.cap_fen) THEN t.budget_fen / COALESCE(t.amount_fen, t.cap_fen)
                     ELSE t.total_limit END
                     - CASE WHEN t.total_limit IS NULL AND t.budget_fen IS NULL THEN 0
                       ELSE (SELECT COUNT(*) FROM coupons c WHERE c.template_id = t.id AND c.state <> 'revoked') END
            """),
        new("coupon-limits-and-budgets-hold", """
            SELECT t.id FROM coupon_templates t
            WHERE (SELECT COUNT(*) FROM coupons c WHERE c.template_id = t.id AND c.state <> 'revoked') > t.total_limit
               OR (SELECT SUM(c.value_fen) FROM coupons c WHERE c.template_id = t.id AND c.state <> 'revoked') > t.budget_fen
            """),
        new("coupons-are-worth-what-their-template-says", """
            SELECT c.id FROM coupons c JOIN coupon_templates t ON t.id = c.template_id WHERE c.value_fen <> COALESCE(t.amount_fen, t.cap_fen)
            """),
        new("counter-coupons-have-their-code-and-no-order", """
            SELECT c.id FROM coupons c JOIN coupon_templates t ON t.id = c.template_id
            WHERE (t.kind IN ('concession', 'merchandise')) <> (c.counter_code IS NOT NULL)
               OR (c.counter_code IS NOT NULL AND (c.used_by_order IS NOT NULL OR c.locked_by_order IS NOT NULL))
               OR (c.counter_code IS NULL AND c.used_by IS NOT NULL)
            """),
        new("coupon-uses-are-no-more-than-it-is-worth", """
            SELECT u.order_id || ' ' || u.coupon_id FROM coupon_uses u JOIN coupons c ON c.id = u.coupon_id WHERE u.took_fen > c.value_fen
            """),
        new("used-coupons-are-in-the-ledger", """
            SELECT c.id FROM coupons c
            WHERE c.state = 'used' AND NOT EXISTS (
                SELECT 1 FROM coupon_events e
                WHERE e.coupon_id = c.id AND e.what = 'used' AND (e.order_id = c.used_by_order OR e.by_whom = c.used_by))
            """),
        new("coupons-come-back-no-more-often-than-they-went", """
            SELECT c.id FROM coupons c
            WHERE (SELECT COUNT(*) FROM coupon_events e WHERE e.coupon_id = c.id AND e.what = 'given-back')
                  > (SELECT COUNT(*) FROM coupon_events e WHERE e.coupon_id = c.id AND e.what IN ('locked', 'used'))
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
