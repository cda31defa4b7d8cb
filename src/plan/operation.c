/* operation: names and signatures, from operations.def. */
#include "plan/plan.h"

static const struct plan_operation_text texts[PLAN_OPERATIONS] = {
#define PLAN_OPERATION(name, text, result, arguments, payload) {text, result, arguments},
#include "plan/operations.def"
#undef PLAN_OPERATION
};

const struct plan_operation_text *plan_operation_text(enum plan_operation operation)
{
    return &texts[operation];
}
