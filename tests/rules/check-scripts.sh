#!/usr/bin/env bash
# Whether the shell scripts are well-formed, and sound as far as shellcheck can tell.
set -euo pipefail

mapfile -t scripts < <(printf '%s\n' run .ci/run && find tests packaging -name '*.sh')
for script in "${scripts[@]}"; do
    bash -n "$script"
done
if ! command -v shellcheck >/dev/null; then
    echo "shellcheck is not installed: only the syntax was checked"
    exit 77
fi
shellcheck "${scripts[@]}"
