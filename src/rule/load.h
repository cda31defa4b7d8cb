/* load: what the files that read rule files share. Belongs to src/rule/ alone.
 */
#ifndef PROBITY_RULE_LOAD_H
#define PROBITY_RULE_LOAD_H

#include "format/yaml.h"
#include "rule/body.h"
#include "rule/parser.h"

/* One file while it is being read. */
struct rule_loader {
    struct rule_set *set;
    const struct yaml_tree *tree;
    struct arena *keep; /* the set's */
    struct failure *failure;
    uint32_t *order; /* counts rules */
};

/* record.c: keys of a mapping */
struct rule_keys {
    const char *const *names;
    size_t count;
    const char *of; /* "a rule" */
};
bool rule_fail_node(struct rule_loader *loader, const struct yaml_node *node, const char *format, ...)
    __attribute__((format(printf, 3, 4)));
/* Refuses keys that are not in the list, with the nearest that is. */
bool rule_check_keys(struct rule_loader *loader, const struct yaml_node *record, const struct rule_keys *keys);
/* The value of a key as a text; empty where there is none, unless it is required. */
bool rule_read_text(struct rule_loader *loader, const struct yaml_node *record, const char *key, const char *required,
                    struct str *text);
const struct rule_source *rule_source_of(struct rule_loader *loader, const struct yaml_node *node);
/* The value of a key as an expression; NULL where there is none. */
bool rule_read_expression(struct rule_loader *loader, const struct yaml_node *record, const char *key,
                          const struct rule_tree **tree);
/* A list of texts, or one text. */
bool rule_read_words(struct rule_loader *loader, const struct yaml_node *node, struct rule_words *words);
bool rule_read_range(struct rule_loader *loader, const struct yaml_node *record, struct schema_range *range);

/* load_rule.c */
bool rule_read_rule(struct rule_loader *loader, const struct yaml_node *record);
/* Parts of a rule's record that an indicator has too. `key` is what holds the code. */
bool rule_read_code(struct rule_loader *loader, const struct yaml_node *record, const char *key, struct rule *rule,
                    struct rule_body *body);
bool rule_read_severity(struct rule_loader *loader, const struct yaml_node *record, struct rule *rule);
bool rule_read_places(struct rule_loader *loader, const struct yaml_node *record, struct rule_body *body);
bool rule_read_message(struct rule_loader *loader, const struct yaml_node *record, const char *key,
                       const char *required, struct str *text, struct rule_message *message);
/* load_indicator.c */
bool rule_read_indicator(struct rule_loader *loader, const struct yaml_node *record);
/* load_example.c */
bool rule_read_examples(struct rule_loader *loader, const struct yaml_node *record, struct rule *rule);
/* Those of an indicator: what it gives of which records. Those that pass or fail are left to the rule about its limits. */
bool rule_read_values(struct rule_loader *loader, const struct yaml_node *record, struct rule *rule);
/* load_view.c, load_data.c, load_names.c */
bool rule_read_name(struct rule_loader *loader, const struct yaml_node *record, const char *kind);
bool rule_read_view(struct rule_loader *loader, const struct yaml_node *record, struct rule_name *name);
bool rule_read_data(struct rule_loader *loader, const struct yaml_node *record, struct rule_name *name);
/* implied.c: the rules that the schema implies */
bool rule_add_implied(struct rule_set *set, uint32_t *order, struct failure *failure);

#endif
