#!/usr/bin/env bash
# Whether clang-format would leave every source as it is.
set -euo pipefail

if ! command -v clang-format >/dev/null; then
    echo "clang-format is not installed: the format was not checked"
    exit 77
fi
find core ui app tests \( -name '*.h' -o -name '*.cpp' \) -print0 | xargs -0 clang-format --dry-run --Werror
