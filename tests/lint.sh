#!/usr/bin/env bash
# Everything that can be said of the sources without running them. One argument: the top of the source tree. From the
# environment: LISTED (see lists.sh) and LINT_CPPFLAGS (where the libraries' headers are).
set -u
cd "$1" || exit 2
export LC_ALL=C.UTF-8
failed=()

# step NAME COMMAND…
step() {
    local name=$1
    shift
    echo "lint: $name"
    if ! command -v "$1" >/dev/null; then
        echo "$1 is not installed"
        failed+=("$name")
    elif ! "$@"; then
        failed+=("$name")
    fi
}

mapfile -t sources < <(find src tests fuzz bench -name '*.c' | sort)
mapfile -t headers < <(find src tests fuzz bench -name '*.h' | sort)
mapfile -t scripts < <(find . -path './.git' -prune -o -path './*build*' -prune -o -name node_modules -prune -o -name '*.sh' -print | sort)
read -ra flags <<<"-std=c11 -D_POSIX_C_SOURCE=200809L -Isrc -Itests/whole ${LINT_CPPFLAGS:-}"
flags+=('-DPROBITY_DATADIR=""')

# The program's own sources, in two processes that take turns, so that neither has all the long files. It is by far the
# slowest step: tests are left to the compilers' warnings, cppcheck and the sanitizers.
tidy() {
    local log status=0 pids=() part file number=0
    local even=() odd=()
    log=$(mktemp -d)
    for file in "${sources[@]}"; do
        [[ $file == src/* ]] || continue
        if ((number++ % 2)); then odd+=("$file"); else even+=("$file"); fi
    done
    clang-tidy --quiet --warnings-as-errors='*' "${even[@]}" -- "${flags[@]}" >"$log/even" 2>&1 &
    pids+=($!)
    clang-tidy --quiet --warnings-as-errors='*' "${odd[@]}" -- "${flags[@]}" >"$log/odd" 2>&1 &
    pids+=($!)
    for part in "${pids[@]}"; do
        wait "$part" || status=1
    done
    cat "$log"/* | grep -v -E '^[0-9]+ warnings? |^Suppressed |^Use -header-filter|^Use -system-headers'
    rm -rf "$log"
    return "$status"
}

step "layers" bash tests/layers.sh .
step "lists" bash tests/lists.sh .
step "length and complexity" awk -f tests/metrics.awk "${sources[@]}" "${headers[@]}"
step "clang-format" clang-format --dry-run -Werror "${sources[@]}" "${headers[@]}"
step "shellcheck" shellcheck -x autogen.sh .ci/run "${scripts[@]}"
step "cppcheck" cppcheck --quiet --error-exitcode=1 --std=c11 --inline-suppr --enable=warning,portability \
    --suppress=missingIncludeSystem --suppress=internalAstError \
    --suppress=identicalInnerCondition -D__GNUC__ -Isrc -j 2 src fuzz
if command -v clang-tidy >/dev/null; then
    step "clang-tidy" tidy
else
    step "clang-tidy" clang-tidy
fi

if [ ${#failed[@]} -gt 0 ]; then
    echo "lint: FAILED: ${failed[*]}"
    exit 1
fi
echo "lint: clean"
