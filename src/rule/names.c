/* names: one meaning for a name, and no circles. */
#include "rule/names.h"

#include <stdlib.h>

#include "base/buffer.h"
#include "rule/parser.h"

uint32_t rule_names_find(const struct rule_names *names, struct str name)
{
    const uint64_t *index = map_get(&names->by_name, name);
    return index ? (uint32_t)*index : SCHEMA_NONE;
}

static int compare_names(const void *a, const void *b)
{
    return str_compare(((const struct rule_name *)a)->name, ((const struct rule_name *)b)->name);
}

static const char *kind_words(enum rule_name_kind kind)
{
    static const char *const words[] = {"definition", "view", "data table", "reference table"};
    return words[kind];
}

static bool is_name(struct str text)
{
    for (size_t i = 0; i < text.length; i++) {
        char c = text.data[i];
        bool letter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_';
        if (!letter && !(i > 0 && c >= '0' && c <= '9')) {
            return false;
        }
    }
    return text.length > 0;
}

static bool fail(const struct rule_name *name, struct failure *failure, const char *what)
{
    if (!name->source) {
        return failure_set(failure, FAILURE_SYNTAX, "%.*s %s", STR_ARGS(name->name), what);
    }
    return rule_fail(name->source, 0, failure, "%.*s %s", STR_ARGS(name->name), what);
}

static bool check_free(const struct rule_set *set, const struct rule_name *name, struct failure *failure)
{
    static const char *const words[] = {"this",   "previous", "next",   "parent",    "line", "period", "authority",
                                        "format", "codes",    "return", "last_year", "raw",  "cell"};
    struct rule_token token = {.kind = RULE_TOKEN_WORD, .text = name->name};
    bool taken = rule_is_keyword(&token);
    for (size_t i = 0; i < sizeof words / sizeof *words; i++) {
        taken = taken || str_equal(name->name, str_of(words[i]));
    }
    if (!is_name(name->name)) {
        return fail(name, failure, "is no name: letters, digits and _, beginning with a letter");
    }
    if (taken) {
        return fail(name, failure, "is a word of the rule language; choose another name");
    }
    if (schema_table_index(set->schema, name->name) != SCHEMA_NONE) {
        return fail(name, failure, "is a table of the schema; choose another name");
    }
    for (uint32_t t = 0; name->kind == RULE_NAME_DEFINITION && t < set->schema->table_count; t++) {
        if (schema_find_column(&set->schema->tables[t], name->name) != SCHEMA_NONE) {
            (void)fail(name, failure, "is a column of the schema; choose another name");
            failure_hint(failure, "it is in %.*s", STR_ARGS(set->schema->tables[t].name));
            return false;
        }
    }
    return true;
}

static bool index_names(struct rule_set *set, struct failure *failure)
{
    struct rule_names *names = set->names;
    for (size_t i = 0; i < names->items.count; i++) {
        const struct rule_name *name = &names->items.items[i];
        if (i > 0 && str_equal(name[-1].name, name->name)) {
            (void)fail(name->source ? name : name - 1, failure, "is defined twice");
            failure_hint(failure, "there is a %s of that name", kind_words(name[-1].kind));
            return false;
        }
        if (!check_free(set, name, failure)) {
            return false;
        }
        if (!map_set(&names->by_name, name->name, i)) {
            return failure_memory(failure);
        }
    }
    return true;
}

static bool tell_circle(const struct rule_names *names, const bool *left, struct failure *failure)
{
    struct buffer list = BUFFER_EMPTY;
    const struct rule_name *first = NULL;
    unsigned shown = 0;
    for (size_t i = 0; i < names->items.count; i++) {
        if (left[i]) {
            first = first ? first : &names->items.items[i];
            if (shown++ < 8) {
                buffer_text(&list, shown > 1 ? ", " : "");
                buffer_str(&list, names->items.items[i].name);
            }
        }
    }
    if (list.failed) {
        buffer_free(&list);
        return failure_memory(failure);
    }
    struct str text = buffer_view(&list);
    (void)rule_fail(first->source, 0, failure,
                    shown == 1 ? "%.*s refers to itself" : "these refer to each other in a circle: %.*s",
                    STR_ARGS(text));
    buffer_free(&list);
    return false;
}

struct use {
    uint32_t user, used;
};

struct uses {
    ARRAY_OF(struct use) list;
    uint32_t *starts; /* where each name's uses begin, in `order` */
    uint32_t *order;  /* uses by name */
    uint32_t *degrees;
    uint32_t *waiting;
};

static bool collect_uses(const struct rule_names *names, struct uses *uses, bool *row)
{
    for (uint32_t i = 0; i < names->items.count; i++) {
        rule_uses_of_name(names, i, row);
        for (uint32_t k = 0; k < names->items.count; k++) {
            if (row[k] && !array_push(&uses->list, (struct use){i, k})) {
                return false;
            }
        }
    }
    return true;
}

/* Takes away the names in `waiting`, and then those of which nothing more hangs on the others. Filling `order` has moved
 * each start to that of the name before: starts[n + 1] is where n begins. */
static void take_away(struct uses *uses, uint32_t count, bool *left, uint32_t waiting)
{
    while (waiting > 0) {
        uint32_t at = uses->waiting[--waiting];
        uint32_t end = at + 2 <= count ? uses->starts[at + 2] : (uint32_t)uses->list.count;
        left[at] = false;
        for (uint32_t i = uses->starts[at + 1]; i < end; i++) {
            uint32_t other = uses->order[i];
            if (left[other] && --uses->degrees[other] == 0) {
                uses->waiting[waiting++] = other;
            }
        }
    }
}

/* Takes away what no name that is left uses (or, the other way round, what uses no name that is left), until nothing
 * more can be taken away. */
static void peel(struct uses *uses, uint32_t count, bool *left, bool used)
{
    uint32_t waiting = 0;
    memset(uses->starts, 0, (count + 1) * sizeof *uses->starts);
    memset(uses->degrees, 0, count * sizeof *uses->degrees);
    for (size_t i = 0; i < uses->list.count; i++) {
        struct use use = uses->list.items[i];
        bool counts = left[use.user] && left[use.used];
        uses->degrees[used ? use.used : use.user] += counts;
        uses->starts[(used ? use.user : use.used) + 1]++;
    }
    for (uint32_t i = 0; i < count; i++) {
        uses->starts[i + 1] += uses->starts[i];
        if (left[i] && uses->degrees[i] == 0) {
            uses->waiting[waiting++] = i;
        }
    }
    for (size_t i = uses->list.count; i-- > 0;) {
        struct use use = uses->list.items[i];
        uses->order[--uses->starts[(used ? use.user : use.used) + 1]] = used ? use.used : use.user;
    }
    take_away(uses, count, left, waiting);
}

static bool check_circles(const struct rule_names *names, struct arena *scratch, struct failure *failure)
{
    uint32_t count = (uint32_t)names->items.count;
    bool *row = ARENA_ARRAY(scratch, count, bool);
    bool *left = ARENA_ARRAY(scratch, count, bool);
    struct uses uses = {.starts = ARENA_ARRAY(scratch, (size_t)count + 1, uint32_t),
                        .degrees = ARENA_ARRAY(scratch, count, uint32_t),
                        .waiting = ARENA_ARRAY(scratch, count, uint32_t)};
    bool good = row && left && uses.starts && uses.degrees && uses.waiting && collect_uses(names, &uses, row);
    uses.order = good ? ARENA_ARRAY(scratch, uses.list.count, uint32_t) : NULL;
    if (!uses.order) {
        array_free(&uses.list);
        return failure_memory(failure);
    }
    memset(left, true, count * sizeof *left);
    peel(&uses, count, left, false);
    peel(&uses, count, left, true);
    array_free(&uses.list);
    bool circle = false;
    for (uint32_t i = 0; i < count; i++) {
        circle = circle || left[i];
    }
    return !circle || tell_circle(names, left, failure);
}

bool rule_names_finish(struct rule_set *set, struct failure *failure)
{
    struct rule_names *names = set->names;
    if (names->items.count > 1) {
        qsort(names->items.items, names->items.count, sizeof *names->items.items, compare_names);
    }
    struct arena scratch = ARENA_EMPTY;
    bool good = index_names(set, failure) && check_circles(names, &scratch, failure);
    arena_free(&scratch);
    return good;
}
