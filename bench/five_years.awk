# Makes a national file of the Section 251 outturn, table A1, of five years out of the published one, whose last two years
# are of the lines that the schema has: 2016-17 and 2017-18 stay as they are, and 2018-19 to 2020-21 follow from 2017-18, where
# each line of each council moves by up to a tenth a year. Foster care is two lines from 2018-19. Lines that are sums are the
# sums of what they are made of.
#
#     awk -v ro3=RO3.csv -v cla=CLA.csv -f five_years.awk CLA2018.csv table_a1_outturn.csv > five_years.csv
#
# RO3.csv and CLA.csv get made-up figures of the same councils for the same three years, so that every indicator can be worked
# out in them: a revenue outturn that is close to the statement, and children looked after on 31 March.

BEGIN {
    FS = OFS = ","
    seed = 20181
    header = "own,private,other_public,voluntary,total,income,net_current,grants_inside_aef,grants_outside_aef,net_revenue"
    amounts = split(header, names)
    print "year_end,la,la_name,line," header
}

# From 0 up to 1; the same numbers on every machine.
function chance() {
    seed = (seed * 16807) % 2147483647
    return seed / 2147483647
}

# Commas within quotation marks end no field.
function unquote(    text) {
    text = $0
    while (match(text, /"[^"]*"/)) {
        text = substr(text, 1, RSTART - 1) substr(text, RSTART + RLENGTH)
    }
    $0 = text
}

# ---- children looked after ----

FNR == 1 { file++ }

file == 1 && FNR == 1 {
    for (i = 1; i <= NF; i++) {
        at[$i] = i
    }
    print "authority,year,looked_after,during_year,fostered,residential,residential_schools,other_residential,asylum," \
          "own_provision,private,voluntary" > cla
    counts = split("CLA_Mar2018 CLA_2018 CLA_Fost CLA_Secure CLA_RSch CLA_Ores CLA_UASC2018 CLA_OwnP CLA_Priv CLA_Vol", \
                   counted, " ")
}
file == 1 && $at["geog_l"] == "LA" {
    for (year = 2019; year <= 2021; year++) {
        text = $at["geog_c"] OFS year
        for (c = 1; c <= counts; c++) {
            count = $at[counted[c]]
            text = text OFS (count ~ /^[0-9]+$/ ? int(count * (0.9 + 0.2 * chance()) + 0.5) : "x")
        }
        print text > cla
    }
}
file == 1 { next }

# ---- the statement ----

FNR > 1 && $1 >= 2017 {
    unquote()
    line = $6
    for (a = 1; a <= amounts; a++) {
        value[a] = $(NF - amounts + a)
    }
    write($1, $2, $3, line)
    if ($1 == 2018) {
        if (!($2 in known)) {
            known[$2] = ++councils
            council[councils] = $2
            name[$2] = $3
        }
        later($2, line)
    }
}

function write(year, la, la_name, line,    text, a) {
    text = year OFS la OFS la_name OFS line
    for (a = 1; a <= amounts; a++) {
        text = text OFS value[a]
    }
    print text
}

function total_of(line) {
    return line ~ /^3\.0\./ ? "3.0.5" : line ~ /^3\.1\./ ? "3.1.11" : line ~ /^3\.3\./ ? "3.3.4" : \
           line ~ /^3\.4\./ ? "3.4.6" : line ~ /^3\.5\./ ? "3.5.3" : "5.0.2"
}

function is_sum(line) {
    return line ~ /^(3\.0\.5|3\.1\.11|3\.3\.4|3\.4\.6|3\.5\.3|5\.0\.2|5\.0\.3)$/
}

# Keeps what is to be moved by years: sums are worked out at the end.
function later(la, line) {
    if (is_sum(line)) {
        return
    }
    if (line == "3.1.2") {
        keep(la, "3.1.2a", 0.4)
        keep(la, "3.1.2b", 0.6)
    } else {
        keep(la, line, 1)
    }
}

function keep(la, line, share,    a, n) {
    n = ++lines[la]
    line_of[la, n] = line
    for (a = 1; a <= amounts; a++) {
        kept[la, n, a] = value[a] == "" ? "" : value[a] * share
    }
}

function rounded(amount) {
    return amount < 0 ? -int(0.5 - amount) : int(amount + 0.5)
}

function add(to, a) {
    if (value[a] != "") {
        sums[to, a] += value[a]
    }
}

# One line a year later, in whole pounds: what is worked out of other columns is worked out of them.
function move(la, n,    line, factor, a) {
    line = line_of[la, n]
    factor = 0.9 + 0.25 * chance()
    for (a = 1; a <= amounts; a++) {
        kept[la, n, a] = kept[la, n, a] == "" ? "" : kept[la, n, a] * factor
        value[a] = kept[la, n, a] == "" ? "" : rounded(kept[la, n, a])
    }
    if (value[1] != "") {
        value[5] = value[1] + value[2] + value[3] + value[4]
        value[10] = value[5] - value[6] - value[8] - value[9]
    }
    if (value[6] != "") {
        value[7] = value[5] - value[6]
    }
    for (a = 1; a <= amounts; a++) {
        add(line, a)
        if (line !~ /^[48]/) {
            add(total_of(line), a)
        }
    }
    for (a = 5; a <= 7 && line !~ /^8/; a++) {
        if (line !~ /^4/ && total_of(line) != "5.0.2") {
            add("5.0.2", a)
        }
        add("5.0.3", a)
    }
}

function write_sum(year, la, line, first, last,    a) {
    for (a = 1; a <= amounts; a++) {
        value[a] = a < first || a > last ? "" : sums[line, a] + 0
    }
    write(year, la, name[la], line)
}

# About what stands in a column of a line, in whole thousands.
function near(line, a) {
    return rounded(sums[line, a] * (0.9 + 0.2 * chance()) / 1000) * 1000
}

function write_year(year, la,    n) {
    split("", sums)
    for (n = 1; n <= lines[la]; n++) {
        move(la, n)
        write(year, la, name[la], line_of[la, n])
    }
    write_sum(year, la, "3.0.5", 1, amounts)
    write_sum(year, la, "3.1.11", 1, amounts)
    write_sum(year, la, "3.3.4", 1, amounts)
    write_sum(year, la, "3.4.6", 1, amounts)
    write_sum(year, la, "3.5.3", 1, amounts)
    write_sum(year, la, "5.0.2", 5, 7)
    write_sum(year, la, "5.0.3", 5, 7)
    print la, year, near("3.0.5", 5), near("3.1.11", 5), near("3.2.1", 5), near("3.4.6", 5), near("3.6.1", 5), \
          near("3.3.4", 5), near("3.1.10", 5), near("3.5.3", 5), near("5.0.2", 5), near("5.0.2", 7) > ro3
}

END {
    print "authority,year,line_10_gross,line_13_gross,line_15_gross,line_22_gross,line_23_gross,line_25_gross," \
          "line_26_gross,line_27_gross,line_30_gross,line_30_net" > ro3
    for (year = 2019; year <= 2021; year++) {
        for (c = 1; c <= councils; c++) {
            write_year(year, council[c])
        }
    }
}
