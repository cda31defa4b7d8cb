#!/usr/bin/env bash
# Measures whole checks: the rules of SSDA903 with last year's return and postcodes, but for the seven that need Ofsted's
# list, and of the children in need census, over returns that the shared generators make, once as large as a large
# council's and once ten times as large.
#
# Needs PROBITY_SHARED (the generators, Python 3). The data is made once, in BENCH_FOLDER, about 450 MB.
#
#   ROUNDS=5        how many rounds
#   TIMES=10        how many times as large the large returns are
set -eu

: "${PROBITY:?}" "${PROBITY_DATA:?}"
CC=${CC:-cc}
ROUNDS=${ROUNDS:-5}
TIMES=${TIMES:-10}
BENCH_FOLDER=${BENCH_FOLDER:-$PWD/bench-data}

if [ -z "${PROBITY_SHARED:-}" ]; then
    echo "SKIP: make bench: PROBITY_SHARED is not set; the generators are there"
    exit 0
fi
shared=$PROBITY_SHARED/bench
mkdir -p "$BENCH_FOLDER"
cd "$BENCH_FOLDER"
measure=$BENCH_FOLDER/measure
"$CC" -O2 -o "$measure" "$PROBITY_DATA/bench/measure.c"

made_ssda903() { # folder, children
    [ -s "$1/made" ] || { echo "making $1" >&2; python3 "$shared/gen_ssda903.py" "$1" --children "$2" >made.part; mv made.part "$1/made"; }
}
made_cin() { # file, children
    [ -s "$1" ] || { echo "making $1" >&2; python3 "$shared/gen_cin.py" "$1.part" --children "$2" >/dev/null; mv "$1.part" "$1"; }
}
made_ssda903 ssda903 10000
made_ssda903 "ssda903-x$TIMES" $((10000 * TIMES))
made_cin cin.xml 20000
made_cin "cin-x$TIMES.xml" $((20000 * TIMES))

# The arguments that check the return in a folder.
ssda903() {
    local file
    echo -n "$1/this/*.csv --period 2026-27 --reference postcodes=$1/postcodes.csv"
    for file in "$1"/prev/*.csv; do echo -n " --previous $file"; done
}

echo "== Everything is read, and threads make no difference"
# What the generator wrote: {'header': (this year, last year), …}
written=$(grep -o '([0-9]*,' ssda903/made | tr -dc '0-9\n' | awk "{ sum += \$1 } END { print sum }")
# shellcheck disable=SC2046
read_json() { "$PROBITY" check "$@" --format json --max-findings 0 | grep -o '"records": [0-9]*' | head -n 1 | tr -dc '0-9'; }
# shellcheck disable=SC2046
records=$(read_json $(ssda903 ssda903) || true)
if [ "$records" = "$written" ]; then echo "  SSDA903: $records records"; else echo "  WRONG: $records read, $written written"; exit 1; fi
same() { # name, arguments
    local name=$1
    shift
    "$PROBITY" check "$@" --format csv --threads 1 >one.csv || [ $? -eq 1 ]
    "$PROBITY" check "$@" --format csv --threads 2 >two.csv || [ $? -eq 1 ]
    if cmp -s one.csv two.csv; then echo "  $name: $(($(wc -l <one.csv) - 1)) findings"; else echo "  WRONG: $name: threads make a difference"; exit 1; fi
}
# shellcheck disable=SC2046
same SSDA903 $(ssda903 ssda903)
same "CIN" cin.xml

check="exec $PROBITY check --output /dev/null --format csv"
some="--max-findings 100"
echo
echo "== SSDA903: 10,000 children with last year's return, every rule; then $TIMES times as many"
echo "  (the open Python validator, as the README beside the generators has it, on another machine: 16.8 s for the rules only,"
echo "  38.5 s in all, 10,300 MiB)"
"$measure" "$ROUNDS" \
    "2 threads, 100 findings of a code" "$check $some --threads 2 $(ssda903 ssda903)" \
    "2 threads, every finding" "$check --threads 2 $(ssda903 ssda903)" \
    "1 thread, 100 findings of a code" "$check $some --threads 1 $(ssda903 ssda903)" \
    "1 thread, every finding" "$check --threads 1 $(ssda903 ssda903)" \
    "$TIMES times: 2 threads, 100 of a code" "$check $some --threads 2 $(ssda903 "ssda903-x$TIMES")" \
    "$TIMES times: 2 threads, every finding" "$check --threads 2 $(ssda903 "ssda903-x$TIMES")"

echo
echo "== Children in need census: 20,000 children, every rule; then $TIMES times as many"
echo "  (the open Python validator, likewise: 239 s, 329 MiB)"
"$measure" "$ROUNDS" \
    "2 threads, 100 findings of a code" "$check $some --threads 2 cin.xml" \
    "2 threads, every finding" "$check --threads 2 cin.xml" \
    "1 thread, 100 findings of a code" "$check $some --threads 1 cin.xml" \
    "$TIMES times: 2 threads, 100 of a code" "$check $some --threads 2 cin-x$TIMES.xml" \
    "$TIMES times: 2 threads, every finding" "$check --threads 2 cin-x$TIMES.xml"

echo
echo "== The dearest rules of SSDA903, and their shares of the whole"
# shellcheck disable=SC2046,SC2086
"$PROBITY" check --output /dev/null --format csv $some --threads 1 --timing $(ssda903 ssda903) 2>&1 | head -n 8
