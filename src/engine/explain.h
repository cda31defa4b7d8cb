/* explain: what pages on rules and on indicators share. For engine/ only. */
#ifndef PROBITY_ENGINE_EXPLAIN_H
#define PROBITY_ENGINE_EXPLAIN_H

#include "engine/rules.h"
#include "report/explain.h"

/* The definitions, views and data tables that the rule uses, themselves or through others. */
bool explain_names(const struct rule_set *rules, const struct rule *rule, struct report_explanation *explanation,
                   struct arena *scratch, struct failure *failure);
/* False when memory is refused. */
bool explain_examples(const struct rule *rule, struct report_explanation *explanation, struct arena *scratch);

/* explain_indicator.c: the figure itself; what is said of one outside its limits is a rule. */
bool explain_indicator(const struct rule_set *rules, const struct rule_indicator *indicator,
                       const struct report_options *options, struct buffer *out, struct failure *failure);

#endif
