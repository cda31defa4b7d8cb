/* The rule files that stand in the documents: blocks marked "```yaml COLLECTION" are loaded and compiled in every period
 * of that collection's schema. */
#include <check.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "../../run_suite.h"
#include "rule/rule.h"

#define TEXT_MOST ((size_t)1 << 20)

static const char *const documents[] = {"doc/rule-language.md", "doc/indicators.md"};
static const char *const collections[][2] = {{"s251-outturn", "S251"}, {"ssda903", "SSDA903"}};

static char *read_document(const char *name)
{
    const char *top = getenv("TOP_SRCDIR");
    char path[1024];
    (void)snprintf(path, sizeof path, "%s/%s", top ? top : ".", name);
    FILE *file = fopen(path, "r");
    ck_assert_msg(file, "%s cannot be opened", path);
    char *text = calloc(1, TEXT_MOST);
    ck_assert(text);
    size_t length = fread(text, 1, TEXT_MOST - 1, file);
    ck_assert_uint_gt(length, 0);
    (void)fclose(file);
    return text;
}

static void found(void *context, const struct failure *mistake)
{
    ck_abort_msg("%s: line %u of the block: %s\n%s", (const char *)context, mistake->line, mistake->message,
                 mistake->excerpt);
}

static void try_block(const struct schema *schema, const char *prefix, struct str block)
{
    struct failure failure = {0};
    struct buffer text = BUFFER_EMPTY;
    if (!str_starts_with(block, STR("- collection:"))) {
        buffer_format(&text, "- collection: %.*s\n  prefix: %s\n", STR_ARGS(schema->name), prefix);
    }
    buffer_str(&text, block);
    struct rule_set *set = rule_set_load_text(schema, NULL, 0, "block.yaml", buffer_view(&text), &failure);
    ck_assert_msg(set, "line %u: %s\n%s\n%s", failure.line, failure.message, failure.excerpt, failure.hint);
    char name[] = "block";
    ck_assert(rule_lint(set, found, name, &failure));
    for (int period = schema->periods.from; period <= schema->periods.until; period++) {
        struct plan *plan = rule_compile(set, period, &failure);
        ck_assert_msg(plan, "%d: line %u: %s\n%s", period, failure.line, failure.message, failure.excerpt);
        plan_free(plan);
    }
    rule_set_free(set);
    buffer_free(&text);
}

/* How many blocks of that collection the text holds. */
static unsigned try_collection(const char *text, const char *collection, const char *prefix)
{
    const char *data = getenv("PROBITY_DATA");
    struct failure failure = {0};
    char path[1024];
    char mark[64];
    unsigned count = 0;
    (void)snprintf(path, sizeof path, "%s/schemas/%s.yaml", data ? data : ".", collection);
    (void)snprintf(mark, sizeof mark, "```yaml %s\n", collection);
    struct schema *schema = schema_load(path, &failure);
    ck_assert_msg(schema, "%s: %s", path, failure.message);
    for (const char *at = strstr(text, mark); at; at = strstr(at, mark)) {
        at += strlen(mark);
        const char *end = strstr(at, "```");
        ck_assert(end);
        try_block(schema, prefix, (struct str){at, (size_t)(end - at)});
        count++;
    }
    schema_free(schema);
    return count;
}

START_TEST(rules_in_documents_compile)
{
    char *text = read_document(documents[_i]);
    unsigned count = 0;
    for (size_t i = 0; i < sizeof collections / sizeof *collections; i++) {
        count += try_collection(text, collections[i][0], collections[i][1]);
    }
    ck_assert_uint_gt(count, 0);
    free(text);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("documents");
    TCase *tests = tcase_create("documents");
    tcase_add_loop_test(tests, rules_in_documents_compile, 0, (int)(sizeof documents / sizeof *documents));
    suite_add_tcase(suite, tests);
    return run_suite(suite);
}
