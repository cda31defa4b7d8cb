#!/usr/bin/env bash
# Refuses every allocation of one small check in turn (see oom/malloc_fail.c): each must end with exit code 2 and a
# message, never with a crash, a hang or a verdict. To look at one: PROBITY_FAIL_AT=n LD_PRELOAD=… gdb probity.
#
# From the environment: PROBITY, PROBITY_DATA, TOP_SRCDIR, TOP_BUILDDIR. Arguments: of probity, in place of the usual.
set -u
: "${TOP_SRCDIR:?}" "${TOP_BUILDDIR:?}" "${PROBITY:?}" "${PROBITY_DATA:?}"
# shellcheck source=tests/common.sh
. "$TOP_SRCDIR/tests/common.sh"
make_scratch
cd "$TOP_SRCDIR/examples" || exit 2
shim=$TOP_BUILDDIR/tests/oom/malloc_fail.so

# One thread, since the child that goes on without the memory has no other.
refuse_all() {
    local name=$1
    shift
    timeout 60 "$PROBITY" "$@" >"$scratch/usual" 2>"$scratch/err" </dev/null
    local status=$?
    if [ "$status" -ge 2 ]; then
        fail "$name ends with exit code $status even with all its memory: $(head -n 1 "$scratch/err")"
        return
    fi
    timeout 900 env PROBITY_FAIL_EVERY="$scratch/report" PROBITY_FAIL_STATUS="$status" \
        PROBITY_FAIL_OUTPUT="$scratch/usual" LD_PRELOAD="$shim" "$PROBITY" "$@" \
        >"$scratch/out" 2>"$scratch/err" </dev/null
    local again=$?
    if [ "$again" -ne "$status" ] || ! cmp -s "$scratch/usual" "$scratch/out"; then
        fail "$name: the run that goes on with its memory ended differently (exit code $again)"
        return
    fi
    echo "oom: $name: $(tail -n 1 "$scratch/report")"
    if grep -q ' 0 BAD$' "$scratch/report"; then
        pass
    else
        fail "$name"
        head -n 20 "$scratch/report"
    fi
}

if [ $# -gt 0 ]; then
    refuse_all "$*" "$@"
else
    example=s251-outturn-2023-24-with-mistakes.csv
    for format in text json sarif csv; do
        refuse_all "check as $format" check "$example" --threads 1 --format "$format"
    done
fi
totals oom
[ "$failed" -eq 0 ]
