/* The forms in which tables are found in CSV, and where the XML says whose return it is. */
#include "base/number.h"
#include "schema/load.h"

static const struct load_key form_keys[] = {
    LOAD_REQUIRED("name"),    LOAD_OPTIONAL("title"),     LOAD_REQUIRED("table"),  LOAD_REQUIRED("identify"),
    LOAD_OPTIONAL("period"),  LOAD_OPTIONAL("authority"), LOAD_OPTIONAL("line"),   LOAD_OPTIONAL("amounts"),
    LOAD_OPTIONAL("only"),    LOAD_OPTIONAL("closed"),    LOAD_OPTIONAL("ignore"), LOAD_OPTIONAL("loose"),
    LOAD_OPTIONAL("columns"),
};

static bool load_period_header(struct loading *loading, const struct yaml_node *node, struct schema_form *form)
{
    static const struct load_key keys[] = {LOAD_REQUIRED("header"), LOAD_OPTIONAL("year")};
    return !node || (load_keys(loading, node, "\"period\"", keys, LOAD_COUNT(keys)) &&
                     load_text(loading, node, STR("header"), &form->period_header) &&
                     load_year_style(loading, node, &form->year_style));
}

static bool load_condition(struct loading *loading, const struct yaml_node *node, struct schema_condition *condition)
{
    static const struct load_key keys[] = {LOAD_REQUIRED("header"), LOAD_OPTIONAL("values"), LOAD_OPTIONAL("filled")};
    if (!load_keys(loading, node, "\"only\"", keys, LOAD_COUNT(keys)) ||
        !load_text(loading, node, STR("header"), &condition->header) ||
        !load_texts(loading, node, STR("values"), &condition->values, &condition->value_count) ||
        !load_flag(loading, node, STR("filled"), &condition->is_filled)) {
        return false;
    }
    return condition->is_filled != (condition->value_count > 0) ||
           yaml_fail(loading->tree, node, 0, loading->failure, "this has either \"values\" or \"filled: true\"");
}

/* One condition, or a list of them. */
static bool load_only(struct loading *loading, const struct yaml_node *node, struct schema_form *form)
{
    if (!node) {
        return true;
    }
    bool is_list = node->kind == YAML_SEQUENCE;
    uint32_t count = is_list ? node->count : 1;
    if (count > SCHEMA_CONDITIONS_MOST) {
        return yaml_fail(loading->tree, node, 0, loading->failure, "a form has %u conditions at most",
                         SCHEMA_CONDITIONS_MOST);
    }
    struct schema_condition *conditions = ARENA_ARRAY(loading->keep, count, struct schema_condition);
    if (!conditions) {
        return failure_memory(loading->failure);
    }
    for (uint32_t i = 0; i < count; i++) {
        if (!load_condition(loading, is_list ? node->items[i] : node, &conditions[i])) {
            return false;
        }
    }
    form->only = conditions;
    form->only_count = count;
    return true;
}

/* How amounts are written: in pounds, thousands or millions; and with how many decimals, where they are rounded. */
static bool load_scale(struct loading *loading, const struct yaml_node *node, struct schema_scale *scale)
{
    static const struct load_key keys[] = {LOAD_REQUIRED("in"), LOAD_OPTIONAL("decimals"), LOAD_OPTIONAL("from"),
                                           LOAD_OPTIONAL("until")};
    static const struct str units[] = {{"pounds", 6}, {"thousands", 9}, {"millions", 8}};
    size_t unit = 0;
    unsigned decimals = 0;
    if (!load_keys(loading, node, "an entry of \"amounts\"", keys, LOAD_COUNT(keys)) ||
        !load_choice(loading, node, STR("in"), units, LOAD_COUNT(units), &unit) ||
        !load_count(loading, node, STR("decimals"), 6, &decimals) ||
        !load_range(loading, node, loading->schema->periods, &scale->range)) {
        return false;
    }
    scale->power = (unsigned)unit * 3;
    const struct yaml_node *given = yaml_find(node, STR("decimals"));
    if (!given) {
        return true;
    }
    unsigned pence_power = scale->power + NUMBER_SCALE_MONEY;
    if (decimals >= pence_power) {
        return yaml_fail(loading->tree, given, 0, loading->failure,
                         "with so many decimals the amounts are exact to the penny: leave \"decimals\" out");
    }
    scale->rounding = number_power_of_ten(pence_power - decimals) / 2;
    return true;
}

static bool load_scales(struct loading *loading, const struct yaml_node *node, struct schema_form *form)
{
    if (!node) {
        return true;
    }
    if (!load_kind(loading, node, YAML_SEQUENCE, "\"amounts\"")) {
        return false;
    }
    struct schema_scale *scales = ARENA_ARRAY(loading->keep, node->count, struct schema_scale);
    if (!scales) {
        return failure_memory(loading->failure);
    }
    for (uint32_t i = 0; i < node->count; i++) {
        if (!load_scale(loading, node->items[i], &scales[i])) {
            return false;
        }
        for (uint32_t j = 0; j < i; j++) {
            if (schema_ranges_meet(scales[i].range, scales[j].range)) {
                return yaml_fail(loading->tree, node->items[i], 0, loading->failure,
                                 "the periods of this entry meet those of an earlier one");
            }
        }
    }
    form->scales = scales;
    form->scale_count = node->count;
    return true;
}

static bool is_one_of(struct str header, const struct str *headers, uint32_t count)
{
    for (uint32_t i = 0; i < count; i++) {
        if (load_same_header(header, headers[i])) {
            return true;
        }
    }
    return false;
}

static bool is_known_header(const struct schema_table *table, const struct schema_form *form, struct str header)
{
    for (uint32_t i = 0; i < table->column_count; i++) {
        uint32_t count = 0;
        const struct str *headers = schema_headers(table, form, i, &count);
        if (is_one_of(header, headers, count)) {
            return true;
        }
    }
    for (uint32_t i = 0; i < form->only_count; i++) {
        if (load_same_header(header, form->only[i].header)) {
            return true;
        }
    }
    return is_one_of(header, &form->period_header, form->period_header.length > 0) ||
           is_one_of(header, &form->line_header, form->line_header.length > 0) ||
           is_one_of(header, form->authority_headers, form->authority_header_count) ||
           is_one_of(header, form->ignore, form->ignore_count);
}

/* Every alternative must be a header that the form knows: a misspelt one would never match. */
static bool check_identify(struct loading *loading, const struct yaml_node *node, const struct schema_form *form)
{
    const struct schema_table *table = &loading->schema->tables[form->table];
    for (uint32_t i = 0; i < form->identify_count; i++) {
        struct str rest = form->identify[i];
        for (;;) {
            const char *bar = memchr(rest.data, '|', rest.length);
            size_t length = bar ? (size_t)(bar - rest.data) : rest.length;
            struct str header = str_trim(str_slice(rest, 0, length));
            if (header.length == 0 || !is_known_header(table, form, header)) {
                const struct yaml_node *place = node->kind == YAML_SEQUENCE ? node->items[i] : node;
                return yaml_fail(loading->tree, place, 0, loading->failure,
                                 "\"%.*s\" is the header of no column of table %.*s, nor named elsewhere in this form",
                                 STR_ARGS(header), STR_ARGS(table->name));
            }
            if (!bar) {
                break;
            }
            rest = str_slice(rest, length + 1, rest.length);
        }
    }
    return form->identify_count > 0 || yaml_fail(loading->tree, node, 0, loading->failure,
                                                 "\"identify\" names the headers by which the form is known");
}

static bool load_form_name(struct loading *loading, const struct yaml_node *node, const struct schema_form *forms,
                           uint32_t index, struct schema_form *form)
{
    if (!load_name(loading, node, &form->name)) {
        return false;
    }
    for (uint32_t i = 0; i < index; i++) {
        if (str_equal(forms[i].name, form->name)) {
            return yaml_fail(loading->tree, node, 0, loading->failure, "there is a form \"%.*s\" already",
                             STR_ARGS(form->name));
        }
    }
    return true;
}

/* Records of CSV are not nested, so nothing could number them. */
static bool load_form_table(struct loading *loading, const struct yaml_node *node, struct schema_form *form)
{
    if (!load_table_named(loading, node, loading->schema->table_count, &form->table)) {
        return false;
    }
    const struct schema_table *table = &loading->schema->tables[form->table];
    for (uint32_t c = 0; c < table->column_count; c++) {
        if (table->columns[c].number_of != SCHEMA_NONE) {
            return yaml_fail(loading->tree, node, 0, loading->failure,
                             "the column %.*s of this table has \"number_of\", which CSV files cannot have",
                             STR_ARGS(table->columns[c].name));
        }
    }
    return true;
}

static bool load_form(struct loading *loading, const struct yaml_node *node, const struct schema_form *forms,
                      uint32_t index, struct schema_form *form)
{
    form->title = form->period_header = form->line_header = STR_EMPTY;
    return load_keys(loading, node, "a form", form_keys, LOAD_COUNT(form_keys)) &&
           load_form_name(loading, yaml_find(node, STR("name")), forms, index, form) &&
           load_text(loading, node, STR("title"), &form->title) &&
           load_form_table(loading, yaml_find(node, STR("table")), form) &&
           load_texts(loading, node, STR("identify"), &form->identify, &form->identify_count) &&
           load_period_header(loading, yaml_find(node, STR("period")), form) &&
           load_texts(loading, node, STR("authority"), &form->authority_headers, &form->authority_header_count) &&
           load_text(loading, node, STR("line"), &form->line_header) &&
           load_form_columns(loading, yaml_find(node, STR("columns")), form) &&
           load_scales(loading, yaml_find(node, STR("amounts")), form) &&
           load_only(loading, yaml_find(node, STR("only")), form) &&
           load_texts(loading, node, STR("closed"), &form->closed, &form->closed_count) &&
           load_texts(loading, node, STR("ignore"), &form->ignore, &form->ignore_count) &&
           load_flag(loading, node, STR("loose"), &form->loose) &&
           check_identify(loading, yaml_find(node, STR("identify")), form);
}

bool load_forms(struct loading *loading, const struct yaml_node *node)
{
    if (!node) {
        return true;
    }
    if (!load_kind(loading, node, YAML_SEQUENCE, "\"forms\"")) {
        return false;
    }
    if (node->count > SCHEMA_FORMS_MOST) {
        return yaml_fail(loading->tree, node, 0, loading->failure, "there are more than %u forms", SCHEMA_FORMS_MOST);
    }
    struct schema_form *forms = ARENA_ARRAY(loading->keep, node->count, struct schema_form);
    if (!forms) {
        return failure_memory(loading->failure);
    }
    for (uint32_t i = 0; i < node->count; i++) {
        if (!load_form(loading, node->items[i], forms, i, &forms[i])) {
            return false;
        }
    }
    loading->schema->forms = forms;
    loading->schema->form_count = node->count;
    return true;
}

static bool load_header_path(struct loading *loading, const struct yaml_node *node, struct str *path)
{
    if (!node) {
        return true;
    }
    struct str root = loading->schema->root;
    if (!load_path(loading, node, false, path)) {
        return false;
    }
    bool below = path->length > root.length && str_starts_with(*path, root) && path->data[root.length] == '/';
    return below || yaml_fail(loading->tree, node, 0, loading->failure,
                              "this XML path does not begin at the root element, \"%.*s/\"", STR_ARGS(root));
}

static bool load_xml_collection(struct loading *loading, const struct yaml_node *node)
{
    static const struct load_key keys[] = {LOAD_REQUIRED("path"), LOAD_REQUIRED("text")};
    struct schema *schema = loading->schema;
    return !node || (load_keys(loading, node, "\"collection\"", keys, LOAD_COUNT(keys)) &&
                     load_header_path(loading, yaml_find(node, STR("path")), &schema->xml_collection_path) &&
                     load_text(loading, node, STR("text"), &schema->xml_collection));
}

static bool load_xml_period(struct loading *loading, const struct yaml_node *node)
{
    static const struct load_key keys[] = {LOAD_REQUIRED("path"), LOAD_OPTIONAL("year")};
    struct schema *schema = loading->schema;
    return !node || (load_keys(loading, node, "\"period\"", keys, LOAD_COUNT(keys)) &&
                     load_header_path(loading, yaml_find(node, STR("path")), &schema->xml_period_path) &&
                     load_year_style(loading, node, &schema->xml_year_style));
}

/* Tables with an XML path but no "xml" for the schema, or paths that begin elsewhere, could never be found. */
static bool check_tables(struct loading *loading, const struct yaml_node *node)
{
    const struct schema *schema = loading->schema;
    for (uint32_t i = 0; i < schema->table_count; i++) {
        struct str path = schema->tables[i].element;
        bool below = path.length > schema->root.length && str_starts_with(path, schema->root) &&
                     path.data[schema->root.length] == '/';
        if (path.length > 0 && !below) {
            const struct yaml_node *tables = yaml_find(loading->tree->documents[0], STR("tables"));
            const struct yaml_node *place = yaml_find(tables->items[i], STR("xml"));
            return yaml_fail(loading->tree, place, 0, loading->failure,
                             node ? "this XML path does not begin at the root element, \"%.*s/\""
                                  : "this table has an XML path, but the schema does not say with \"xml\" what its "
                                    "root element is%.*s",
                             STR_ARGS(schema->root));
        }
    }
    return true;
}

bool load_xml(struct loading *loading, const struct yaml_node *node)
{
    static const struct load_key keys[] = {
        LOAD_REQUIRED("root"),      LOAD_OPTIONAL("collection"),     LOAD_OPTIONAL("period"),
        LOAD_OPTIONAL("authority"), LOAD_OPTIONAL("reference_date"), LOAD_OPTIONAL("loose"),
        LOAD_OPTIONAL("day_first"),
    };
    struct schema *schema = loading->schema;
    if (!node) {
        return check_tables(loading, node);
    }
    if (!load_keys(loading, node, "\"xml\"", keys, LOAD_COUNT(keys)) ||
        !load_path(loading, yaml_find(node, STR("root")), false, &schema->root)) {
        return false;
    }
    if (memchr(schema->root.data, '/', schema->root.length)) {
        return yaml_fail(loading->tree, yaml_find(node, STR("root")), 0, loading->failure,
                         "\"root\" is the name of one element");
    }
    return load_xml_collection(loading, yaml_find(node, STR("collection"))) &&
           load_xml_period(loading, yaml_find(node, STR("period"))) &&
           load_header_path(loading, yaml_find(node, STR("authority")), &schema->xml_authority_path) &&
           load_header_path(loading, yaml_find(node, STR("reference_date")), &schema->xml_reference_date_path) &&
           load_flag(loading, node, STR("loose"), &schema->xml_loose) &&
           load_flag(loading, node, STR("day_first"), &schema->xml_day_first) && check_tables(loading, node);
}
