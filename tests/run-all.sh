#!/usr/bin/env bash
# All tests: unit tests, fuzz targets over their seeds, cases, JSON reports against their schema, the statistics of compare
# against a second implementation, the rules' own examples, the documents' examples.
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

# A unit test prints Check's totals ("100%: Checks: 12, Failures: 0, Errors: 0") and a line "SKIP: …" for each test
# that could not do its work; Check counts such a test as passed.
run_unit() {
    local output status totals checks broken skips
    output=$(timeout 900 "./$1" 2>&1 </dev/null)
    status=$?
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

run_replay() {
    local name seeds
    name=$(basename "$1")
    seeds=$TOP_SRCDIR/fuzz/seeds/$name
    if [ ! -d "$seeds" ]; then
        fail "$1: there are no seeds in fuzz/seeds/$name"
    elif find "$seeds" -type f -print0 | sort -z | timeout 300 xargs -0 "./$1" >"$scratch/log" 2>&1; then
        pass
        echo "$1: $(tail -n 1 "$scratch/log")"
    else
        fail "$1 over its seeds"
        tail -n 60 "$scratch/log"
    fi
}

# run_part NAME COMMAND…: a command whose last line of totals is added.
run_part() {
    local name=$1 status counts
    shift
    "$@" >"$scratch/log" 2>&1 </dev/null
    status=$?
    counts=$(sed -n 's/^.*[^0-9]\{0,1\}\b\([0-9][0-9]*\) passed, \([0-9][0-9]*\) failed\(, \([0-9][0-9]*\) skipped\)\{0,1\}.*$/\1 \2 \4/p' \
        "$scratch/log" | tail -n 1)
    if [ "$status" -ne 0 ] || [ -z "$counts" ]; then
        echo "FAIL: $name (exit code $status)"
        tail -n 200 "$scratch/log"
    else
        grep '^SKIP: ' "$scratch/log"
        tail -n 1 "$scratch/log"
    fi
    local good=0 bad=0 left=0
    read -r good bad left <<<"$counts"
    if [ "$status" -ne 0 ] && [ "${bad:-0}" -eq 0 ] || [ -z "$counts" ]; then
        bad=$((${bad:-0} + 1))
    fi
    add "${good:-0}" "${bad:-0}" "${left:-0}"
}

for test in ${UNIT_TESTS:-}; do
    run_unit "$test"
done
for program in ${FUZZ_REPLAYS:-}; do
    run_replay "$program"
done
run_part cases bash "$TOP_SRCDIR/tests/run-cases.sh"
run_part "report schema" bash "$TOP_SRCDIR/tests/run-report-schema.sh"
run_part "compare oracle" bash "$TOP_SRCDIR/tests/run-compare-oracle.sh"
run_part "rule examples" "$PROBITY" rules test
run_part documents bash "$TOP_SRCDIR/tests/run-docs.sh"

echo "$passed passed, $failed failed, $skipped skipped"
[ "$failed" -eq 0 ]
