/* named: reads what is shared by name back from the text of the rule files. */
#include "rule/named.h"

#include "base/buffer.h"
#include "rule/names.h"

uint32_t rule_named_count(const struct rule_set *set)
{
    return (uint32_t)set->names->items.count;
}

static size_t line_start(struct str text, size_t at)
{
    while (at > 0 && text.data[at - 1] != '\n') {
        at--;
    }
    return at;
}

static size_t line_end(struct str text, size_t at)
{
    while (at < text.length && text.data[at] != '\n') {
        at++;
    }
    return at;
}

/* The comment right above the record, its lines as one paragraph. */
static bool read_meaning(struct str file, size_t record, struct arena *keep, struct str *meaning)
{
    struct buffer text = BUFFER_EMPTY;
    size_t first = record;
    while (first > 0 && file.data[line_start(file, first - 1)] == '#') {
        first = line_start(file, first - 1);
    }
    for (size_t at = first; at < record; at = line_end(file, at) + 1) {
        buffer_text(&text, at > first ? " " : "");
        buffer_str(&text, str_trim(str_slice(file, at + 1, line_end(file, at) - at - 1)));
    }
    *meaning = arena_str(keep, buffer_view(&text));
    bool fine = buffer_ok(&text) && meaning->data;
    buffer_free(&text);
    return fine;
}

/* The lines of the record below its first, two spaces to the left: up to the first that is not indented, or that begins
 * the rows of a data table. */
static bool read_lines(struct str file, size_t record, struct arena *keep, struct str *lines)
{
    struct buffer text = BUFFER_EMPTY;
    for (size_t at = line_end(file, record) + 1; at < file.length; at = line_end(file, at) + 1) {
        struct str line = str_slice(file, at, line_end(file, at) - at);
        if (line.length < 3 || line.data[0] != ' ' || str_starts_with(line, STR("  rows:"))) {
            break;
        }
        buffer_str(&text, str_slice(line, 2, line.length - 2));
        buffer_char(&text, '\n');
    }
    *lines = arena_str(keep, str_trim(buffer_view(&text)));
    bool fine = buffer_ok(&text) && lines->data;
    buffer_free(&text);
    return fine;
}

bool rule_named_read(const struct rule_set *set, uint32_t index, struct arena *keep, struct rule_named *named,
                     struct failure *failure)
{
    static const char *const kinds[] = {"definition", "view", "data table", NULL};
    const struct rule_name *name = &set->names->items.items[index];
    *named = (struct rule_named){.kind = kinds[name->kind], .name = name->name};
    size_t at;
    struct str file = rule_source_file(name->source, &at);
    if (!named->kind || !file.length) {
        return true;
    }
    size_t record = line_start(file, at);
    bool fine = read_meaning(file, record, keep, &named->meaning);
    if (name->definition) {
        named->name = name->source->text;
        named->text = name->definition->body->source->text;
    } else {
        fine = fine && read_lines(file, record, keep, &named->text);
    }
    return fine || failure_memory(failure);
}

bool rule_named_opening(const struct rule_set *set, const char *path, struct arena *keep, struct str *opening,
                        struct failure *failure)
{
    struct str text = rule_names_text(set->names, path);
    size_t end = 0;
    while (end < text.length && text.data[end] == '#') {
        end = line_end(text, end) + 1;
    }
    *opening = STR_EMPTY;
    return read_meaning(text, end, keep, opening) || failure_memory(failure);
}
