/* Random CSV against a reader that is as simple as can be, with chunks so small that everything comes to lie at their
 * edges, by one thread and by several.
 */
#include <stdio.h>

#include "csv_fixture.h"

#include "intake/cell.h"

#define HEADER "id,kind,Total,day,note,done"
#define COLUMNS 6u

static const enum table_type types[COLUMNS] = {TABLE_INTEGER, TABLE_CODE, TABLE_MONEY,
                                               TABLE_DATE,    TABLE_TEXT, TABLE_BOOLEAN};

/* The simple reader: what it makes of a text, in the form of write_table(). */
struct naive {
    struct buffer cells;
    struct buffer field;
    struct buffer order[COLUMNS]; /* as written, by field */
    uint32_t fields;
    uint32_t filled;
    uint32_t records;
};

static void naive_cell(struct buffer *out, enum table_type type, struct str text)
{
    text = str_trim(text);
    int64_t value = 0;
    if (text.length == 0 || str_equal_ignoring_case(text, STR("x"))) {
        buffer_text(out, "~|");
    } else if (type == TABLE_CODE) {
        text = str_equal_ignoring_case(text, STR("a1")) ? STR("A1") : text;
        text = str_equal_ignoring_case(text, STR("cc")) ? STR("Cc") : text;
        bool error = str_equal(text, STR("#REF!"));
        buffer_format(out, "%s%.*s|", error ? "!" : "'", STR_ARGS(text));
    } else if (type == TABLE_TEXT) {
        buffer_format(out, "%s%.*s|", str_equal(text, STR("#REF!")) ? "!" : "'", STR_ARGS(text));
    } else if (intake_cell_value(type, type == TABLE_MONEY ? 2 : 0, text, &value)) {
        write_number(out, type, value);
        buffer_text(out, "|");
    } else {
        buffer_format(out, "!%.*s|", STR_ARGS(text));
    }
}

static void naive_end_field(struct naive *naive)
{
    if (naive->fields < COLUMNS) {
        buffer_clear(&naive->order[naive->fields]);
        naive_cell(&naive->order[naive->fields], types[naive->fields], buffer_view(&naive->field));
    }
    naive->filled += str_trim(buffer_view(&naive->field)).length > 0;
    naive->fields++;
    buffer_clear(&naive->field);
}

static void naive_end_record(struct naive *naive)
{
    naive_end_field(naive);
    if (naive->filled > 0) {
        naive->records++;
        /* In the order of the schema: id, kind, amount, day, month, share, done, note. */
        static const int places[] = {0, 1, 2, 3, -1, -1, 5, 4};
        for (size_t i = 0; i < 8; i++) {
            bool is_there = places[i] >= 0 && (uint32_t)places[i] < naive->fields;
            buffer_str(&naive->cells, is_there ? buffer_view(&naive->order[places[i]]) : STR("~|"));
        }
        buffer_text(&naive->cells, "\n");
    }
    naive->fields = 0;
    naive->filled = 0;
}

static void naive_read(struct naive *naive, struct str text)
{
    bool quoted = false;
    bool at_start = true;
    size_t i = 0;
    for (; i < text.length; i++) {
        char byte = text.data[i];
        if (quoted) {
            bool pair = byte == '"' && i + 1 < text.length && text.data[i + 1] == '"';
            quoted = byte != '"' || pair;
            i += pair;
            if (quoted) {
                buffer_char(&naive->field, byte);
            }
        } else if (byte == '"' && at_start) {
            quoted = true;
            at_start = false;
        } else if (byte == ',') {
            naive_end_field(naive);
            at_start = true;
        } else if (byte == '\n' || byte == '\r') {
            i += byte == '\r' && i + 1 < text.length && text.data[i + 1] == '\n';
            naive_end_record(naive);
            at_start = true;
        } else {
            buffer_char(&naive->field, byte);
            at_start = false;
        }
    }
    /* A record that a quotation mark leaves open is lost. */
    if (!quoted && (naive->fields > 0 || !at_start)) {
        naive_end_record(naive);
    }
}

static void naive_free(struct naive *naive)
{
    buffer_free(&naive->cells);
    buffer_free(&naive->field);
    for (size_t i = 0; i < COLUMNS; i++) {
        buffer_free(&naive->order[i]);
    }
}

/* Programs that put everything into quotation marks. */
static bool quotes_all;

static void random_field(struct buffer *out, enum table_type type)
{
    static const char *const menus[TABLE_TYPES][8] = {
        [TABLE_INTEGER] = {"1", "12345678", "123456789012", "", "7 ", "1.0", "12a", "-5"},
        [TABLE_CODE] = {"A1", "a1", "", "B2", "a long code that is not in the list", "cC", "#REF!", "x"},
        [TABLE_MONEY] = {"12.34", "123456.78", "100", "", "(1,234)", "\xc2\xa3 5.00", "-", "#REF!"},
        [TABLE_DATE] = {"2024-02-29", "2023-02-29", "", "31/03/2024", "1/4/2024", "2024-12-31", "x", "20240101"},
        [TABLE_TEXT] = {"", "plain", " padded ", "caf\xc3\xa9", "5\" pipe", "x", "#hash", "#REF!"},
        [TABLE_BOOLEAN] = {"Y", "no", "1", "0", "", "true", "maybe", "FALSE"},
    };
    static const char *const inside[] = {"a", ",", "\n", "\r\n", "\"\"", "\r", "b", "", "12"};
    if (chance(12) != 0) {
        bool quote = quotes_all || chance(9) == 0;
        const char *text = menus[type][chance(8)];
        quote = quote && !strchr(text, '"') && text[0] != '(';
        buffer_format(out, "%s%s%s", quote ? "\"" : "", text, quote ? "\"" : "");
        return;
    }
    buffer_char(out, '"');
    for (uint32_t i = chance(6); i > 0; i--) {
        buffer_text(out, inside[chance(sizeof inside / sizeof *inside)]);
    }
    buffer_char(out, '"');
    if (chance(10) == 0) {
        buffer_text(out, "stray");
    }
}

static void random_file(struct buffer *out)
{
    static const char *const ends[] = {"\n", "\r\n", "\r"};
    const char *end = ends[chance(3)];
    quotes_all = chance(3) == 0;
    buffer_text(out, HEADER);
    buffer_text(out, end);
    for (uint32_t r = chance(30); r > 0; r--) {
        if (chance(12) == 0) {
            buffer_text(out, chance(2) ? end : ",,,,,");
            buffer_text(out, chance(5) ? end : "  \n");
            continue;
        }
        uint32_t fields = chance(10) ? COLUMNS : 1 + chance(COLUMNS + 2);
        for (uint32_t f = 0; f < fields; f++) {
            buffer_text(out, f > 0 ? "," : "");
            random_field(out, types[f % COLUMNS]);
        }
        buffer_text(out, chance(20) ? end : ends[chance(3)]);
    }
    /* So that what comes last is no note. */
    buffer_text(out, "1,A1,1.00,2024-01-01,last,Y");
    buffer_text(out, chance(2) ? end : "");
    if (chance(25) == 0) {
        buffer_text(out, end);
        buffer_text(out, "2,\"open");
    }
}

/* The line in which two texts begin to differ, to be shown. */
static struct str differing_line(struct str text, struct str other)
{
    size_t at = 0;
    while (at < text.length && at < other.length && text.data[at] == other.data[at]) {
        at++;
    }
    while (at > 0 && text.data[at - 1] != '\n') {
        at--;
    }
    return str_slice(text, at, 120);
}

static void compare_with_naive(struct str text)
{
    struct reading reading;
    read_text(&reading, text, ordinary, 1, 2024);
    ck_assert_uint_ne(reading.input.sniffed.collection, SCHEMA_NONE);
    struct buffer got = BUFFER_EMPTY;
    write_table(&got, reading.dataset.returns.items[0].tables[0], reading.dataset.dictionary);
    struct naive naive = {.records = 0};
    size_t data = (size_t)reading.input.sniffed.data_offset;
    naive_read(&naive, str_slice(text, data, text.length));
    struct str cells = buffer_view(&got);
    struct str want = buffer_view(&naive.cells);
    if (!str_equal(cells, want)) {
        (void)fprintf(stderr, "%.*s\n", STR_ARGS(text));
    }
    ck_assert_msg(str_equal(cells, want), "gave\n%.*s\nnot\n%.*s", STR_ARGS(differing_line(cells, want)),
                  STR_ARGS(differing_line(want, cells)));
    ck_assert(str_equal(buffer_view(&reading.shown), want));
    naive_free(&naive);
    buffer_free(&got);
    free_reading(&reading);
}

static void write_by(struct buffer *out, struct str text, struct csv_tuning tuning, unsigned threads)
{
    struct reading reading;
    read_text(&reading, text, tuning, threads, 2024);
    buffer_clear(out);
    write_reading(out, &reading);
    free_reading(&reading);
}

/* Every way to read it must come to the same. */
static void compare_tunings(struct str text)
{
    struct buffer want = BUFFER_EMPTY;
    struct buffer got = BUFFER_EMPTY;
    write_by(&want, text, ordinary, 1);
    for (uint32_t i = 0; i < 6; i++) {
        struct csv_tuning tuning = {.chunk = i == 0 ? 16 + chance(48) : 1 + chance(200),
                                    .tail = 1 + chance(20),
                                    .rows = 1 + chance(7),
                                    .kernel = csv_kernel_best()};
        tuning.tail_most = tuning.tail * (1 + chance(8));
        unsigned threads = i == 5 ? 4 : 1 + i % 2;
        write_by(&got, text, tuning, threads);
        struct str a = buffer_view(&want);
        struct str b = buffer_view(&got);
        if (!str_equal(a, b)) {
            (void)fprintf(stderr, "%.*s\n", STR_ARGS(text));
        }
        ck_assert_msg(str_equal(a, b), "chunk %u tail %u to %u rows %u threads %u gave\n%.*s\nnot\n%.*s", tuning.chunk,
                      tuning.tail, tuning.tail_most, tuning.rows, threads, STR_ARGS(differing_line(b, a)),
                      STR_ARGS(differing_line(a, b)));
    }
    buffer_free(&want);
    buffer_free(&got);
}

START_TEST(against_the_simple_reader)
{
    struct buffer file = BUFFER_EMPTY;
    for (int round = 0; round < 3000; round++) {
        buffer_clear(&file);
        random_file(&file);
        compare_with_naive(buffer_view(&file));
    }
    buffer_free(&file);
}
END_TEST

START_TEST(every_chunk_size_and_thread_count)
{
    struct buffer file = BUFFER_EMPTY;
    for (int round = 0; round < 400; round++) {
        buffer_clear(&file);
        random_file(&file);
        compare_tunings(buffer_view(&file));
    }
    buffer_free(&file);
}
END_TEST

/* Nothing but the header is as it should be. */
START_TEST(rubbish)
{
    static const char bytes[] = ",,,,\"\"\"\n\n\r\r\nabcd1234567890.-/\xc3\xa9\xa3\xff\0#";
    struct buffer file = BUFFER_EMPTY;
    for (int round = 0; round < 500; round++) {
        buffer_clear(&file);
        buffer_text(&file, HEADER "\n");
        for (uint32_t i = chance(400); i > 0; i--) {
            buffer_char(&file, bytes[chance(sizeof bytes)]);
        }
        compare_tunings(buffer_view(&file));
    }
    buffer_free(&file);
}
END_TEST

START_TEST(cut_short_everywhere)
{
    struct buffer file = BUFFER_EMPTY;
    buffer_text(&file, "\xef\xbb\xbf" HEADER "\r\n");
    for (int i = 0; i < 3; i++) {
        buffer_format(&file, "%d,A1,12.34,2024-01-31,\"said \"\"no\"\",\r\nand \xc2\xa3 5\",Y\r\n", i);
    }
    buffer_text(&file, "Notes: see overleaf\r\n");
    for (size_t length = 0; length <= file.length; length++) {
        compare_tunings(str_slice(buffer_view(&file), 0, length));
    }
    buffer_free(&file);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("csv random");
    TCase *tests = tcase_create("random");
    tcase_set_timeout(tests, 120);
    tcase_add_test(tests, against_the_simple_reader);
    tcase_add_test(tests, every_chunk_size_and_thread_count);
    tcase_add_test(tests, rubbish);
    tcase_add_test(tests, cut_short_everywhere);
    suite_add_tcase(suite, tests);
    return run_csv_suite(suite);
}
