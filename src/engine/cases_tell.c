/* cases_tell: a case that differs, for the author of the rule: what is expected, what was found, and the records of the
 * children concerned, so that the mistake can be seen without opening the file. */
#include "base/date.h"
#include "base/utf8.h"
#include "engine/cases.h"

#define CELL_MOST 28u     /* characters */
#define RECORDS_MOST 24u  /* of a table */
#define COLUMNS_MOST 32u  /* of a table */
#define FINDINGS_MOST 12u /* worded */

struct subject {
    struct str column; /* the schema's name of it */
    struct str text;
};

struct telling {
    const struct cases_collection *collection;
    const struct cases_case *of;
    const struct cases_outcome *outcome;
    struct buffer *out;
    ARRAY_OF(struct subject) concerned; /* whom the records that differ are about */
};

/* ---- what is expected, what was found ----------------------------------------------------------------------------------- */

static void tell_table(struct telling *t, struct str table, bool last_year)
{
    buffer_text(t->out, last_year ? "last_year." : "");
    buffer_str(t->out, table);
}

static void tell_expected(struct telling *t, bool missed_only)
{
    bool any = false;
    for (uint32_t e = 0; e < t->of->expected_count; e++) {
        const struct cases_expected *expected = &t->of->expected[e];
        bool named = false;
        for (uint32_t r = 0; r < expected->record_count; r++) {
            if (missed_only && t->outcome->met[e][r]) {
                continue;
            }
            if (!named) {
                buffer_text(t->out, any ? "; " : "");
                tell_table(t, expected->table, expected->last_year);
            }
            buffer_format(t->out, "%s%u", named ? ", " : " ", expected->records[r]);
            named = any = true;
        }
    }
    bool of_return = t->of->return_is_expected && (!missed_only || !t->outcome->finding_count);
    buffer_text(t->out, of_return ? "a finding for the return as a whole" : any ? "" : "nothing");
    buffer_char(t->out, '\n');
}

static bool is_same_record(const struct cases_place *a, const struct cases_place *b)
{
    return a->record == b->record && a->last_year == b->last_year && str_equal(a->table, b->table);
}

/* "Episodes 3 (DEC, DECOM)": the record, and its cells that the rule names one after another. */
static void tell_place(struct telling *t, const struct cases_finding *finding, uint32_t p)
{
    const struct cases_place *place = &finding->places[p];
    bool goes_on = p > 0 && is_same_record(place, place - 1);
    bool is_open = goes_on && place[-1].column.length;
    bool is_last = p + 1 == finding->place_count || !is_same_record(place, place + 1) || !place[1].column.length;
    if (!goes_on) {
        buffer_text(t->out, p ? ", " : "");
        tell_table(t, place->table, place->last_year);
        buffer_format(t->out, " %u", place->record);
    }
    if (place->column.length) {
        buffer_format(t->out, "%s%.*s%s", is_open ? ", " : " (", STR_ARGS(place->column), is_last ? ")" : "");
    }
}

static void tell_finding(struct telling *t, const struct cases_finding *finding)
{
    buffer_text(t->out, finding->fits ? "    fits      " : "    too many  ");
    for (uint32_t p = 0; p < finding->place_count; p++) {
        tell_place(t, finding, p);
    }
    buffer_format(t->out, "%s%.*s\n", finding->place_count ? ": " : "", STR_ARGS(finding->message));
}

static void tell_findings(struct telling *t, bool fits)
{
    uint32_t told = 0, more = 0;
    for (uint32_t f = 0; f < t->outcome->finding_count; f++) {
        const struct cases_finding *finding = &t->outcome->findings[f];
        if (finding->fits != fits) {
            continue;
        }
        if (told == FINDINGS_MOST) {
            more++;
        } else {
            tell_finding(t, finding);
            told++;
        }
    }
    if (more) {
        buffer_format(t->out, "              … and %u more\n", more);
    }
}

/* ---- the records -------------------------------------------------------------------------------------------------------- */

/* Whom a record is about: what it has in the first column by which reports call records of its table. `text` is empty where it
 * does not say. Lines of a statement are about the same thing, and each may be a part of the others. */
static struct subject subject_of(const struct telling *t, const struct schema_table *table,
                                 const struct cases_record *record)
{
    bool has_subject = table && table->named_by_count && table->line_column == SCHEMA_NONE;
    for (uint32_t c = 0; has_subject && c < record->cell_count; c++) {
        const struct cases_cell *cell = &record->cells[c];
        if (!cell->missing && cases_find_column(t->collection, table, cell->column) == table->named_by[0]) {
            return (struct subject){table->columns[table->named_by[0]].name, cell->text};
        }
    }
    return (struct subject){STR_EMPTY, STR_EMPTY};
}

static void find_concerned(struct telling *t)
{
    for (uint32_t i = 0; i < t->of->table_count; i++) {
        const struct cases_table *table = &t->of->tables[i];
        const struct schema_table *described = schema_find_table(t->collection->schema, table->name);
        for (uint32_t r = 0; r < table->record_count; r++) {
            struct subject subject = {STR_EMPTY, STR_EMPTY};
            if (t->outcome->marks[i][r]) {
                subject = subject_of(t, described, &table->records[r]);
            }
            if (subject.text.length && !array_push(&t->concerned, subject)) {
                t->out->failed = true;
            }
        }
    }
}

/* Of a record that differs, all records about the same child (or whoever it is about) are of interest; where none differs, or
 * none says whom it is about, all records are. */
static bool is_concerned(const struct telling *t, struct subject subject)
{
    bool any = false;
    for (size_t i = 0; i < t->concerned.count; i++) {
        const struct subject *other = &t->concerned.items[i];
        bool is_alike = str_equal(other->column, subject.column);
        if (is_alike && str_equal(other->text, subject.text)) {
            return true;
        }
        any = any || is_alike;
    }
    return !any || subject.text.length == 0;
}

/* What stands in the cell: nothing is a dot, an empty text "". */
static void write_cell(struct telling *t, const struct cases_cell *cell, struct buffer *out)
{
    buffer_clear(out);
    if (!cell || cell->missing) {
        buffer_text(out, "·");
    } else if (cell->items) {
        for (uint32_t i = 0; i < cell->item_count; i++) {
            buffer_text(out, i ? "," : "");
            buffer_str(out, cell->items[i]);
        }
    } else if (cell->text.length == 0) {
        buffer_text(out, "\"\"");
    } else {
        buffer_str(out, cell->text);
    }
    t->out->failed = t->out->failed || !buffer_ok(out);
}

/* The text, cut to what a column has room for. */
static struct str cut(struct str text)
{
    return str_slice(text, 0, utf8_offset(text, CELL_MOST));
}

static uint32_t width_of(struct str text)
{
    return (uint32_t)utf8_count(cut(text));
}

/* With blanks behind it, if it is narrower than that. */
static void write_padded(struct str text, uint32_t width, struct buffer *out)
{
    uint32_t own = width_of(text);
    utf8_write_printable(out, cut(text));
    buffer_fill(out, ' ', width > own ? width - own : 0);
}

struct column {
    struct str name;
    uint32_t width;
};

static uint32_t find_columns(struct telling *t, const struct cases_table *table, const uint32_t *records,
                             uint32_t count, struct column *columns)
{
    uint32_t found = 0;
    struct buffer text = BUFFER_EMPTY;
    for (uint32_t i = 0; i < count; i++) {
        const struct cases_record *record = &table->records[records[i]];
        for (uint32_t c = 0; c < record->cell_count; c++) {
            uint32_t k = 0;
            while (k < found && !str_equal(columns[k].name, record->cells[c].column)) {
                k++;
            }
            if (k == COLUMNS_MOST) {
                continue;
            }
            if (k == found) {
                struct str name = record->cells[c].column;
                columns[found++] = (struct column){name, width_of(name)};
            }
            write_cell(t, &record->cells[c], &text);
            uint32_t width = width_of(buffer_view(&text));
            columns[k].width = width > columns[k].width ? width : columns[k].width;
        }
    }
    buffer_free(&text);
    return found;
}

/* `marks` by record; NULL: there are none. */
static void tell_records(struct telling *t, const struct cases_table *table, const uint8_t *marks,
                         const uint32_t *records, uint32_t count)
{
    struct column columns[COLUMNS_MOST];
    uint32_t column_count = find_columns(t, table, records, count, columns);
    struct buffer text = BUFFER_EMPTY;
    buffer_text(t->out, "    ");
    tell_table(t, table->name, table->last_year);
    buffer_text(t->out, "\n           ");
    for (uint32_t c = 0; c < column_count; c++) {
        buffer_text(t->out, "  ");
        write_padded(columns[c].name, c + 1 < column_count ? columns[c].width : 0, t->out);
    }
    buffer_char(t->out, '\n');
    for (uint32_t i = 0; i < count; i++) {
        unsigned mark = marks ? marks[records[i]] : 0;
        char sign = mark & CASES_MISSED ? '-' : mark & CASES_TOO_MANY ? '+' : ' ';
        buffer_format(t->out, "    %c %5u", sign, records[i]);
        for (uint32_t c = 0; c < column_count; c++) {
            write_cell(t, cases_find_cell(&table->records[records[i]], columns[c].name), &text);
            buffer_text(t->out, "  ");
            write_padded(buffer_view(&text), c + 1 < column_count ? columns[c].width : 0, t->out);
        }
        buffer_char(t->out, '\n');
    }
    buffer_free(&text);
}

/* `described` is the schema's table; NULL: it has none of that name. */
static void tell_table_of_case(struct telling *t, const struct cases_table *table, const struct schema_table *described,
                               const uint8_t *marks)
{
    uint32_t records[RECORDS_MOST], count = 0, more = 0;
    for (uint32_t r = 0; r < table->record_count; r++) {
        if (!is_concerned(t, subject_of(t, described, &table->records[r]))) {
            continue;
        }
        if (count == RECORDS_MOST) {
            more++;
        } else {
            records[count++] = r;
        }
    }
    if (count) {
        tell_records(t, table, marks, records, count);
    }
    if (more) {
        buffer_format(t->out, "           … and %u more\n", more);
    }
}

void cases_tell(const struct cases_collection *collection, const struct cases_case *of,
                const struct cases_outcome *outcome, struct buffer *out)
{
    struct telling t = {.collection = collection, .of = of, .outcome = outcome, .out = out};
    find_concerned(&t);
    if (outcome->has_dates) {
        buffer_text(out, "    period    ");
        date_write(out, outcome->period_start);
        buffer_text(out, " to ");
        date_write(out, outcome->period_end);
        buffer_char(out, '\n');
    }
    buffer_text(out, "    expected  ");
    tell_expected(&t, false);
    if (outcome->lacks.length) {
        buffer_format(out, "    skipped   the return has no %.*s\n", STR_ARGS(outcome->lacks));
    }
    if (outcome->misses) {
        buffer_text(out, "    missed    ");
        tell_expected(&t, true);
    }
    tell_findings(&t, false);
    tell_findings(&t, true);
    for (uint32_t i = 0; i < of->table_count; i++) {
        tell_table_of_case(&t, &of->tables[i], schema_find_table(collection->schema, of->tables[i].name),
                           outcome->marks[i]);
    }
    for (uint32_t i = 0; i < of->reference_count; i++) {
        tell_table_of_case(&t, &of->references[i], cases_find_reference(collection, of->references[i].name), NULL);
    }
    array_free(&t.concerned);
}
