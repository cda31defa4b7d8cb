/* load: what the files that read a schema from YAML share. Internal to schema/.
 *
 * Every function that returns bool returns false when, and only when, it has set the failure, with its place in the
 * YAML file. What is kept is copied into the schema's arena: the YAML tree is let go after loading.
 */
#ifndef PROBITY_SCHEMA_LOAD_H
#define PROBITY_SCHEMA_LOAD_H

#include "format/yaml.h"
#include "schema/schema.h"

#define LOAD_KEYS_MOST 32u
#define LOAD_TEXTS_MOST 32u /* headers of a column, texts of a form */

struct loading {
    const struct yaml_tree *tree;
    struct schema *schema;
    struct arena *keep;
    struct failure *failure;
};

/* A key that a mapping may have. */
struct load_key {
    struct str name;
    bool required;
};
#define LOAD_REQUIRED(name) \
    {                       \
        STR(name), true     \
    }
#define LOAD_OPTIONAL(name) \
    {                       \
        STR(name), false    \
    }
#define LOAD_COUNT(array) (sizeof(array) / sizeof *(array))

/* The node must be a mapping that has only these keys, and all the required ones. `what` is "a column", for messages. */
bool load_keys(struct loading *loading, const struct yaml_node *node, const char *what, const struct load_key *keys,
               size_t count);
/* The node must be of this kind. */
bool load_kind(struct loading *loading, const struct yaml_node *node, enum yaml_kind kind, const char *what);

bool load_copy(struct loading *loading, struct str text, struct str *copy);
bool load_scalar(struct loading *loading, const struct yaml_node *node, struct str *text);
/* These leave the result alone when the mapping lacks the key. */
bool load_text(struct loading *loading, const struct yaml_node *mapping, struct str key, struct str *text);
bool load_flag(struct loading *loading, const struct yaml_node *mapping, struct str key, bool *flag);
bool load_count(struct loading *loading, const struct yaml_node *mapping, struct str key, unsigned most,
                unsigned *number);
/* A financial year, by the year in which it starts. */
bool load_period(struct loading *loading, const struct yaml_node *mapping, struct str key, int *period);
/* `from` and `until`, which must meet the range `within` (the schema's or the table's). */
bool load_range(struct loading *loading, const struct yaml_node *mapping, struct schema_range within,
                struct schema_range *range);
/* The periods in which a table of the schema can be. */
struct schema_range load_periods_of(const struct loading *loading, const struct schema_table *table);
/* A text or a list of texts. */
bool load_texts(struct loading *loading, const struct yaml_node *mapping, struct str key, const struct str **texts,
                uint32_t *count);
/* One of the choices, by its index. */
bool load_choice(struct loading *loading, const struct yaml_node *mapping, struct str key, const struct str *choices,
                 size_t count, size_t *chosen);
bool load_year_style(struct loading *loading, const struct yaml_node *mapping, enum schema_year_style *style);

/* A name that rules can write: letters, digits and _, not beginning with a digit. */
bool load_name(struct loading *loading, const struct yaml_node *node, struct str *name);
/* An XML path; `below` allows "." and a leading "../" (see doc/schema.md). */
bool load_path(struct loading *loading, const struct yaml_node *node, bool below, struct str *path);

/* "there is no column X" with a suggestion. `what` is "column". Always false. */
bool load_unknown(struct loading *loading, const struct yaml_node *node, const char *what, const struct str *known,
                  size_t count);
/* A column of the table by the node's text. */
bool load_column_named(struct loading *loading, const struct schema_table *table, const struct yaml_node *node,
                       uint32_t *column);
bool load_table_named(struct loading *loading, const struct yaml_node *node, uint32_t count, uint32_t *table);
/* A text or a list of texts, each of which names a column. */
bool load_columns_named(struct loading *loading, const struct schema_table *table, const struct yaml_node *node,
                        const uint32_t **columns, uint32_t *count);

/* The parts of a file, each in a file of its own. */
bool load_code_lists(struct loading *loading, const struct yaml_node *node);
bool load_tables(struct loading *loading, const struct yaml_node *node);
bool load_table_columns(struct loading *loading, struct schema_table *table, uint32_t index,
                        const struct yaml_node *node);
/* A value of a number's or date's column, in the column's own unit; `what` is "least or most". */
bool load_value_of(struct loading *loading, const struct yaml_node *node, const struct schema_column *column,
                   const char *what, int64_t *value);
/* `after` and `number_of` of a column; `index` is its table's. */
bool load_after(struct loading *loading, const struct yaml_node *node, uint32_t *after);
bool load_number_of(struct loading *loading, const struct schema_table *table, uint32_t index,
                    const struct yaml_node *node, struct schema_column *column);
/* Once all tables are there: columns stand behind tables that are nested in theirs. */
bool load_nesting(struct loading *loading);
bool load_statement(struct loading *loading, struct schema_table *table, const struct yaml_node *node);
bool load_forms(struct loading *loading, const struct yaml_node *node);
/* `columns` of a form: what is not as its table has it. */
bool load_form_columns(struct loading *loading, const struct yaml_node *node, struct schema_form *form);
bool load_xml(struct loading *loading, const struct yaml_node *node);

/* Case and blanks do not count in headers. */
bool load_same_header(struct str a, struct str b);

#endif
