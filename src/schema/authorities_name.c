/* Councils by their names, as others write them. */
#include "schema/authorities_list.h"

#define NAME_MOST 128u

static bool is_letter(char byte)
{
    return (byte >= 'a' && byte <= 'z') || (byte >= 'A' && byte <= 'Z');
}

/* Words that some lists have and others have not. */
static bool is_said_in_vain(struct str word)
{
    static const char *const words[] = {"THE",     "OF", "AND",   "CITY",    "COUNTY",      "COUNCIL",
                                        "BOROUGH", "UA", "ROYAL", "UNITARY", "METROPOLITAN"};
    for (size_t i = 0; i < sizeof words / sizeof *words; i++) {
        if (str_equal(word, str_of(words[i]))) {
            return true;
        }
    }
    return false;
}

/* The words that count, in capitals, without what is between them. Empty when the name is too long. */
static struct str shorten(struct str name, char *room)
{
    size_t used = 0;
    for (size_t i = 0; i < name.length;) {
        size_t start = used;
        while (i < name.length && is_letter(name.data[i]) && used < NAME_MOST) {
            room[used++] = (char)(name.data[i++] & ~0x20);
        }
        if (used == NAME_MOST) {
            return STR_EMPTY;
        }
        if (is_said_in_vain((struct str){room + start, used - start})) {
            used = start;
        }
        /* An apostrophe is within a word. */
        i += i < name.length;
    }
    return (struct str){room, used};
}

struct str schema_authorities_named(const struct schema_authorities *authorities, struct str text)
{
    char wanted_room[NAME_MOST];
    char room[NAME_MOST];
    struct str code = schema_authorities_code(authorities, str_trim(text));
    struct str wanted = shorten(text, wanted_room);
    for (uint32_t i = 0; code.length == 0 && wanted.length > 0 && i < authorities->count; i++) {
        const struct authority *authority = &authorities->items[i];
        if (str_equal(shorten(authority->name, room), wanted) && authority->periods.until == INT_MAX) {
            code = authority->code;
        }
    }
    for (uint32_t i = 0; code.length == 0 && wanted.length > 0 && i < authorities->count; i++) {
        if (str_equal(shorten(authorities->items[i].name, room), wanted)) {
            code = authorities->items[i].code;
        }
    }
    return code;
}
