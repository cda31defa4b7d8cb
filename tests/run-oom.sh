#!/usr/bin/env bash
# Refuses every allocation of one small check in turn (see oom/malloc_fail.c): each must end with exit code 2 and a
# message, never with a crash, a hang or a verdict. Of other commands, which load the same files first, the last
# allocations are refused. To look at one: PROBITY_FAIL_AT=n LD_PRELOAD=… gdb probity.
#
# From the environment: PROBITY, PROBITY_DATA, TOP_SRCDIR, TOP_BUILDDIR. Arguments: of probity, in place of the usual.
set -u
: "${TOP_SRCDIR:?}" "${TOP_BUILDDIR:?}" "${PROBITY:?}" "${PROBITY_DATA:?}"
# shellcheck source=tests/common.sh
. "$TOP_SRCDIR/tests/common.sh"
make_scratch
cd "$TOP_SRCDIR/examples" || exit 2
shim=$TOP_BUILDDIR/tests/oom/malloc_fail.so

# with_shim FOLDER FIRST ARGUMENT…: refuses each allocation from the one with this number on.
with_shim() {
    local folder=$1 first=$2
    shift 2
    timeout 900 env PROBITY_FAIL_EVERY="$folder/report" PROBITY_FAIL_FROM="$first" PROBITY_FAIL_STEP="$step" \
        PROBITY_FAIL_STATUS="$status" PROBITY_FAIL_OUTPUT="$folder/usual" LD_PRELOAD="$shim" "$PROBITY" "$@" \
        >"$folder/out" 2>"$folder/err" </dev/null
}

# attempt FOLDER NAME HOW_MANY ARGUMENT…: the last so many allocations, or all; "5000/4": every fourth of these.
attempt() {
    local folder=$1 name=$2 last=${3%/*} step=1 first=1 status=0
    [[ $3 == */* ]] && step=${3#*/}
    shift 3
    timeout 60 "$PROBITY" "$@" >"$folder/usual" 2>"$folder/err" </dev/null
    status=$?
    if [ "$status" -ge 2 ]; then
        echo "FAIL: $name ends with exit code $status even with all its memory: $(head -n 1 "$folder/err")"
        return 1
    fi
    if [ "$last" != all ]; then
        with_shim "$folder" 999999999 "$@"
        first=$(($(sed -n 's/^\([0-9]*\) allocations: .*/\1/p' "$folder/report") - last))
    fi
    with_shim "$folder" "$first" "$@"
    local again=$?
    if [ "$again" -ne "$status" ] || ! cmp -s "$folder/usual" "$folder/out"; then
        echo "FAIL: $name: the run that goes on with its memory ended differently (exit code $again)"
        return 1
    fi
    echo "oom: $name: $(tail -n 1 "$folder/report")"
    if ! grep -q ' 0 BAD$' "$folder/report"; then
        echo "FAIL: $name: $*"
        head -n 20 "$folder/report"
        return 1
    fi
}

# refuse NAME HOW_MANY ARGUMENT…: as many of them at a time as there are processors, each in a folder of its own.
attempts=0 processors=$(nproc)
refuse() {
    local folder=$scratch/$((100 + attempts++))
    mkdir "$folder"
    while [ "$(jobs -rp | wc -l)" -ge "$processors" ]; do
        wait -n
    done
    { attempt "$folder" "$@" >"$folder/log" 2>&1 && : >"$folder/good"; } &
}

# One thread, since the child that goes on without the memory has no other.
if [ $# -gt 0 ]; then
    refuse "$*" all "$@"
else
    mistakes=s251-outturn-2023-24-with-mistakes.csv
    refuse "check as text" all check "$mistakes" --threads 1
    places=../tests/cases/references
    refuse "check with reference tables" 6000 check "$places/episodes.csv" --threads 1 --rules "$places/rules" \
        --period 2023-24 --authority 873 --reference "postcodes=$places/postcodes.csv" \
        --reference "providers=$places/providers.csv"
    refuse "check of a workbook" 41000/5 check ../tests/cases/workbook/return.xlsx --threads 1
    for format in json sarif csv html; do
        refuse "check as $format" 3000 check "$mistakes" --threads 1 --format "$format"
    done
    refuse "check with figures as html" 4000/4 check s251-outturn-2023-24.csv --threads 1 --with councils \
        --previous s251-outturn-2022-23.csv --reference published --figures marked --format html
    refuse "compare as html" 4000/3 compare councils --reference published --threads 1 --format html
    refuse "check with last year's" 6000 check "$mistakes" --previous s251-outturn-2022-23.csv --threads 1
    printf '%s\n' "- {code: S251-203, key: {line: 3.4.4}, says: other, reason: r}" \
        "- {code: S251-301, key: {line: 3.1.9}, says: other, reason: r}" "- {code: S251-104, says: x, reason: r}" \
        >"$scratch/notes.yaml"
    cat s251-notes.yaml >>"$scratch/notes.yaml"
    refuse "check of one council beside others" 9000/3 check councils/s251-outturn-2023-24.csv --authority 976 --threads 1 \
        --with s251-outturn-2022-23.csv --reference published
    refuse "the same as JSON" 4000/2 check councils/s251-outturn-2023-24.csv --authority 976 --threads 1 --format json \
        --reference published/neighbours.csv
    refuse "check with notes" 6000 check "$mistakes" --previous s251-outturn-2022-23.csv --threads 1 \
        --notes "$scratch/notes.yaml"
    refuse "draft of notes" 2000 notes draft "$mistakes" --previous s251-outturn-2022-23.csv --threads 1
    refuse "check with a receipt" 3000 check "$mistakes" --threads 1 --receipt - --quiet
    "$PROBITY" check "$mistakes" --receipt "$scratch/receipt.json" --quiet >"$scratch/out"
    refuse "verify" 6000 verify "$scratch/receipt.json" "$mistakes" --threads 1
    refuse "check of XML" 6000 check s251-outturn-2023-24.xml --threads 1
    for collection in s251-outturn ssda903; do
        refuse "template of $collection as XML" 300 template "$collection" --period 2023-24 --as xml
        refuse "template of $collection as CSV" 300 template "$collection" --period 2023-24
        refuse "export of $collection as table schema" 300 schema export "$collection" --period 2023-24 --as table-schema
        refuse "show $collection" 300 schema show "$collection"
    done
    refuse "template of cin" 300 template cin --period 2025-26
    refuse "check of nested XML" 6000 check ../fuzz/seeds/xml/census.xml --threads 1
    refuse "export as XSD" 300 schema export s251-outturn --period 2023-24 --as xsd
    refuse "explain" 300 explain S251-104 --plan
    refuse "explain an indicator" 300 explain S251-502 --plan
    refuse "list of rules" 300 rules list
    refuse "rules' examples" 3000/6 rules test
    of_cases=../tests/cases/rules-test-cases
    refuse "published cases" 6000 rules test --cases "$of_cases/cases.jsonl" --known "$of_cases/known.yaml" \
        --rules "$of_cases/rules"
fi
wait
for folder in "$scratch"/[0-9]*; do
    cat "$folder/log"
    if [ -e "$folder/good" ]; then passed=$((passed + 1)); else failed=$((failed + 1)); fi
done
totals oom
[ "$failed" -eq 0 ]
