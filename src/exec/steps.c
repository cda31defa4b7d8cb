/* steps: a condition taken apart, so that each part can narrow the lanes for the next. That "a and b" is true means
 * that both are; that "a or b" is false, that neither is. */
#include "exec/program.h"
#include "exec/vector.h"

typedef ARRAY_OF(struct step) step_array;

static uint8_t opposite(uint8_t wanted)
{
    return wanted == TRUTH_TRUE ? TRUTH_FALSE : TRUTH_TRUE;
}

/* Replaces a goal by simpler ones; false when there are none or (with *refused) memory ran out. What does not read the
 * scope that a query opens stays whole: it is worked out in the frame under it, and only as a whole. */
static bool take_apart(const struct exec_program *program, uint8_t scopes, struct step goal, step_array *waiting,
                       bool *refused)
{
    const struct plan_node *node = &program->plan->nodes.items[goal.node];
    if (scopes && !(node->scopes & scopes)) {
        return false;
    }
    bool both = (node->operation == PLAN_AND && goal.wanted == TRUTH_TRUE) ||
                (node->operation == PLAN_OR && goal.wanted == TRUTH_FALSE);
    bool one = node->operation == PLAN_NOT || (node->operation == PLAN_KNOWN && goal.wanted == TRUTH_TRUE);
    if (!both && !one) {
        return false;
    }
    uint8_t wanted = node->operation == PLAN_NOT ? opposite(goal.wanted) : goal.wanted;
    /* The last one pushed is looked at first. */
    bool pushed = (one || array_push(waiting, (struct step){node->arguments[1], wanted})) &&
                  array_push(waiting, (struct step){node->arguments[0], wanted});
    *refused = *refused || !pushed;
    return true;
}

static bool collect(const struct exec_program *program, uint8_t scopes, step_array *waiting, step_array *found)
{
    bool refused = false;
    while (waiting->count > 0 && !refused) {
        struct step goal = waiting->items[--waiting->count];
        if (take_apart(program, scopes, goal, waiting, &refused)) {
            continue;
        }
        refused = !array_push(found, goal);
    }
    return !refused;
}

static bool keep_steps(struct exec_program *program, const step_array *found, struct steps *steps)
{
    steps->items = ARENA_ARRAY(&program->arena, found->count, struct step);
    if (!steps->items) {
        return false;
    }
    for (unsigned lazy = 0; lazy < 2; lazy++) {
        for (size_t i = 0; i < found->count; i++) {
            if (program->nodes[found->items[i].node].lazy == (lazy == 1)) {
                steps->items[steps->count++] = found->items[i];
            }
        }
    }
    return true;
}

bool steps_make(struct exec_program *program, uint8_t scopes, const struct step *goals, uint32_t goal_count,
                struct steps *steps, struct failure *failure)
{
    step_array waiting = {0};
    step_array found = {0};
    *steps = (struct steps){0};
    bool made = true;
    for (uint32_t i = goal_count; made && i > 0; i--) {
        made = array_push(&waiting, goals[i - 1]);
    }
    made = made && collect(program, scopes, &waiting, &found) && keep_steps(program, &found, steps);
    array_free(&waiting);
    array_free(&found);
    return made || failure_memory(failure);
}
