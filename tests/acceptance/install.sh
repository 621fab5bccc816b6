#!/usr/bin/env bash
# What the acceptance tests need beside Python packages: a Label Studio server in an environment
# of its own (its pins do not go with ours) and a browser. Does nothing where both are there.
# `install.sh server` leaves the browser out: whoever looks at the server has one.
set -euo pipefail
cd "$(dirname "$0")/../.."
python=${PYTHON:-python3.11}
server=.env-label-studio
version=1.23.2

if [ "$(cat "$server/installed" 2>/dev/null)" != "$version" ]; then
    rm -rf "$server"
    "$python" -m venv "$server"
    "$server/bin/python" -m pip install --quiet --upgrade pip
    "$server/bin/python" -m pip install --quiet "label-studio==$version"
    echo "$version" > "$server/installed"
fi

if [ "${1:-}" != server ] && ! command -v chromium > /dev/null; then
    if [ "$(id -u)" != 0 ]; then
        echo "install.sh: no chromium here; install Debian's package chromium" >&2
        exit 1
    fi
    export DEBIAN_FRONTEND=noninteractive
    apt-get update -qq
    apt-get install -y -qq --no-install-recommends chromium fonts-dejavu-core \
        fonts-noto-color-emoji > /dev/null
fi
