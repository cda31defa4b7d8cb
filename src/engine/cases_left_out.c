/* cases_left_out: what of the cases has no place in our returns. A rule cannot see it, so whoever reads that a case differs must be
 * told. */
#include "engine/cases_fill.h"

void cases_left_out_free(struct cases_left_out *left_out)
{
    array_free(&left_out->items);
    map_free(&left_out->index);
    arena_free(&left_out->arena);
}

static bool leave_out(struct cases_left_out *left_out, struct str table, struct str column, struct failure *failure)
{
    struct str name = column.length ? arena_printf(&left_out->arena, "%.*s.%.*s", STR_ARGS(table), STR_ARGS(column))
                                    : arena_str(&left_out->arena, table);
    const uint64_t *known = name.data ? map_get(&left_out->index, name) : NULL;
    if (known) {
        left_out->items.items[*known].count++;
        return true;
    }
    return (name.data && array_push(&left_out->items, (struct cases_left){name, 1}) &&
            map_set(&left_out->index, name, left_out->items.count - 1)) ||
           failure_memory(failure);
}

/* `table` is NULL where the schema has none of that name. */
static bool note_table(const struct cases_collection *collection, const struct schema_table *table,
                       const struct cases_table *given, struct cases_left_out *left_out, struct failure *failure)
{
    bool good = table || leave_out(left_out, given->name, STR_EMPTY, failure);
    for (uint32_t r = 0; table && r < given->record_count; r++) {
        for (uint32_t c = 0; good && c < given->records[r].cell_count; c++) {
            struct str column = given->records[r].cells[c].column;
            if (cases_find_column(collection, table, column) == SCHEMA_NONE &&
                !cases_find_nested(collection, table, column)) {
                good = leave_out(left_out, given->name, column, failure);
            }
        }
    }
    return good;
}

bool cases_note_left_out(const struct cases_collection *collection, const struct cases_case *of,
                         struct cases_left_out *left_out, struct failure *failure)
{
    bool good = true;
    for (uint32_t t = 0; good && t < of->table_count; t++) {
        good = note_table(collection, schema_find_table(collection->schema, of->tables[t].name), &of->tables[t],
                          left_out, failure);
    }
    for (uint32_t t = 0; good && t < of->reference_count; t++) {
        good = note_table(collection, cases_find_reference(collection, of->references[t].name), &of->references[t],
                          left_out, failure);
    }
    for (uint32_t c = 0; good && c < of->metadata.cell_count; c++) {
        struct str name = of->metadata.cells[c].column;
        good = cases_is_parameter(name) || leave_out(left_out, STR("metadata"), name, failure);
    }
    return good;
}
