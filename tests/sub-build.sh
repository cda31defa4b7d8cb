#!/usr/bin/env bash
# A build with other settings, in a folder NAME-build below the present one:
#   sub-build.sh NAME [CONFIGURE ARGUMENT…] -- MAKE TARGET…
set -euo pipefail
top=$(cd "$(dirname "$0")/.." && pwd)
folder=$1-build
shift
settings=()
while [ "$1" != -- ]; do
    settings+=("$1")
    shift
done
shift
if [ -e "$top/config.status" ]; then
    echo "$top is itself configured; run 'make distclean' there and build in a folder of its own" >&2
    exit 2
fi
if [ "$(cat "$folder/settings" 2>/dev/null)" != "${settings[*]}" ]; then
    rm -rf "$folder"
fi
mkdir -p "$folder"
cd "$folder"
unset MAKEFLAGS MAKELEVEL MFLAGS
if [ ! -f settings ]; then
    "$top/configure" --quiet "${settings[@]}"
    echo "${settings[*]}" >settings
fi
exec make --no-print-directory -j"$(nproc)" "$@"
