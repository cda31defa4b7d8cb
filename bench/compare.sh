#!/usr/bin/env bash
# Measures a comparison of every council over five years, with all indicators of the Section 251 outturn and all reference
# data, and a check of the same returns.
#
# Needs PROBITY_SHARED (the published files). Of the five years the last three are made up: see bench/five_years.awk. The
# data is made in BENCH_FOLDER, 2 MB.
#
#   ROUNDS=5        how many rounds
set -eu

: "${PROBITY:?}" "${PROBITY_DATA:?}"
CC=${CC:-cc}
ROUNDS=${ROUNDS:-5}
BENCH_FOLDER=${BENCH_FOLDER:-$PWD/bench-data}
RETURNS=760 # 152 councils, five years

if [ -z "${PROBITY_SHARED:-}" ]; then
    echo "SKIP: make bench: PROBITY_SHARED is not set; the published files are there"
    exit 0
fi
published=$PROBITY_SHARED/data
activity=$published/activity
mkdir -p "$BENCH_FOLDER/compare"
cd "$BENCH_FOLDER/compare"
measure=$BENCH_FOLDER/measure
"$CC" -O2 -o "$measure" "$PROBITY_DATA/bench/measure.c"

awk -v ro3=ro3.csv -v cla=cla.csv -f "$PROBITY_DATA/bench/five_years.awk" "$activity/cla_2018_CLA2018.csv" \
    "$published/s251/table_a1_outturn_2013-14_to_2017-18.csv" >five_years.csv

references="--reference cla=cla.csv --reference ro3=ro3.csv --reference ro3=$activity/ro3_2017-18_by_la.xlsx \
    --reference population=$activity/ons_mid-year_population_estimates_2012_to_2024.csv \
    --reference neighbours=$activity/sn_model_2025_wide.csv \
    --reference children_in_need=$activity/b1_children_in_need_2013_to_2025.csv \
    --reference workforce=$activity/csww_indicators_2017_to_2025.csv"
for file in "$activity"/cla_201*.csv; do references+=" --reference cla=$file"; done

echo "== Every return is there, and threads make no difference"
# shellcheck disable=SC2086
compare() { "$PROBITY" compare five_years.csv $references "$@"; }
compare --format csv --table profiles >profiles.csv
returns=$(($(wc -l <profiles.csv) - 1))
if [ "$returns" = "$RETURNS" ]; then echo "  $returns returns"; else echo "  WRONG: $returns returns, not $RETURNS"; exit 1; fi
compare --format csv --threads 1 >one.csv
for threads in 2 3 4; do
    compare --format csv --threads "$threads" >several.csv
    cmp -s one.csv several.csv || { echo "  WRONG: $threads threads make a difference"; exit 1; }
done
echo "  $(awk -F, '$5 == "indicator"' one.csv | wc -l) figures of indicators, the same on one to four threads"

command="exec $PROBITY compare five_years.csv $references --output /dev/null"
echo
echo "== 152 councils × five years compared, all indicators and reference data"
"$measure" "$ROUNDS" \
    "text, 2 threads" "$command --threads 2" \
    "csv, every figure, 2 threads" "$command --format csv --threads 2" \
    "json, 2 threads" "$command --format json --threads 2" \
    "text, 1 thread" "$command --threads 1"

echo
echo "== The same returns checked, with the same reference data"
"$measure" "$ROUNDS" \
    "csv, 2 threads" "exec $PROBITY check five_years.csv $references --output /dev/null --format csv --threads 2"
