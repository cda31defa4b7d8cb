#!/usr/bin/env bash
# HTML reports in Chromium: of checks and of comparisons, of made-up returns and, where PROBITY_SHARED is set, of 152 councils
# in five years. What is checked is in tests/browser/. It needs Debian's chromium, node, and two packages from npm, which
#
#     npm ci --prefix tests/browser
#
# installs; without them it is skipped. PROBITY_BROWSER names another Chromium.
#
# From the environment: PROBITY, PROBITY_DATA, TOP_SRCDIR.
set -u
: "${TOP_SRCDIR:?}" "${PROBITY:?}" "${PROBITY_DATA:?}"
# shellcheck source=tests/common.sh
. "$TOP_SRCDIR/tests/common.sh"
make_scratch
tools=$TOP_SRCDIR/tests/browser
chromium=${PROBITY_BROWSER:-chromium}

missing=""
command -v "$chromium" >/dev/null || missing="Chromium (Debian's package chromium)"
command -v node >/dev/null || missing=${missing:+$missing and }"node (Debian's package nodejs)"
for package in playwright-core axe-core; do
    [ -d "$tools/node_modules/$package" ] || missing=${missing:+$missing and }"$package (npm ci --prefix tests/browser)"
done
if [ -n "${PROBITY_BRIEF:-}" ]; then
    skip "HTML reports in a browser: PROBITY_BRIEF is set"
    totals browser
    exit 0
fi
if [ -n "$missing" ]; then
    skip "HTML reports in a browser: there is no $missing"
    totals browser
    exit 0
fi

# report NAME.html ARGUMENT…: a report of what probity does with these arguments.
report() {
    local name=$1 status=0
    shift
    timeout 120 "$PROBITY" "$@" --format html --output "$scratch/$name" 2>"$scratch/err" || status=$?
    if [ "$status" -gt 1 ] || [ ! -s "$scratch/$name" ]; then
        fail "$name is not made (exit code $status): $(head -n 1 "$scratch/err")"
    fi
}

# look HOW NAME.html…: checks reports (HOW: --, --large or --break); adds what the runner counts.
look() {
    local how=$1 status=0 counts good bad
    shift
    (cd "$scratch" && timeout 900 node "$tools/run.mjs" --chromium "$(command -v "$chromium")" "$how" "$@") \
        >"$scratch/log" 2>&1 </dev/null || status=$?
    grep -v -E '^browser: [0-9]+ passed' "$scratch/log"
    counts=$(sed -n 's/^browser: \([0-9]*\) passed, \([0-9]*\) failed$/\1 \2/p' "$scratch/log")
    read -r good bad <<<"${counts:-0 0}"
    passed=$((passed + good)) failed=$((failed + bad))
    if [ -z "$counts" ] || { [ "$status" -ne 0 ] && [ "$bad" -eq 0 ]; }; then
        fail "the checks of $* stopped (exit code $status)"
    fi
}

examples=$TOP_SRCDIR/examples
councils=("$examples"/councils/s251-outturn-20*.csv)
published=(--reference neighbours="$examples/published/neighbours.csv"
    --reference population="$examples/published/population.csv"
    --reference cla="$examples/published/children-looked-after.csv")
others=()
for file in "${councils[@]}"; do
    others+=(--with "$file")
done

report mistakes.html check "$examples/s251-outturn-2023-24-with-mistakes.csv"
report figures.html check "$examples/s251-outturn-2023-24.csv" --previous "$examples/s251-outturn-2022-23.csv" \
    "${others[@]}" "${published[@]}"
report ssda903.html check "$examples"/ssda903-2024-25/*.csv
report comparison.html compare "${councils[@]}" "${published[@]}"
report two-councils.html compare "$examples/s251-outturn-2022-23.csv" "$examples/s251-outturn-2023-24.xml"
look -- figures.html ssda903.html comparison.html two-councils.html
# Each check must be able to fail.
look --break mistakes.html

if [ -n "${PROBITY_SHARED:-}" ]; then
    data=$PROBITY_SHARED/data
    looked_after=$data/activity/cla_2018_CLA2018.csv
    (cd "$scratch" && awk -v ro3=ro3.csv -v cla=cla.csv -f "$TOP_SRCDIR/bench/five_years.awk" "$looked_after" \
        "$data/s251/table_a1_outturn_2013-14_to_2017-18.csv") >"$scratch/national.csv"
    report national.html compare "$scratch/national.csv" \
        --reference population="$data/activity/ons_mid-year_population_estimates_2012_to_2024.csv" \
        --reference neighbours="$data/activity/New_Statistical_Neighbour_Groupings_April_2021.csv" \
        --reference children_in_need="$data/activity/b1_children_in_need_2013_to_2025.csv" \
        --reference workforce="$data/activity/csww_indicators_2017_to_2025.csv" \
        --reference cla="$data/activity/cla_2017_SFR50_CLA2017.csv" --reference cla="$looked_after" \
        --reference cla="$scratch/cla.csv" --reference ro3="$scratch/ro3.csv" \
        --reference ro3="$data/activity/ro3_2017-18_by_la.xlsx"
    look --large national.html
else
    skip "a report of 152 councils in five years: PROBITY_SHARED is not set"
fi
totals browser
[ "$failed" -eq 0 ]
