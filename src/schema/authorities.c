#include "schema/authorities.h"

#include <stdlib.h>

#include "base/map.h"
#include "schema/authorities_list.h"
#include "schema/load.h"

#define CODE_LENGTH_MOST 16u

static const struct load_key authority_keys[] = {
    LOAD_REQUIRED("code"),     LOAD_REQUIRED("name"),        LOAD_REQUIRED("region"),
    LOAD_REQUIRED("ons"),      LOAD_OPTIONAL("from"),        LOAD_OPTIONAL("until"),
    LOAD_OPTIONAL("replaces"), LOAD_OPTIONAL("reorganised"), LOAD_OPTIONAL("districts"),
};

static bool all_digits(struct str text)
{
    for (size_t i = 0; i < text.length; i++) {
        if (text.data[i] < '0' || text.data[i] > '9') {
            return false;
        }
    }
    return true;
}

static bool is_ons_code(struct str text)
{
    return text.length == 9 && text.data[0] >= 'A' && text.data[0] <= 'Z' && all_digits(str_slice(text, 1, 8));
}

static const struct authority *find(const struct schema_authorities *authorities, struct str code)
{
    char capitals[CODE_LENGTH_MOST];
    if (code.length > sizeof capitals) {
        return NULL;
    }
    for (size_t i = 0; i < code.length; i++) {
        char byte = code.data[i];
        capitals[i] = byte >= 'a' && byte <= 'z' ? (char)(byte - 'a' + 'A') : byte;
    }
    const uint64_t *index = map_get(&authorities->by_code, (struct str){capitals, code.length});
    return index ? &authorities->items[*index] : NULL;
}

static bool add_code(struct loading *loading, struct schema_authorities *authorities, const struct yaml_node *node,
                     struct str code, uint32_t index)
{
    const struct authority *other = find(authorities, code);
    if (other) {
        return yaml_fail(loading->tree, node, 0, loading->failure, "the code %.*s is %.*s's already", STR_ARGS(code),
                         STR_ARGS(other->name));
    }
    return map_set(&authorities->by_code, code, index) || failure_memory(loading->failure);
}

static bool add_codes(struct loading *loading, struct schema_authorities *authorities, const struct yaml_node *node,
                      uint32_t index)
{
    const struct authority *authority = &authorities->items[index];
    const struct yaml_node *code = yaml_find(node, STR("code"));
    const struct yaml_node *ons = yaml_find(node, STR("ons"));
    if (authority->code.length != 3 || !all_digits(authority->code)) {
        return yaml_fail(loading->tree, code, 0, loading->failure, "a council's code has three digits");
    }
    if (!add_code(loading, authorities, code, authority->code, index)) {
        return false;
    }
    for (uint32_t i = 0; i < authority->ons_count; i++) {
        const struct yaml_node *place = ons->kind == YAML_SEQUENCE ? ons->items[i] : ons;
        if (!is_ons_code(authority->ons[i])) {
            return yaml_fail(loading->tree, place, 0, loading->failure,
                             "an ONS code is a capital letter and eight digits, such as E08000035");
        }
        if (!add_code(loading, authorities, place, authority->ons[i], index)) {
            return false;
        }
    }
    return true;
}

static bool load_districts(struct loading *loading, const struct yaml_node *node, struct authority *authority)
{
    const struct yaml_node *districts = yaml_find(node, STR("districts"));
    if (!districts) {
        return true;
    }
    if (!load_kind(loading, districts, YAML_MAPPING, "\"districts\"")) {
        return false;
    }
    struct str *codes = ARENA_ARRAY(loading->keep, districts->count, struct str);
    if (!codes) {
        return failure_memory(loading->failure);
    }
    for (uint32_t i = 0; i < districts->count; i++) {
        if (!load_scalar(loading, districts->pairs[i].key, &codes[i])) {
            return false;
        }
        if (!is_ons_code(codes[i])) {
            return yaml_fail(loading->tree, districts->pairs[i].key, 0, loading->failure,
                             "an ONS code is a capital letter and eight digits, such as E07000008");
        }
    }
    authority->districts = codes;
    authority->district_count = districts->count;
    return true;
}

static bool load_authority(struct loading *loading, struct schema_authorities *authorities,
                           const struct yaml_node *node, uint32_t index)
{
    static const struct schema_range any = {INT_MIN, INT_MAX};
    struct authority *authority = &authorities->items[index];
    authority->reorganised = INT_MIN;
    return load_keys(loading, node, "a council", authority_keys, LOAD_COUNT(authority_keys)) &&
           load_text(loading, node, STR("code"), &authority->code) &&
           load_text(loading, node, STR("name"), &authority->name) &&
           load_text(loading, node, STR("region"), &authority->region) &&
           load_texts(loading, node, STR("ons"), &authority->ons, &authority->ons_count) &&
           load_texts(loading, node, STR("replaces"), &authority->replaces, &authority->replaces_count) &&
           load_range(loading, node, any, &authority->periods) &&
           load_period(loading, node, STR("reorganised"), &authority->reorganised) &&
           load_districts(loading, node, authority) && add_codes(loading, authorities, node, index);
}

static bool check_replaced(struct loading *loading, const struct schema_authorities *authorities,
                           const struct yaml_node *root)
{
    for (uint32_t i = 0; i < authorities->count; i++) {
        const struct authority *authority = &authorities->items[i];
        for (uint32_t j = 0; j < authority->replaces_count; j++) {
            const struct authority *replaced = find(authorities, authority->replaces[j]);
            if (!replaced || replaced->periods.until >= authority->periods.from) {
                return yaml_fail(loading->tree, yaml_find(root->items[i], STR("replaces")), 0, loading->failure,
                                 replaced ? "%.*s has not ended when this council begins"
                                          : "there is no council with the code %.*s",
                                 STR_ARGS(authority->replaces[j]));
            }
        }
    }
    return true;
}

/* Two councils at the same time that claim the same area. */
static bool check_claims(struct loading *loading, const struct schema_authorities *authorities,
                         const struct yaml_node *root, uint32_t index)
{
    const struct authority *authority = &authorities->items[index];
    for (uint32_t d = 0; d < authority->district_count; d++) {
        struct str code = authority->districts[d];
        const struct authority *other = find(authorities, code);
        bool claimed = other && schema_ranges_meet(other->periods, authority->periods);
        for (uint32_t i = 0; !claimed && i < index; i++) {
            const struct authority *earlier = &authorities->items[i];
            for (uint32_t k = 0; !claimed && k < earlier->district_count; k++) {
                claimed = str_equal(earlier->districts[k], code) &&
                          schema_ranges_meet(earlier->periods, authority->periods);
                other = claimed ? earlier : other;
            }
        }
        if (claimed) {
            const struct yaml_node *districts = yaml_find(root->items[index], STR("districts"));
            return yaml_fail(loading->tree, districts->pairs[d].key, 0, loading->failure,
                             "%.*s is in %.*s's area at the same time", STR_ARGS(code), STR_ARGS(other->name));
        }
    }
    return true;
}

static bool check_districts(struct loading *loading, const struct schema_authorities *authorities,
                            const struct yaml_node *root)
{
    bool fine = true;
    for (uint32_t i = 0; fine && i < authorities->count; i++) {
        fine = check_claims(loading, authorities, root, i);
    }
    return fine;
}

static bool load_all(struct loading *loading, struct schema_authorities *authorities)
{
    if (loading->tree->document_count != 1) {
        failure_set(loading->failure, FAILURE_SYNTAX, "this file must hold one list of councils");
        failure_place(loading->failure, loading->tree->path, 1, 1);
        return false;
    }
    const struct yaml_node *root = loading->tree->documents[0];
    if (!load_kind(loading, root, YAML_SEQUENCE, "the list of councils")) {
        return false;
    }
    authorities->items = ARENA_ARRAY(loading->keep, root->count, struct authority);
    if (!authorities->items) {
        return failure_memory(loading->failure);
    }
    for (uint32_t i = 0; i < root->count; i++) {
        if (!load_authority(loading, authorities, root->items[i], i)) {
            return false;
        }
        authorities->count = i + 1;
    }
    return check_replaced(loading, authorities, root) && check_districts(loading, authorities, root);
}

static struct schema_authorities *load_and_free(struct yaml_tree *tree, struct failure *failure)
{
    if (!tree) {
        return NULL;
    }
    struct schema_authorities *authorities = calloc(1, sizeof *authorities);
    if (!authorities) {
        (void)failure_memory(failure);
    } else {
        struct loading loading = {tree, NULL, &authorities->arena, failure};
        if (!load_all(&loading, authorities)) {
            schema_authorities_free(authorities);
            authorities = NULL;
        }
    }
    yaml_tree_free(tree);
    return authorities;
}

struct schema_authorities *schema_authorities_load(const char *path, struct failure *failure)
{
    return load_and_free(yaml_load(path, failure), failure);
}

struct schema_authorities *schema_authorities_load_text(const char *path, struct str text, struct failure *failure)
{
    return load_and_free(yaml_load_text(path, text, failure), failure);
}

void schema_authorities_free(struct schema_authorities *authorities)
{
    if (authorities) {
        map_free(&authorities->by_code);
        struct arena arena = authorities->arena;
        free(authorities);
        arena_free(&arena);
    }
}

struct str schema_authorities_code(const struct schema_authorities *authorities, struct str code)
{
    const struct authority *authority = find(authorities, code);
    return authority ? authority->code : STR_EMPTY;
}

struct str schema_authorities_name(const struct schema_authorities *authorities, struct str code)
{
    const struct authority *authority = find(authorities, code);
    return authority ? authority->name : STR_EMPTY;
}

struct str schema_authorities_region(const struct schema_authorities *authorities, struct str code)
{
    const struct authority *authority = find(authorities, code);
    return authority ? authority->region : STR_EMPTY;
}

struct schema_range schema_authorities_periods(const struct schema_authorities *authorities, struct str code)
{
    const struct authority *authority = find(authorities, code);
    return authority ? authority->periods : (struct schema_range){INT_MAX, INT_MIN};
}

bool schema_authorities_has_last_year(const struct schema_authorities *authorities, struct str code, int period)
{
    const struct authority *authority = find(authorities, code);
    return !authority || (schema_in_force(authority->periods, period - 1) && authority->reorganised != period);
}
