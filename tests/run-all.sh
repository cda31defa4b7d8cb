#!/usr/bin/env bash
# All tests: unit tests, fuzz targets over their seeds, cases, JSON reports against their schema, the statistics of compare
# against a second implementation, the rules' own examples, the documents' examples, HTML reports in a browser.
# The last line printed is the sum: "N passed, N failed, N skipped".
#
# From the environment: UNIT_TESTS and FUZZ_REPLAYS (programs, relative to TOP_BUILDDIR), PROBITY, PROBITY_DATA,
# TOP_SRCDIR, TOP_BUILDDIR, and PROBITY_SHARED where there is real data to test with.
set -u
: "${TOP_SRCDIR:?}" "${TOP_BUILDDIR:?}" "${PROBITY:?}" "${PROBITY_DATA:?}"
# shellcheck source=tests/common.sh
. "$TOP_SRCDIR/tests/common.sh"
make_scratch
export TOP_BUILDDIR
cd "$TOP_BUILDDIR" || exit 2

if [ -n "${PROBITY_SHARED:-}" ]; then
    PROBITY_SHARED=$(cd "$PROBITY_SHARED" && pwd) || exit 2
    export PROBITY_SHARED
else
    unset PROBITY_SHARED
    echo "SKIP: PROBITY_SHARED is not set, so what needs the published data is skipped"
fi

# add PASSED FAILED SKIPPED
add() {
    passed=$((passed + $1)) failed=$((failed + $2)) skipped=$((skipped + $3))
}

# What a test program or part prints and gives back is kept in $scratch/NAME.log and .status, as they run side by side.
log_of() { printf '%s/%s' "$scratch" "${1//[^A-Za-z0-9]/_}"; }

# keep LIMIT NAME COMMAND…
keep() {
    local limit=$1 kept
    kept=$(log_of "$2")
    shift 2
    timeout "$limit" "$@" >"$kept.log" 2>&1 </dev/null
    echo $? >"$kept.status"
}

# A unit test prints Check's totals ("100%: Checks: 12, Failures: 0, Errors: 0") and a line "SKIP: …" for each test
# that could not do its work; Check counts such a test as passed.
run_unit() {
    local output status totals checks broken skips
    output=$(<"$(log_of "$1").log")
    status=$(<"$(log_of "$1").status")
    totals=$(sed -n 's/^[0-9]*%: Checks: \([0-9]*\), Failures: \([0-9]*\), Errors: \([0-9]*\)$/\1 \2 \3/p' \
        <<<"$output")
    skips=$(grep -c '^SKIP: ' <<<"$output")
    checks=$(awk '{ n += $1 } END { print n + 0 }' <<<"$totals")
    broken=$(awk '{ n += $2 + $3 } END { print n + 0 }' <<<"$totals")
    if [ "$checks" -eq 0 ] && [ "$skips" -eq 0 ] && [ "$status" -eq 0 ]; then
        status="0 without a single check"
    fi
    if [ "$status" != 0 ] && [ "$broken" -eq 0 ]; then
        broken=1 checks=$((checks + 1))
    fi
    local good=$((checks - broken - skips))
    add $((good > 0 ? good : 0)) "$broken" "$skips"
    if [ "$broken" -gt 0 ]; then
        echo "FAIL: $1 (exit code $status)"
        tail -n 60 <<<"$output"
    else
        echo "$1: $checks checks"
        grep '^SKIP: ' <<<"$output"
    fi
}

replay() {
    find "$1" -type f -print0 | sort -z | xargs -0 "./$2"
}

run_replay() {
    local kept
    kept=$(log_of "$1")
    if [ "$(<"$kept.status")" = 0 ]; then
        pass
        echo "$1: $(tail -n 1 "$kept.log")"
    else
        fail "$1 over its seeds"
        tail -n 60 "$kept.log"
    fi
}

# A part's last line of totals is added.
run_part() {
    local name=$1 log status counts
    log=$(log_of "$name").log
    status=$(<"${log%.log}.status")
    counts=$(sed -n 's/^.*[^0-9]\{0,1\}\b\([0-9][0-9]*\) passed, \([0-9][0-9]*\) failed\(, \([0-9][0-9]*\) skipped\)\{0,1\}.*$/\1 \2 \4/p' \
        "$log" | tail -n 1)
    if [ "$status" -ne 0 ] || [ -z "$counts" ]; then
        echo "FAIL: $name (exit code $status)"
        tail -n 200 "$log"
    else
        grep '^SKIP: ' "$log"
        tail -n 1 "$log"
    fi
    local good=0 bad=0 left=0
    read -r good bad left <<<"$counts"
    if [ "$status" -ne 0 ] && [ "${bad:-0}" -eq 0 ] || [ -z "$counts" ]; then
        bad=$((${bad:-0} + 1))
    fi
    add "${good:-0}" "${bad:-0}" "${left:-0}"
}

# start LIMIT NAME COMMAND…: when a processor is free.
start() {
    while [ "$(jobs -rp | wc -l)" -ge "$processors" ]; do
        wait -n
    done
    keep "$@" &
}

processors=$(nproc)
export -f replay
read -ra units <<<"${UNIT_TESTS:-}"
read -ra replays <<<"${FUZZ_REPLAYS:-}"
parts=("cases" "report schema" "compare oracle" "rule examples" "documents" "browser")

echo "${#units[@]} test programs, ${#replays[@]} fuzz targets and ${#parts[@]} scripts, $processors at a time…"
# The long ones begin: no processor waits for them at the end.
start 900 "browser" bash "$TOP_SRCDIR/tests/run-browser.sh"
start 900 "cases" bash "$TOP_SRCDIR/tests/run-cases.sh"
start 900 "report schema" bash "$TOP_SRCDIR/tests/run-report-schema.sh"
start 900 "compare oracle" bash "$TOP_SRCDIR/tests/run-compare-oracle.sh"
start 900 "rule examples" "$PROBITY" rules test
start 900 "documents" bash "$TOP_SRCDIR/tests/run-docs.sh"
for ((i = ${#units[@]} - 1; i >= 0; i--)); do
    start 900 "${units[i]}" "./${units[i]}"
done
for program in "${replays[@]}"; do
    start 300 "$program" bash -c 'set -o pipefail; replay "$@"' - "$TOP_SRCDIR/fuzz/seeds/$(basename "$program")" "$program"
done
wait

for test in "${units[@]}"; do
    run_unit "$test"
done
for program in "${replays[@]}"; do
    run_replay "$program"
done
for part in "${parts[@]}"; do
    run_part "$part"
done

echo "$passed passed, $failed failed, $skipped skipped"
[ "$failed" -eq 0 ]
