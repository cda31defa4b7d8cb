/* made_ssda903: a small SSDA903 return of 2026-27 with last year's, made up, the same in every run: all twelve tables, mostly
 * consistent, with many mistakes in it. Tests change it and see what changes in the findings.
 *
 * A table is a grid of texts. Cells hold no commas and no quotation marks. The first column is the child's code.
 */
#ifndef PROBITY_TESTS_WHOLE_MADE_SSDA903_H
#define PROBITY_TESTS_WHOLE_MADE_SSDA903_H

#include "base/arena.h"
#include "base/buffer.h"

#define MADE_TABLES 12u
#define MADE_COLUMNS 13u
#define MADE_ROWS 2048u
#define MADE_YEAR 2026 /* the return is for 2026-27 */

enum made_table_id {
    MADE_HEADER,
    MADE_EPISODES,
    MADE_REVIEWS,
    MADE_UASC,
    MADE_OC2,
    MADE_OC3,
    MADE_AD1,
    MADE_PLACED,
    MADE_PERMANENCE,
    MADE_MISSING,
    MADE_WORKERS,
    MADE_LIBERTY
};

struct made_row {
    const char *cells[MADE_COLUMNS];
    unsigned number; /* from 1, as it was made: tests move records about */
};

struct made_table {
    const char *name; /* as reports call it */
    const char *columns[MADE_COLUMNS];
    unsigned column_count;
    unsigned row_count;
    struct made_row rows[MADE_ROWS];
};

struct made_return {
    struct made_table tables[MADE_TABLES];
};

struct made_ssda903 {
    struct arena arena;
    struct made_return this_year;
    struct made_return last_year;
};

/* A number from 0 to `below` - 1; the same ones in every run of one build. */
uint32_t made_chance(uint32_t below);
void made_chance_seed(uint64_t seed);

/* `mistakes` cells of 1,000 are spoilt. The grids are large: keep them off the stack. Returns NULL when memory is refused. */
struct made_ssda903 *made_ssda903_new(unsigned children, unsigned mistakes);
void made_ssda903_free(struct made_ssda903 *made);

/* One table as a CSV file. */
void made_table_write(const struct made_table *table, struct buffer *out);

/* Reference files that know most of the postcodes and providers in the return. */
void made_postcodes_write(struct buffer *out);
void made_providers_write(struct buffer *out);

#endif
