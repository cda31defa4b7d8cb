/* cases_names: the schema's names for what cases call by names of their own. */
#include "engine/cases.h"

void cases_collection_free(struct cases_collection *collection)
{
    array_free(&collection->names);
    arena_free(&collection->arena);
}

static const struct cases_name *find_name(const struct cases_collection *collection, const struct schema_table *in,
                                          struct str name)
{
    for (size_t i = 0; i < collection->names.count; i++) {
        const struct cases_name *known = &collection->names.items[i];
        if (known->in == in && str_equal(known->name, name)) {
            return known;
        }
    }
    return NULL;
}

const struct schema_table *cases_find_reference(const struct cases_collection *collection, struct str name)
{
    const struct cases_name *known = find_name(collection, NULL, name);
    uint32_t reference = library_reference(collection->library, known ? known->table->name : name);
    return reference == SCHEMA_NONE ? NULL : &collection->library->references[reference]->tables[0];
}

static uint32_t column_headed(const struct schema_table *table, struct str name)
{
    for (uint32_t c = 0; c < table->column_count; c++) {
        for (uint32_t h = 0; h < table->columns[c].header_count; h++) {
            if (str_equal_ignoring_case(table->columns[c].headers[h], name)) {
                return c;
            }
        }
    }
    return SCHEMA_NONE;
}

uint32_t cases_find_column(const struct cases_collection *collection, const struct schema_table *table, struct str name)
{
    uint32_t column = schema_find_column(table, name);
    column = column == SCHEMA_NONE ? column_headed(table, name) : column;
    const struct cases_name *known = column == SCHEMA_NONE ? find_name(collection, table, name) : NULL;
    return known && known->table == table ? known->column : column;
}

const struct cases_name *cases_find_nested(const struct cases_collection *collection, const struct schema_table *table,
                                           struct str name)
{
    const struct cases_name *known = table ? find_name(collection, table, name) : NULL;
    return known && known->table != table ? known : NULL;
}
