#!/usr/bin/env bash
# Holds JSON reports of the examples, and of what is hardly a return, against schemas/probity-report.schema.json.
# Needs python3 with jsonschema; without it, it is skipped.
#
# From the environment: PROBITY, PROBITY_DATA, TOP_SRCDIR.
set -u
: "${TOP_SRCDIR:?}" "${PROBITY:?}" "${PROBITY_DATA:?}"
# shellcheck source=tests/common.sh
. "$TOP_SRCDIR/tests/common.sh"
make_scratch
cd "$TOP_SRCDIR/examples" || exit 2

validate='
import json, sys, jsonschema
schema = json.load(open(sys.argv[1], encoding="utf-8"))
report = json.load(open(sys.argv[2], encoding="utf-8"))
validator = jsonschema.validators.validator_for(schema)
validator.check_schema(schema)
wrong = list(validator(schema).iter_errors(report))
for error in wrong[:5]:
    print("/".join(map(str, error.absolute_path)), error.message[:300])
sys.exit(1 if wrong else 0)'

# check_report NAME ARGUMENT…: of probity check.
check_report() {
    local name=$1 status
    shift
    timeout 120 "$PROBITY" check "$@" --format json >"$scratch/report" 2>"$scratch/err" </dev/null
    status=$?
    if [ "$status" -ge 2 ]; then
        fail "$name: exit code $status: $(head -n 1 "$scratch/err")"
    elif python3 -c "$validate" "$TOP_SRCDIR/schemas/probity-report.schema.json" "$scratch/report" >"$scratch/wrong" 2>&1; then
        pass
    else
        fail "$name: the report is not as its schema says"
        tail -n 5 "$scratch/wrong"
    fi
}

if python3 -W ignore -c 'import jsonschema' 2>/dev/null; then
    mistakes=s251-outturn-2023-24-with-mistakes.csv
    previous=s251-outturn-2022-23.csv
    printf 'CHILD,DECOM\n1,31/02/2024\n,"\n' >"$scratch/ssda903.csv"
    printf 'a letter to the council\n' >"$scratch/letter.txt"
    : >"$scratch/empty.csv"
    sed 's/2022-23/2031-32/' "$previous" >"$scratch/later.csv"
    check_report "mistakes" "$mistakes"
    check_report "mistakes, one finding of a code" "$mistakes" --max-findings 1
    check_report "mistakes, with last year's return" "$mistakes" --previous "$previous"
    "$PROBITY" notes draft "$mistakes" --output "$scratch/notes.yaml"
    sed -i '0,/reason: ""/s//reason: A contract/' "$scratch/notes.yaml"
    check_report "mistakes, of which one is explained" "$mistakes" --notes "$scratch/notes.yaml"
    check_report "councils beside each other" councils --figures all --reference published
    check_report "two returns" "$mistakes" "$previous"
    check_report "no mistakes" s251-outturn-2023-24.xml
    check_report "a year that no schema has" "$scratch/later.csv"
    check_report "another collection" "$scratch/ssda903.csv" --collection ssda903 --period 2023-24
    check_report "not a return" "$scratch/letter.txt"
    check_report "an empty file" "$scratch/empty.csv"
else
    skip "JSON reports against their schema: python3 has no jsonschema"
fi
totals "report schema"
[ "$failed" -eq 0 ]
