/* schema: what the returns of one collection look like: tables, columns, codes, lines, and the periods in which each
 * applies.
 *
 * One YAML file per collection is the single source of it (doc/schema.md); reading, checking, documents, templates, the
 * XSD and the Frictionless Table Schema all come from this struct. It is made once and never changes; everything in it
 * lives in its arena. It knows nothing of files being read, nor of rules.
 *
 * Periods are written as the year in which they start: 2023 is the financial year 2023-24.
 */
#ifndef PROBITY_SCHEMA_SCHEMA_H
#define PROBITY_SCHEMA_SCHEMA_H

#include <limits.h>
#include <stdbool.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/failure.h"
#include "table/table.h"

#define SCHEMA_NONE UINT32_MAX
#define SCHEMA_TABLES_MOST 64u
#define SCHEMA_COLUMNS_MOST 256u
#define SCHEMA_LINES_MOST 4096u /* of a statement */
#define SCHEMA_FORMS_MOST 64u
#define SCHEMA_CONDITIONS_MOST 8u /* of a form, on which records are kept */
#define SCHEMA_CODE_LISTS_MOST 256u

/* Both ends belong to it. */
struct schema_range {
    int from;  /* INT_MIN: since ever */
    int until; /* INT_MAX: still */
};

static inline bool schema_in_force(struct schema_range range, int period)
{
    return range.from <= period && period <= range.until;
}

/* Is there a period that belongs to both? */
static inline bool schema_ranges_meet(struct schema_range a, struct schema_range b)
{
    return a.from <= b.until && b.from <= a.until;
}

struct schema_code {
    struct str code;
    struct str title;
    struct schema_range range;
};

struct schema_code_list {
    struct str name;
    bool ignore_case;
    const struct schema_code *codes;
    uint32_t code_count;
};

struct schema_column {
    struct str name;
    struct str title; /* for people: "Total expenditure" */
    struct str description;
    enum table_type type;
    uint8_t scale;
    struct schema_range range;
    bool required;      /* a blank cell is a finding */
    bool optional;      /* the column itself may be absent from a CSV file without a finding */
    struct str pattern; /* PCRE2, matched against the whole text; empty: none */
    bool has_least, has_most;
    int64_t least, most; /* in the column's own unit */
    uint32_t codes;      /* index into the schema's code lists, or SCHEMA_NONE */
    bool ignore_case;
    bool is_authority;         /* reference tables: a council's ONS code or name becomes its three-digit code */
    bool ignore_blanks;        /* in comparisons: "AB1 2CD" is "AB12CD". What was typed is kept and shown */
    const struct str *headers; /* CSV headers that mean this column, its own name first; case and blanks ignored */
    uint32_t header_count;
    /* XML: path below the record's element ("ChildIdentifiers/UPN"); "." is the record's own text, and each leading
     * "../" is one element up ("../HEADER/CHILDID" of an EPISODE), to an element that comes before the record.
     * Empty: not in XML. */
    struct str element;
    /* Published rules have a code for "X is not valid": the schema's finding about a cell that cannot be read, or is not
     * in its code list, goes by that code. Empty: by the schema's own. */
    struct str malformed_code;
    struct str missing_code; /* likewise for "X is missing", of a required column */
    /* XML: the column stands behind the records of this nested table, or SCHEMA_NONE: before all of them. */
    uint32_t after;
    /* The cell is in no file: it is the number, from 1, of the record of this table in which the record is nested, or
     * that it is. SCHEMA_NONE: an ordinary column. */
    uint32_t number_of;
};

/* A numbered line of a financial statement. */
struct schema_line {
    struct str code;
    struct str title;
    struct str group;
    struct str part_of; /* the line of whose sum it is a part; empty: none */
    struct str kind;    /* "leaf", "direct" (goes straight into a grand total), "total", "memo" or "funding" */
    struct schema_range range;
    bool optional;    /* a return need not have it */
    bool inferred;    /* its being in force in some year is inferred from neighbouring years */
    const bool *open; /* by column of the table: may hold an amount */
};

struct schema_table {
    struct str name;
    struct str title;
    struct schema_range range;
    const struct schema_column *columns;
    uint32_t column_count;
    bool optional;              /* a return need not have it */
    bool once;                  /* XML: a record of the parent has at most one */
    struct table_layout layout; /* the same columns, for table/ */
    const uint32_t *key;        /* columns whose values together name a record */
    const uint32_t *named_by;   /* columns by which reports call a record; the key, unless the schema says otherwise */
    uint32_t key_count;
    uint32_t named_by_count;
    struct str repeated_code; /* code of the rule that speaks of two records with one key; empty: none */
    const uint32_t *by;       /* natural order: the columns that make a group … */
    uint32_t by_count;
    const uint32_t *order; /* … and the columns that order records within it */
    uint32_t order_count;
    uint32_t parent; /* table index, or SCHEMA_NONE */
    /* XML: the table among whose cells those of this one stand, in the same elements; SCHEMA_NONE: in none's. An element
     * is a record of this table too where one of the columns `made_if` has a text. */
    uint32_t beside;
    const uint32_t *made_if;
    uint32_t made_if_count;
    struct str element;      /* XML: path from the root ("Message/Children/Child"); empty: not in XML */
    const struct str *files; /* CSV: usual file names, for messages only */
    uint32_t file_count;
    uint32_t line_column;            /* statements: the column with the line's code; else SCHEMA_NONE */
    const struct schema_line *lines; /* a code may come several times, with disjoint periods */
    uint32_t line_count;
    uint32_t total_column; /* statements: the column of a line's total, where the schema says which; else SCHEMA_NONE */
    const uint32_t *part_columns; /* the columns that it is the sum of … */
    uint32_t part_count;
    const uint32_t *income_columns; /* … and those of what pays for it: income, grants */
    uint32_t income_count;
    const struct schema_range *inferred; /* periods whose lines are all inferred from neighbouring years */
    uint32_t inferred_count;
};

/* How the source of a form writes amounts in some periods. */
struct schema_scale {
    struct schema_range range;
    unsigned power;   /* amounts are in 10^power pounds: 0 pounds, 3 thousands, 6 millions */
    int64_t rounding; /* half the last digit's width, in pence; 0: exact */
};

enum schema_year_style {
    SCHEMA_YEAR_FINANCIAL, /* 2017-18, 2017/18, 201718 */
    SCHEMA_YEAR_END,       /* 2018 is 2017-18 */
    SCHEMA_YEAR_START      /* 2017 is 2017-18 */
};

/* Records are kept whose value under this header is one of these, … */
struct schema_condition {
    struct str header;
    const struct str *values;
    uint32_t value_count;
    bool is_filled; /* … or is anything but blank */
};

/* Where a form finds the year of all its records. */
enum schema_title_year {
    SCHEMA_NO_TITLE_YEAR,
    SCHEMA_TITLE_YEAR_START, /* the year in which the first financial year begins that stands above the header … */
    SCHEMA_TITLE_YEAR_END    /* … or ends */
};

/* What a form says of one column of its table. */
struct schema_form_column {
    uint32_t column;
    const struct str *headers; /* instead of the column's own, its name first; header_count 0: its own do */
    uint32_t header_count;
    struct str under; /* a heading above the header row, over this column or over one to its left; empty: any */
    enum schema_title_year title_year;
    bool is_fixed; /* every record of a file without such a column has this value, in the column's unit */
    int64_t fixed;
};

/* One form in which a table is found in CSV. A file is in this form when its header row holds all `identify` headers. */
struct schema_form {
    struct str name;
    struct str title;
    uint32_t table;
    enum schema_year_style year_style; /* of `period_header` */
    const struct str *identify;        /* each may list alternatives separated by "|" */
    uint32_t identify_count;
    struct str period_header;            /* empty: the file names no period */
    const struct str *authority_headers; /* three-digit code, or ONS code, found by the schema's authorities */
    uint32_t authority_header_count;
    struct str line_header; /* statements: the line's code is the first word of this column; empty: its own column */
    const struct schema_scale *scales;
    uint32_t scale_count;
    const struct schema_form_column *columns; /* those that are not as the table has them */
    uint32_t column_count;
    const struct schema_condition *only; /* records that do not meet all of these are counted and left out */
    uint32_t only_count;
    const struct str *closed; /* texts that stand for a closed or absent cell ("x") and are read as missing */
    uint32_t closed_count;
    const struct str *ignore; /* further headers of this form that mean no column, and are no surprise */
    uint32_t ignore_count;
    bool loose; /* so are headers that nobody has heard of */
};

struct schema_note { /* what the schema says of a period: "inferred from 2018-19 and 2023-24" */
    struct schema_range range;
    struct str text;
};

struct schema {
    struct str name; /* "s251-outturn" */
    struct str title;
    struct str description;
    struct str path; /* of the YAML file */
    char sha256[65]; /* of the YAML file, without BOM if it has one */
    struct schema_range periods;
    const struct schema_table *tables;
    uint32_t table_count;
    uint32_t main_table; /* whose dates give the period where no file names it */
    const struct schema_code_list *code_lists;
    uint32_t code_list_count;
    const struct schema_form *forms;
    uint32_t form_count;
    struct str root;                /* XML root element; empty: not in XML */
    struct str xml_collection_path; /* "Message/Header/CollectionDetails/Collection", with xml_collection its text */
    struct str xml_collection;
    struct str xml_period_path;
    enum schema_year_style xml_year_style;
    struct str xml_authority_path;
    struct str xml_reference_date_path;
    bool xml_loose;     /* other elements may stand among those of the schema, and these in any order */
    bool xml_day_first; /* XML: dates are written dd/mm/yyyy, not yyyy-mm-dd */
    const struct schema_note *notes;
    uint32_t note_count;
    struct arena arena; /* owns all of the above */
};

/* Reads and checks one schema file. NULL and a failure with its place in the file. */
struct schema *schema_load(const char *path, struct failure *failure);
/* The same from memory, for tests and fuzzing; `path` is used in messages only. */
struct schema *schema_load_text(const char *path, struct str text, struct failure *failure);
void schema_free(struct schema *schema); /* NULL is fine */

const struct schema_table *schema_find_table(const struct schema *schema, struct str name); /* NULL: none */
uint32_t schema_table_index(const struct schema *schema, struct str name);                  /* SCHEMA_NONE: none */
uint32_t schema_find_column(const struct schema_table *table, struct str name);             /* SCHEMA_NONE: none */
/* XML: does the path lead out of the record, to a cell of one that comes before it? */
bool schema_is_outside(struct str path);
/* A code as the list (NULL: none) spells it, case ignored; `text` itself where it has no such code. */
struct str schema_code_spelling(const struct schema_code_list *list, struct str text);
/* The same for a column's code list, if the column ignores case. */
struct str schema_spelling(const struct schema *schema, const struct schema_column *column, struct str text);
/* What the form says of the column; NULL: nothing. */
const struct schema_form_column *schema_form_column(const struct schema_form *form, uint32_t column);
/* The headers by which the form finds the column. */
const struct str *schema_headers(const struct schema_table *table, const struct schema_form *form, uint32_t column,
                                 uint32_t *count);
/* The line in force in that period; NULL when there is none. */
const struct schema_line *schema_find_line(const struct schema_table *table, struct str code, int period);

/* Is it inferred that the line is in force in that period? */
bool schema_line_inferred(const struct schema_table *table, const struct schema_line *line, int period);

/* "2016-17 to 2024-25"; "2016-17" alone; "2016-17 onwards"; "until 2018-19"; "all periods". Data is NULL when memory is
 * refused. */
struct str schema_range_text(struct schema_range range, struct arena *arena);

/* The lines of a statement as a table that rules can read: columns line, title, group, part_of, kind, optional, order,
 * and for each column of the statement X with amounts, X_open (boolean). One row per line in force in the period. The
 * layout is schema_lines_layout()'s. Texts are interned in `dictionary`. */
const struct table_layout *schema_lines_layout(const struct schema *schema, uint32_t table, struct arena *keep,
                                               struct failure *failure);
struct table *schema_lines_table(const struct schema *schema, uint32_t table, int period,
                                 const struct table_layout *layout, struct table_dictionary *dictionary,
                                 struct failure *failure);

#endif
