/* csv_cells_loops: what the kinds of processor have in common: loops that compilers make the best of themselves, and
 * what is left over by those that take several fields at once. Private to csv_cells*.c and csv_codes.c.
 */
#ifndef PROBITY_INTAKE_CSV_CELLS_LOOPS_H
#define PROBITY_INTAKE_CSV_CELLS_LOOPS_H

#include "intake/csv_cells.h"
#include "table/batch.h"

#define CELLS_INLINE static inline __attribute__((always_inline))

/* csv_cells.c: from the field `first` on. */
void csv_cells_integer_from(struct csv_strip *strip, uint32_t first);
void csv_cells_money_from(struct csv_strip *strip, uint32_t first);
/* `separator` is 0 for yyyy-mm-dd. */
void csv_cells_date_from(struct csv_strip *strip, uint32_t first, char separator);
char csv_cells_date_separator(const struct csv_strip *strip);
void csv_cells_long_integer(struct csv_strip *strip);
uint32_t csv_cells_longest(const struct csv_strip *strip);

/* A strip while a loop runs over it, in variables of the loop's own: what is stored through a pointer to bytes might
 * change the strip itself for all a compiler knows. */
struct cells {
    const char *data;
    const uint32_t *bounds;
    const uint32_t *rows;
    int64_t *values;
    uint8_t *states;
    uint8_t *odd;
    uint32_t count;
    uint32_t odd_count;
};

CELLS_INLINE struct cells cells_of(struct csv_strip *strip)
{
    return (struct cells){.data = strip->data,
                          .bounds = strip->bounds,
                          .rows = strip->rows,
                          .values = strip->values,
                          .states = strip->states,
                          .odd = strip->odd,
                          .count = strip->count,
                          .odd_count = strip->odd_count};
}

CELLS_INLINE uint32_t cells_start(const struct cells *cells, uint32_t i)
{
    return cells->bounds[cells->rows[i]] + 1;
}

CELLS_INLINE uint32_t cells_length(const struct cells *cells, uint32_t i)
{
    const uint32_t *bound = cells->bounds + cells->rows[i];
    return bound[1] - bound[0] - 1;
}

CELLS_INLINE void cells_put(struct cells *cells, uint32_t i, uint32_t length, int64_t value, bool is_odd)
{
    const uint32_t is_blank = length == 0;
    cells->values[i] = value & ((int64_t)is_blank - 1);
    cells->states[i] = (uint8_t)is_blank; /* TABLE_MISSING is 1 */
    cells->odd[cells->odd_count] = (uint8_t)i;
    cells->odd_count += is_odd & !is_blank;
}

/* Bytes at the ends of a text that make it odd: white space, with the parts of a no-break space. Quotation marks and
 * the "#" of a spreadsheet's errors do as well, at the beginning. */
CELLS_INLINE unsigned cells_odd_end(char byte, unsigned char blank)
{
    unsigned char value = (unsigned char)byte;
    return (value <= ' ') | (value == blank);
}

CELLS_INLINE void cells_text(struct csv_strip *strip)
{
    struct cells cells = cells_of(strip);
    cells.odd_count = 0;
    for (uint32_t i = 0; i < cells.count; i++) {
        uint32_t start = cells_start(&cells, i);
        uint32_t length = cells_length(&cells, i);
        char first = cells.data[start];
        char last = cells.data[start + length - (length != 0)];
        unsigned odd = cells_odd_end(first, 0xc2) | (unsigned)((first == '"') | (first == '#')) |
                       cells_odd_end(last, 0xa0);
        cells_put(&cells, i, length, table_span(start, length), odd != 0);
    }
    strip->odd_count = cells.odd_count;
}

struct cells_key {
    uint64_t low;
    uint64_t high;
};

/* The lowest `bytes` of a word, up to seven. */
CELLS_INLINE uint64_t cells_lowest(uint64_t word, uint32_t bytes)
{
    return word & ((UINT64_C(1) << (8 * bytes & 63)) - 1);
}

/* Of texts up to CSV_CODE_SHORT bytes. */
CELLS_INLINE uint64_t cells_short_key(const char *text, uint32_t length)
{
    return cells_lowest(csv_load(text), length) | (uint64_t)length << 56;
}

/* Of texts up to CSV_CODE_BYTES. Without branches: in many a column every third text is blank, and none can tell
 * which. */
CELLS_INLINE struct cells_key cells_key(const char *text, uint32_t length)
{
    uint64_t is_long = length > CSV_CODE_SHORT ? ~UINT64_C(0) : 0;
    uint64_t word = csv_load(text);
    uint64_t size = (uint64_t)length << 56;
    uint64_t low = cells_lowest(word, length) | size;
    uint64_t high = cells_lowest(csv_load(text + 8), length - 8) | size;
    return (struct cells_key){low ^ ((low ^ word) & is_long), high & is_long};
}

CELLS_INLINE uint32_t cells_place(struct cells_key key, uint32_t shift)
{
    uint64_t mixed = (key.low ^ key.high * UINT64_C(0xd6e8feb86659fd93)) * UINT64_C(0x9e3779b97f4a7c15);
    return (uint32_t)(mixed >> shift);
}

CELLS_INLINE void cells_code_put(struct cells *cells, uint32_t i, const struct csv_code_slot *slot, bool is_odd)
{
    cells->values[i] = slot->id;
    cells->states[i] = slot->state;
    cells->odd[cells->odd_count] = (uint8_t)i;
    cells->odd_count += is_odd;
}

CELLS_INLINE void cells_code_short(struct cells *cells, const struct csv_code_slot *slots, uint32_t shift)
{
    for (uint32_t i = 0; i < cells->count; i++) {
        uint32_t length = cells_length(cells, i);
        uint64_t low = cells_short_key(cells->data + cells_start(cells, i), length);
        const struct csv_code_slot *slot = &slots[cells_place((struct cells_key){low, 0}, shift)];
        cells_code_put(cells, i, slot, (slot->low != low) | (length > CSV_CODE_SHORT));
    }
}

CELLS_INLINE void cells_code_wide(struct cells *cells, const struct csv_code_slot *slots, uint32_t shift)
{
    for (uint32_t i = 0; i < cells->count; i++) {
        uint32_t length = cells_length(cells, i);
        struct cells_key key = cells_key(cells->data + cells_start(cells, i), length);
        const struct csv_code_slot *slot = &slots[cells_place(key, shift)];
        bool differs = (slot->low != key.low) | (slot->high != key.high);
        cells_code_put(cells, i, slot, differs | (length > CSV_CODE_BYTES));
    }
}

CELLS_INLINE void cells_code(struct csv_strip *strip, const struct csv_codes *codes)
{
    struct cells cells = cells_of(strip);
    cells.odd_count = 0;
    if (codes->is_wide) {
        cells_code_wide(&cells, codes->slots, codes->shift);
    } else {
        cells_code_short(&cells, codes->slots, codes->shift);
    }
    strip->odd_count = cells.odd_count;
}

#endif
