-- What accepting one answer asks of PostgreSQL, statement by statement as GiveAnswer and the outbox write them; news for one handler.
-- A colon before a letter or digit would be a variable to pgbench.
\set n random(1000000000000000000, 9000000000000000000)
\set h random(1, 10)
\set since :now - 3600000
BEGIN;
SELECT id FROM answers WHERE device = 'd-' || :n AND created_at > :since LIMIT 20;
INSERT INTO answers (id, source, ticket_id, touchpoint_id, device, occasion, cinema_id, hall_id, showtime_id, film_id, guest_id, order_id, seat,
    stars, nps, stages, chips, comment, text_state, phone_box, phone_index, phone_mask, consent_contact_at, photo_name, version, created_at, updated_at)
VALUES ('a-floor' || :n, 'touchpoint', NULL, 'tpt_bench_1_' || :h, 'd-' || :n, 'sht_bench_1_' || :h, 'cin_bench_1', 'hall_bench_1_' || :h, 'sht_bench_1_' || :h, 'flm_bench', NULL, NULL, NULL,
    1, NULL, '{}', '[]', NULL, 'unchecked', NULL, NULL, NULL, NULL, NULL, 1, :now, :now)
ON CONFLICT DO NOTHING RETURNING id;
SELECT id FROM answers WHERE id = 'a-floor' || :n FOR UPDATE;
INSERT INTO answer_versions (answer_id, version, body, at)
VALUES ('a-floor' || :n, 1, '{"Stars": 1,"Nps": null,"Stages":{},"Chips":[],"Comment": null,"PhoneMask": null,"PhotoName": null}', :now);
INSERT INTO outbox (id, handler, payload, recorded_at, due_at, attempts, lease_until)
VALUES ('evt_' || :n, 'cases.open-case', '{"AnswerId":"a-01989d3c2f5a7bcd8e9f0a1b2c3d4e5f","Version": 1,"Stars": 1}', :now, :now, 0, 0);
COMMIT;
