#!/usr/bin/env bash
# Measures Probity beside its peers, in one run and in turn, and prints the ratios.
#
# Needs PROBITY_SHARED (the generators and the peers' scripts). Peers that are not installed are left out and named. The
# data is made once, in BENCH_FOLDER (default: bench-data beside the build), about 3 GB.
#
#   ROUNDS=5        how many rounds
#   BENCH_MB=500    size of the CSV file in MB; the XML file has 200
set -eu

: "${PROBITY:?}" "${PROBITY_DATA:?}"
CC=${CC:-cc}
ROUNDS=${ROUNDS:-5}
BENCH_MB=${BENCH_MB:-500}
BENCH_FOLDER=${BENCH_FOLDER:-$PWD/bench-data}
here=$PROBITY_DATA/bench

if [ -z "${PROBITY_SHARED:-}" ]; then
    echo "SKIP: make bench: PROBITY_SHARED is not set; the generators and peers are there"
    exit 0
fi
shared=$PROBITY_SHARED/bench
mkdir -p "$BENCH_FOLDER"
cd "$BENCH_FOLDER"

measure=$BENCH_FOLDER/measure
"$CC" -O2 -o "$measure" "$here/measure.c"
[ -x gen_returns ] || "$CC" -O2 -w -o gen_returns "$shared/gen_returns.c"
made() { [ -s "$1" ] || { echo "making $1" >&2; "${@:2}" >"$1.part" 2>"$1.planted"; mv "$1.part" "$1"; }; }
made "returns.csv" ./gen_returns csv "$BENCH_MB"
made "returns-5.csv" ./gen_returns csv 5
made "returns-50.csv" ./gen_returns csv 50
made "returns.xml" ./gen_returns xml 200
cp "$shared"/bench.xsd "$shared"/package.json "$shared"/*.js .

peers=yes
if ! [ -d node_modules/nodejs-polars ]; then
    npm install --silent >/dev/null 2>&1 || peers=no
fi

check="exec $PROBITY check --schemas $here/schemas --output /dev/null --format"
four="--rules $here/rules/four"

# The rules of "five" are those of "four" and the key.
rm -rf rules-five && mkdir -p rules-five/bench-returns
cp "$here"/rules/four/bench-returns/*.yaml "$here"/rules/five/bench-returns/*.yaml rules-five/bench-returns/
five="--rules $BENCH_FOLDER/rules-five"

planted() { tr ' ' '\n' <"$1.planted" | sed -n "s/^$2=//p"; }
confirm() { # what, found, planted
    if [ "$2" = "$3" ]; then echo "  $1: $2 found, $3 planted"; else echo "  WRONG: $1: $2 found, $3 planted"; exit 1; fi
}

mkdir -p no-rules # of the XML nothing but what the schema says is checked

echo "== Found what was planted"
# shellcheck disable=SC2086
"$PROBITY" check --schemas "$here/schemas" $five --format csv returns.csv >found.csv || [ $? -eq 1 ]
confirm "blank identifiers" "$(grep -c '^BENCH-1,' found.csv)" "$(planted returns.csv null)"
confirm "UPNs" "$(grep -c '^BENCH-2,' found.csv)" "$(planted returns.csv regex)"
confirm "ethnicities" "$(grep -c '^BENCH-3,' found.csv)" "$(planted returns.csv code)"
confirm "totals" "$(grep -c '^BENCH-4,' found.csv)" "$(planted returns.csv sum)"
confirm "repeated record numbers" "$(grep -c '^BENCH-5,' found.csv)" "$(planted returns.csv dup)"
"$PROBITY" check --schemas "$here/schemas" --rules no-rules --format csv returns.xml >found.csv || [ $? -eq 1 ]
confirm "UPNs in XML" "$(grep -c '^CELL-104,' found.csv)" "$(planted returns.xml regex)"
confirm "ethnicities in XML" "$(grep -c '^CELL-103,' found.csv)" "$(planted returns.xml code)"

echo
echo "== ${BENCH_MB} MB CSV, five checks (Probity reads all 20 columns with their types; the peers read fewer)"
list=()
if [ "$peers" = yes ]; then
    list+=("Polars, 2 threads" "exec env POLARS_MAX_THREADS=2 node polars_checks.js checks returns.csv")
fi
list+=("Probity, 2 threads, five checks" "$check csv $five --threads 2 returns.csv"
    "Probity, 1 thread, five checks" "$check csv $five --threads 1 returns.csv"
    "Probity, 1 thread, four checks" "$check csv $four --threads 1 returns.csv"
    "Probity, 2 threads, four checks" "$check csv $four --threads 2 returns.csv"
    "Probity, 2 threads, five checks, JSON+SHA-256" "$check json $five --threads 2 returns.csv")
if [ "$peers" = yes ]; then
    list+=("DuckDB, 2 threads" "exec node duckdb_checks.js onepass returns.csv 2")
else
    echo "  Polars and DuckDB could not be installed (npm) and are left out"
fi
"$measure" "$ROUNDS" "${list[@]}"

echo
echo "== 200 MB XML, schema checks"
list=()
if command -v xmllint >/dev/null; then
    list+=("xmllint --stream --schema" "exec xmllint --noout --stream --schema bench.xsd returns.xml"
        "xmllint --sax (parse only)" "exec xmllint --noout --sax returns.xml")
else
    echo "  xmllint is not installed and is left out"
fi
list+=("Probity" "$check csv --rules no-rules --threads 1 returns.xml")
"$measure" "$ROUNDS" "${list[@]}"

echo
echo "== 2.6 million postcodes in the layout of the ONS Postcode Directory, looked up by 10,000 looked-after children"
"$CC" -O2 -o postcodes "$here/postcodes.c"
made postcodes.csv ./postcodes 2600000
[ -s ssda903/this/episodes.csv ] || python3 "$shared/gen_ssda903.py" ssda903 --children 10000 >/dev/null
places="exec $PROBITY check ssda903/this/episodes.csv --rules $here/references --collection ssda903 --period 2025-26 \
    --authority 873 --max-findings 100 --output /dev/null --quiet"
"$measure" "$ROUNDS" "without postcodes" "$places --threads 2" \
    "with 20,000 postcodes, 2 threads" "$places --threads 2 --reference postcodes=ssda903/postcodes.csv" \
    "with 2.6 million postcodes, 2 threads" "$places --threads 2 --reference postcodes=postcodes.csv" \
    "with 2.6 million postcodes, 1 thread" "$places --threads 1 --reference postcodes=postcodes.csv" \
    "cat, for the file's size" "exec cat postcodes.csv >/dev/null"

echo
echo "== Linear in records: 5, 50 and ${BENCH_MB} MB, five checks, 1 thread"
"$measure" "$ROUNDS" "5 MB" "$check csv $five --threads 1 returns-5.csv" "50 MB" "$check csv $five --threads 1 returns-50.csv" \
    "${BENCH_MB} MB" "$check csv $five --threads 1 returns.csv"

echo
echo "== Linear in findings: 50 MB in which no record, a tenth and every record has a wrong total"
awk -F, -v OFS=, 'NR > 1 && NR % 10 == 0 { $19 = "1.00" } { print }' returns-50.csv >tenth.csv
awk -F, -v OFS=, 'NR > 1 { $19 = "1.00" } { print }' returns-50.csv >every.csv
"$measure" "$ROUNDS" "as it is" "$check csv $five --threads 1 returns-50.csv" "a tenth" "$check csv $five --threads 1 tenth.csv" \
    "every record" "$check csv $five --threads 1 every.csv"
