/* As test_metamorphic.c, for the children in need census: a cell changes only what is found about its own child, the order
 * of children and of what is repeated in them changes places only, and children who are copied double what is found. */
#include <check.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "../run_suite.h"
#include "finding_words.h"
#include "harness.h"
#include "made_cin.h"
#include "made_ssda903.h" /* made_chance() */

enum { CHILDREN = 40, CHANGES = 1000, CODES_LEAST = 60 };

/* Rules that look over the return as a whole, or from one child to others. */
struct beyond {
    const char *code;
    const char *why;
};
static const struct beyond beyond_the_child[] = {
    {"CIN-1520", "one unique pupil number of several children: it tells how many, and names another"},
    {"CIN-2883", "counts child protection plans and conferences of the whole return"},
    {"CIN-2886Q", "the share of all children whose sex is not known"},
    {"CIN-2887Q", "how many codes of disability the return uses"},
    {"CIN-2888Q", "the share of all children with a disability"},
};

static bool goes_beyond(struct str code)
{
    for (size_t i = 0; i < sizeof beyond_the_child / sizeof beyond_the_child[0]; i++) {
        if (str_equal(code, str_of(beyond_the_child[i].code))) {
            return true;
        }
    }
    return false;
}

static struct probity_library *library;
static struct made_cin *made;

/* Where a check's findings are, in the census as it was then. */
struct checked {
    struct caught caught;
    struct made_lines lines;
};

static void check_census(struct checked *checked)
{
    struct buffer text = BUFFER_EMPTY;
    checked->lines = (struct made_lines){0};
    made_cin_write(made, &text, &checked->lines);
    ck_assert(harness_check_file(library, harness_write("census.xml", buffer_view(&text)), &checked->caught));
    ck_assert_uint_eq(checked->caught.return_count, 1);
    buffer_free(&text);
}

static void checked_free(struct checked *checked)
{
    harness_free(&checked->caught);
    array_free(&checked->lines.items);
}

/* The element of a place; NULL where it has no line. */
static const struct made_element *element_of(const struct checked *checked, const struct caught_place *place)
{
    return place->line && place->line <= checked->lines.items.count ? checked->lines.items.items[place->line - 1]
                                                                    : NULL;
}

/* Every finding that is not about the child (0: every one) as a text, its places by the numbers of their elements. */
static void words_of(struct finding_words *words, const struct checked *checked, unsigned without)
{
    finding_words_init(words, checked->caught.findings.count);
    for (size_t i = 0; i < checked->caught.findings.count; i++) {
        const struct caught_finding *finding = &checked->caught.findings.items[i];
        struct buffer text = BUFFER_EMPTY;
        bool about = false;
        finding_words_part(&text, finding->code);
        finding_words_part(&text, finding->message);
        for (uint32_t p = 0; p < finding->place_count; p++) {
            const struct caught_place *place = &finding->places[p];
            const struct made_element *element = element_of(checked, place);
            about = about || (element && element->child == without);
            buffer_format(&text, "%u/", element ? element->number : 0);
            finding_words_part(&text, place->table);
            finding_words_part(&text, place->key);
            finding_words_part(&text, place->field);
        }
        if ((without && about) || (without && goes_beyond(finding->code))) {
            buffer_free(&text);
        } else {
            finding_words_add(words, &text);
        }
    }
    finding_words_sort(words);
}

/* ---- one cell changed -------------------------------------------------------------------------------------------- */

static struct made_element *some_cell(void)
{
    struct made_element *cell = NULL;
    do {
        cell = made->elements.items[made_chance((uint32_t)made->elements.count)];
    } while (!cell->text || !cell->child);
    return cell;
}

static const char *spoilt(void)
{
    switch (made_chance(8)) {
    case 0:
    case 1:
    case 2: return "";
    case 3: return "##";
    case 4: return "2019-13-38";
    case 5: return made_chance(2) ? "1850-01-01" : "2999-12-31";
    default: return some_cell()->text;
    }
}

static unsigned change_cell(const struct checked *before, unsigned *told)
{
    struct made_element *cell = some_cell();
    const char *was = cell->text;
    struct checked after;
    struct finding_words a, b;
    char what[200];
    cell->text = spoilt();
    check_census(&after);
    words_of(&a, before, cell->child);
    words_of(&b, &after, cell->child);
    (void)snprintf(what, sizeof what, "child %u, %s: \"%s\" for \"%s\"", cell->child, cell->name, cell->text, was);
    unsigned wrong = finding_words_differ(&a, &b, what);
    wrong += !harness_same_skipped(&before->caught, &after.caught);
    *told += before->caught.findings.count != after.caught.findings.count;
    finding_words_free(&a);
    finding_words_free(&b);
    checked_free(&after);
    cell->text = was;
    return wrong;
}

START_TEST(cells)
{
    struct checked before;
    unsigned wrong = 0, told = 0;
    check_census(&before);
    size_t codes = harness_count_codes(&before.caught);
    printf("%zu findings of %zu codes\n", before.caught.findings.count, codes);
    ck_assert_uint_eq(before.caught.skipped.count, 0);
    unsigned changes = harness_changes(CHANGES);
    for (unsigned i = 0; i < changes; i++) {
        wrong += change_cell(&before, &told) > 0;
    }
    printf("%u changes, of which %u changed how much is found\n", changes, told);
    checked_free(&before);
    ck_assert_uint_eq(wrong, 0);
    ck_assert_uint_ge(codes, CODES_LEAST);
    ck_assert_uint_ge(told, changes / 3);
}
END_TEST

/* ---- another order ----------------------------------------------------------------------------------------------- */

/* Of elements of one name that stand behind each other, any order is as good. */
static void shuffle(struct made_element *parent)
{
    size_t count = parent->inside.count;
    for (size_t begin = 0, end = 0; begin < count; begin = end) {
        struct made_element **items = parent->inside.items;
        while (end < count && strcmp(items[end]->name, items[begin]->name) == 0) {
            end++;
        }
        for (size_t i = end; i > begin + 1; i--) {
            size_t other = begin + made_chance((uint32_t)(i - begin));
            struct made_element *element = items[i - 1];
            items[i - 1] = items[other];
            items[other] = element;
        }
    }
}

/* Cells that cannot be told apart, as a disability given twice, get one number. */
static void number_twins(struct made_element *parent)
{
    for (size_t i = 1; i < parent->inside.count; i++) {
        struct made_element *cell = parent->inside.items[i];
        for (size_t j = 0; j < i && cell->text; j++) {
            const struct made_element *other = parent->inside.items[j];
            if (other->text && strcmp(other->name, cell->name) == 0 && strcmp(other->text, cell->text) == 0) {
                cell->number = other->number;
                break;
            }
        }
    }
}

START_TEST(order)
{
    struct checked before, after;
    struct finding_words a, b;
    for (size_t i = 0; i < made->elements.count; i++) {
        number_twins(made->elements.items[i]);
    }
    check_census(&before);
    words_of(&a, &before, 0);
    for (unsigned round = 0; round < 5; round++) {
        for (size_t i = 0; i < made->elements.count; i++) {
            shuffle(made->elements.items[i]);
        }
        check_census(&after);
        words_of(&b, &after, 0);
        ck_assert_uint_eq(finding_words_differ(&a, &b, "in another order"), 0);
        ck_assert(harness_same_skipped(&before.caught, &after.caught));
        finding_words_free(&b);
        checked_free(&after);
    }
    finding_words_free(&a);
    checked_free(&before);
}
END_TEST

/* ---- children copied --------------------------------------------------------------------------------------------- */

enum { COPIED = 1000000 }; /* is added to the numbers of elements that are copies */

static struct made_element *copy_element(struct made_element *in, const struct made_element *from)
{
    bool code = strcmp(from->name, "LAchildID") == 0;
    const char *text = code ? arena_printf(&made->arena, "QB%s", from->text + 2).data : from->text;
    struct made_element *copy = made_cin_add(made, in, from->name, text);
    copy->number = from->number + COPIED;
    copy->child = from->child + CHILDREN;
    return copy;
}

/* Elements stand behind those that they are in, so that one pass copies all. */
static void copy_children(void)
{
    size_t count = made->elements.count;
    struct made_element **copies = calloc(count, sizeof *copies);
    ck_assert_ptr_nonnull(copies);
    for (size_t i = 0, children = made->children->inside.count; i < children; i++) {
        const struct made_element *child = made->children->inside.items[i];
        copies[child->number - 1] = copy_element(made->children, child);
    }
    for (size_t i = 0; i < count; i++) {
        const struct made_element *from = made->elements.items[i];
        for (size_t k = 0; copies[i] && k < from->inside.count; k++) {
            copies[from->inside.items[k]->number - 1] = copy_element(copies[i], from->inside.items[k]);
        }
    }
    free(copies);
}

/* Findings about the children, or about their copies as if they were the children; those that look beyond left out. */
static void words_of_half(struct finding_words *words, const struct checked *checked, bool second)
{
    finding_words_init(words, checked->caught.findings.count);
    for (size_t i = 0; i < checked->caught.findings.count; i++) {
        const struct caught_finding *finding = &checked->caught.findings.items[i];
        struct buffer text = BUFFER_EMPTY;
        bool copied = false;
        finding_words_part(&text, finding->code);
        finding_words_part(&text, finding->message);
        for (uint32_t p = 0; p < finding->place_count; p++) {
            const struct made_element *element = element_of(checked, &finding->places[p]);
            unsigned number = element ? element->number : 0;
            copied = copied || number > COPIED;
            buffer_format(&text, "%u/", number > COPIED ? number - COPIED : number);
            finding_words_part(&text, finding->places[p].key);
            finding_words_part(&text, finding->places[p].field);
        }
        if (copied != second || goes_beyond(finding->code)) {
            buffer_free(&text);
            continue;
        }
        for (size_t at = 0; at + 1 < text.length; at++) {
            bool code = text.data[at] == 'Q' && text.data[at + 1] == 'B';
            text.data[at + 1] = code ? 'A' : text.data[at + 1];
        }
        finding_words_add(words, &text);
    }
    finding_words_sort(words);
}

START_TEST(copies)
{
    struct checked before, after;
    struct finding_words once, first, second;
    check_census(&before);
    words_of_half(&once, &before, false);
    ck_assert_uint_ge(once.count, 500);
    copy_children();
    check_census(&after);
    words_of_half(&first, &after, false);
    words_of_half(&second, &after, true);
    ck_assert_uint_eq(finding_words_differ(&once, &first, "children with copies beside them"), 0);
    ck_assert_uint_eq(finding_words_differ(&once, &second, "copies of children"), 0);
    ck_assert(harness_same_skipped(&before.caught, &after.caught));
    finding_words_free(&once);
    finding_words_free(&first);
    finding_words_free(&second);
    checked_free(&before);
    checked_free(&after);
}
END_TEST

static void set_up(void)
{
    library = harness_library();
    made = made_cin_new(CHILDREN);
    ck_assert_ptr_nonnull(made);
}

static void tear_down(void)
{
    made_cin_free(made);
    probity_library_close(library);
}

int main(void)
{
    Suite *suite = suite_create("metamorphic");
    TCase *all = tcase_create("cin");
    tcase_set_timeout(all, 300);
    tcase_add_checked_fixture(all, set_up, tear_down);
    tcase_add_test(all, cells);
    tcase_add_test(all, order);
    tcase_add_test(all, copies);
    suite_add_tcase(suite, all);
    return run_suite(suite);
}
