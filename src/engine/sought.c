/* sought: what is kept of reference tables. They are read when the returns are, so that of a table of millions of records
 * only those stay that some return's cell asks for, as far as the plans look nothing else up. */
#include "plan/sought.h"

#include "engine/indicators.h"

/* What the plan of a return looks up in the table. */
struct use {
    const struct check_return *of;
    struct plan_sought sought;
};

/* What all plans together look up in one reference table. */
struct needs {
    struct probity_check *check;
    const struct schema *schema; /* the table's */
    ARRAY_OF(struct use) uses;
    bool all; /* … and so on: as in struct plan_sought */
    bool squeeze;
    bool upper;
    uint32_t column;
    struct table_dictionary *texts; /* the keys */
    bool *columns;                  /* which are read */
    bool *seen;                     /* by id of the dataset's dictionary */
    struct arena scratch;
    struct failure *failure;
};

/* Longer texts are looked up by nobody in earnest; where one is, everything is kept. */
#define KEY_MOST 64u

static bool add_text(struct needs *needs, struct str text)
{
    char key[KEY_MOST];
    if (text.length > sizeof key) {
        needs->all = true;
        return true;
    }
    text = str_as_key(text, needs->squeeze, needs->upper, key);
    return table_dictionary_intern(needs->texts, text, needs->failure) >= 0;
}

static bool add_column(struct needs *needs, const struct table *table, uint32_t column)
{
    const struct table_dictionary *dictionary = needs->check->dataset.dictionary;
    if (!table || !table->columns[column].values) {
        return true;
    }
    for (uint32_t row = 0; row < table->row_count; row++) {
        int64_t id = table->columns[column].values[row];
        if (table->columns[column].states[row] != TABLE_VALUE || needs->seen[id]) {
            continue;
        }
        needs->seen[id] = true;
        if (!add_text(needs, table_dictionary_text(dictionary, id))) {
            return false;
        }
    }
    return true;
}

/* Of every return of the collection, whichever of them the plan is for. */
static bool add_returns(struct needs *needs, uint32_t collection, uint32_t table, uint32_t column)
{
    const struct dataset *dataset = &needs->check->dataset;
    for (size_t i = 0; i < dataset->returns.count; i++) {
        const struct dataset_return *data = &dataset->returns.items[i];
        if (data->collection == collection && !add_column(needs, data->tables[table], column)) {
            return false;
        }
    }
    return true;
}

static bool add_source(struct needs *needs, const struct check_return *of, const struct plan_source *source)
{
    const struct plan_table *table = &of->plan->plan->tables.items[source->table];
    const struct table *given = NULL;
    switch (table->role) {
    case PLAN_TABLE_RETURN:
    case PLAN_TABLE_LAST_YEAR:
        return add_returns(needs, needs->check->dataset.returns.items[of->index].collection, table->index,
                           source->column);
    case PLAN_TABLE_REFERENCE:
        /* One that was not given has no cells. One that is made for each return is not looked at. */
        given = check_reference_table(needs->check, table->name);
        needs->all = needs->all || (!given && library_makes_table(needs->check->library, table->name));
        return !given || add_column(needs, given, source->column);
    case PLAN_TABLE_WITH:
    case PLAN_TABLE_LINES:
    case PLAN_TABLE_DATA:
    case PLAN_TABLE_VIEW: break;
    }
    needs->all = true;
    return true;
}

/* ---- what the plans look up --------------------------------------------------------------------------------------- */

static uint32_t plan_table_of(const struct plan *plan, struct str reference)
{
    for (uint32_t t = 0; t < plan->tables.count; t++) {
        const struct plan_table *table = &plan->tables.items[t];
        if (table->role == PLAN_TABLE_REFERENCE && str_equal(table->name, reference)) {
            return t;
        }
    }
    return PLAN_NONE;
}

/* What one plan looks up joins what those before it do. */
static void join(struct needs *needs, const struct plan_sought *sought)
{
    bool none = sought->column == TABLE_NO_COLUMN;
    bool first = needs->column == TABLE_NO_COLUMN;
    needs->all = needs->all || sought->all || (!none && !first && needs->column != sought->column);
    needs->column = first ? sought->column : needs->column;
    needs->squeeze = needs->squeeze || sought->squeeze;
    needs->upper = needs->upper || sought->upper;
}

/* Several returns may share a plan: it is looked at once. */
static bool look_at_return(struct needs *needs, size_t index)
{
    const struct probity_check *check = needs->check;
    const struct check_return *of = &check->returns.items[index];
    bool known = !of->plan;
    for (size_t i = 0; !known && i < index; i++) {
        known = check->returns.items[i].plan == of->plan;
    }
    uint32_t table = known ? PLAN_NONE : plan_table_of(of->plan->plan, needs->schema->name);
    if (table == PLAN_NONE) {
        return true;
    }
    struct use use = {.of = of};
    if (!plan_sought_rows(of->plan->plan, table, &use.sought, &needs->scratch, needs->failure) ||
        !plan_columns_read(of->plan->plan, table, true, needs->columns, needs->failure)) {
        return false;
    }
    join(needs, &use.sought);
    return array_push(&needs->uses, use) || failure_memory(needs->failure);
}

static bool look_at_plans(struct needs *needs)
{
    bool fine = true;
    for (size_t i = 0; fine && i < needs->check->returns.count; i++) {
        fine = look_at_return(needs, i);
    }
    return fine;
}

static bool gather_use(struct needs *needs, const struct use *use)
{
    for (uint32_t i = 0; !needs->all && i < use->sought.text_count; i++) {
        if (!add_text(needs, use->of->plan->plan->texts.items[use->sought.texts[i]])) {
            return false;
        }
    }
    for (uint32_t i = 0; !needs->all && i < use->sought.source_count; i++) {
        if (!add_source(needs, use->of, &use->sought.sources[i])) {
            return false;
        }
    }
    return true;
}

static bool gather(struct needs *needs)
{
    needs->texts = table_dictionary_new(needs->failure);
    needs->seen = ARENA_ARRAY(&needs->scratch, table_dictionary_count(needs->check->dataset.dictionary), bool);
    if (!needs->texts || !needs->seen) {
        return failure_memory(needs->failure);
    }
    bool fine = true;
    for (size_t i = 0; fine && i < needs->uses.count; i++) {
        fine = gather_use(needs, &needs->uses.items[i]);
    }
    return fine;
}

/* ---- which table waits for which ---------------------------------------------------------------------------------- */

static bool is_waiting(const struct probity_check *check, struct str reference)
{
    for (uint32_t i = 0; i < check->input_count; i++) {
        const struct check_input *input = &check->inputs[i];
        if (input->is_reference && input->schema && !input->was_read && str_equal(input->schema->name, reference)) {
            return true;
        }
    }
    return false;
}

/* Whether keys come from a reference table that has not been read yet. */
static bool comes_later(const struct needs *needs)
{
    for (size_t u = 0; u < needs->uses.count; u++) {
        const struct use *use = &needs->uses.items[u];
        for (uint32_t i = 0; i < use->sought.source_count; i++) {
            const struct plan_table *table = &use->of->plan->plan->tables.items[use->sought.sources[i].table];
            if (table->role == PLAN_TABLE_REFERENCE && is_waiting(needs->check, table->name)) {
                return true;
            }
        }
    }
    return false;
}

/* ---- reading ------------------------------------------------------------------------------------------------------ */

static bool read_sought(struct needs *needs, uint32_t input, const struct probity_check_options *options)
{
    const bool *keep = needs->columns;
    struct intake_filter filter = {.column = needs->column == TABLE_NO_COLUMN ? 0 : needs->column,
                                   .squeeze = needs->squeeze,
                                   .upper = needs->upper,
                                   .keys = intake_keys_new(needs->texts, needs->failure)};
    const struct intake_filter *filters = &filter;
    bool fine = filter.keys &&
                check_read_reference(needs->check, input, options, &keep, needs->all ? NULL : &filters, needs->failure);
    intake_keys_free(filter.keys);
    return fine;
}

/* Indicators look figures up by council and year, and neighbours are asked for by nobody's plan: such tables are small and
 * kept whole. */
static bool is_of_indicators(struct needs *needs, bool *found)
{
    struct probity_check *check = needs->check;
    *found = check->works_out && (str_equal(needs->schema->name, STR(ENGINE_NEIGHBOURS)) ||
                                  str_equal(needs->schema->name, STR(ENGINE_PEERS)));
    for (size_t i = 0; check->works_out && !*found && i < check->dataset.returns.count; i++) {
        const struct dataset_return *data = &check->dataset.returns.items[i];
        if (data->role != DATASET_RETURN || !check_is_comparable(check, data)) {
            continue;
        }
        const struct library_plan *plan = library_indicators(check->library, data->collection, data->period,
                                                             needs->failure);
        if (!plan) {
            return false;
        }
        for (size_t t = 0; t < plan->plan->tables.count; t++) {
            const struct plan_table *table = &plan->plan->tables.items[t];
            *found = *found || (table->role == PLAN_TABLE_REFERENCE && str_equal(table->name, needs->schema->name));
        }
    }
    return true;
}

static bool look_at_indicators(struct needs *needs)
{
    bool found = false;
    if (!is_of_indicators(needs, &found)) {
        return false;
    }
    for (uint32_t c = 0; found && c < needs->schema->tables[0].column_count; c++) {
        needs->columns[c] = true;
    }
    needs->all = needs->all || found;
    return true;
}

/* `late`: no other table can be read before it. */
static bool read_one(struct probity_check *check, uint32_t input, bool late,
                     const struct probity_check_options *options, bool *was_read, struct failure *failure)
{
    struct needs needs = {
        .check = check, .schema = check->inputs[input].schema, .column = TABLE_NO_COLUMN, .failure = failure};
    needs.columns = ARENA_ARRAY(&needs.scratch, needs.schema->tables[0].column_count, bool);
    bool fine = (needs.columns || failure_memory(failure)) && look_at_plans(&needs) && look_at_indicators(&needs);
    /* What is looked up is not what stands in the file. */
    needs.all = needs.all || check_names_authorities(needs.schema);
    bool waits = fine && !needs.all && comes_later(&needs);
    needs.all = needs.all || (waits && late);
    *was_read = fine && (!waits || late);
    if (*was_read) {
        fine = gather(&needs) && read_sought(&needs, input, options);
    }
    array_free(&needs.uses);
    table_dictionary_free(needs.texts);
    arena_free(&needs.scratch);
    return fine;
}

/* Reads those of the tables that wait for no other, or, with `late`, the first. *any: there was one. */
static bool read_round(struct probity_check *check, bool late, const struct probity_check_options *options, bool *any,
                       struct failure *failure)
{
    *any = false;
    for (uint32_t i = 0; i < check->input_count && !(late && *any); i++) {
        const struct check_input *input = &check->inputs[i];
        bool was_read = false;
        if (!input->is_reference || !input->schema || input->was_read) {
            continue;
        }
        if (!read_one(check, i, late, options, &was_read, failure)) {
            return false;
        }
        *any = *any || was_read;
    }
    return true;
}

bool check_read_references(struct probity_check *check, const struct probity_check_options *options,
                           struct failure *failure)
{
    bool any = true;
    bool late = false;
    while (any || !late) {
        late = !any;
        if (!read_round(check, late, options, &any, failure)) {
            return false;
        }
    }
    return true;
}
