# Shared by install, upgrade and uninstall (sourced). Nothing here asks a question.

ROOT=/opt/smartcity RELEASES=/opt/smartcity/releases CURRENT=/opt/smartcity/current
SETTINGS=/etc/smartcity/portal.env DATA=/var/lib/smartcity PERSON=smartcity
UNITS="smartcity-web smartcity-worker smartcity-long smartcity-beat"

BEGAN=$SECONDS
say() { printf '[%4s s] %s\n' "$((SECONDS - BEGAN))" "$*"; }
fail() { printf '%s: %s\n' "$(basename "$0")" "$*" >&2; exit 1; }
secret() { python3 -c "import secrets; print(secrets.token_hex($1))"; }
version_of() { sed -n 's/^VERSION = "\(.*\)"$/\1/p' "$1/smartcity/settings/base.py"; }
setting() { sed -n "s/^$1=//p" "$SETTINGS" | tail -1 | sed 's/^"\(.*\)"$/\1/'; }
has_systemd() { [ -d /run/systemd/system ]; }
as_portal() { (cd "$1" && shift && runuser -u "$PERSON" -- "$@"); }
manage() { local tree="$1"; shift; as_portal "$tree" .venv/bin/python manage.py "$@"; }
knows() { manage "$1" help "$2" >/dev/null 2>&1; }

needs_root() { [ "$(id -u)" = 0 ] || fail "must be run as root"; }

# place TREE: copies a release to its folder, with its own packages and static files; NEW names the folder.
place() {
    local tree="$1" version target staging
    version="$(version_of "$tree")"
    [ -n "$version" ] || fail "$tree is no release of the portal"
    target="$RELEASES/$version"
    if [ -e "$target/.complete" ]; then NEW="$target"; say "Release $version is there already"; return; fi
    staging="$target.unfinished"
    rm -rf "$staging" "$target"
    mkdir -p "$staging"
    # What runs; not what only developers need.
    tar -C "$tree" --exclude=./.git --exclude=./.venv --exclude=./var --exclude=./tests --exclude=./benchmarks \
        --exclude=./node_modules --exclude=./docs/samples --exclude=./.env --exclude='*.pyc' -cf - . | tar -C "$staging" -xf - --no-same-owner
    mv "$staging" "$target"
    say "Packages of release $version (a virtual environment of its own)"
    python3 -m venv "$target/.venv"
    "$target/.venv/bin/python" -m pip install -q --disable-pip-version-check --no-compile -r "$target/requirements.txt" ||
        fail "packages could not be installed; see above (is there a way to a package index? PIP_INDEX_URL, https_proxy)"
    "$target/.venv/bin/python" -m compileall -q -j 0 "$target" >/dev/null 2>&1 || true
    ln -sfn "$SETTINGS" "$target/.env"
    say "Static files"
    mkdir -p "$target/collected"
    # Nothing of the installation is needed for that: no database, no secret.
    (cd "$target" && env -i PATH="$PATH" LANG=C.UTF-8 PRODUCTION=0 DEBUG=0 SECRET_KEY=collecting REDIS_URL= VAR_DIR="$target/.collecting" \
        DATABASE_URL="sqlite:///$target/.collecting/none.sqlite3" STATIC_DIR="$target/collected" \
        .venv/bin/python manage.py collectstatic --noinput -v0)
    rm -rf "$target/.collecting"
    chown -R root:root "$target"
    chmod -R u=rwX,go=rX "$target"
    touch "$target/.complete"
    NEW="$target"
}

# switch_to FOLDER: from now on this release is started. Atomic: there is always one.
switch_to() { ln -sfn "$1" "$CURRENT.new" && mv -T "$CURRENT.new" "$CURRENT"; }

place_units() { # TREE
    install -d /etc/systemd/system/smartcity-.service.d
    install -m 644 "$1"/deploy/systemd/*.service "$1"/deploy/systemd/*.timer "$1"/deploy/systemd/*.target /etc/systemd/system/
    install -m 644 "$1"/deploy/systemd/smartcity-.service.d/*.conf /etc/systemd/system/smartcity-.service.d/
    local target
    target="$(setting BACKUP_TARGET)"
    case "$target" in
        /*) # On a new server the number of the user may be another one than that in the backups.
            [ ! -d "$target" ] || [ "$(stat -c %U "$target")" = "$PERSON" ] || chown -R "$PERSON:$PERSON" "$target"
            install -d -o "$PERSON" -g "$PERSON" -m 750 "$target"
            printf '[Service]\nReadWritePaths=%s\n' "$target" > /etc/systemd/system/smartcity-.service.d/backups.conf ;;
        *) rm -f /etc/systemd/system/smartcity-.service.d/backups.conf ;;
    esac
    install -m 755 "$1/deploy/smartcity" /usr/local/bin/smartcity
    has_systemd || return 0
    systemctl daemon-reload
}

# answers: whether the portal of this host is ready, asked for up to a minute.
answers() {
    local problem="" until=$((SECONDS + 60))
    while [ "$SECONDS" -lt "$until" ]; do
        problem="$(set -a; . "$SETTINGS"; set +a; "$CURRENT/.venv/bin/python" "$CURRENT/deploy/check.py" 2>&1)" && return 0
        sleep 1
    done
    printf '%s\n' "$problem" >&2
    return 1
}
