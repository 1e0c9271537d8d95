-- What holding two seats asks of PostgreSQL, statement by statement as SeatClaims, IdempotentAttempt and PlaceOrder write them.
-- Answer and price lines are constants here: stored and logged as there, but not sent. A colon before a letter or digit would be a variable to pgbench.
\set n random(1000000000000000000, 9000000000000000000)
\set g random(0, :guests)
\set s random(1, :showtimes)
\set until :now + 900000
BEGIN;
INSERT INTO guest_holds (guest_id, order_id, held_until) VALUES ('gst_floor_' || :n, 'ord_' || :n, :until)
ON CONFLICT (guest_id) DO UPDATE SET order_id = excluded.order_id, held_until = excluded.held_until
WHERE guest_holds.held_until <= :now
RETURNING order_id;
SELECT key FROM idempotency_keys WHERE caller = 'gst_bench_' || :g AND key = 'hold-' || :n;
INSERT INTO seat_claims (showtime_id, seat, kind, order_id, guest_id, held_until) VALUES
    ('sht_bench_' || :s, 'L' || :n, 'hold', 'ord_' || :n, 'gst_bench_' || :g, :until),
    ('sht_bench_' || :s, 'R' || :n, 'hold', 'ord_' || :n, 'gst_bench_' || :g, :until)
ON CONFLICT (showtime_id, seat) DO UPDATE
SET order_id = excluded.order_id, guest_id = excluded.guest_id, held_until = excluded.held_until
WHERE seat_claims.kind = 'hold' AND seat_claims.held_until <= :now AND seat_claims.payment_id IS NULL
RETURNING seat;
SELECT id FROM showtimes WHERE id = 'sht_bench_' || :s AND cancelled_at IS NULL FOR KEY SHARE;
SELECT 1 FROM guests WHERE id = 'gst_bench_' || :g AND phone_bound_at IS NOT NULL;
INSERT INTO idempotency_keys (caller, key, request_hash, answer, created_at)
VALUES ('gst_bench_' || :g, 'hold-' || :n, 'a3f5c1d2e4b6978812345678900987654321abcdefabcdefabcdefabcdefabcd',
    '{"Id":"ord_01989d3c2f5a7bcd8e9f0a1b2c3d4e5f","ShowtimeId":"sht_bench_100","State":"held","Seats":[{"Seat":"AA1","Zone":"A","PriceFen": 6100,"State":"held"},{"Seat":"AA2","Zone":"A","PriceFen": 6100,"State":"held"}],"TotalFen": 12200,"PriceLines":[{"Seat":"AA1","Kind":"list","Text":"AA排1座 票价","AmountFen": 5800},{"Seat":"AA1","Kind":"service-fee","Text":"服务费","AmountFen": 300},{"Seat":"AA2","Kind":"list","Text":"AA排2座 票价","AmountFen": 5800},{"Seat":"AA2","Kind":"service-fee","Text":"服务费","AmountFen": 300}],"PlacedAt":"2026-11-22T18-00-00+00-00","ExpiresAt":"2026-11-22T18-15-00+00-00","PaidAt": null,"RefundRule":["开场前 24 小时以上 全额退款","开场前 2 小时以上 收取 10% 手续费","开场前 30 分钟以上 收取 30% 手续费","此后不可退票"],"Refunds":[],"Tickets":[]}',
    :now);
INSERT INTO orders (id, guest_id, showtime_id, state, total_fen, price_lines, refund_rule, placed_at, held_until)
VALUES ('ord_' || :n, 'gst_bench_' || :g, 'sht_bench_' || :s, 'held', 12200,
    '[{"Seat":"AA1","Kind":"list","Text":"AA排1座 票价","AmountFen": 5800},{"Seat":"AA1","Kind":"service-fee","Text":"服务费","AmountFen": 300},{"Seat":"AA2","Kind":"list","Text":"AA排2座 票价","AmountFen": 5800},{"Seat":"AA2","Kind":"service-fee","Text":"服务费","AmountFen": 300}]',
    '{"Steps":[{"MinutesBefore": 1440,"FeePercent": 0},{"MinutesBefore": 120,"FeePercent": 10},{"MinutesBefore": 60,"FeePercent": 20},{"MinutesBefore": 30,"FeePercent": 30}]}',
    :now, :until);
INSERT INTO order_seats (order_id, seat, zone, paid_fen) VALUES ('ord_' || :n, 'L' || :n, 'A', 6100), ('ord_' || :n, 'R' || :n, 'A', 6100);
COMMIT;
