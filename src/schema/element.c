#include "schema/element.h"

/* While the tree grows, siblings are linked; at the end they are numbered one behind the other. */
struct draft {
    struct schema_element element;
    uint32_t first, last, next; /* first and last child, next sibling */
};

struct drafting {
    const struct schema *schema;
    int period;
    struct draft *drafts;
    uint32_t count, capacity;
    uint32_t records[SCHEMA_TABLES_MOST]; /* by table: its record's element, or SCHEMA_NONE */
    struct schema_carried *carried;       /* in draft numbers */
    uint32_t carried_count;
    struct schema_beside *beside; /* in draft numbers */
    uint32_t beside_count;
    struct failure *failure;
};

static uint32_t segment_count(struct str path)
{
    uint32_t count = path.length ? 1 : 0;
    for (size_t i = 0; i < path.length; i++) {
        count += path.data[i] == '/';
    }
    return count;
}

static bool refuse(struct drafting *drafting, const char *what, struct str path)
{
    return failure_set(drafting->failure, FAILURE_SYNTAX, "the schema %.*s: the element path \"%.*s\" %s",
                       STR_ARGS(drafting->schema->name), STR_ARGS(path), what);
}

static uint32_t find_child(const struct drafting *drafting, uint32_t parent, struct str name)
{
    uint32_t child = drafting->drafts[parent].first;
    while (child != SCHEMA_NONE && !str_equal(drafting->drafts[child].element.name, name)) {
        child = drafting->drafts[child].next;
    }
    return child;
}

static uint32_t add_child(struct drafting *drafting, uint32_t parent, struct str name)
{
    uint32_t number = drafting->count++;
    struct draft *draft = &drafting->drafts[number];
    *draft = (struct draft){.first = SCHEMA_NONE, .last = SCHEMA_NONE, .next = SCHEMA_NONE};
    draft->element = (struct schema_element){
        .name = name, .parent = parent, .table = SCHEMA_NONE, .within = SCHEMA_NONE, .column = SCHEMA_NONE};
    if (parent != SCHEMA_NONE) {
        struct draft *above = &drafting->drafts[parent];
        draft->element.within = above->element.within;
        *(above->last == SCHEMA_NONE ? &above->first : &drafting->drafts[above->last].next) = number;
        above->last = number;
    }
    return number;
}

/* The element at the end of `path` below `from`, made if need be; SCHEMA_NONE and a failure. */
static uint32_t add_path(struct drafting *drafting, uint32_t from, struct str path)
{
    struct str whole = path;
    while (path.length) {
        const char *slash = memchr(path.data, '/', path.length);
        size_t length = slash ? (size_t)(slash - path.data) : path.length;
        if (length == 0 || length == path.length - 1) {
            refuse(drafting, "has a slash too many", whole);
            return SCHEMA_NONE;
        }
        struct str name = {path.data, length};
        uint32_t child = find_child(drafting, from, name);
        from = child != SCHEMA_NONE ? child : add_child(drafting, from, name);
        path = slash ? (struct str){slash + 1, path.length - length - 1} : STR_EMPTY;
    }
    return from;
}

/* `path` without `prefix` and the slash behind it; its data is NULL when it does not begin so. */
static struct str below(struct str path, struct str prefix)
{
    bool fits = str_starts_with(path, prefix) && path.length > prefix.length && path.data[prefix.length] == '/';
    return fits ? (struct str){path.data + prefix.length + 1, path.length - prefix.length - 1} : (struct str){NULL, 0};
}

static void require_up_to(struct drafting *drafting, uint32_t element, uint32_t top)
{
    for (; element != top && element != SCHEMA_NONE; element = drafting->drafts[element].element.parent) {
        drafting->drafts[element].element.required = true;
    }
}

static bool column_applies(const struct drafting *drafting, const struct schema_column *column)
{
    return column->element.length && (drafting->period == 0 || schema_in_force(column->range, drafting->period));
}

static bool table_applies(const struct drafting *drafting, const struct schema_table *table)
{
    return table->element.length && (drafting->period == 0 || schema_in_force(table->range, drafting->period));
}

/* Is the path a column of some table? Then its place in the order is the column's. */
static bool is_column(const struct drafting *drafting, struct str path)
{
    for (uint32_t t = 0; t < drafting->schema->table_count; t++) {
        const struct schema_table *table = &drafting->schema->tables[t];
        struct str rest = below(path, table->element);
        for (uint32_t c = 0; rest.data && table_applies(drafting, table) && c < table->column_count; c++) {
            if (column_applies(drafting, &table->columns[c]) && str_equal(table->columns[c].element, rest)) {
                return true;
            }
        }
    }
    return false;
}

static bool add_role(struct drafting *drafting, struct str path, enum schema_element_role role, bool columns)
{
    if (!path.length || is_column(drafting, path) != columns) {
        return true;
    }
    struct str rest = below(path, drafting->schema->root);
    uint32_t element = rest.data ? add_path(drafting, 0, rest) : SCHEMA_NONE;
    if (element == SCHEMA_NONE) {
        return refuse(drafting, "does not begin with the root element", path);
    }
    drafting->drafts[element].element.role = role;
    return true;
}

static bool add_roles(struct drafting *drafting, bool columns)
{
    const struct schema *schema = drafting->schema;
    return add_role(drafting, schema->xml_collection_path, SCHEMA_ELEMENT_COLLECTION, columns) &&
           add_role(drafting, schema->xml_period_path, SCHEMA_ELEMENT_PERIOD, columns) &&
           add_role(drafting, schema->xml_reference_date_path, SCHEMA_ELEMENT_REFERENCE_DATE, columns) &&
           add_role(drafting, schema->xml_authority_path, SCHEMA_ELEMENT_AUTHORITY, columns);
}

/* The columns that stand behind the nested table `after`, or, for SCHEMA_NONE, before all of them. */
static bool add_columns(struct drafting *drafting, uint32_t t, uint32_t after)
{
    const struct schema_table *table = &drafting->schema->tables[t];
    uint32_t record = drafting->records[t];
    for (uint32_t c = 0; record != SCHEMA_NONE && c < table->column_count; c++) {
        const struct schema_column *column = &table->columns[c];
        if (!column_applies(drafting, column) || schema_is_outside(column->element) || column->after != after) {
            continue;
        }
        bool itself = str_equal(column->element, STR("."));
        uint32_t element = itself ? record : add_path(drafting, record, column->element);
        if (element == SCHEMA_NONE) {
            return false;
        }
        if (drafting->drafts[element].element.column != SCHEMA_NONE) {
            return refuse(drafting, "is that of two columns", column->element);
        }
        drafting->drafts[element].element.column = c;
        if (column->required) {
            require_up_to(drafting, element, record);
        }
    }
    return true;
}

static bool add_table(struct drafting *drafting, uint32_t t)
{
    const struct schema_table *table = &drafting->schema->tables[t];
    if (!table_applies(drafting, table)) {
        return true;
    }
    bool nested = table->parent != SCHEMA_NONE && drafting->records[table->parent] != SCHEMA_NONE;
    uint32_t from = nested ? drafting->records[table->parent] : 0;
    struct str rest = below(table->element,
                            nested ? drafting->schema->tables[table->parent].element : drafting->schema->root);
    if (!rest.data) {
        return refuse(drafting, "does not begin with its parent's", table->element);
    }
    uint32_t record = add_path(drafting, from, rest);
    if (record == SCHEMA_NONE) {
        return false;
    }
    struct schema_element *element = &drafting->drafts[record].element;
    if (element->table != SCHEMA_NONE || schema_element_is_leaf(element)) {
        return refuse(drafting, "is taken by another table or column", table->element);
    }
    drafting->records[t] = record;
    element->table = t;
    element->within = t;
    element->repeats = !table->once;
    if (!nested && !table->optional) {
        require_up_to(drafting, element->parent, 0);
    }
    return add_columns(drafting, t, SCHEMA_NONE);
}

static bool carry(struct drafting *drafting, uint32_t top, uint32_t t, uint32_t c)
{
    struct str path = drafting->schema->tables[t].columns[c].element;
    while (top != SCHEMA_NONE && schema_is_outside(path)) {
        top = drafting->drafts[top].element.parent;
        path = str_slice(path, 3, path.length);
    }
    if (top == SCHEMA_NONE || !path.length) {
        return refuse(drafting, "leads out of the document", drafting->schema->tables[t].columns[c].element);
    }
    uint32_t source = add_path(drafting, top, path);
    if (source == SCHEMA_NONE) {
        return false;
    }
    drafting->drafts[source].element.carried = true;
    drafting->carried[drafting->carried_count++] = (struct schema_carried){source, top, t, c};
    return true;
}

/* Once the other columns are there, because these mostly name one of them. */
static bool add_carried(struct drafting *drafting, struct arena *keep)
{
    const struct schema *schema = drafting->schema;
    drafting->carried = ARENA_ARRAY(keep, drafting->capacity, struct schema_carried);
    if (!drafting->carried) {
        return failure_memory(drafting->failure);
    }
    for (uint32_t t = 0; t < schema->table_count; t++) {
        const struct schema_table *table = &schema->tables[t];
        for (uint32_t c = 0; drafting->records[t] != SCHEMA_NONE && c < table->column_count; c++) {
            if (column_applies(drafting, &table->columns[c]) && schema_is_outside(table->columns[c].element) &&
                !carry(drafting, drafting->records[t], t, c)) {
                return false;
            }
        }
    }
    return true;
}

static bool add_beside(struct drafting *drafting, struct arena *keep)
{
    const struct schema *schema = drafting->schema;
    drafting->beside = ARENA_ARRAY(keep, schema->table_count, struct schema_beside);
    if (!drafting->beside) {
        return failure_memory(drafting->failure);
    }
    for (uint32_t t = 0; t < schema->table_count; t++) {
        const struct schema_table *table = &schema->tables[t];
        uint32_t record = table->beside == SCHEMA_NONE ? SCHEMA_NONE : drafting->records[table->beside];
        if (record == SCHEMA_NONE || (drafting->period && !schema_in_force(table->range, drafting->period))) {
            continue;
        }
        for (uint32_t c = 0; c < table->column_count; c++) {
            if (column_applies(drafting, &table->columns[c]) && !carry(drafting, record, t, c)) {
                return false;
            }
        }
        drafting->beside[drafting->beside_count++] = (struct schema_beside){record, t};
    }
    return true;
}

/* An element beside whose parts others are carried is there for each of them: it repeats although it is no record. A
 * return has one header, and it is there. */
static void settle_counts(struct drafting *drafting)
{
    for (uint32_t i = 0; i < drafting->carried_count; i++) {
        uint32_t top = drafting->carried[i].top;
        drafting->drafts[top].element.repeats = top != 0;
    }
    for (uint32_t i = 0; i < drafting->count; i++) {
        if (drafting->drafts[i].element.role == SCHEMA_ELEMENT_PLAIN) {
            continue;
        }
        for (uint32_t e = i; e != SCHEMA_NONE; e = drafting->drafts[e].element.parent) {
            drafting->drafts[e].element.required = true;
            drafting->drafts[e].element.repeats = false;
        }
    }
}

/* A leaf holds text, so nothing may be below it. */
static bool check(struct drafting *drafting)
{
    for (uint32_t i = 0; i < drafting->count; i++) {
        const struct draft *draft = &drafting->drafts[i];
        uint32_t depth = 0;
        for (uint32_t e = i; e != SCHEMA_NONE; e = drafting->drafts[e].element.parent) {
            depth++;
        }
        if (depth > SCHEMA_ELEMENT_DEPTH_MOST) {
            return refuse(drafting, "is too deep", draft->element.name);
        }
        if (schema_element_is_leaf(&draft->element) && draft->first != SCHEMA_NONE) {
            return refuse(drafting, "holds both text and elements", draft->element.name);
        }
    }
    return true;
}

/* Numbers the elements level by level, so that the children of each follow one another. */
static const struct schema_elements *flatten(struct drafting *drafting, struct arena *keep)
{
    struct schema_elements *elements = ARENA_NEW(keep, struct schema_elements);
    struct schema_element *items = ARENA_ARRAY(keep, drafting->count, struct schema_element);
    uint32_t *drafts = ARENA_ARRAY(keep, drafting->count, uint32_t);
    uint32_t *numbers = ARENA_ARRAY(keep, drafting->count, uint32_t);
    if (!elements || !items || !drafts || !numbers) {
        failure_memory(drafting->failure);
        return NULL;
    }
    uint32_t count = 1;
    items[0] = drafting->drafts[0].element;
    for (uint32_t i = 0; i < count; i++) {
        items[i].first_child = count;
        for (uint32_t child = drafting->drafts[drafts[i]].first; child != SCHEMA_NONE;
             child = drafting->drafts[child].next) {
            drafts[count] = child;
            numbers[child] = count;
            items[count] = drafting->drafts[child].element;
            items[count].parent = i;
            count++;
        }
        items[i].child_count = count - items[i].first_child;
    }
    for (uint32_t i = 0; i < drafting->carried_count; i++) {
        drafting->carried[i].source = numbers[drafting->carried[i].source];
        drafting->carried[i].top = numbers[drafting->carried[i].top];
    }
    for (uint32_t i = 0; i < drafting->beside_count; i++) {
        drafting->beside[i].element = numbers[drafting->beside[i].element];
    }
    *elements = (struct schema_elements){
        items, count, drafting->carried, drafting->carried_count, drafting->beside, drafting->beside_count};
    return elements;
}

static uint32_t element_count_most(const struct schema *schema)
{
    uint32_t count = 1 + segment_count(schema->xml_collection_path) + segment_count(schema->xml_period_path) +
                     segment_count(schema->xml_reference_date_path) + segment_count(schema->xml_authority_path);
    for (uint32_t t = 0; t < schema->table_count; t++) {
        count += segment_count(schema->tables[t].element);
        for (uint32_t c = 0; c < schema->tables[t].column_count; c++) {
            count += segment_count(schema->tables[t].columns[c].element);
        }
    }
    return count;
}

const struct schema_elements *schema_elements_new(const struct schema *schema, int period, struct arena *keep,
                                                  struct failure *failure)
{
    if (!schema->root.length) {
        failure_set(failure, FAILURE_USAGE, "%.*s has no XML form", STR_ARGS(schema->name));
        return NULL;
    }
    struct drafting drafting = {.schema = schema, .period = period, .failure = failure};
    drafting.capacity = element_count_most(schema);
    drafting.drafts = ARENA_ARRAY(keep, drafting.capacity, struct draft);
    if (!drafting.drafts) {
        failure_memory(failure);
        return NULL;
    }
    for (uint32_t t = 0; t < SCHEMA_TABLES_MOST; t++) {
        drafting.records[t] = SCHEMA_NONE;
    }
    add_child(&drafting, SCHEMA_NONE, schema->root);
    drafting.drafts[0].element.required = true;
    bool ok = add_roles(&drafting, false);
    for (uint32_t t = 0; ok && t < schema->table_count; t++) {
        uint32_t parent = schema->tables[t].parent;
        ok = add_table(&drafting, t) && (parent == SCHEMA_NONE || add_columns(&drafting, parent, t));
    }
    /* Roles of elements that are columns too are given once the columns are there. */
    ok = ok && add_carried(&drafting, keep) && add_beside(&drafting, keep) && add_roles(&drafting, true);
    settle_counts(&drafting);
    ok = ok && check(&drafting);
    return ok ? flatten(&drafting, keep) : NULL;
}

uint32_t schema_elements_child(const struct schema_elements *elements, uint32_t parent, struct str name)
{
    const struct schema_element *above = &elements->items[parent];
    for (uint32_t i = 0; i < above->child_count; i++) {
        if (str_equal(elements->items[above->first_child + i].name, name)) {
            return above->first_child + i;
        }
    }
    return SCHEMA_NONE;
}

uint32_t schema_elements_record(const struct schema_elements *elements, uint32_t table)
{
    for (uint32_t i = 0; i < elements->count; i++) {
        if (elements->items[i].table == table) {
            return i;
        }
    }
    for (uint32_t i = 0; i < elements->beside_count; i++) {
        if (elements->beside[i].table == table) {
            return elements->beside[i].element;
        }
    }
    return SCHEMA_NONE;
}

bool schema_elements_is_cell(const struct schema_elements *elements, uint32_t element, uint32_t table, uint32_t column)
{
    const struct schema_element *of = &elements->items[element];
    if (of->within == table) {
        return of->column == column;
    }
    for (uint32_t i = 0; of->carried && i < elements->carried_count; i++) {
        const struct schema_carried *carried = &elements->carried[i];
        if (carried->source == element && carried->table == table && carried->column == column) {
            return true;
        }
    }
    return false;
}

bool schema_element_has_rule(const struct schema *schema, const struct schema_element *element)
{
    return element->role == SCHEMA_ELEMENT_REFERENCE_DATE && element->column != SCHEMA_NONE &&
           schema->tables[element->within].columns[element->column].malformed_code.length > 0;
}
