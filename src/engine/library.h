/* library: the schemas that there are, their rules, and the plans made from them, each made when it is first needed and
 * kept until the library is closed. */
#ifndef PROBITY_ENGINE_LIBRARY_H
#define PROBITY_ENGINE_LIBRARY_H

#include "engine/probity.h"
#include "exec/exec.h"
#include "plan/plan.h"
#include "rule/rule.h"
#include "schema/authorities.h"
#include "schema/schema.h"

#define LIBRARY_SCHEMAS_MOST 256u

/* The rules of one collection in one period, ready to run. */
struct library_plan {
    int period;
    struct plan *plan;
    struct exec_program *program;
    struct library_plan *next;
};

struct library_collection {
    struct schema *schema;
    struct rule_set *rules; /* NULL until library_rules() */
    struct library_plan *plans;
    struct library_plan *indicator_plans;
};

struct probity_library {
    struct arena arena;
    unsigned threads;
    const char *rules_folder;
    const char *indicators_folder;          /* NULL: there are none */
    struct library_collection *collections; /* in the order of their names */
    uint32_t collection_count;
    struct schema **references; /* schemas of reference tables, in the order of their names */
    uint32_t reference_count;
    const struct schema **schemas;          /* of the collections, as an array for intake */
    struct schema_authorities *authorities; /* NULL when there is no list */
    const char *reference_folder;           /* NULL: there is none */
    struct calendar *calendar;              /* NULL until library_calendar() */
};

/* The index of a collection; SCHEMA_NONE and a failure with a suggestion when there is none of that name. */
uint32_t library_find(struct probity_library *library, const char *name, struct failure *failure);

/* The index of a reference table's schema, likewise. */
uint32_t library_find_reference(struct probity_library *library, const char *name, struct failure *failure);

/* The collection's rules. */
struct rule_set *library_rules(struct probity_library *library, uint32_t collection, struct failure *failure);
/* The rules that have no mistake as far as reading can see; the mistakes are told. Read anew, and the caller's to free. */
struct rule_set *library_rules_telling(struct probity_library *library, uint32_t collection,
                                       void (*found)(void *context, const struct failure *mistake), void *context,
                                       struct failure *failure);

/* The collection's plan for a period that its schema has. */
struct library_plan *library_plan(struct probity_library *library, uint32_t collection, int period,
                                  struct failure *failure);

/* The plan of its indicators likewise. */
struct library_plan *library_indicators(struct probity_library *library, uint32_t collection, int period,
                                        struct failure *failure);

/* built_in.c: the index of a reference table's schema; SCHEMA_NONE: there is none of that name. */
uint32_t library_reference(const struct probity_library *library, struct str name);
/* The built-in data of a reference table: reference/<name>.csv, and what reports call the file. NULL when there is none. */
const char *library_built_in(struct probity_library *library, uint32_t reference, const char **shown,
                             struct failure *failure);
/* Whether a run that is not given this reference table has it all the same. */
bool library_comes_with(struct probity_library *library, struct str name, bool *comes, struct failure *failure);
/* Working days by the built-in bank holidays, for examples of rules. *calendar is NULL when there are
 * none; it belongs to the library. */
bool library_calendar(struct probity_library *library, const struct calendar **calendar, struct failure *failure);
/* The calendar that a table of bank holidays gives. The caller frees it. NULL when memory is refused. */
struct calendar *library_make_calendar(const struct table *table, struct failure *failure);
/* Reference tables that the library makes of what it has loaded anyway, for a run that was not given others: whether there
 * is such a table, and the table as it is in a period. The caller frees it. NULL and a failure when it cannot be made. */
bool library_makes_table(const struct probity_library *library, struct str name);
struct table *library_make_table(const struct probity_library *library, struct str name, int period,
                                 const struct table_layout *layout, struct table_dictionary *dictionary,
                                 struct failure *failure);

/* "Barking and Dagenham", or empty when the authority is not known. */
struct str library_authority_name(const struct probity_library *library, struct str authority);

#endif
