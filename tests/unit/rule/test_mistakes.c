/* Mistakes in rule files: each gets a plain message, the word concerned under the caret, and a hint where there is one. */
#include "../../run_suite.h"
#include "rule_fixture.h"

/* A file without a mistake. Each case changes one thing in it. */
static const char good_file[] = "- collection: small\n"
                                "  prefix: SM\n"
                                "- define: long_ago(date)\n"
                                "  as: date < period.start - 10 years\n"
                                "- define: ended\n"
                                "  as: DEC is present and REC != \"X1\"\n"
                                "- view: loop\n"
                                "  of: Episodes\n"
                                "  where: 1 = 1\n"
                                "- view: open_episodes\n"
                                "  of: Episodes\n"
                                "  where: DEC is missing\n"
                                "- view: spells\n"
                                "  of: Episodes\n"
                                "  starts: is first or DECOM > previous.DEC\n"
                                "  columns: {CHILD: first CHILD, begins: first DECOM}\n"
                                "  order: {by: [CHILD], order: [begins]}\n"
                                "- data: limits\n"
                                "  columns: {line: code, share: decimal, most: money}\n"
                                "  key: [line]\n"
                                "  rows:\n"
                                "    - [\"3.1.1\", 20%, 1000]\n"
                                "- code: SM-1\n"
                                "  title: Title one\n"
                                "  severity: error\n"
                                "  for: Episodes\n"
                                "  when: LS = \"C2\" and not (ended or long_ago(DEC))\n"
                                "  require: DECOM <= DEC\n"
                                "  at: [DECOM, previous.DEC]\n"
                                "  note: This is a note.\n"
                                "  message: Child {CHILD} began on {DECOM}.\n"
                                "  fix: Fix one\n"
                                "  source: Source one\n"
                                "  from: 2016-17\n"
                                "  examples:\n"
                                "    - pass: {CHILD: \"1\", DECOM: 01/01/2018}\n"
                                "    - fail: {CHILD: \"1\", DECOM: 01/01/2018}\n"
                                "- code: SM-2\n"
                                "  title: Title two\n"
                                "  severity: query\n"
                                "  for: money\n"
                                "  each: {amount: [own, private]}\n"
                                "  when: amount is open\n"
                                "  require: amount <= total and exists Header where SEX = 1\n"
                                "  at: [amount]\n"
                                "  message: \"{name of amount} is {amount}\"\n"
                                "  fix: Fix two\n"
                                "  source: Source two\n"
                                "  examples:\n"
                                "    - pass: {line: 3.1.1}\n"
                                "    - fail:\n"
                                "        money: [{line: 3.1.1, own: 5}]\n"
                                "        last_year: {Header: [{CHILD: \"1\"}]}\n"
                                "      period: 2017-18\n";

struct mistake {
    const char *replace, *with;
    const char *token;   /* what the caret points at: how the rest of the excerpt begins */
    const char *message; /* part of it */
    const char *hint;    /* part of it, or NULL */
};

#define REQUIRE "DECOM <= DEC"

static const struct mistake mistakes[] = {
    /* signs and words */
    {REQUIRE, "DECOM == DEC", "==", "this sign has no meaning in a rule", "write ="},
    {REQUIRE, "LS <> REC", "<>", "this sign has no meaning in a rule", "write !="},
    {REQUIRE, "LIVE && LIVE", "&&", "no meaning", "write and"},
    {REQUIRE, "LIVE || LIVE", "||", "no meaning", "write or"},
    {REQUIRE, "COST > £5", "£5", "no meaning", "without £"},
    {REQUIRE,
     "LS = \xe2\x80\x9c"
     "C2\xe2\x80\x9d",
     "\xe2\x80\x9c", "no meaning", "plain quotation marks"},
    {REQUIRE, "COST ; 5", "; 5", "this sign has no meaning in a rule: ;", NULL},
    {REQUIRE, "LS = \"C2", "\"C2", "never closed", NULL},
    {REQUIRE, "COST > 250,000", ",000", "\",\" stands where an operator", "thousands separators"},
    {REQUIRE, "DECOM > 31/03/2018", "31/03/2018", "a date is not written like this", "2024-03-31"},
    {REQUIRE, "DECOM > 2018-02-30", "2018-02-30", "no such date", NULL},
    {REQUIRE, "SEEN > 2017-18", "2017-18", "no such month", "period.name"},
    {REQUIRE, "POST = 3.1.1", "3.1.1", "this is no number", "quotation marks"},
    {REQUIRE, "COST > 99999999999999999999", "999", "too large", NULL},
    /* grammar */
    {REQUIRE, "DECOM <=", "=", "the expression ends where a value was expected", NULL},
    {REQUIRE, "(DECOM <= DEC", "C", "the expression ends where \")\"", NULL},
    {REQUIRE, "DECOM <= DEC)", ")", "\")\" stands where an operator", NULL},
    {REQUIRE, "1 < DAYS < 5", "< 5", "comparisons do not chain", "between"},
    {REQUIRE, "DAYS < 5 within 1", "within", "within goes with = and != only", "a < b + 1"},
    {REQUIRE, "DAYS between 1 or 5", "or 5", "\"or\" stands where \"and\" of \"between", NULL},
    {REQUIRE, "LS in \"C1\", \"C2\"", "\"C1\"", "stands where a list in square brackets", NULL},
    {REQUIRE, "LS is \"C1\"", "\"C1\"", "one of missing, present", "write = to compare"},
    {REQUIRE, "if LIVE then DAYS = 1", "1", "ends where \"else\"", NULL},
    {REQUIRE, "DECOM <= previous[0].DEC", "0]", "a whole number from 1 to 1000", NULL},
    {REQUIRE, "LS matches LS", "LS", "stands where a pattern in quotation marks", NULL},
    {REQUIRE, "count > 5", "> 5", "\">\" stands where \"(\"", "back quotes: `count`"},
    {REQUIRE, "sum < 5", "< 5", "\"<\" stands where \"(\"", "back quotes: `sum`"},
    {REQUIRE, "and DECOM <= DEC", "and", "\"and\" stands where a value", "back quotes"},
    {REQUIRE, "sum(COST where LIVE) > 5", "where", "\"where\" stands where \"over\" and a table", NULL},
    /* names */
    {REQUIRE, "DECOMM <= DEC", "DECOMM", "Episodes has no column DECOMM", "did you mean DECOM?"},
    {REQUIRE, "previous.DECC <= DEC", "DECC", "Episodes has no column DECC", "did you mean DEC?"},
    {REQUIRE, "exists Episods", "Episods", "there is no table Episods", "did you mean Episodes?"},
    {REQUIRE, "exists last_year.Heeder", "Heeder", "there is no table Heeder", "did you mean Header?"},
    {REQUIRE, "exists Header.lines", "lines", "Header is no statement", NULL},
    {REQUIRE, "exists long_ago", "long_ago", "is a definition, not a table", NULL},
    {REQUIRE, "Header.DOBB < DECOM", "DOBB", "Header has no column DOBB", "did you mean DOB?"},
    {REQUIRE, "money.total > 5", "money", "say which record of money", "money[key].total"},
    {REQUIRE, "Episodes = 5", "Episodes", "Episodes is a table: say which of its records", NULL},
    {REQUIRE, "lenght(POST) > 5", "lenght", "no function or definition lenght", "did you mean length?"},
    {REQUIRE, "long_aga(DECOM)", "long_aga", "no function or definition", "did you mean long_ago?"},
    {REQUIRE, "length(POST, 5) > 5", "length", "length takes one argument, but 2 are given", NULL},
    {REQUIRE, "long_ago", "long_ago", "long_ago takes 1 argument, but 0 are given", NULL},
    {REQUIRE, "ended(DEC)", "ended", "ended takes 0 arguments, but 1 is given", NULL},
    {REQUIRE, "period.finish > DECOM", "finish", "a period has a start, an end and a name", NULL},
    {REQUIRE, "period = \"2017-18\"", "period", "period.start, period.end or period.name", NULL},
    {REQUIRE, "LATER is present", "LATER", "Episodes has no column LATER in 2016-17", "from, until"},
    {REQUIRE, "line.title = \"x\"", "line", "only in a rule for a statement", NULL},
    {REQUIRE, "cell(\"3.1.1\", total) > 5", "cell", "cell(…) belongs in a rule for a statement", NULL},
    {REQUIRE, "same CHILD", "same", "belongs in a query", NULL},
    {REQUIRE, "DEC.x = 5", "x", "DEC is a date and has no columns", NULL},
    {REQUIRE, "money[\"3.1.1\", 2].total > 5", "money", "the key of money has 1 column, but 2 are given", NULL},
    {REQUIRE, "spells[CHILD].begins = DEC", "spells", "has no key to look a record up by", "first spells where"},
    {REQUIRE, "Old[1].X = \"5\"", "Old", "has no key", NULL},
    /* types */
    {REQUIRE, "DECOM = COST", "=", "DECOM is a date and COST is money: they cannot be compared", NULL},
    {REQUIRE, "DAYS > COST", "> COST", "DAYS is a number and COST is money: they cannot be compared", NULL},
    {REQUIRE, "POST = 5", "= 5", "POST is a text and 5 is a number", "quotation marks"},
    {REQUIRE, "DECOM > \"31/02/2018\"", "\"31/02/2018\"", "\"31/02/2018\" is not a date", NULL},
    {REQUIRE, "LS + 1 = 2", "+ 1", "LS is a text and 1 is a number: they cannot be added", NULL},
    {REQUIRE, "DECOM + 10 > DEC", "+ 10", "cannot be added", "10 days, months or years"},
    {REQUIRE, "DECOM + DEC > DEC", "+ DEC", "cannot be added", "10 days"},
    {REQUIRE, "COST * COST > 5", "* COST", "money cannot be multiplied by money", NULL},
    {REQUIRE, "DAYS / COST > 5", "/ COST", "a number cannot be divided by money", NULL},
    {REQUIRE, "COST / 0 > 5", "0 > 5", "a division by zero", NULL},
    {REQUIRE, "DECOM + SHARE years > DEC", "SHARE", "SHARE is not a whole number", NULL},
    {REQUIRE, "18 years > DEC", "18 years", "can only be added to a date", NULL},
    {REQUIRE, "COST + 18 years > DEC", "+ 18", "a stretch of time can be added to a date only", NULL},
    {REQUIRE, "DECOM", "DECOM", "DECOM is a date, but a condition is needed", NULL},
    {REQUIRE, "not DECOM", "DECOM", "DECOM is a date, but a condition is needed", NULL},
    {REQUIRE, "DECOM <= DEC and COST", "COST", "COST is money, but a condition is needed", NULL},
    {REQUIRE, "LIVE < LIVE", "< LIVE", "conditions have no order", NULL},
    {REQUIRE, "previous = next", "= next", "records cannot be compared", NULL},
    {REQUIRE, "previous is malformed", "malformed", "a record is missing or present", NULL},
    {REQUIRE, "(LS, REC) = 5", "(LS, REC)", "stand before \"is unique\" only", NULL},
    {REQUIRE, "exists other Header where SEX = 1", "Header", "no record of Header is at hand", "leave the word out"},
    {REQUIRE, "exists other where LIVE", "other", "there is no table other", NULL},
    {REQUIRE, "all of [LS, REC]", "]", "the expression ends where a comparison", NULL},
    {REQUIRE, "any of LS = 1", "LS", "stands where a list in square brackets", NULL},
    {REQUIRE, "none of [DECOM, DAYS] > DEC", "> DEC", "DAYS is a number and DEC is a date", NULL},
    {REQUIRE, "any of [LS, REC] = \"E3\"", "\"E3\"", "\"E3\" is not one of the codes of LS", NULL},
    {REQUIRE, "LS are present", "are", "\"are\" stands where an operator", NULL},
    {REQUIRE, "DECOM + 5 working weeks > DEC", "working", "\"working\" stands where an operator", NULL},
    {REQUIRE, "DECOM + SHARE working days > DEC", "SHARE", "SHARE is not a whole number", NULL},
    {REQUIRE, "COST + 5 working days > DEC", "+ 5", "a stretch of time can be added to a date only", NULL},
    {REQUIRE, "5 working days > DEC", "5 working days", "can only be added to a date", NULL},
    {REQUIRE, "working_days(DECOM, DAYS) > 5", "DAYS", "DAYS is a number, but a date is needed", NULL},
    {REQUIRE, "latest_date(DECOM) > DEC", "DECOM", "DECOM is a date, but a text is needed", NULL},
    {REQUIRE, "sqrt(COST) > 5", "sqrt", "money has no square root", NULL},
    {REQUIRE, "position(DAYS, POST) > 5", "DAYS", "DAYS is a number, but a text is needed", NULL},
    {REQUIRE, "'position(POST, of: LS) > 5'", "of", "a value, or \"on:\" or \"in:\" and a value", NULL},
    {REQUIRE, "age(LS, DEC) > 5", "LS", "LS is a text, but a date is needed", NULL},
    {REQUIRE, "COST is open", "open", "Episodes is no statement", NULL},
    {REQUIRE, "DAYS in codes.ls", "DAYS", "DAYS is a number, but a text is needed", NULL},
    {REQUIRE, "DAYS matches \"x\"", "DAYS", "DAYS is a number, but a text is needed", NULL},
    {REQUIRE, "sum(LS over Episodes) > 5", "LS", "LS is a text, but a number is needed", NULL},
    {REQUIRE, "round(COST, DAYS) > 5", "DAYS", "a whole number from 0 to 9 is needed", NULL},
    {REQUIRE, "raw(COST + 1) = LS", "+ 1", "raw(…) is of a column", NULL},
    {REQUIRE, "(first Episodes where LIVE by this.DECOM).DEC = DEC", "DECOM)", "ordered by their own columns", NULL},
    {REQUIRE, "exists Header where this.POST is unique", "POST", "this record's own columns", NULL},
    /* codes, lines, patterns */
    {REQUIRE, "LS = \"C9\"", "\"C9\"", "\"C9\" is not one of the codes of LS", "did you mean C"},
    {REQUIRE, "LS in [\"C1\", \"V5\"]", "\"V5\"", "is not one of the codes of LS", "did you mean V"},
    {REQUIRE, "LS in codes.lss", "lss", "the schema has no code list lss", "did you mean ls?"},
    {REQUIRE, "LS in C1", "C1", "C1 is no list", "codes.name"},
    {REQUIRE, "money[\"3.1.3\"].total > 5", "\"3.1.3\"", "money has no line \"3.1.3\"", "did you mean 3.1."},
    {REQUIRE, "POST matches \"[A-Z\"", "\"", "the pattern cannot be read: missing terminating ]", NULL},
    {REQUIRE, "POST matches \"a(b\"", "\"", "the pattern cannot be read", NULL},
    /* records of the file */
    {"- code: SM-1\n", "- cod: SM-1\n", "cod", "a rule has no key cod", "did you mean code?"},
    {"- code: SM-1\n", "- code: SM 1\n", "SM 1", "a code is made of letters, digits", NULL},
    {"SM-2", "SM-1", "SM-1", "there are two rules SM-1 in the same period", "rules.yaml, line 23"},
    {"SM-2", "\"1\"", "\"1\"", "there are two rules SM-1 in the same period", "rules.yaml, line 23"},
    {"  title: Title one\n", "", "code", "there is no \"title\" here", "the mistake, in a few words"},
    {"  title: Title one\n", "  title:\n", "", "there is no \"title\" here", NULL},
    {"  fix: Fix one\n", "", "code", "there is no \"fix\" here", "what to do about it"},
    {"fix: Fix one", "fix: Fix {CHILD} one", "{CHILD}", "fix is said once for all findings", "in words, without {"},
    {"fix: Fix one", "fix: >\n    Fix one\n    and {{two", "{{two", "it holds no expressions", NULL},
    {"  source: Source one\n", "", "code", "there is no \"source\" here", "where the rule comes from"},
    {"  require: DECOM <= DEC\n", "", "code", "there is no \"require\" here", NULL},
    {"  message: Child {CHILD} began on {DECOM}.\n", "", "code", "there is no \"message\" here", NULL},
    {"  for: Episodes\n", "", "code", "there is no \"for\" here", "a table, a view, or return"},
    {"for: Episodes\n  when", "for: Epsodes\n  when", "Epsodes", "there is no table Epsodes", "Episodes?"},
    {"severity: error", "severity: fatal", "fatal", "there is no severity fatal", "error must be put right"},
    {"  from: 2016-17\n", "  from: 2016\n", "2016", "from is a period, but 2016 is none", "2018-19"},
    {"  from: 2016-17\n", "  from: 2018-19\n  until: 2016-17\n", "2016-17", "ends before it begins", NULL},
    {"  when: LS = \"C2\" and not (ended or long_ago(DEC))\n", "  when:\n", "", "nothing stands here", NULL},
    {"  when: LS = \"C2\" and not (ended or long_ago(DEC))\n", "  when: [a, b]\n", "[a",
     "when is a text, but here stands a list", NULL},
    {"    - fail: {CHILD: \"1\", DECOM: 01/01/2018}\n- code", "- code", "- pass", "no example that fails", NULL},
    {"  examples:\n    - pass: {line: 3.1.1}\n    - fail:\n        money: [{line: 3.1.1, own: 5}]\n"
     "        last_year: {Header: [{CHILD: \"1\"}]}\n      period: 2017-18\n",
     "", "code", "no example that passes", "examples: a list"},
    {"pass: {line: 3.1.1}", "pass: {lin: 3.1.1}", "lin:", "money has no column lin", "did you mean line?"},
    {"pass: {line: 3.1.1}", "passes: {line: 3.1.1}", "passes", "an example has no key passes", "did you mean pass?"},
    {"      period: 2017-18\n", "      period: 2017\n", "2017", "a period is written 2018-19", NULL},
    {"      period: 2017-18\n", "      format: json\n", "json", "the format is csv or xml", NULL},
    {"        money: [", "        mony: [", "mony", "an example cannot give records of mony", "did you mean money?"},
    {"each: {amount: [own, private]}", "each: {amount: [own, privat]}", "privat", "money has no column privat",
     "did you mean private?"},
    {"each: {amount: [own, private]}", "each: amount", "amount", "each names one word", "each: {amount"},
    {"{CHILD} began on {DECOM}.", "{CHILD} began on {DECOM.", "{DECOM", "never closed", "doubled"},
    {"{CHILD} began on {DECOM}.", "{CHILD began} on {DECOM}.", "began", "\"began\" stands where an operator", NULL},
    {"{CHILD} began on {DECOM}.", "{CHILT} began on {DECOM}.", "CHILT", "Episodes has no column CHILT", "CHILD?"},
    {"Child {CHILD} began on {DECOM}.", "\"{CHILD} began on {DECOM : percent}\"", "DECOM",
     "DECOM is a date, but a number", NULL},
    {"Child {CHILD} began on {DECOM}.", "\"{CHILD} began on {DAYS : words}\"", "words",
     "stands where percent, whole, iso or plain", NULL},
    {"{CHILD} began on {DECOM}.", "{previous} began.", "previous", "a record cannot be written into a message", NULL},
    {"at: [DECOM, previous.DEC]", "at: [DECOM, Header[CHILD].DOB]", "", "not well-formed YAML",
     "in a [list], a text with brackets"},
    {"message: Child {CHILD}", "message: Child: {CHILD}", ": {CHILD}", "not well-formed YAML", "in quotation marks"},
    {"at: [DECOM, previous.DEC]", "at: [DECOM + 1 days]", "+ 1", "neither a cell nor a record", NULL},
    {"at: [DECOM, previous.DEC]", "at: [DECOM, previos.DEC]", "previos", "Episodes has no column previos", NULL},
    /* definitions, views, data */
    {"define: ended", "define: DEC", "DEC", "is a column of the schema", "it is in Episodes"},
    {"define: ended", "define: Header", "Header", "is a table of the schema", NULL},
    {"define: ended", "define: exists", "exists", "exists is a word of the rule language", NULL},
    {"define: ended", "define: 3 + 4", "+ 4", "\"+\" stands where", NULL},
    {"define: ended", "define: \"5\"", "\"5\"", "a definition is written as a name", "is_leaf(code)"},
    {"define: ended", "define: spells", "spells", "spells is defined twice", NULL},
    {"long_ago(date)", "long_ago(date, date)", "date)", "the parameter date comes twice", NULL},
    {"as: DEC is present", "as: ended and DEC is present", "ended", "ended refers to itself", NULL},
    {"as: DEC is present", "as: other and DEC is present", "other", "Episodes has no column other",
     "the definition of ended"},
    {"as: date < period.start", "as: dat < period.start", "dat", "Episodes has no column dat", "did you mean date?"},
    {"as: DEC is present", "as: DECOM = COST and DEC is present", "= COST", "DECOM is a date and COST is money",
     "the definition of ended, which rule SM-1 uses"},
    {"1 = 1", "loop and ended or exists spells and exists loop", "loop", "loop refers to itself", NULL},
    {"  where: DEC is missing\n- view: spells\n  of: Episodes\n",
     "  where: exists spells\n- view: spells\n  of: open_episodes\n", "open_episodes",
     "in a circle: open_episodes, spells", NULL},
    {"  of: Episodes\n  where: DEC is missing\n", "  of: Epsodes\n  where: DEC is missing\n", "Epsodes",
     "there is no table Epsodes", "Episodes?"},
    {"  of: Episodes\n  where: DEC is missing\n", "  of: Episodes\n  where: DEC\n", "DEC", "a condition is needed",
     NULL},
    {"begins: first DECOM}", "begins: DECOM}", "DECOM", "says what it takes of its records", "first DECOM"},
    {"order: [begins]", "order: [begin]", "begin", "the view spells has no column begin", "did you mean begins?"},
    {"  where: DEC is missing\n", "  columns: {A: first DEC}\n", "A:", "only a chain", NULL},
    {"  where: DEC is missing\n", "  were: DEC is missing\n", "were", "a view has no key were", "did you mean where?"},
    {"columns: {line: code,", "columns: {line: cod,", "cod", "cod is no type", "text, code, integer"},
    {"[\"3.1.1\", 20%, 1000]", "[\"3.1.1\", 20%]", "[\"3.1.1\"", "a row is a list of 3 values", NULL},
    {"[\"3.1.1\", 20%, 1000]", "[\"3.1.1\", lots, 1000]", "lots", "share is decimal, but lots is not a value", NULL},
    {"key: [line]", "key: [lin]", "lin", "the data table has no column lin", NULL},
    /* the file */
    {"- collection: small\n", "- collection: large\n", "large", "these rules are for large", NULL},
    {"  prefix: SM\n", "", "collection", "there is no \"prefix\" here", NULL},
    {"- collection: small\n  prefix: SM\n", "", "define", "the first record of a rule file says which collection",
     "- collection: small"},
    {"- code: SM-1\n", "- nothing\n- code: SM-1\n", "nothing", "a record of a rule file is a mapping", NULL},
};

/* The good file with the first place of `replace` changed; with NULL: as it is. */
static char *changed(const struct mistake *mistake)
{
    static char text[sizeof good_file + 4096];
    const char *place = strstr(good_file, mistake->replace);
    ck_assert_msg(place, "the file does not hold \"%s\"", mistake->replace);
    int before = (int)(place - good_file);
    int length = snprintf(text, sizeof text, "%.*s%s%s", before, good_file, mistake->with,
                          place + strlen(mistake->replace));
    ck_assert(length > 0 && (size_t)length < sizeof text);
    return text;
}

static struct schema *schema;

static void set_up(void)
{
    schema = fixture_load_schema();
}

static void tear_down(void)
{
    schema_free(schema);
}

/* Loads and compiles for the first period; false with the failure. */
static bool try_rules(const char *text, struct failure *failure)
{
    struct rule_set *set = rule_set_load_text(schema, NULL, 0, "rules.yaml", str_of(text), failure);
    struct plan *plan = set ? rule_compile(set, 2016, failure) : NULL;
    bool good = plan != NULL;
    plan_free(plan);
    rule_set_free(set);
    return good;
}

START_TEST(the_file_is_good)
{
    struct failure failure = {0};
    ck_assert_msg(try_rules(good_file, &failure), "%u:%u %s", failure.line, failure.column, failure.message);
}
END_TEST

/* Where in bytes the caret is: it is counted in characters. */
static const char *under_caret(const struct failure *failure)
{
    const char *at = failure->excerpt;
    for (unsigned i = 0; i < failure->caret && *at; i++) {
        do {
            at++;
        } while (((unsigned char)*at & 0xC0) == 0x80);
    }
    return at;
}

START_TEST(each_mistake_is_told)
{
    const struct mistake *mistake = &mistakes[_i];
    struct failure failure = {0};
    char *text = changed(mistake);
    bool good = try_rules(text, &failure);
    if (getenv("SHOW_MISTAKES")) {
        (void)printf("%s:%u:%u: %s\n    %s\n    %*s^\n    %s\n", failure.path, failure.line, failure.column,
                     failure.message, failure.excerpt, (int)failure.caret, "", failure.hint);
    }
    ck_assert_msg(!good, "accepted: %s", mistake->with);
    ck_assert_int_eq(failure.kind, FAILURE_SYNTAX);
    ck_assert_str_eq(failure.path, "rules.yaml");
    ck_assert_uint_ge(failure.line, 1);
    ck_assert_uint_ge(failure.column, 1);
    ck_assert_msg(strstr(failure.message, mistake->message), "\"%s\" does not say \"%s\"", failure.message,
                  mistake->message);
    ck_assert_msg(strncmp(under_caret(&failure), mistake->token, strlen(mistake->token)) == 0,
                  "the caret is at \"%s\", not at \"%s\" (%s)", under_caret(&failure), mistake->token, failure.message);
    if (mistake->hint) {
        ck_assert_msg(strstr(failure.hint, mistake->hint), "the hint \"%s\" does not say \"%s\" (%s)", failure.hint,
                      mistake->hint, failure.message);
    }
    size_t length = strlen(failure.message);
    ck_assert_msg(length == 0 || failure.message[length - 1] != '.', "no full stop: %s", failure.message);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("mistakes");
    TCase *tests = tcase_create("mistakes");
    tcase_add_checked_fixture(tests, set_up, tear_down);
    tcase_add_test(tests, the_file_is_good);
    tcase_add_loop_test(tests, each_mistake_is_told, 0, (int)(sizeof mistakes / sizeof *mistakes));
    suite_add_tcase(suite, tests);
    return run_suite(suite);
}
