/* stream: random rules over records that are being read give the same hits as a plain evaluation, and keep the records
 * that were hit. */
#include <check.h>
#include <stdio.h>
#include <stdlib.h>

#include "../../run_suite.h"
#include "random_rules.h"
#include "reference.h"

#define PLANS 200u
#define WORKERS 2u

/* A worker's records, as a reader hands them over. */
struct shown {
    struct table_dictionary *dictionary;
    struct table_dictionary *former; /* so that two neighbours do not share an address */
    struct table_vector vectors[RANDOM_COLUMNS];
    struct buffer bytes;
    struct table_batch batch;
};

/* With a few texts first, so that the same text has another id in another dictionary. */
static struct table_dictionary *new_dictionary(unsigned others)
{
    struct table_dictionary *dictionary = table_dictionary_new(NULL);
    for (unsigned i = 0; i < others; i++) {
        char text[] = {"0123456789"[i % 10], '\0'};
        table_dictionary_intern(dictionary, str_of(text), NULL);
    }
    return dictionary;
}

static void open_shown(struct shown *shown)
{
    *shown = (struct shown){.dictionary = new_dictionary(1)};
    for (uint32_t c = 0; c < RANDOM_COLUMNS; c++) {
        shown->vectors[c].values = calloc(TABLE_BATCH_ROWS, sizeof(int64_t));
        shown->vectors[c].states = calloc(TABLE_BATCH_ROWS, 1);
    }
}

static void close_shown(struct shown *shown)
{
    for (uint32_t c = 0; c < RANDOM_COLUMNS; c++) {
        free(shown->vectors[c].values);
        free(shown->vectors[c].states);
    }
    table_dictionary_free(shown->former);
    table_dictionary_free(shown->dictionary);
    buffer_free(&shown->bytes);
}

/* As a reader does that has let a large dictionary go. */
static void renew_dictionary(struct shown *shown, unsigned others)
{
    table_dictionary_free(shown->former);
    shown->former = shown->dictionary;
    shown->dictionary = new_dictionary(others);
}

static int64_t shown_cell(struct shown *shown, const struct random_plan *random, uint32_t column, int64_t value,
                          uint8_t state)
{
    enum table_type type = random_columns[column].type;
    bool is_text = type == TABLE_TEXT || type == TABLE_CODE;
    if (state == TABLE_MISSING || (state == TABLE_VALUE && !is_text)) {
        return value;
    }
    struct str text = table_dictionary_text(random->dictionary, value);
    if (type == TABLE_CODE && state == TABLE_VALUE) {
        return table_dictionary_intern(shown->dictionary, text, NULL);
    }
    int64_t span = table_span(shown->bytes.length, (uint32_t)text.length);
    buffer_str(&shown->bytes, text);
    return span;
}

static const struct table_batch *show(struct shown *shown, const struct random_plan *random, const struct table *table,
                                      uint32_t first, uint32_t count)
{
    buffer_clear(&shown->bytes);
    buffer_text(&shown->bytes, "~");
    for (uint32_t c = 0; c < RANDOM_COLUMNS; c++) {
        for (uint32_t i = 0; i < count; i++) {
            uint8_t state = table->columns[c].states[first + i];
            shown->vectors[c].states[i] = state;
            shown->vectors[c].values[i] = shown_cell(shown, random, c, table->columns[c].values[first + i], state);
        }
    }
    shown->batch = (struct table_batch){.layout = &random_layout,
                                        .columns = shown->vectors,
                                        .count = count,
                                        .bytes = shown->bytes.data,
                                        .dictionary = shown->dictionary};
    return &shown->batch;
}

/* Shows the table batch by batch to workers in turn; some batches are shown, taken back and shown again, and some workers
 * go on with another dictionary. */
static void stream_table(struct random_plan *random, struct exec_stream *stream, const struct table *table)
{
    struct shown shown[WORKERS];
    for (unsigned w = 0; w < WORKERS; w++) {
        open_shown(&shown[w]);
    }
    for (uint32_t first = 0; first < table->row_count;) {
        unsigned worker = below(random, WORKERS);
        uint32_t start = first;
        for (unsigned batches = 1 + below(random, 3); batches > 0 && first < table->row_count; batches--) {
            uint32_t count = 1 + below(random, 40);
            count = count > table->row_count - first ? table->row_count - first : count;
            ck_assert(exec_stream_batch(stream, worker, show(&shown[worker], random, table, first, count), NULL));
            first += count;
        }
        if (chance(random, 20)) {
            exec_stream_discard(stream, worker);
            first = start;
        } else {
            ck_assert(exec_stream_commit(stream, worker, (uint64_t)start + 1, NULL));
        }
        if (chance(random, 20)) {
            renew_dictionary(&shown[worker], below(random, 10));
        }
    }
    for (unsigned w = 0; w < WORKERS; w++) {
        close_shown(&shown[w]);
    }
}

static bool same_record(const struct table *kept, int64_t row, const struct table *table, int64_t from)
{
    for (uint32_t c = 0; c < RANDOM_COLUMNS; c++) {
        bool same = kept->columns[c].states[row] == table->columns[c].states[from] &&
                    (kept->columns[c].states[row] == TABLE_MISSING ||
                     kept->columns[c].values[row] == table->columns[c].values[from]);
        if (!same) {
            return false;
        }
    }
    return true;
}

/* Rule by rule and record by record: hit once where the reference says so, and not otherwise. */
static int64_t compare(struct random_plan *random, const struct exec_hits *hits, const struct table *kept)
{
    struct reference reference = {.plan = random->plan, .given = &random->given, .tables = random->tables};
    const struct table *table = random->tables[0];
    uint8_t *found = calloc(table->row_count + 1, random->plan->rules.count);
    for (size_t i = 0; i < hits->count; i++) {
        uint64_t record = table_record_of(kept, hits->items[i].row);
        ck_assert_uint_le(record, table->row_count);
        ck_assert(same_record(kept, hits->items[i].row, table, (int64_t)record - 1));
        found[(record - 1) * random->plan->rules.count + hits->items[i].rule]++;
    }
    int64_t wrong = 0;
    for (uint32_t r = 0; r < random->plan->rules.count; r++) {
        const struct plan_rule *rule = &random->plan->rules.items[r];
        for (uint32_t row = 0; rule->table == 0 && row < table->row_count; row++) {
            struct scopes scopes = one_row(0, row);
            bool applies = rule->when == PLAN_NONE || is_true(work_out(&reference, rule->when, &scopes));
            struct answer require = applies ? work_out(&reference, rule->require, &scopes) : value_of(1);
            uint8_t expected = require.state == TABLE_VALUE && require.number == 0;
            wrong += expected != found[row * random->plan->rules.count + r];
        }
    }
    free(found);
    arena_free(&reference.arena);
    return wrong;
}

static size_t try_stream(uint64_t seed)
{
    struct random_plan random;
    struct failure failure = {0};
    random_start(&random, seed);
    random_tables(&random, 300);
    random.streaming = true;
    for (unsigned r = 0; r < 8; r++) {
        random_rule(&random, 4);
    }
    ck_assert_msg(plan_verify(random.plan, &failure), "%s", failure.message);
    struct exec_program *program = exec_program_new(random.plan, &failure);
    ck_assert_msg(program, "%s", failure.message);
    struct table *kept = table_new(&random_layout, NULL, NULL);
    kept->rounding = random.tables[0]->rounding;
    struct exec_hits hits = {0};
    struct exec_stream *stream = exec_stream_new(program, 0, &random.given, WORKERS, kept, &hits, &failure);
    ck_assert_msg(stream, "%s", failure.message);
    stream_table(&random, stream, random.tables[0]);
    ck_assert_uint_eq(exec_stream_undecided(stream), 0);
    exec_stream_free(stream);
    ck_assert_msg(compare(&random, &hits, kept) == 0, "seed %lu differs", (unsigned long)seed);
    size_t count = hits.count;
    free(hits.items);
    table_free(kept);
    exec_program_free(program);
    random_free(&random);
    return count;
}

START_TEST(same_hits_while_reading)
{
    size_t hits = 0;
    for (uint64_t seed = 1; seed <= PLANS; seed++) {
        hits += try_stream(seed);
    }
    ck_assert_uint_gt(hits, 1000);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("stream");
    TCase *cases = tcase_create("plans");
    tcase_set_timeout(cases, 300);
    tcase_add_test(cases, same_hits_while_reading);
    suite_add_tcase(suite, cases);
    return run_suite(suite);
}
