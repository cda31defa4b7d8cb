#!/usr/bin/env python3
"""Makes two years of twenty councils that do not exist (in this folder), and what is published about them (../published).

Each council is the example council (999) made larger or smaller, with every service and every provider's share moved a
little. Two of them do not report as the others do; README.md of the examples says how. Same input, same files.
"""
import csv
import math
import pathlib
import random

HERE = pathlib.Path(__file__).parent
COUNCILS = [str(code) for code in range(970, 990)]
YEARS = ["2022-23", "2023-24"]
GROWTH = {"2022-23": 1.0, "2023-24": 1.09}
PARTS = ["own", "private", "other_public", "voluntary"]
# A total, and the lines that it is the sum of.
TOTALS = {
    "3.0.5": ["3.0.1", "3.0.2", "3.0.3", "3.0.4"],
    "3.1.11": ["3.1.1", "3.1.2a", "3.1.2b", "3.1.3", "3.1.4", "3.1.5", "3.1.6", "3.1.7", "3.1.8", "3.1.9", "3.1.10"],
    "3.3.4": ["3.3.1", "3.3.2", "3.3.3"],
    "3.4.6": ["3.4.1", "3.4.2", "3.4.3", "3.4.4", "3.4.5"],
    "3.5.3": ["3.5.1", "3.5.2"],
    "5.0.2": ["3.0.5", "3.1.11", "3.2.1", "3.3.4", "3.4.6", "3.5.3", "3.6.1"],
    "5.0.3": ["5.0.2", "4.0.1"],
}
AMOUNTS = PARTS + ["total", "income", "net_current", "grants_inside_aef", "grants_outside_aef", "net_revenue"]


def number(text):
    return None if text == "x" else int(text)


def settle(line):
    """What can be worked out of the other amounts of a line."""
    if line["own"] is not None:
        line["total"] = sum(line[part] for part in PARTS)
    if line["income"] is not None:
        line["net_current"] = line["total"] - line["income"]
    if line["net_revenue"] is not None:
        line["net_revenue"] = line["net_current"] - line["grants_inside_aef"] - line["grants_outside_aef"]


def add_up(lines):
    for total, of in TOTALS.items():
        for name in AMOUNTS:
            if lines[total][name] is not None:
                lines[total][name] = sum(lines[part][name] or 0 for part in of)


def vary(lines, size, draw, again):
    """`draw` gives what is the council's own in both years, `again` what is one year's."""
    for code, line in lines.items():
        if code in TOTALS:
            continue
        level = size * math.exp(draw.gauss(0, 0.16) + again.gauss(0, 0.04))
        for name in AMOUNTS:
            if line[name] is not None:
                line[name] = round(line[name] * level * math.exp(draw.gauss(0, 0.12) + again.gauss(0, 0.02)))
        settle(line)


def report_otherwise(code, year, lines):
    """976 shows its foster carers' fees as private provision; 983 has put its overheads on social work in 2023-24."""
    if code == "976":
        fees = lines["3.1.2b"]
        fees["private"] += fees["own"]
        fees["own"] = 0
    if code == "983" and year == "2023-24":
        for name in AMOUNTS:
            lines["3.3.1"][name] += lines["3.3.2"][name]
            lines["3.3.2"][name] = 0


def make_returns(base, children):
    made = {year: [] for year in YEARS}
    for code in COUNCILS:
        draw = random.Random(f"council {code}")
        size = math.exp(draw.uniform(-0.9, 0.8))
        children[code] = round(62000 * size * math.exp(draw.gauss(0, 0.05)), -2)
        for year in YEARS:
            lines = {line["line"]: {**line, **{name: number(line[name]) for name in AMOUNTS}} for line in base}
            vary(lines, size * GROWTH[year], random.Random(f"lines {code}"), random.Random(f"year {code} {year}"))
            report_otherwise(code, year, lines)
            add_up(lines)
            for line in lines.values():
                line["authority"], line["period"] = code, year
                made[year].append({name: "x" if value is None else value for name, value in line.items()})
    return made


def write(name, header, rows):
    with open(HERE.parent / name, "w", newline="", encoding="utf-8") as file:
        writer = csv.DictWriter(file, header, lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)


def make_counts(children):
    """Children in placements on 31 March, by the number of children in the area."""
    for code in COUNCILS + ["999"]:
        draw = random.Random(f"placements {code}")
        rate = 0.0071 * math.exp(draw.gauss(0, 0.12))
        for year in (2023, 2024):
            cared_for = children[code] * rate * math.exp(draw.gauss(0, 0.02))
            row = {"year": year, "authority": code, "looked_after": round(cared_for),
                   "fostered": round(cared_for * 0.67 * math.exp(draw.gauss(0, 0.03))),
                   "residential": round(cared_for * 0.13 * math.exp(draw.gauss(0, 0.08))),
                   "residential_schools": 0, "other_residential": 0, "asylum": round(cared_for * 0.06)}
            if code == "999" and year == 2024:
                row["residential"] = 14  # fewer than stand on the return's line for the year: see the tutorial
            yield row


def main():
    with open(HERE.parent / "s251-outturn-2022-23.csv", encoding="utf-8", newline="") as file:
        base = list(csv.DictReader(file))
    children = {"999": 62000}
    for year, rows in make_returns(base, children).items():
        write(f"councils/s251-outturn-{year}.csv", base[0].keys(), rows)
    write("published/population.csv", ["year", "authority", "children"],
          [{"year": year, "authority": code, "children": int(children[code])}
           for code in COUNCILS + ["999"] for year in (2022, 2023)])
    counts = list(make_counts(children))
    write("published/children-looked-after.csv", counts[0].keys(), counts)
    ring = sorted(COUNCILS + ["999"], key=lambda code: children[code])
    write("published/neighbours.csv", ["authority"] + [f"n{n}" for n in range(1, 11)],
          [{"authority": code, **{f"n{n}": near for n, near in enumerate(
              sorted((other for other in ring if other != code),
                     key=lambda other: (abs(children[other] - children[code]), other))[:10], 1)}}
           for code in sorted(ring)])


if __name__ == "__main__":
    main()
