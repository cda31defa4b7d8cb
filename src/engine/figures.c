/* figures: whether there is anything that a return's figures could be compared with. */
#include "engine/indicators.h"

/* Does an indicator of the collection look the table up? */
static bool looks_up(struct probity_check *check, uint32_t collection, struct str table, bool *found,
                     struct failure *failure)
{
    struct arena scratch = ARENA_EMPTY;
    const struct rule_set *rules = library_rules(check->library, collection, failure);
    bool fine = rules;
    for (size_t i = 0; fine && !*found && i < rules->indicators.count; i++) {
        const struct str *names = NULL;
        uint32_t count = 0;
        fine = rule_references(rules, &rules->indicators.items[i].rule, &scratch, &names, &count, failure);
        for (uint32_t n = 0; fine && n < count; n++) {
            *found = *found || str_equal(names[n], table);
        }
    }
    arena_free(&scratch);
    return fine;
}

/* Postcodes and the like were given for rules. */
static bool is_for_figures(struct probity_check *check, struct str table, bool *found, struct failure *failure)
{
    *found = str_equal(table, STR(ENGINE_NEIGHBOURS)) || str_equal(table, STR(ENGINE_PEERS));
    bool fine = true;
    for (uint32_t i = 0; fine && !*found && i < check->input_count; i++) {
        const struct check_input *input = &check->inputs[i];
        if (input->intake.role == DATASET_RETURN && input->schema) {
            fine = looks_up(check, input->collection, table, found, failure);
        }
    }
    return fine;
}

bool check_has_comparison(struct probity_check *check, const struct probity_check_options *options, bool *has,
                          struct failure *failure)
{
    *has = options->with_count > 0;
    bool fine = true;
    for (uint32_t i = 0; fine && !*has && i < check->input_count; i++) {
        const struct check_input *input = &check->inputs[i];
        if (input->is_reference && !input->is_built_in && input->schema) {
            fine = is_for_figures(check, input->schema->name, has, failure);
        }
    }
    return fine;
}
