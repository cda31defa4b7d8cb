/* The rules in force: in every year those that the corpora of published cases have, no more and no fewer. */
#define _POSIX_C_SOURCE 200809L /* getline() */
#include <check.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "../run_suite.h"
#include "format/yaml.h"
#include "harness.h"

struct year {
    int start; /* of the period */
    const char *ruleset;
    uint32_t rules; /* in force in that year */
};

static const struct year ssda903_years[] = {
    {2022, "2022_23", 293}, {2023, "2023_24", 312}, {2024, "2024_25", 305},
    {2025, "2025_26", 311}, {2026, "2026_27", 322},
};
static const struct year cin_years[] = {
    {2022, "2022_23", 105},
    {2023, "2023_24", 105},
    {2024, "2024_25", 109},
    {2025, "2025_26", 109},
};

/* Codes that are in force for us and not for the corpus, or the other way round, each with its reason. None so far. */
static const struct {
    const char *full_code;
    const char *ruleset;
    const char *reason;
} exceptions[] = {{NULL, NULL, NULL}};

struct codes {
    struct arena arena;
    ARRAY_OF(struct str) items;
};

static struct probity_library *library;

static void open_library(void)
{
    library = harness_library();
}

static void close_library(void)
{
    probity_library_close(library);
}

static bool has(const struct codes *codes, struct str code)
{
    for (size_t i = 0; i < codes->items.count; i++) {
        if (str_equal(codes->items.items[i], code)) {
            return true;
        }
    }
    return false;
}

static void add(struct codes *codes, struct str code)
{
    if (!has(codes, code)) {
        struct str kept = arena_str(&codes->arena, code);
        ck_assert(kept.data && array_push(&codes->items, kept));
    }
}

static void clear(struct codes *codes)
{
    array_free(&codes->items);
    arena_free(&codes->arena);
}

static bool is_excepted(struct str code, const char *ruleset)
{
    for (size_t i = 0; exceptions[i].full_code; i++) {
        if (str_equal(code, str_of(exceptions[i].full_code)) && strcmp(ruleset, exceptions[i].ruleset) == 0) {
            return true;
        }
    }
    return false;
}

/* The codes of the cases, one JSON object a line, that are in force in the ruleset's year. */
static void read_cases(const char *path, const char *prefix, const char *ruleset, struct codes *codes)
{
    FILE *file = fopen(path, "r");
    char *line = NULL;
    size_t size = 0;
    ssize_t length;
    ck_assert_msg(file, "%s cannot be read", path);
    while ((length = getline(&line, &size, file)) > 0) {
        struct failure failure = {0};
        struct yaml_tree *tree = yaml_load_text(path, (struct str){line, (size_t)length}, &failure);
        ck_assert_msg(tree, "%s: %s", path, failure.message);
        const struct yaml_node *rule = yaml_find(tree->documents[0], STR("rule"));
        const struct yaml_node *years = yaml_find(tree->documents[0], STR("effective_in"));
        ck_assert(rule && years);
        for (uint32_t i = 0; i < years->count; i++) {
            if (str_equal(years->items[i]->text, str_of(ruleset))) {
                struct str code = arena_printf(&codes->arena, "%s-%.*s", prefix, STR_ARGS(rule->text));
                add(codes, code);
            }
        }
        yaml_tree_free(tree);
    }
    free(line);
    (void)fclose(file);
}

/* The codes of rules that `probity rules list --period` shows, which stand at the beginning of their lines; those of indicators
 * stand behind them. */
static void read_rules(const char *collection, const char *prefix, int period, struct codes *codes)
{
    struct buffer out = BUFFER_EMPTY;
    struct failure failure = {0};
    ck_assert_msg(probity_rules_list(library, collection, period, &out, &failure), "%s", failure.message);
    struct str text = buffer_view(&out);
    text = str_slice(text, 0, str_find(text, STR("== indicators ==")));
    size_t width = strlen(prefix);
    for (size_t at = 0; at < text.length;) {
        size_t end = at;
        while (end < text.length && text.data[end] != '\n') {
            end++;
        }
        if (end - at > width && memcmp(text.data + at, prefix, width) == 0 && text.data[at + width] == '-') {
            size_t last = at;
            while (last < end && text.data[last] != ' ') {
                last++;
            }
            struct str code = str_slice(text, at, last - at);
            ck_assert_msg(!has(codes, code), "%.*s is twice in force", STR_ARGS(code));
            add(codes, code);
        }
        at = end + 1;
    }
    buffer_free(&out);
}

static uint32_t count_differences(const struct codes *a, const struct codes *b, const char *ruleset, const char *what)
{
    uint32_t count = 0;
    for (size_t i = 0; i < a->items.count; i++) {
        struct str code = a->items.items[i];
        if (!has(b, code) && !is_excepted(code, ruleset)) {
            printf("%s: %.*s %s\n", ruleset, STR_ARGS(code), what);
            count++;
        }
    }
    return count;
}

/* "503A" stands in the table of families, with no letter or digit next to it. */
static bool is_documented(const char *document, struct str code)
{
    for (const char *at = document; (at = strstr(at, "| `")); at += 3) {
        const char *end = strchr(at, '\n');
        for (const char *p = at; end && p + code.length <= end; p++) {
            if (memcmp(p, code.data, code.length) == 0 && (p[-1] == ' ' || p[-1] == ',') &&
                (p[code.length] == ',' || p[code.length] == ' ')) {
                return true;
            }
        }
    }
    return false;
}

static void look_up(const char *collection, const char *prefix, const struct year *years, size_t year_count)
{
    char name[100];
    size_t length;
    (void)snprintf(name, sizeof name, "doc/%s-rules.md", collection);
    char *document = harness_read(harness_tree(name), &length);
    for (size_t y = 0; y < year_count; y++) {
        struct codes ours = {0};
        read_rules(collection, prefix, years[y].start, &ours);
        ck_assert_uint_eq(ours.items.count, years[y].rules);
        for (size_t i = 0; i < ours.items.count; i++) {
            size_t width = strlen(prefix) + 1;
            struct str code = ours.items.items[i];
            ck_assert_msg(is_documented(document, str_slice(code, width, code.length - width)),
                          "%.*s is not in doc/%s-rules.md", STR_ARGS(code), collection);
        }
        clear(&ours);
    }
    free(document);
}

static void compare(const char *collection, const char *prefix, const struct year *years, size_t year_count)
{
    const char *shared = harness_shared("which rules are in force in which year");
    uint32_t differences = 0;
    char path[4200];
    if (!shared) {
        return;
    }
    (void)snprintf(path, sizeof path, "%s/corpora/%s.jsonl", shared, collection);
    for (size_t y = 0; y < year_count; y++) {
        struct codes published = {0};
        struct codes ours = {0};
        read_cases(path, prefix, years[y].ruleset, &published);
        read_rules(collection, prefix, years[y].start, &ours);
        differences += count_differences(&published, &ours, years[y].ruleset, "is published, and we have no rule");
        differences += count_differences(&ours, &published, years[y].ruleset, "is our rule, and is not published");
        ck_assert_uint_eq(published.items.count, years[y].rules);
        clear(&published);
        clear(&ours);
    }
    ck_assert_uint_eq(differences, 0);
}

START_TEST(test_ssda903)
{
    compare("ssda903", "SSDA903", ssda903_years, sizeof ssda903_years / sizeof *ssda903_years);
}
END_TEST

START_TEST(test_cin)
{
    compare("cin", "CIN", cin_years, sizeof cin_years / sizeof *cin_years);
}
END_TEST

START_TEST(test_documents)
{
    look_up("ssda903", "SSDA903", ssda903_years, sizeof ssda903_years / sizeof *ssda903_years);
    look_up("cin", "CIN", cin_years, sizeof cin_years / sizeof *cin_years);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("rules in force");
    TCase *tests = tcase_create("years");
    tcase_add_unchecked_fixture(tests, open_library, close_library);
    tcase_add_test(tests, test_ssda903);
    tcase_add_test(tests, test_cin);
    tcase_add_test(tests, test_documents);
    tcase_set_timeout(tests, 60);
    suite_add_tcase(suite, tests);
    return run_suite(suite);
}
