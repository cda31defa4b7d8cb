#!/usr/bin/env bash
# Runs each libFuzzer target for some seconds, as many at a time as there are processors:
#   run.sh TOP_SRCDIR BUILD_FOLDER SECONDS fuzz/NAME…
# New inputs are collected in BUILD_FOLDER/corpus; one that breaks a target stays in BUILD_FOLDER/crashes.
set -euo pipefail
top=$1 build=$2 seconds=$3
shift 3
[ $# -gt 0 ] || echo "fuzz: there are no targets"
mkdir -p "$build/crashes"

# fuzz PROGRAM: leaves $build/NAME.log, and $build/NAME.failed if it has.
fuzz() {
    local name corpus seeds=() dictionary=()
    name=$(basename "$1")
    corpus=$build/corpus/$name
    mkdir -p "$corpus"
    rm -f "$build/$name.failed"
    [ -d "$top/fuzz/seeds/$name" ] && seeds=("$top/fuzz/seeds/$name")
    # The project's own files are the best seeds there are.
    case $name in
    schema) seeds+=("$top/schemas") ;;
    rule) seeds+=("$top/rules/s251-outturn") ;;
    esac
    [ -f "$top/fuzz/$name.dict" ] && dictionary=("-dict=$top/fuzz/$name.dict")
    # The library cleans up after itself, so a leak is a fault; one input may take ten seconds and 1 GB at most.
    "$build/$1" -max_total_time="$seconds" -timeout=10 -rss_limit_mb=1024 -max_len=65536 \
        -print_final_stats=0 -verbosity=0 -artifact_prefix="$build/crashes/$name-" \
        "${dictionary[@]}" "$corpus" "${seeds[@]}" >"$build/$name.log" 2>&1 || : >"$build/$name.failed"
}

processors=$(nproc)
for program in "$@"; do
    while [ "$(jobs -rp | wc -l)" -ge "$processors" ]; do
        wait -n
    done
    echo "fuzz: $(basename "$program") for $seconds s"
    fuzz "$program" &
done
wait

failed=0
for program in "$@"; do
    name=$(basename "$program")
    if [ -e "$build/$name.failed" ]; then
        failed=$((failed + 1))
        tail -n 60 "$build/$name.log"
        echo "fuzz: $name FAILED; its input is in $build/crashes"
    fi
done
echo "fuzz: $# targets, $failed failed"
[ "$failed" -eq 0 ]
