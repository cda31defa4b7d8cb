/* implied: the rules that follow from the schema: cells that cannot be read, blanks where a value is required, codes that
 * are not in the list, patterns, ranges, keys. They are written as rule files write theirs, and compiled the same way.
 *
 * Where a published rule says "X is not valid" or "X is missing", the schema names its code for the column, and the
 * finding goes by that code; a rule that stands in a file under that code takes its place.
 */
#include "base/date.h"
#include "base/number.h"
#include "rule/load.h"

#define ONCE "format = \"csv\""

struct implied {
    struct rule_set *set;
    uint32_t *order;
    struct failure *failure;
    const struct schema_table *table;
    const struct schema_column *column;
};

/* What one such rule says; texts in the set's arena, expressions as text. */
struct saying {
    const char *code;
    const char *title;
    struct str require;
    struct str message;
    struct str fix;
    const char *why;
};

static const struct rule_source *source_of(const struct implied *i, struct str text)
{
    struct rule_source *source = text.data ? ARENA_NEW(&i->set->arena, struct rule_source) : NULL;
    if (!source) {
        (void)failure_memory(i->failure);
        return NULL;
    }
    *source = (struct rule_source){NULL, NULL, text};
    return source;
}

static const struct rule_tree *parse(const struct implied *i, struct str text)
{
    const struct rule_source *source = source_of(i, text);
    return source ? rule_parse(source, &i->set->arena, i->failure) : NULL;
}

static struct schema_range common(struct schema_range a, struct schema_range b)
{
    return (struct schema_range){a.from > b.from ? a.from : b.from, a.until < b.until ? a.until : b.until};
}

static bool read_places(const struct implied *i, struct str text, struct rule_body *body)
{
    const struct rule_tree **at = ARENA_ARRAY(&i->set->arena, 1, const struct rule_tree *);
    if (!at) {
        return failure_memory(i->failure);
    }
    at[0] = parse(i, text);
    body->at = at;
    body->at_count = 1;
    return at[0] != NULL;
}

/* The rule of that code from a rule file that is in force in the period; NULL when there is none. */
static const struct rule *written_rule(const struct rule_set *set, struct str full_code, int period)
{
    for (size_t r = 0; r < set->rules.count; r++) {
        const struct rule *rule = &set->rules.items[r];
        if (!rule->from_schema && str_equal(rule->full_code, full_code) && schema_in_force(rule->range, period)) {
            return rule;
        }
    }
    return NULL;
}

/* Of the rule's periods, those in a row from `from` on in which no rule file has a rule of its code; empty (from after
 * until) when there are none left. */
static struct schema_range uncovered(const struct rule_set *set, const struct rule *rule, int from)
{
    struct schema_range found = {from > rule->range.from ? from : rule->range.from, rule->range.until};
    const struct rule *written = written_rule(set, rule->full_code, found.from);
    for (; written; written = written_rule(set, rule->full_code, found.from)) {
        if (written->range.until >= found.until) {
            return (struct schema_range){1, 0};
        }
        found.from = written->range.until + 1;
    }
    for (size_t r = 0; r < set->rules.count; r++) {
        const struct rule *other = &set->rules.items[r];
        if (!other->from_schema && str_equal(other->full_code, rule->full_code) && other->range.from > found.from &&
            other->range.from <= found.until) {
            found.until = other->range.from - 1;
        }
    }
    return found;
}

/* In XML the cell is a copy of another record's, of which the finding speaks already. */
static bool is_copy(const struct implied *i)
{
    const struct schema_table *table = i->table;
    const struct schema_table *other = table->beside == SCHEMA_NONE ? NULL : &i->set->schema->tables[table->beside];
    bool copy = i->column && schema_is_outside(i->column->element);
    for (uint32_t c = 0; i->column && other && c < other->column_count; c++) {
        copy = copy || (i->column->element.length && str_equal(other->columns[c].element, i->column->element));
    }
    return copy;
}

/* The code by which the finding goes; `given` is the schema's for the column or key, if it has one. */
static bool set_codes(const struct implied *i, struct str given, struct rule *rule)
{
    if (given.length == 0) {
        return true;
    }
    rule->full_code = rule_full_code(&i->set->arena, i->set->prefix, given);
    size_t skipped = i->set->prefix.length > 0 ? i->set->prefix.length + 1 : 0;
    rule->code = str_slice(rule->full_code, skipped, SIZE_MAX);
    return rule->full_code.data || failure_memory(i->failure);
}

static bool read_body(const struct implied *i, const struct saying *saying, struct str places, struct rule_body *body)
{
    struct arena *keep = &i->set->arena;
    const struct rule_source *name = source_of(i, arena_printf(keep, "`%.*s`", STR_ARGS(i->table->name)));
    const struct rule_source *message = source_of(i, saying->message);
    body->order = (*i->order)++;
    body->source = name;
    body->table = name ? rule_parse_table(name, keep, i->failure) : NULL;
    body->require = parse(i, saying->require);
    if (is_copy(i) && !(body->when = parse(i, STR(ONCE)))) {
        return false;
    }
    return body->table && body->require && message && read_places(i, places, body) &&
           rule_parse_message(message, keep, &body->message, i->failure);
}

/* A version for each stretch of periods in which no written rule has the code. */
static bool add_versions(const struct implied *i, const struct rule *rule)
{
    struct schema_range range = uncovered(i->set, rule, INT_MIN);
    while (range.from <= range.until) {
        struct rule version = *rule;
        version.range = range;
        if (!array_push(&i->set->rules, version)) {
            return failure_memory(i->failure);
        }
        range = range.until == INT_MAX ? (struct schema_range){1, 0} : uncovered(i->set, rule, range.until + 1);
    }
    return true;
}

static bool add(const struct implied *i, const struct saying *saying, struct str given_code, struct str places)
{
    struct rule_body *body = ARENA_NEW(&i->set->arena, struct rule_body);
    struct rule rule = {.code = str_of(saying->code),
                        .full_code = str_of(saying->code),
                        .title = str_of(saying->title),
                        .severity = FINDING_ERROR,
                        .range = i->column ? common(i->column->range, i->table->range) : i->table->range,
                        .table = i->table->name,
                        .when_text = is_copy(i) ? STR(ONCE) : STR_EMPTY,
                        .require_text = saying->require,
                        .message = saying->message,
                        .fix = saying->fix,
                        .why = str_of(saying->why),
                        .source = STR("The schema of the collection (probity schema show)."),
                        .note = STR_EMPTY,
                        .path = i->set->schema->path.data ? i->set->schema->path.data : "",
                        .from_schema = true,
                        .body = body};
    if (!body || !saying->require.data || !saying->message.data || !saying->fix.data || !places.data) {
        return failure_memory(i->failure);
    }
    if (!set_codes(i, given_code, &rule) || !read_body(i, saying, places, body)) {
        return false;
    }
    if (given_code.length == 0) {
        return array_push(&i->set->rules, rule) || failure_memory(i->failure);
    }
    return add_versions(i, &rule);
}

#define TEXT(implied, ...) arena_printf(&(implied)->set->arena, __VA_ARGS__)

static bool add_for_column(const struct implied *i, const struct saying *saying, struct str given_code)
{
    return add(i, saying, given_code, TEXT(i, "`%.*s`", STR_ARGS(i->column->name)));
}

struct type_words {
    const char *what;
    const char *fix;
};

static const struct type_words type_words[TABLE_TYPES] = {
    [TABLE_INTEGER] = {"a whole number", "Type a whole number, such as 12, without words or signs around it."},
    [TABLE_MONEY] =
        {"an amount",
         "Type an amount in pounds: digits with at most two decimals, such as 1234.56 or £1,234.56; a negative "
         "one as -1234.56 or (1,234.56), nil as 0 or -. Leave the cell blank if there is no amount."},
    [TABLE_DECIMAL] = {"a number", "Type a number, such as 12.5, without words or signs around it."},
    [TABLE_DATE] = {"a date", "Type a date that exists as day, month and year: 31/03/2024."},
    [TABLE_MONTH] = {"a month", "Type a year and a month: 2024-03."},
    [TABLE_BOOLEAN] = {"yes or no", "Type true or false (1 or 0)."},
};

static bool add_malformed(const struct implied *i)
{
    const struct type_words *words = &type_words[i->column->type];
    if (!words->what) {
        return true; /* every text is a text */
    }
    struct str name = i->column->name;
    struct saying saying = {
        .code = "CELL-101",
        .title = "A cell cannot be read",
        .require = TEXT(i, "`%.*s` is not malformed", STR_ARGS(name)),
        .message = TEXT(i, "{name of `%.*s`} is \"{raw(`%.*s`)}\", which is not %s.", STR_ARGS(name), STR_ARGS(name),
                        words->what),
        .fix = str_of(words->fix),
        .why = "A cell that cannot be read takes no part in any check, so that other mistakes stay hidden behind it.",
    };
    return add_for_column(i, &saying, i->column->malformed_code);
}

static bool add_required(const struct implied *i)
{
    struct str name = i->column->name;
    struct saying saying = {
        .code = "CELL-102",
        .title = "A required cell is blank",
        .require = TEXT(i, "`%.*s` is present", STR_ARGS(name)),
        .message = TEXT(i, "{name of `%.*s`} is blank, but every record must have it.", STR_ARGS(name)),
        .fix = STR("Fill in the cell."),
        .why = "Without it nobody can tell what the record is about.",
    };
    return !i->column->required || add_for_column(i, &saying, i->column->missing_code);
}

static bool add_codes(const struct implied *i)
{
    if (i->column->codes == SCHEMA_NONE) {
        return true;
    }
    struct str name = i->column->name;
    struct str list = i->set->schema->code_lists[i->column->codes].name;
    struct saying saying = {
        .code = "CELL-103",
        .title = "A code is not in the list",
        .require = TEXT(i, "`%.*s` in codes.`%.*s`", STR_ARGS(name), STR_ARGS(list)),
        .message = TEXT(i, "{name of `%.*s`} is \"{`%.*s`}\", which is not one of {codes.`%.*s`}.", STR_ARGS(name),
                        STR_ARGS(name), STR_ARGS(list)),
        .fix = STR("Choose a code from the list for this year."),
        .why = "A code that nobody knows cannot be counted.",
    };
    return add_for_column(i, &saying, i->column->malformed_code);
}

/* Quotation marks in a text of the rule language are doubled. */
static struct str quoted(const struct implied *i, struct str text)
{
    struct buffer out = BUFFER_EMPTY;
    for (size_t k = 0; k < text.length; k++) {
        buffer_char(&out, text.data[k]);
        if (text.data[k] == '"') {
            buffer_char(&out, '"');
        }
    }
    struct str result = buffer_ok(&out) ? arena_str(&i->set->arena, buffer_view(&out)) : (struct str){NULL, 0};
    buffer_free(&out);
    return result;
}

static bool add_pattern(const struct implied *i)
{
    bool text = i->column->type == TABLE_TEXT || i->column->type == TABLE_CODE;
    if (i->column->pattern.length == 0 || !text) {
        return true;
    }
    struct str name = i->column->name;
    struct str pattern = quoted(i, i->column->pattern);
    if (!pattern.data) {
        return failure_memory(i->failure);
    }
    struct saying saying = {
        .code = "CELL-104",
        .title = "A cell does not have the right form",
        .require = TEXT(i, "`%.*s` matches \"%.*s\"", STR_ARGS(name), STR_ARGS(pattern)),
        .message = TEXT(i, "{name of `%.*s`} is \"{`%.*s`}\", which does not have the form that it must have.",
                        STR_ARGS(name), STR_ARGS(name)),
        .fix = TEXT(i, "Correct it. %.*s%sThe pattern is %.*s", STR_ARGS(i->column->description),
                    i->column->description.length ? " " : "", STR_ARGS(i->column->pattern)),
        .why = "Numbers and codes of a fixed form let other systems find the same person, place or school.",
    };
    return add_for_column(i, &saying, i->column->malformed_code);
}

/* A bound as rule files write it (0.5, 2024-03-31), or as people do. */
static void write_bound(const struct schema_column *column, bool words, int64_t bound, struct buffer *out)
{
    switch (column->type) {
    case TABLE_DATE: words ? date_write(out, bound) : date_write_iso(out, bound); break;
    case TABLE_MONTH: date_write_month(out, bound); break;
    case TABLE_MONEY:
        if (words) {
            number_write_money(out, bound);
            break;
        } /* fall through */
    default: number_write(out, bound, column->scale, words && bound > 9999, true); break;
    }
}

static void write_bounds(const struct schema_column *column, bool words, struct buffer *out)
{
    if (!words) {
        buffer_char(out, '`');
        buffer_str(out, column->name);
        buffer_char(out, '`');
    }
    bool both = column->has_least && column->has_most;
    buffer_text(out, both                 ? " between "
                     : !column->has_least ? (words ? " at most " : " <= ")
                                          : (words ? " at least " : " >= "));
    write_bound(column, words, column->has_least ? column->least : column->most, out);
    if (both) {
        buffer_text(out, " and ");
        write_bound(column, words, column->most, out);
    }
}

static bool add_range(const struct implied *i)
{
    bool text = i->column->type == TABLE_TEXT || i->column->type == TABLE_CODE || i->column->type == TABLE_BOOLEAN;
    if ((!i->column->has_least && !i->column->has_most) || text) {
        return true;
    }
    struct buffer require = BUFFER_EMPTY;
    struct buffer message = BUFFER_EMPTY;
    struct str name = i->column->name;
    write_bounds(i->column, false, &require);
    buffer_format(&message, "{name of `%.*s`} is {`%.*s`}, but must be", STR_ARGS(name), STR_ARGS(name));
    write_bounds(i->column, true, &message);
    buffer_char(&message, '.');
    struct saying saying = {
        .code = "CELL-105",
        .title = "A value is out of range",
        .fix = STR("Check the value; it may be in the wrong column or in another unit."),
        .why = "Values outside the range cannot be right.",
    };
    bool good = buffer_ok(&require) && buffer_ok(&message);
    saying.require = good ? arena_str(&i->set->arena, buffer_view(&require)) : (struct str){NULL, 0};
    saying.message = good ? arena_str(&i->set->arena, buffer_view(&message)) : (struct str){NULL, 0};
    buffer_free(&require);
    buffer_free(&message);
    return good ? add_for_column(i, &saying, STR_EMPTY) : failure_memory(i->failure);
}

/* A record's own number is no other's. */
static bool is_numbered(const struct implied *i)
{
    uint32_t table = (uint32_t)(i->table - i->set->schema->tables);
    return i->table->key_count == 1 && i->table->columns[i->table->key[0]].number_of == table;
}

static bool add_key(const struct implied *i)
{
    struct buffer key = BUFFER_EMPTY;
    struct buffer message = BUFFER_EMPTY;
    uint32_t count = i->table->key_count;
    if (count == 0 || count > PLAN_KEYS_MOST || is_numbered(i)) {
        return true;
    }
    buffer_text(&key, count > 1 ? "(" : "");
    buffer_text(&message, "An earlier record has the same ");
    for (uint32_t k = 0; k < count; k++) {
        struct str name = i->table->columns[i->table->key[k]].name;
        buffer_format(&key, "%s`%.*s`", k ? ", " : "", STR_ARGS(name));
        buffer_format(&message, "%s{name of `%.*s`} ({`%.*s`})",
                      k == 0           ? ""
                      : k + 1 == count ? " and "
                                       : ", ",
                      STR_ARGS(name), STR_ARGS(name));
    }
    buffer_text(&key, count > 1 ? ") is unique" : " is unique");
    buffer_char(&message, '.');
    struct saying saying = {
        .code = "KEY-101",
        .title = "Two records have the same key",
        .fix = STR("Remove the record that is there twice, or correct the one whose key is wrong."),
        .why = "Two records of the same thing would be counted twice.",
    };
    bool good = buffer_ok(&key) && buffer_ok(&message);
    saying.require = good ? arena_str(&i->set->arena, buffer_view(&key)) : (struct str){NULL, 0};
    saying.message = good ? arena_str(&i->set->arena, buffer_view(&message)) : (struct str){NULL, 0};
    buffer_free(&key);
    buffer_free(&message);
    struct str first = i->table->columns[i->table->key[0]].name;
    return good ? add(i, &saying, i->table->repeated_code, TEXT(i, "`%.*s`", STR_ARGS(first)))
                : failure_memory(i->failure);
}

bool rule_add_implied(struct rule_set *set, uint32_t *order, struct failure *failure)
{
    struct implied implied = {.set = set, .order = order, .failure = failure};
    for (uint32_t t = 0; t < set->schema->table_count; t++) {
        implied.table = &set->schema->tables[t];
        for (uint32_t c = 0; c < implied.table->column_count; c++) {
            implied.column = &implied.table->columns[c];
            if (implied.column->number_of != SCHEMA_NONE) {
                continue; /* nobody types it */
            }
            if (!add_malformed(&implied) || !add_required(&implied) || !add_codes(&implied) || !add_pattern(&implied) ||
                !add_range(&implied)) {
                return false;
            }
        }
        implied.column = NULL;
        if (!add_key(&implied)) {
            return false;
        }
    }
    return true;
}
