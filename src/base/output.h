/* output: a file that appears whole or not at all.
 *
 * Writes to a temporary file beside the target, which takes the target's place in output_commit(). "-" and NULL are
 * standard output, written as it goes. A full disk or a closed pipe is a failure, reported once, at the latest by
 * output_commit(); the program must ignore SIGPIPE for that, since a library may not.
 */
#ifndef PROBITY_BASE_OUTPUT_H
#define PROBITY_BASE_OUTPUT_H

#include <stdbool.h>

#include "base/failure.h"
#include "base/str.h"

struct output; /* opaque */

struct output *output_open(const char *path, struct failure *failure);
/* All that is written goes to a function instead, piece by piece. */
typedef bool output_taker(void *context, struct str text, struct failure *failure);
struct output *output_open_taker(output_taker *take, void *context, struct failure *failure);
bool output_write(struct output *output, struct str text, struct failure *failure);
bool output_is_terminal(const struct output *output);
/* Flushes, and moves the file to its place. Frees the output in any case. */
bool output_commit(struct output *output, struct failure *failure);
/* Gives up: removes the temporary file. NULL is fine. */
void output_abandon(struct output *output);

#endif
