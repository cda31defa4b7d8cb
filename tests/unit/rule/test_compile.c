/* What rules become: conditions, queries taken apart, views, needs, streaming. */
#include "rule_fixture.h"

static struct schema *schema;

static void set_up(void)
{
    schema = fixture_load_schema();
}

static void tear_down(void)
{
    schema_free(schema);
}

static void write_node(const struct plan *plan, const char *word, uint32_t node, struct buffer *out)
{
    if (node != PLAN_NONE) {
        buffer_text(out, word);
        plan_print_node(plan, node, out);
    }
}

static void write_query(const struct plan *plan, const struct plan_query *query, struct buffer *out)
{
    static const char *const kinds[] = {"exists", "count", "sum", "min", "max", "first", "last", "distinct"};
    buffer_format(out, "\n%s %.*s/%u", kinds[query->kind], STR_ARGS(plan->tables.items[query->table].name),
                  query->scope);
    for (uint32_t i = 0; i < query->key_count; i++) {
        write_node(plan, " key ", query->inner_keys[i], out);
        write_node(plan, " is ", query->outer_keys[i], out);
    }
    write_node(plan, " filter ", query->filter, out);
    for (uint32_t i = 0; i < query->range_count; i++) {
        const struct plan_range *range = &query->ranges[i];
        write_node(plan, " range ", range->flipped ? range->outer : range->inner, out);
        buffer_format(out, " %s ", plan_operation_text(range->comparison)->name);
        write_node(plan, "", range->flipped ? range->inner : range->outer, out);
    }
    write_node(plan, " residual ", query->residual, out);
    write_node(plan, " but ", query->leaves_out ? query->left_out : PLAN_NONE, out);
    write_node(plan, query->value_is_inner ? " inner " : " value ", query->value, out);
    for (uint32_t i = 0; i < query->order_count; i++) {
        write_node(plan, query->descending[i] ? " desc " : " by ", query->order[i], out);
    }
}

static void describe(const struct plan *plan, const struct plan_rule *rule, struct buffer *out)
{
    write_node(plan, "when ", rule->when, out);
    write_node(plan, rule->when == PLAN_NONE ? "" : "\n", rule->require, out);
    for (size_t i = 0; i < plan->derived.count; i++) {
        write_node(plan, "\nderived ", plan->derived.items[i].node, out);
    }
    for (size_t i = 0; i < plan->queries.count; i++) {
        write_query(plan, &plan->queries.items[i], out);
    }
    for (size_t i = 0; i < plan->views.count; i++) {
        const struct plan_view *view = &plan->views.items[i];
        buffer_text(out, "\nview");
        for (uint32_t p = 0; p < view->part_count; p++) {
            buffer_format(out, " of %.*s", STR_ARGS(plan->tables.items[view->parts[p].table].name));
            write_node(plan, " where ", view->parts[p].condition, out);
        }
        write_node(plan, " starts ", view->starts, out);
    }
    buffer_text(out, "\nneeds");
    for (uint32_t i = 0; i < rule->need_count; i++) {
        buffer_format(out, " %.*s", STR_ARGS(plan->tables.items[rule->needs[i]].name));
    }
    buffer_text(out, rule->streams ? "; streams" : "");
}

/* Of the only written rule of a plan without those that the schema implies. */
static void describe_rule(const char *text, int period, struct buffer *out)
{
    struct rule_set *set = NULL;
    struct failure failure = {0};
    set = rule_set_load_text(schema, NULL, 0, "rules.yaml", str_of(text), &failure);
    ck_assert_msg(set, "%u:%u %s\n%s", failure.line, failure.column, failure.message, failure.excerpt);
    for (size_t i = 0; i < set->rules.count; i++) {
        if (set->rules.items[i].from_schema) {
            set->rules.items[i].range.until = 1;
        }
    }
    struct plan *plan = rule_compile(set, period, &failure);
    ck_assert_msg(plan, "%u:%u %s\n%s\n%s", failure.line, failure.column, failure.message, failure.excerpt, text);
    ck_assert_uint_ge(plan->rules.count, 1);
    describe(plan, &plan->rules.items[0], out);
    plan_free(plan);
    rule_set_free(set);
}

#include "compiled.h"

START_TEST(rules_become)
{
    char text[8192];
    struct buffer out = BUFFER_EMPTY;
    const struct compiled *of = &compiled[_i];
    const char *definitions = strstr(of->lines, "\n- ");
    char lines[4096];
    (void)snprintf(lines, sizeof lines, "%.*s", definitions ? (int)(definitions - of->lines + 1) : 4000, of->lines);
    (void)fixture_rule(text, sizeof text, of->table, lines);
    if (definitions) {
        (void)snprintf(text + strlen(text), sizeof text - strlen(text), "%s", definitions + 1);
    }
    describe_rule(text, 2017, &out);
    buffer_char(&out, '\0');
    ck_assert(buffer_ok(&out));
    if (getenv("SHOW_PLANS")) {
        (void)printf("--- %s\n%s%s\n", of->table, of->lines, out.data);
    }
    ck_assert_str_eq(out.data, of->expected);
    buffer_free(&out);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("compile");
    TCase *tests = tcase_create("compile");
    tcase_add_checked_fixture(tests, set_up, tear_down);
    tcase_add_loop_test(tests, rules_become, 0, (int)(sizeof compiled / sizeof *compiled));
    suite_add_tcase(suite, tests);
    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_NORMAL);
    int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed ? EXIT_FAILURE : EXIT_SUCCESS;
}
