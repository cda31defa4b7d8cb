/* compiler: what the files that turn expressions into plan nodes share.
 *
 * One struct rule_compiler serves one plan. Expressions are lowered straight from their trees to nodes: names are
 * looked up, types checked, constants folded and scales aligned on the way. Definitions are expanded where they are
 * used. Everything returns false (or PLAN_NONE) with a failure set that shows the offending word.
 *
 * Belongs to src/rule/ alone.
 */
#ifndef PROBITY_RULE_COMPILER_H
#define PROBITY_RULE_COMPILER_H

#include "plan/walk.h"
#include "rule/body.h"
#include "rule/names.h"

#define RULE_EXPANSION_MOST 32u /* of definitions within definitions */
#define RULE_STEPS_MOST 400000u /* of lowering one rule: definitions may double at every level */
#define RULE_RECURSION_MOST 600u

/* What rounding of the source does to a value. A number may be off by up to `error` (a node at the number's scale, never
 * negative), if there is one, because of the tables in `error_now` and `error_last`; and it cannot be known at all while
 * money in one of the tables in `now` and `last` is rounded. (Bits: the schema's tables, of this return and of last
 * year's.) Of a condition: it may be unknown then. */
struct rule_slack {
    uint32_t error; /* PLAN_NONE: none */
    uint64_t error_now, error_last;
    uint64_t now, last;
};

#define RULE_EXACT ((struct rule_slack){PLAN_NONE, 0, 0, 0, 0})

struct rule_value {
    const struct rule_tree *tree;        /* as written */
    const struct rule_tree *literal;     /* of a text in quotation marks: its tree; else NULL */
    const struct schema_column *column;  /* of a plain column of the schema; else NULL */
    const struct schema_table *lines_of; /* of a column that holds codes of this statement's lines; else NULL */
    struct rule_slack slack;
    uint32_t node;
    bool plain; /* made of constants: may be compared with money */
};

struct rule_row {
    uint32_t node;
    uint32_t table;
    struct rule_slack doubt; /* which row it is; `error` is not used */
};

struct rule_scope {
    uint32_t table;
    uint32_t number;
    struct str alias;
    struct rule_slack doubt;
    const struct rule_scope *outer;
};

struct rule_environment;

struct rule_binding {
    struct str name;
    const struct rule_tree *tree;
    const struct rule_environment *environment;
};

struct rule_environment {
    const struct rule_scope *scope;      /* the innermost; NULL: none */
    const struct rule_scope *own;        /* of the rule's record; NULL: there is none */
    const struct rule_binding *bindings; /* of the definition being expanded */
    uint32_t binding_count;
    unsigned expansion;
};

/* What the compiler knows of a column of a plan table, beyond its layout. */
struct rule_column {
    const struct schema_column *schema;
    const struct schema_table *lines_of;
    bool rounded;  /* off by as much as the tables in the table's doubt are rounded */
    bool doubtful; /* cannot be known while they are */
};

struct rule_table {
    const struct schema_table *schema; /* of RETURN, LAST_YEAR and LINES tables; else NULL */
    const struct rule_column *columns; /* by column of the layout */
    const uint32_t *key;
    uint32_t key_count;
    const uint32_t *needs; /* plan tables without which it cannot be made */
    uint32_t need_count;
    struct rule_slack source; /* rounded tables that its figures come from */
    struct rule_slack doubt;  /* rounded tables that decide which rows it has */
};

struct rule_compiler {
    const struct rule_set *set;
    const struct schema *schema;
    struct plan *plan;
    int period;
    struct failure *failure;
    struct arena scratch;
    ARRAY_OF(struct rule_table) tables; /* by plan table */
    uint32_t *now, *last, *lines;       /* plan tables by the schema's table, or PLAN_NONE */
    uint32_t *named;                    /* by name */
    uint32_t **with;                    /* by other collection: by its tables, or NULL until one is named */
    ARRAY_OF(uint32_t) needs;           /* of the rule at hand */
    bool needing;                       /* tables that are named now are needed */
    ARRAY_OF(uint32_t) stamps;          /* by node: the last rewriting that reached it */
    uint32_t stamp;
    unsigned open; /* scopes */
    unsigned steps;
    unsigned recursion;
    struct str each_name; /* empty: the rule at hand has none */
    struct str each_column;
    const struct rule *rule;
};

/* nodes.c: nodes made with constants folded */
struct plan_node rule_blank_node(enum plan_operation operation, enum plan_type type);
uint32_t rule_add_node(struct rule_compiler *c, struct plan_node node);
const struct plan_node *rule_node_at(const struct rule_compiler *c, uint32_t node);
uint32_t rule_make_number(struct rule_compiler *c, int64_t number, enum plan_unit unit, uint8_t scale);
uint32_t rule_make_date(struct rule_compiler *c, int64_t date, enum plan_type type);
uint32_t rule_make_text(struct rule_compiler *c, struct str text);
uint32_t rule_make_boolean(struct rule_compiler *c, bool truth);
uint32_t rule_make_nothing(struct rule_compiler *c, uint32_t like);
uint32_t rule_make_row(struct rule_compiler *c, uint32_t table, unsigned scope);
uint32_t rule_make_column(struct rule_compiler *c, uint32_t row, uint32_t column);
uint32_t rule_make_not(struct rule_compiler *c, uint32_t a);
uint32_t rule_make_and(struct rule_compiler *c, uint32_t a, uint32_t b);
uint32_t rule_make_or(struct rule_compiler *c, uint32_t a, uint32_t b);
uint32_t rule_make_if(struct rule_compiler *c, uint32_t condition, uint32_t a, uint32_t b);
uint32_t rule_make_compare(struct rule_compiler *c, enum plan_operation operation, uint32_t a, uint32_t b);
uint32_t rule_make_unary(struct rule_compiler *c, enum plan_operation operation, enum plan_type type, uint32_t a);
uint32_t rule_make_rescale(struct rule_compiler *c, uint32_t a, uint8_t scale);
uint32_t rule_make_square_root(struct rule_compiler *c, uint32_t a);
/* Both at the same scale, which is the result's, but for MULTIPLY and DIVIDE, which take any and give `scale`. */
uint32_t rule_make_number2(struct rule_compiler *c, enum plan_operation operation, uint32_t a, uint32_t b,
                           uint8_t scale);
bool rule_is_constant(const struct rule_compiler *c, uint32_t node);

/* slack.c */
bool rule_is_exact(const struct rule_slack *slack);
struct rule_slack rule_slack_join(struct rule_slack a, struct rule_slack b); /* all but the error itself */
struct rule_slack rule_slack_hidden(struct rule_slack slack);                /* its error as doubt */
bool rule_table_is_rounded(const struct rule_compiler *c, uint32_t table);
/* The tables as doubts whose rounding shows in the figures of a table. */
struct rule_slack rule_slack_of_table(const struct rule_compiler *c, uint32_t table);
/* Of a money cell in this row. */
bool rule_slack_of_cell(struct rule_compiler *c, const struct rule_row *row, struct rule_slack *slack);
uint32_t rule_slack_rescale(struct rule_compiler *c, uint32_t error, uint8_t scale);
uint32_t rule_slack_add(struct rule_compiler *c, uint32_t a, uint32_t b);
uint32_t rule_slack_greatest(struct rule_compiler *c, uint32_t a, uint32_t b);
uint32_t rule_slack_product(struct rule_compiler *c, const struct rule_value *a, const struct rule_value *b,
                            uint8_t scale);
uint32_t rule_slack_quotient(struct rule_compiler *c, const struct rule_value *a, const struct rule_value *b,
                             uint32_t quotient);
uint32_t rule_slack_of_query(struct rule_compiler *c, uint32_t value, uint32_t error);
/* The greatest rounding of the tables in doubt; PLAN_NONE when there are none. */
bool rule_slack_rounding(struct rule_compiler *c, const struct rule_slack *slack, uint32_t *rounding);
/* The condition, unknown where a doubt is more than nothing. */
uint32_t rule_slack_guard(struct rule_compiler *c, uint32_t condition, const struct rule_slack *slack);

/* number.c: arithmetic on values */
/* Of one unit and one scale; `what` is what they cannot be otherwise: "compared". */
bool rule_numbers_agree(struct rule_compiler *c, struct rule_value *a, struct rule_value *b,
                        const struct rule_tree *tree, const char *what);
bool rule_value_align(struct rule_compiler *c, struct rule_value *a, struct rule_value *b);
bool rule_lower_arithmetic(struct rule_compiler *c, const struct rule_environment *environment,
                           const struct rule_tree *tree, struct rule_value *value);
const char *rule_type_words(const struct rule_compiler *c, const struct rule_value *value);
/* The value is a number (or a date …), else a failure: "X is a date, but a number is needed". */
bool rule_value_is(struct rule_compiler *c, const struct rule_value *value, enum plan_type type, const char *needed);

/* compare.c */
bool rule_lower_comparison(struct rule_compiler *c, const struct rule_environment *environment,
                           const struct rule_tree *tree, struct rule_value *value);
/* Makes `b` comparable with `a`: a text in quotation marks becomes a date where a date is wanted, codes are checked. */
bool rule_values_agree(struct rule_compiler *c, struct rule_value *a, struct rule_value *b,
                       const struct rule_tree *tree);
bool rule_fail_mismatch(struct rule_compiler *c, const struct rule_value *a, const struct rule_value *b,
                        const struct rule_tree *tree);
bool rule_compare(struct rule_compiler *c, enum plan_operation operation, struct rule_value *a, struct rule_value *b,
                  const struct rule_tree *tree, struct rule_value *value);
bool rule_ignores_case(const struct rule_compiler *c, const struct rule_value *value);
bool rule_ignores_blanks(const struct rule_value *value);
/* A value in the form in which two are the same if, and only if, they are equal as the columns `like` and its own compare
 * texts; `like` may be the value itself. */
bool rule_make_key(struct rule_compiler *c, struct rule_value *value, const struct rule_value *like);

/* test.c: is missing, is open …, in, matches */
bool rule_lower_test(struct rule_compiler *c, const struct rule_environment *environment, const struct rule_tree *tree,
                     struct rule_value *value);
bool rule_lower_in(struct rule_compiler *c, const struct rule_environment *environment, const struct rule_tree *tree,
                   struct rule_value *value);
bool rule_lower_matches(struct rule_compiler *c, const struct rule_environment *environment,
                        const struct rule_tree *tree, struct rule_value *value);
const struct schema_code_list *rule_code_list(struct rule_compiler *c, const struct rule_tree *tree);
bool rule_pattern_is_good(const struct rule_source *source, size_t offset, struct str pattern, struct failure *failure);

/* function.c */
bool rule_lower_call(struct rule_compiler *c, const struct rule_environment *environment, const struct rule_tree *tree,
                     struct rule_value *value);

/* lookup.c: names */
bool rule_lower_name(struct rule_compiler *c, const struct rule_environment *environment, const struct rule_tree *tree,
                     struct rule_value *value);
bool rule_lower_member(struct rule_compiler *c, const struct rule_environment *environment,
                       const struct rule_tree *tree, struct rule_value *value);
bool rule_lower_column(struct rule_compiler *c, const struct rule_row *row, struct str name,
                       const struct rule_tree *tree, struct rule_value *value);
/* The same by number, whether or not the schema has the column in the period. */
bool rule_lower_cell(struct rule_compiler *c, const struct rule_row *row, uint32_t column, const struct rule_tree *tree,
                     struct rule_value *value);
const struct rule_binding *rule_find_binding(const struct rule_environment *environment, const struct rule_tree *tree);
/* Where the name or call is one of a definition: its expression, and the environment to lower it in. *body is NULL where
 * it is none. */
bool rule_enter(struct rule_compiler *c, const struct rule_environment *environment, const struct rule_tree *tree,
                struct rule_environment *inside, const struct rule_tree **body);

bool rule_lower_definition(struct rule_compiler *c, const struct rule_environment *environment,
                           const struct rule_tree *tree, struct rule_value *value, bool *found);

/* row.c: records */
/* Whether the expression is a record; if so it is lowered. False when lowering failed. */
bool rule_lower_row(struct rule_compiler *c, const struct rule_environment *environment, const struct rule_tree *tree,
                    struct rule_row *row, bool *is_row);
/* The same, of what stands before a ".": the name of an outer record's table, and "line", are records there too. */
bool rule_lower_base(struct rule_compiler *c, const struct rule_environment *environment, const struct rule_tree *tree,
                     struct rule_row *row, bool *is_row);
bool rule_scope_row(struct rule_compiler *c, const struct rule_scope *scope, struct rule_row *row);
bool rule_lines_row(struct rule_compiler *c, const struct rule_row *of, const struct rule_tree *tree,
                    struct rule_row *row);
bool rule_step_row(struct rule_compiler *c, const struct rule_row *of, int64_t steps, const struct rule_tree *tree,
                   struct rule_row *row);

/* tables.c */
bool rule_find_table(struct rule_compiler *c, const struct rule_tree *tree, uint32_t *table);
bool rule_need_table(struct rule_compiler *c, uint32_t table);
/* For what counts working days: the rule needs the bank holidays, if rules may look things up in them. */
bool rule_need_calendar(struct rule_compiler *c);
bool rule_table_now(struct rule_compiler *c, uint32_t schema_table, uint32_t *table);
bool rule_table_last(struct rule_compiler *c, uint32_t schema_table, uint32_t *table);
bool rule_table_lines(struct rule_compiler *c, uint32_t schema_table, uint32_t *table);
bool rule_table_add(struct rule_compiler *c, struct plan_table table, struct rule_table known, uint32_t *index);
struct str rule_table_name(const struct rule_compiler *c, uint32_t table);

/* view.c */
bool rule_table_view(struct rule_compiler *c, const struct rule_name *name, uint32_t *table);

/* query.c, split.c */
bool rule_lower_query(struct rule_compiler *c, const struct rule_environment *environment, const struct rule_tree *tree,
                      struct rule_value *value, struct rule_row *row);
/* The record of `table` whose key's columns have these values: a row. */
bool rule_lookup_row(struct rule_compiler *c, uint32_t table, const uint32_t *columns, const struct rule_value *values,
                     uint32_t count, struct rule_row *row);
bool rule_split_where(struct rule_compiler *c, uint32_t where, struct plan_query *query, struct plan_range *ranges,
                      uint32_t range_room);
/* The same nodes with all scopes `by` lower. */
uint32_t rule_rebase(struct rule_compiler *c, uint32_t node, unsigned by);
/* What is dear and reads nothing but rows of the query's scope becomes a derived value. */
uint32_t rule_derive(struct rule_compiler *c, uint32_t node, unsigned scope, uint32_t table);

/* lower.c */
bool rule_lower(struct rule_compiler *c, const struct rule_environment *environment, const struct rule_tree *tree,
                struct rule_value *value);
bool rule_lower_condition(struct rule_compiler *c, const struct rule_environment *environment,
                          const struct rule_tree *tree, struct rule_value *value);
/* A value ready to be filled in: exact, and as written in `tree`. */
struct rule_value rule_value_of(uint32_t node, const struct rule_tree *tree);
bool rule_fail_tree(struct rule_compiler *c, const struct rule_tree *tree, const char *format, ...)
    __attribute__((format(printf, 3, 4)));
/* "did you mean …?", if one of the names is near. */
void rule_suggest(struct rule_compiler *c, struct str word, const struct str *names, size_t count);
void rule_suggest_column(struct rule_compiler *c, struct str word, const struct table_layout *layout);

/* compile.c */
bool rule_compiler_start(struct rule_compiler *c, const struct rule_set *set, int period, struct failure *failure);
void rule_compiler_end(struct rule_compiler *c); /* keeps the plan */
bool rule_compile_one(struct rule_compiler *c, uint32_t index);
bool rule_compile_indicator(struct rule_compiler *c, uint32_t index);
/* When the last rule is in: what streams, what is not needed, and whether all is well. */
bool rule_compiler_finish(struct rule_compiler *c);

#endif
