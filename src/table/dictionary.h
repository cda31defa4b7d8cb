/* dictionary: distinct texts and their ids, 0, 1, 2 … in the order in which they came.
 *
 * Owns the texts. One dictionary serves a whole dataset, so that equal texts of any column are equal ids. Readers on
 * several threads fill a dictionary each; what they keep is translated when it is committed. Ids mean nothing outside
 * their dictionary, and their order means nothing at all: sort by the text.
 */
#ifndef PROBITY_TABLE_DICTIONARY_H
#define PROBITY_TABLE_DICTIONARY_H

#include <stdbool.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/failure.h"
#include "base/str.h"

#define TABLE_DICTIONARY_MOST UINT32_C(0x7fffffff)

struct table_dictionary; /* opaque */

struct table_dictionary *table_dictionary_new(struct failure *failure);
void table_dictionary_free(struct table_dictionary *dictionary); /* NULL is fine */

/* The id of a text, made if it is new; -1 and a failure when memory or ids run out. */
int64_t table_dictionary_intern(struct table_dictionary *dictionary, struct str text, struct failure *failure);

/* The id of a text, or -1 when it is not in the dictionary. */
int64_t table_dictionary_find(const struct table_dictionary *dictionary, struct str text);

struct str table_dictionary_text(const struct table_dictionary *dictionary, int64_t id);
uint32_t table_dictionary_count(const struct table_dictionary *dictionary);

/* ranks[id] is the place of that text in the order of bytes. An array of count ids, in `scratch`; NULL when refused. */
uint32_t *table_dictionary_ranks(const struct table_dictionary *dictionary, struct arena *scratch);

#endif
