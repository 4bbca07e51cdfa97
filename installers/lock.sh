#!/usr/bin/env bash
# Renews the locked requirements from pyproject.toml, one file a program and one for everything.
# Needs `uv` on the PATH (any recent one: `pip install uv` into an environment of its own).
# Without arguments versions stay as they are where they still fit; `--upgrade` takes the newest.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

lock() { # lock FILE EXTRA OPTION...
    # No address of a package index gets into a lock: whoever installs chooses where packages come from.
    uv pip compile pyproject.toml --extra "$2" --output-file "installers/locks/$1.txt" --quiet \
        --universal --python-version 3.11 --generate-hashes \
        --no-emit-index-url --no-emit-find-links --no-header --no-annotate "${@:3}"
}

lock all test "$@"
for program in kiosk console desk; do
    lock "$program" "$program" --constraint installers/locks/all.txt
done
lock site server --constraint installers/locks/all.txt
