#!/usr/bin/env bash
# Works out the statistics of `probity compare` again in Python, from its own CSV tables, and compares to 1e-9: over made-up
# returns, and over the published ones where PROBITY_SHARED is set. Needs python3; without it, it is skipped.
#
# From the environment: PROBITY, PROBITY_DATA, TOP_SRCDIR.
set -u
: "${TOP_SRCDIR:?}" "${PROBITY:?}" "${PROBITY_DATA:?}"
# shellcheck source=tests/common.sh
. "$TOP_SRCDIR/tests/common.sh"
make_scratch
cd "$scratch" || exit 2
oracle=$TOP_SRCDIR/tests/compare_oracle.py

# hold NAME PEERS ARGUMENT…: of probity compare. PEERS is what the oracle takes.
hold() {
    local name=$1 peers=$2 table
    shift 2
    for table in figures subjects profiles amounts strengths; do
        if ! timeout 120 "$PROBITY" compare "$@" --format csv --table $table --output $table.csv 2>err; then
            fail "$name: $(head -n 1 err)"
            return
        fi
    done
    if python3 "$oracle" figures.csv subjects.csv profiles.csv "$peers" amounts.csv strengths.csv >out 2>&1; then
        pass
        echo "$name: $(tail -n 1 out)"
    else
        fail "$name"
        tail -n 25 out
    fi
}

# 40 councils and two years, with a line on which most report nothing (whose MAD is 0), one on which all report the same, a
# blank cell, one that cannot be read, and councils that nobody has heard of. Always the same.
make_returns() {
    timeout 120 "$PROBITY" template s251-outturn --period "$1" --authority 999 --output template.csv || return 1
    awk -F, -v OFS=, -v year="$1" '
        function noise(a, b) { return ((a * 7919 + b * 104729 + (year == "2017-18") * 31) % 1009) / 1009 }
        NR == 1 { for (i = 1; i <= NF; i++) name[i] = $i; header = $0; next }
        { n++; rows[n] = $0 }
        END {
            print header
            for (c = 1; c <= 40; c++)
                for (r = 1; r <= n; r++) {
                    fields = split(rows[r], f, ",")
                    line = ""
                    for (i = 1; i <= fields; i++) {
                        value = f[i]
                        if (name[i] == "authority") value = 300 + c
                        if (name[i] == "own" || name[i] == "total") {
                            value = int(1000 * exp(6 * noise(c, r))) + 0.25
                            if (r == 4 && c % 10) value = 0
                            if (r == 5) value = 5000
                            if (r == 6 && c == 7) value = ""
                            if (r == 7 && c == 8) value = "n/k"
                        }
                        line = line (i > 1 ? "," : "") value
                    }
                    print line
                }
        }' template.csv
}

make_neighbours() {
    echo "authority,n1,n2,n3,n4,n5,n6,n7,n8,n9,n10"
    for council in $(seq 301 340); do
        echo "$council$(for n in 1 2 3 4 5 6 7 8 9 10; do echo -n ",$((301 + (council - 301 + n * 3) % 42))"; done)"
    done
}

if ! command -v python3 >/dev/null; then
    skip "statistics of compare against a second implementation: there is no python3"
    totals "compare oracle"
    exit 0
fi

if [ -n "${PROBITY_BRIEF:-}" ]; then
    skip "statistics of compare against a second implementation: PROBITY_BRIEF is set"
    totals "compare oracle"
    exit 0
fi
make_returns 2016-17 >made-2016-17.csv && make_returns 2017-18 >made-2017-18.csv && make_neighbours >neighbours.csv
hold "made-up returns, region" region made-2016-17.csv made-2017-18.csv --peers region
hold "made-up returns, all" all made-2016-17.csv made-2017-18.csv --peers all
grep -E '^(authority|30[1-5]),' made-2016-17.csv >five.csv
hold "made-up returns of five councils" all five.csv --peers all
hold "made-up returns, neighbours" neighbours.csv made-2016-17.csv made-2017-18.csv --reference neighbours=neighbours.csv

# A test that cannot fail is none: one figure of the last table is changed.
awk -F, -v OFS=, 'NR > 1 && !done && $(NF - 1) != "" { $(NF - 1) += 0.001; done = 1 } { print }' subjects.csv >changed.csv
python3 "$oracle" figures.csv changed.csv profiles.csv neighbours.csv >out 2>&1
if ! grep -q ' 1 differ' out; then
    fail "a changed figure is not noticed"
    tail -n 5 out
else
    pass
fi

awk -F, -v OFS=, 'NR == 1 { for (i = 1; i <= NF; i++) if ($i == "changed-since-last-year") at = i }
    NR > 1 && !done && $at != "" { $at += 0.001; done = 1 } { print }' strengths.csv >changed.csv
python3 "$oracle" figures.csv subjects.csv profiles.csv neighbours.csv amounts.csv changed.csv >out 2>&1
if ! grep -q ' 1 differ' out; then
    fail "a changed strength is not noticed"
    tail -n 5 out
else
    pass
fi

if [ -n "${PROBITY_SHARED:-}" ]; then
    data=$PROBITY_SHARED/data
    national=$data/s251/table_a1_outturn_2013-14_to_2017-18.csv
    population=population=$data/activity/ons_mid-year_population_estimates_2012_to_2024.csv
    list=$data/activity/New_Statistical_Neighbour_Groupings_April_2021.csv
    python3 -c '
import csv, sys
rows = list(csv.reader(open(sys.argv[1], encoding="utf-8-sig", newline="")))
at = [rows[0].index("LA number")] + [rows[0].index(f"SN{n}") for n in range(1, 11)]
print("authority," + ",".join(f"n{n}" for n in range(1, 11)))
for row in rows[1:]:
    if len(row) > max(at):
        print(",".join(row[i].strip() for i in at))' "$list" >neighbours.csv
    hold "every council, neighbours" neighbours.csv "$national" --reference "$population" --reference neighbours="$list"
    hold "every council, region" region "$national" --reference "$population" --peers region
    hold "every council, all" all "$national" --reference "$population" --peers all
else
    skip "statistics of compare over the published returns: PROBITY_SHARED is not set"
fi
totals "compare oracle"
[ "$failed" -eq 0 ]
