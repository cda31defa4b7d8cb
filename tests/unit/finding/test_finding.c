#include <check.h>

#include "../../run_suite.h"
#include "finding/reading.h"

START_TEST(names)
{
    ck_assert_str_eq(finding_severity_name(FINDING_ERROR), "error");
    ck_assert_str_eq(finding_severity_name(FINDING_QUERY), "query");
    ck_assert_str_eq(finding_severity_name(FINDING_NOTICE), "notice");
    ck_assert_str_eq(finding_verdict_name(VERDICT_ACCEPTED_WITH_QUERIES), "accepted-with-queries");
    ck_assert_str_eq(finding_verdict_name(VERDICT_NOT_CHECKED), "not-checked");
    enum finding_severity severity = FINDING_NOTICE;
    ck_assert(finding_severity_parse(STR("error"), &severity));
    ck_assert_int_eq(severity, FINDING_ERROR);
    ck_assert(!finding_severity_parse(STR("Error"), &severity));
    ck_assert(!finding_severity_parse(STR(""), &severity));
}
END_TEST

START_TEST(catalogue)
{
    for (int i = 0; i < FINDING_KINDS; i++) {
        const struct finding_kind_text *text = finding_kind_text((enum finding_kind)i);
        ck_assert(text->code[0] && text->title[0] && text->message[0] && text->fix[0] && text->why[0]);
        ck_assert_ptr_eq(finding_kind_find(str_of(text->code)), text);
        for (int j = 0; j < i; j++) {
            ck_assert_str_ne(finding_kind_text((enum finding_kind)j)->code, text->code);
        }
    }
    ck_assert_ptr_eq(finding_kind_find(STR("read-101")), finding_kind_text(READ_EMPTY));
    ck_assert_ptr_null(finding_kind_find(STR("READ-999")));
}
END_TEST

static void check_words(struct finding_reading entry, const char *want)
{
    struct buffer out = BUFFER_EMPTY;
    finding_reading_word(&entry, &out);
    ck_assert(buffer_ok(&out));
    ck_assert_msg(str_equal(buffer_view(&out), str_of(want)), "%.*s", STR_ARGS(buffer_view(&out)));
    buffer_free(&out);
}

START_TEST(words)
{
    check_words((struct finding_reading){.kind = READ_RAGGED, .a = 12345, .b = 20},
                "This record has 12,345 fields, but the header has 20.");
    check_words((struct finding_reading){.kind = READ_COLUMN_LACKING, .text = STR("Total")},
                "The column Total is missing.");
    check_words((struct finding_reading){.kind = READ_UNKNOWN_PERIOD, .text = STR("2013-14"), .a = 5472},
                "5,472 records are of 2013-14, a period that the schema does not have; they were not checked.");
    check_words((struct finding_reading){.kind = READ_COLUMN_LACKING, .text = STR("{a}\x1b[1m")},
                "The column {a}\xef\xbf\xbd[1m is missing.");
}
END_TEST

static void add(struct finding_log *log, enum finding_kind kind, struct str text)
{
    struct failure failure = {0};
    struct finding_reading entry = {.kind = kind, .text = text};
    ck_assert(finding_log_add(log, entry, &failure));
}

START_TEST(texts_are_copied_and_cut)
{
    struct finding_log log = {0};
    char text[FINDING_TEXT_MOST + 50];
    memset(text, 'a', sizeof text);
    /* The ceiling falls into the middle of an e with an acute accent. */
    text[FINDING_TEXT_MOST - 1] = '\xc3';
    text[FINDING_TEXT_MOST] = '\xa9';
    add(&log, READ_COLUMN_UNKNOWN, (struct str){text, sizeof text});
    memset(text, 'b', sizeof text);
    ck_assert_uint_eq(log.entries.items[0].text.length, FINDING_TEXT_MOST - 1);
    ck_assert_int_eq(log.entries.items[0].text.data[0], 'a');
    finding_log_free(&log);
}
END_TEST

START_TEST(joining)
{
    struct finding_log log = {0};
    struct finding_log other = {0};
    struct failure failure = {0};
    add(&log, READ_RAGGED, STR("first"));
    add(&other, READ_RAGGED, STR("second"));
    add(&other, READ_NUL, STR("third"));
    ck_assert(finding_log_join(&log, &other, &failure));
    ck_assert_uint_eq(other.entries.count, 0);
    ck_assert_uint_eq(other.counts[READ_RAGGED], 0);
    ck_assert_uint_eq(log.entries.count, 3);
    ck_assert_uint_eq(log.counts[READ_RAGGED], 2);
    ck_assert(str_equal(log.entries.items[1].text, STR("second")));
    ck_assert(str_equal(log.entries.items[2].text, STR("third")));
    finding_log_clear(&log);
    ck_assert_uint_eq(log.entries.count, 0);
    add(&log, READ_NUL, STR("again"));
    ck_assert_uint_eq(log.counts[READ_NUL], 1);
    finding_log_free(&log);
    finding_log_free(&other);
}
END_TEST

START_TEST(the_many_are_counted)
{
    struct finding_log log = {0};
    struct finding_log other = {0};
    struct failure failure = {0};
    for (uint32_t i = 0; i < FINDING_READING_MOST + 10; i++) {
        add(&other, READ_RAGGED, STR_EMPTY);
    }
    ck_assert_uint_eq(other.entries.count, FINDING_READING_MOST);
    add(&log, READ_RAGGED, STR_EMPTY);
    ck_assert(finding_log_join(&log, &other, &failure));
    ck_assert_uint_eq(log.entries.count, FINDING_READING_MOST);
    ck_assert_uint_eq(log.counts[READ_RAGGED], FINDING_READING_MOST + 11);
    finding_log_free(&log);
    finding_log_free(&other);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("finding");
    TCase *tests = tcase_create("finding");
    tcase_add_test(tests, names);
    tcase_add_test(tests, catalogue);
    tcase_add_test(tests, words);
    tcase_add_test(tests, texts_are_copied_and_cut);
    tcase_add_test(tests, joining);
    tcase_add_test(tests, the_many_are_counted);
    suite_add_tcase(suite, tests);
    return run_suite(suite);
}
