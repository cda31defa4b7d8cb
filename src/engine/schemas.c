/* schemas: what there is to say of the schemas themselves. */
#include <limits.h>

#include "engine/library.h"
#include "schema/export.h"

/* The period asked for, which the schema must have; when none was the latest, or of a schema that goes on the first. */
static bool choose_period(const struct schema *schema, int asked, int *period, struct failure *failure)
{
    *period = asked ? asked : schema->periods.until == INT_MAX ? schema->periods.from : schema->periods.until;
    if (schema_in_force(schema->periods, *period)) {
        return true;
    }
    struct arena scratch = ARENA_EMPTY;
    struct str periods = schema_range_text(schema->periods, &scratch);
    failure_set(failure, FAILURE_USAGE, "the schema of %.*s has no period %d-%02d", STR_ARGS(schema->name), *period,
                (*period + 1) % 100);
    failure_hint(failure, "it has %.*s", STR_ARGS(periods));
    arena_free(&scratch);
    return false;
}

static bool choose_table(const struct schema *schema, const char *name, uint32_t *table, struct failure *failure)
{
    *table = name ? schema_table_index(schema, str_of(name)) : 0;
    if (*table != SCHEMA_NONE) {
        return true;
    }
    struct str names[SCHEMA_TABLES_MOST];
    for (uint32_t t = 0; t < schema->table_count; t++) {
        names[t] = schema->tables[t].name;
    }
    failure_set(failure, FAILURE_USAGE, "%.*s has no table \"%s\"", STR_ARGS(schema->name), name);
    const struct str *nearest = str_nearest(str_of(name), names, schema->table_count);
    if (nearest) {
        failure_hint(failure, "did you mean \"%.*s\"?", STR_ARGS(*nearest));
    }
    return false;
}

static const struct schema *find_schema(struct probity_library *library, const char *collection,
                                        struct failure *failure)
{
    uint32_t index = library_find(library, collection, failure);
    return index == SCHEMA_NONE ? NULL : library->collections[index].schema;
}

bool probity_schema_list(struct probity_library *library, struct buffer *out, struct failure *failure)
{
    struct arena scratch = ARENA_EMPTY;
    for (uint32_t c = 0; c < library->collection_count; c++) {
        const struct schema *schema = library->collections[c].schema;
        struct str periods = schema_range_text(schema->periods, &scratch);
        out->failed = out->failed || !periods.data;
        buffer_format(out, "%-16.*s %-22.*s %.*s\n", STR_ARGS(schema->name), STR_ARGS(periods),
                      STR_ARGS(schema->title));
    }
    for (uint32_t r = 0; r < library->reference_count; r++) {
        const struct schema *schema = library->references[r];
        buffer_format(out, "%-16.*s %-22s %.*s\n", STR_ARGS(schema->name), "(--reference)", STR_ARGS(schema->title));
    }
    arena_free(&scratch);
    return buffer_ok(out) || failure_memory(failure);
}

/* Of a reference table too: people ask what its columns are. */
bool probity_schema_show(struct probity_library *library, const char *collection, int period, struct buffer *out,
                         struct failure *failure)
{
    uint32_t reference = library_reference(library, str_of(collection));
    const struct schema *schema = reference == SCHEMA_NONE ? find_schema(library, collection, failure)
                                                           : library->references[reference];
    int chosen = 0;
    return schema && (!period || choose_period(schema, period, &chosen, failure)) &&
           schema_show(schema, chosen, out, failure);
}

bool probity_schema_export(struct probity_library *library, const char *collection, const char *as, const char *table,
                           int period, struct buffer *out, struct failure *failure)
{
    const struct schema *schema = find_schema(library, collection, failure);
    int chosen = 0;
    uint32_t index = 0;
    if (!schema || !choose_period(schema, period, &chosen, failure) || !choose_table(schema, table, &index, failure)) {
        return false;
    }
    if (str_equal(str_of(as), STR("xsd"))) {
        return schema_export_xsd(schema, chosen, out, failure);
    }
    if (str_equal(str_of(as), STR("table-schema"))) {
        return schema_export_table_schema(schema, index, chosen, out, failure);
    }
    return failure_set(failure, FAILURE_USAGE, "a schema is exported --as xsd or table-schema, not \"%s\"", as);
}

bool probity_template(struct probity_library *library, const char *collection, const char *as, const char *table,
                      int period, const char *authority, struct buffer *out, struct failure *failure)
{
    const struct schema *schema = find_schema(library, collection, failure);
    int chosen = 0;
    uint32_t index = 0;
    if (!schema || !choose_period(schema, period, &chosen, failure) || !choose_table(schema, table, &index, failure)) {
        return false;
    }
    struct str code = str_of(authority ? authority : "");
    as = as ? as : schema->form_count ? "csv" : "xml";
    if (str_equal(str_of(as), STR("csv"))) {
        if (!schema->form_count) {
            return failure_set(failure, FAILURE_USAGE, "%.*s is not read from CSV", STR_ARGS(schema->name));
        }
        return schema_template_csv(schema, index, chosen, code, out, failure);
    }
    if (str_equal(str_of(as), STR("xml"))) {
        return schema_template_xml(schema, chosen, code, out, failure);
    }
    return failure_set(failure, FAILURE_USAGE, "a template is written --as csv or xml, not \"%s\"", as);
}
