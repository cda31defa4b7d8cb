#!/usr/bin/env bash
# Which folder includes what: a folder may include only from itself and the folders above it in `order`, and some from
# fewer. Libraries that one folder hides from the rest may be included only there. Prints each breach; one argument:
# the top of the source tree.
set -u
cd "${1:-$(dirname "$0")/..}" || exit 2

# shellcheck disable=SC2016
awk_program='
function above(folder,    i, list) {
    for (i = 1; i <= count; i++) {
        list = list " " order[i]
        if (order[i] == folder) break
    }
    return list " "
}
function breach(message) {
    printf "%s:%d: %s\n", FILENAME, FNR, message
    broken = 1
}
function only_in(pattern, files) {
    if ($0 ~ pattern && FILENAME ~ /^src\// && FILENAME !~ files) breach("only " files " may include this: " $0)
}
BEGIN {
    count = split("base finding format table schema intake plan rule exec compare report engine cli", order)
    for (i = 1; i <= count; i++) allowed[order[i]] = above(order[i])
    allowed["exec"] = " base finding table plan exec "
    allowed["report"] = " base finding format compare report "
    allowed["whole"] = allowed["engine"]
    allowed["fuzz"] = allowed["engine"]
}
FNR == 1 {
    parts = split(FILENAME, path, "/")
    folder = path[parts - 1]
}
/^[ \t]*#[ \t]*include[ \t]*"/ {
    split($0, quoted, "\"")
    split(quoted[2], name, "/")
    if (FILENAME ~ /^src\// && quoted[2] !~ /\//) breach("give the path from src: " quoted[2])
    else if (FILENAME !~ /^src\// && name[1] == "..") next # what tests and fuzzing share
    else if (quoted[2] ~ /\// && index(allowed[folder], " " name[1] " ") == 0)
        breach(folder " may not include " quoted[2])
    if (quoted[2] == "format/yaml.h" && FILENAME ~ /^src\// && FILENAME !~ /^src\/format\/|(_|\/)load\.[ch]$/)
        breach("YAML ends in load.c and the *_load.c files")
}
/^[ \t]*#[ \t]*include[ \t]*</ {
    only_in("<libxml/", "^src/format/xml[a-z_]*[.][ch]$")
    only_in("<yaml[.]h>", "^src/format/yaml[a-z_]*[.]c$")
    only_in("<openssl/", "^src/base/hash[a-z0-9_]*[.]c$")
    only_in("<pthread[.]h>|<threads[.]h>", "^src/base/parallel[a-z_]*[.]c$")
    only_in("<signal[.]h>|<sys/wait[.]h>|<sys/socket[.]h>", "^src/cli/[a-z_]*[.]c$")
    only_in("<sys/mman[.]h>", "^src/base/[a-z_]*[.]c$")
}
END { exit broken }'

if find src tests/unit tests/whole fuzz -name '*.[ch]' -print0 | sort -z | xargs -0 awk "$awk_program"; then
    echo "layers: in order"
else
    echo "layers: BROKEN"
    exit 1
fi
