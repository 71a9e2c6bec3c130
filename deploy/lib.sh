# Shared by install, upgrade and uninstall (sourced). Nothing here asks a question.

# Hardened servers give root 027 or 077: Caddy could not read its site. What is secret gets its rights where it is written.
umask 022
ROOT=/opt/smartcity RELEASES=/opt/smartcity/releases CURRENT=/opt/smartcity/current
SETTINGS=/etc/smartcity/portal.env DATA=/var/lib/smartcity PERSON=smartcity SYSTEM=/etc/systemd/system
CHOICES=/etc/smartcity/install.conf SITE=/etc/caddy/smartcity
UNITS="smartcity-web smartcity-worker smartcity-long smartcity-beat"
# Names the release before, from the switch until the new one has answered.
SWITCHING="$RELEASES/.switching"

BEGAN=$SECONDS
say() { printf '[%4s s] %s\n' "$((SECONDS - BEGAN))" "$*"; }
fail() { printf '%s: %s\n' "$(basename "$0")" "$*" >&2; exit 1; }
secret() { python3 -c "import secrets; print(secrets.token_hex($1))"; }
version_of() { sed -n 's/^VERSION = "\(.*\)"$/\1/p' "$1/smartcity/settings/base.py"; }
setting() { sed -n "s/^$1=//p" "$SETTINGS" | tail -1 | sed "s/^\\([\"']\\)\\(.*\\)\\1\$/\\2/"; }
chosen() { [ ! -e "$CHOICES" ] || sed -n "s/^$1=//p" "$CHOICES" | tail -1; }
has_systemd() { [ -d /run/systemd/system ]; }
as_portal() { (cd "$1" && export STATIC_DIR="$PWD/collected" TMPDIR="$DATA/tmp" && shift && runuser -u "$PERSON" -- "$@"); }
manage() { local tree="$1"; shift; as_portal "$tree" .venv/bin/python manage.py "$@"; }
knows() { manage "$1" help "$2" >/dev/null 2>&1; }

needs_root() { [ "$(id -u)" = 0 ] || fail "must be run as root"; }

# alone: whoever lost the connection to the server begins again, while what was begun may still be at work. Its programs hold the lock too.
alone() {
    exec 9>"${LOCK:-/run/smartcity-deploy.lock}"
    flock -n 9 || fail "another install, upgrade or uninstall is at work (ps -ef | grep deploy/): wait for it"
}

# whole PATH[,PATH]: as seen from any folder.
whole() {
    case "$1" in
        ""|*://*) printf '%s' "$1" ;;
        *,*) printf '%s,%s' "$(realpath -ms -- "${1%,*}")" "$(realpath -ms -- "${1#*,}")" ;;
        *) realpath -ms -- "$1" ;;
    esac
}

# Packages of another release here, where they are exactly those that this one needs: no download, no space (hard links).
take_over_packages() { # FOLDER
    local other python file
    [ -e "$1/requirements.lock" ] || return 1
    python="$(python3 -c 'import sys; print("%d.%d.%d" % sys.version_info[:3])')"
    for other in "$RELEASES"/*/; do
        other="${other%/}"
        [ -e "$other/.complete" ] && cmp -s "$other/requirements.lock" "$1/requirements.lock" &&
            grep -qx "version = $python" "$other/.venv/pyvenv.cfg" || continue
        say "Packages as in release $(basename "$other")"
        cp -al "$other/.venv" "$1/.venv"
        # Files that name the folder get one of their own (sed writes a new file).
        grep -rlF "$other/.venv" "$1/.venv/bin" "$1/.venv/pyvenv.cfg" | while read -r file; do
            [ -L "$file" ] || sed -i "s|$other/.venv|$1/.venv|g" "$file"
        done
        return 0
    done
    return 1
}

# Exactly what was tested, with all that it needs. Releases before 0.7.0 named only the packages of their own.
fetch_packages() { # FOLDER
    local listed="$1/requirements.txt" exactly=""
    [ ! -e "$1/requirements.lock" ] || listed="$1/requirements.lock" exactly=--no-deps
    say "Packages of the release (a virtual environment of its own)"
    python3 -m venv "$1/.venv"
    # shellcheck disable=SC2086
    "$1/.venv/bin/python" -m pip install -q --disable-pip-version-check --no-compile $exactly -r "$listed" ||
        fail "packages could not be installed; see above (is there a way to a package index? PIP_INDEX_URL, https_proxy)"
}

# What runs; not what only developers need, and no settings, keys or certificates that lie in the folder: all may read a release.
copy_tree() { # FROM TO
    tar -C "$1" --no-wildcards-match-slash --exclude=./.git --exclude=./.venv --exclude=./var --exclude=./tests --exclude=./benchmarks \
        --exclude=./node_modules --exclude=./docs/samples --exclude=./.env --exclude='*.pyc' \
        --exclude=./secrets --exclude='./*.env' --exclude='./*.pem' --exclude='./*.key' -cf - . | tar -C "$2" -xf - --no-same-owner
}

# works FOLDER: whether its packages can be used. An update of Debian's Python takes them away.
works() { "$1/.venv/bin/python" -c 'import django' >/dev/null 2>&1; }

# place TREE: copies a release to its folder, with its own packages and static files; NEW names the folder.
place() {
    local tree="$1" version target staging
    version="$(version_of "$tree")"
    [ -n "$version" ] || fail "$tree is no release of the portal"
    target="$RELEASES/$version"
    NEW="$target"
    if [ -e "$target/.complete" ] && works "$target"; then say "Release $version is there already"; return; fi
    if [ -e "$target/.complete" ] || [ "$(readlink -f "$tree")" = "$(readlink -f "$target")" ]; then
        say "Release $version is there, but its packages do not work: they are made anew"
        rm -rf "$target/.complete" "$target/.venv"
    else
        staging="$target.unfinished"
        rm -rf "$staging" "$target"
        mkdir -p "$staging"
        copy_tree "$tree" "$staging"
        mv "$staging" "$target"
    fi
    take_over_packages "$target" || fetch_packages "$target"
    "$target/.venv/bin/python" -m pip check -q --disable-pip-version-check || fail "a package is missing that another one needs"
    "$target/.venv/bin/python" -m compileall -q -j 0 "$target" >/dev/null 2>&1 || true
    ln -sfn "$SETTINGS" "$target/.env"
    collect "$target"
    chown -R root:root "$target"
    chmod -R u=rwX,go=rX "$target"
    touch "$target/.complete"
}

# collect FOLDER: its static files. Nothing of the installation is needed for that: no database, no secret.
collect() {
    say "Static files"
    mkdir -p "$1/collected"
    (cd "$1" && env -i PATH="$PATH" LANG=C.UTF-8 PRODUCTION=0 DEBUG=0 SECRET_KEY=collecting REDIS_URL= VAR_DIR="$1/.collecting" \
        DATABASE_URL="sqlite:///$1/.collecting/none.sqlite3" STATIC_DIR="$1/collected" \
        .venv/bin/python manage.py collectstatic --noinput -v0)
    rm -rf "$1/.collecting"
}

# switch_to FOLDER: from now on this release is started. Atomic: there is always one.
switch_to() { ln -sfn "$1" "$CURRENT.new" && mv -T "$CURRENT.new" "$CURRENT"; }

# quoted PATH: as a unit of systemd wants it.
quoted() { printf '"%s"' "${1//%/%%}"; }

# What deploy/install was told and what is no setting of the portal: it holds until it is told something else.
earlier_choices() {
    local known
    known="$(chosen DOMAIN)"
    [ ! -e "$SETTINGS" ] || [[ ",$(setting ALLOWED_HOSTS)," = *",$known,"* ]] || known=""
    DOMAIN="${DOMAIN:-${known:-$([ ! -e "$SETTINGS" ] || setting ALLOWED_HOSTS | cut -d, -f1)}}"
    TLS="${TLS:-$(chosen TLS)}" PARTS="${PARTS:-$(chosen PARTS)}" ACME="${EMAIL:-$(chosen ACME)}"
    TLS="${TLS:-acme}" PARTS="${PARTS:-web,worker,long,beat}"
}

keep_choices() {
    local tls="$TLS"
    [[ "$tls" != *,* ]] || tls="$SITE/certificate.pem,$SITE/key.pem"
    printf '# Written by deploy/install: what it takes when it is not told.\nDOMAIN=%s\nTLS=%s\nPARTS=%s\nACME=%s\n' \
        "$DOMAIN" "$tls" "$PARTS" "$ACME" > "$CHOICES.new"
    chmod 644 "$CHOICES.new"
    mv "$CHOICES.new" "$CHOICES"
}

# warn_unused OPTION...: which of them do nothing, because the settings are there and are kept.
warn_unused() {
    local option names unused=""
    [ -e "$SETTINGS" ] || return 0
    for option in "$@"; do
        case "$option" in
            --mail) names="EMAIL_..." ;;
            --from) names=DEFAULT_FROM_EMAIL ;;
            --time-zone) names=TIME_ZONE ;;
            --backup) names=BACKUP_TARGET ;;
            --database) names=DATABASE_URL ;;
            --redis) names=REDIS_URL ;;
            --settings) ! cmp -s "$GIVEN" "$SETTINGS" || continue; names="another file: to take it, put it in the place of this one" ;;
            *) continue ;;
        esac
        unused+=" $option ($names)"
    done
    [ -z "$unused" ] || printf 'Warning: %s is there and is kept; not used:%s. Change it there.\n' "$SETTINGS" "$unused" >&2
    [[ ",$(setting ALLOWED_HOSTS)," = *",$DOMAIN,"* ]] ||
        printf 'Warning: %s is not in ALLOWED_HOSTS of %s: change ALLOWED_HOSTS, CSRF_TRUSTED_ORIGINS and PORTAL_URL there.\n' "$DOMAIN" "$SETTINGS" >&2
}

# place_folders: what units may write besides $DATA, as the settings say. A folder that is not there (a disk that is not mounted) stops
# no unit but the backup, which waits for its disk: it would fill the one below.
place_folders() {
    local name folder written="" own="$SYSTEM/smartcity-.service.d/folders.conf" backup="$SYSTEM/smartcity-backup.service.d/folders.conf"
    rm -f "$own" "$backup"
    for name in BACKUP_TARGET VAR_DIR FILES_DIR METRICS_DIR; do
        folder="$(setting "$name")"
        [[ "$folder" = /* ]] && [[ "$folder/" != "$DATA"/* ]] || continue
        [ -d "$folder" ] || install -d -o "$PERSON" -g "$PERSON" -m 750 "$folder"
        written+="ReadWritePaths=$(quoted "-$folder")"$'\n'
        [ "$name" = BACKUP_TARGET ] || continue
        own_target "$folder"
        install -d "${backup%/*}"
        printf '[Unit]\nRequiresMountsFor=%s\n' "$(quoted "$folder")" > "$backup"
    done
    [ -z "$written" ] || printf '[Service]\n%s' "$written" > "$own"
}

# elsewhere: what the settings have outside of $DATA and of this server.
elsewhere() {
    local name place
    for name in FILES_DIR VAR_DIR METRICS_DIR STORAGE_BUCKET; do
        place="$(setting "$name")"
        [ -z "$place" ] || [[ "$place/" = "$DATA"/* ]] || printf ' %s (%s)' "$place" "$name"
    done
    [[ "$(setting DATABASE_URL)" = *@127.0.0.1:5432/smartcity ]] || printf ' the database of another host'
}

# own_target FOLDER: on a new server the number of the user may be another one than that in the backups. What else lies there
# (--backup /var/backups, where Debian keeps copies of the passwords) is not given away.
own_target() {
    local mine other
    [ "$(stat -c %U "$1")" != "$PERSON" ] || return 0
    for mine in "$1/runs" "$1/files"; do
        [ ! -d "$mine" ] || chown -R "$PERSON:$PERSON" "$mine"
    done
    other="$(find "$1" -mindepth 1 -maxdepth 1 ! -name runs ! -name files ! -name lost+found -print -quit)"
    if [ -z "$other" ]; then chown "$PERSON:$PERSON" "$1"; else
        printf 'Warning: %s is not only for backups (%s) and stays with %s. Set BACKUP_TARGET to a folder in it, then install again.\n' \
            "$1" "$other" "$(stat -c %U "$1")" >&2
    fi
}

place_units() { # TREE
    install -d "$SYSTEM/smartcity-.service.d"
    install -m 644 "$1"/deploy/systemd/*.service "$1"/deploy/systemd/*.timer "$1"/deploy/systemd/*.target "$SYSTEM/"
    install -m 644 "$1"/deploy/systemd/smartcity-.service.d/*.conf "$SYSTEM/smartcity-.service.d/"
    place_folders
    install -d -o "$PERSON" -g "$PERSON" -m 700 "$DATA/tmp"
    install -m 755 "$1/deploy/smartcity" /usr/local/bin/smartcity
    has_systemd || return 0
    systemctl daemon-reload
}

# What this host does: its enabled units (deploy/install --parts). Another host does the rest.
enabled() { systemctl is-enabled --quiet "$1" 2>/dev/null; }

# restart_parts: the units of this host and no others; ends well when they work.
restart_parts() {
    local unit
    for unit in smartcity-worker smartcity-long smartcity-beat; do
        ! enabled "$unit" || systemctl restart --no-block "$unit"
    done
    if enabled smartcity-web; then
        systemctl restart smartcity-web && answers
    else
        stay_up
    fi
}

# stay_up: whether the units of a host without web processes run for some seconds without being started again.
stay_up() {
    local unit try
    sleep "${STAY:-8}"
    for unit in smartcity-worker smartcity-long smartcity-beat; do
        ! enabled "$unit" && continue
        for try in 1 2 3; do
            systemctl is-active --quiet "$unit" || { printf '%s does not run\n' "$unit" >&2; return 1; }
            sleep "${STAY_BETWEEN:-1}"
        done
    done
}

# answers: whether the portal of this host is ready, asked for up to a minute.
answers() {
    local problem="" until=$((SECONDS + 60))
    while [ "$SECONDS" -lt "$until" ]; do
        problem="$(BIND="$(setting BIND)" ALLOWED_HOSTS="$(setting ALLOWED_HOSTS)" "$CURRENT/.venv/bin/python" "$CURRENT/deploy/check.py" 2>&1)" &&
            return 0
        sleep 1
    done
    printf '%s\n' "$problem" >&2
    return 1
}
