/* cases_parameters: what a case says of the return as a whole: the period's dates, the council, the form that it is in. */
#include "base/date.h"
#include "engine/cases_fill.h"

bool cases_is_parameter(struct str name)
{
    static const char *const known[] = {"collection_start", "collection_end", "file_format", "localAuthority",
                                        /* of no effect: the dates and the rule set say which year it is */
                                        "collectionYear"};
    for (size_t i = 0; i < sizeof known / sizeof known[0]; i++) {
        if (str_equal(name, str_of(known[i]))) {
            return true;
        }
    }
    return false;
}

static struct str parameter(const struct cases_filling *f, struct str name)
{
    const struct cases_cell *cell = cases_find_cell(&f->of->metadata, name);
    return cell && !cell->missing ? cell->text : STR_EMPTY;
}

static bool read_date(struct cases_filling *f, struct str name, bool *given, int64_t *date)
{
    struct str text = parameter(f, name);
    *given = text.length > 0;
    return !*given || date_parse(text, date) ||
           failure_set(f->failure, FAILURE_SYNTAX, "%.*s is no date: \"%.*s\"", STR_ARGS(name), STR_ARGS(text));
}

/* Is this the column's place in XML? */
static bool is_path_of(struct str path, const struct schema_table *table, const struct schema_column *column)
{
    return table->element.length && column->element.length && str_starts_with(path, table->element) &&
           path.length == table->element.length + 1 + column->element.length &&
           path.data[table->element.length] == '/' && str_ends_with(path, column->element);
}

/* The text of a column in the first record of this year's table; empty where there is none. */
static struct str first_text(const struct cases_filling *f, const struct schema_table *table, uint32_t column)
{
    const struct cases_table *given = cases_find_table(f->of, table->name, false);
    const struct cases_record *record = given && given->record_count ? &given->records[0] : NULL;
    for (uint32_t c = 0; record && c < record->cell_count; c++) {
        const struct cases_cell *cell = &record->cells[c];
        if (!cell->missing && cases_find_column(f->collection, table, cell->column) == column) {
            return cell->text;
        }
    }
    return STR_EMPTY;
}

/* The reference date, where a collection's returns have one, is the last day of their year. */
static bool read_reference_date(const struct cases_filling *f, int64_t *date)
{
    const struct schema *schema = f->collection->schema;
    for (uint32_t t = 0; t < schema->table_count; t++) {
        for (uint32_t c = 0; c < schema->tables[t].column_count; c++) {
            if (is_path_of(schema->xml_reference_date_path, &schema->tables[t], &schema->tables[t].columns[c])) {
                struct str text = first_text(f, &schema->tables[t], c);
                return text.length > 0 && date_parse(text, date);
            }
        }
    }
    return false;
}

/* A period lasts a year: where a case gives one of its ends only, the other is as far away. The period keeps its name,
 * whatever the dates are, because it says which version of the rules is meant. */
bool cases_set_dates(struct cases_filling *f, bool *has_dates)
{
    struct exec_tables *given = &f->trial->given;
    int64_t start = 0, end = 0;
    bool has_start, has_end;
    if (!read_date(f, STR("collection_start"), &has_start, &start) ||
        !read_date(f, STR("collection_end"), &has_end, &end)) {
        return false;
    }
    has_end = has_end || (!has_start && read_reference_date(f, &end));
    *has_dates = has_start || has_end;
    if (!*has_dates) {
        return true;
    }
    int64_t year = 0;
    if (!has_end) {
        end = date_add_months(start, 12, &year) ? year - 1 : start;
    }
    if (!has_start) {
        start = date_add_months(end + 1, -12, &year) ? year : end;
    }
    given->period_start = start;
    given->period_end = end;
    return true;
}

void cases_set_parameters(struct cases_filling *f)
{
    struct exec_tables *given = &f->trial->given;
    given->authority = parameter(f, STR("localAuthority"));
    struct str format = parameter(f, STR("file_format"));
    given->format = format.length ? format : given->format;
}
