# Shared by the test scripts: counting, and the closing line. To be sourced by bash. Needs TOP_SRCDIR and PROBITY_DATA.
# shellcheck shell=bash

export LC_ALL=C.UTF-8
passed=0 failed=0 skipped=0
TOP_SRCDIR=$(cd "$TOP_SRCDIR" && pwd)
PROBITY_DATA=$(cd "$PROBITY_DATA" && pwd)
export TOP_SRCDIR PROBITY PROBITY_DATA

pass() { passed=$((passed + 1)); }
fail() {
    failed=$((failed + 1))
    echo "FAIL: $*"
}
skip() {
    skipped=$((skipped + 1))
    echo "SKIP: $*"
}

# "cases: 12 passed, 0 failed, 1 skipped"
totals() { echo "$1: $passed passed, $failed failed, $skipped skipped"; }

# A folder of this run's own, removed at the end.
make_scratch() {
    scratch=$(mktemp -d "${TMPDIR:-/tmp}/probity-tests.XXXXXX") || exit 2
    trap 'rm -rf "$scratch"' EXIT
}
