/* Receipts: written, read back, and compared. */
#include <check.h>
#include <stdio.h>
#include <stdlib.h>

#include "../../run_suite.h"
#include "engine/receipt.h"

#define A64 "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"
#define B64 "bbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb"

static struct arena arena;
static struct receipt first, second;
static struct failure failure;

static struct receipt filled(void)
{
    struct receipt receipt = {
        .version = STR("0.1.0"),
        .verdict = STR("rejected"),
        .counts = {{3, 2, 1}, 4},
        .period = STR("2023-24"),
        .authorities_sha256 = STR(A64),
        .findings_sha256 = STR(A64),
    };
    const struct receipt_input inputs[] = {
        {STR("a \"b\".csv"), STR("return"), STR_EMPTY, false, 12, STR(A64)},
        {STR("others.csv"), STR("with"), STR_EMPTY, false, 15, STR(A64)},
        {STR("homes.csv"), STR("reference"), STR("homes"), false, 13, STR(A64)},
        {STR("bank_holidays.csv"), STR("reference"), STR("bank_holidays"), true, 14, STR(A64)},
    };
    const struct receipt_return returns[] = {
        {STR("cin"), STR("2023-24"), STR("301"), STR("rejected"), {{1, 1, 1}, 2}, 60, 4},
        {STR("cin"), STR("2023-24"), STR("302"), STR("accepted"), {{2, 1, 0}, 2}, 60, 4},
    };
    bool good = true;
    for (size_t i = 0; i < 4; i++) {
        good = good && array_push(&receipt.inputs, inputs[i]);
    }
    for (size_t i = 0; i < 2; i++) {
        good = good && array_push(&receipt.returns, returns[i]);
    }
    good = good && array_push(&receipt.rules, (struct receipt_basis){STR("cin"), STR(A64), STR(A64)}) &&
           array_push(&receipt.tables, (struct receipt_basis){STR("homes"), STR_EMPTY, STR(A64)}) &&
           array_push(&receipt.codes, (struct receipt_code){STR("CIN-100"), 6}) &&
           array_push(&receipt.codes, (struct receipt_code){STR("CIN-200"), 4});
    ck_assert(good);
    return receipt;
}

static bool load(struct str text, struct receipt *receipt)
{
    failure = (struct failure){0};
    struct source *source = source_open_memory("receipt.json", text, &failure);
    ck_assert_ptr_nonnull(source);
    bool good = receipt_load(source, "receipt.json", receipt, &arena, &failure);
    source_close(source);
    return good;
}

static void set_up(void)
{
    arena = ARENA_EMPTY;
    first = filled();
    second = filled();
}

static void tear_down(void)
{
    receipt_free(&first);
    receipt_free(&second);
    arena_free(&arena);
}

static void assert_differences(const char *expected)
{
    struct buffer text = BUFFER_EMPTY;
    receipt_compare(&first, &second, &text);
    ck_assert(buffer_ok(&text));
    buffer_char(&text, 0);
    ck_assert_str_eq(text.data, expected);
    buffer_free(&text);
}

START_TEST(it_is_read_as_it_was_written)
{
    struct buffer text = BUFFER_EMPTY, again = BUFFER_EMPTY;
    receipt_write(&first, &text);
    receipt_free(&second);
    ck_assert_msg(load(buffer_view(&text), &second), "%u: %s", failure.line, failure.message);
    assert_differences("");
    receipt_write(&second, &again);
    ck_assert(str_equal(buffer_view(&text), buffer_view(&again)));
    buffer_free(&text);
    buffer_free(&again);
}
END_TEST

START_TEST(what_it_rests_on)
{
    second.inputs.items[0].sha256 = STR(B64);
    second.version = STR("0.2.0");
    second.rules.items[0].rules_sha256 = STR(B64);
    second.tables.items[0].schema_sha256 = STR(B64);
    second.authorities_sha256 = STR_EMPTY;
    assert_differences("a \"b\".csv is not the file that was checked: it has 12 bytes and SHA-256 " B64
                       ", and had 12 bytes and SHA-256 " A64 "\n"
                       "the version of Probity is \"0.2.0\", and was \"0.1.0\"\n"
                       "the rules of cin are others than those of the check\n"
                       "the schema of the reference table homes is another than that of the check\n"
                       "the list of authorities is another than that of the check\n");
}
END_TEST

START_TEST(what_it_is_compared_with)
{
    second.inputs.items[1].bytes = 16;
    assert_differences("others.csv is not the file that was checked: it has 16 bytes and SHA-256 " A64
                       ", and had 15 bytes and SHA-256 " A64 "\n");
}
END_TEST

START_TEST(what_is_there_on_one_side_only)
{
    second.inputs.count = 3;
    second.rules.items[0].name = STR("other");
    second.returns.count = 1;
    assert_differences("the reference table bank_holidays does not come with this Probity\n"
                       "the collection cin is no longer used\n"
                       "the collection other was not used\n"
                       "returns: 1, and was 2\n");
    second.inputs.count = 4;
    first.inputs.count = 3;
    second.rules.items[0].name = STR("cin");
    second.returns.count = 2;
    assert_differences("the reference table bank_holidays was not used\n");
}
END_TEST

START_TEST(what_came_of_it)
{
    second.verdict = STR("accepted");
    second.counts.of[FINDING_ERROR] = 0;
    second.counts.explained = 5;
    second.codes.items[0] = (struct receipt_code){STR("CIN-050"), 7};
    second.returns.items[1].counts.of[FINDING_QUERY] = 0;
    second.findings_sha256 = STR(B64);
    assert_differences(
        "the verdict is \"accepted\", and was \"rejected\"\n"
        "errors: 0, and was 1\n"
        "explained queries: 5, and was 4\n"
        "findings of CIN-050: 7, and were 0\n"
        "findings of CIN-100: 0, and were 6\n"
        "the return cin 2023-24 302: accepted, 0 errors, 0 open queries, 2 explained queries, 2 notices, "
        "60 rules run, 4 not run; it was cin 2023-24 302: accepted, 0 errors, 1 open query, 2 explained "
        "queries, 2 notices, 60 rules run, 4 not run\n"
        "the findings are not the same, byte for byte\n");
}
END_TEST

START_TEST(of_a_single_return_it_is_said_once)
{
    first.returns.count = second.returns.count = 1;
    second.returns.items[0].verdict = STR("accepted");
    assert_differences("");
    second.returns.items[0].rules_run = 59;
    assert_differences("the return cin 2023-24 301: accepted, 1 error, 1 open query, 2 explained queries, 1 notice, 59 "
                       "rules run, 4 not run; it was cin 2023-24 301: rejected, 1 error, 1 open query, 2 explained "
                       "queries, 1 notice, 60 rules run, 4 not run\n");
}
END_TEST

/* Writes the receipt with one text in place of another. */
static bool load_with(const char *text, const char *instead)
{
    struct buffer written = BUFFER_EMPTY, changed = BUFFER_EMPTY;
    receipt_write(&first, &written);
    struct str whole = buffer_view(&written);
    size_t at = str_find(whole, str_of(text));
    ck_assert_msg(at != STR_NOT_FOUND, "%s", text);
    buffer_str(&changed, str_slice(whole, 0, at));
    buffer_text(&changed, instead);
    buffer_str(&changed, str_slice(whole, at + strlen(text), whole.length));
    receipt_free(&second);
    bool good = load(buffer_view(&changed), &second);
    buffer_free(&written);
    buffer_free(&changed);
    return good;
}

START_TEST(mistakes_are_told)
{
    static const struct {
        const char *text, *instead, *message;
    } mistakes[] = {
        {"\"receipt\": \"1\"", "\"receipt\": \"2\"", "receipts of version 1 are read, and this is of another"},
        {"\"receipt\": \"1\",", "", "the receipt has no \"receipt\" here"},
        {"\"bytes\": 12", "\"bytes\": -12", "this is a whole number"},
        {"\"bytes\": 12", "\"bytes\": 12345678901234567890", "this is a whole number"},
        {"\"sha256\": \"" A64, "\"sha256\": \"A", "\"sha256\" is a SHA-256, of 64 hexadecimal digits"},
        {"\"CIN-100\": 6", "\"CIN-100\": [6]", "this is a whole number"},
        {"\"reference_tables\": [", "\"reference_tables\": [4, ", "this is an object, but here stands a text"},
        {"\"options\": {", "\"options\": [{", ""},
        {"\"options\": {\"collection\": null, \"period\": \"2023-24\", \"authority\": null}", "\"options\": 5",
         "\"options\" is a mapping, but here stands a text"},
    };
    for (size_t i = 0; i < sizeof mistakes / sizeof mistakes[0]; i++) {
        ck_assert_msg(!load_with(mistakes[i].text, mistakes[i].instead), "%s", mistakes[i].instead);
        ck_assert_str_eq(failure.path, "receipt.json");
        if (mistakes[i].message[0]) {
            ck_assert_str_eq(failure.message, mistakes[i].message);
        }
    }
}
END_TEST

START_TEST(members_of_a_later_version_are_left_alone)
{
    ck_assert(load_with("\"verdict\":", "\"seal\": {\"of\": [1, 2]}, \"verdict\":"));
    assert_differences("");
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("receipt");
    TCase *tests = tcase_create("all");
    tcase_add_checked_fixture(tests, set_up, tear_down);
    tcase_add_test(tests, it_is_read_as_it_was_written);
    tcase_add_test(tests, what_it_rests_on);
    tcase_add_test(tests, what_it_is_compared_with);
    tcase_add_test(tests, what_is_there_on_one_side_only);
    tcase_add_test(tests, what_came_of_it);
    tcase_add_test(tests, of_a_single_return_it_is_said_once);
    tcase_add_test(tests, mistakes_are_told);
    tcase_add_test(tests, members_of_a_later_version_are_left_alone);
    suite_add_tcase(suite, tests);
    return run_suite(suite);
}
