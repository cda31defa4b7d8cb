#!/usr/bin/env bash
# Lines run by the tests, file by file and in all: coverage.sh BUILD_FOLDER TOP_SRCDIR, after a build with --coverage.
set -euo pipefail
top=$(cd "$2" && pwd)
cd "$1"
find . -name '*.gcda' -path './src/*' -print0 | sort -z |
    xargs -0 gcov --no-output --source-prefix "$top" --relative-only 2>/dev/null |
    awk '
        /^File / { gsub(/\x27/, "", $2); file = $2 }
        /^Lines executed:/ && file ~ /^src\/.*\.c$/ {
            split($2, share, /[:%]/)
            lines = $NF
            run = int(share[2] * lines / 100 + 0.5)
            printf "%6.1f%% of %5d  %s\n", share[2], lines, file
            split(file, path, "/")
            folder[path[2]] += lines; folder_run[path[2]] += run
            all += lines; all_run += run
            file = ""
        }
        END {
            print ""
            for (name in folder) printf "%6.1f%% of %5d  src/%s\n", 100 * folder_run[name] / folder[name], folder[name], name | "sort -k4"
            close("sort -k4")
            if (all) printf "%6.1f%% of %5d  in all\n", 100 * all_run / all, all
        }'
