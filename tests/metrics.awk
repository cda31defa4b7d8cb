# Length of functions and files, and complexity of functions. A function opens with "{" and ends with "}" in the first
# column, as .clang-format has it. Complexity is 1 and one for each if, for, while, switch, &&, || and ?; the cases of
# a switch are not counted, since a dispatch has one line each. Prints what is over the ceilings.
BEGIN {
    function_most = 60
    file_most = 600
    complexity_most = 15
}

function over(file, line, message) {
    printf "%s:%d: %s\n", file, line, message
    broken = 1
}

function end_of_file() {
    if (lines > file_most) over(file, lines, lines " lines, more than " file_most)
}

# Without strings, characters and comments.
function bare(text) {
    gsub(/\\./, "", text)
    gsub(/"[^"]*"/, "\"\"", text)
    gsub(/'[^']*'/, "0", text)
    gsub(/\/\*([^*]|\*+[^*\/])*\*+\//, " ", text)
    sub(/\/\/.*/, "", text)
    if (in_comment) {
        if (text !~ /\*\//) return ""
        sub(/^.*\*\//, "", text)
        in_comment = 0
    }
    if (text ~ /\/\*/) {
        sub(/\/\*.*/, "", text)
        in_comment = 1
    }
    return text
}

function count(text, pattern) { return gsub(pattern, "&", text) }

FNR == 1 {
    if (file != "") end_of_file()
    file = FILENAME
    inside = in_comment = 0
}
{
    lines = FNR
    text = bare($0)
}
$0 == "{" {
    inside = 1
    start = signature
    complexity = 1
    next
}
inside && /^}/ {
    size = FNR - start + 1
    if (size > function_most) over(FILENAME, start, name " has " size " lines, more than " function_most)
    if (complexity > complexity_most)
        over(FILENAME, start, name " has a complexity of " complexity ", more than " complexity_most)
    inside = 0
    next
}
inside && text !~ /^[ \t]*#/ {
    padded = " " text " "
    complexity += count(padded, "[^A-Za-z0-9_](if|for|while|switch)[^A-Za-z0-9_]") + count(text, "&&|[|][|]|[?]")
}
!inside && /^[A-Za-z_].*\(/ {
    signature = FNR
    name = text
    sub(/\(.*/, "", name)
    sub(/^.*[ *]/, "", name)
    if (name ~ /^[A-Z_]+$/ && match(text, /\([A-Za-z0-9_]+/)) name = substr(text, RSTART + 1, RLENGTH - 1)
}
END {
    end_of_file()
    exit broken
}
