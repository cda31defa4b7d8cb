#include "finding/reading.h"

#include "base/number.h"
#include "base/utf8.h"

/* Cut to the ceiling at the end of a character, so that a text that was UTF-8 still is. */
static struct str cut(struct str text)
{
    if (text.length <= FINDING_TEXT_MOST) {
        return text;
    }
    size_t length = FINDING_TEXT_MOST;
    while (length > 0 && ((unsigned char)text.data[length] & 0xc0) == 0x80) {
        length--;
    }
    return (struct str){text.data, length};
}

static bool copy(struct arena *arena, struct str *text)
{
    struct str whole = cut(*text);
    if (whole.length == 0) {
        *text = STR_EMPTY;
        return true;
    }
    *text = arena_str(arena, whole);
    return text->data != NULL;
}

bool finding_log_add(struct finding_log *log, struct finding_reading entry, struct failure *failure)
{
    if (log->counts[entry.kind] < FINDING_READING_MOST) {
        bool done = copy(&log->arena, &entry.text) && copy(&log->arena, &entry.field) &&
                    array_push(&log->entries, entry);
        if (!done) {
            return failure_memory(failure);
        }
    }
    log->counts[entry.kind]++;
    return true;
}

bool finding_log_join(struct finding_log *log, struct finding_log *from, struct failure *failure)
{
    uint64_t kept[FINDING_KINDS] = {0};
    for (size_t i = 0; i < from->entries.count; i++) {
        if (!finding_log_add(log, from->entries.items[i], failure)) {
            return false;
        }
        kept[from->entries.items[i].kind]++;
    }
    /* Those that were only counted. */
    for (size_t kind = 0; kind < FINDING_KINDS; kind++) {
        log->counts[kind] += from->counts[kind] - kept[kind];
    }
    finding_log_clear(from);
    return true;
}

void finding_log_clear(struct finding_log *log)
{
    log->entries.count = 0;
    memset(log->counts, 0, sizeof log->counts);
    arena_free(&log->arena);
}

void finding_log_free(struct finding_log *log)
{
    finding_log_clear(log);
    array_free(&log->entries);
}

void finding_reading_word(const struct finding_reading *entry, struct buffer *out)
{
    const char *message = finding_kind_text(entry->kind)->message;
    for (const char *at = message; *at; at++) {
        struct str rest = str_of(at);
        if (*at != '{') {
            buffer_char(out, *at);
        } else if (str_starts_with(rest, STR("{text}"))) {
            utf8_write_printable(out, entry->text);
            at += sizeof "{text}" - 2;
        } else if (str_starts_with(rest, STR("{a}")) || str_starts_with(rest, STR("{b}"))) {
            number_write(out, at[1] == 'a' ? entry->a : entry->b, 0, true, true);
            at += sizeof "{a}" - 2;
        } else {
            buffer_char(out, *at);
        }
    }
}
