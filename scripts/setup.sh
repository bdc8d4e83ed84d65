# Sourced by the other scripts: makes .venv on first use, and again when what the project needs has changed.
# usage: . scripts/setup.sh [group]    (run from anywhere; leaves the shell in the project's root)
set -eu
cd "$(dirname "$0")/.."

errkb_python() {
    for candidate in "${PYTHON:-}" python3 python3.14 python3.13 python3.12 python3.11 python; do
        if [ -n "$candidate" ] && command -v "$candidate" >/dev/null 2>&1 &&
            "$candidate" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; then
            echo "$candidate"
            return
        fi
    done
    echo "errkb needs Python 3.11 or newer; install it, or name it: PYTHON=/path/to/python3 $0" >&2
    exit 2
}

errkb_setup() { # $1: what to install, $2: the stamp's name
    stamp=.venv/.installed-$2
    if [ -e "$stamp" ] && cmp -s pyproject.toml "$stamp"; then
        return
    fi
    echo "setting up .venv (once, takes a minute) ..." >&2
    [ -x .venv/bin/python ] || "$(errkb_python)" -m venv .venv
    .venv/bin/python -m pip install --quiet --disable-pip-version-check --upgrade pip >&2 || true
    # shellcheck disable=SC2086  # several words on purpose
    .venv/bin/python -m pip install --quiet --disable-pip-version-check $1 >&2
    cp pyproject.toml "$stamp"
}
