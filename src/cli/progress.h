/* progress: one line on standard error that says how far long work has come; only on a terminal. */
#ifndef PROBITY_CLI_PROGRESS_H
#define PROBITY_CLI_PROGRESS_H

#include <stdbool.h>
#include <stdint.h>

struct progress {
    bool shown;
    unsigned percent;
};

bool progress_wanted(void);
/* To be called as often as one likes; work on less than PROGRESS_LEAST bytes is not told of. */
void progress_tell(void *context, const char *path, uint64_t done, uint64_t size);
/* Takes the line away. */
void progress_clear(struct progress *progress);

#define PROGRESS_LEAST (UINT64_C(64) << 20)

#endif
