#include "made_cin.h"

#include <check.h>
#include <stdio.h>
#include <stdlib.h>

#include "base/date.h"
#include "made_ssda903.h" /* made_chance() */

#define COUNT(list) ((uint32_t)(sizeof(list) / sizeof(list)[0]))
#define PICK(list) (list)[made_chance(COUNT(list))]

enum { YEAR = 2024 }; /* 2024-25 */

static bool one_in(uint32_t chances)
{
    return made_chance(chances) == 0;
}

struct made_element *made_cin_add(struct made_cin *made, struct made_element *in, const char *name, const char *text)
{
    struct made_element *element = ARENA_NEW(&made->arena, struct made_element);
    ck_assert_ptr_nonnull(element);
    *element = (struct made_element){.name = name, .text = text, .number = (unsigned)made->elements.count + 1};
    element->child = in ? in->child : 0;
    ck_assert(array_push(&made->elements, element));
    ck_assert(!in || array_push(&in->inside, element));
    return element;
}

static const char *date_text(struct made_cin *made, int64_t date)
{
    struct date_parts parts = date_to_parts(date);
    return arena_printf(&made->arena, "%04d-%02d-%02d", parts.year, parts.month, parts.day).data;
}

/* Now and then the cell is left out, or holds what people type wrong. */
static void add_cell(struct made_cin *made, struct made_element *in, const char *name, const char *text)
{
    static const char *const wrong[] = {"", "N1", "2024-02-30", "99", "RC1", "X"};
    if (!one_in(30)) {
        (void)made_cin_add(made, in, name, one_in(25) ? PICK(wrong) : text);
    }
}

static void add_date(struct made_cin *made, struct made_element *in, const char *name, int64_t date)
{
    add_cell(made, in, name, date_text(made, date));
}

static void add_identifiers(struct made_cin *made, struct made_element *child, int64_t born)
{
    static const char *const sexes[] = {"M", "F", "U"};
    static const char *const disabilities[] = {"NONE", "NONE", "LD", "AUT", "MOB", "BEH"};
    static const char *const ethnic[] = {"WBRI", "MWBC", "AIND", "REFU"};
    struct made_element *identifiers = made_cin_add(made, child, "ChildIdentifiers", NULL);
    (void)made_cin_add(made, identifiers, "LAchildID", arena_printf(&made->arena, "QA%03u", child->child).data);
    add_cell(made, identifiers, one_in(2) ? "UPNunknown" : "UPN", one_in(3) ? "UN3" : "A123456789123");
    add_date(made, identifiers, one_in(9) ? "ExpectedPersonBirthDate" : "PersonBirthDate", born);
    add_cell(made, identifiers, "Sex", PICK(sexes));
    if (one_in(9)) {
        add_date(made, identifiers, "PersonDeathDate", born + made_chance(6000));
    }
    struct made_element *characteristics = made_cin_add(made, child, "ChildCharacteristics", NULL);
    add_cell(made, characteristics, "Ethnicity", PICK(ethnic));
    struct made_element *list = made_cin_add(made, characteristics, "Disabilities", NULL);
    for (unsigned i = made_chance(4); i > 0; i--) {
        add_cell(made, list, "Disability", PICK(disabilities));
    }
}

static void add_assessments(struct made_cin *made, struct made_element *episode, int64_t day)
{
    static const char *const factors[] = {"1A", "2B", "3B", "18A", "18B", "19A", "21", "99"};
    for (unsigned a = made_chance(3); a > 0; a--) {
        struct made_element *assessment = made_cin_add(made, episode, "Assessments", NULL);
        day += made_chance(20) - 2;
        add_date(made, assessment, "AssessmentActualStartDate", day);
        day += made_chance(90);
        if (!one_in(4)) {
            add_date(made, assessment, "AssessmentAuthorisationDate", day);
        }
        struct made_element *list = made_cin_add(made, assessment, "FactorsIdentifiedAtAssessment", NULL);
        for (unsigned i = made_chance(4); i > 0; i--) {
            add_cell(made, list, "AssessmentFactors", PICK(factors));
        }
    }
}

static void add_enquiries(struct made_cin *made, struct made_element *episode, int64_t day)
{
    for (unsigned p = made_chance(2); p > 0; p--) {
        struct made_element *plan = made_cin_add(made, episode, "CINPlanDates", NULL);
        add_date(made, plan, "CINPlanStartDate", day + made_chance(60));
        if (!one_in(3)) {
            add_date(made, plan, "CINPlanEndDate", day + made_chance(200));
        }
    }
    for (unsigned e = made_chance(3); e > 0; e--) {
        struct made_element *enquiry = made_cin_add(made, episode, "Section47", NULL);
        int64_t begins = day + made_chance(60);
        add_date(made, enquiry, "S47ActualStartDate", begins);
        add_date(made, enquiry, "InitialCPCtarget", begins + 15 + made_chance(10));
        if (one_in(2)) {
            add_date(made, enquiry, "DateOfInitialCPC", begins + made_chance(40));
        }
        add_cell(made, enquiry, "ICPCnotRequired", one_in(2) ? "true" : "false");
    }
}

static void add_protection(struct made_cin *made, struct made_element *episode, int64_t day)
{
    static const char *const categories[] = {"NEG", "PHY", "EMO", "MUL"};
    for (unsigned p = made_chance(3); p > 0; p--) {
        struct made_element *plan = made_cin_add(made, episode, "ChildProtectionPlans", NULL);
        add_date(made, plan, "CPPstartDate", day);
        day += made_chance(200);
        if (!one_in(3)) {
            add_date(made, plan, "CPPendDate", day);
        }
        add_cell(made, plan, "InitialCategoryOfAbuse", PICK(categories));
        add_cell(made, plan, "LatestCategoryOfAbuse", PICK(categories));
        add_cell(made, plan, "NumberOfPreviousCPP", one_in(2) ? "0" : "1");
        for (unsigned r = made_chance(3); r > 0; r--) {
            struct made_element *review = made_cin_add(made, plan, "Reviews", NULL);
            add_date(made, review, "CPPreviewDate", day - made_chance(200));
        }
    }
}

static void add_episode(struct made_cin *made, struct made_element *child, int64_t day)
{
    static const char *const sources[] = {"1A", "2A", "6", "9"};
    static const char *const needs[] = {"N1", "N2", "N5", "N8", "N9"};
    static const char *const reasons[] = {"RC1", "RC2", "RC7", "RC8", "RC9"};
    struct made_element *episode = made_cin_add(made, child, "CINdetails", NULL);
    add_date(made, episode, "CINreferralDate", day);
    add_cell(made, episode, "ReferralSource", PICK(sources));
    add_cell(made, episode, "PrimaryNeedCode", PICK(needs));
    if (one_in(2)) {
        add_date(made, episode, "CINclosureDate", day + made_chance(300));
        add_cell(made, episode, "ReasonForClosure", PICK(reasons));
    }
    if (one_in(3)) {
        add_date(made, episode, "DateOfInitialCPC", day + made_chance(40));
    }
    add_assessments(made, episode, day);
    add_enquiries(made, episode, day);
    add_cell(made, episode, "ReferralNFA", one_in(4) ? "true" : "false");
    add_protection(made, episode, day);
}

static void add_header(struct made_cin *made)
{
    struct made_element *header = made_cin_add(made, made->root, "Header", NULL);
    struct made_element *details = made_cin_add(made, header, "CollectionDetails", NULL);
    (void)made_cin_add(made, details, "Collection", "CIN");
    (void)made_cin_add(made, details, "Year", "2025");
    (void)made_cin_add(made, details, "ReferenceDate", "2025-03-31");
    struct made_element *source = made_cin_add(made, header, "Source", NULL);
    (void)made_cin_add(made, source, "SourceLevel", "L");
    (void)made_cin_add(made, source, "LEA", "330");
    (void)made_cin_add(made, source, "SoftwareCode", "made up");
}

struct made_cin *made_cin_new(unsigned children)
{
    struct made_cin *made = calloc(1, sizeof *made);
    if (!made) {
        return NULL;
    }
    made_chance_seed(8540);
    made->root = made_cin_add(made, NULL, "Message", NULL);
    add_header(made);
    made->children = made_cin_add(made, made->root, "Children", NULL);
    int64_t starts = date_from_parts(YEAR, 4, 1);
    for (unsigned c = 1; c <= children; c++) {
        struct made_element *child = made_cin_add(made, made->children, "Child", NULL);
        child->child = c;
        add_identifiers(made, child, starts - made_chance(6600));
        for (unsigned e = 1 + made_chance(2); e > 0; e--) {
            add_episode(made, child, starts + made_chance(400) - 60);
        }
    }
    return made;
}

void made_cin_free(struct made_cin *made)
{
    if (made) {
        for (size_t i = 0; i < made->elements.count; i++) {
            array_free(&made->elements.items[i]->inside);
        }
        array_free(&made->elements);
        arena_free(&made->arena);
        free(made);
    }
}

/* ---- as a file --------------------------------------------------------------------------------------------------- */

enum { DEPTH_MOST = 16 };

struct level {
    const struct made_element *element;
    size_t next;
};

static void write_line(struct buffer *out, struct made_lines *lines, const struct made_element *element,
                       const char *before, const char *text, const char *after)
{
    buffer_format(out, "%s%s>%s", before, element->name, text ? text : "");
    if (after) {
        buffer_format(out, "%s%s>", after, element->name);
    }
    buffer_char(out, '\n');
    ck_assert(array_push(&lines->items, element));
}

void made_cin_write(const struct made_cin *made, struct buffer *out, struct made_lines *lines)
{
    struct level levels[DEPTH_MOST] = {{made->root, 0}};
    unsigned depth = 1;
    lines->items.count = 0;
    write_line(out, lines, made->root, "<", NULL, NULL);
    while (depth > 0) {
        struct level *level = &levels[depth - 1];
        if (level->next == level->element->inside.count) {
            write_line(out, lines, level->element, "</", NULL, NULL);
            depth--;
            continue;
        }
        const struct made_element *next = level->element->inside.items[level->next++];
        if (next->text) {
            write_line(out, lines, next, "<", next->text, "</");
        } else {
            ck_assert_uint_lt(depth, DEPTH_MOST);
            write_line(out, lines, next, "<", NULL, NULL);
            levels[depth++] = (struct level){next, 0};
        }
    }
    ck_assert(buffer_ok(out));
}
