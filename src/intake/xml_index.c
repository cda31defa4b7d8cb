#include "intake/xml_index.h"

struct intake_xml_index *xml_index_new(uint32_t table_count, int period, struct failure *failure)
{
    struct intake_xml_index *index = calloc(1, sizeof *index);
    struct xml_index_table *tables = calloc(table_count ? table_count : 1, sizeof *tables);
    if (!index || !tables) {
        free(index);
        free(tables);
        (void)failure_memory(failure);
        return NULL;
    }
    index->period = period;
    index->table_count = table_count;
    index->tables = tables;
    return index;
}

void intake_xml_index_free(struct intake_xml_index *index)
{
    if (index) {
        for (uint32_t t = 0; t < index->table_count; t++) {
            array_free(&index->tables[t].entries);
        }
        free(index->tables);
        free(index);
    }
}

bool xml_index_add(struct xml_index_table *table, uint64_t record, struct xml_place place, struct failure *failure)
{
    if ((record - 1) % XML_INDEX_STRIDE != 0 && !table->gap) {
        return true;
    }
    table->gap = false;
    struct xml_index_entry entry = {record, place};
    return array_push(&table->entries, entry) || failure_memory(failure);
}

const struct xml_index_entry *xml_index_find(const struct xml_index_table *table, uint64_t record)
{
    size_t low = 0;
    size_t high = table->entries.count;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (table->entries.items[middle].record <= record) {
            low = middle + 1;
        } else {
            high = middle;
        }
    }
    return low ? &table->entries.items[low - 1] : NULL;
}
