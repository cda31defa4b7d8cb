/* program: a plan made ready to run: what each node reads, in which steps a rule narrows its lanes, which orders,
 * indexes and stored columns it needs, patterns compiled and sets hashed.
 *
 * Made once from a verified plan. Runs do not change it, but for the list of idle workers: of one program, one run at a
 * time may be made, run or worded. Knows nothing of any return.
 */
#ifndef PROBITY_EXEC_PROGRAM_H
#define PROBITY_EXEC_PROGRAM_H

#include "base/map.h"
#include "exec/exec.h"
#include "exec/item.h"
#include "exec/pattern.h"
#include "exec/set.h"

#define QUERY_RANGES_MOST 8u

/* A condition under which a lane stays: that the node is `wanted`. */
struct step {
    uint32_t node;
    uint8_t wanted; /* TRUTH_TRUE or TRUTH_FALSE */
};

struct steps {
    struct step *items;
    uint32_t count;
};

struct node_info {
    const uint32_t *arguments; /* nodes to be worked out before, in the same frame */
    uint32_t argument_count;
    uint32_t item; /* what a STEP, DERIVED, UNIQUE or QUERY reads; else NO_ITEM */
    bool lazy;     /* rests on a query: worked out for the selected lanes only */
};

enum query_way {
    QUERY_INTERVAL, /* the answer for consecutive rows of a group is worked out from prepared sums or trees */
    QUERY_DISTINCT, /* counted once per group */
    QUERY_SCAN,     /* rows are looked at one by one */
    QUERY_PAIRS     /* rows are put beside the lane, and a condition or value worked out for each pair */
};

struct query_program {
    enum query_way way;
    struct steps residual;
    struct plan_range ranges[QUERY_RANGES_MOST]; /* those on the node by which groups are sorted come first … */
    uint32_t range_count;
    uint32_t sorted_ranges; /* … so many */
    bool second_is_one;     /* the ranges beyond those all bound one other node, from one side: … */
    bool second_is_upper;   /* … from above */
    /* items, or NO_ITEM */
    uint32_t index;
    uint32_t groups; /* GROUPS or SORTED */
    uint32_t value;
    uint32_t ranking;
    uint32_t range_columns[QUERY_RANGES_MOST];
};

struct rule_program {
    struct steps steps;
    uint32_t *items; /* what it needs, in the order in which to make it */
    uint32_t item_count;
    uint32_t *word_items; /* what its message and places need besides */
    uint32_t word_item_count;
    uint32_t *release; /* nodes that no later rule of the same table reads */
    uint32_t release_count;
};

struct worker;

struct exec_program {
    const struct plan *plan;
    struct arena arena;
    struct node_info *nodes;
    struct query_program *queries;
    struct rule_program *rules;
    uint32_t *rule_order;  /* the rules by table, those about the return as a whole behind the others … */
    uint32_t *rule_starts; /* … and where each table's begin; plan->tables.count + 2 of them */
    uint32_t *view_tables; /* by view: its plan table */
    uint32_t *table_items; /* by plan table: the item that makes it, or NO_ITEM */
    struct compiled_pattern *patterns;
    uint32_t pattern_count; /* compiled so far */
    struct compiled_set *sets;
    ARRAY_OF(struct item) items;
    bool *words_need;      /* by item: some rule's message or place does, or something that one rests on */
    bool *common;          /* by item: rests on nothing of the return: see exec_run_common() */
    struct map item_index; /* from an item's kind and words to its number */
    struct worker *idle;   /* kept for the next run */
    uint64_t run_serial;   /* of the last run made */
};

/* steps.c: the conditions that together say that each goal is met, those that rest on no query first. Of a query's
 * residual, `scopes` is the bit of the scope that it opens; else 0. */
bool steps_make(struct exec_program *program, uint8_t scopes, const struct step *goals, uint32_t goal_count,
                struct steps *steps, struct failure *failure);

/* analyse.c: fills in program->nodes (but for their items), and the rules' steps and what they let go. */
bool program_analyse(struct exec_program *program, struct failure *failure);

/* common.c: fills in program->common. */
bool program_find_common(struct exec_program *program, struct failure *failure);

#endif
