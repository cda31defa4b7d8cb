#include "report/spot.h"

bool report_same_spot(const struct report_place *a, const struct report_place *b)
{
    return a->record == b->record && a->line == b->line && str_equal(a->path, b->path) && str_equal(a->table, b->table);
}

bool report_is_said(const struct report_key *key, const struct report_finding *finding)
{
    return key->value.length == 0 ||
           (finding->collection.length > 0 && report_key_is_said(key, finding->authority, finding->period));
}

bool report_is_key(const struct report_place *place, const struct report_finding *finding)
{
    for (uint32_t i = 0; i < place->key_count; i++) {
        if (str_equal(place->keys[i].column, place->field) && !report_is_said(&place->keys[i], finding)) {
            return true;
        }
    }
    return false;
}
