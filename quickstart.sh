#!/usr/bin/env bash
# From a fresh Debian 12 to a checked return:
#
#   ./quickstart.sh         installs what is missing, builds Probity in build/, and checks an example return
#   ./quickstart.sh test    installs and builds likewise, and runs the tests
#
# It installs Debian packages, with apt-get (through sudo when not run as root), and says which before it does. For the tests
# of HTML reports it installs Chromium and, with npm, two packages in tests/browser/node_modules; where these are not to be had,
# these tests are skipped.
set -euo pipefail
cd "$(dirname "$0")"
export LC_ALL=C.UTF-8

packages=(gcc libc6-dev make autoconf automake pkgconf libxml2-dev libpcre2-dev libyaml-dev libssl-dev libzip-dev check)
browser_packages=(chromium fonts-liberation)
example=examples/s251-outturn-2023-24-with-mistakes.csv

say() { printf '\n== %s\n' "$*"; }

is_installed() {
    [ "$(dpkg-query -W -f='${db:Status-Status}' "$1" 2>/dev/null)" = installed ]
}

as_root() {
    if [ "$(id -u)" -eq 0 ]; then
        "$@"
    elif command -v sudo >/dev/null; then
        sudo "$@"
    else
        echo "This needs root, and there is no sudo. As root, run: $*" >&2
        exit 2
    fi
}

# install_missing PACKAGE…
install_missing() {
    local missing=() package
    if ! command -v dpkg-query >/dev/null; then
        say "This is not Debian: if the build stops, install what it lacks: $*"
        return
    fi
    for package in "$@"; do
        is_installed "$package" || missing+=("$package")
    done
    if [ ${#missing[@]} -eq 0 ]; then
        say "All Debian packages that are needed are installed"
        return
    fi
    say "Installing Debian packages: ${missing[*]}"
    local install=(env DEBIAN_FRONTEND=noninteractive apt-get install -q -y --no-install-recommends "${missing[@]}")
    # The lists of packages may not be there at all, or be so old that a download fails: then fetch them.
    if ! apt-get install -q -s "${missing[@]}" >/dev/null 2>&1 || ! as_root "${install[@]}"; then
        as_root apt-get -q update
        as_root "${install[@]}"
    fi
}

# Node may have come from elsewhere.
prepare_browser() {
    command -v node >/dev/null || browser_packages+=(nodejs)
    command -v npm >/dev/null || browser_packages+=(npm)
    install_missing "${browser_packages[@]}"
    say "Installing what the tests of HTML reports need: npm ci in tests/browser"
    npm ci --prefix tests/browser --ignore-scripts --no-audit --no-fund
}

build() {
    say "Building in build/"
    if [ ! -x configure ] || [ configure.ac -nt configure ] || [ ! -f Makefile.in ]; then
        ./autogen.sh
    fi
    mkdir -p build
    if [ ! -f build/Makefile ]; then
        (cd build && ../configure --quiet)
    fi
    make --no-print-directory -C build -j"$(nproc)"
}

check_example() {
    say "Checking an example return with mistakes in it: probity check $example"
    local status=0
    PROBITY_DATA=$PWD build/probity check "$example" || status=$?
    case $status in
    1)
        say "Exit code 1: the return has findings that must be put right, as this example is meant to have"
        echo "Now check a return of your own: PROBITY_DATA=$PWD build/probity check FILE"
        echo "Or install it: (cd build && sudo make install), and then: probity check FILE"
        ;;
    *)
        say "The example should have ended with exit code 1, but the exit code is $status"
        exit 1
        ;;
    esac
}

case ${1:-} in
"" | test) ;;
*)
    sed -n '2,9s/^# \{0,1\}//p' "$0"
    exit 2
    ;;
esac
install_missing "${packages[@]}"
build
if [ "${1:-}" = test ]; then
    (prepare_browser) || say "HTML reports will not be tested in a browser: what that needs could not be installed"
    say "Running the tests"
    make --no-print-directory -C build -j"$(nproc)" check
else
    check_example
fi
