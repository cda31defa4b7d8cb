#!/usr/bin/env bash
# Runs the examples in the documents. A fenced block marked ```console holds commands and what they print:
#
#   $ probity check some.csv
#   some output
#   ...
#   the last line of it
#
# They run in a copy of examples/; standard error counts as output. A line `...` stands for any lines. A command that
# is not probity's is not run. `$ echo $?` shows the exit code of the command before it.
#
# From the environment: PROBITY, PROBITY_DATA, TOP_SRCDIR. Arguments: the documents; without any, README.md and doc/.
set -u
: "${TOP_SRCDIR:?}" "${PROBITY:?}" "${PROBITY_DATA:?}"
# shellcheck source=tests/common.sh
. "$TOP_SRCDIR/tests/common.sh"
make_scratch
cp -R "$TOP_SRCDIR/examples" "$scratch/examples"
chmod -R u+w "$scratch/examples"

# Does $scratch/out match $scratch/wanted, in which a line `...` stands for any lines? The longest run of lines
# without one must stand in the output in order; what is before the first `...` at its start, what is behind the last
# at its end.
matches() {
    awk '
        FNR == NR { wanted[++wanted_count] = $0; next }
        { got[++got_count] = $0 }
        function same_at(from, to, at,    i) {
            for (i = from; i <= to; i++)
                if (at + i - from > got_count || got[at + i - from] != wanted[i]) return 0
            return 1
        }
        END {
            at = 1; open = 0; from = 1
            for (i = 1; i <= wanted_count + 1; i++) {
                if (i <= wanted_count && wanted[i] != "...") continue
                to = i - 1; size = to - from + 1
                last = i > wanted_count
                if (last && open) {
                    if (got_count - size + 1 < at || !same_at(from, to, got_count - size + 1)) exit 1
                    exit 0
                }
                while (!same_at(from, to, at)) {
                    if (!open || at > got_count) exit 1
                    at++
                }
                at += size; open = 1; from = i + 1
            }
            exit at != got_count + 1
        }' "$scratch/wanted" "$scratch/out"
}

compare() {
    if matches; then
        pass
    else
        fail "$where: \$ $command"
        diff -u --label document --label output "$scratch/wanted" "$scratch/out" | head -n 40
    fi
}

finish_command() {
    [ -n "$command" ] || return 0
    case $command in
    probity | probity\ *)
        (
            cd "$scratch/examples" || exit 99
            # shellcheck disable=SC2317
            probity() { timeout 120 "$PROBITY" "$@"; }
            eval "$command"
        ) >"$scratch/out" 2>&1 </dev/null
        last_status=$?
        compare
        ;;
    "echo \$?")
        echo "$last_status" >"$scratch/out"
        compare
        ;;
    esac
    command=""
}

run_document() {
    local inside=false number=0 line
    command="" last_status=0
    while IFS= read -r line || [ -n "$line" ]; do
        number=$((number + 1))
        if ! $inside; then
            [ "$line" = '```console' ] && inside=true
        elif [ "$line" = '```' ]; then
            finish_command
            inside=false
        elif [ "${line:0:2}" = '$ ' ]; then
            finish_command
            command=${line:2} where=$name:$number
            : >"$scratch/wanted"
        elif [ "${command: -1}" = "\\" ]; then
            command="${command%\\}${line#"${line%%[![:space:]]*}"}"
        else
            printf '%s\n' "$line" >>"$scratch/wanted"
        fi
    done <"$1"
}

documents=("$@")
[ $# -gt 0 ] || documents=("$TOP_SRCDIR"/README.md "$TOP_SRCDIR"/doc/*.md)
for document in "${documents[@]}"; do
    [ -f "$document" ] || continue
    name=${document#"$TOP_SRCDIR"/}
    run_document "$document"
done
totals documents
[ "$failed" -eq 0 ]
