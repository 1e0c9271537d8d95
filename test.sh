#!/usr/bin/env bash
# Builds the house and runs its tests; needs only the .NET 10 SDK and ends with "N passed, N failed, N skipped".
#
#   ./test.sh                    everything
#   ./test.sh --filter Holding   tests whose full name contains "Holding"; formatting is then not checked
#   ./test.sh -class '*.Fens'    anything else goes to the test runner as it is
#
# Every story runs on SQLite with the embedded Redis-protocol server, and again on PostgreSQL with Redis. The latter two are
# started here on loopback with data that is thrown away; as root on Debian what is missing is installed first. Where they
# cannot be had, their half is skipped and named.
#
#   CINEMACX_TEST_POSTGRES, CINEMACX_TEST_REDIS   use these servers instead of starting any
#   CINEMACX_TEST_DEMAND_ALL=1                    a missing service or a skipped test is a failure
set -uo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")" || exit 1

export DOTNET_CLI_TELEMETRY_OPTOUT=1 DOTNET_NOLOGO=1 DOTNET_SKIP_FIRST_TIME_EXPERIENCE=1 DOTNET_CLI_UI_LANGUAGE=en
# Build servers outlive the build; nothing started here may.
export MSBUILDDISABLENODEREUSE=1 UseSharedCompilation=false

demand_all=${CINEMACX_TEST_DEMAND_ALL:-}
work=$(mktemp -d "${TMPDIR:-/tmp}/cinemacx-test.XXXXXX") || exit 1
chmod 711 "$work"
tests_pid="" policy="" passed=0 failed=0 skipped=0 counted=""
missing=()
. tests/services.sh

say() { printf '\n== %s\n' "$*"; }

finish() {
    local status=$?
    trap - EXIT INT TERM
    stop "$tests_pid" TERM KILL
    stop_services
    [ -n "$policy" ] && rm -f "$policy"
    rm -rf "$work"
    if [ -z "$counted" ]; then
        echo "stopped before the tests were through"
        failed=1
    fi
    [ "$failed" -gt 0 ] && [ "$status" -eq 0 ] && status=1
    printf '%s passed, %s failed, %s skipped\n' "$passed" "$failed" "$skipped"
    exit "$status"
}

trap finish EXIT
trap 'exit 130' INT
trap 'exit 143' TERM

install_missing() {
    local packages=()
    [ -n "${CINEMACX_TEST_POSTGRES:-}" ] || [ -n "$(postgres_bin)" ] || packages+=(postgresql)
    [ -n "${CINEMACX_TEST_REDIS:-}" ] || command -v redis-server >/dev/null || packages+=(redis-server)
    command -v chromium >/dev/null || packages+=(chromium)
    dpkg-query -W -f '${Status}' fonts-noto-cjk 2>/dev/null | grep -q 'ok installed' || packages+=(fonts-noto-cjk)
    [ ${#packages[@]} -eq 0 ] && return 0

    say "Installing ${packages[*]}"
    # The packages would start services of their own; a policy that says no keeps the machine as it was.
    if [ -d /usr/sbin ] && [ ! -e /usr/sbin/policy-rc.d ]; then
        policy=/usr/sbin/policy-rc.d
        printf '#!/bin/sh\nexit 101\n' >"$policy" && chmod 755 "$policy"
    fi
    local quiet=(-qq -o Acquire::Retries=2 -o Acquire::http::Timeout=20 -o Acquire::https::Timeout=20 -o DPkg::Lock::Timeout=120)
    export DEBIAN_FRONTEND=noninteractive
    {
        timeout 180 apt-get "${quiet[@]}" update
        timeout 600 apt-get "${quiet[@]}" install -y --no-install-recommends "${packages[@]}"
    } </dev/null >"$work/apt.log" 2>&1 || {
        tail -n 5 "$work/apt.log"
        echo "could not install everything; going on with what is here"
    }
    [ -n "$policy" ] && rm -f "$policy"
    policy=""
}

runner=()
chosen=""
while [ $# -gt 0 ]; do
    chosen=1
    case $1 in
        --filter) runner+=(-method "*${2:?--filter needs a part of a name}*"); shift 2 ;;
        *) runner+=("$1"); shift ;;
    esac
done

command -v dotnet >/dev/null || { echo "the .NET 10 SDK is needed: no dotnet on the PATH"; exit 1; }
if [ "$(id -u)" -eq 0 ] && command -v apt-get >/dev/null; then install_missing; fi

say "Services"
for service in PostgreSQL Redis; do
    case $service in
        PostgreSQL) given=${CINEMACX_TEST_POSTGRES:-} ;;
        Redis) given=${CINEMACX_TEST_REDIS:-} ;;
    esac
    if [ -n "$given" ]; then
        echo "$service: the one named in the environment"
    elif { [ "$service" = PostgreSQL ] && start_postgres; } || { [ "$service" = Redis ] && start_redis; }; then
        echo "$service: started for this run"
    else
        echo "$service: NOT HERE; stories on PostgreSQL with Redis will be skipped"
        missing+=("$service")
    fi
done

say "Build (Release, warnings are errors)"
dotnet restore CinemaCx.sln -v q </dev/null || exit 1
dotnet build CinemaCx.sln -c Release --no-restore -warnaserror -v q </dev/null || exit 1

unformatted=""
if [ -z "$chosen" ]; then
    # Style and analyzers were checked by the build; asking 'dotnet format' for them again takes minutes, and for white space it need not load the projects.
    say "Formatting"
    if dotnet format whitespace . --folder --verify-no-changes </dev/null; then
        echo "as .editorconfig says"
    else
        unformatted=1
    fi
fi

say "Tests"
report="$work/report.xml"
# Stories wait for clocks and platforms much of their time: one more of them than there are cores keeps the cores busy.
stories_at_once=$(($(nproc 2>/dev/null || echo 2) + 1))
# In the background, so that a signal to this script is heard at once.
# What runs in the background ignores Ctrl+C, and so would the houses the tests start and stop with it.
interruptible=()
env --default-signal=INT true 2>/dev/null && interruptible=(env --default-signal=INT)
${interruptible[@]+"${interruptible[@]}"} dotnet tests/CinemaCx.Tests/bin/Release/net10.0/CinemaCx.Tests.dll \
    -noColor -maxThreads "$stories_at_once" -longRunning 120 -result-xml "$report" ${runner[@]+"${runner[@]}"} </dev/null &
tests_pid=$!
wait "$tests_pid"
status=$?
tests_pid=""

count() { sed -n "s/.*<assembly [^>]* $1=\"\([0-9]*\)\".*/\1/p" "$report" 2>/dev/null | awk '{ n += $1 } END { print n + 0 }'; }
[ -s "$report" ] || { echo "the test runner left no report"; exit 1; }
passed=$(count passed)
failed=$(($(count failed) + $(count errors)))
skipped=$(count skipped)
counted=1

echo
if [ "$status" -ne 0 ] && [ "$failed" -eq 0 ]; then
    echo "FAILED: the test runner ended with $status although no test failed"
    failed=1
fi
if [ $((passed + failed + skipped)) -eq 0 ]; then
    echo "FAILED: no test ran"
    failed=1
fi
if [ -n "$unformatted" ]; then
    echo "FAILED: formatting; 'dotnet format' mends it"
    failed=$((failed + 1))
fi
if [ ${#missing[@]} -gt 0 ]; then
    echo "NOT RUN: everything on PostgreSQL with Redis, for want of ${missing[*]} (as root on Debian this script installs them; elsewhere put postgres, initdb and redis-server on the PATH)"
fi
if [ -n "$demand_all" ] && { [ "$skipped" -gt 0 ] || [ ${#missing[@]} -gt 0 ]; }; then
    echo "FAILED: this run demands every service and every test"
    failed=$((failed + 1))
fi
[ "$failed" -eq 0 ]
