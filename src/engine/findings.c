/* findings: gathers what was found by reading and by rules, counts it, draws the verdicts and puts it in order. */
#include <stdlib.h>

#include "engine/check.h"
#include "exec/sort.h"

/* ---- where a finding stands, for the order -------------------------------------------------------------------- */

static void place_row(const struct probity_check *check, const struct table *table, uint32_t row,
                      struct check_finding *finding)
{
    if (!table || row >= table->row_count) {
        return;
    }
    finding->input = table_input_of(table, row);
    if (finding->input == TABLE_NO_INPUT) {
        finding->input = CHECK_NONE;
        return;
    }
    bool is_xml = check->inputs[finding->input].intake.sniffed.format == DATASET_XML;
    finding->position = is_xml && table->origin.offsets ? table->origin.offsets[row] : table_record_of(table, row);
}

/* The column of the first place, if it is of the rule's own record. */
static uint16_t first_column(const struct plan *plan, const struct plan_rule *rule)
{
    if (!rule->place_count) {
        return 0;
    }
    const struct plan_place *place = &rule->places[0];
    bool own = plan->nodes.items[place->row].operation == PLAN_ROW;
    return own && place->column != TABLE_NO_COLUMN ? (uint16_t)(place->column + 1) : 0;
}

/* ---- gathering ------------------------------------------------------------------------------------------------- */

static bool add_finding(struct probity_check *check, struct check_finding finding, struct failure *failure)
{
    if (finding.of != CHECK_NONE) {
        check->returns.items[finding.of].counts[finding.severity]++;
    }
    check->counts[finding.severity]++;
    check->codes.items[finding.code].found++;
    return array_push(&check->findings, finding) || failure_memory(failure);
}

static bool gather_hits(struct probity_check *check, uint32_t of, bool streamed, struct failure *failure)
{
    const struct check_return *from = &check->returns.items[of];
    const struct check_run *run = streamed ? &from->streamed : &from->kept;
    const struct plan *plan = from->plan->plan;
    const struct rule_set *rules = check->library->collections[check->dataset.returns.items[from->index].collection]
                                       .rules;
    if (!array_reserve(&check->findings, check->findings.count + run->hits.count)) {
        return failure_memory(failure);
    }
    for (size_t i = 0; i < run->hits.count; i++) {
        struct exec_hit hit = run->hits.items[i];
        const struct plan_rule *rule = &plan->rules.items[hit.rule];
        struct check_finding finding = {.input = CHECK_NONE,
                                        .of = of,
                                        .what = hit.rule,
                                        .row = hit.row,
                                        .severity = (uint8_t)rule->severity,
                                        .streamed = streamed,
                                        .column = first_column(plan, rule)};
        finding.code = check_code_of_rule(check, &rules->rules.items[rule->rule], failure);
        if (finding.code == CHECK_NONE) {
            return false;
        }
        if (rule->table != PLAN_NONE) {
            struct exec_worded_place place = {.row = hit.row, .table = rule->table, .column = TABLE_NO_COLUMN};
            exec_trace(run->run, &place);
            place_row(check, run->bound[place.table], (uint32_t)place.row, &finding);
        }
        if (!add_finding(check, finding, failure)) {
            return false;
        }
    }
    return true;
}

/* Does this return hold the record of that file? Rows of one file stand in its order. */
static bool holds_record(const struct dataset_return *data, uint32_t input, uint64_t record)
{
    for (uint32_t t = 0; t < data->table_count; t++) {
        const struct table *table = data->tables[t];
        if (!table || table->row_count == 0) {
            continue;
        }
        int64_t low = 0, high = table->row_count;
        while (low < high) {
            int64_t middle = low + (high - low) / 2;
            if (table_record_of(table, middle) < record) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        if (low < table->row_count && table_record_of(table, low) == record && table_input_of(table, low) == input) {
            return true;
        }
    }
    return false;
}

static bool has_rows_of(const struct dataset_return *data, uint32_t input)
{
    for (uint32_t t = 0; t < data->table_count; t++) {
        const struct table *table = data->tables[t];
        if (table && table->row_count && table_input_of(table, 0) == input) {
            return true;
        }
    }
    return false;
}

/* The return that a finding of reading is of: the only one of its file, or the one that holds the record. */
static uint32_t return_of_reading(const struct probity_check *check, const struct finding_reading *entry)
{
    const struct check_input *input = &check->inputs[entry->input];
    if (!input->schema || input->is_reference || input->intake.role != DATASET_RETURN) {
        return CHECK_NONE;
    }
    uint32_t only = CHECK_NONE;
    for (uint32_t i = 0; i < check->returns.count; i++) {
        const struct dataset_return *data = &check->dataset.returns.items[check->returns.items[i].index];
        if (data->collection != input->collection) {
            continue;
        }
        if (input->intake.sniffed.many) {
            if (entry->record && holds_record(data, entry->input, entry->record)) {
                return i;
            }
        } else if (has_rows_of(data, entry->input) || only == CHECK_NONE) {
            only = i;
        }
    }
    return only;
}

/* What is wrong with a record of a return that is only compared with is for others to put right. */
static bool is_of_others(const struct probity_check *check, const struct finding_reading *entry)
{
    const struct check_input *input = &check->inputs[entry->input];
    if (!input->schema || input->is_reference || !entry->record) {
        return false;
    }
    if (input->intake.role == DATASET_WITH) {
        return true;
    }
    for (size_t i = 0; check->has_others && i < check->dataset.returns.count; i++) {
        const struct dataset_return *data = &check->dataset.returns.items[i];
        if (data->role == DATASET_WITH && data->collection == input->collection &&
            holds_record(data, entry->input, entry->record)) {
            return true;
        }
    }
    return false;
}

/* Those from this entry of the log on. */
static bool gather_readings(struct probity_check *check, size_t from, struct failure *failure)
{
    for (size_t i = from; i < check->log.entries.count; i++) {
        const struct finding_reading *entry = &check->log.entries.items[i];
        struct check_input *input = &check->inputs[entry->input];
        const struct finding_kind_text *text = finding_kind_text(entry->kind);
        if (is_of_others(check, entry)) {
            continue;
        }
        struct check_finding finding = {.input = entry->input,
                                        .what = (uint32_t)i,
                                        .reading = true,
                                        .severity = (uint8_t)text->severity,
                                        .of = return_of_reading(check, entry)};
        bool is_xml = input->intake.sniffed.format == DATASET_XML;
        finding.position = is_xml ? (entry->offset == UINT64_MAX ? 0 : entry->offset) : entry->record;
        finding.code = check_code_of_reading(check, entry->kind, failure);
        if (finding.code == CHECK_NONE || !add_finding(check, finding, failure)) {
            return false;
        }
        if (text->severity == FINDING_ERROR && finding.of == CHECK_NONE) {
            input->incomplete = true;
        }
    }
    return true;
}

/* Findings of one kind beyond FINDING_READING_MOST were counted and not kept. */
static void count_readings_not_kept(struct probity_check *check)
{
    uint64_t kept[FINDING_KINDS] = {0};
    for (size_t i = 0; i < check->log.entries.count; i++) {
        kept[check->log.entries.items[i].kind]++;
    }
    for (uint32_t k = 0; k < FINDING_KINDS; k++) {
        uint64_t more = check->log.counts[k] - kept[k];
        const uint64_t *code = map_get(&check->code_index, str_of(finding_kind_text((enum finding_kind)k)->code));
        if (more && code) {
            check->codes.items[*code].found += more;
            check->counts[finding_kind_text((enum finding_kind)k)->severity] += more;
        }
    }
}

/* ---- verdicts --------------------------------------------------------------------------------------------------- */

static enum finding_verdict verdict_of(const uint64_t counts[FINDING_SEVERITIES])
{
    if (counts[FINDING_ERROR]) {
        return VERDICT_REJECTED;
    }
    return counts[FINDING_QUERY] ? VERDICT_ACCEPTED_WITH_QUERIES : VERDICT_ACCEPTED;
}

static bool has_incomplete_input(const struct probity_check *check, const struct dataset_return *data)
{
    for (uint32_t i = 0; i < check->input_count; i++) {
        if (check->inputs[i].incomplete && has_rows_of(data, i)) {
            return true;
        }
    }
    return false;
}

/* The run's verdict is the worst of its returns'. Records and files that no return took in were not checked. */
static void draw_verdicts(struct probity_check *check)
{
    check->verdict = verdict_of(check->counts);
    bool unchecked = check->returns.count == 0;
    for (size_t i = 0; i < check->returns.count; i++) {
        struct check_return *of = &check->returns.items[i];
        of->verdict = of->plan ? verdict_of(of->counts) : VERDICT_NOT_CHECKED;
        if (of->plan && has_incomplete_input(check, &check->dataset.returns.items[of->index])) {
            of->verdict = VERDICT_REJECTED;
        }
        unchecked = unchecked || of->verdict == VERDICT_NOT_CHECKED;
        check->verdict = of->verdict > check->verdict ? of->verdict : check->verdict;
    }
    static const enum finding_kind not_checked[] = {READ_UNKNOWN_FILE, READ_UNKNOWN_PERIOD, READ_NO_PERIOD};
    for (size_t i = 0; i < sizeof not_checked / sizeof not_checked[0]; i++) {
        unchecked = unchecked || check->log.counts[not_checked[i]];
    }
    if (unchecked && check->verdict < VERDICT_NOT_CHECKED) {
        check->verdict = VERDICT_NOT_CHECKED;
    }
    bool only_unknown = check->returns.count == 0 &&
                        check->log.counts[READ_UNKNOWN_FILE] == check->counts[FINDING_ERROR];
    if (only_unknown) {
        check->verdict = VERDICT_NOT_CHECKED;
    }
}

bool check_gather(struct probity_check *check, struct failure *failure)
{
    size_t read = check->log.entries.count;
    if (!gather_readings(check, 0, failure)) {
        return false;
    }
    for (uint32_t i = 0; i < check->returns.count; i++) {
        if (check->returns.items[i].plan &&
            (!gather_hits(check, i, false, failure) || !gather_hits(check, i, true, failure))) {
            return false;
        }
    }
    if (!check_apply_notes(check, failure) || !gather_readings(check, read, failure)) {
        return false;
    }
    count_readings_not_kept(check);
    draw_verdicts(check);
    return check_sort_codes(check, failure);
}

/* ---- order ------------------------------------------------------------------------------------------------------ */

static int compare_numbers(uint64_t a, uint64_t b)
{
    return a < b ? -1 : a > b;
}

static int compare_details(const struct check_finding *a, const struct check_finding *b)
{
    int order = compare_numbers(a->of, b->of);
    order = order ? order : compare_numbers(a->reading, b->reading);
    order = order ? order : compare_numbers(a->streamed, b->streamed);
    order = order ? order : compare_numbers(a->what, b->what);
    return order ? order : compare_numbers(a->row, b->row);
}

/* Without a place first; then files, places in them, and codes. */
static int compare_places(const struct check_finding *a, const struct check_finding *b)
{
    int order = compare_numbers(a->input + 1u, b->input + 1u); /* CHECK_NONE + 1 is 0 */
    order = order ? order : compare_numbers(a->position, b->position);
    order = order ? order : compare_numbers(a->column, b->column);
    order = order ? order : compare_numbers(a->code, b->code);
    return order ? order : compare_details(a, b);
}

static int compare_by_place(const void *context, uint32_t left, uint32_t right)
{
    const struct check_finding *findings = context;
    return compare_places(&findings[left], &findings[right]);
}

/* Explained queries come behind those that are open. */
static unsigned rank_of(const struct check_finding *finding)
{
    return 2u * (FINDING_SEVERITIES - finding->severity) + (finding->note != 0);
}

static int compare_by_code(const void *context, uint32_t left, uint32_t right)
{
    const struct check_finding *a = (const struct check_finding *)context + left;
    const struct check_finding *b = (const struct check_finding *)context + right;
    int order = compare_numbers(a->of + 1u, b->of + 1u);
    order = order ? order : compare_numbers(rank_of(a), rank_of(b));
    order = order ? order : compare_numbers(a->code, b->code);
    return order ? order : compare_places(a, b);
}

#define PARTS 4u

/* The first parts of what findings are compared by, as numbers. */
static void parts_of(const struct check_finding *finding, enum report_order order, uint64_t parts[PARTS])
{
    if (order == REPORT_BY_PLACE) {
        parts[0] = finding->input + 1u;
        parts[1] = finding->position;
        parts[2] = finding->column;
        parts[3] = finding->code;
    } else {
        parts[0] = finding->of + 1u;
        parts[1] = rank_of(finding);
        parts[2] = finding->code;
        parts[3] = finding->input + 1u;
    }
}

/* As many parts as fit go into a number that decides by itself wherever it differs. */
static void make_prefixes(const struct probity_check *check, enum report_order order, struct sort_item *items)
{
    uint64_t used[PARTS] = {0};
    uint64_t parts[PARTS];
    size_t count = check->findings.count;
    for (size_t i = 0; i < count; i++) {
        parts_of(&check->findings.items[i], order, parts);
        for (unsigned p = 0; p < PARTS; p++) {
            used[p] |= parts[p];
        }
    }
    unsigned bits[PARTS] = {0};
    unsigned fit = 0;
    for (unsigned left = 64; fit < PARTS; fit++) {
        while (bits[fit] < 64 && used[fit] >> bits[fit] > 0) {
            bits[fit]++;
        }
        if (bits[fit] >= left) {
            break;
        }
        left -= bits[fit];
    }
    for (size_t i = 0; i < count; i++) {
        parts_of(&check->findings.items[i], order, parts);
        items[i] = (struct sort_item){0, (uint32_t)i};
        for (unsigned p = 0; p < fit; p++) {
            items[i].prefix = items[i].prefix << bits[p] | parts[p];
        }
    }
}

/* Moves each finding to its place, along the circles that the moves make. */
static void put_in_order(struct check_finding *findings, struct sort_item *items, uint32_t count)
{
    for (uint32_t i = 0; i < count; i++) {
        if (items[i].row == i) {
            continue;
        }
        struct check_finding first = findings[i];
        uint32_t at = i;
        while (items[at].row != i) {
            uint32_t from = items[at].row;
            findings[at] = findings[from];
            items[at].row = at;
            at = from;
        }
        findings[at] = first;
        items[at].row = at;
    }
}

bool check_order(struct probity_check *check, enum report_order order, struct failure *failure)
{
    size_t count = check->findings.count;
    if (count > UINT32_MAX) {
        return failure_set(failure, FAILURE_LIMIT, "there are more findings than Probity can put in order");
    }
    struct sort_item *items = malloc((count + 1) * sizeof *items);
    struct sort_item *spare = malloc((count + 1) * sizeof *spare);
    if (items && spare) {
        make_prefixes(check, order, items);
        sort_items(items, spare, (uint32_t)count, order == REPORT_BY_PLACE ? compare_by_place : compare_by_code,
                   check->findings.items);
        put_in_order(check->findings.items, items, (uint32_t)count);
    }
    bool good = items && spare;
    free(items);
    free(spare);
    return good || failure_memory(failure);
}
