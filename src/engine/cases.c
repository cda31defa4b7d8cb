#include "engine/cases.h"

#include <stdlib.h>

#include "base/date.h"
#include "base/folder.h"
#include "base/source.h"

/* A run over a file of cases. */
struct cases_session {
    struct probity_library *library;
    const struct probity_case_options *options;
    struct buffer *out;
    struct probity_case_tally *tally;
    struct failure *failure;
    struct cases_collection *collections; /* by collection of the library */
    struct cases_known_list *known;       /* likewise; the first is for all, where the caller names one */
    struct cases_left_out left_out;
    ARRAY_OF(struct str) without_rule; /* codes */
    struct buffer known_text;          /* known differences that were met, for the end */
    uint64_t split;     /* cases that passed, though the records of their findings are not together as in the case */
    struct arena arena; /* of the session */
    struct arena case_arena; /* of the case at hand */
};

/* What became of a case, in the consecutive periods in which the same became of it. */
struct span {
    int from, until;
    enum cases_verdict verdict;
    struct buffer text;
};

/* Of a case as a whole. */
struct summary {
    uint32_t periods; /* in which it was run */
    bool has_rule;    /* some version of it */
    bool left_out;    /* in some period, since another one is asked for */
    bool failed;
    bool split;
    struct str full_code;
};

/* ---- which collection ------------------------------------------------------------------------------------------------- */

/* Files that are about cases stand among the collection's rules, and need not be there: then *path is NULL. */
static bool path_beside_rules(struct cases_session *s, uint32_t collection, const char *file, const char **path)
{
    struct str name = s->library->collections[collection].schema->name;
    *path = arena_printf(&s->arena, "%s/%.*s/%s", s->library->rules_folder, STR_ARGS(name), file).data;
    if (!*path) {
        return failure_memory(s->failure);
    }
    *path = folder_has_file(*path) ? *path : NULL;
    return true;
}

/* With its names. */
static struct cases_collection *open_collection(struct cases_session *s, uint32_t index)
{
    struct cases_collection *collection = &s->collections[index];
    if (collection->has_names) {
        return collection;
    }
    *collection = (struct cases_collection){.library = s->library,
                                            .index = index,
                                            .schema = s->library->collections[index].schema,
                                            .peer = STR_EMPTY,
                                            .has_names = true};
    const char *path;
    return path_beside_rules(s, index, RULE_CASE_NAMES, &path) &&
                   (!path || cases_load_names(path, collection, s->failure))
               ? collection
               : NULL;
}

/* The one that the caller names; else the one that the case's peer is, or whose cases are by that peer. */
static struct cases_collection *find_collection(struct cases_session *s, const struct cases_case *of)
{
    if (s->options->collection) {
        uint32_t index = library_find(s->library, s->options->collection, s->failure);
        return index == SCHEMA_NONE ? NULL : open_collection(s, index);
    }
    for (uint32_t i = 0; of->peer.length && i < s->library->collection_count; i++) {
        struct cases_collection *collection = open_collection(s, i);
        if (!collection || str_equal(collection->schema->name, of->peer) || str_equal(collection->peer, of->peer)) {
            return collection;
        }
    }
    (void)failure_set(s->failure, FAILURE_USAGE, "the case does not say of which collection it is");
    failure_hint(s->failure, "give it with --collection, or as \"peer\"");
    failure_place(s->failure, s->options->path, of->line, 0);
    return NULL;
}

/* ---- known differences ------------------------------------------------------------------------------------------------ */

static struct cases_known_list *find_list(struct cases_session *s, uint32_t collection)
{
    struct cases_known_list *list = &s->known[s->options->known ? 0 : collection];
    if (list->loaded) {
        return list;
    }
    const char *path = s->options->known;
    if (!path && !path_beside_rules(s, collection, RULE_KNOWN_DIFFERENCES, &path)) {
        return NULL;
    }
    list->loaded = true;
    return !path || cases_load_known(path, list, s->failure) ? list : NULL;
}

static struct cases_known *find_known(struct cases_known_list *list, const struct cases_case *of)
{
    for (size_t i = 0; i < list->items.count; i++) {
        struct cases_known *known = &list->items.items[i];
        if (str_equal_ignoring_case(known->rule, of->rule) && str_equal(known->number, of->number) &&
            str_equal(known->ruleset, of->ruleset)) {
            return known;
        }
    }
    return NULL;
}

/* The list must not rot: what no longer differs, and what is no case, has no place in it. */
static void tell_rotten(struct cases_session *s, const struct cases_known_list *list)
{
    for (size_t i = 0; i < list->items.count; i++) {
        const struct cases_known *known = &list->items.items[i];
        bool wanted = !s->options->code || known->met;
        bool may_differ = known->differs || known->left_out || (known->met && !known->run);
        if (!wanted || may_differ) {
            continue;
        }
        buffer_format(s->out, "%s:%u: rule %.*s, case %.*s of %.*s: known to differ, but %s\n", list->path, known->line,
                      STR_ARGS(known->rule), STR_ARGS(known->number), STR_ARGS(known->ruleset),
                      known->met ? "it does not" : "there is no such case");
        s->tally->failed++;
    }
}

/* ---- a case ------------------------------------------------------------------------------------------------------------- */

static void write_case(const struct cases_session *s, const struct cases_case *of, struct str code, struct buffer *out)
{
    buffer_format(out, "%s:%u: %.*s, case %.*s of %.*s", s->options->path, of->line, STR_ARGS(code),
                  STR_ARGS(of->number), STR_ARGS(of->ruleset));
}

static void write_periods(int from, int until, struct buffer *out)
{
    buffer_text(out, ", in ");
    date_write_financial_year(out, from);
    if (until != from) {
        buffer_text(out, " to ");
        date_write_financial_year(out, until);
    }
}

static void tell_span(struct cases_session *s, const struct cases_case *of, struct str code, const struct span *span)
{
    static const char *const words[] = {
        [CASES_PASSED] = "passed", [CASES_FAILED] = "failed", [CASES_NO_RULE] = "no such rule"};
    write_case(s, of, code, s->out);
    write_periods(span->from, span->until, s->out);
    buffer_format(s->out, ": %s\n", words[span->verdict]);
    buffer_str(s->out, buffer_view(&span->text));
}

/* Differences are told, and with one rule asked for all the rest too; a missing rule is told once, at the end. */
static bool is_told(const struct cases_session *s, const struct span *span, bool known)
{
    return span->verdict == CASES_FAILED ? !known : s->options->code != NULL;
}

static bool run_period(struct cases_session *s, const struct cases_case *of, const struct cases_collection *collection,
                       int period, struct span *now, struct summary *summary)
{
    struct cases_outcome outcome;
    if (!cases_run(collection, period, of, summary->full_code, &outcome, &s->case_arena, s->failure)) {
        return false;
    }
    *now = (struct span){.from = period, .until = period, .verdict = outcome.verdict};
    if (outcome.verdict == CASES_FAILED) {
        cases_tell(collection, of, &outcome, &now->text);
    } else if (outcome.verdict == CASES_NO_RULE && summary->has_rule) {
        now->verdict = CASES_FAILED;
        buffer_text(&now->text, "    the rule is not in force then\n");
    }
    summary->periods++;
    summary->failed = summary->failed || now->verdict == CASES_FAILED;
    summary->split = summary->split || (outcome.verdict == CASES_PASSED && outcome.split > 0);
    return buffer_ok(&now->text) || failure_memory(s->failure);
}

static bool is_run_in(const struct cases_session *s, const struct cases_collection *collection, int period,
                      struct summary *summary)
{
    bool exists = schema_in_force(collection->schema->periods, period);
    bool wanted = !s->options->period || s->options->period == period;
    summary->left_out = summary->left_out || (exists && !wanted);
    return exists && wanted;
}

/* In all its periods; those with the same outcome are told as one. */
static bool run_periods(struct cases_session *s, const struct cases_case *of, const struct cases_collection *collection,
                        bool known, struct summary *summary)
{
    struct span last = {0};
    bool good = true;
    for (uint32_t p = 0; good && p < of->period_count; p++) {
        if (!is_run_in(s, collection, of->periods[p], summary)) {
            continue;
        }
        struct span now = {0};
        good = run_period(s, of, collection, of->periods[p], &now, summary);
        bool same = good && last.from && now.verdict == last.verdict && now.from == last.until + 1 &&
                    str_equal(buffer_view(&now.text), buffer_view(&last.text));
        if (same) {
            last.until = now.until;
            buffer_free(&now.text);
            continue;
        }
        if (last.from && is_told(s, &last, known)) {
            tell_span(s, of, summary->full_code, &last);
        }
        buffer_free(&last.text);
        last = now;
    }
    if (good && last.from && is_told(s, &last, known)) {
        tell_span(s, of, summary->full_code, &last);
    }
    buffer_free(&last.text);
    return good;
}

static bool note_without_rule(struct cases_session *s, const struct cases_case *of)
{
    s->tally->without_rule++;
    for (size_t i = 0; i < s->without_rule.count; i++) {
        if (str_equal(s->without_rule.items[i], of->rule)) {
            return true;
        }
    }
    struct str code = arena_str(&s->arena, of->rule);
    return (code.data && array_push(&s->without_rule, code)) || failure_memory(s->failure);
}

static bool count_case(struct cases_session *s, const struct cases_case *of, const struct summary *summary,
                       struct cases_known *known)
{
    if (known) {
        known->met = true;
        known->differs = known->differs || summary->failed;
        known->run = known->run || (summary->periods && summary->has_rule);
        known->left_out = known->left_out || summary->left_out;
    }
    if (!summary->periods) {
        s->tally->in_no_period++;
        return true;
    }
    if (summary->failed && known) {
        s->tally->known++;
        write_case(s, of, summary->full_code, &s->known_text);
        buffer_format(&s->known_text, ": %.*s\n", STR_ARGS(str_trim(known->reason)));
    } else if (summary->failed) {
        s->tally->failed++;
    } else if (!summary->has_rule) {
        return note_without_rule(s, of);
    } else {
        s->tally->passed++;
        s->split += summary->split;
    }
    return true;
}

static bool run_case(struct cases_session *s, const struct cases_case *of)
{
    const struct cases_collection *collection = find_collection(s, of);
    const struct rule_set *rules = collection ? library_rules(s->library, collection->index, s->failure) : NULL;
    if (!rules) {
        return false;
    }
    struct summary summary = {.full_code = rule_full_code(&s->case_arena, rules->prefix, of->rule)};
    if (!summary.full_code.data) {
        return failure_memory(s->failure);
    }
    struct str code = str_of(s->options->code);
    if (code.data && !str_equal_ignoring_case(code, of->rule) && !str_equal_ignoring_case(code, summary.full_code)) {
        return true;
    }
    const struct rule *found = rule_set_find(rules, summary.full_code);
    summary.has_rule = found != NULL;
    summary.full_code = found ? found->full_code : summary.full_code;
    struct cases_known_list *list = find_list(s, collection->index);
    struct cases_known *known = list ? find_known(list, of) : NULL;
    return list && cases_note_left_out(collection, of, &s->left_out, s->failure) &&
           run_periods(s, of, collection, known != NULL, &summary) && count_case(s, of, &summary, known);
}

/* ---- a file ------------------------------------------------------------------------------------------------------------- */

static bool run_line(struct cases_session *s, struct str text, unsigned line)
{
    if (str_trim(text).length == 0) {
        return true;
    }
    struct cases_case of;
    bool good = cases_load(s->options->path, line, text, &of, &s->case_arena, s->failure) && run_case(s, &of);
    if (!good) {
        failure_place(s->failure, s->options->path, line, 0);
    }
    arena_free(&s->case_arena);
    s->case_arena = ARENA_EMPTY;
    return good;
}

static bool run_lines(struct cases_session *s, struct str text)
{
    unsigned line = 0;
    for (size_t at = 0; at < text.length;) {
        const char *end = memchr(text.data + at, '\n', text.length - at);
        size_t length = end ? (size_t)(end - text.data) - at : text.length - at;
        if (!run_line(s, str_slice(text, at, length), ++line)) {
            return false;
        }
        at += length + 1;
    }
    return true;
}

static bool run_file(struct cases_session *s)
{
    struct source *source = source_open(s->options->path, s->failure);
    if (!source) {
        return false;
    }
    struct buffer text = BUFFER_EMPTY;
    bool good = source_read_all(source, CASES_BYTES_MOST, &text, s->failure) && run_lines(s, buffer_view(&text));
    buffer_free(&text);
    source_close(source);
    if (!good) {
        failure_place(s->failure, s->options->path, 0, 0);
    }
    return good;
}

/* ---- the end ------------------------------------------------------------------------------------------------------------ */

static void tell_end(struct cases_session *s)
{
    if (s->known_text.length) {
        buffer_text(s->out, "known differences:\n");
        buffer_str(s->out, buffer_view(&s->known_text));
    }
    for (size_t i = 0; i < s->left_out.items.count; i++) {
        const struct cases_left *left = &s->left_out.items.items[i];
        buffer_format(s->out, "%s%.*s (%llu)", i ? ", " : "not in the schema, and left out: ", STR_ARGS(left->name),
                      (unsigned long long)left->count);
    }
    buffer_text(s->out, s->left_out.items.count ? "\n" : "");
    for (size_t i = 0; i < s->without_rule.count; i++) {
        buffer_format(s->out, "%s%.*s", i ? ", " : "without a rule: ", STR_ARGS(s->without_rule.items[i]));
    }
    buffer_text(s->out, s->without_rule.count ? "\n" : "");
    if (s->split) {
        buffer_format(s->out, "%llu passed with the same records in other findings\n", (unsigned long long)s->split);
    }
}

static bool finish(struct cases_session *s)
{
    const struct probity_case_tally *tally = s->tally;
    for (uint32_t c = 0; c < s->library->collection_count; c++) {
        tell_rotten(s, &s->known[c]);
    }
    if (s->options->code &&
        !(tally->passed + tally->failed + tally->known + tally->without_rule + tally->in_no_period)) {
        return failure_set(s->failure, FAILURE_USAGE, "no case is of a rule with the code \"%s\"", s->options->code);
    }
    tell_end(s);
    return (buffer_ok(s->out) && buffer_ok(&s->known_text)) || failure_memory(s->failure);
}

bool probity_cases_test(struct probity_library *library, const struct probity_case_options *options, struct buffer *out,
                        struct probity_case_tally *tally, struct failure *failure)
{
    *tally = (struct probity_case_tally){0};
    struct cases_session session = {
        .library = library, .options = options, .out = out, .tally = tally, .failure = failure};
    session.collections = calloc((size_t)library->collection_count + 1, sizeof *session.collections);
    session.known = calloc((size_t)library->collection_count + 1, sizeof *session.known);
    bool good = (session.collections && session.known) || failure_memory(failure);
    good = good && run_file(&session) && finish(&session);
    for (uint32_t c = 0; session.collections && session.known && c < library->collection_count; c++) {
        cases_collection_free(&session.collections[c]);
        cases_known_free(&session.known[c]);
    }
    free(session.collections);
    free(session.known);
    cases_left_out_free(&session.left_out);
    array_free(&session.without_rule);
    buffer_free(&session.known_text);
    arena_free(&session.case_arena);
    arena_free(&session.arena);
    return good;
}
