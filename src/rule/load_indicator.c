/* load_indicator: one indicator from its record, and the rule about its limits if it has some. */
#include "base/number.h"
#include "rule/load.h"

static const char *const keys[] = {
    "indicator",   "title",          "group",  "unit",   "figure", "direction", "compare",  "numerator", "numerator_is",
    "denominator", "denominator_is", "value",  "least",  "needs",  "limits",    "severity", "message",   "fix",
    "at",          "causes",         "caveat", "source", "why",    "note",      "from",     "until",     "examples"};

/* The expressions of an indicator. */
struct figures {
    const struct rule_tree *numerator;
    const struct rule_tree *denominator; /* NULL: the numerator is the figure */
    const struct rule_tree *value;
    const struct rule_tree *known; /* there is a figure, and it is of enough cases */
    struct rule_message numerator_is;
    struct rule_message denominator_is;
};

/* A choice of words, the first of which is taken where none is given. */
static bool read_choice(struct rule_loader *loader, const struct yaml_node *record, const char *key,
                        const char *const *words, unsigned count, unsigned *chosen)
{
    struct str text;
    if (!rule_read_text(loader, record, key, NULL, &text)) {
        return false;
    }
    *chosen = 0;
    for (unsigned i = 0; i < count; i++) {
        if (str_equal(text, str_of(words[i]))) {
            *chosen = i;
            return true;
        }
    }
    if (!text.length) {
        return true;
    }
    (void)rule_fail_node(loader, yaml_find(record, str_of(key)), "%s cannot be \"%.*s\"", key, STR_ARGS(text));
    failure_hint(loader->failure, "it is one of %s, %s%s%s", words[0], words[1], count > 2 ? ", " : "",
                 count > 2 ? words[2] : "");
    return false;
}

static bool read_traits(struct rule_loader *loader, const struct yaml_node *record, struct rule_indicator *indicator)
{
    static const char *const figures[] = {"money", "number", "percent"};
    static const char *const directions[] = {"neutral", "dearer", "more"};
    static const char *const scales[] = {"ratios", "differences"};
    unsigned figure;
    unsigned direction;
    unsigned scale;
    if (!read_choice(loader, record, "figure", figures, 3, &figure) ||
        !read_choice(loader, record, "direction", directions, 3, &direction) ||
        !read_choice(loader, record, "compare", scales, 2, &scale)) {
        return false;
    }
    indicator->figure = (enum rule_figure)figure;
    indicator->direction = (enum rule_direction)direction;
    indicator->logarithmic = scale == 0;
    return true;
}

static bool read_texts(struct rule_loader *loader, const struct yaml_node *record, struct rule_indicator *indicator)
{
    struct rule *rule = &indicator->rule;
    return rule_read_text(loader, record, "title", "what it measures, in a few words", &rule->title) &&
           rule_read_text(loader, record, "group", "the heading that it stands under, such as Unit costs",
                          &indicator->group) &&
           rule_read_text(loader, record, "unit", "such as £ a child a week", &indicator->unit) &&
           rule_read_text(loader, record, "source", "where the indicator comes from", &rule->source) &&
           rule_read_text(loader, record, "why", NULL, &rule->why) &&
           rule_read_text(loader, record, "note", NULL, &rule->note) &&
           rule_read_text(loader, record, "needs", NULL, &indicator->needs) &&
           rule_read_text(loader, record, "causes", "what usually makes it odd", &indicator->causes) &&
           rule_read_text(loader, record, "caveat", "what a reviewer should know of it", &indicator->caveat);
}

/* A tree of two or three, as if it had been written where the first stands. */
static const struct rule_tree *join(struct rule_loader *loader, enum rule_tree_kind kind, int64_t number,
                                    const struct rule_tree *a, const struct rule_tree *b, const struct rule_tree *c)
{
    struct rule_tree *tree = ARENA_NEW(loader->keep, struct rule_tree);
    const struct rule_tree **items = ARENA_ARRAY(loader->keep, 3, const struct rule_tree *);
    if (!tree || !items) {
        (void)failure_memory(loader->failure);
        return NULL;
    }
    items[0] = a;
    items[1] = b;
    items[2] = c;
    *tree = *a;
    tree->kind = kind;
    tree->negated = tree->given = tree->quoted = false;
    tree->number = number;
    tree->items = items;
    tree->count = c ? 3 : b ? 2 : 1;
    tree->query = NULL;
    tree->depth = a->depth + 1;
    tree->depth = b && b->depth >= tree->depth ? b->depth + 1 : tree->depth;
    return tree;
}

/* A number of the record: `least`, or one of the limits. */
static const struct rule_tree *read_number(struct rule_loader *loader, const struct yaml_node *node)
{
    const struct rule_source *source = rule_source_of(loader, node);
    const struct rule_tree *tree = source ? rule_parse(source, loader->keep, loader->failure) : NULL;
    if (tree && tree->kind != RULE_TREE_NUMBER && tree->kind != RULE_TREE_NEGATE) {
        (void)rule_fail_node(loader, node, "a number is needed here");
        return NULL;
    }
    return tree;
}

static bool read_known(struct rule_loader *loader, const struct yaml_node *record, struct figures *figures)
{
    const struct yaml_node *least = yaml_find(record, STR("least"));
    figures->known = join(loader, RULE_TREE_IS, RULE_TEST_PRESENT, figures->value, NULL, NULL);
    if (!figures->known || !least) {
        return figures->known != NULL;
    }
    if (!figures->denominator) {
        return rule_fail_node(loader, least, "least is of a denominator, and this indicator has none");
    }
    const struct rule_tree *number = read_number(loader, least);
    const struct rule_tree *enough = number
                                         ? join(loader, RULE_TREE_GREATER_EQUAL, 0, figures->denominator, number, NULL)
                                         : NULL;
    figures->known = enough ? join(loader, RULE_TREE_AND, 0, figures->known, enough, NULL) : NULL;
    return figures->known != NULL;
}

static bool read_figures(struct rule_loader *loader, const struct yaml_node *record, struct rule_indicator *indicator,
                         struct figures *figures)
{
    if (!rule_read_text(loader, record, "numerator", "the figure, or what is divided", &indicator->numerator_text) ||
        !rule_read_text(loader, record, "denominator", NULL, &indicator->denominator_text) ||
        !rule_read_text(loader, record, "value", NULL, &indicator->value_text) ||
        !rule_read_text(loader, record, "least", NULL, &indicator->least_text) ||
        !rule_read_expression(loader, record, "numerator", &figures->numerator) ||
        !rule_read_expression(loader, record, "denominator", &figures->denominator) ||
        !rule_read_expression(loader, record, "value", &figures->value)) {
        return false;
    }
    if (!rule_read_message(loader, record, "numerator_is", "what the numerator is, and whose", &indicator->numerator_is,
                           &figures->numerator_is)) {
        return false;
    }
    if (figures->denominator &&
        !rule_read_message(loader, record, "denominator_is", "what the denominator is, and whose",
                           &indicator->denominator_is, &figures->denominator_is)) {
        return false;
    }
    if (!figures->value) {
        figures->value = figures->denominator
                             ? join(loader, RULE_TREE_DIVIDE, 0, figures->numerator, figures->denominator, NULL)
                             : figures->numerator;
    }
    return figures->value && read_known(loader, record, figures);
}

/* The fields, with their ends between them: see enum rule_indicator_field. */
static bool make_message(struct rule_loader *loader, const struct figures *figures, struct rule_message *message)
{
    static const char end[] = {RULE_FIELD_END};
    const struct rule_piece ended = {.literal = {end, 1}};
    uint32_t count = 7 + figures->numerator_is.count + figures->denominator_is.count;
    struct rule_piece *pieces = ARENA_ARRAY(loader->keep, count, struct rule_piece);
    if (!pieces) {
        return failure_memory(loader->failure);
    }
    uint32_t n = 0;
    pieces[n++] = (struct rule_piece){.value = figures->value, .style = RULE_STYLE_PLAIN};
    pieces[n++] = ended;
    pieces[n++] = (struct rule_piece){.value = figures->numerator, .style = RULE_STYLE_PLAIN};
    pieces[n++] = ended;
    if (figures->denominator) {
        pieces[n++] = (struct rule_piece){.value = figures->denominator, .style = RULE_STYLE_PLAIN};
    }
    pieces[n++] = ended;
    for (uint32_t i = 0; i < figures->numerator_is.count; i++) {
        pieces[n++] = figures->numerator_is.pieces[i];
    }
    pieces[n++] = ended;
    for (uint32_t i = 0; i < figures->denominator_is.count; i++) {
        pieces[n++] = figures->denominator_is.pieces[i];
    }
    *message = (struct rule_message){pieces, n};
    return true;
}

/* A condition that is never true, or the number 0. */
static const struct rule_tree *make_nothing(struct rule_loader *loader, enum rule_tree_kind kind,
                                            const struct rule_tree *where)
{
    struct rule_tree *tree = ARENA_NEW(loader->keep, struct rule_tree);
    if (!tree) {
        (void)failure_memory(loader->failure);
        return NULL;
    }
    *tree = *where;
    tree->kind = kind;
    tree->number = 0;
    tree->scale = 0;
    tree->items = NULL;
    tree->count = 0;
    tree->query = NULL;
    tree->depth = 1;
    return tree;
}

/* Where it is worth having: where there is a figure, and where there is nothing to divide by, so that a numerator without a
 * denominator is seen: its value is then blank. */
static const struct rule_tree *make_when(struct rule_loader *loader, const struct figures *figures)
{
    if (!figures->denominator) {
        return figures->known;
    }
    const struct rule_tree *zero = make_nothing(loader, RULE_TREE_NUMBER, figures->denominator);
    const struct rule_tree *none = zero ? join(loader, RULE_TREE_EQUAL, 0, figures->denominator, zero, NULL) : NULL;
    return none ? join(loader, RULE_TREE_OR, 0, figures->known, none, NULL) : NULL;
}

/* ---- its limits -------------------------------------------------------------------------------------------------- */

static const struct rule_tree *read_limits(struct rule_loader *loader, const struct yaml_node *node,
                                           const struct rule_tree *value)
{
    if (node->kind != YAML_SEQUENCE || node->count != 2) {
        (void)rule_fail_node(loader, node, "limits are two numbers, of which the first is the lower");
        return NULL;
    }
    const struct rule_tree *low = read_number(loader, node->items[0]);
    const struct rule_tree *high = low ? read_number(loader, node->items[1]) : NULL;
    return high ? join(loader, RULE_TREE_BETWEEN, 0, value, low, high) : NULL;
}

static double number_of(const struct rule_tree *tree)
{
    bool negative = tree->kind == RULE_TREE_NEGATE;
    double number = (double)(negative ? tree->items[0] : tree)->number;
    for (uint8_t i = 0; i < (negative ? tree->items[0] : tree)->scale; i++) {
        number /= 10;
    }
    return negative ? -number : number;
}

/* "income / spending between the limits". */
static bool write_require(struct rule_loader *loader, const struct rule_indicator *indicator, struct rule *rule)
{
    struct str value = indicator->value_text;
    rule->require_text = value.length
                             ? arena_printf(loader->keep, "%.*s between the limits", STR_ARGS(value))
                             : arena_printf(loader->keep, "(%.*s) / (%.*s) between the limits",
                                            STR_ARGS(indicator->numerator_text), STR_ARGS(indicator->denominator_text));
    return rule->require_text.data || failure_memory(loader->failure);
}

/* What is said of a figure outside its limits: a rule like any other. */
static bool read_rule(struct rule_loader *loader, const struct yaml_node *record, struct rule_indicator *indicator,
                      const struct figures *figures)
{
    const struct yaml_node *limits = yaml_find(record, STR("limits"));
    if (!limits) {
        return true;
    }
    struct rule rule = indicator->rule;
    struct rule_body *body = ARENA_NEW(loader->keep, struct rule_body);
    if (!body) {
        return failure_memory(loader->failure);
    }
    *body = *indicator->rule.body;
    rule.body = body;
    rule.title = arena_printf(loader->keep, "%.*s is outside what councils report", STR_ARGS(indicator->rule.title));
    body->order = (*loader->order)++;
    body->when = figures->known;
    body->require = read_limits(loader, limits, figures->value);
    if (body->require) {
        indicator->has_limits = true;
        indicator->low = number_of(body->require->items[1]);
        indicator->high = number_of(body->require->items[2]);
    }
    if (!rule.why.length) {
        rule.why = arena_printf(loader->keep,
                                "Readers who compare councils will ask about it. What usually causes it: %.*s",
                                STR_ARGS(indicator->causes));
    }
    if (!rule.title.data || !rule.why.data) {
        return failure_memory(loader->failure);
    }
    bool good = body->require && write_require(loader, indicator, &rule) && rule_read_severity(loader, record, &rule) &&
                rule_read_text(loader, record, "fix", "what to do about it", &rule.fix) &&
                rule_read_places(loader, record, body) &&
                rule_read_message(loader, record, "message", "what is odd, with the figures", &rule.message,
                                  &body->message) &&
                rule_read_examples(loader, record, &rule);
    indicator->outside = rule.severity;
    return good && (array_push(&loader->set->rules, rule) || failure_memory(loader->failure));
}

bool rule_read_indicator(struct rule_loader *loader, const struct yaml_node *record)
{
    static const struct rule_keys known = {keys, sizeof keys / sizeof *keys, "an indicator"};
    struct rule_indicator indicator = {.rule = {.path = loader->tree->path, .line = record->line}};
    struct rule *rule = &indicator.rule;
    struct rule_body *body = ARENA_NEW(loader->keep, struct rule_body);
    struct figures figures = {0};
    if (!body) {
        return failure_memory(loader->failure);
    }
    body->order = (*loader->order)++;
    rule->body = body;
    rule->table = STR("return");
    rule->severity = FINDING_NOTICE;
    bool good = rule_check_keys(loader, record, &known) && rule_read_code(loader, record, "indicator", rule, body) &&
                read_texts(loader, record, &indicator) && read_traits(loader, record, &indicator) &&
                read_figures(loader, record, &indicator, &figures) && make_message(loader, &figures, &body->message) &&
                rule_read_range(loader, record, &rule->range) && rule_read_values(loader, record, rule);
    if (!good || !read_rule(loader, record, &indicator, &figures)) {
        return false;
    }
    body->when = make_when(loader, &figures);
    body->require = make_nothing(loader, RULE_TREE_BOOLEAN, figures.value);
    return body->when && body->require &&
           (array_push(&loader->set->indicators, indicator) || failure_memory(loader->failure));
}
