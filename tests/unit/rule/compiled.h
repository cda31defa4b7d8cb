/* Rules, and what they become; after a rule's lines may come definitions. SHOW_PLANS=1 test_compile shows them. */
#ifndef COMPILED_H
#define COMPILED_H

struct compiled {
    const char *table;
    const char *lines; /* "  require: …\n" */
    const char *expected;
};

static const struct compiled compiled[] = {
    {"Episodes", "  require: DAYS + 1 < 2 * 3 and COST <= 100\n",
     "(and (< (add (row 0).DAYS 1) 6) (<= (row 0).COST 100.00))\n"
     "needs Episodes; streams"},
    {"Episodes",
     "  when: not LIVE\n"
     "  require: SHARE = 0.5 or SHARE != 20% or not (DAYS < 5)\n",
     "when (not (row 0).LIVE)\n"
     "(or (or (= (row 0).SHARE 0.500) (!= (row 0).SHARE 0.200)) (<= 5 (row 0).DAYS))\n"
     "needs Episodes; streams"},
    {"Episodes", "  require: DECOM + 18 years > DEC - 2 weeks and DEC - DECOM < 10\n",
     "(and (< (add-days (row 0).DEC -14) (add-months (row 0).DECOM 216)) (< (days-between (row 0).DECOM (row 0).DEC) "
     "10))\n"
     "needs Episodes; streams"},
    {"Episodes", "  require: DECOM > \"31/03/2018\" and DEC < 2018-03-31 and SEEN = 2018-03 and SEEN > \"2018-02\"\n",
     "(and (and (and (< 2018-03-31 (row 0).DECOM) (< (row 0).DEC 2018-03-31)) (= (row 0).SEEN 2018-03)) (< 2018-02 "
     "(row "
     "0).SEEN))\n"
     "needs Episodes; streams"},
    {"Episodes",
     "  require: LS in [\"C2\", \"C1\"] and REC = \"e4a\" and REC not in codes.rec and POST matches \"[A-Z]+\"\n",
     "(and (and (and (in-set (row 0).LS [\"C1\", \"C2\"]) (= (row 0).REC \"E4A\")) (not (in-set (row 0).REC [\"E3\", "
     "\"E4A\", \"X1\"]))) (matches (row 0).POST \"[A-Z]+\"))\n"
     "needs Episodes; streams"},
    {"Episodes", "  require: LS same as previous.LS and LS differs from next[2].LS and is first and not is last\n",
     "(and (and (and (same-as (row 0).LS (step (row 0) -1).LS) (not (same-as (row 0).LS (step (row 0) +2).LS))) "
     "(is-missing (step (row 0) -1))) (not (is-missing (step (row 0) +1))))\n"
     "needs Episodes"},
    {"Episodes", "  require: Header.DOB < DECOM and parent.SEX = 1\n",
     "(and (< (parent (row 0)).DOB (row 0).DECOM) (= (parent (row 0)).SEX 1))\n"
     "needs Episodes Header"},
    {"Episodes", "  require: (CHILD, DECOM) is unique and `count` is malformed\n",
     "(and (unique (row 0) (row 0).CHILD (row 0).DECOM) (is-malformed (row 0).count))\n"
     "needs Episodes"},
    {"Episodes", "  require: \"if LIVE then COST / 3 > 5 else (COST or else 0) * 20% between 1 and 2\"\n",
     "(if (row 0).LIVE (< 5.000000 (divide (row 0).COST 3)) (and (<= 1.0000 (multiply (default (row 0).COST 0.00) "
     "0.20)) "
     "(<= (multiply (default (row 0).COST 0.00) 0.20) 2.0000)))\n"
     "needs Episodes; streams"},
    {"Episodes",
     "  require: COST / previous.COST > 120% and age(DECOM, DEC) > 4 and abs(-DAYS) = least(DAYS, SHARE, 3)\n",
     "(and (and (< 1.200000 (divide (row 0).COST (step (row 0) -1).COST)) (< 4 (age (row 0).DECOM (row 0).DEC))) (= "
     "(rescale (absolute (negate (row 0).DAYS))) (least (least (rescale (row 0).DAYS) (row 0).SHARE) 3.000)))\n"
     "needs Episodes"},
    {"Episodes",
     "  require: exists Episodes where CHILD = this.CHILD and LS = \"C2\" and DECOM < this.DEC and DEC >= this.DECOM "
     "and "
     "(DEC is missing or DAYS > this.DAYS)\n",
     "q0\n"
     "exists Episodes/1 key (row 0).CHILD is (row 0).CHILD filter (= (row 0).LS \"C2\") range (row 0).DECOM < (row "
     "0).DEC range (row 0).DECOM <= (row 0).DEC residual (or (is-missing (row 1).DEC) (< (row 0).DAYS (row 1).DAYS))\n"
     "needs Episodes"},
    {"Episodes",
     "  require: HOME = POST and POST != HOME and HOME = \"a b\" and HOME in [\"a b\", \"c\"] and HOME in [POST]\n",
     "(and (and (and (and (= (squeeze (row 0).HOME) (squeeze (row 0).POST)) (!= (squeeze (row 0).POST) (squeeze (row "
     "0).HOME))) (= (squeeze (row 0).HOME) \"AB\")) (in-set (squeeze (row 0).HOME) [\"AB\", \"C\"])) (= (squeeze (row "
     "0).HOME) (squeeze (row 0).POST)))\n"
     "needs Episodes; streams"},
    {"Episodes", "  require: (CHILD, HOME) is unique and list_has(POST, HOME) and list_has(POST, LS)\n",
     "(and (and (unique (row 0) (row 0).CHILD (squeeze (row 0).HOME)) (lists (row 0).POST (row 0).HOME)) "
     "(lists (row 0).POST (row 0).LS))\n"
     "needs Episodes"},
    {"Header",
     "  require: count(distinct HOME over Episodes where HOME = \"x 1\") = 1 and places_of[CHILD].n = 1\n"
     "- view: places_of\n"
     "  of: Episodes\n"
     "  columns: {home: HOME, n: DAYS}\n"
     "  key: [home]\n",
     "(and (= q0 1) (= q1.n 1))\n"
     "distinct Episodes/1 filter (= (squeeze (row 0).HOME) \"X1\") inner (squeeze (row 0).HOME)\n"
     "first places_of/1 key (squeeze (row 0).home) is (squeeze (row 0).CHILD)\n"
     "view of Episodes\n"
     "needs Header Episodes"},
    {"Header", "  require: no Episodes if given where same CHILD and DECOM < DOB\n",
     "(not q0)\n"
     "exists Episodes/1 key (row 0).CHILD is (row 0).CHILD range (row 0).DECOM < (row 0).DOB\n"
     "needs Header"},
    {"Header",
     "  require: count(Episodes where same CHILD and age(DOB, DECOM) < 5 and (age(DECOM, DEC) > 3 or DECOM < DOB)) <= "
     "2\n",
     "(<= q0 2)\n"
     "derived (< 3 (age (row 0).DECOM (row 0).DEC))\n"
     "count Episodes/1 key (row 0).CHILD is (row 0).CHILD residual (and (< (age (row 0).DOB (row 1).DECOM) 5) (or "
     "(derived (row 1) d0) (< (row 1).DECOM (row 0).DOB)))\n"
     "needs Header Episodes"},
    {"Header", "  require: (first Episodes where same CHILD and LIVE by DECOM desc, DAYS).REC = \"X1\"\n",
     "(= q0.REC \"X1\")\n"
     "first Episodes/1 key (row 0).CHILD is (row 0).CHILD filter (row 0).LIVE desc (row 0).DECOM by (row 0).DAYS\n"
     "needs Header Episodes"},
    {"Header",
     "  require: sum(COST over Episodes where same CHILD) > 5 and max(DECOM over Episodes where same CHILD) < DOB\n",
     "(and (< 5.00 q0) (< q1 (row 0).DOB))\n"
     "sum Episodes/1 key (row 0).CHILD is (row 0).CHILD inner (row 0).COST\n"
     "max Episodes/1 key (row 0).CHILD is (row 0).CHILD inner (row 0).DECOM\n"
     "needs Header Episodes"},
    {"Header",
     "  require: sum(DAYS * SEX over Episodes where same CHILD) > 5 and count(distinct LS over Episodes) = 1\n",
     "(and (< 5 q0) (= q1 1))\n"
     "sum Episodes/1 key (row 0).CHILD is (row 0).CHILD value (multiply (row 1).DAYS (row 0).SEX)\n"
     "distinct Episodes/1 inner (row 0).LS\n"
     "needs Header Episodes"},
    {"Header",
     "  require: exists Episodes as e where same CHILD and no Episodes where CHILD = e.CHILD and DECOM > e.DECOM and "
     "DAYS < SEX\n",
     "q1\n"
     "exists Episodes/2 key (row 0).CHILD is (row 1).CHILD range (row 1).DECOM < (row 0).DECOM range (row 0).DAYS < "
     "(row "
     "0).SEX\n"
     "exists Episodes/1 key (row 0).CHILD is (row 0).CHILD residual (not q0)\n"
     "needs Header Episodes"},
    {"Header",
     "  require: last_year.Header[CHILD].DOB same as DOB and (last last_year.Episodes if given where same CHILD).DEC "
     "is "
     "missing\n",
     "(and (same-as q0.DOB (row 0).DOB) (is-missing q1.DEC))\n"
     "first last_year.Header/1 key (row 0).CHILD is (row 0).CHILD\n"
     "last last_year.Episodes/1 key (row 0).CHILD is (row 0).CHILD\n"
     "needs Header last_year.Header"},
    {"Episodes", "  require: exists Header where this.REC = REC and SEX = 1\n",
     "q0\n"
     "exists Header/1 filter (= (row 0).SEX 1) residual (= (row 0).REC (row 0).REC)\n"
     "needs Episodes Header"},
    {"money",
     "  when: own is open and line.kind = \"leaf\" and private is not closed\n"
     "  require: own + private = total within 1\n",
     "when (and (and q0.own_open (= q0.kind \"leaf\")) q0.private_open)\n"
     "(equal-within (add (row 0).own (row 0).private) (row 0).total 1.00 0.00)\n"
     "first money.lines/1 key (row 0).line is (row 0).line\n"
     "needs money"},
    {"money", "  require: total = sum(total under line) within 1 and cell(\"3.1.11\", own) > money[line].own\n",
     "(and (equal-within (row 0).total q1 1.00 0.00) (< q3.own q2.own))\n"
     "first money.lines/1 key (row 0).line is (row 0).line\n"
     "sum money/1 key q0.part_of is (row 0).line inner (row 0).total\n"
     "first money/1 key (row 0).line is \"3.1.11\"\n"
     "first money/1 key (row 0).line is (row 0).line\n"
     "needs money"},
    {"return",
     "  require: count(money) > 3 and money[\"3.1.1\"].total > 250_000 and authority != \"420\" and format = \"csv\"\n",
     "(and (and (and (< 3 q0) (< 250000.00 q1.total)) (!= authority \"420\")) (= format \"csv\"))\n"
     "count money/1\n"
     "first money/1 key (row 0).line is \"3.1.1\"\n"
     "needs money"},
    {"return",
     "  require: sum(total over money where money.lines[line].part_of = \"3.1.11\") > 0 and exists money.lines where "
     "kind = \"leaf\"\n",
     "(and (< 0.00 q1) q2)\n"
     "first money.lines/1 key (row 0).line is (row 0).line\n"
     "sum money/1 filter (= q0.part_of \"3.1.11\") inner (row 0).total\n"
     "exists money.lines/1 filter (= (row 0).kind \"leaf\")\n"
     "needs money"},
    {"rounded", "  require: a + b = 5 within 1 and a < b and a != 3 * b\n",
     "(and (and (equal-within (add (row 0).a (row 0).b) 5.00 1.00 (add (rounding (row 0)) (rounding (row 0)))) "
     "(less-within (row 0).a (row 0).b (add (rounding (row 0)) (rounding (row 0))))) (not (equal-within (row 0).a "
     "(multiply 3 (row 0).b) 0.00 (add (rounding (row 0)) (multiply (rounding (row 0)) 3)))))\n"
     "needs rounded"},
    {"rounded", "  require: a / b <= 20% and n > 5 and a is present\n",
     "(and (and (less-equal-within (divide (row 0).a (row 0).b) 0.200000 (if (= (add (rounding (row 0)) (rounding (row "
     "0))) 0.00) 0.000000 (if (< (rounding (row 0)) (absolute (row 0).b)) (add (divide (add (rounding (row 0)) (add "
     "(multiply (rounding (row 0)) (add (absolute n4) 0.000001)) 0.01)) (subtract (absolute (row 0).b) (rounding (row "
     "0)))) 0.000002) (nothing)))) (< 5 (row 0).n)) (not (is-missing (row 0).a)))\n"
     "needs rounded"},
    {"rounded", "  require: sum(a over rounded where n = this.n) >= a and max(a over rounded) > b\n",
     "(and (less-equal-within (row 0).a q0 (add (rounding (row 0)) q1)) (less-within (row 0).b q2 (add (rounding (row "
     "0)) (default q3 0.00))))\n"
     "sum rounded/1 key (row 0).n is (row 0).n inner (row 0).a\n"
     "sum rounded/1 key (row 0).n is (row 0).n inner (if (is-missing (row 0).a) 0.00 (rounding (row 0)))\n"
     "max rounded/1 inner (row 0).a\n"
     "max rounded/1 inner (rounding (row 0))\n"
     "needs rounded"},
    {"rounded",
     "  when: exists rounded where a > this.b\n"
     "  require: a same as b or b in [1, 2] or count(rounded where a = 5) = 1\n",
     "when (if (= (default q1 0.00) 0.00) q0 (nothing))\n"
     "(or (or (if (= (default q1 0.00) 0.00) (same-as (row 0).a (row 0).b) (nothing)) (if (= (default q1 0.00) 0.00) "
     "(in-set (row 0).b [100, 200]) (nothing))) (if (= (default q1 0.00) 0.00) (= q2 1) (nothing)))\n"
     "exists rounded/1 residual (less-within (row 0).b (row 1).a (add (rounding (row 0)) (rounding (row 1))))\n"
     "max rounded/1 inner (rounding (row 0))\n"
     "count rounded/1 filter (equal-within (row 0).a 5.00 0.00 (rounding (row 0)))\n"
     "needs rounded"},
    {"rounded",
     "  require: last_year.rounded[line].a <= a * 2 and (first rounded where n = 5 by a).n = 3 and round(a) = 4\n",
     "(and (and (less-equal-within q0.a (multiply (row 0).a 2) (add (rounding q0) (multiply (rounding (row 0)) 2))) "
     "(if "
     "(= (default q2 0.00) 0.00) (= q1.n 3) (nothing))) (if (= (default q2 0.00) 0.00) (= (rescale (row 0).a) 4) "
     "(nothing)))\n"
     "first last_year.rounded/1 key (row 0).line is (row 0).line\n"
     "first rounded/1 filter (= (row 0).n 5) by (row 0).a\n"
     "max rounded/1 inner (rounding (row 0))\n"
     "needs rounded last_year.rounded"},
    {"rounded",
     "  require: greatest(a, b) > 5 and (if n > 5 then a else b) < 7 and (a or else b) > 1 and abs(-a) > 3\n",
     "(and (and (and (less-within 5.00 (greatest (row 0).a (row 0).b) (rounding (row 0))) (less-within (if (< 5 (row "
     "0).n) (row 0).a (row 0).b) 7.00 (rounding (row 0)))) (less-within 1.00 (default (row 0).a (row 0).b) (rounding "
     "(row 0)))) (less-within 3.00 (absolute (negate (row 0).a)) (rounding (row 0))))\n"
     "needs rounded"},
    {"Header",
     "  require: heavy(CHILD) and old\n"
     "- define: heavy(who)\n"
     "  as: sum(COST over Episodes where CHILD = who) > limit\n"
     "- define: limit\n"
     "  as: 1000\n"
     "- define: old\n"
     "  as: DOB < period.start\n",
     "(and (< 1000.00 q0) (< (row 0).DOB period.start))\n"
     "sum Episodes/1 key (row 0).CHILD is (row 0).CHILD inner (row 0).COST\n"
     "needs Header Episodes"},
    {"spells",
     "  require: ends is present and begins <= ends\n"
     "- view: spells\n"
     "  of: Episodes\n"
     "  starts: is first or DECOM > previous.DEC\n"
     "  columns: {CHILD: first CHILD, begins: first DECOM, ends: last DEC, n: count, cost: sum COST}\n"
     "  order: {by: [CHILD], order: [begins]}\n",
     "(and (not (is-missing (row 0).ends)) (<= (row 0).begins (row 0).ends))\n"
     "view of Episodes starts (or (is-missing (step (row 0) -1)) (< (step (row 0) -1).DEC (row 0).DECOM))\n"
     "needs Episodes"},
    {"people",
     "  require: exists live where same CHILD and previous.LS is missing\n"
     "- view: live\n"
     "  of: Episodes\n"
     "  where: LIVE\n"
     "- view: people\n"
     "  union:\n"
     "    - {of: Header, columns: {CHILD: CHILD, born: DOB}}\n"
     "    - {of: Episodes if given, where: DECOM is present, columns: {born: DECOM, CHILD: CHILD}}\n"
     "  keep: {by: [CHILD], first: [born]}\n",
     "q0\n"
     "exists live/1 key (row 0).CHILD is (row 0).CHILD filter (is-missing (step (row 0) -1).LS)\n"
     "view of Header of Episodes where (not (is-missing (row 0).DECOM))\n"
     "view of Episodes where (row 0).LIVE\n"
     "needs Header Episodes"},
    {"money",
     "  each: {amount: [own]}\n"
     "  when: amount is open and limits[line].share is present\n"
     "  require: amount - last_year.money[line].amount <= limits[line].share * last_year.money[line].amount and amount "
     "< "
     "limits[line].most\n"
     "- data: limits\n"
     "  columns: {line: code, share: decimal, most: money}\n"
     "  key: line\n"
     "  rows:\n"
     "    - [\"3.1.1\", 20%, 1000]\n"
     "    - [\"3.1.11\", 0.125, null]\n",
     "when (and q0.own_open (not (is-missing q1.share)))\n"
     "(and (<= (rescale (subtract (row 0).own q2.own)) (multiply q1.share q2.own)) (< (row 0).own q1.most))\n"
     "first money.lines/1 key (row 0).line is (row 0).line\n"
     "first limits/1 key (row 0).line is (row 0).line\n"
     "first last_year.money/1 key (row 0).line is (row 0).line\n"
     "needs money last_year.money"},
    {"money.lines",
     "  when: not optional\n"
     "  require: exists money where same line\n",
     "when (not (row 0).optional)\n"
     "q0\n"
     "exists money/1 key (row 0).line is (row 0).line\n"
     "needs money"},
    {"Episodes",
     "  require: raw(COST) is missing and length(slice(upper(POST), 1, 2)) = 2 and to_number(POST) > 5 and date(2018, "
     "3, "
     "DAYS) > to_date(POST)\n",
     "(and (and (and (is-missing (raw (row 0).COST)) (= (length (slice (upper (row 0).POST) 1 2)) 2)) (< 5.000000 "
     "(parse-number (row 0).POST))) (< (parse-date (row 0).POST) (make-date 2018 3 (row 0).DAYS)))\n"
     "needs Episodes; streams"},
    {"Episodes",
     "  require: weekday(DECOM) in [6, 7] or month(DECOM) + day(DECOM) = year(DECOM) or remainder(COST, 1000) = 0\n",
     "(or (or (in-set (weekday (row 0).DECOM) [6, 7]) (= (add (month (row 0).DECOM) (day (row 0).DECOM)) (year (row "
     "0).DECOM))) (= (remainder (row 0).COST 1000.00) 0.00))\n"
     "needs Episodes; streams"},
    {"Episodes",
     "  require: DEC - 15 working days > DECOM and DEC + DAYS working days > DECOM - DAYS working days and "
     "working_days(DECOM, DEC) <= 1 and DEC + 1 working day >= DECOM\n",
     "(and (and (and (< (row 0).DECOM (add-working-days (row 0).DEC -14)) (< (add-working-days (row 0).DECOM (subtract "
     "1 "
     "(row 0).DAYS)) (add-working-days (row 0).DEC (subtract (row 0).DAYS 1)))) (<= (working-days (row 0).DECOM (row "
     "0).DEC) 1)) (<= (row 0).DECOM (add-working-days (row 0).DEC 0)))\n"
     "needs Episodes; streams"},
    {"Episodes",
     "  require: latest_date(POST) > earliest_date(POST) and position(slice(POST, 1, 1), \"AB\") = 2 and sqrt(DAYS) < "
     "sqrt(2) and sqrt(SHARE) > sqrt(-1)\n",
     "(and (and (and (< (earliest-date (row 0).POST) (latest-date (row 0).POST)) (= (position (slice (row 0).POST 1 1) "
     "\"AB\") 2)) (< (square-root (row 0).DAYS) 1.414214)) (< (square-root -1) (square-root (row 0).SHARE)))\n"
     "needs Episodes; streams"},
    {"Episodes", "  require: DAYS in [1, previous.DAYS] or LIVE = true\n",
     "(or (or (= (row 0).DAYS 1) (= (row 0).DAYS (step (row 0) -1).DAYS)) (= (row 0).LIVE true))\n"
     "needs Episodes"},
    {"Episodes",
     "  require: all of [LS, REC] are present and any of [DECOM, DEC + 1 day] = 2018-01-01 and none of [LS, POST] is "
     "not "
     "missing and all of [DAYS] not in [1] and none of [DAYS, SHARE] between 1 and 2 and any of [COST] = 5 within 1\n",
     "(and (and (and (and (and (and (not (is-missing (row 0).LS)) (not (is-missing (row 0).REC))) (or (= (row 0).DECOM "
     "2018-01-01) (= (add-days (row 0).DEC 1) 2018-01-01))) (not (or (not (is-missing (row 0).LS)) (not (is-missing "
     "(row "
     "0).POST))))) (not (in-set (row 0).DAYS [1]))) (not (or (and (<= 1 (row 0).DAYS) (<= (row 0).DAYS 2)) (and (<= "
     "1.000 "
     "(row 0).SHARE) (<= (row 0).SHARE 2.000))))) (equal-within (row 0).COST 5.00 1.00 0.00))\n"
     "needs Episodes; streams"},
    {"Episodes",
     "  require: no other Episodes where same CHILD and DECOM < this.DEC and DEC > this.DECOM and count(other Episodes "
     "as e "
     "where same CHILD and exists other Episodes where CHILD = e.CHILD) = 0\n",
     "(not q2)\n"
     "exists Episodes/1 key (row 0).CHILD is (row 0).CHILD but (row 0)\n"
     "count Episodes/1 key (row 0).CHILD is (row 0).CHILD filter q0 but (row 0)\n"
     "exists Episodes/1 key (row 0).CHILD is (row 0).CHILD filter (= q1 0) range (row 0).DECOM < (row 0).DEC range "
     "(row "
     "0).DECOM < (row 0).DEC but (row 0)\n"
     "needs Episodes"},
    {"Episodes",
     "  require: no Episodes where same CHILD and (DEC is missing or DEC >= this.DECOM) and (this.DEC > DECOM or DECOM is "
     "missing) and (DEC is missing or DAYS > this.DAYS) and (DAYS is missing or DAYS > this.DAYS)\n",
     "(not q0)\n"
     "exists Episodes/1 key (row 0).CHILD is (row 0).CHILD range (if (is-malformed (row 0).DECOM) 9999-12-31 (default (row "
     "0).DECOM 9999-12-31)) <= (default (row 0).DEC 9999-12-31) range (default (row 0).DECOM 0001-01-01) < (if "
     "(is-malformed (row 0).DEC) 0001-01-01 (default (row 0).DEC 0001-01-01)) residual (and (or (is-missing (row 1).DEC) "
     "(< (row 0).DAYS (row 1).DAYS)) (or (is-missing (row 1).DAYS) (< (row 0).DAYS (row 1).DAYS)))\n"
     "needs Episodes"},
    {"past",
     "  require: X is present and exists past where same X\n"
     "- view: past\n"
     "  union: [{of: Old if given, columns: {X: X}}, {of: Header, columns: {X: CHILD}}]\n",
     "(and (not (is-missing (row 0).X)) q0)\n"
     "exists past/1 key (row 0).X is (row 0).X\n"
     "view of Old of Header\n"
     "needs Header"},
    {"Old if given", "  require: X is present and no Episodes if given\n",
     "(and (not (is-missing (row 0).X)) (not q0))\n"
     "exists Episodes/1\n"
     "needs"},
};

#endif
