#!/usr/bin/env bash
# Load on the house as it runs, printed beside the floor of the same machine in the same run:
#
#   tests/CinemaCx.Bench/bench.sh [hold|order|map|best|alert|claims|price|messages|message-kills|audience|insight|paint|storm|all] [--repeats 3] [--seconds 10]
#
# Needs the .NET 10 SDK and, on the PATH or where Debian puts them, PostgreSQL 15 with pgbench and redis-server; they are
# started here on loopback with data that is thrown away, unless CINEMACX_TEST_POSTGRES and CINEMACX_TEST_REDIS name others.
# BENCH_ARTIFACTS builds into another folder than the house's own.
set -uo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/../.." || exit 1
export DOTNET_CLI_TELEMETRY_OPTOUT=1 DOTNET_NOLOGO=1 MSBUILDDISABLENODEREUSE=1 UseSharedCompilation=false

work=$(mktemp -d "${TMPDIR:-/tmp}/cinemacx-bench.XXXXXX") || exit 1
chmod 711 "$work"
. tests/services.sh
bench_pid=""

finish() {
    local status=$?
    trap - EXIT INT TERM
    stop "$bench_pid" TERM KILL
    stop_services
    rm -rf "$work"
    exit "$status"
}
trap finish EXIT
trap 'exit 130' INT
trap 'exit 143' TERM

if [ -z "${CINEMACX_TEST_POSTGRES:-}" ]; then
    start_postgres || { echo "PostgreSQL is needed"; exit 1; }
    # House, load and database share this machine, so they talk as neighbours do: by the server's own socket, pgbench as well.
    CINEMACX_TEST_POSTGRES=${CINEMACX_TEST_POSTGRES/Host=127.0.0.1/Host=$work/postgres}
fi
[ -n "${CINEMACX_TEST_REDIS:-}" ] || start_redis || { echo "Redis is needed"; exit 1; }
command -v pgbench >/dev/null || PATH="$PATH:$(postgres_bin)"
command -v pgbench >/dev/null || { echo "pgbench is needed; it comes with PostgreSQL's server or contrib package"; exit 1; }

artifacts=()
[ -n "${BENCH_ARTIFACTS:-}" ] && artifacts=(--artifacts-path "$BENCH_ARTIFACTS")
# In the background, so that a signal to this script is heard at once.
dotnet run -c Release --project tests/CinemaCx.Bench ${artifacts[@]+"${artifacts[@]}"} -- "$@" </dev/null &
bench_pid=$!
wait "$bench_pid"
status=$?
bench_pid=""
exit "$status"
