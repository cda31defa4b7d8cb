/* words: how values are written in messages, and where places lead. */
#include <check.h>
#include <stdio.h>
#include <stdlib.h>

#include "../../run_suite.h"
#include "random_rules.h"

/* Three records: one with values, one with nothing, one that is malformed throughout. */
static void three_records(struct random_plan *fixture)
{
    random_start(fixture, 1);
    random_tables(fixture, 0);
    table_free(fixture->tables[0]);
    fixture->tables[0] = table_new(&random_layout, NULL, NULL);
    struct table *table = fixture->tables[0];
    const int64_t values[RANDOM_COLUMNS] = {
        [COUNT] = 1234567, [AMOUNT] = -123450, [FROM] = 19813, [UNTIL] = 0, [MONTHS] = 12 * 54 + 2, [FLAG] = 1};
    for (uint32_t row = 0; row < 3; row++) {
        table_add_row(table, NULL);
        for (uint32_t c = 0; c < RANDOM_COLUMNS; c++) {
            bool is_text = c <= TEXT || row == 2;
            int64_t text = table_dictionary_intern(fixture->dictionary, row == 2 ? STR("n/a") : STR("x y"), NULL);
            table_set(table, c, row, is_text ? text : values[c], (enum table_state)(row == 0 ? 0 : row));
        }
    }
    fixture->depth = 1;
    fixture->scopes[0] = 0;
}

static uint32_t column(struct random_plan *fixture, uint32_t index)
{
    uint32_t row = make_row(fixture, PLAN_ROW, 0, 0, PLAN_NONE);
    return make(fixture, PLAN_COLUMN, wanted_of_column(index), index, row, PLAN_NONE, PLAN_NONE);
}

static uint32_t number(struct random_plan *fixture, int64_t value, uint8_t scale, enum plan_unit unit)
{
    struct plan_node node = {.operation = PLAN_NUMBER,
                             .type = PLAN_TYPE_NUMBER,
                             .unit = unit,
                             .scale = scale,
                             .table = PLAN_NONE,
                             .arguments = {PLAN_NONE, PLAN_NONE, PLAN_NONE, PLAN_NONE},
                             .number = value};
    return plan_node_add(fixture->plan, node, NULL);
}

static void add_rule(struct random_plan *fixture, uint32_t table, const struct plan_piece *message, uint32_t count,
                     const struct plan_place *places, uint32_t place_count)
{
    struct plan_rule rule = {.table = table, .when = PLAN_NONE};
    rule.require = make(fixture, PLAN_BOOLEAN, a_boolean, 0, PLAN_NONE, PLAN_NONE, PLAN_NONE);
    rule.message = message;
    rule.message_count = count;
    rule.places = places;
    rule.place_count = place_count;
    array_push(&fixture->plan->rules, rule);
}

struct worded {
    struct exec_program *program;
    struct exec_run *run;
    struct exec_wording *wording;
    struct exec_hits hits;
    struct arena arena;
    struct exec_worded words[16];
};

/* Words all hits of the only rule. */
static void word(struct random_plan *fixture, struct worded *worded)
{
    struct failure failure = {0};
    *worded = (struct worded){0};
    ck_assert_msg(plan_verify(fixture->plan, &failure), "%s", failure.message);
    worded->program = exec_program_new(fixture->plan, &failure);
    worded->run = exec_run_new(worded->program, &fixture->given, 2, &failure);
    ck_assert(exec_run_rules(worded->run, NULL, &worded->hits, NULL, NULL, &failure));
    uint32_t rows[16];
    for (size_t i = 0; i < worded->hits.count; i++) {
        rows[i] = worded->hits.items[i].row;
    }
    ck_assert(exec_run_prepare_words(worded->run, (const bool[]){true}, &failure));
    worded->wording = exec_wording_new(worded->program, &failure);
    ck_assert(exec_word(worded->wording, worded->run, 0, rows, (uint32_t)worded->hits.count, worded->words,
                        &worded->arena, &failure));
}

static void end(struct random_plan *fixture, struct worded *worded)
{
    free(worded->hits.items);
    arena_free(&worded->arena);
    exec_wording_free(worded->wording);
    exec_run_free(worded->run);
    exec_program_free(worded->program);
    random_free(fixture);
}

static void ensure_message(const struct worded *worded, size_t hit, const char *expected)
{
    ck_assert_msg(str_equal(worded->words[hit].message, str_of(expected)), "\"%.*s\" is not \"%s\"",
                  STR_ARGS(worded->words[hit].message), expected);
}

START_TEST(cells_of_every_type)
{
    struct random_plan fixture;
    struct worded worded;
    three_records(&fixture);
    struct plan_piece pieces[2 * RANDOM_COLUMNS];
    for (uint32_t c = 0; c < RANDOM_COLUMNS; c++) {
        pieces[2 * c] = (struct plan_piece){.literal = c ? STR("; ") : STR("Record: "), .node = PLAN_NONE};
        pieces[2 * c + 1] = (struct plan_piece){.node = column(&fixture, c)};
    }
    add_rule(&fixture, 0, pieces, 2 * RANDOM_COLUMNS, NULL, 0);
    word(&fixture, &worded);
    ck_assert_uint_eq(worded.hits.count, 3);
    ensure_message(&worded, 0, "Record: x y; x y; x y; 1,234,567; -1,234.5; 31/03/2024; 01/01/1970; 2024-03; yes");
    ensure_message(&worded, 1,
                   "Record: (blank); (blank); (blank); (blank); (blank); (blank); (blank); (blank); (blank)");
    ensure_message(&worded, 2,
                   "Record: \"n/a\"; \"n/a\"; \"n/a\"; \"n/a\"; \"n/a\"; \"n/a\"; \"n/a\"; \"n/a\"; \"n/a\"");
    end(&fixture, &worded);
}
END_TEST

START_TEST(styles_and_units)
{
    struct random_plan fixture;
    struct worded worded;
    three_records(&fixture);
    uint32_t plus = make(&fixture, PLAN_ADD, a_whole, 0, column(&fixture, COUNT),
                         number(&fixture, INT64_MAX, 0, PLAN_UNIT_PLAIN), PLAN_NONE);
    const struct plan_piece pieces[] = {
        {.node = number(&fixture, 123450, 2, PLAN_UNIT_MONEY)},
        {.literal = STR("|"), .node = PLAN_NONE},
        {.node = number(&fixture, 123400, 2, PLAN_UNIT_MONEY)},
        {.literal = STR("|"), .node = PLAN_NONE},
        {.node = number(&fixture, -123456789, 6, PLAN_UNIT_MONEY)},
        {.literal = STR("|"), .node = PLAN_NONE},
        {.node = number(&fixture, 123450, 2, PLAN_UNIT_MONEY), .style = PLAN_STYLE_WHOLE},
        {.literal = STR("|"), .node = PLAN_NONE},
        {.node = number(&fixture, 333333, 6, PLAN_UNIT_PLAIN), .style = PLAN_STYLE_PERCENT},
        {.literal = STR("|"), .node = PLAN_NONE},
        {.node = number(&fixture, 1, 0, PLAN_UNIT_PLAIN), .style = PLAN_STYLE_PERCENT},
        {.literal = STR("|"), .node = PLAN_NONE},
        {.node = number(&fixture, 1234500, 3, PLAN_UNIT_PLAIN)},
        {.literal = STR("|"), .node = PLAN_NONE},
        {.node = number(&fixture, 1234500, 3, PLAN_UNIT_PLAIN), .style = PLAN_STYLE_WHOLE},
        {.literal = STR("|"), .node = PLAN_NONE},
        {.node = number(&fixture, 1234500, 3, PLAN_UNIT_PLAIN), .style = PLAN_STYLE_PLAIN},
        {.literal = STR("|"), .node = PLAN_NONE},
        {.node = column(&fixture, FROM), .style = PLAN_STYLE_ISO},
        {.literal = STR("|"), .node = PLAN_NONE},
        {.node = plus},
        {.literal = STR("|"), .node = PLAN_NONE},
        {.node = number(&fixture, INT64_MAX, 0, PLAN_UNIT_MONEY)},
    };
    add_rule(&fixture, 0, pieces, sizeof pieces / sizeof pieces[0], NULL, 0);
    word(&fixture, &worded);
    ensure_message(&worded, 0,
                   "\xc2\xa3"
                   "1,234.50|\xc2\xa3"
                   "1,234|-\xc2\xa3"
                   "123.46|\xc2\xa3"
                   "1,235|33.3%|100%|1,234.5|1,235|1234.5|2024-03-31|(cannot be worked out)|(cannot be worked out)");
    end(&fixture, &worded);
}
END_TEST

/* A view of the first table, its rows chained: where does it lead? */
static void add_chain(struct random_plan *fixture)
{
    struct plan_view_column *columns = ARENA_ARRAY(&fixture->plan->arena, RANDOM_COLUMNS, struct plan_view_column);
    struct plan_view_part *part = ARENA_ARRAY(&fixture->plan->arena, 1, struct plan_view_part);
    for (uint32_t c = 0; c < RANDOM_COLUMNS; c++) {
        columns[c] = (struct plan_view_column){column(fixture, c), c == UNTIL ? PLAN_TAKE_LAST : PLAN_TAKE_FIRST};
    }
    columns[COUNT].node = make(fixture, PLAN_NEGATE, a_whole, 0, column(fixture, COUNT), PLAN_NONE, PLAN_NONE);
    *part = (struct plan_view_part){.table = 0, .condition = PLAN_NONE, .columns = columns};
    struct plan_view view = {.kind = PLAN_VIEW_CHAIN, .parts = part, .part_count = 1, .column_count = RANDOM_COLUMNS};
    view.starts = make(fixture, PLAN_BOOLEAN, a_boolean, 0, PLAN_NONE, PLAN_NONE, PLAN_NONE);
    struct plan_table table = {.role = PLAN_TABLE_VIEW, .layout = &random_layout, .parent = PLAN_NONE};
    array_push(&fixture->plan->views, view);
    array_push(&fixture->plan->tables, table);
}

START_TEST(places_lead_out_of_views)
{
    struct random_plan fixture;
    struct worded worded;
    three_records(&fixture);
    /* The first two records are one group, in the order of the second one first. */
    for (int64_t row = 0; row < 2; row++) {
        table_set(fixture.tables[0], KEY, row, 0, TABLE_VALUE);
        table_set(fixture.tables[0], FROM, row, 100 - row, TABLE_VALUE);
    }
    static const uint32_t by_from[] = {FROM};
    fixture.plan->tables.items[0].order = by_from;
    fixture.plan->tables.items[0].order_count = 1;
    add_chain(&fixture);
    uint32_t row = make_row(&fixture, PLAN_ROW, RANDOM_TABLES, 0, PLAN_NONE);
    uint32_t next = make_row(&fixture, PLAN_STEP, RANDOM_TABLES, 1, row);
    const struct plan_place places[] = {{row, TABLE_NO_COLUMN}, {row, FROM}, {row, UNTIL}, {row, COUNT}, {next, FROM}};
    add_rule(&fixture, RANDOM_TABLES, NULL, 0, places, 5);
    word(&fixture, &worded);
    ck_assert_uint_eq(worded.hits.count, 2);
    const struct exec_worded_place expected[] = {
        {1, 0, TABLE_NO_COLUMN}, {1, 0, FROM}, {0, 0, UNTIL}, {1, 0, TABLE_NO_COLUMN}, {2, 0, FROM}};
    ck_assert_uint_eq(worded.words[0].place_count, 5);
    for (size_t i = 0; i < 5; i++) {
        const struct exec_worded_place *place = &worded.words[0].places[i];
        ck_assert_msg(place->table == expected[i].table && place->row == expected[i].row &&
                          place->column == expected[i].column,
                      "place %zu is table %u, row %d, column %u", i, place->table, (int)place->row, place->column);
    }
    ck_assert_int_eq(worded.words[1].places[4].row, TABLE_NO_ROW);
    ck_assert_uint_eq(worded.words[1].message.length, 0);
    end(&fixture, &worded);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("words");
    TCase *cases = tcase_create("words");
    tcase_add_test(cases, cells_of_every_type);
    tcase_add_test(cases, styles_and_units);
    tcase_add_test(cases, places_lead_out_of_views);
    suite_add_tcase(suite, cases);
    return run_suite(suite);
}
