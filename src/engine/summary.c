/* summary: what a report says of the run and of each return, beside the findings. */
#include "engine/summary.h"

#include <stdlib.h>

static const struct dataset_return *data_of(const struct probity_check *check, const struct check_return *of)
{
    return &check->dataset.returns.items[of->index];
}

static struct str financial_year(struct arena *keep, int period)
{
    if (!period) {
        return STR_EMPTY;
    }
    struct buffer text = BUFFER_EMPTY;
    date_write_financial_year(&text, period);
    struct str kept = buffer_ok(&text) ? arena_str(keep, buffer_view(&text)) : (struct str){0};
    buffer_free(&text);
    return kept;
}

/* ---- rules that did not run --------------------------------------------------------------------------------------- */

/* Plan rules of one code stand together: those made by `each`, or for several tables. A code has run if any of them has. */
static bool summarise_rules(struct probity_check *check, struct check_return *of, struct arena *keep,
                            struct failure *failure)
{
    const struct plan *plan = of->plan->plan;
    of->rules_run = 0;
    of->skipped_count = 0;
    of->skipped_codes = ARENA_ARRAY(keep, plan->rules.count, struct report_skipped);
    if (!of->skipped_codes) {
        return failure_memory(failure);
    }
    for (size_t r = 0; r < plan->rules.count;) {
        struct str code = plan->rules.items[r].full_code;
        uint32_t lacks = of->skipped[r];
        for (; r < plan->rules.count && str_equal(plan->rules.items[r].full_code, code); r++) {
            lacks = of->skipped[r] == PLAN_NONE ? PLAN_NONE : lacks;
        }
        if (lacks == PLAN_NONE) {
            of->rules_run++;
            continue;
        }
        struct str reason = check_lack_reason(check, of->plan, data_of(check, of), lacks, keep);
        if (!reason.data) {
            return failure_memory(failure);
        }
        of->skipped_codes[of->skipped_count++] = (struct report_skipped){.code = code, .reason = reason};
    }
    return true;
}

static uint64_t count_records(const struct dataset_return *data)
{
    uint64_t records = 0;
    for (uint32_t t = 0; t < data->table_count; t++) {
        records += data->tables[t] ? data->tables[t]->row_count : 0;
    }
    return records;
}

static bool same_group(const struct check_finding *before, const struct check_finding *finding)
{
    return before && before->of == finding->of && before->code == finding->code && !before->note == !finding->note;
}

/* How often each code was found in each return, and how much of it will be left out. Findings in the order of codes stand
 * together by return and code; in another order nobody asks. */
static bool count_found(struct probity_check *check, uint64_t most, struct arena *keep, struct failure *failure)
{
    size_t groups = 0;
    const struct check_finding *before = NULL;
    for (size_t i = 0; i < check->findings.count; i++) {
        groups += !same_group(before, &check->findings.items[i]);
        before = &check->findings.items[i];
    }
    struct report_found *found = ARENA_ARRAY(keep, groups, struct report_found);
    uint64_t *written = ARENA_ARRAY(keep, check->codes.count, uint64_t);
    if (!found || !written) {
        return failure_memory(failure);
    }
    size_t group = 0;
    before = NULL;
    for (size_t i = 0; i < check->findings.count; i++) {
        const struct check_finding *finding = &check->findings.items[i];
        if (!same_group(before, finding)) {
            group += before != NULL;
            struct check_return *of = finding->of == CHECK_NONE ? NULL : &check->returns.items[finding->of];
            if (of) {
                of->found = of->found ? of->found : &found[group];
                of->found_count++;
            }
            found[group].explained = finding->note != 0;
            found[group].code = check->codes.items[finding->code].code;
        }
        found[group].found++;
        found[group].left_out += written[finding->code]++ >= most;
        before = finding;
    }
    return true;
}

static int compare_returns(const void *left, const void *right)
{
    const struct report_return *a = left, *b = right;
    int order = str_compare(a->collection, b->collection);
    order = order ? order : str_compare(a->period, b->period);
    return order ? order : str_compare(a->authority, b->authority);
}

/* Where its figures stand among those that were worked out. */
static bool summarise_standings(const struct probity_check *check, struct report_return *of,
                                const struct dataset_return *data, struct arena *keep, struct failure *failure)
{
    const struct compare_matrix *matrix = &check->matrix;
    of->row = compare_find(matrix, of->collection, data->authority, data->period);
    return of->row == UINT32_MAX ||
           compare_standings(matrix, of->row, &of->standings, &of->standing_count, keep, failure);
}

static bool summarise_returns(struct probity_check *check, struct report_run *run, struct arena *keep,
                              struct failure *failure)
{
    struct report_return *returns = ARENA_ARRAY(keep, check->returns.count, struct report_return);
    if (!returns) {
        return failure_memory(failure);
    }
    for (size_t i = 0; i < check->returns.count; i++) {
        struct check_return *of = &check->returns.items[i];
        const struct dataset_return *data = &check->dataset.returns.items[of->index];
        const struct schema *schema = check->library->collections[data->collection].schema;
        if (of->plan && !summarise_rules(check, of, keep, failure)) {
            return false;
        }
        returns[i] = (struct report_return){
            .collection = schema->name,
            .collection_title = schema->title,
            .period = financial_year(keep, data->period),
            .authority = data->authority,
            .authority_name = library_authority_name(check->library, data->authority),
            .verdict = of->verdict,
            .explained = of->explained,
            .rules_run = of->rules_run,
            .skipped = of->skipped_codes,
            .skipped_count = of->skipped_count,
            .records = count_records(data),
            .found = of->found,
            .found_count = of->found_count,
        };
        memcpy(returns[i].counts, of->counts, sizeof of->counts);
        if (!summarise_standings(check, &returns[i], data, keep, failure)) {
            return false;
        }
        if (!returns[i].period.data) {
            return failure_memory(failure);
        }
    }
    if (check->returns.count) {
        qsort(returns, check->returns.count, sizeof *returns, compare_returns);
    }
    run->returns = returns;
    run->return_count = (uint32_t)check->returns.count;
    return true;
}

/* ---- inputs, rules, codes ------------------------------------------------------------------------------------------ */

static bool summarise_inputs(const struct probity_check *check, struct report_run *run, struct arena *keep,
                             struct failure *failure)
{
    struct report_input *inputs = ARENA_ARRAY(keep, check->input_count, struct report_input);
    if (!inputs) {
        return failure_memory(failure);
    }
    for (uint32_t i = 0; i < check->input_count; i++) {
        const struct check_input *input = &check->inputs[i];
        inputs[i] = (struct report_input){
            .path = str_of(input->path),
            .role = input->role,
            .bytes = source_file_size(input->intake.source),
            .sha256 = str_of(input->sha256),
        };
    }
    run->inputs = inputs;
    run->input_count = check->input_count;
    return true;
}

static bool summarise_rule_sets(const struct probity_check *check, struct report_run *run, struct arena *keep,
                                struct failure *failure)
{
    const struct probity_library *library = check->library;
    struct report_rules *rules = ARENA_ARRAY(keep, library->collection_count, struct report_rules);
    if (!rules) {
        return failure_memory(failure);
    }
    for (size_t i = 0; i < check->returns.count; i++) {
        const struct library_collection
            *of = &library->collections[check->dataset.returns.items[check->returns.items[i].index].collection];
        bool known = !of->rules;
        for (uint32_t r = 0; !known && r < run->rules_count; r++) {
            known = str_equal(rules[r].collection, of->schema->name);
        }
        if (!known) {
            rules[run->rules_count++] = (struct report_rules){
                .collection = of->schema->name,
                .schema_sha256 = str_of(of->schema->sha256),
                .rules_sha256 = str_of(of->rules->sha256),
            };
        }
    }
    run->rules = rules;
    return true;
}

static bool summarise_codes(const struct probity_check *check, uint64_t most, struct report_run *run,
                            struct arena *keep, struct failure *failure)
{
    struct report_code *codes = ARENA_ARRAY(keep, check->codes.count, struct report_code);
    if (!codes) {
        return failure_memory(failure);
    }
    for (size_t i = 0; i < check->codes.count; i++) {
        const struct check_code *code = &check->codes.items[i];
        const struct finding_kind_text *kind = code->kind;
        const struct rule *rule = code->rule;
        codes[i] = (struct report_code){
            .code = code->code,
            .severity = code->severity,
            .title = rule ? rule->title : str_of(kind->title),
            .message = rule ? rule->message : str_of(kind->message),
            .fix = rule ? rule->fix : str_of(kind->fix),
            .why = rule ? rule->why : str_of(kind->why),
            .source = rule ? rule->source : STR_EMPTY,
            .found = code->found,
            .explained = code->explained,
            .left_out = code->found > most ? code->found - most : 0,
        };
    }
    run->codes = codes;
    run->code_count = (uint32_t)check->codes.count;
    return true;
}

bool check_summarise(struct probity_check *check, enum report_order order, uint64_t most, struct report_run *run,
                     struct arena *keep, struct failure *failure)
{
    for (size_t i = 0; i < check->returns.count; i++) {
        check->returns.items[i].found = NULL;
        check->returns.items[i].found_count = 0;
    }
    if (order == REPORT_BY_CODE && !count_found(check, most, keep, failure)) {
        return false;
    }
    *run = (struct report_run){.version = PROBITY_VERSION, .verdict = check->verdict, .explained = check->explained};
    run->matrix = check->matrix.indicator_count ? &check->matrix : NULL;
    memcpy(run->counts, check->counts, sizeof check->counts);
    return summarise_inputs(check, run, keep, failure) && summarise_returns(check, run, keep, failure) &&
           summarise_rule_sets(check, run, keep, failure) && summarise_codes(check, most, run, keep, failure);
}
