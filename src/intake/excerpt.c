/* The windows that reports show round a place: of a file line that may be megabytes long, as much as fits on a screen. */
#include "base/utf8.h"
#include "intake/internal.h"

/* Characters kept before a place that is far to the right, so that its neighbours are seen. */
#define BEFORE 40u

static bool continues(char byte)
{
    return ((unsigned char)byte & 0xc0) == 0x80;
}

/* Steps back over so many characters, and not beyond the beginning. */
static size_t step_back(struct str line, size_t at, size_t characters)
{
    while (at > 0 && characters > 0) {
        at--;
        characters -= !continues(line.data[at]);
    }
    return at;
}

static size_t step_on(struct str line, size_t at, size_t characters)
{
    while (at < line.length && characters > 0) {
        at++;
        while (at < line.length && continues(line.data[at])) {
            at++;
        }
        characters--;
    }
    return at;
}

bool intake_excerpt(struct str line, size_t offset, size_t length, struct buffer *out, struct intake_place *place,
                    struct failure *failure)
{
    offset = offset < line.length ? offset : line.length;
    length = length < line.length - offset ? length : line.length - offset;
    size_t from = step_back(line, offset, INTAKE_EXCERPT_MOST);
    bool fits = from == 0 && step_on(line, 0, INTAKE_EXCERPT_MOST) >= offset + length;
    from = fits ? 0 : step_back(line, offset, BEFORE);
    size_t to = step_on(line, from, INTAKE_EXCERPT_MOST);
    size_t shown_to = offset + length < to ? offset + length : to;
    /* Written piece by piece: making characters visible may change how many there are. */
    buffer_clear(out);
    utf8_write_printable(out, str_slice(line, from, offset - from));
    size_t caret = out->length;
    utf8_write_printable(out, str_slice(line, offset, shown_to - offset));
    size_t behind = out->length;
    utf8_write_printable(out, str_slice(line, shown_to, to - shown_to));
    if (!buffer_ok(out)) {
        return failure_memory(failure);
    }
    struct str text = buffer_view(out);
    place->excerpt = text;
    place->excerpt_caret = (uint32_t)utf8_count(str_slice(text, 0, caret));
    place->excerpt_width = (uint32_t)utf8_count(str_slice(text, caret, behind - caret));
    return true;
}
