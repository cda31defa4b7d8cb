#!/usr/bin/env python3
"""Plants one kind of reporting inconsistency in one council's published return at a time, runs `probity compare` over all
councils, and counts how often the planted council stands out. Plain Python; prints the table of doc/comparability.md.

    PROBITY=build/probity PROBITY_DATA=. PROBITY_SHARED=FOLDER python3 bench/planted.py [--years 2018] [--every 1] [--jobs 2]

--years 2018 plants in 2017-18, with 2016-17 as the year before. --years 2016 plants in 2015-16, with 2014-15 before: the
statement had the same lines under other numbers, and is given as one of 2017-18 with its year before. That is what thresholds
were chosen on. --every N takes each N-th eligible council; --kinds A,B some kinds only; --save FILE keeps what was
marked, and --load FILE makes the table of it again.
"""
import argparse
import csv
import json
import os
import subprocess
import sys
import tempfile
from concurrent.futures import ThreadPoolExecutor

PARTS = ["own", "private", "other_public", "voluntary"]
INCOME = ["income", "grants_inside_aef", "grants_outside_aef"]
COLUMNS = PARTS + ["total"] + INCOME
SECTIONS = {"3.0.5": 4, "3.1.11": 10, "3.3.4": 3, "3.4.6": 5, "3.5.3": 2}  # how many lines each sums
LEAVES = [f"{section.rpartition('.')[0]}.{n}" for section, count in SECTIONS.items() for n in range(1, count + 1)]
LEAVES += ["3.2.1", "3.6.1"]
OLD_LINES = dict(zip(  # of the statement until 2015-16
    [str(n) for n in range(1, 33)],
    "3.0.1 3.0.2 3.0.3 3.0.4 3.0.5 3.1.1 3.1.2 3.1.3 3.1.4 3.1.5 3.1.6 3.1.7 3.1.8 3.1.9 3.1.10 3.1.11 3.2.1 3.3.1 3.3.2 "
    "3.3.3 3.3.4 3.4.1 3.4.2 3.4.3 3.4.4 3.4.5 3.4.6 3.5.1 3.5.2 3.5.3 3.6.1 4.0.1".split()))


# ---- returns ------------------------------------------------------------------------------------------------------------

def read_returns(path, year):
    """{(year, authority): {line: {column: amount}}} of a year and the one before, and names. Totals are made anew."""
    returns, names = {}, {}
    with open(path, newline="", encoding="utf-8-sig") as file:
        for row in csv.DictReader(file):
            at = int(row["year_end"])
            line = row["line"] if at >= 2017 else OLD_LINES.get(row["line"])
            if at not in (year - 1, year) or line not in LEAVES + ["4.0.1"]:
                continue
            names[row["la"]] = row["la_name"]
            cells = {column: float(row[column] or 0) for column in COLUMNS}
            returns.setdefault((at, row["la"]), {}).setdefault(line, cells)
    return returns, names


def add(a, b):
    return {column: a[column] + b[column] for column in COLUMNS}


def with_totals(lines):
    nothing = dict.fromkeys(COLUMNS, 0.0)
    made = {line: lines.get(line, nothing) for line in LEAVES + ["4.0.1"]}
    for section, count in SECTIONS.items():
        made[section] = nothing
        for n in range(1, count + 1):
            made[section] = add(made[section], made[f"{section.rpartition('.')[0]}.{n}"])
    made["5.0.2"] = nothing
    for line in list(SECTIONS) + ["3.2.1", "3.6.1"]:
        made["5.0.2"] = add(made["5.0.2"], made[line])
    made["5.0.3"] = add(made["5.0.2"], made["4.0.1"])
    return made


def write_return(year, authority, name, lines):
    """The rows of one return, as text. What was planted in 2015-16 is given as 2017-18."""
    out = []
    for line, cells in with_totals(lines).items():
        total_only = line in ("3.6.1", "4.0.1", "5.0.2", "5.0.3")
        amounts = ["" if total_only and column in PARTS else f"{cells[column]:.2f}" for column in COLUMNS]
        current = cells["total"] - cells["income"]
        net = current - cells["grants_inside_aef"] - cells["grants_outside_aef"]
        out.append(",".join([str(year), authority, f'"{name}"', line, *amounts[:6], f"{current:.2f}", *amounts[6:],
                             f"{net:.2f}"]))
    return "\n".join(out) + "\n"


HEADER = "year_end,la,la_name,line,own,private,other_public,voluntary,total,income,net_current,grants_inside_aef," \
         "grants_outside_aef,net_revenue\n"


# ---- kinds of inconsistency ---------------------------------------------------------------------------------------------
# A plant changes a return, or answers None where it has too little of what is to be moved. It says which lines it touched.

def amount_of(lines, line, column="total"):
    return lines.get(line, {}).get(column, 0.0)


def income_of(lines, line):
    return sum(amount_of(lines, line, column) for column in INCOME)


def spending_of(lines):
    return sum(amount_of(lines, line) for line in LEAVES)


def move(lines, source, target, share=1.0):
    made = dict(lines)
    moved = {column: round(share * value) if share < 1 else value for column, value in lines[source].items()}
    made[source] = {column: value - moved[column] for column, value in lines[source].items()}
    made[target] = add(lines.get(target, dict.fromkeys(COLUMNS, 0.0)), moved)
    return made


def move_line(source, target, share=1.0, least=100000):
    def plant(lines, before, seed):
        return None if share * amount_of(lines, source) < least else (move(lines, source, target, share), [source, target])
    return plant


def overheads_to_strategy(lines, before, seed):
    """5 % of every other line."""
    if amount_of(lines, "3.3.2") >= 0.05 * spending_of(lines):
        return None
    made = lines
    for line in LEAVES:
        if line != "3.3.2" and amount_of(lines, line) > 0 and line != "3.6.1":
            made = move_costs(made, line, "3.3.2", 0.05)
    return made, ["3.3.2"]


def move_costs(lines, source, target, share):
    """Costs without their income."""
    made = dict(lines)
    moved = {column: round(share * value) if column in PARTS else 0.0 for column, value in lines[source].items()}
    moved["total"] = sum(moved[column] for column in PARTS)
    made[source] = {column: value - moved[column] for column, value in lines[source].items()}
    made[target] = add(lines.get(target, dict.fromkeys(COLUMNS, 0.0)), moved)
    return made


def strategy_spread(lines, before, seed):
    """3.3.2 spread over the services, by their size."""
    cost = lines.get("3.3.2", {})
    others = [line for line in LEAVES if line not in ("3.3.2", "3.6.1") and amount_of(lines, line) > 0]
    if cost.get("total", 0) < 100000:
        return None
    whole = sum(amount_of(lines, line) for line in others)
    made = dict(lines)
    made["3.3.2"] = dict.fromkeys(COLUMNS, 0.0)
    for line in others:
        share = amount_of(lines, line) / whole
        made[line] = add(lines[line], {column: round(share * value) for column, value in cost.items()})
    return made, ["3.3.2"]


def change_sector(line, share, source, target, least_share):
    """A share of what the line has in one column goes to another."""
    def plant(lines, before, seed):
        has = amount_of(lines, line, source)
        moved = min(has, round(share * amount_of(lines, line)))
        if moved < 250000 or has < least_share * amount_of(lines, line):
            return None
        made = dict(lines)
        made[line] = {**lines[line], source: has - moved, target: amount_of(lines, line, target) + moved}
        return made, [line]
    return plant


def thousandth(cells):
    return {column: float(round(value / 1000)) for column, value in cells.items()}


def line_in_thousands(lines, before, seed):
    """One line of £500,000 or more; which, goes by the council's code."""
    large = [line for line in LEAVES if amount_of(lines, line) >= 500000]
    line = large[seed % len(large)] if large else None
    return ({**lines, line: thousandth(lines[line])}, [line]) if line else None


def return_in_thousands(lines, before, seed):
    return {line: thousandth(cells) for line, cells in lines.items()}, ["return"]


def grants_netted(lines, before, seed):
    """Income and grants of one line, taken from its total; £100,000 or more, and four fifths of the total or less."""
    able = [line for line in LEAVES if 100000 <= income_of(lines, line) <= 0.8 * amount_of(lines, line)]
    if not able:
        return None
    line = able[seed % len(able)]
    cells, income = lines[line], income_of(lines, line)
    left = 1 - income / cells["total"]
    made = {column: value * left for column, value in cells.items() if column in PARTS}
    return {**lines, line: {**dict.fromkeys(COLUMNS, 0.0), **made, "total": cells["total"] - income}}, [line]


KINDS = {
    "overheads put on 3.3.2": overheads_to_strategy,
    "3.3.2 spread over services": strategy_spread,
    "foster fees as private": change_sector("3.1.2", 0.41, "own", "private", 0.3),
    "homes' own provision as private": change_sector("3.1.1", 1.0, "own", "private", 0.2),
    "asylum on 3.1.5": move_line("3.1.10", "3.1.5"),
    "a line in £ thousand": line_in_thousands,
    "a return in £ thousand": return_in_thousands,
    "grants netted from a line": grants_netted,
    "short breaks 3.4.2 on 3.1.6": move_line("3.4.2", "3.1.6"),
    "short breaks 3.1.6 on 3.4.2": move_line("3.1.6", "3.4.2"),
    "family and friends on 3.1.2": move_line("3.1.7", "3.1.2"),
    "guardianship on 3.1.7": move_line("3.1.4", "3.1.7"),
    "half of leaving care on 3.1.5": move_line("3.1.9", "3.1.5", 0.5),
    "children's centres on 3.4.4": move_line("3.0.1", "3.4.4"),
    "half of family support on 3.3.1": move_line("3.4.4", "3.3.1", 0.5),
    "targeted youth on 3.5.1": move_line("3.5.2", "3.5.1"),
    "direct payments on 3.4.2": move_line("3.4.1", "3.4.2"),
}


TESTS_OF_YEAR = {"changed-since-last-year", "lines-swapped", "split-flipped", "income-netted", "units"}
TESTS_OF_PEERS = {"outlier", "share-of-total", "zero-where-peers-report", "reports-where-peers-do-not", "income-below-peers",
                  "split-unlike-peers", "lines-offset", "units", "costs-without-activity", "activity-without-costs"}


# ---- running ------------------------------------------------------------------------------------------------------------

class Runner:
    def __init__(self, year, folder):
        shared = os.environ["PROBITY_SHARED"] + "/data"
        self.folder, self.year = folder, year
        self.returns, self.names = read_returns(shared + "/s251/table_a1_outturn_2013-14_to_2017-18.csv", year)
        self.authorities = sorted({authority for at, authority in self.returns if at == year})
        self.rows = {}
        for (at, authority), lines in self.returns.items():
            self.rows[at, authority] = write_return(at + 2018 - year, authority, self.names[authority], lines)
        activity = shared + "/activity/"
        self.references = []
        for name, file in (("neighbours", "New_Statistical_Neighbour_Groupings_April_2021.csv"),
                           ("population", "ons_mid-year_population_estimates_2012_to_2024.csv"),
                           ("cla", "cla_2017_SFR50_CLA2017.csv"), ("cla", "cla_2018_CLA2018.csv"),
                           ("children_in_need", "b1_children_in_need_2013_to_2025.csv")):
            path = shorten(activity + file, folder) if name in ("population", "children_in_need") else activity + file
            self.references += ["--reference", f"{name}={path}"]

    def plant(self, kind, authority, standing):
        """The changed returns of a council by year, and the lines touched; None: not eligible."""
        before = self.returns.get((self.year - 1, authority))
        seed = int(authority)
        planted = KINDS[kind](self.returns[self.year, authority], before, seed)
        if planted is None:
            return None
        changed = {self.year: planted[0]}
        if standing:
            earlier = KINDS[kind](before, None, seed) if before else None
            if earlier is None or earlier[1] != planted[1]:
                return None
            changed[self.year - 1] = earlier[0]
        return changed, planted[1]

    def marks(self, changed, authority):
        """How strong every test of the year is: {authority: [figure]}."""
        text = [HEADER]
        for key, rows in self.rows.items():
            if key[1] == authority and key[0] in changed:
                rows = write_return(key[0] + 2018 - self.year, authority, self.names[authority], changed[key[0]])
            text.append(rows)
        with tempfile.NamedTemporaryFile("w", suffix=".csv", dir=self.folder, encoding="utf-8") as file:
            file.write("".join(text))
            file.flush()
            done = subprocess.run([os.environ["PROBITY"], "compare", file.name, "--period", "2017-18", *self.references,
                                   "--format", "csv", "--table", "strengths", "--threads", "1"], capture_output=True, text=True,
                                  check=False)
        if done.returncode:
            sys.exit(done.stderr)
        lines = done.stdout.splitlines()
        wanted = lines if not changed else [lines[0]] + [line for line in lines if f",{authority}," in line[:40]]
        marks = {}
        for row in csv.DictReader(wanted):
            found = {test: float(row[test]) for test in TESTS_OF_YEAR | TESTS_OF_PEERS if row[test]}
            if found:
                line = row["about_line"] or ("return" if row["kind"] == "return" else "")
                marks.setdefault(row["authority"], []).append({"code": row["code"], "line": line, "strengths": found})
        return marks


def shorten(path, folder):
    """Only the years that matter, since each run reads the file."""
    with open(path, newline="", encoding="utf-8-sig") as file:
        rows = list(csv.reader(file))
    made = os.path.join(folder, os.path.basename(path))
    with open(made, "w", newline="", encoding="utf-8") as file:
        csv.writer(file).writerows(row for n, row in enumerate(rows) if n == 0 or {"2016", "2017", "2018"} & set(row))
    return made


# ---- counting -----------------------------------------------------------------------------------------------------------

def evidence(kind, standing):
    """The tests that look for such a thing: among the councils, or since last year."""
    if "as private" in kind:
        tests = {"split-flipped", "split-unlike-peers"}
    elif "netted" in kind:
        tests = {"income-netted", "income-below-peers"}
    else:
        tests = {"share-of-total", "zero-where-peers-report", "activity-without-costs", "changed-since-last-year",
                 "lines-swapped", "lines-offset", "units"}
    return tests & (TESTS_OF_PEERS if standing else TESTS_OF_YEAR)


def strongest(figures, touched=None, tests=None):
    return max((strength for figure in figures if touched is None or figure["line"] in touched
                for test, strength in figure["strengths"].items() if tests is None or test in tests), default=0.0)


def threshold(strengths, share):
    """No more than that share of the strengths is above it."""
    ordered = sorted(strengths, reverse=True)
    return ordered[int(share * len(ordered) + 1e-9)]


def added(figures, unplanted):
    """What planting made: what was not there, or is a tenth stronger."""
    old = {(f["code"], test): strength for f in unplanted for test, strength in f["strengths"].items()}
    return [{**f, "strengths": {test: strength for test, strength in f["strengths"].items()
                                if strength > 1.1 * old.get((f["code"], test), 0.0)}} for f in figures]


class Counter:
    """Three meanings of a false alarm, each with its own threshold."""

    def __init__(self, base, authorities):
        self.base, self.authorities = base, authorities
        self.cells = [strongest(base.get(a, []), [line]) for a in authorities for line in LEAVES + ["return"]]
        self.councils = [strongest(base.get(a, [])) for a in authorities]

    def found(self, record, share):
        """By the tests for its kind on its lines; among all lines of all councils; among all councils."""
        touched, tests = record["touched"], evidence(record["kind"], record["standing"])
        new = added(record["marks"], self.base.get(record["authority"], []))
        others = [strongest(self.base.get(a, []), touched, tests) for a in self.authorities if a != record["authority"]]
        return (strongest(new, touched, tests) > threshold(others, share),
                strongest(new, touched) > threshold(self.cells, share),
                strongest(new) > threshold(self.councils, share))


SHARES = (0.01, 0.05)


def rates_of(records, counter):
    """Of each view, at each share of false alarms: the share found."""
    found = {share: [counter.found(r, share) for r in records] for share in SHARES}
    return [sum(f[view] for f in found[share]) / len(records) for view in range(3) for share in SHARES]


def report(records, base, authorities):
    counter = Counter(base, authorities)
    means = {False: [], True: []}
    columns = "councils | its lines, 1 % | 5 % | all lines, 1 % | 5 %"
    print(f"| kind | new: {columns} | standing: {columns} | most often by |")
    print("|---|" + "---:|" * 10 + "---|")
    for kind in KINDS:
        cells, of_kind = [], [r for r in records if r["kind"] == kind]
        for standing in (False, True):
            own = [r for r in of_kind if r["standing"] == standing]
            rates = rates_of(own, counter) if own else []
            cells += [str(len(own))] + ([f"{100 * rate:.0f}" for rate in rates[:4]] or ["–"] * 4)
            means[standing] += [rates] if own else []
        if of_kind:
            print(f"| {kind} | " + " | ".join(cells) + f" | {best_tests(of_kind, base)} |")
    mean = {standing: [f"{100 * sum(column) / len(rows):.0f}" for column in zip(*rows)] for standing, rows in means.items()}
    print("| mean | | " + " | ".join(mean[False][:4]) + " | | " + " | ".join(mean[True][:4]) + " | |")
    print("All councils, at 1 % and 5 %: new", *mean[False][4:], "standing", *mean[True][4:])


def best_tests(records, base):
    tests = {}
    for r in records:
        best = {}
        for figure in added(r["marks"], base.get(r["authority"], [])):
            if figure["line"] in r["touched"]:
                for test, strength in figure["strengths"].items():
                    best[test] = max(strength, best.get(test, 0))
        if best:
            test = max(sorted(best), key=best.get)
            tests[test] = tests.get(test, 0) + 1
    return ", ".join(sorted(tests, key=lambda test: -tests[test])[:2])


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--years", type=int, default=2018)
    parser.add_argument("--every", type=int, default=1)
    parser.add_argument("--jobs", type=int, default=2)
    parser.add_argument("--kinds", default="")
    parser.add_argument("--save")
    parser.add_argument("--load")
    options = parser.parse_args()
    if options.load:
        with open(options.load, encoding="utf-8") as file:
            kept = json.load(file)
        report(kept["records"], kept["base"], kept["authorities"])
        return
    with tempfile.TemporaryDirectory() as folder:
        runner = Runner(options.years, folder)
        base = runner.marks({}, "")
        work = []
        for kind in KINDS:
            if options.kinds and not any(part in kind for part in options.kinds.split(",")):
                continue
            for standing in (False, True):
                able = [(authority, runner.plant(kind, authority, standing)) for authority in runner.authorities]
                able = [pair for pair in able if pair[1] is not None]
                work += [(kind, standing, authority, plant) for authority, plant in able[::options.every]]

        def run(item):
            kind, standing, authority, (changed, touched) = item
            marks = runner.marks(changed, authority).get(authority, [])
            return {"kind": kind, "standing": standing, "authority": authority, "touched": touched, "marks": marks}
        with ThreadPoolExecutor(options.jobs) as pool:
            records = list(pool.map(run, work))
        if options.save:
            with open(options.save, "w", encoding="utf-8") as file:
                json.dump({"base": base, "records": records, "authorities": runner.authorities}, file)
        report(records, base, runner.authorities)


main()
