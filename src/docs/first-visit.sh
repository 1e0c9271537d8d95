#!/usr/bin/env bash
# A guest's evening against a running house, from wx.login to the second scan at the hall door:
#   dotnet run --project src/CinemaCx.Standalone     in one terminal
#   src/docs/first-visit.sh                          in another
# Needs curl. GUEST, STAFF, WECHAT, WECHATPAY and TOKEN may be set when the house listens elsewhere.
set -euo pipefail

GUEST=${GUEST:-http://127.0.0.1:5080}
STAFF=${STAFF:-http://127.0.0.1:5081}
WECHAT=${WECHAT:-http://127.0.0.1:5091}
WECHATPAY=${WECHATPAY:-http://127.0.0.1:5092}
# 'dotnet run --project' runs the house in its project's folder; a published one keeps its data where it was started.
HERE=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
DATA=${DATA:-$([ -f data/secrets.json ] && echo data || echo "$HERE/../CinemaCx.Standalone/data")}
TOKEN=${TOKEN:-$(sed -n 's/.*"UsherToken":"\([^"]*\)".*/\1/p' "$DATA/secrets.json" 2>/dev/null || true)}

say() { printf '\n\033[1m%s\033[0m\n' "$*"; }
# The first value of a JSON member: good enough for these answers, and needs no other program.
member() { grep -o "\"$1\":\"[^\"]*\"" | sed -n 1p | cut -d'"' -f4; }
fail() { echo "stopped: $*" >&2; exit 1; }

curl -sf "$GUEST/health/ready" >/dev/null || fail "no house answers at $GUEST; start it first"
[ -n "$TOKEN" ] || fail "no staff token: set TOKEN to the one printed at the start, or DATA to the data folder"

say "1. wx.login, played by the simulated WeChat, and a session"
CODE=$(curl -sf -X POST "$WECHAT/_sim/login-codes" | member code)
SESSION=$(curl -sf "$GUEST/api/v1/sessions" -H 'Content-Type: application/json' -d "{\"code\":\"$CODE\"}" | member token)
AUTH="Authorization: Bearer $SESSION"
echo "code $CODE became a session of ${#SESSION} characters"

say "2. What plays"
CINEMA=$(curl -sf "$GUEST/api/v1/cinemas" | member id)
# The next showtime of this cinema that is on sale, today or tomorrow.
for DAY in "" "?date=$(date -u -d '+1 day 8 hours' +%F)"; do
  PROGRAMME=$(curl -sf "$GUEST/api/v1/cinemas/$CINEMA/showtimes$DAY")
  SHOWTIME=$(printf '%s' "$PROGRAMME" | grep -o '"id":"sht_[^"]*"[^}]*"saleState":"on-sale"' | sed -n 1p | cut -d'"' -f4 || true)
  if [ -n "$SHOWTIME" ]; then break; fi
done
[ -n "$SHOWTIME" ] || fail "nothing is on sale; delete the data folder to get a fresh sample week"
DETAIL=$(curl -sf "$GUEST/api/v1/showtimes/$SHOWTIME")
echo "$(printf '%s' "$DETAIL" | member title), $(printf '%s' "$DETAIL" | member hallName), $(printf '%s' "$DETAIL" | member startsAt)"

say "3. Two good seats together, held for 15 minutes"
SEATS=$(curl -sf "$GUEST/api/v1/showtimes/$SHOWTIME/best-seats" -H 'Content-Type: application/json' -d '{"count":2}' | grep -o '\[[^]]*\]')
ORDER=$(curl -sf "$GUEST/api/v1/orders" -H "$AUTH" -H "Idempotency-Key: visit-$RANDOM-$$" -H 'Content-Type: application/json' \
  -d "{\"showtimeId\":\"$SHOWTIME\",\"seats\":$SEATS}")
ORDER_ID=$(printf '%s' "$ORDER" | member id)
echo "$SEATS in order $ORDER_ID until $(printf '%s' "$ORDER" | member expiresAt)"
printf '%s' "$ORDER" | grep -o '"text":"[^"]*","amountFen":[-0-9]*' | sed 's/"text":"\(.*\)","amountFen":\(.*\)/   \1  \2 fen/'

say "4. The payment, opened at the simulated WeChat Pay and paid on the phone"
PREPAY=$(curl -sf -X POST "$GUEST/api/v1/orders/$ORDER_ID/payment" -H "$AUTH" | member package | cut -d= -f2)
curl -sf -X POST "$WECHATPAY/_sim/payments/$PREPAY/pay" -H 'Content-Type: application/json' -d '{}' | grep -o '"tradeState":"[^"]*"'
for _ in $(seq 50); do
  ORDER=$(curl -sf "$GUEST/api/v1/orders/$ORDER_ID" -H "$AUTH")
  [ "$(printf '%s' "$ORDER" | member state)" = paid ] && break
  sleep 0.1
done
[ "$(printf '%s' "$ORDER" | member state)" = paid ] || fail "the notification did not arrive"

say "5. The e-stub"
TICKET=$(printf '%s' "$ORDER" | member ticketId)
STUB=$(curl -sf "$GUEST/api/v1/tickets/$TICKET" -H "$AUTH")
TICKET_CODE=$(printf '%s' "$STUB" | member code)
echo "$(printf '%s' "$STUB" | member seatSpoken), code $TICKET_CODE, QR picture of $(printf '%s' "$STUB" | wc -c) bytes with its text"

say "6. At the hall door: in once, refused at the second scan"
for _ in 1 2; do
  curl -s "$STAFF/api/v1/entries" -H "Authorization: Bearer $TOKEN" -H 'Content-Type: application/json' -d "{\"ticketCode\":\"$TICKET_CODE\"}" \
    | grep -oE '"(state|code|title)":"[^"]*"' | tr '\n' ' '
  echo
done
