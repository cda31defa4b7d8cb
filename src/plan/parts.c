/* parts: texts, sets, patterns, queries and derived values, each made once. */
#include "plan/parts.h"

#include <stdlib.h>

#include "base/hash.h"
#include "plan/index.h"

const uint32_t *plan_copy_indexes(struct arena *arena, const uint32_t *indexes, uint32_t count)
{
    uint32_t *copy = ARENA_ARRAY(arena, count, uint32_t);
    for (uint32_t i = 0; copy && i < count; i++) {
        copy[i] = indexes[i];
    }
    return copy;
}

static uint32_t refuse_memory(struct failure *failure)
{
    (void)failure_memory(failure);
    return PLAN_NONE;
}

uint64_t plan_text_hash(const struct str *text)
{
    return str_hash(*text);
}

static bool is_equal_text(const struct plan *plan, uint32_t index, const void *wanted)
{
    return str_equal(plan->texts.items[index], *(const struct str *)wanted);
}

uint32_t plan_text_add(struct plan *plan, struct str text, struct failure *failure)
{
    uint64_t hash = plan_text_hash(&text);
    uint32_t index = plan_slots_find(&plan->index->texts, hash, is_equal_text, plan, &text);
    if (index != PLAN_NONE) {
        return index;
    }
    struct str copy = arena_str(&plan->arena, text);
    index = (uint32_t)plan->texts.count;
    if (!copy.data || !array_push(&plan->texts, copy) || !plan_slots_add(&plan->index->texts, hash, index)) {
        return refuse_memory(failure);
    }
    return index;
}

uint64_t plan_set_hash(const struct plan_set *set)
{
    uint64_t hash = hash_combine((uint64_t)set->type, (uint64_t)set->ignore_case);
    hash = hash_combine(hash, str_hash(set->name));
    for (uint32_t i = 0; i < set->count; i++) {
        hash = hash_combine(hash, set->texts ? str_hash(set->texts[i]) : (uint64_t)set->numbers[i]);
    }
    return hash;
}

static bool is_equal_set(const struct plan *plan, uint32_t index, const void *wanted)
{
    const struct plan_set *a = &plan->sets.items[index];
    const struct plan_set *b = wanted;
    bool same = a->type == b->type && a->count == b->count && a->ignore_case == b->ignore_case &&
                str_equal(a->name, b->name);
    for (uint32_t i = 0; same && i < a->count; i++) {
        same = a->texts ? str_equal(a->texts[i], b->texts[i]) : a->numbers[i] == b->numbers[i];
    }
    return same;
}

static int compare_numbers(const void *a, const void *b)
{
    int64_t x = *(const int64_t *)a;
    int64_t y = *(const int64_t *)b;
    return (x > y) - (x < y);
}

static int compare_texts(const void *a, const void *b)
{
    return str_compare(*(const struct str *)a, *(const struct str *)b);
}

static struct str upper(struct arena *arena, struct str text)
{
    char *bytes = ARENA_ARRAY(arena, text.length, char);
    if (!bytes) {
        return (struct str){NULL, 0};
    }
    for (size_t i = 0; i < text.length; i++) {
        char c = text.data[i];
        bytes[i] = c >= 'a' && c <= 'z' ? (char)(c - 'a' + 'A') : c;
    }
    return (struct str){bytes, text.length};
}

static bool sort_texts(struct arena *arena, struct plan_set *set)
{
    struct str *texts = ARENA_ARRAY(arena, set->count, struct str);
    if (!texts) {
        return false;
    }
    for (uint32_t i = 0; i < set->count; i++) {
        texts[i] = set->ignore_case ? upper(arena, set->texts[i]) : arena_str(arena, set->texts[i]);
        if (!texts[i].data) {
            return false;
        }
    }
    if (set->count > 1) {
        qsort(texts, set->count, sizeof *texts, compare_texts);
    }
    uint32_t count = 0;
    for (uint32_t i = 0; i < set->count; i++) {
        if (count == 0 || !str_equal(texts[count - 1], texts[i])) {
            texts[count++] = texts[i];
        }
    }
    set->texts = texts;
    set->numbers = NULL;
    set->count = count;
    return true;
}

static bool sort_numbers(struct arena *arena, struct plan_set *set)
{
    int64_t *numbers = ARENA_ARRAY(arena, set->count, int64_t);
    if (!numbers) {
        return false;
    }
    for (uint32_t i = 0; i < set->count; i++) {
        numbers[i] = set->numbers[i];
    }
    if (set->count > 1) {
        qsort(numbers, set->count, sizeof *numbers, compare_numbers);
    }
    uint32_t count = 0;
    for (uint32_t i = 0; i < set->count; i++) {
        if (count == 0 || numbers[count - 1] != numbers[i]) {
            numbers[count++] = numbers[i];
        }
    }
    set->numbers = numbers;
    set->texts = NULL;
    set->count = count;
    return true;
}

uint32_t plan_set_add(struct plan *plan, struct plan_set set, struct failure *failure)
{
    bool sorted = set.type == PLAN_TYPE_TEXT ? sort_texts(&plan->arena, &set) : sort_numbers(&plan->arena, &set);
    set.name = arena_str(&plan->arena, set.name);
    if (!sorted || !set.name.data) {
        return refuse_memory(failure);
    }
    uint64_t hash = plan_set_hash(&set);
    uint32_t index = plan_slots_find(&plan->index->sets, hash, is_equal_set, plan, &set);
    if (index != PLAN_NONE) {
        return index;
    }
    index = (uint32_t)plan->sets.count;
    if (!array_push(&plan->sets, set) || !plan_slots_add(&plan->index->sets, hash, index)) {
        return refuse_memory(failure);
    }
    return index;
}

uint64_t plan_pattern_hash(const struct plan_pattern *pattern)
{
    return hash_combine(str_hash(pattern->text), (uint64_t)pattern->ignore_case);
}

static bool is_equal_pattern(const struct plan *plan, uint32_t index, const void *wanted)
{
    const struct plan_pattern *a = &plan->patterns.items[index];
    const struct plan_pattern *b = wanted;
    return a->ignore_case == b->ignore_case && str_equal(a->text, b->text);
}

uint32_t plan_pattern_add(struct plan *plan, struct plan_pattern pattern, struct failure *failure)
{
    uint64_t hash = plan_pattern_hash(&pattern);
    uint32_t index = plan_slots_find(&plan->index->patterns, hash, is_equal_pattern, plan, &pattern);
    if (index != PLAN_NONE) {
        return index;
    }
    pattern.text = arena_str(&plan->arena, pattern.text);
    index = (uint32_t)plan->patterns.count;
    if (!pattern.text.data || !array_push(&plan->patterns, pattern) ||
        !plan_slots_add(&plan->index->patterns, hash, index)) {
        return refuse_memory(failure);
    }
    return index;
}

uint64_t plan_derived_hash(const struct plan_derived *derived)
{
    return hash_combine(derived->table, derived->node);
}

static bool is_equal_derived(const struct plan *plan, uint32_t index, const void *wanted)
{
    const struct plan_derived *a = &plan->derived.items[index];
    const struct plan_derived *b = wanted;
    return a->table == b->table && a->node == b->node;
}

uint32_t plan_derived_add(struct plan *plan, struct plan_derived derived, struct failure *failure)
{
    if (derived.node >= plan->nodes.count || derived.table >= plan->tables.count) {
        (void)failure_set(failure, FAILURE_SYNTAX, "a derived value refers to something that the plan does not have");
        return PLAN_NONE;
    }
    uint64_t hash = plan_derived_hash(&derived);
    uint32_t index = plan_slots_find(&plan->index->derived, hash, is_equal_derived, plan, &derived);
    if (index != PLAN_NONE) {
        return index;
    }
    index = (uint32_t)plan->derived.count;
    if (!array_push(&plan->derived, derived) || !plan_slots_add(&plan->index->derived, hash, index)) {
        return refuse_memory(failure);
    }
    return index;
}
