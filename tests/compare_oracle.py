"""Works the statistics of `probity compare` out again, from the values in its CSV tables alone, and holds them against what
it says. Plain Python: nothing but the standard library, and no line of it comes from the program.

Arguments: the tables figures, subjects and profiles as CSV files; the reference file of neighbours, with the columns
authority and n1 to n10, or "region" or "all"; the tables amounts and strengths.
"""
import csv
import math
import statistics
import sys

TOLERANCE = 1e-9
OUTLIER = 3.5
COUNCILS_LEAST = 10
PEERS_LEAST = 5
START_OF_SHARES, LEAST_OF_RATIOS, LEAST_OF_POINTS = 0.0005, 0.05, 0.02
NINETEEN_IN_TWENTY = statistics.NormalDist().inv_cdf(0.975)

compared = 0
wrong = []


def check(what, got, expected):
    """Both are numbers or None; close enough, by size, is equal."""
    global compared
    compared += 1
    if (got is None) != (expected is None) or (
        got is not None and abs(got - expected) > TOLERANCE * max(1.0, abs(expected))
    ):
        wrong.append(f"{what}: {got}, and should be {expected}")


def number(text):
    return float(text) if text else None


def quantile(values, share):
    ordered = sorted(values)
    place = (len(ordered) - 1) * share
    below = math.floor(place)
    above = min(below + 1, len(ordered) - 1)
    return ordered[below] * (1 - (place - below)) + ordered[above] * (place - below)


def median(values):
    return quantile(values, 0.5)


def scale(values, least):
    """Centre, sigma, and by what: the MAD, the tail, the least that matters, or nothing."""
    if not values:
        return None, None, ""
    centre = median(values)
    distances = [abs(value - centre) for value in values]
    sigma, by = max((1.4826 * median(distances), "mad"), (quantile(distances, 0.95) / NINETEEN_IN_TWENTY, "tail"),
                    (least, "least"), key=lambda pair: pair[0])  # of equal ones the first
    return (centre, sigma, by) if sigma > 0 else (None, None, "")


def ranks(values):
    ordered = sorted(values)
    first, last = {}, {}
    for place, value in enumerate(ordered, 1):
        first.setdefault(value, place)
        last[value] = place
    return [(first[value] + last[value]) / 2 for value in values]


def correlation(xs, ys):
    rx, ry = ranks(xs), ranks(ys)
    mx, my = math.fsum(rx) / len(rx), math.fsum(ry) / len(ry)
    xx = math.fsum((x - mx) ** 2 for x in rx)
    yy = math.fsum((y - my) ** 2 for y in ry)
    return math.fsum((x - mx) * (y - my) for x, y in zip(rx, ry)) / math.sqrt(xx * yy) if xx and yy else None


def read(path):
    with open(path, newline="", encoding="utf-8") as file:
        return list(csv.DictReader(file))


def read_peers(how, profiles):
    if how not in ("region", "all"):
        lists = {}
        for row in read(how):
            lists[row["authority"]] = [row[f"n{n}"] for n in range(1, 11) if row[f"n{n}"]]
        return lambda authority: lists.get(authority, [])
    region = {row["authority"]: row["region"] for row in profiles}
    return lambda authority: [
        other for other in region if other != authority and (how == "all" or region[other] == region[authority] != "")
    ]


def on_scale(value, ratios, start):
    if value is None or not ratios:
        return value
    return math.log(value + start) if value + start > 0 else None


def check_subject(rows, subject, peers_of, last_year):
    """One figure of one collection and period."""
    name = f'{subject["period"]} {subject["kind"]} {subject["code"]}'
    ratios = subject["compared_by"] == "ratios"
    start, least = float(subject["start"]), float(subject["least_sigma"])
    expected = (START_OF_SHARES, LEAST_OF_RATIOS) if subject["kind"] == "line" else (
        0, LEAST_OF_RATIOS if ratios else LEAST_OF_POINTS if subject["unit"].startswith("%") else least)
    if (start, least) != expected:
        wrong.append(f"{name}: start and least sigma {start}, {least}, and should be {expected}")
    values = {row["authority"]: number(row["value"]) for row in rows}
    known = [value for value in values.values() if value is not None]
    scaled = {authority: on_scale(value, ratios, start) for authority, value in values.items()}
    usable = [value for value in scaled.values() if value is not None]
    for key, got in (
        ("known", len(known)),
        ("unknown", len(values) - len(known)),
        ("zeros", sum(value == 0 for value in known)),
        ("left_out", len(known) - len(usable)),
    ):
        check(f"{name}: {key}", number(subject[key]), float(got))
    for key, share in (("least", 0), ("p5", 0.05), ("q1", 0.25), ("median", 0.5), ("q3", 0.75), ("p95", 0.95), ("greatest", 1)):
        check(f"{name}: {key}", number(subject[key]), quantile(known, share) if known else None)
    centre, sigma, by = scale(usable, least)
    check(f"{name}: centre", number(subject["centre"]), centre)
    check(f"{name}: sigma", number(subject["sigma"]), sigma)
    if by != subject["sigma_by"]:
        wrong.append(f'{name}: sigma by "{subject["sigma_by"]}", and should be by "{by}"')

    medians, shown, differences = {}, {}, {}
    for authority in values:
        others = [peer for peer in peers_of(authority) if peer != authority and scaled.get(peer) is not None]
        medians[authority] = median([scaled[peer] for peer in others]) if len(others) >= PEERS_LEAST else None
        shown[authority] = median([values[peer] for peer in others]) if len(others) >= PEERS_LEAST else None
        if medians[authority] is not None and scaled[authority] is not None:
            differences[authority] = scaled[authority] - medians[authority]
    _, peers_sigma, _ = scale(list(differences.values()), least)
    check(f"{name}: peers_known", number(subject["peers_known"]), float(len(differences)))
    check(f"{name}: peers_sigma", number(subject["peers_sigma"]), peers_sigma)

    outliers = 0
    for row in rows:
        authority = row["authority"]
        where = f"{name} {authority}"
        england = peers = None
        if sigma and len(usable) >= COUNCILS_LEAST and scaled[authority] is not None:
            england = (scaled[authority] - centre) / sigma
        if peers_sigma and len(differences) >= COUNCILS_LEAST and authority in differences:
            peers = differences[authority] / peers_sigma
        check(f"{where}: distance from England's", number(row["england_distance"]), england)
        check(f"{where}: distance from its peers'", number(row["peers_distance"]), peers)
        check(f"{where}: its peers' median", number(row["peers_median"]), shown[authority])
        is_outlier = max(abs(england or 0), abs(peers or 0)) >= OUTLIER
        check(f"{where}: outlier", number(row["outlier"]), float(is_outlier))
        outliers += is_outlier
    check(f"{name}: outliers", number(subject["outliers"]), float(outliers))
    check_comparability(name, subject, values, last_year, len(known), outliers,
                        peers_sigma / sigma if by not in ("", "least") and peers_sigma and len(differences) >= COUNCILS_LEAST
                        else None)


def check_comparability(name, subject, values, last_year, known, outliers, within):
    pairs = [(value, last_year[authority]) for authority, value in values.items()
             if value is not None and last_year.get(authority) is not None]
    zeros = sum(value == 0 for value in values.values())
    if known < COUNCILS_LEAST or zeros == known:
        check(f"{name}: index", number(subject["index"]), None)
        return
    stability = correlation(*zip(*pairs)) if len(pairs) >= COUNCILS_LEAST else None
    zeros /= known
    parts = [1 - within**2 if within is not None else None, 1 - zeros, 1 - 10 * outliers / known, stability]
    parts = [min(max(part, 0), 1) for part in parts if part is not None]
    check(f"{name}: within", number(subject["within"]), within)
    check(f"{name}: share of zeros", number(subject["zeros_share"]), zeros)
    check(f"{name}: share of outliers", number(subject["outliers_share"]), outliers / known)
    check(f"{name}: stability", number(subject["stability"]), stability)
    check(f"{name}: index", number(subject["index"]), math.fsum(parts) / len(parts))


def main():
    figures, subjects, profiles = (read(path) for path in sys.argv[1:4])
    peers_of = read_peers(sys.argv[4], profiles)
    by_subject = {}
    for row in figures:
        by_subject.setdefault((row["collection"], row["period"], row["kind"], row["code"]), []).append(row)
    for subject in subjects:
        key = (subject["collection"], subject["period"], subject["kind"], subject["code"])
        first = int(subject["period"][:4])
        before = f"{first - 1}-{first % 100:02d}"
        last_year = {row["authority"]: number(row["value"]) for row in by_subject.get((key[0], before, *key[2:]), [])}
        check_subject(by_subject.get(key, []), subject, peers_of, last_year)
    if len(sys.argv) > 6:
        import compare_tests_oracle
        compare_tests_oracle.check(read(sys.argv[5]), figures, subjects, read(sys.argv[6]), peers_of)
    for line in wrong[:20]:
        print(line)
    print(f"{compared} figures compared, {len(wrong)} differ")
    return 1 if wrong or compared == 0 else 0


if __name__ == "__main__":
    sys.modules["compare_oracle"] = sys.modules["__main__"]  # the other module adds to what this one counts
    sys.exit(main())
