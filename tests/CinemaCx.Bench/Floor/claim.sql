-- What taking a coupon on offer asks of PostgreSQL for one guest alone, statement by statement as IssueCoupon, CouponHolders and CouponSlots write them.
-- A colon before a letter or digit would be a variable to pgbench.
\set n random(1000000000000000000, 9000000000000000000)
\set g random(0, :guests)
\set first random(0, 15)
BEGIN;
INSERT INTO coupon_holders (template_id, guest_id, coupons) VALUES ('cpt_bench', 'gst_bench_' || :g, 1)
ON CONFLICT (template_id, guest_id) DO UPDATE SET coupons = coupon_holders.coupons + 1
WHERE coupon_holders.coupons < 1000000
RETURNING guest_id;
INSERT INTO coupons
    (id, template_id, guest_id, claim_code, counter_code, state, value_fen, valid_from, valid_until, source_kind, source_id, nth, issued_by, issued_day,
     reason, issued_at)
VALUES ('cpn_' || :n, 'cpt_bench', 'gst_bench_' || :g, NULL, NULL, 'issued', 1500, :now, :now + 2592000000, 'claim', 'clm_' || :n, 1, NULL, '2026-11-22', '自助领取', :now)
ON CONFLICT (source_kind, source_id, nth) WHERE state <> 'revoked' DO NOTHING RETURNING id;
INSERT INTO coupon_events (id, coupon_id, happened_at, what, order_id, by_whom, note)
SELECT 'cev_' || :n, id, :now, 'issued', NULL, NULL, '自助领取' FROM coupons WHERE id = 'cpn_' || :n;
UPDATE coupon_slots SET remaining = remaining - 1
WHERE template_id = 'cpt_bench' AND EXISTS (SELECT 1 FROM coupon_templates WHERE id = 'cpt_bench' AND retired_at IS NULL) AND slot = COALESCE(
    (SELECT s.slot FROM coupon_slots s WHERE s.template_id = 'cpt_bench'
     ORDER BY CASE WHEN s.slot >= :first THEN 0 ELSE 1 END, s.slot LIMIT 1 FOR UPDATE SKIP LOCKED),
    (SELECT s.slot FROM coupon_slots s WHERE s.template_id = 'cpt_bench'
     ORDER BY s.slot LIMIT 1 FOR UPDATE))
RETURNING slot;
DELETE FROM coupon_slots WHERE template_id = 'cpt_bench' AND remaining = 0;
COMMIT;
