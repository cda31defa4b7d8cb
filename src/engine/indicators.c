/* indicators: works out the indicators of returns, whatever their role, and puts them into a matrix to be compared. */
#include <stdlib.h>
#include <string.h>

#include "engine/indicators.h"

/* One column of the matrix: all versions of one indicator. */
struct column {
    uint32_t collection;
    const struct rule_indicator *indicator; /* the latest version */
};

/* A rule of a plan is one version of an indicator. */
struct version {
    const struct rule_indicator *indicator;
    uint32_t column;
    struct str unknown; /* why there is no figure, though no table is missing */
};

struct filling {
    struct probity_check *check;
    struct arena *keep;
    struct failure *failure;
    ARRAY_OF(struct column) columns;
    uint32_t *rows; /* numbers of the dataset's returns, in the order of the matrix */
    uint32_t row_count;
    struct check_binding *bindings;  /* by row */
    const struct version **versions; /* by row: those of its plan, by plan rule */
    struct compare_return *returns;
    struct compare_cell *cells;
};

static const struct dataset_return *row_data(const struct filling *filling, uint32_t row)
{
    return &filling->check->dataset.returns.items[filling->rows[row]];
}

/* ---- what there is to work out ----------------------------------------------------------------------------------- */

bool check_is_comparable(const struct probity_check *check, const struct dataset_return *data)
{
    return data->collection < check->library->collection_count &&
           schema_in_force(check->library->collections[data->collection].schema->periods, data->period);
}

static int compare_rows(const struct dataset_return *a, const struct dataset_return *b)
{
    int order = (a->collection > b->collection) - (a->collection < b->collection);
    order = order ? order : (a->period > b->period) - (a->period < b->period);
    return order ? order : str_compare(a->authority, b->authority);
}

/* Returns of one council and period that were given twice count once: the first, which is the one to be checked. */
static bool choose_rows(struct filling *filling, bool (*wanted)(const struct dataset_return *, const void *),
                        const void *context)
{
    const struct probity_check *check = filling->check;
    size_t count = check->dataset.returns.count;
    filling->rows = ARENA_ARRAY(filling->keep, count, uint32_t);
    if (!filling->rows) {
        return failure_memory(filling->failure);
    }
    for (uint32_t i = 0; i < count; i++) {
        const struct dataset_return *data = &check->dataset.returns.items[i];
        if (!check_is_comparable(check, data) || !wanted(data, context)) {
            continue;
        }
        uint32_t at = filling->row_count;
        while (at > 0 && compare_rows(row_data(filling, at - 1), data) > 0) {
            filling->rows[at] = filling->rows[at - 1];
            at--;
        }
        if (at > 0 && compare_rows(row_data(filling, at - 1), data) == 0 && data->authority.length) {
            memmove(filling->rows + at, filling->rows + at + 1, (filling->row_count - at) * sizeof *filling->rows);
            continue;
        }
        filling->rows[at] = i;
        filling->row_count++;
    }
    return true;
}

static bool add_column(struct filling *filling, uint32_t collection, const struct rule_indicator *indicator)
{
    struct column *last = filling->columns.count ? &filling->columns.items[filling->columns.count - 1] : NULL;
    if (last && str_equal(last->indicator->rule.full_code, indicator->rule.full_code)) {
        last->indicator = indicator; /* versions stand in the order of periods */
        return true;
    }
    struct column column = {.collection = collection, .indicator = indicator};
    return array_push(&filling->columns, column) || failure_memory(filling->failure);
}

static bool choose_columns(struct filling *filling)
{
    for (uint32_t row = 0; row < filling->row_count; row++) {
        uint32_t collection = row_data(filling, row)->collection;
        if (row > 0 && row_data(filling, row - 1)->collection == collection) {
            continue;
        }
        const struct rule_set *set = library_rules(filling->check->library, collection, filling->failure);
        bool fine = set != NULL;
        for (size_t i = 0; fine && i < set->indicators.count; i++) {
            fine = add_column(filling, collection, &set->indicators.items[i]);
        }
        if (!fine) {
            return false;
        }
    }
    return true;
}

static uint32_t find_column(const struct filling *filling, struct str full_code)
{
    for (uint32_t i = 0; i < filling->columns.count; i++) {
        if (str_equal(filling->columns.items[i].indicator->rule.full_code, full_code)) {
            return i;
        }
    }
    return CHECK_NONE;
}

/* ---- one return -------------------------------------------------------------------------------------------------- */

/* The fields of a worded indicator: see enum rule_indicator_field. */
static void read_fields(struct str message, struct compare_cell *cell)
{
    struct str fields[RULE_FIELDS] = {{NULL, 0}};
    size_t start = 0;
    uint32_t count = 0;
    for (size_t i = 0; i <= message.length && count < RULE_FIELDS; i++) {
        if (i == message.length || message.data[i] == RULE_FIELD_END) {
            fields[count++] = str_slice(message, start, i - start);
            start = i + 1;
        }
    }
    cell->value_text = fields[RULE_FIELD_VALUE];
    cell->numerator_text = fields[RULE_FIELD_NUMERATOR];
    cell->denominator_text = fields[RULE_FIELD_DENOMINATOR];
    cell->numerator_is = fields[RULE_FIELD_NUMERATOR_IS];
    cell->denominator_is = fields[RULE_FIELD_DENOMINATOR_IS];
    cell->has_denominator = cell->denominator_text.length > 0;
}

/* Plain decimals, as exec_word() writes them; the texts end where the number does. */
static bool read_number(struct str text, double *number)
{
    char digits[64];
    char *end;
    if (text.length == 0 || text.length >= sizeof digits) {
        return false;
    }
    memcpy(digits, text.data, text.length);
    digits[text.length] = 0;
    *number = strtod(digits, &end);
    return end == digits + text.length;
}

static bool fill_cell(struct filling *filling, struct exec_wording *wording, const struct exec_run *run,
                      uint32_t plan_rule, struct compare_cell *cell)
{
    static const uint32_t row = 0;
    struct exec_worded worded;
    if (!exec_word(wording, run, plan_rule, &row, 1, &worded, filling->keep, filling->failure)) {
        return false;
    }
    read_fields(worded.message, cell);
    (void)read_number(cell->numerator_text, &cell->numerator);
    bool empty = read_number(cell->denominator_text, &cell->denominator) && cell->denominator == 0;
    cell->known = !empty && read_number(cell->value_text, &cell->value);
    cell->reason = cell->known ? STR_EMPTY
                   : empty     ? STR("there is nothing to divide by: its denominator is 0")
                               : STR("its figures are not all there");
    return true;
}

static struct compare_cell *cell_of(struct filling *filling, uint32_t row, uint32_t rule)
{
    return &filling->cells[(size_t)row * filling->columns.count + filling->versions[row][rule].column];
}

/* What wording needs of the indicators that were worked out. */
static struct exec_wording *make_wording(struct filling *filling, const struct library_plan *plan, struct exec_run *run,
                                         const uint32_t *lacks)
{
    size_t count = plan->plan->rules.count;
    bool *wanted = calloc(count + 1, sizeof *wanted);
    if (!wanted) {
        (void)failure_memory(filling->failure);
        return NULL;
    }
    for (size_t r = 0; r < count; r++) {
        wanted[r] = lacks[r] == PLAN_NONE;
    }
    bool fine = exec_run_prepare_words(run, wanted, filling->failure);
    free(wanted);
    return fine ? exec_wording_new(plan->program, filling->failure) : NULL;
}

/* Every figure that was worked out is a hit. */
static bool word_cells(struct filling *filling, uint32_t row, struct exec_wording *wording, const struct exec_run *run,
                       const struct exec_hits *hits)
{
    bool fine = true;
    for (size_t h = 0; fine && h < hits->count; h++) {
        uint32_t rule = hits->items[h].rule;
        fine = fill_cell(filling, wording, run, rule, cell_of(filling, row, rule));
    }
    return fine;
}

/* The limits of the indicator, and why there is no figure, until there is one. */
static bool begin_cell(struct filling *filling, uint32_t row, const struct library_plan *plan, uint32_t rule,
                       uint32_t lacks)
{
    const struct version *version = &filling->versions[row][rule];
    struct compare_cell *cell = cell_of(filling, row, rule);
    cell->other_period = false;
    cell->has_limits = version->indicator->has_limits;
    cell->low = version->indicator->low;
    cell->high = version->indicator->high;
    cell->reason = lacks == PLAN_NONE
                       ? version->unknown
                       : check_lack_reason(filling->check, plan, row_data(filling, row), lacks, filling->keep);
    return cell->reason.data || failure_memory(filling->failure);
}

static bool fill_cells(struct filling *filling, uint32_t row, const struct library_plan *plan, struct exec_run *run)
{
    size_t count = plan->plan->rules.count;
    uint32_t *lacks = malloc((count ? count : 1) * sizeof *lacks);
    if (!lacks) {
        return failure_memory(filling->failure);
    }
    struct exec_hits hits = {0};
    bool fine = exec_run_rules(run, NULL, &hits, lacks, NULL, filling->failure);
    for (uint32_t r = 0; fine && r < count; r++) {
        fine = begin_cell(filling, row, plan, r, lacks[r]);
    }
    struct exec_wording *wording = fine ? make_wording(filling, plan, run, lacks) : NULL;
    fine = wording && word_cells(filling, row, wording, run, &hits);
    exec_wording_free(wording);
    free(hits.items);
    free(lacks);
    return fine;
}

static struct str unknown_reason(const struct rule_indicator *indicator, struct arena *keep)
{
    static const char reason[] = "its figures are not all there, or of too few cases";
    return indicator->needs.length ? arena_printf(keep, "%s; it needs: %.*s", reason, STR_ARGS(indicator->needs))
                                   : STR(reason);
}

static const struct version *find_versions(const struct filling *filling, uint32_t collection, const struct plan *plan)
{
    const struct rule_set *rules = filling->check->library->collections[collection].rules;
    struct version *versions = ARENA_ARRAY(filling->keep, plan->rules.count, struct version);
    bool fine = versions;
    for (uint32_t r = 0; fine && r < plan->rules.count; r++) {
        const struct rule_indicator *indicator = &rules->indicators.items[plan->rules.items[r].rule];
        versions[r] = (struct version){
            .indicator = indicator,
            .column = find_column(filling, indicator->rule.full_code),
            .unknown = unknown_reason(indicator, filling->keep),
        };
        fine = versions[r].unknown.data;
    }
    if (!fine) {
        (void)failure_memory(filling->failure);
    }
    return fine ? versions : NULL;
}

/* Returns of one plan follow one another. */
static bool bind_row(struct filling *filling, uint32_t row)
{
    struct probity_check *check = filling->check;
    uint32_t collection = row_data(filling, row)->collection;
    struct library_plan *plan = library_indicators(check->library, collection, row_data(filling, row)->period,
                                                   filling->failure);
    if (!plan || !check_need_references(check, plan->plan, filling->failure)) {
        return false;
    }
    bool again = row > 0 && filling->bindings[row - 1].common->plan == plan;
    filling->versions[row] = again ? filling->versions[row - 1] : find_versions(filling, collection, plan->plan);
    return filling->versions[row] &&
           check_binding_init(check, &filling->bindings[row], plan, filling->keep, filling->failure);
}

/* The plan of each return, before any is run: reading reference tables may move the returns. */
static bool bind_rows(struct filling *filling)
{
    filling->bindings = ARENA_ARRAY(filling->keep, filling->row_count, struct check_binding);
    filling->versions = ARENA_ARRAY(filling->keep, filling->row_count, const struct version *);
    bool fine = (filling->bindings && filling->versions) || failure_memory(filling->failure);
    for (uint32_t row = 0; fine && row < filling->row_count; row++) {
        fine = bind_row(filling, row);
    }
    return fine;
}

static bool fill_row(struct filling *filling, uint32_t row)
{
    struct probity_check *check = filling->check;
    const struct dataset_return *data = row_data(filling, row);
    struct check_binding *binding = &filling->bindings[row];
    const struct library_plan *plan = binding->common->plan;
    struct exec_tables tables;
    bool fine = check_binding_fill(check, plan, data, binding, filling->failure) &&
                check_exec_tables(check, data, binding->bound, &tables, filling->failure);
    struct exec_run *run = fine ? check_binding_run(check, binding, &tables, check->threads, filling->failure) : NULL;
    fine = run && fill_cells(filling, row, plan, run);
    exec_run_free(run);
    return fine;
}

/* ---- the matrix -------------------------------------------------------------------------------------------------- */

static struct compare_indicator describe(const struct filling *filling, const struct column *column)
{
    const struct rule_indicator *of = column->indicator;
    return (struct compare_indicator){
        .collection = filling->check->library->collections[column->collection].schema->name,
        .code = of->rule.full_code,
        .title = of->rule.title,
        .group = of->group,
        .unit = of->unit,
        .source = of->rule.source,
        .causes = of->causes,
        .caveat = of->caveat,
        .figure = (enum compare_figure)of->figure,
        .direction = (enum compare_direction)of->direction,
        .logarithmic = of->logarithmic,
    };
}

static void describe_row(struct filling *filling, uint32_t row)
{
    const struct probity_library *library = filling->check->library;
    const struct dataset_return *data = row_data(filling, row);
    struct compare_return *of = &filling->returns[row];
    of->collection = library->collections[data->collection].schema->name;
    of->authority = data->authority;
    of->period = data->period;
    of->name = library_authority_name(library, data->authority);
    of->region = library->authorities ? schema_authorities_region(library->authorities, data->authority) : STR_EMPTY;
    check_neighbours(filling->check, data, of);
}

/* Every figure begins as one that is not worked out. */
static bool make_room(struct filling *filling)
{
    size_t cells = filling->columns.count * filling->row_count;
    filling->returns = ARENA_ARRAY(filling->keep, filling->row_count, struct compare_return);
    filling->cells = ARENA_ARRAY(filling->keep, cells, struct compare_cell);
    for (size_t i = 0; filling->cells && i < cells; i++) {
        filling->cells[i].reason = STR("not worked out for this period");
        filling->cells[i].other_period = true;
    }
    return (filling->returns && filling->cells) || failure_memory(filling->failure);
}

static struct compare_indicator *describe_columns(const struct filling *filling)
{
    struct compare_indicator *indicators = ARENA_ARRAY(filling->keep, filling->columns.count, struct compare_indicator);
    for (size_t i = 0; indicators && i < filling->columns.count; i++) {
        indicators[i] = describe(filling, &filling->columns.items[i]);
    }
    if (!indicators) {
        failure_memory(filling->failure);
    }
    return indicators;
}

bool check_indicators(struct probity_check *check, bool (*wanted)(const struct dataset_return *, const void *),
                      const void *context, struct compare_matrix *matrix, struct arena *keep, struct failure *failure)
{
    struct filling filling = {.check = check, .keep = keep, .failure = failure};
    *matrix = (struct compare_matrix){0};
    bool fine = choose_rows(&filling, wanted, context) && choose_columns(&filling) && make_room(&filling) &&
                bind_rows(&filling);
    struct compare_indicator *indicators = fine ? describe_columns(&filling) : NULL;
    fine = indicators != NULL;
    for (uint32_t row = 0; fine && row < filling.row_count; row++) {
        fine = fill_row(&filling, row);
        if (fine) {
            describe_row(&filling, row);
        }
    }
    if (fine) {
        *matrix = (struct compare_matrix){indicators, (uint32_t)filling.columns.count, filling.returns,
                                          filling.row_count, filling.cells};
    }
    array_free(&filling.columns);
    return fine;
}
