#!/usr/bin/env bash
# Makes .venv if it is missing and installs the given requirement files into it, with hashes checked.
# Uses uv where it is installed (USE_UV=0: not even then), else nothing but Python's own venv and pip.
set -euo pipefail
cd "$(dirname "$0")/.."

usable() { "$1" -c 'import sys, venv, ensurepip; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; }

find_python() {
    for python in "${PYTHON:-python3.11}" python3.11 python3 /usr/bin/python3.11; do
        if command -v "$python" >/dev/null && usable "$python"; then
            echo "$python"
            return
        fi
    done
    return 1
}

if [ ! -x .venv/bin/python ]; then
    if ! python=$(find_python); then
        if [ "$(id -u)" -ne 0 ] || ! command -v apt-get >/dev/null; then
            echo "Python 3.11 with venv is needed: sudo apt-get install python3 python3-venv, then run this again." >&2
            exit 1
        fi
        apt-get update -q
        DEBIAN_FRONTEND=noninteractive apt-get install -y -q --no-install-recommends python3 python3-venv
        python=$(find_python)
    fi
    "$python" -m venv .venv
fi

if [ "${USE_UV:-1}" = 1 ] && uv --version >/dev/null 2>&1; then
    install=(uv pip install --quiet --python .venv/bin/python)
else
    install=(.venv/bin/python -m pip install --quiet --disable-pip-version-check --no-input --no-compile)
fi
"${install[@]}" --require-hashes "${@/#/-r}"
