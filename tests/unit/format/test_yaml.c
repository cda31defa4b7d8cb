#include <check.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "../../run_suite.h"
#include "base/buffer.h"
#include "format/yaml.h"

static struct failure failure;

static void reset(void)
{
    memset(&failure, 0, sizeof failure);
}

static struct yaml_tree *load(const char *text)
{
    struct yaml_tree *tree = yaml_load_text("rules.yaml", str_of(text), &failure);
    ck_assert_msg(tree, "%s", failure.message);
    return tree;
}

static void assert_str(struct str text, const char *expected)
{
    ck_assert_msg(str_equal(text, str_of(expected)), "\"%.*s\" is not \"%s\"", STR_ARGS(text), expected);
}

/* The text must be refused at the place, with a message that holds the words. */
static void refused(const char *text, size_t length, unsigned line, unsigned column, const char *words)
{
    reset();
    ck_assert_ptr_null(yaml_load_text("rules.yaml", (struct str){text, length}, &failure));
    ck_assert_msg(strstr(failure.message, words), "\"%s\" does not say \"%s\"", failure.message, words);
    ck_assert_str_eq(failure.path, "rules.yaml");
    ck_assert_uint_eq(failure.line, line);
    ck_assert_uint_eq(failure.column, column);
}
#define REFUSED(text, line, column, words) refused((text), sizeof(text) - 1, (line), (column), (words))

START_TEST(a_tree_in_the_order_of_the_file)
{
    struct yaml_tree *tree = load("title: Beds\n"
                                  "tables:\n"
                                  "  - {name: homes, key: [a, b]}\n"
                                  "  - name: \"plac\\u00e9s\"\n"
                                  "empty:\n");
    ck_assert_uint_eq(tree->document_count, 1);
    const struct yaml_node *root = tree->documents[0];
    ck_assert_int_eq(root->kind, YAML_MAPPING);
    ck_assert_uint_eq(root->count, 3);
    assert_str(root->pairs[0].key->text, "title");
    assert_str(yaml_find(root, STR("title"))->text, "Beds");
    const struct yaml_node *tables = yaml_find(root, STR("tables"));
    ck_assert_int_eq(tables->kind, YAML_SEQUENCE);
    ck_assert_uint_eq(tables->count, 2);
    ck_assert_uint_eq(tables->items[0]->line, 3);
    ck_assert_uint_eq(tables->items[0]->column, 5);
    ck_assert_uint_eq(yaml_find(tables->items[0], STR("key"))->count, 2);
    assert_str(yaml_find(tables->items[1], STR("name"))->text, "placés");
    ck_assert(yaml_is_null(yaml_find(root, STR("empty"))));
    ck_assert(!yaml_is_null(yaml_find(root, STR("title"))));
    ck_assert_ptr_null(yaml_find(root, STR("no")));
    ck_assert_ptr_null(yaml_find(NULL, STR("no")));
    ck_assert_ptr_null(yaml_find(tables, STR("name")));
    yaml_tree_free(tree);
}
END_TEST

START_TEST(several_documents_or_none)
{
    struct yaml_tree *tree = load("--- a\n--- b\n---\n...\n");
    ck_assert_uint_eq(tree->document_count, 2);
    assert_str(tree->documents[1]->text, "b");
    yaml_tree_free(tree);
    tree = load("");
    ck_assert_uint_eq(tree->document_count, 0);
    yaml_tree_free(tree);
    tree = load("\xEF\xBB\xBF# only a comment\n");
    ck_assert_uint_eq(tree->document_count, 0);
    yaml_tree_free(tree);
}
END_TEST

START_TEST(styles_are_told_apart)
{
    struct yaml_tree *tree = load(
        "- plain\n- 'single'\n- \"double\"\n- |\n  literal\n- >\n  folded\n- ''\n- \"~\"\n- ~\n");
    const struct yaml_node *root = tree->documents[0];
    static const enum yaml_style styles[] = {YAML_PLAIN,   YAML_SINGLE_QUOTED, YAML_DOUBLE_QUOTED,
                                             YAML_LITERAL, YAML_FOLDED,        YAML_SINGLE_QUOTED};
    for (size_t i = 0; i < sizeof styles / sizeof *styles; i++) {
        ck_assert_int_eq(root->items[i]->style, styles[i]);
    }
    ck_assert(!yaml_is_null(root->items[5]));
    ck_assert(!yaml_is_null(root->items[6]));
    ck_assert(yaml_is_null(root->items[7]));
    yaml_tree_free(tree);
}
END_TEST

START_TEST(what_is_refused)
{
    REFUSED("a: &x 1\n", 1, 4, "anchors");
    REFUSED("a: *x\n", 1, 4, "aliases");
    REFUSED("a: !!str 1\n", 1, 4, "tags");
    REFUSED("a:\n  - !x {b: 1}\n", 2, 5, "tags");
    REFUSED("a: 1\nb: 2\na: 3\n", 3, 1, "\"a\" is given twice; the first is on line 1");
    REFUSED("{a: 1}: 2\n", 1, 1, "must be a text, and this is a mapping");
    REFUSED("? [a]\n: 2\n", 1, 3, "must be a text, and this is a list");
    REFUSED("a: [1, 2\nb: 3\n", 2, 2, "not well-formed YAML");
    REFUSED("a: 'open\n", 2, 1, "not well-formed YAML");
    REFUSED("a: b: c\n", 1, 5, "not well-formed YAML");
    REFUSED("a: 1\nb: \xff\n", 2, 4, "is no text");
    REFUSED("a: 1\nb: \0\n", 2, 4, "is no text");
    REFUSED("£: £\n£: 2\n", 2, 1, "given twice");
}
END_TEST

START_TEST(a_failure_shows_the_line)
{
    REFUSED("a: 1\r\nb: {£: 2, c: *x}\r\n", 2, 14, "aliases");
    ck_assert_str_eq(failure.excerpt, "b: {£: 2, c: *x}");
    ck_assert_uint_eq(failure.caret, 13);
}
END_TEST

START_TEST(a_large_mapping_is_searched_for_duplicates_too)
{
    struct buffer text = BUFFER_EMPTY;
    for (int i = 0; i < 1000; i++) {
        buffer_format(&text, "key%d: %d\n", i, i);
    }
    buffer_text(&text, "key7: again\n");
    refused(text.data, text.length, 1001, 1, "\"key7\" is given twice; the first is on line 8");
    buffer_free(&text);
}
END_TEST

START_TEST(ceilings)
{
    struct buffer text = BUFFER_EMPTY;
    buffer_fill(&text, '[', YAML_DEPTH_MOST);
    buffer_fill(&text, ']', YAML_DEPTH_MOST);
    reset();
    struct yaml_tree *tree = yaml_load_text("x", buffer_view(&text), &failure);
    ck_assert_ptr_nonnull(tree);
    yaml_tree_free(tree);
    buffer_clear(&text);
    buffer_fill(&text, '[', 100000);
    refused(text.data, text.length, 1, YAML_DEPTH_MOST + 1, "more than 32 deep");
    ck_assert_int_eq(failure.kind, FAILURE_LIMIT);

    buffer_clear(&text);
    buffer_char(&text, '[');
    for (unsigned i = 0; i < YAML_NODES_MOST; i++) {
        buffer_text(&text, "1,");
    }
    buffer_char(&text, ']');
    refused(text.data, text.length, 1, 2 + 2 * (YAML_NODES_MOST - 1), "more than 500,000 values");

    buffer_clear(&text);
    buffer_fill(&text, ' ', YAML_BYTES_MOST + 1);
    refused(text.data, text.length, 0, 0, "larger than 8 MiB");
    ck_assert_int_eq(failure.kind, FAILURE_LIMIT);
    buffer_free(&text);
}
END_TEST

/* Points at the word in the first scalar of the document that holds it, and compares with the word's own place in the
 * file, which must be its first. */
static void points_at(const char *text, const char *word, const char *in_file)
{
    reset();
    struct yaml_tree *tree = load(text);
    const struct yaml_node *root = tree->documents[0];
    const struct yaml_node *scalar = root->kind == YAML_SEQUENCE ? root->items[0] : root;
    const char *found = strstr(scalar->text.data, word);
    ck_assert_msg(found, "\"%s\" is not in \"%s\"", word, scalar->text.data);
    size_t offset = yaml_source_offset(tree, scalar, (size_t)(found - scalar->text.data));
    const char *expected = strstr(text, in_file);
    ck_assert_msg(offset == (size_t)(expected - text), "\"%s\": byte %zu, should be %zu: \"%s\"", word, offset,
                  (size_t)(expected - text), text + offset);
    yaml_tree_free(tree);
}

START_TEST(a_place_within_a_scalar)
{
    points_at("own + tota = 3\n", "tota", "tota");
    points_at("- own + £ + tota\n", "tota", "tota");
    points_at("- own\n  + private\n  + tota\n", "tota", "tota");
    points_at("- own\n\n\n  + private   \n  + tota\n", "tota", "tota");
    points_at("- 'it''s ''all'' tota'\n", "tota", "tota");
    points_at("- 'it''s\n   all tota'\n", "tota", "tota");
    points_at("- \"a \\\"b\\\" \\u00a3 tota\"\n", "tota", "tota");
    points_at("- \"a\\\n   b \\\n   tota\"\n", "tota", "tota");
    points_at("- \"a\n   b\n\n   tota\"\n", "tota", "tota");
    points_at("- \"a \\x41 tota\"\n", "A", "\\x41");
    points_at("- >\n  own + private\n  + tota\n", "tota", "tota");
    points_at("- >-\n\n  own + private\n\n\n  + tota\n", "tota", "tota");
    points_at("- >  # comment\n  own +\n    more\n  tota\n", "tota", "tota");
    points_at("- |\n  own + private\n    and tota\n", "tota", "tota");
    points_at("- |2\n    own\n  tota\n", "tota", "tota");
    points_at("- >\r\n  own\r\n  tota\r\n", "tota", "tota");
    points_at("- >\n  own + tota\n", "own", "own");
    points_at("- own\n", "own", "own");
}
END_TEST

START_TEST(a_failure_within_a_folded_scalar)
{
    reset();
    struct yaml_tree *tree = load("- require: >\n    own +\n    £ + tota\n");
    const struct yaml_node *scalar = yaml_find(tree->documents[0]->items[0], STR("require"));
    size_t offset = (size_t)(strstr(scalar->text.data, "tota") - scalar->text.data);
    ck_assert(!yaml_fail(tree, scalar, offset, &failure, "there is no column \"%s\"", "tota"));
    ck_assert_str_eq(failure.message, "there is no column \"tota\"");
    ck_assert_uint_eq(failure.line, 3);
    ck_assert_uint_eq(failure.column, 9);
    ck_assert_str_eq(failure.excerpt, "    £ + tota");
    ck_assert_uint_eq(failure.caret, 8);
    /* The first failure and its place win. */
    ck_assert(!yaml_fail(tree, scalar, 0, &failure, "another"));
    ck_assert_uint_eq(failure.line, 3);
    ck_assert_str_eq(failure.message, "there is no column \"tota\"");
    ck_assert(!yaml_fail(tree, scalar, 0, NULL, "nobody asks"));
    /* Beyond the end is the end. */
    ck_assert_uint_le(yaml_source_offset(tree, scalar, 1000), tree->text.length);
    yaml_tree_free(tree);
}
END_TEST

START_TEST(every_offset_of_every_scalar_has_a_place)
{
    reset();
    struct yaml_tree *tree = load(
        "- \"\\\n  \\n\\t x\\\n\"\n- 'a\n\n  ''\n'\n- >+\n  a\n\n\n- |-\n   x\n- \"\"\n- ''\n-\n- |\n");
    const struct yaml_node *root = tree->documents[0];
    for (uint32_t i = 0; i < root->count; i++) {
        size_t before = 0;
        for (size_t offset = 0; offset <= root->items[i]->text.length + 2; offset++) {
            size_t at = yaml_source_offset(tree, root->items[i], offset);
            ck_assert_uint_ge(at, before);
            ck_assert_uint_le(at, tree->text.length);
            before = at;
        }
    }
    yaml_tree_free(tree);
}
END_TEST

START_TEST(files)
{
    char path[] = "/tmp/probity-yaml-XXXXXX";
    int file = mkstemp(path);
    ck_assert_int_ge(file, 0);
    const char text[] = "\xEF\xBB\xBF"
                        "a: [1, 2]\n";
    ck_assert_int_eq(write(file, text, sizeof text - 1), (ssize_t)sizeof text - 1);
    close(file);
    reset();
    struct yaml_tree *tree = yaml_load(path, &failure);
    ck_assert_msg(tree, "%s", failure.message);
    ck_assert_uint_eq(yaml_find(tree->documents[0], STR("a"))->count, 2);
    ck_assert_str_eq(tree->path, path);
    yaml_tree_free(tree);
    unlink(path);
    ck_assert_ptr_null(yaml_load(path, &failure));
    ck_assert_int_eq(failure.kind, FAILURE_FILE);
    ck_assert_str_eq(failure.path, path);
    yaml_tree_free(NULL);
}
END_TEST

START_TEST(kinds_have_names)
{
    ck_assert_str_eq(yaml_kind_name(YAML_SCALAR), "a text");
    ck_assert_str_eq(yaml_kind_name(YAML_SEQUENCE), "a list");
    ck_assert_str_eq(yaml_kind_name(YAML_MAPPING), "a mapping");
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("yaml");
    TCase *tests = tcase_create("yaml");
    tcase_add_checked_fixture(tests, reset, NULL);
    tcase_set_timeout(tests, 60);
    tcase_add_test(tests, a_tree_in_the_order_of_the_file);
    tcase_add_test(tests, several_documents_or_none);
    tcase_add_test(tests, styles_are_told_apart);
    tcase_add_test(tests, what_is_refused);
    tcase_add_test(tests, a_failure_shows_the_line);
    tcase_add_test(tests, a_large_mapping_is_searched_for_duplicates_too);
    tcase_add_test(tests, ceilings);
    tcase_add_test(tests, a_place_within_a_scalar);
    tcase_add_test(tests, a_failure_within_a_folded_scalar);
    tcase_add_test(tests, every_offset_of_every_scalar_has_a_place);
    tcase_add_test(tests, files);
    tcase_add_test(tests, kinds_have_names);
    suite_add_tcase(suite, tests);
    return run_suite(suite);
}
