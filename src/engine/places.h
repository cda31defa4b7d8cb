/* places: where findings stand. For engine/ only.
 *
 * What the tables tell of a place (table, record, keys) is written at once. Lines, columns, values and excerpts are asked
 * of the files for a whole window of findings at a time and in the order of each file, whatever the order of findings,
 * so that no part of a file is looked at twice for one window. What reading found has its places at hand, and asks at once.
 *
 * Belongs to one thread. What it writes is in the arena of the window.
 */
#ifndef PROBITY_ENGINE_PLACES_H
#define PROBITY_ENGINE_PLACES_H

#include "engine/check.h"
#include "exec/sort.h"

/* A place that its file is to be asked for. */
struct places_wanted {
    uint64_t position; /* in the file: the record's offset, or where that is not known its number */
    struct report_place *place;
    const struct table *table;
    uint32_t row;
    uint32_t schema_table;
    uint32_t column; /* of the schema, or SCHEMA_NONE */
};

struct places_file {
    ARRAY_OF(struct places_wanted) wanted;
    struct intake_locator *locator; /* opened when the first place is asked for */
};

struct places {
    struct probity_check *check;
    const struct report_format *format;
    struct arena *keep;
    struct places_file *files; /* by input */
    struct buffer text;
    ARRAY_OF(struct sort_item) order; /* of one file's places */
    ARRAY_OF(struct sort_item) spare;
};

bool places_open(struct places *places, struct probity_check *check, const struct report_format *format,
                 struct arena *keep, struct failure *failure);
void places_close(struct places *places);

/* The places of a finding of a rule, from the plan's; those that there are not are left out. */
bool places_of_hit(struct places *places, const struct check_finding *finding, const struct exec_worded *worded,
                   struct report_finding *out, struct failure *failure);
/* The place of a finding of reading. */
bool places_of_reading(struct places *places, const struct finding_reading *entry, struct report_finding *out,
                       struct failure *failure);

/* Asks the files for all places since the last call. */
bool places_locate(struct places *places, struct failure *failure);

#endif
