#include "engine/cases.h"

#include <stdlib.h>
#include <string.h>

#include "base/date.h"
#include "base/folder.h"
#include "base/source.h"

struct testing {
    struct probity_library *library;
    const struct probity_case_options *options;
    struct buffer *out;
    struct probity_case_tally *tally;
    struct failure *failure;
    uint32_t collection;
    struct cases_known_list known;
    bool knows; /* `known` is that of `collection` */
    struct cases_left_out left_out;
    ARRAY_OF(struct str) without_rule; /* codes */
    struct arena arena;
};

/* ---- which collection, which known differences ------------------------------------------------------------------- */

/* Whose case it is names the collection, in full or by its end: "903" is ssda903. */
static bool find_collection(struct testing *t, const struct cases_case *of)
{
    if (t->options->collection) {
        t->collection = library_find(t->library, t->options->collection, t->failure);
        return t->collection != SCHEMA_NONE;
    }
    for (uint32_t c = 0; of->peer.length && c < t->library->collection_count; c++) {
        if (str_ends_with(t->library->collections[c].schema->name, of->peer)) {
            t->collection = c;
            return true;
        }
    }
    (void)failure_set(t->failure, FAILURE_USAGE, "of which collection are these cases?");
    failure_place(t->failure, t->options->path, of->line, 0);
    failure_hint(t->failure, "say so with --collection");
    return false;
}

static bool load_known(struct testing *t)
{
    const struct schema *schema = t->library->collections[t->collection].schema;
    struct str path = t->options->known ? str_of(t->options->known)
                                        : arena_printf(&t->arena, "%s/%.*s/%s", t->library->rules_folder,
                                                       STR_ARGS(schema->name), RULE_KNOWN_DIFFERENCES);
    if (!path.data) {
        return failure_memory(t->failure);
    }
    t->knows = true;
    return (!t->options->known && !folder_has_file(path.data)) || cases_load_known(path.data, &t->known, t->failure);
}

static struct cases_known *find_known(struct testing *t, const struct cases_case *of)
{
    for (size_t i = 0; i < t->known.items.count; i++) {
        struct cases_known *known = &t->known.items.items[i];
        if (str_equal(known->rule, of->rule) && str_equal(known->number, of->number) &&
            str_equal(known->ruleset, of->ruleset)) {
            known->met = true;
            return known;
        }
    }
    return NULL;
}

/* ---- one case ---------------------------------------------------------------------------------------------------- */

static bool run_period(struct testing *t, const struct cases_case *of, struct str full_code, int period,
                       enum cases_verdict *verdict, struct buffer *why)
{
    struct cases_run run = {.of = of, .period = period, .left_out = &t->left_out};
    bool fine = trial_open(&run.trial, t->library, t->collection, period, t->failure) && cases_fill(&run, t->failure) &&
                cases_judge(&run, full_code, verdict, why, t->failure);
    trial_close(&run.trial);
    arena_free(&run.arena);
    return fine;
}

static void head(struct testing *t, const struct cases_case *of, struct str full_code, int period, const char *what)
{
    buffer_format(t->out, "%s:%u: %.*s, case %.*s of %.*s", t->options->path, of->line, STR_ARGS(full_code),
                  STR_ARGS(of->number), STR_ARGS(of->ruleset));
    if (period) {
        buffer_text(t->out, ", in ");
        date_write_financial_year(t->out, period);
    }
    buffer_format(t->out, ": %s\n", what);
}

static bool note_without_rule(struct testing *t, struct str full_code)
{
    t->tally->without_rule++;
    for (size_t i = 0; i < t->without_rule.count; i++) {
        if (str_equal(t->without_rule.items[i], full_code)) {
            return true;
        }
    }
    struct str kept = arena_str(&t->arena, full_code);
    return (kept.data && array_push(&t->without_rule, kept)) || failure_memory(t->failure);
}

/* How the case came out over all its periods. */
struct outcome {
    uint32_t passed;
    uint32_t failed;
    int first_failed; /* the period, with `why` of it */
    struct buffer why;
};

static bool run_periods(struct testing *t, const struct cases_case *of, struct str full_code, struct outcome *outcome)
{
    const struct schema *schema = t->library->collections[t->collection].schema;
    struct buffer why = BUFFER_EMPTY;
    bool fine = true;
    for (uint32_t p = 0; fine && p < of->period_count; p++) {
        enum cases_verdict verdict = CASES_NO_RULE;
        if (!schema_in_force(schema->periods, of->periods[p])) {
            continue;
        }
        buffer_clear(&why);
        fine = run_period(t, of, full_code, of->periods[p], &verdict, &why);
        outcome->passed += verdict == CASES_PASSED;
        outcome->failed += verdict != CASES_PASSED;
        if (fine && verdict != CASES_PASSED && !outcome->first_failed) {
            outcome->first_failed = of->periods[p];
            buffer_text(&outcome->why, verdict == CASES_NO_RULE ? "  there is no such rule in that period\n" : "");
            buffer_str(&outcome->why, buffer_view(&why));
        }
    }
    buffer_free(&why);
    return fine;
}

/* Has a rule of the code any version, in a file or implied by the schema? */
static bool has_rule(struct testing *t, struct str full_code)
{
    const struct rule_set *rules = library_rules(t->library, t->collection, t->failure);
    return rules && rule_set_find(rules, full_code) != NULL;
}

static void settle(struct testing *t, const struct cases_case *of, struct str full_code, const struct outcome *outcome)
{
    struct cases_known *known = find_known(t, of);
    bool fails = outcome->failed > 0;
    if (known) {
        known->differs = known->differs || fails;
    }
    if (fails && known) {
        t->tally->known++;
        head(t, of, full_code, outcome->first_failed, "differs, as is known");
        buffer_format(t->out, "  %.*s\n", STR_ARGS(known->reason));
    } else if (fails) {
        t->tally->failed++;
        head(t, of, full_code, outcome->first_failed, "differs");
        buffer_str(t->out, buffer_view(&outcome->why));
    } else {
        t->tally->passed++;
        if (t->options->code) {
            head(t, of, full_code, 0, "passed");
        }
    }
}

static bool run_case(struct testing *t, const struct cases_case *of)
{
    if (!find_collection(t, of) || (!t->knows && !load_known(t))) {
        return false;
    }
    const struct rule_set *rules = library_rules(t->library, t->collection, t->failure);
    struct str full_code = rules ? rule_full_code(&t->arena, rules->prefix, of->rule) : STR_EMPTY;
    if (!rules) {
        return false;
    }
    if (!full_code.data) {
        return failure_memory(t->failure);
    }
    if (t->options->code && !str_equal_ignoring_case(of->rule, str_of(t->options->code)) &&
        !str_equal_ignoring_case(full_code, str_of(t->options->code))) {
        return true;
    }
    if (of->period_count && !has_rule(t, full_code)) {
        return note_without_rule(t, full_code);
    }
    struct outcome outcome = {0};
    bool fine = run_periods(t, of, full_code, &outcome);
    if (fine && outcome.passed + outcome.failed == 0) {
        t->tally->in_no_period++;
    } else if (fine) {
        settle(t, of, full_code, &outcome);
    }
    buffer_free(&outcome.why);
    return fine;
}

/* ---- the file ---------------------------------------------------------------------------------------------------- */

static bool read_source(struct testing *t, struct source *source, struct str *text)
{
    uint64_t size = source_size(source);
    char *data = size <= CASES_BYTES_MOST ? arena_alloc(&t->arena, (size_t)size + 1) : NULL;
    if (size > CASES_BYTES_MOST) {
        (void)failure_set(t->failure, FAILURE_LIMIT, "a file of cases has %u MiB at most", CASES_BYTES_MOST >> 20);
        failure_place(t->failure, t->options->path, 0, 0);
        return false;
    }
    if (!data) {
        return failure_memory(t->failure);
    }
    uint64_t got = 0;
    while (got < size) {
        int64_t more = source_read(source, got, data + got, (size_t)(size - got), t->failure);
        if (more <= 0) {
            return more == 0;
        }
        got += (uint64_t)more;
    }
    *text = (struct str){data, (size_t)got};
    return true;
}

static bool read_text(struct testing *t, struct str *text)
{
    struct source *source = source_open(t->options->path, t->failure);
    bool fine = source && read_source(t, source, text);
    source_close(source);
    return fine;
}

static bool run_lines(struct testing *t, struct str text)
{
    unsigned number = 0;
    bool fine = true;
    while (fine && text.length) {
        const char *end = memchr(text.data, '\n', text.length);
        size_t length = end ? (size_t)(end - text.data) : text.length;
        struct str line = str_trim((struct str){text.data, length});
        number++;
        text = str_slice(text, length + (end != NULL), text.length);
        if (!line.length) {
            continue;
        }
        struct arena keep = ARENA_EMPTY;
        struct cases_case of;
        fine = cases_load(t->options->path, number, line, &of, &keep, t->failure) && run_case(t, &of);
        arena_free(&keep);
    }
    return fine;
}

/* The list of known differences may not rot. */
static void check_known(struct testing *t)
{
    for (size_t i = 0; i < t->known.items.count && !t->options->code; i++) {
        const struct cases_known *known = &t->known.items.items[i];
        const char *wrong = !known->met       ? "the file has no such case"
                            : !known->differs ? "the case no longer differs"
                                              : NULL;
        if (wrong) {
            buffer_format(t->out, "%s:%u: %.*s, case %.*s of %.*s: %s; take it out of the list\n", t->known.path,
                          known->line, STR_ARGS(known->rule), STR_ARGS(known->number), STR_ARGS(known->ruleset), wrong);
            t->tally->failed++;
        }
    }
}

static void tell_rest(struct testing *t)
{
    for (size_t i = 0; i < t->left_out.items.count; i++) {
        const struct cases_left *left = &t->left_out.items.items[i];
        buffer_format(t->out, "%s%.*s (%u)%s",
                      i ? ", " : "Values of columns that the schema does not have: ", STR_ARGS(left->name), left->count,
                      i + 1 == t->left_out.items.count ? "\n" : "");
    }
    for (size_t i = 0; i < t->without_rule.count; i++) {
        buffer_format(t->out, "%s%.*s%s", i ? " " : "Codes without a rule: ", STR_ARGS(t->without_rule.items[i]),
                      i + 1 == t->without_rule.count ? "\n" : "");
    }
}

bool probity_cases_test(struct probity_library *library, const struct probity_case_options *options, struct buffer *out,
                        struct probity_case_tally *tally, struct failure *failure)
{
    struct testing testing = {.library = library, .options = options, .out = out, .tally = tally, .failure = failure};
    *tally = (struct probity_case_tally){0};
    struct str text = STR_EMPTY;
    bool fine = read_text(&testing, &text) && run_lines(&testing, text);
    if (fine) {
        check_known(&testing);
        tell_rest(&testing);
    }
    cases_known_free(&testing.known);
    array_free(&testing.left_out.items);
    array_free(&testing.without_rule);
    arena_free(&testing.left_out.arena);
    arena_free(&testing.arena);
    return fine && (buffer_ok(out) || failure_memory(failure));
}
