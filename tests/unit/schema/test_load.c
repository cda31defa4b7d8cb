/* Schema files that are right, and about sixty mistakes, each with its message, its place and its suggestion. */
#include <check.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/buffer.h"
#include "schema/schema.h"

static const char sound[] = "collection: beds\n"                                                              /* 1 */
                            "title: Beds return\n"                                                            /* 2 */
                            "from: 2018-19\n"                                                                 /* 3 */
                            "until: 2023-24\n"                                                                /* 4 */
                            "codes:\n"                                                                        /* 5 */
                            "  home: {ignore_case: true, values: {CH: Home, SU: {until: 2020-21}}}\n"         /* 6 */
                            "tables:\n"                                                                       /* 7 */
                            "  - name: homes\n"                                                               /* 8 */
                            "    title: Homes\n"                                                              /* 9 */
                            "    xml: Beds/Homes/Home\n"                                                      /* 10 */
                            "    key: home_id\n"                                                              /* 11 */
                            "    columns:\n"                                                                  /* 12 */
                            "      home_id: {type: code, headers: [Home ID, URN], xml: Id}\n"                 /* 13 */
                            "      kind: {type: code, codes: home}\n"                                         /* 14 */
                            "      beds: {type: integer, least: 0, most: 500}\n"                              /* 15 */
                            "      rate: {type: decimal, decimals: 3}\n"                                      /* 16 */
                            "      opened: {type: date, least: 1990-01-01, from: 2019-20}\n"                  /* 17 */
                            "      name: {type: text, pattern: \"[A-Z].*\"}\n"                                /* 18 */
                            "  - name: costs\n"                                                               /* 19 */
                            "    title: Costs\n"                                                              /* 20 */
                            "    xml: Beds/Homes/Home/Cost\n"                                                 /* 21 */
                            "    parent: homes\n"                                                             /* 22 */
                            "    optional: true\n"                                                            /* 23 */
                            "    by: home_id\n"                                                               /* 24 */
                            "    order: [line, total]\n"                                                      /* 25 */
                            "    columns:\n"                                                                  /* 26 */
                            "      home_id: {type: code, xml: ../Id}\n"                                       /* 27 */
                            "      line: {type: code, required: true}\n"                                      /* 28 */
                            "      own: {type: money, title: Own provision}\n"                                /* 29 */
                            "      total: {type: money}\n"                                                    /* 30 */
                            "    statement:\n"                                                                /* 31 */
                            "      line: line\n"                                                              /* 32 */
                            "      inferred: [{from: 2022-23}]\n"                                             /* 33 */
                            "      cells: {every: [own, total], sums: [total]}\n"                             /* 34 */
                            "      sections:\n"                                                               /* 35 */
                            "        - group: Care\n"                                                         /* 36 */
                            "          kind: leaf\n"                                                          /* 37 */
                            "          open: every\n"                                                         /* 38 */
                            "          part_of: 1.3\n"                                                        /* 39 */
                            "          lines:\n"                                                              /* 40 */
                            "            - {line: 1.1, title: Staff}\n"                                       /* 41 */
                            "            - {line: 1.2, title: Other, until: 2019-20}\n"                       /* 42 */
                            "            - {line: 1.2, title: Rest, from: 2020-21, open: [own]}\n"            /* 43 */
                            "            - {line: 1.3, title: All, kind: total, open: sums, part_of: none}\n" /* 44 */
                            "main_table: costs\n"                                                             /* 45 */
                            "forms:\n"                                                                        /* 46 */
                            "  - name: ours\n"                                                                /* 47 */
                            "    table: costs\n"                                                              /* 48 */
                            "    identify: [year, LA|council, line, own|total]\n"                             /* 49 */
                            "    period: {header: year, year: end}\n"                                         /* 50 */
                            "    authority: [LA, council]\n"                                                  /* 51 */
                            "    line: what\n"                                                                /* 52 */
                            "    only: {header: level, values: Council}\n"                                    /* 53 */
                            "    amounts: [{until: 2020-21, in: millions, decimals: 2}, {from: 2021-22, in: pounds}]\n"
                            "    closed: [x, \"..\"]\n"                            /* 55 */
                            "    ignore: region\n"                                 /* 56 */
                            "xml:\n"                                               /* 57 */
                            "  root: Beds\n"                                       /* 58 */
                            "  collection: {path: Beds/Header/What, text: BEDS}\n" /* 59 */
                            "  period: {path: Beds/Header/Year, year: start}\n"    /* 60 */
                            "  authority: Beds/Header/LA\n"                        /* 61 */
                            "  reference_date: Beds/Header/Date\n"                 /* 62 */
                            "  loose: true\n"                                      /* 63 */
                            "notes:\n"                                             /* 64 */
                            "  - {text: Inferred from 2021-22., from: 2022-23}\n"; /* 65 */

static struct failure failure;

static void reset(void)
{
    memset(&failure, 0, sizeof failure);
}

static struct schema *load_sound(void)
{
    struct schema *schema = schema_load_text("beds.yaml", str_of(sound), &failure);
    ck_assert_msg(schema, "line %u: %s", failure.line, failure.message);
    return schema;
}

static void assert_str(struct str text, const char *expected)
{
    ck_assert_msg(str_equal(text, str_of(expected)), "\"%.*s\" is not \"%s\"", STR_ARGS(text), expected);
}

START_TEST(a_sound_schema)
{
    struct schema *schema = load_sound();
    assert_str(schema->name, "beds");
    assert_str(schema->title, "Beds return");
    assert_str(schema->path, "beds.yaml");
    ck_assert_uint_eq(strlen(schema->sha256), 64);
    ck_assert_int_eq(schema->periods.from, 2018);
    ck_assert_int_eq(schema->periods.until, 2023);
    ck_assert_uint_eq(schema->table_count, 2);
    ck_assert_uint_eq(schema->main_table, 1);
    ck_assert_uint_eq(schema->note_count, 1);
    ck_assert_int_eq(schema->notes[0].range.from, 2022);
    ck_assert_int_eq(schema->notes[0].range.until, INT_MAX);
    ck_assert_uint_eq(schema->code_list_count, 1);
    ck_assert(schema->code_lists[0].ignore_case);
    ck_assert_uint_eq(schema->code_lists[0].code_count, 2);
    assert_str(schema->code_lists[0].codes[0].title, "Home");
    ck_assert_int_eq(schema->code_lists[0].codes[1].range.until, 2020);
    schema_free(schema);
}
END_TEST

START_TEST(columns)
{
    struct schema *schema = load_sound();
    const struct schema_table *homes = schema_find_table(schema, STR("homes"));
    ck_assert_uint_eq(homes->column_count, 6);
    ck_assert_uint_eq(homes->layout.column_count, 6);
    ck_assert_uint_eq(homes->key_count, 1);
    ck_assert_uint_eq(homes->parent, SCHEMA_NONE);
    ck_assert_uint_eq(homes->line_column, SCHEMA_NONE);
    const struct schema_column *id = &homes->columns[schema_find_column(homes, STR("home_id"))];
    ck_assert_uint_eq(id->header_count, 3);
    assert_str(id->headers[0], "home_id");
    assert_str(id->headers[2], "URN");
    assert_str(id->title, "home_id");
    assert_str(id->element, "Id");
    const struct schema_column *kind = &homes->columns[1];
    ck_assert_uint_eq(kind->codes, 0);
    ck_assert(kind->ignore_case);
    ck_assert(homes->layout.columns[1].ignore_case);
    assert_str(kind->element, "");
    const struct schema_column *beds = &homes->columns[2];
    ck_assert(beds->has_least && beds->has_most);
    ck_assert_int_eq(beds->most, 500);
    ck_assert_uint_eq(homes->columns[3].scale, 3);
    ck_assert_uint_eq(homes->layout.columns[3].scale, 3);
    ck_assert_int_eq(homes->columns[4].least, 7305);
    ck_assert(!homes->columns[4].has_most);
    ck_assert_int_eq(homes->columns[4].range.from, 2019);
    assert_str(homes->columns[5].pattern, "[A-Z].*");
    schema_free(schema);
}
END_TEST

START_TEST(statements)
{
    struct schema *schema = load_sound();
    const struct schema_table *costs = &schema->tables[1];
    ck_assert_uint_eq(costs->parent, 0);
    ck_assert(costs->optional);
    ck_assert_uint_eq(costs->order_count, 2);
    ck_assert_uint_eq(costs->line_column, 1);
    ck_assert_uint_eq(costs->line_count, 4);
    assert_str(costs->columns[2].title, "Own provision");
    ck_assert_uint_eq(costs->columns[2].scale, 2);
    const struct schema_line *old = schema_find_line(costs, STR("1.2"), 2019);
    const struct schema_line *new = schema_find_line(costs, STR("1.2"), 2020);
    assert_str(old->title, "Other");
    assert_str(old->part_of, "1.3");
    assert_str(old->kind, "leaf");
    assert_str(old->group, "Care");
    ck_assert(old->open[2] && old->open[3] && !old->open[1]);
    assert_str(new->title, "Rest");
    ck_assert(new->open[2] && !new->open[3]);
    const struct schema_line *total = schema_find_line(costs, STR("1.3"), 2020);
    assert_str(total->kind, "total");
    assert_str(total->part_of, "");
    ck_assert_ptr_null(schema_find_line(costs, STR("1.4"), 2020));
    ck_assert(!schema_line_inferred(costs, total, 2021));
    ck_assert(schema_line_inferred(costs, total, 2022));
    schema_free(schema);
}
END_TEST

START_TEST(forms_and_xml)
{
    struct schema *schema = load_sound();
    ck_assert_uint_eq(schema->form_count, 1);
    const struct schema_form *form = &schema->forms[0];
    ck_assert_uint_eq(form->table, 1);
    ck_assert_uint_eq(form->identify_count, 4);
    assert_str(form->period_header, "year");
    ck_assert_int_eq(form->year_style, SCHEMA_YEAR_END);
    ck_assert_uint_eq(form->authority_header_count, 2);
    assert_str(form->line_header, "what");
    ck_assert_uint_eq(form->scale_count, 2);
    ck_assert_uint_eq(form->scales[0].power, 6);
    ck_assert_int_eq(form->scales[0].rounding, 500000);
    ck_assert_uint_eq(form->scales[1].power, 0);
    ck_assert_int_eq(form->scales[1].rounding, 0);
    assert_str(form->only[0].values[0], "Council");
    ck_assert_uint_eq(form->closed_count, 2);
    ck_assert_uint_eq(form->ignore_count, 1);
    assert_str(schema->root, "Beds");
    assert_str(schema->xml_collection, "BEDS");
    ck_assert_int_eq(schema->xml_year_style, SCHEMA_YEAR_START);
    assert_str(schema->xml_reference_date_path, "Beds/Header/Date");
    ck_assert(schema->xml_loose);
    schema_free(schema);
}
END_TEST

/* Replaces a text of the sound schema, which must stand in it, and loads that. The failure must have a place on `line` at
 * the text `at` of that line, and a message that holds `words`. */
struct mistake {
    const char *replace, *with;
    unsigned line;
    const char *at;
    const char *words;
};

static const struct mistake mistakes[] = {
    /* The top. */
    {"collection: beds", "colection: beds", 1, "colection", "a schema has no \"colection\""},
    {"collection: beds", "collection: Beds!", 1, "Beds!", "small letters"},
    {"title: Beds return\n", "", 1, "collection", "needs \"title\""},
    {"title: Beds return", "title:", 2, "", "must be a text"},
    {"title: Beds return", "title: [a]", 2, "[a]", "must be a text, and this is a list"},
    {"from: 2018-19\n", "from: 2018\n", 3, "2018", "a financial year such as 2018-19"},
    {"until: 2023-24\ncodes", "until: 2017-18\ncodes", 4, "2017-18", "ends before it begins"},
    {"main_table: costs", "main_table: cost", 45, "cost", "there is no table \"cost\""},
    {"notes:\n", "notes: none\nmore:\n", 65, "more", "a schema has no \"more\""},
    {"from: 2022-23}\n", "from: 2024-25}\n", 65, "2024-25", "after the last period"},
    {"{text: Inferred from 2021-22., from: 2022-23}", "{from: 2022-23}", 65, "{from", "a note needs \"text\""},
    /* Code lists. */
    {"{ignore_case: true, ", "{ignorecase: true, ", 6, "ignorecase", "a code list has no \"ignorecase\""},
    {"ignore_case: true", "ignore_case: yes", 6, "yes", "either true or false"},
    {"{until: 2020-21}", "{til: 2020-21}", 6, "til", "a code has no \"til\""},
    {"CH: Home, SU", "CH: Home, ch", 6, "ch:", "\"ch\" is given twice"},
    {"CH: Home, SU", "CH: Home, CH", 6, "CH: {", "\"CH\" is given twice"},
    {"values: {CH: Home, SU: {until: 2020-21}}", "values: CH", 6, "CH}", "\"values\" is a list of codes"},
    {"  home: {ign", "  ho-me: {ign", 6, "ho-me", "letters, digits and _ only"},
    /* Tables. */
    {"- name: homes", "- nam: homes", 8, "nam", "a table has no \"nam\""},
    {"- name: homes", "- name: return", 8, "return", "has a meaning of its own"},
    {"- name: costs", "- name: Homes", 19, "Homes", "there is a table \"homes\" already"},
    {"- name: costs", "- name: 2costs", 19, "2costs", "begins with a letter"},
    {"key: home_id", "key: homeid", 11, "homeid", "there is no column \"homeid\""},
    {"order: [line, total]", "order: [line, line]", 25, "line]", "\"line\" is named twice"},
    {"parent: homes", "parent: costs", 22, "costs", "there is no table \"costs\""},
    {"xml: Beds/Homes/Home/Cost", "xml: Beds/Costs", 22, "homes", "does not lie within its parent's"},
    {"    parent: homes\n", "    beside: homes\n", 19, "name", "stand together"},
    {"    parent: homes\n", "    beside: costs\n    made_if: total\n", 22, "costs", "there is no table \"costs\""},
    {"    parent: homes\n", "    beside: homes\n    made_if: total\n", 22, "homes", "has neither \"xml\" nor"},
    {"xml: Beds/Homes/Home\n", "xml: Beds//Home\n", 10, "Beds", "an XML path is written"},
    {"optional: true\n", "optional: maybe\n", 23, "maybe", "either true or false"},
    {"    title: Costs\n", "    title: Costs\n    until: 2016-17\n", 21, "2016-17", "before the first period"},
    /* Columns. */
    {"type: integer", "type: number", 15, "number", "there is no type \"number\""},
    {"type: integer", "typ: integer", 15, "typ", "a column has no \"typ\""},
    {"{type: integer, least: 0, most: 500}", "{title: Beds}", 15, "{title", "a column needs \"type\""},
    {"decimals: 3", "title: Rate", 16, "{type", "says with \"decimals\" how many"},
    {"decimals: 3", "decimals: 30", 16, "30", "a whole number from 0 to 9"},
    {"{type: integer, least", "{type: integer, decimals: 1, least", 15, "1,", "only a decimal column"},
    {"most: 500", "most: many", 15, "many", "cannot be read as integer"},
    {"least: 0, most: 500", "least: 1, most: 0", 15, "0}", "\"most\" is less than \"least\""},
    {"least: 1990-01-01", "least: 1990-02-30", 17, "1990-02-30", "cannot be read as date"},
    {"pattern: \"[A-Z].*\"", "least: a", 18, "a}", "has no least or most"},
    {"[A-Z].*", "[A-Z.*", 18, "\"}", "this is not a pattern"},
    {"most: 500}", "pattern: a}", 15, "a}", "only text and code columns have a pattern"},
    {"codes: home", "codes: hom", 14, "hom", "there is no code list \"hom\""},
    {"{type: date, ", "{type: date, codes: home, ", 17, "home", "only a code column"},
    {"name: {type: text,", "name: {type: text, ignore_blanks: true,", 0, "", ""},
    {"kind: {type: code,", "kind: {type: code, ignore_blanks: true,", 14, "true", "without a code list ignore blanks"},
    {"{type: date, ", "{type: date, ignore_blanks: true, ", 17, "true", "only text and code columns"},
    {"{type: date, ", "{type: date, ignore_blanks: some, ", 17, "some", "either true or false"},
    {"    ignore: region\n", "    ignore: region\n    loose: true\n", 0, "", ""},
    {"    ignore: region\n", "    loose: sometimes\n", 56, "sometimes", "either true or false"},
    {"headers: [Home ID, URN]", "headers: [Home ID, {a: b}]", 13, "{a", "must be a text, and this is a mapping"},
    {"kind: {type: code,", "kind: {type: code, headers: urn,", 14, "kind",
     "\"urn\" means the column \"home_id\" already"},
    {"xml: ../Id", "xml: Id/..", 27, "Id/..", "an XML path is written"},
    {"type: date, least: 1990-01-01, from: 2019-20", "type: date, from: 2025-26", 17, "2025-26", "after the last"},
    /* Columns and nested tables. Without xml, beds and kind may stand anywhere. */
    {"kind: {type: code,", "kind: {type: code, xml: Kind, after: costs,", 0, "", ""},
    {"kind: {type: code,", "kind: {type: code, xml: Kind, after: cost,", 14, "cost,", "there is no table \"cost\""},
    {"kind: {type: code,", "kind: {type: code, xml: Kind, after: homes,", 14, "homes", "nested in its own"},
    {"kind: {type: code,", "kind: {type: code, xml: Kind, after: [costs],", 14, "[costs", "the name of a table"},
    {"beds: {type: integer, least: 0, most: 500}", "beds: {type: integer, number_of: homes}", 0, "", ""},
    {"beds: {type: integer, least: 0, most: 500}", "beds: {type: integer, number_of: costs}", 15, "costs",
     "there is no table \"costs\""},
    {"beds: {type: integer, least", "beds: {type: integer, number_of: homes, least", 15, "0, most",
     "cannot have \"least\""},
    {"beds: {type: integer, least: 0, most: 500}", "beds: {type: integer, number_of: homes, xml: Beds}", 15, "Beds}",
     "cannot have \"xml\""},
    {"rate: {type: decimal, decimals: 3}", "rate: {type: text, number_of: homes}", 16, "text", "is an integer"},
    {"      total: {type: money}\n", "      total: {type: money}\n      home: {type: integer, number_of: homes}\n", 49,
     "costs", "which CSV files cannot have"},
    {"line: {type: code, required: true}", "line: {type: code, required: true, missing_code: \"1\"}", 0, "", ""},
    {"own: {type: money,", "own: {type: money, missing_code: \"1\",", 29, "\"1\"", "can be found to be missing"},
    {"    key: home_id\n", "    named_by: [home_id, homeid]\n", 11, "homeid]", "there is no column \"homeid\""},
    {"    key: home_id\n", "    once: twice\n", 11, "twice", "either true or false"},
    /* Statements. */
    {"      line: line\n", "      line: lines\n", 32, "lines", "there is no column \"lines\""},
    {"      line: line\n", "      line: own\n", 32, "own", "must be of type code"},
    {"[own, total], sums", "[own, line], sums", 34, "line]", "holds no amounts"},
    {"open: every", "open: evry", 38, "evry", "there is no set of cells \"evry\""},
    {"kind: leaf", "kind: leave", 37, "leave", "there is no kind \"leave\""},
    {"          kind: leaf\n", "", 40, "{line", "says which \"kind\" it is of"},
    {"          open: every\n", "", 40, "{line", "says which cells are \"open\""},
    {"{line: 1.1, title: Staff}", "{line: 1.1}", 41, "{line", "a line needs \"title\""},
    {"title: Rest, from: 2020-21", "title: Rest, from: 2019-20", 43, "1.2", "given twice in the same period"},
    {"part_of: 1.3\n", "part_of: 1.4\n", 41, "{line", "line 1.1 is part of line 1.4, which is not there"},
    {"part_of: 1.3\n", "part_of: 1.1\n", 41, "{line", "line 1.1 is part of line 1.1, which is itself"},
    {"title: Staff}", "title: Staff, part_of: 1.2}", 0, "", ""}, /* fine: 1.2 is there in all periods */
    {"from: 2020-21, open: [own]", "from: 2021-22, part_of: 1.1", 0, "", ""},
    {"title: Staff}", "title: Staff, sort: 1}", 41, "sort", "a line has no \"sort\""},
    {"{from: 2022-23}]", "{from: 2022}]", 33, "2022}", "a financial year"},
    {"          lines:\n", "          lines: 1\n          line:\n", 40, "1", "\"lines\" must be a list"},
    /* Forms. */
    {"    table: costs\n", "    table: cost\n", 48, "cost", "there is no table \"cost\""},
    {"identify: [year,", "identify: [yeer,", 49, "yeer", "\"yeer\" is the header of no column"},
    {"own|total]", "own|totl]", 49, "own|totl", "\"totl\" is the header of no column"},
    {"year: end", "year: ends", 50, "ends", "there is no year \"ends\""},
    {"{header: year, ", "{heading: year, ", 50, "heading", "\"period\" has no \"heading\""},
    {"in: millions", "in: million", 54, "million", "there is no in \"million\""},
    {"decimals: 2}, {", "decimals: 8}, {", 54, "8}", "from 0 to 6"},
    {"{from: 2021-22, in: pounds}", "{in: pounds, decimals: 2}", 54, "2}]", "exact to the penny"},
    {"{from: 2021-22, in", "{from: 2020-21, in", 54, "{from", "meet those of an earlier one"},
    /* XML. */
    {"root: Beds", "root: Beds/Homes", 58, "Beds", "one element"},
    {"authority: Beds/Header/LA", "authority: Header/LA", 61, "Header",
     "does not begin at the root element, \"Beds/\""},
    {"path: Beds/Header/What, ", "", 59, "{text", "needs \"path\""},
    {"root: Beds", "root: Bed", 59, "Beds", "does not begin at the root element"},
};

/* Which records a column may number. */
START_TEST(numbers_of_records)
{
    static const char
        *const head = "collection: c\ntitle: C\ntables:\n"
                      "  - {name: a, title: A, xml: R/A, columns: {x: {type: integer, xml: X}}}\n"
                      "  - {name: b, title: B, xml: R/A/B, parent: a, columns: {x: {type: integer, xml: X}}}\n"
                      "  - {name: d, title: D, xml: R/D, columns: {x: {type: integer, xml: X}}}\n";
    static const struct {
        const char *table, *words; /* NULL: it is fine */
    } cases[] = {
        {"{name: e, title: E, xml: R/A/B/E, parent: b, columns: {n: {type: integer, number_of: a}}}", NULL},
        {"{name: e, title: E, xml: R/A/B/E, parent: b, columns: {n: {type: integer, number_of: e}}}", NULL},
        {"{name: e, title: E, xml: R/A/B/E, parent: b, columns: {n: {type: integer, number_of: d}}}",
         "not nested in d"},
        {"{name: e, title: E, columns: {n: {type: integer, number_of: e}}}", "has no \"xml\""},
        {"{name: e, title: E, xml: R/E, columns: {n: {type: integer, number_of: [e]}}}", "the name of a table"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        char text[1000];
        (void)snprintf(text, sizeof text, "%s  - %s\nxml: {root: R}\n", head, cases[i].table);
        memset(&failure, 0, sizeof failure);
        struct schema *schema = schema_load_text("c.yaml", str_of(text), &failure);
        ck_assert_msg((schema != NULL) == !cases[i].words, "%s: %s", cases[i].table, failure.message);
        ck_assert(!cases[i].words || strstr(failure.message, cases[i].words));
        schema_free(schema);
    }
}
END_TEST

static char *with_mistake(const struct mistake *mistake)
{
    const char *found = strstr(sound, mistake->replace);
    ck_assert_msg(found, "\"%s\" is not in the sound schema", mistake->replace);
    size_t size = sizeof sound + strlen(mistake->with);
    char *text = malloc(size);
    ck_assert_ptr_nonnull(text);
    snprintf(text, size, "%.*s%s%s", (int)(found - sound), sound, mistake->with, found + strlen(mistake->replace));
    return text;
}

START_TEST(a_mistake)
{
    const struct mistake *mistake = &mistakes[_i];
    char *text = with_mistake(mistake);
    struct schema *schema = schema_load_text("beds.yaml", str_of(text), &failure);
    if (mistake->line == 0) {
        ck_assert_msg(schema, "\"%s\" is refused: %s", mistake->with, failure.message);
    } else {
        ck_assert_msg(!schema, "\"%s\" is not refused", mistake->with);
        ck_assert_msg(strstr(failure.message, mistake->words), "\"%s\" does not say \"%s\"", failure.message,
                      mistake->words);
        ck_assert_msg(failure.line == mistake->line, "\"%s\": line %u, not %u", failure.message, failure.line,
                      mistake->line);
        const char *at = strstr(failure.excerpt, mistake->at);
        ck_assert_msg(at, "\"%s\" is not in the excerpt \"%s\"", mistake->at, failure.excerpt);
        ck_assert_msg(strncmp(failure.excerpt + failure.caret, mistake->at, strlen(mistake->at)) == 0,
                      "\"%s\": the caret is at \"%s\"", failure.message, failure.excerpt + failure.caret);
        ck_assert_str_eq(failure.path, "beds.yaml");
        ck_assert_int_eq(failure.kind, FAILURE_SYNTAX);
    }
    schema_free(schema);
    free(text);
}
END_TEST

START_TEST(suggestions)
{
    static const struct {
        const char *replace, *with, *hint;
    } cases[] = {
        {"collection: beds", "colection: beds", "did you mean \"collection\"?"},
        {"codes: home", "codes: hom", "did you mean \"home\"?"},
        {"open: every", "open: evry", "did you mean \"every\"?"},
        {"type: money}", "type: mony}", "did you mean \"money\"?"},
        {"main_table: costs", "main_table: cost", "did you mean \"costs\"?"},
        {"parent: homes", "parent: home", "did you mean \"homes\"?"},
        {"key: home_id", "key: homeid", "did you mean \"home_id\"?"},
        {"kind: leaf", "kind: leav", "did you mean \"leaf\"?"},
        {"type: integer", "type: xyzzy", ""},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        reset();
        char *text = with_mistake(&(struct mistake){cases[i].replace, cases[i].with, 0, "", ""});
        ck_assert_ptr_null(schema_load_text("beds.yaml", str_of(text), &failure));
        ck_assert_str_eq(failure.hint, cases[i].hint);
        free(text);
    }
}
END_TEST

START_TEST(a_parent_stands_above)
{
    char *text = with_mistake(&(struct mistake){"parent: homes", "parent: costs", 0, "", ""});
    ck_assert_ptr_null(schema_load_text("beds.yaml", str_of(text), &failure));
    ck_assert_str_eq(failure.hint, "a table stands below its parent in this file");
    free(text);
}
END_TEST

START_TEST(files_that_hold_no_schema)
{
    ck_assert_ptr_null(schema_load_text("x.yaml", STR(""), &failure));
    ck_assert_str_eq(failure.message, "this schema file is empty");
    ck_assert_str_eq(failure.path, "x.yaml");
    reset();
    ck_assert_ptr_null(schema_load_text("x.yaml", STR("- a\n"), &failure));
    ck_assert_str_eq(failure.message, "a schema must be a mapping, and this is a list");
    reset();
    ck_assert_ptr_null(schema_load_text("x.yaml", STR("a\n--- \nb\n"), &failure));
    ck_assert_ptr_nonnull(strstr(failure.message, "a second begins here"));
    ck_assert_uint_eq(failure.line, 3);
    reset();
    ck_assert_ptr_null(schema_load("/nowhere/x.yaml", &failure));
    ck_assert_int_eq(failure.kind, FAILURE_FILE);
    schema_free(NULL);
}
END_TEST

START_TEST(without_an_xml_form_no_table_has_a_path)
{
    char *text = with_mistake(&(struct mistake){"xml:\n  root: Beds\n", "#\n", 0, "", ""});
    char *cut = strstr(text, "#\n");
    cut[0] = '\0';
    ck_assert_ptr_null(schema_load_text("beds.yaml", str_of(text), &failure));
    ck_assert_ptr_nonnull(strstr(failure.message, "does not say with \"xml\" what its root element is"));
    ck_assert_uint_eq(failure.line, 10);
    free(text);
}
END_TEST

/* A ceiling: a schema text made of a head, many times a part, and a tail. */
static void too_many(const char *head, const char *part, unsigned count, const char *tail, const char *words)
{
    struct buffer text = BUFFER_EMPTY;
    buffer_text(&text, head);
    for (unsigned i = 0; i < count; i++) {
        buffer_text(&text, part);
        buffer_integer(&text, i);
        buffer_text(&text, tail);
    }
    reset();
    ck_assert_ptr_null(schema_load_text("x.yaml", buffer_view(&text), &failure));
    ck_assert_msg(strstr(failure.message, words), "%s", failure.message);
    buffer_free(&text);
}

START_TEST(ceilings)
{
    too_many("collection: a\ntitle: A\ntables:\n", "  - {title: T, columns: {a: {type: text}}, name: t",
             SCHEMA_TABLES_MOST + 1, "}\n", "from 1 to 64 tables");
    too_many("collection: a\ntitle: A\ntables:\n- name: t\n  title: T\n  columns:\n", "    c", SCHEMA_COLUMNS_MOST + 1,
             ": {type: text}\n", "from 1 to 256 columns");
    too_many("collection: a\ntitle: A\ncodes:\n", "  c", SCHEMA_CODE_LISTS_MOST + 1, ": {values: [a]}\n",
             "needs \"tables\"");
    too_many("collection: a\ntitle: A\ntables: []\ncodes:\n", "  c", SCHEMA_CODE_LISTS_MOST + 1, ": {values: [a]}\n",
             "more than 256 code lists");
    too_many("collection: a\ntitle: A\ntables:\n- {name: t, title: T, columns: {a: {type: text}}}\nforms:\n",
             "- {table: t, identify: a, name: f", SCHEMA_FORMS_MOST + 1, "}\n", "more than 64 forms");
    too_many("collection: a\ntitle: A\ntables:\n- name: t\n  title: T\n  columns:\n    a:\n      type: text\n"
             "      headers:\n",
             "      - h", 33, "\n", "32 entries at most");
    too_many("collection: a\ntitle: A\ntables:\n- name: t\n  title: T\n  columns: {a: {type: code}}\n"
             "  statement:\n    line: a\n    cells: {}\n    sections:\n    - group: g\n      lines:\n",
             "      - {title: x, line: ", SCHEMA_LINES_MOST + 1, "}\n", "from 1 to 4096 lines");
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("load");
    TCase *tests = tcase_create("load");
    tcase_add_checked_fixture(tests, reset, NULL);
    tcase_set_timeout(tests, 60);
    tcase_add_test(tests, a_sound_schema);
    tcase_add_test(tests, columns);
    tcase_add_test(tests, statements);
    tcase_add_test(tests, forms_and_xml);
    tcase_add_test(tests, numbers_of_records);
    tcase_add_loop_test(tests, a_mistake, 0, (int)(sizeof mistakes / sizeof *mistakes));
    tcase_add_test(tests, suggestions);
    tcase_add_test(tests, a_parent_stands_above);
    tcase_add_test(tests, files_that_hold_no_schema);
    tcase_add_test(tests, without_an_xml_form_no_table_has_a_path);
    tcase_add_test(tests, ceilings);
    suite_add_tcase(suite, tests);
    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_NORMAL);
    int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
