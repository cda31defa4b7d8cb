/* rule: from rule files to a plan.
 *
 * A rule set holds the rules, definitions, views and data tables of one collection, as read from its YAML files
 * (doc/rule-language.md). rule_set_load() reads and parses; rule_compile() resolves names, checks types against the
 * schema and makes the plan for one period. Nothing here looks at a return.
 */
#ifndef PROBITY_RULE_RULE_H
#define PROBITY_RULE_RULE_H

#include "finding/severity.h"
#include "plan/plan.h"
#include "schema/schema.h"

/* In a folder of rule files: which published cases are wrong, and why; read by whoever runs them. */
#define RULE_KNOWN_DIFFERENCES "known-differences.yaml"
/* Likewise: what published cases call otherwise than the schema. */
#define RULE_CASE_NAMES "case-names.yaml"

/* The reference table that working days are counted by. */
#define RULE_BANK_HOLIDAYS STR("bank_holidays")

struct rule_body;  /* a rule's expressions, parsed; opaque */
struct rule_names; /* definitions, views and data tables; opaque */

/* One value of an example's record, as written: text, and whether it was null. */
struct rule_example_cell {
    struct str column;
    struct str text;
    bool missing;
};

struct rule_example_record {
    struct str table; /* "Episodes", "last_year.Episodes", "table_a1"; the rule's own table when not named */
    const struct rule_example_cell *cells;
    uint32_t cell_count;
};

struct rule_example {
    bool pass;
    struct str gives;  /* of an indicator: its value, as "592.31"; "nothing": none; empty: the example is of a rule */
    struct str period; /* empty: the latest in which the rule is in force */
    struct str authority;
    struct str format; /* "csv", "xml" or empty */
    int64_t rounding;  /* of the records' money, in pence */
    bool no_last_year; /* last year's return is not given */
    const struct rule_example_record *records;
    uint32_t record_count;
    unsigned line; /* in the rule file */
};

struct rule {
    struct str code;      /* "104"; of rules that the schema implies "CELL-101" */
    struct str full_code; /* with the collection's prefix */
    struct str title;
    enum finding_severity severity;
    struct schema_range range; /* periods in which it is in force */
    struct str table;          /* "for": a table, a view, "table_a1.lines", or "return" */
    struct str when_text;      /* the expressions as written, for explain; empty when there is none */
    struct str require_text;
    struct str message;
    struct str fix;
    struct str why; /* may be empty */
    struct str source;
    struct str note; /* caveats for reviewers; may be empty */
    const struct rule_example *examples;
    uint32_t example_count;
    const char *path;             /* of the rule file */
    unsigned line;                /* where the rule begins in it */
    bool from_schema;             /* made from a column's or key's constraint in the schema */
    const struct rule_body *body; /* parsed; for rule/ only */
};

/* How an indicator's value is written for people. */
enum rule_figure { RULE_FIGURE_MONEY, RULE_FIGURE_NUMBER, RULE_FIGURE_PERCENT };

/* What a high value means. */
enum rule_direction { RULE_DIRECTION_NEUTRAL, RULE_DIRECTION_DEARER, RULE_DIRECTION_MORE };

/* The fields of an indicator's message once it is worded, in this order, with RULE_FIELD_END between them. The first three
 * are plain numbers (12345.67), empty where there is none. */
enum rule_indicator_field {
    RULE_FIELD_VALUE,
    RULE_FIELD_NUMERATOR,
    RULE_FIELD_DENOMINATOR,
    RULE_FIELD_NUMERATOR_IS,
    RULE_FIELD_DENOMINATOR_IS,
    RULE_FIELDS
};
#define RULE_FIELD_END '\x1f'

/* A figure worked out of a return: a rule about the return as a whole that finds the figure instead of a mistake, with the
 * fields above as its message. What it says of a figure outside its limits is a rule of its own, of the same code. */
struct rule_indicator {
    struct rule rule; /* severity and fix mean nothing */
    struct str group; /* heading: "Unit costs" */
    struct str unit;  /* "£ a child a week" */
    enum rule_figure figure;
    enum rule_direction direction;
    bool logarithmic; /* councils' values are compared as ratios, not as differences */
    bool has_limits;
    double low, high;              /* the limits, for what shows them; the rule about them has them exactly */
    enum finding_severity outside; /* of a figure outside them */
    struct str numerator_text;
    struct str denominator_text;
    struct str value_text;
    struct str numerator_is; /* with {…} in it */
    struct str denominator_is;
    struct str least_text; /* the least denominator; empty: any */
    struct str needs;      /* beside the return itself; empty: nothing */
    struct str causes;     /* what usually makes it odd */
    struct str caveat;     /* what a reviewer should know */
};

struct rule_set {
    const struct schema *schema;
    struct str prefix;                          /* "S251": from the rule files' `collection` record */
    char sha256[65];                            /* over the contents of its files, whatever they are called */
    ARRAY_OF(struct rule) rules;                /* in the order of full codes, then of periods */
    ARRAY_OF(struct rule_indicator) indicators; /* likewise */
    const struct schema *const *others;         /* other collections that rules may name */
    uint32_t other_count;
    struct rule_names *names; /* definitions, views, data tables; for rule/ only */
    struct arena arena;       /* owns the texts and trees */
};

/* What a set is made of; it must outlive the set. */
struct rule_sources {
    const struct schema *schema;
    const struct schema *const
        *references; /* reference tables that rules may name: each has one table, named as it is */
    uint32_t reference_count;
    const struct schema *const *others; /* collections whose returns rules may name as `ssda903.Episodes` */
    uint32_t other_count;
    const char *rules;      /* a folder, or one file; NULL: the schema's own rules only */
    const char *indicators; /* likewise, files of the same form; NULL: none */
    unsigned threads;       /* on which files are read */
};

/* Reads every *.yaml file of the folders. Their order does not matter. The rules that the schema implies (required cells,
 * code lists, patterns, ranges, keys, malformed cells) are added. NULL and a failure with file line, column, excerpt and
 * hint at the first mistake that can be seen without a period. */
struct rule_set *rule_set_load(const struct rule_sources *sources, struct failure *failure);
/* The same for an author who wants to see all mistakes: each is told, and the record that has it is left out. Where one is
 * in what rules share, no rule is read: half of what followed would be its fault. */
struct rule_set *rule_set_load_telling(const struct rule_sources *sources,
                                       void (*found)(void *context, const struct failure *mistake), void *context,
                                       struct failure *failure);
/* From memory, for tests and fuzzing. */
struct rule_set *rule_set_load_text(const struct schema *schema, const struct schema *const *references,
                                    uint32_t reference_count, const char *path, struct str text,
                                    struct failure *failure);
void rule_set_free(struct rule_set *set); /* NULL is fine */

/* "S251-104" of "104" or "S251-104". Data is NULL when memory is refused. */
struct str rule_full_code(struct arena *keep, struct str prefix, struct str code);

/* Is it the rule's code, with or without the collection's prefix? */
bool rule_has_code(const struct rule *rule, struct str code);
/* The rule with this code, full or bare, case ignored: its first version, of which the others stand right behind it.
 * NULL when there is none. */
const struct rule *rule_set_find(const struct rule_set *set, struct str code);

/* The reference tables without which the rule is skipped, in the order of their names, through definitions and views too.
 * They live in `keep`. */
bool rule_references(const struct rule_set *set, const struct rule *rule, struct arena *keep,
                     const struct str **references, uint32_t *count, struct failure *failure);

/* The rules in force in the period, as one plan; it refers to texts of the set and the schemas, which must outlive it.
 * NULL and a failure at the first mistake. */
struct plan *rule_compile(const struct rule_set *set, int period, struct failure *failure);
/* The indicators of the period likewise; a plan rule's number is the indicator's. */
struct plan *rule_compile_indicators(const struct rule_set *set, int period, struct failure *failure);

/* Checks each rule on its own, in every period in which it is in force; all mistakes, one failure a rule. `found` is
 * called for each. False only when checking itself failed. */
bool rule_lint(const struct rule_set *set, void (*found)(void *context, const struct failure *mistake), void *context,
               struct failure *failure);

#endif
