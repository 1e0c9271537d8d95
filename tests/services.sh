# Sourced by test.sh and the benches: starts private instances of PostgreSQL and Redis on loopback, with data that is thrown away.
# Expects $work, a folder others may enter (chmod 711); whoever sources this calls stop_services before deleting it.
# start_postgres and start_redis export CINEMACX_TEST_POSTGRES and CINEMACX_TEST_REDIS, or return 1.

postgres_pid="" redis_pid=""

stop_services() {
    stop "$postgres_pid" INT QUIT
    stop "$redis_pid" TERM KILL
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

postgres_bin() {
    local found
    found=$(ls -d /usr/lib/postgresql/*/bin /opt/homebrew/opt/postgresql*/bin /usr/local/opt/postgresql*/bin 2>/dev/null |
        sort -V | while read -r dir; do [ -x "$dir/postgres" ] && [ -x "$dir/initdb" ] && echo "$dir"; done | tail -n 1)
    if [ -z "$found" ] && command -v postgres >/dev/null && command -v initdb >/dev/null; then
        found=$(dirname "$(command -v postgres)")
    fi
    [ -n "$found" ] && printf '%s\n' "$found"
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
