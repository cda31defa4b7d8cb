#!/usr/bin/env bash
# Is every file that should be built, installed or distributed in a list of a module.mk? LISTED holds the lists.
set -u
cd "${1:-$(dirname "$0")/..}" || exit 2
listed=$(tr -s '[:space:]' '\n' <<<"${LISTED:?}" | sed 's|^\(\.\./\)*||' | sort -u)
missing=$(
    {
        find src tests fuzz -name '*.[ch]' -o -name '*.def'
        find schemas rules reference indicators -type f ! -name 'module.mk' ! -name '.*' 2>/dev/null
        find doc -maxdepth 1 -name '*.md'
    } | sort | comm -23 - <(echo "$listed")
)
if [ -n "$missing" ]; then
    echo "In no list of a module.mk:"
    echo "$missing"
    exit 1
fi
echo "lists: complete"
