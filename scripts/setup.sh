# Shared by scripts/serve and scripts/test (sourced): finds Python, makes .venv, installs what is pinned.

say() { printf '%s\n' "$*"; }
fail() { printf '%s: %s\n' "$(basename "$0")" "$*" >&2; exit 1; }

# The first Python from 3.11 to 3.13; PYTHON=... chooses another.
find_python() {
    local candidate found=""
    for candidate in ${PYTHON:-python3 python3.13 python3.12 python3.11 python}; do
        command -v "$candidate" >/dev/null 2>&1 || continue
        if "$candidate" -c 'import sys; sys.exit(not (3, 11) <= sys.version_info[:2] <= (3, 13))' 2>/dev/null; then
            PY="$candidate"
            return
        fi
        found="$found $("$candidate" -c 'import platform; print(platform.python_version())' 2>/dev/null)"
    done
    fail "needs Python 3.11, 3.12 or 3.13${found:+ (found:$found)}; install one or name it: PYTHON=/path/to/python3.11 $0"
}

# Fingerprint of the files and folders named, by content.
fingerprint() {
    { find "$@" -type f ! -name '*.pyc' ! -path '*/.*/*' -print0 2>/dev/null || true; } | LC_ALL=C sort -z | xargs -0 cksum | cksum
}

# has_changed NAME FINGERPRINT: true unless `remember` has seen exactly this.
has_changed() { [ "$(cat "$STAMPS/$1" 2>/dev/null)" != "$2" ]; }
remember() { mkdir -p "$STAMPS" && printf '%s\n' "$2" > "$STAMPS/$1"; }

# make_environment requirements.txt|requirements-dev.txt
make_environment() {
    local wanted="$1" print
    if ! .venv/bin/python -c 'import sys; sys.exit(not (3, 11) <= sys.version_info[:2] <= (3, 13))' 2>/dev/null; then
        find_python
        "$PY" -c 'import venv, ensurepip' 2>/dev/null ||
            fail "this Python has no venv: install it (Debian, Ubuntu: apt install python3-venv) and start again"
        say "Making the virtual environment (.venv) with $("$PY" --version)"
        "$PY" -m venv --clear .venv || fail "the virtual environment could not be made; see above"
    fi
    STAMPS=.venv/.stamps
    print="$(.venv/bin/python --version) $(fingerprint requirements.txt)"
    [ "$wanted" = requirements.txt ] || print="$print $(fingerprint "$wanted")"
    if has_changed "$wanted" "$print"; then
        say "Installing the packages of $wanted (some minutes the first time)"
        .venv/bin/python -m pip install -qq --disable-pip-version-check -r "$wanted" ||
            fail "packages could not be installed; see above (is there a network?)"
        remember "$wanted" "$print"
        remember requirements.txt "$(.venv/bin/python --version) $(fingerprint requirements.txt)"
    fi
}

# Everything a database is filled from; a change of any of it runs the idempotent set-up again.
code_fingerprint() { fingerprint manage.py core organizations notices webhooks pillars masterplan quickwins monev citizens exchange portal handbook smartcity data locale; }
