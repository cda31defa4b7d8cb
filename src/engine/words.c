/* words: windows of findings are worded on several threads and written in their order. Within a window all findings of
 * one rule are worded at once. */
#include "engine/words.h"

#include <stdlib.h>

#include "base/parallel.h"
#include "engine/places.h"

#define WINDOW 4096u
#define GROUP_SLOTS (2 * WINDOW) /* a power of two */

/* What the report says of a return. */
struct return_words {
    struct str collection;
    struct str period;
    struct str authority;
    struct str authority_name;
};

/* Findings of a window that one rule of one return makes. */
struct group {
    uint32_t first; /* one of them, by its place in the window */
    uint32_t count;
    uint32_t from; /* where they are in words_worker.chosen */
};

struct words_worker {
    struct arena arena; /* of the window */
    struct places places;
    struct exec_wording **wordings; /* by program */
    struct report_finding out[WINDOW];
    struct exec_worded worded[WINDOW];
    struct group groups[WINDOW];
    uint32_t group_count;
    uint32_t group_of[WINDOW];   /* by finding; findings of reading are in none */
    uint32_t slots[GROUP_SLOTS]; /* group + 1, by hash; 0: free */
    uint32_t chosen[WINDOW];     /* findings by group */
    uint32_t rows[WINDOW];
    struct exec_worded batch[WINDOW];
};

struct words {
    struct probity_check *check;
    const struct report_format *format;
    const struct check_finding *const *findings;
    size_t count;
    struct report *report;
    struct arena arena;
    struct return_words *returns;   /* by check_return */
    uint32_t *program_of;           /* by check_return */
    struct exec_program **programs; /* of the returns, each once */
    uint32_t program_count;
    struct words_worker *workers[PARALLEL_THREADS_MOST];
    unsigned worker_count;
};

/* ---- messages: all hits of one rule at once ------------------------------------------------------------------------- */

static bool same_rule(const struct check_finding *a, const struct check_finding *b)
{
    return a->of == b->of && a->what == b->what && a->streamed == b->streamed;
}

static struct group *group_for(struct words_worker *worker, const struct check_finding *const *findings, uint32_t index)
{
    const struct check_finding *finding = findings[index];
    uint32_t at = (finding->what * 2 + finding->streamed) * UINT32_C(2654435761) ^ finding->of * UINT32_C(2246822519);
    for (at = (at ^ at >> 15) % GROUP_SLOTS;; at = (at + 1) % GROUP_SLOTS) {
        if (worker->slots[at] == 0) {
            worker->groups[worker->group_count] = (struct group){.first = index};
            worker->slots[at] = ++worker->group_count;
        }
        struct group *group = &worker->groups[worker->slots[at] - 1];
        if (same_rule(findings[group->first], finding)) {
            return group;
        }
    }
}

/* Puts findings of one rule together. */
static void group_by_rule(struct words_worker *worker, const struct check_finding *const *findings, uint32_t count)
{
    worker->group_count = 0;
    memset(worker->slots, 0, sizeof worker->slots);
    for (uint32_t i = 0; i < count; i++) {
        if (!findings[i]->reading) {
            struct group *group = group_for(worker, findings, i);
            worker->group_of[i] = (uint32_t)(group - worker->groups);
            group->count++;
        }
    }
    uint32_t from = 0;
    for (uint32_t g = 0; g < worker->group_count; g++) {
        worker->groups[g].from = from;
        from += worker->groups[g].count;
        worker->groups[g].count = 0;
    }
    for (uint32_t i = 0; i < count; i++) {
        if (!findings[i]->reading) {
            struct group *group = &worker->groups[worker->group_of[i]];
            worker->chosen[group->from + group->count++] = i;
        }
    }
}

static bool word_group(const struct words *words, struct words_worker *worker,
                       const struct check_finding *const *findings, const struct group *group, struct failure *failure)
{
    const struct check_finding *first = findings[group->first];
    const struct check_return *of = &words->check->returns.items[first->of];
    const struct check_run *run = first->streamed ? &of->streamed : &of->kept;
    const uint32_t *chosen = &worker->chosen[group->from];
    for (uint32_t i = 0; i < group->count; i++) {
        worker->rows[i] = findings[chosen[i]]->row;
    }
    if (!exec_word(worker->wordings[words->program_of[first->of]], run->run, first->what, worker->rows, group->count,
                   worker->batch, &worker->arena, failure)) {
        return false;
    }
    for (uint32_t i = 0; i < group->count; i++) {
        worker->worded[chosen[i]] = worker->batch[i];
    }
    return true;
}

static bool word_groups(const struct words *words, struct words_worker *worker,
                        const struct check_finding *const *findings, uint32_t count, struct failure *failure)
{
    group_by_rule(worker, findings, count);
    for (uint32_t g = 0; g < worker->group_count; g++) {
        if (!word_group(words, worker, findings, &worker->groups[g], failure)) {
            return false;
        }
    }
    return true;
}

/* ---- one finding ---------------------------------------------------------------------------------------------------- */

static bool describe_hit(const struct words *words, struct words_worker *worker, const struct check_finding *finding,
                         const struct exec_worded *worded, struct report_finding *out, struct failure *failure)
{
    const struct rule *rule = words->check->codes.items[finding->code].rule;
    out->title = rule->title;
    out->message = worded->message;
    out->fix = rule->fix;
    out->why = rule->why;
    return places_of_hit(&worker->places, finding, worded, out, failure);
}

static bool describe_reading(const struct words *words, struct words_worker *worker,
                             const struct check_finding *finding, struct report_finding *out, struct failure *failure)
{
    const struct finding_reading *entry = &words->check->log.entries.items[finding->what];
    const struct finding_kind_text *text = finding_kind_text(entry->kind);
    struct buffer message = BUFFER_EMPTY;
    finding_reading_word(entry, &message);
    out->title = str_of(text->title);
    out->fix = str_of(text->fix);
    out->why = str_of(text->why);
    out->message = buffer_ok(&message) ? arena_str(&worker->arena, buffer_view(&message)) : (struct str){0};
    buffer_free(&message);
    return out->message.data ? places_of_reading(&worker->places, entry, out, failure) : failure_memory(failure);
}

static bool describe(const struct words *words, struct words_worker *worker, const struct check_finding *finding,
                     const struct exec_worded *worded, struct report_finding *out, struct failure *failure)
{
    *out = (struct report_finding){
        .code = words->check->codes.items[finding->code].code,
        .severity = (enum finding_severity)finding->severity,
    };
    if (finding->of != CHECK_NONE) {
        const struct return_words *of = &words->returns[finding->of];
        out->collection = of->collection;
        out->period = of->period;
        out->authority = of->authority;
        out->authority_name = of->authority_name;
    }
    return finding->reading ? describe_reading(words, worker, finding, out, failure)
                            : describe_hit(words, worker, finding, worded, out, failure);
}

/* ---- windows -------------------------------------------------------------------------------------------------------- */

static uint32_t window_count(const struct words *words, size_t window)
{
    size_t left = words->count - window * WINDOW;
    return left < WINDOW ? (uint32_t)left : WINDOW;
}

static bool word_window(void *context, unsigned number, size_t window, struct failure *failure)
{
    const struct words *words = context;
    struct words_worker *worker = words->workers[number];
    const struct check_finding *const *findings = words->findings + window * WINDOW;
    uint32_t count = window_count(words, window);
    arena_rewind(&worker->arena, (struct arena_mark){0});
    bool good = word_groups(words, worker, findings, count, failure);
    for (uint32_t i = 0; good && i < count; i++) {
        good = describe(words, worker, findings[i], &worker->worded[i], &worker->out[i], failure);
    }
    return good && places_locate(&worker->places, failure);
}

static bool write_window(void *context, unsigned number, size_t window, struct failure *failure)
{
    const struct words *words = context;
    const struct words_worker *worker = words->workers[number];
    uint32_t count = window_count(words, window);
    for (uint32_t i = 0; i < count; i++) {
        if (!report_finding(words->report, &worker->out[i], failure)) {
            return false;
        }
    }
    return true;
}

/* ---- making ready --------------------------------------------------------------------------------------------------- */

static bool describe_return(struct words *words, uint32_t of, struct failure *failure)
{
    const struct probity_check *check = words->check;
    const struct dataset_return *data = &check->dataset.returns.items[check->returns.items[of].index];
    struct buffer text = BUFFER_EMPTY;
    if (data->period) {
        date_write_financial_year(&text, data->period);
    }
    words->returns[of] = (struct return_words){
        .collection = check->library->collections[data->collection].schema->name,
        .period = buffer_ok(&text) ? arena_str(&words->arena, buffer_view(&text)) : (struct str){0},
        .authority = data->authority,
        .authority_name = library_authority_name(check->library, data->authority),
    };
    buffer_free(&text);
    return words->returns[of].period.data || failure_memory(failure);
}

static void find_program(struct words *words, uint32_t of)
{
    const struct library_plan *plan = words->check->returns.items[of].plan;
    uint32_t at = 0;
    while (plan && at < words->program_count && words->programs[at] != plan->program) {
        at++;
    }
    if (plan && at == words->program_count) {
        words->programs[words->program_count++] = plan->program;
    }
    words->program_of[of] = at;
}

static bool describe_returns(struct words *words, struct failure *failure)
{
    size_t count = words->check->returns.count;
    words->returns = ARENA_ARRAY(&words->arena, count, struct return_words);
    words->program_of = ARENA_ARRAY(&words->arena, count, uint32_t);
    words->programs = ARENA_ARRAY(&words->arena, count, struct exec_program *);
    if (!words->returns || !words->program_of || !words->programs) {
        return failure_memory(failure);
    }
    for (uint32_t i = 0; i < count; i++) {
        if (!describe_return(words, i, failure)) {
            return false;
        }
        find_program(words, i);
    }
    return true;
}

/* Findings of one run stand together or nearly so; what a rule needs is made once, however often it is asked for. */
static bool prepare_run(const struct words *words, uint32_t of, bool streamed, const bool *rules,
                        struct failure *failure)
{
    const struct check_return *from = &words->check->returns.items[of];
    struct exec_run *run = streamed ? from->streamed.run : from->kept.run;
    return !run || exec_run_prepare_words(run, rules, failure);
}

/* By return, of both runs, which rules have findings: rules[(return * 2 + streamed) * most + rule]. */
static bool prepare_rules(const struct words *words, struct failure *failure)
{
    const struct probity_check *check = words->check;
    size_t most = 1;
    for (size_t i = 0; i < check->returns.count; i++) {
        const struct library_plan *plan = check->returns.items[i].plan;
        most = plan && plan->plan->rules.count > most ? plan->plan->rules.count : most;
    }
    bool *rules = calloc((check->returns.count * 2 + 1) * most, sizeof *rules);
    if (!rules) {
        return failure_memory(failure);
    }
    for (size_t i = 0; i < words->count; i++) {
        const struct check_finding *finding = words->findings[i];
        if (!finding->reading) {
            rules[((size_t)finding->of * 2 + finding->streamed) * most + finding->what] = true;
        }
    }
    bool good = true;
    for (uint32_t i = 0; good && i < check->returns.count; i++) {
        for (unsigned streamed = 0; good && streamed < 2; streamed++) {
            good = prepare_run(words, i, streamed == 1, rules + ((size_t)i * 2 + streamed) * most, failure);
        }
    }
    free(rules);
    return good;
}

static void worker_close(struct words *words, struct words_worker *worker)
{
    for (uint32_t p = 0; worker->wordings && p < words->program_count; p++) {
        exec_wording_free(worker->wordings[p]);
    }
    free(worker->wordings);
    places_close(&worker->places);
    arena_free(&worker->arena);
    free(worker);
}

static bool worker_open(struct words *words, struct failure *failure)
{
    struct words_worker *worker = calloc(1, sizeof *worker);
    if (!worker) {
        return failure_memory(failure);
    }
    words->workers[words->worker_count++] = worker;
    worker->wordings = calloc(words->program_count + 1u, sizeof(struct exec_wording *));
    if (!worker->wordings) {
        return failure_memory(failure);
    }
    for (uint32_t p = 0; p < words->program_count; p++) {
        worker->wordings[p] = exec_wording_new(words->programs[p], failure);
        if (!worker->wordings[p]) {
            return false;
        }
    }
    return places_open(&worker->places, words->check, words->format, &worker->arena, failure);
}

static bool write_windows(struct words *words, struct failure *failure)
{
    size_t windows = (words->count + WINDOW - 1) / WINDOW;
    unsigned threads = words->check->threads < PARALLEL_THREADS_MOST ? words->check->threads : PARALLEL_THREADS_MOST;
    threads = windows < threads ? (unsigned)windows : threads;
    bool good = describe_returns(words, failure) && prepare_rules(words, failure);
    while (good && words->worker_count < threads) {
        good = worker_open(words, failure);
    }
    bool done = false;
    return good && parallel_ordered(threads, windows, word_window, write_window, words, &done, failure);
}

bool words_write(struct probity_check *check, const struct report_format *format,
                 const struct check_finding *const *findings, size_t count, struct report *report,
                 struct failure *failure)
{
    struct words words = {.check = check, .format = format, .findings = findings, .count = count, .report = report};
    bool good = count == 0 || write_windows(&words, failure);
    while (words.worker_count > 0) {
        worker_close(&words, words.workers[--words.worker_count]);
    }
    arena_free(&words.arena);
    return good;
}
