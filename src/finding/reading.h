/* reading: the findings made while a file is read.
 *
 * The log owns its entries and their texts. At most FINDING_READING_MOST of a kind are kept, the others are counted;
 * nothing is worded until it is written. A log belongs to one thread; logs are joined in the order of the file.
 */
#ifndef PROBITY_FINDING_READING_H
#define PROBITY_FINDING_READING_H

#include <stdbool.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/array.h"
#include "base/buffer.h"
#include "base/failure.h"
#include "finding/catalogue.h"

#define FINDING_READING_MOST 100000u
#define FINDING_TEXT_MOST 200u

struct finding_reading {
    enum finding_kind kind;
    uint32_t input;   /* index of the input file */
    uint64_t offset;  /* in the source, of the place; UINT64_MAX when the finding is about the whole file */
    uint32_t line;    /* file line, from 1; 0 when unknown or the whole file */
    uint32_t column;  /* in characters, from 1; 0 when unknown */
    uint64_t record;  /* from 1 within its table; 0 when it is about none */
    struct str table; /* empty when it is about none; outlives the log */
    struct str field; /* likewise; copied */
    struct str text;  /* copied, cut to FINDING_TEXT_MOST bytes at a character */
    int64_t a, b;
};

struct finding_log {
    ARRAY_OF(struct finding_reading) entries;
    uint64_t counts[FINDING_KINDS]; /* of all, kept or not */
    struct arena arena;
};

/* Copies the entry's texts. */
bool finding_log_add(struct finding_log *log, struct finding_reading entry, struct failure *failure);
/* Moves all of `from` to the end of `log` and leaves `from` empty. */
bool finding_log_join(struct finding_log *log, struct finding_log *from, struct failure *failure);
/* Forgets the entries, keeps the memory. */
void finding_log_clear(struct finding_log *log);
void finding_log_free(struct finding_log *log);

/* The message with its figures in it. */
void finding_reading_word(const struct finding_reading *entry, struct buffer *out);

#endif
