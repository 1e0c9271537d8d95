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
postgres_pid="" redis_pid="" tests_pid="" policy="" passed=0 failed=0 skipped=0 counted=""
missing=()

say() { printf '\n== %s\n' "$*"; }

finish() {
    local status=$?
    trap - EXIT INT TERM
    stop "$tests_pid" TERM KILL
    stop "$postgres_pid" INT QUIT
    stop "$redis_pid" TERM KILL
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

# stop PID SIGNAL HARDER_SIGNAL: asks, waits up to ten seconds, then insists.
stop() {
    [ -n "$1" ] && kill "-$2" "$1" 2>/dev/null || return 0
    local i
    for i in $(seq 100); do
        kill -0 "$1" 2>/dev/null || break
        sleep 0.1
    done
    kill "-$3" "$1" 2>/dev/null
    wait "$1" 2>/dev/null
}

trap finish EXIT
trap 'exit 130' INT
trap 'exit 143' TERM

postgres_bin() {
    local found
    found=$(ls -d /usr/lib/postgresql/*/bin /opt/homebrew/opt/postgresql*/bin /usr/local/opt/postgresql*/bin 2>/dev/null |
        sort -V | while read -r dir; do [ -x "$dir/postgres" ] && [ -x "$dir/initdb" ] && echo "$dir"; done | tail -n 1)
    if [ -z "$found" ] && command -v postgres >/dev/null && command -v initdb >/dev/null; then
        found=$(dirname "$(command -v postgres)")
    fi
    [ -n "$found" ] && printf '%s\n' "$found"
}

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

# A port nobody answers on, below the range the system hands out by itself. Taken in the meantime? The caller tries another.
free_port() {
    local port
    for _ in $(seq 50); do
        port=$((20000 + RANDOM % 12000))
        (exec 3<>"/dev/tcp/127.0.0.1/$port") 2>/dev/null || { echo "$port"; return; }
    done
}

# answers PID COMMAND...: true as soon as the command succeeds; false when the process is gone or 20 seconds have passed.
answers() {
    local pid=$1 i
    shift
    for i in $(seq 200); do
        kill -0 "$pid" 2>/dev/null || return 1
        "$@" >/dev/null 2>&1 && return 0
        sleep 0.1
    done
    return 1
}

start_postgres() {
    local bin as=() dir="$work/postgres" port
    bin=$(postgres_bin)
    [ -n "$bin" ] || return 1
    mkdir "$dir"
    if [ "$(id -u)" -eq 0 ]; then
        # PostgreSQL refuses to run as root. setpriv becomes the server, so that its pid is the one to stop.
        id postgres >/dev/null 2>&1 && command -v setpriv >/dev/null || return 1
        chown postgres "$dir"
        as=(setpriv --reuid=postgres --regid="$(id -g postgres)" --clear-groups --)
    fi
    (cd "$dir" && ${as[@]+"${as[@]}"} "$bin/initdb" -D "$dir/data" -U cinemacx --auth=trust -E UTF8 --locale=C) \
        </dev/null >"$work/postgres.log" 2>&1 || { tail -n 5 "$work/postgres.log"; return 1; }

    for _ in 1 2 3 4 5; do
        port=$(free_port)
        (cd "$dir" && exec ${as[@]+"${as[@]}"} "$bin/postgres" -D "$dir/data" -p "$port" \
            -c listen_addresses=127.0.0.1 -c unix_socket_directories="$dir" \
            -c fsync=on -c synchronous_commit=on -c max_connections=200) </dev/null >>"$work/postgres.log" 2>&1 &
        postgres_pid=$!
        if answers "$postgres_pid" "$bin/pg_isready" -q -h 127.0.0.1 -p "$port" -U cinemacx; then
            export CINEMACX_TEST_POSTGRES="Host=127.0.0.1;Port=$port;Username=cinemacx;Database=postgres"
            return 0
        fi
        stop "$postgres_pid" INT QUIT
        postgres_pid=""
    done
    tail -n 5 "$work/postgres.log"
    return 1
}

start_redis() {
    local dir="$work/redis" port
    command -v redis-server >/dev/null || return 1
    mkdir "$dir"
    for _ in 1 2 3 4 5; do
        port=$(free_port)
        # Many databases: each test host takes one of its own.
        redis-server --bind 127.0.0.1 --port "$port" --save "" --appendonly no --databases 4096 --dir "$dir" --daemonize no \
            </dev/null >>"$work/redis.log" 2>&1 &
        redis_pid=$!
        if answers "$redis_pid" bash -c "exec 3<>/dev/tcp/127.0.0.1/$port && printf 'PING\r\n' >&3 && read -t 2 -r line <&3 && [[ \$line == +PONG* ]]"; then
            export CINEMACX_TEST_REDIS="127.0.0.1:$port"
            return 0
        fi
        stop "$redis_pid" TERM KILL
        redis_pid=""
    done
    tail -n 5 "$work/redis.log"
    return 1
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
    # Style and analyzers were checked by the build; asking 'dotnet format' for them again takes minutes.
    say "Formatting"
    if dotnet format whitespace CinemaCx.sln --verify-no-changes --no-restore </dev/null; then
        echo "as .editorconfig says"
    else
        unformatted=1
    fi
fi

say "Tests"
report="$work/report.xml"
# In the background, so that a signal to this script is heard at once.
dotnet tests/CinemaCx.Tests/bin/Release/net10.0/CinemaCx.Tests.dll \
    -noColor -longRunning 120 -result-xml "$report" ${runner[@]+"${runner[@]}"} </dev/null &
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
