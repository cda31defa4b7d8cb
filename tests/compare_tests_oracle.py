"""Works out again how strong the tests of `probity compare` on the lines of statements are, from its tables of amounts and
figures, and holds it against its table of strengths. Used by compare_oracle.py; plain Python, as that.
"""
import math

import compare_oracle as base

START, LEAST = 0.0005, 0.05
MOVE = 100000.0
PARTS = ("own", "private", "other_public", "voluntary")
INCOME = ("income", "grants_inside_aef", "grants_outside_aef")


def median_or(values, least, otherwise):
    return base.median(values) if len(values) >= least else otherwise


class Year:
    """The lines of one collection and period, and of the year before where there is one."""

    def __init__(self, amounts, lines, peers_of, before):
        self.lines, self.peers_of, self.before = lines, peers_of, before
        self.cells = {}
        for row in amounts:
            self.cells.setdefault(row["authority"], {}).setdefault(row["line"], {})[row["column"]] = base.number(row["amount"])
        self.spending = {a: sum(own.get(line, {}).get("total") or 0 for line in lines) for a, own in self.cells.items()}

    def total(self, authority, line):
        return self.cells.get(authority, {}).get(line, {}).get("total")

    def share(self, authority, line):
        total = self.total(authority, line)
        return total / self.spending[authority] if total is not None and self.spending[authority] > 0 else None

    def income(self, authority, line):
        known = [self.cells[authority][line].get(column) for column in INCOME]
        known = [value for value in known if value is not None]
        return math.fsum(known) if known else None

    def expected(self, authority, line):
        """Its peers' median share; England's where too few have one."""
        peers = [self.share(peer, line) for peer in self.peers_of(authority) if peer != authority and peer in self.cells]
        every = [share for share in (self.share(a, line) for a in self.cells) if share is not None]
        return median_or([share for share in peers if share is not None], base.PEERS_LEAST,
                         base.median(every) if every else None)

    def last_share(self, authority, line):
        return self.before.share(authority, line) if self.before and authority in self.before.cells else None


def placed(share):
    return None if share is None or share + START <= 0 else math.log(share + START)


def changes(year, line):
    moves = {a: placed(year.share(a, line)) - placed(year.last_share(a, line)) for a in year.cells
             if placed(year.share(a, line)) is not None and placed(year.last_share(a, line)) is not None}
    if len(moves) < base.COUNCILS_LEAST:
        return {}
    centre, sigma, _ = base.scale(list(moves.values()), LEAST)
    return {a: (move - centre) / sigma for a, move in moves.items()}


def changed(year, line, distances, sigma):
    for authority, distance in distances.items():
        now, before, expected = (placed(share) for share in (year.share(authority, line), year.last_share(authority, line),
                                                             year.expected(authority, line)))
        farther = (abs(now - expected) - abs(before - expected)) / sigma if sigma and expected is not None else 0
        moved = abs(year.share(authority, line) - year.last_share(authority, line)) * year.spending[authority]
        if moved >= MOVE:
            yield authority, line, (abs(distance) + max(farther, -abs(distance) / 2)) / 5


def pairs(year, moves, distances):
    """Of one council's lines: what each scores with the one that it scores most with, if it is so of that one too."""
    def able(line, spending):
        return line in distances and abs(moves[line]) >= 0.003 and abs(moves[line]) * spending >= MOVE

    def score(a, b):
        mismatch = abs(moves[a] + moves[b]) / max(abs(moves[a]), abs(moves[b]))
        product = distances[a] * distances[b]
        return (1 - mismatch / 0.5) * math.sqrt(-product) if mismatch < 0.5 and product < 0 else 0.0

    def best(line, lines):
        found, most = None, 0.0
        for other in lines:
            if other != line and score(line, other) > most:
                found, most = other, score(line, other)
        return found, most

    def work(spending):
        lines = [line for line in year.lines if line in moves and able(line, spending)]
        for line in lines:
            other, most = best(line, lines)
            if moves[line] < 0 and other and best(other, lines)[0] == line:
                yield line, most / 2.8
                yield other, most / 2.8
    return work


def income_scaled(year, authority, line):
    total = year.total(authority, line)
    income = year.income(authority, line) if total is not None and total > 0 else None
    return None if income is None else math.log(max(income / total, 0) + 0.02)


def income_below(year, line):
    scaled = {a: income_scaled(year, a, line) for a in year.cells if line in year.cells[a]}
    known = [value for value in scaled.values() if value is not None]
    england = base.median(known) if len(known) >= base.COUNCILS_LEAST else None
    differences = {}
    for authority, value in scaled.items():
        peers = [scaled[peer] for peer in year.peers_of(authority) if peer != authority and scaled.get(peer) is not None]
        usual = median_or(peers, base.PEERS_LEAST, england)
        if value is not None and usual is not None:
            differences[authority] = value - usual
    if len(differences) < base.COUNCILS_LEAST:
        return
    _, sigma, _ = base.scale(list(differences.values()), 0.5)
    for authority, difference in differences.items():
        missing = (math.exp(scaled[authority] - difference) - 0.02) * year.total(authority, line) - year.income(authority, line)
        if difference < 0 and missing >= MOVE:
            yield authority, line, -difference / sigma / 1.5


def income_gone(year, line):
    for authority in year.cells:
        if not year.before or line not in year.cells[authority] or line not in year.before.cells.get(authority, {}):
            continue
        figures = [year.income(authority, line), year.before.income(authority, line),
                   year.total(authority, line), year.before.total(authority, line)]
        if None in figures:
            continue
        now, before, total, total_before = figures
        went = min(abs(now), abs(before)) <= 0.2 * max(abs(now), abs(before))
        goes_on = min(total, total_before) >= 0.2 * max(total, total_before) and min(total, total_before) > 0
        if went and goes_on and abs(now - before) >= MOVE:
            move = math.log(max(now / total, 0) + 0.02) - math.log(max(before / total_before, 0) + 0.02)
            match = max(0, 1 - abs(total - total_before - now + before) / abs(now - before))
            yield authority, line, abs(move) / 2.4 * (1 + 0.5 * match)


def split(year, authority, line):
    cells = year.cells.get(authority, {}).get(line)
    parts = [max(cells.get(part) or 0, 0) for part in PARTS] if cells else []
    whole = sum(parts)
    return [part / whole for part in parts] if whole >= 100000 else None


def apart(a, b):
    return sum(abs(x - y) for x, y in zip(a, b)) / 2


def splits(year, line):
    own = {a: split(year, a, line) for a in year.cells}
    known = [parts for parts in own.values() if parts]
    distances, flipped = {}, {}
    for authority, parts in own.items():
        if not parts:
            continue
        peers = [own[peer] for peer in year.peers_of(authority) if peer != authority and own.get(peer)]
        peers = peers if len(peers) >= base.PEERS_LEAST else known
        usual = [base.median([p[i] for p in peers]) for i in range(len(PARTS))] if len(peers) >= base.PEERS_LEAST else None
        if usual:
            distances[authority] = apart(parts, usual)
        before = split(year.before, authority, line) if year.before else None
        if before:
            flipped[authority] = apart(parts, usual) - apart(before, usual) if usual else apart(parts, before)
    unlike = max(1, sum(distance >= 0.5 for distance in distances.values()))
    for authority, distance in distances.items():
        if len(distances) >= base.COUNCILS_LEAST:
            yield "split-unlike-peers", authority, line, distance / 0.5 * math.sqrt(0.1 / (unlike / len(distances)))
    for authority, away in flipped.items():
        yield "split-flipped", authority, line, away / 0.35


def work_out(year, peer_distance, peer_sigma):
    """{(test, authority, line): strength} of one collection and period."""
    found = {}

    def note(test, authority, line, strength):
        if strength > 0:
            found[test, authority, line] = max(strength, found.get((test, authority, line), 0))
    by_line = {line: changes(year, line) for line in year.lines}
    for line in year.lines:
        for entry in changed(year, line, by_line[line], peer_sigma.get(line)):
            note("changed-since-last-year", *entry)
        for entry in income_below(year, line):
            note("income-below-peers", *entry)
        for entry in income_gone(year, line):
            note("income-netted", *entry)
        for entry in splits(year, line):
            note(*entry)
    for authority in year.cells:
        for test in ("lines-swapped", "lines-offset"):
            moves, distances = {}, {}
            for line in year.lines:
                now = year.share(authority, line)
                then = year.last_share(authority, line) if test == "lines-swapped" else year.expected(authority, line)
                distance = by_line[line].get(authority) if test == "lines-swapped" else peer_distance.get((authority, line))
                if now is not None and then is not None:
                    moves[line] = now - then
                    if distance is not None:
                        distances[line] = distance
            for line, strength in pairs(year, moves, distances)(year.spending[authority]):
                note(test, authority, line, strength)
    return found


def check(amounts, figures, subjects, strengths, peers_of):
    """Every strength of these tests, of every return."""
    years = {}
    tests = ("changed-since-last-year", "income-below-peers", "income-netted", "split-unlike-peers", "split-flipped",
             "lines-swapped", "lines-offset")
    for period in sorted({row["period"] for row in amounts}):
        lines = list(dict.fromkeys(row["code"] for row in figures if row["period"] == period and row["kind"] == "line"))
        first = int(period[:4])
        years[period] = Year([row for row in amounts if row["period"] == period], lines, peers_of,
                             years.get(f"{first - 1}-{first % 100:02d}"))
        peer_distance = {}
        peer_sigma = {row["code"]: base.number(row["peers_sigma"]) for row in subjects
                      if row["period"] == period and row["kind"] == "line"}
        for row in figures:
            if row["period"] == period and row["kind"] == "line":
                own = base.number(row["peers_distance"])
                peer_distance[row["authority"], row["code"]] = base.number(row["england_distance"]) if own is None else own
        found = work_out(years[period], peer_distance, peer_sigma)
        for row in strengths:
            if row["period"] == period and row["kind"] == "line":
                for test in tests:
                    base.check(f'{period} {row["authority"]} {row["code"]}: {test}', base.number(row[test]),
                               found.get((test, row["authority"], row["code"])))
