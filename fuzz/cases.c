/* cases: any bytes as a line of a file of published cases; what can be read is run, judged and told.
 *
 * The schema and its rules are small ones, so that an input is tried in little time.
 */
#include <stdio.h>
#include <stdlib.h>

#include "../tests/unit/engine/small_cases.h"
#include "engine/cases.h"
#include "target.h"

static const struct cases_collection *collection_of_cases(void)
{
    static struct library_collection collection;
    static struct probity_library library;
    static struct cases_collection cases;
    struct failure failure = {0};
    if (library.collections) {
        return &cases;
    }
    collection.schema = schema_load_text("small.yaml", str_of(cases_schema), &failure);
    collection.rules = collection.schema
                           ? rule_set_load_text(collection.schema, NULL, 0, "rules.yaml", str_of(cases_rules), &failure)
                           : NULL;
    library = (struct probity_library){.collections = &collection, .collection_count = 1};
    cases = (struct cases_collection){.library = &library, .schema = collection.schema};
    if (!collection.rules || !cases_load_names_text("names.yaml", str_of(cases_names), &cases, &failure)) {
        (void)fprintf(stderr, "%s:%u: %s\n", failure.path, failure.line, failure.message);
        exit(2);
    }
    return &cases;
}

/* What did not fit or was not found can be told; a failure says why there is no outcome. */
static void run(const struct cases_case *of, int period, struct arena *arena)
{
    struct failure failure = {0};
    struct cases_outcome outcome;
    struct str code = arena_printf(arena, "T-%.*s", STR_ARGS(of->rule));
    if (!cases_run(collection_of_cases(), period, of, code, &outcome, arena, &failure)) {
        if (!failure_is_set(&failure)) {
            abort();
        }
        return;
    }
    struct buffer out = BUFFER_EMPTY;
    if (outcome.verdict != CASES_NO_RULE) {
        cases_tell(collection_of_cases(), of, &outcome, &out);
    }
    buffer_free(&out);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct failure failure = {0};
    struct arena arena = ARENA_EMPTY;
    struct cases_case of;
    bool fine = cases_load("fuzz.jsonl", 1, fuzz_text(data, size), &of, &arena, &failure);
    if (fine == failure_is_set(&failure)) {
        abort();
    }
    struct cases_left_out left_out = {0};
    if (fine && !cases_note_left_out(collection_of_cases(), &of, &left_out, &failure)) {
        abort();
    }
    for (uint32_t p = 0; fine && p < of.period_count; p++) {
        if (schema_in_force(collection_of_cases()->schema->periods, of.periods[p])) {
            run(&of, of.periods[p], &arena);
        }
    }
    cases_left_out_free(&left_out);
    arena_free(&arena);
    return 0;
}
