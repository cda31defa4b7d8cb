/* answers: where a query's answers go: a vector of the node's type.
 */
#ifndef PROBITY_EXEC_ANSWERS_H
#define PROBITY_EXEC_ANSWERS_H

#include "exec/lookup.h"
#include "exec/tally.h"

struct answers {
    struct vector *out;
    const struct ordinals *ordinals; /* answers are numbers of texts */
    const struct ranking *ranking;   /* answers are ranks of rows */
};

static inline void answer_set(const struct answers *answers, uint32_t lane, struct tally_answer answer)
{
    if (answer.state == TABLE_VALUE && answers->ordinals) {
        answer.value = answers->ordinals->ids[answer.value / 2];
    }
    if (answer.state == TABLE_VALUE && answers->ranking) {
        answer.value = answers->ranking->rows[answer.value];
    }
    if (answers->out->truth_block) {
        answers->out->truth_block->truths[lane] = truth_of(answer.value, (uint8_t)answer.state);
    } else {
        answers->out->value_block->values[lane] = answer.value;
        answers->out->value_block->states[lane] = (uint8_t)answer.state;
    }
}

#endif
