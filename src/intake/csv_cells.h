/* csv_cells: the fast way from a column of field texts to numbers.
 *
 * Each function takes a strip of fields of one column. A field in plain form is turned into its number there and then,
 * by one loop without branches; every other one is named in `odd`, and the caller reads it the slow way. Bytes up to
 * CSV_CELLS_REACH before and behind a field are read (and do not matter): buffers have that much room at both ends.
 *
 * A field lies between two bounds, as format/csv.h has them. A blank field's value is 0.
 */
#ifndef PROBITY_INTAKE_CSV_CELLS_H
#define PROBITY_INTAKE_CSV_CELLS_H

#include <stdbool.h>
#include <stdint.h>

#include "base/failure.h"
#include "base/str.h"

#define CSV_STRIP 64u
#define CSV_CELLS_REACH 16u

struct csv_strip {
    const char *data;
    const uint32_t *bounds;
    const uint32_t *rows; /* field i is (bounds[rows[i]], bounds[rows[i] + 1]) */
    uint32_t count;       /* of fields, at most CSV_STRIP */
    int64_t *values;
    uint8_t *states; /* enum table_state */
    uint32_t odd_count;
    uint8_t odd[CSV_STRIP + 4]; /* indexes of the fields that were not plain, in order */
};

static inline uint32_t csv_strip_start(const struct csv_strip *strip, uint32_t i)
{
    return strip->bounds[strip->rows[i]] + 1;
}

static inline uint32_t csv_strip_length(const struct csv_strip *strip, uint32_t i)
{
    const uint32_t *bound = strip->bounds + strip->rows[i];
    return bound[1] - bound[0] - 1;
}

/* Eight bytes, the first lowest. */
static inline uint64_t csv_load(const char *at)
{
    uint64_t word;
    memcpy(&word, at, sizeof word);
#if __BYTE_ORDER__ == __ORDER_BIG_ENDIAN__
    word = __builtin_bswap64(word);
#endif
    return word;
}

/* Remembers what texts of a code column came to. A text is up to 15 bytes as they stand in the file. */
struct csv_code_slot {
    uint64_t low;  /* up to seven bytes, their number above them; or the first eight of a longer text, … */
    uint64_t high; /* … with the others here, and the length above them; of a short text 0 */
    int32_t id;
    uint8_t state;
};

struct csv_codes {
    struct csv_code_slot *slots;
    uint32_t size;  /* a power of two */
    uint32_t shift; /* 64 - log2(size) */
    uint32_t used;
    bool is_wide; /* the column has had texts of more than seven bytes */
};

#define CSV_CODE_SHORT 7u
#define CSV_CODE_BYTES 15u

bool csv_codes_init(struct csv_codes *codes, struct failure *failure);
void csv_codes_free(struct csv_codes *codes);
/* For an odd field: looks further than the loop does. */
const struct csv_code_slot *csv_codes_find(const struct csv_codes *codes, const char *text, uint32_t length);
/* Does nothing for texts that are too long. Forgets another one when there are very many. */
bool csv_codes_remember(struct csv_codes *codes, const char *text, uint32_t length, int64_t id, uint8_t state,
                        struct failure *failure);

/* The loops, for each kind of processor. */
struct csv_cells {
    /* Values are spans of `data`. Odd: quoted, white space at an end, or "#" at the beginning. */
    void (*text)(struct csv_strip *strip);
    /* Odd: not remembered, or longer than CSV_CODE_BYTES. Missing fields are remembered like any other. */
    void (*code)(struct csv_strip *strip, const struct csv_codes *codes);
    /* Up to 16 digits. */
    void (*integer)(struct csv_strip *strip);
    /* Up to eight digits, or five and two decimals; in pence. */
    void (*money)(struct csv_strip *strip);
    /* yyyy-mm-dd, or dd/mm/yyyy with any separator that date_parse() takes: whichever the first field of the strip
     * is. */
    void (*date)(struct csv_strip *strip);
};

/* For any processor, and the best there is for this one. */
const struct csv_cells *csv_cells_plain(void);
const struct csv_cells *csv_cells_best(void);

#endif
