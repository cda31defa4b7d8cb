#!/usr/bin/env bash
# Runs every case of tests/cases. A case is a folder with
#
#   cmd        arguments of probity, one shell line: check return.csv --format text
#              It may hold redirections and further commands, and use $SCRATCH, an empty folder of its own.
#   expected   what standard output must be
#   stderr     what standard error must be; without this file, nothing may be written there
#   exit       the exit code; without this file, 0
#
# and the files that it reads; it runs in its own folder. A case whose cmd uses $PROBITY_SHARED is skipped where that
# is not set. With --update, what the program does now becomes what is expected. Further arguments name the cases to
# run; without any, all are.
#
# From the environment: PROBITY (the program), PROBITY_DATA (where schemas/ and rules/ are), TOP_SRCDIR.
set -u
: "${TOP_SRCDIR:?}" "${PROBITY:?}" "${PROBITY_DATA:?}"
# shellcheck source=tests/common.sh
. "$TOP_SRCDIR/tests/common.sh"
make_scratch

# Sets `status`; leaves $scratch/out and $scratch/err.
run_case() {
    local command
    command=$(<"$1/cmd")
    rm -rf "$scratch/own"
    mkdir "$scratch/own"
    (
        cd "$1" || exit 99
        SCRATCH=$scratch/own
        export SCRATCH
        # shellcheck disable=SC2317
        probity() { timeout 120 "$PROBITY" "$@"; }
        eval "probity $command"
    ) >"$scratch/out" 2>"$scratch/err" </dev/null
    status=$?
}

expected_status() {
    local wanted=0
    [ -f "$1/exit" ] && wanted=$(<"$1/exit")
    echo "$wanted"
}

check_case() {
    local case=$1 name=$2 broken=""
    [ "$status" = "$(expected_status "$case")" ] || broken="exit code $status, not $(expected_status "$case"); "
    local wanted_err=/dev/null
    [ -f "$case/stderr" ] && wanted_err=$case/stderr
    diff -u --label "$name/expected" --label "standard output" "$case/expected" "$scratch/out" >"$scratch/diff" 2>&1 ||
        broken+="standard output differs; "
    diff -u --label "$name/stderr" --label "standard error" "$wanted_err" "$scratch/err" >>"$scratch/diff" 2>&1 ||
        broken+="standard error differs; "
    if [ -z "$broken" ]; then
        pass
    else
        fail "case $name: ${broken%; }"
        head -n 60 "$scratch/diff"
    fi
}

update_case() {
    local case=$1
    cp "$scratch/out" "$case/expected"
    rm -f "$case/stderr" "$case/exit"
    [ -s "$scratch/err" ] && cp "$scratch/err" "$case/stderr"
    [ "$status" = 0 ] || echo "$status" >"$case/exit"
    pass
}

action=check_case
if [ "${1:-}" = --update ]; then
    action=update_case
    shift
fi

cases=("$@")
[ $# -gt 0 ] || cases=("$TOP_SRCDIR"/tests/cases/*/)
for case in "${cases[@]}"; do
    [ -d "$case" ] || case=$TOP_SRCDIR/tests/cases/$case
    case=${case%/}
    name=$(basename "$case")
    if [ ! -f "$case/cmd" ]; then
        [ "$name" = '*' ] || fail "case $name: there is no file cmd"
        continue
    fi
    # shellcheck disable=SC2016
    if [ -z "${PROBITY_SHARED:-}" ] && grep -q 'PROBITY_SHARED' "$case/cmd"; then
        skip "case $name: PROBITY_SHARED is not set"
        continue
    fi
    run_case "$case"
    "$action" "$case" "$name"
done
totals cases
[ "$failed" -eq 0 ]
