/* parallel: work on several threads whose results are taken in order. The only file that knows of threads; where
 * there are none (wasm32-wasi), everything runs in sequence, with the same results.
 */
#ifndef PROBITY_BASE_PARALLEL_H
#define PROBITY_BASE_PARALLEL_H

#include <stdbool.h>
#include <stddef.h>

#include "base/failure.h"

#define PARALLEL_THREADS_MOST 64u

/* Processors to be had, at least 1. */
unsigned parallel_processors(void);

/* work() is called for task 0, 1, 2 … from any thread, several at once; `worker` is below `threads`, and one worker
 * runs one task at a time. It returns false when it failed. */
typedef bool parallel_work(void *context, unsigned worker, size_t task, struct failure *failure);

/* Runs tasks 0 to count - 1. Stops early at a failure; the failure of the lowest task wins, as in sequence. */
bool parallel_for(unsigned threads, size_t count, parallel_work *work, void *context, struct failure *failure);

/* As parallel_for, but after its work() each task waits its turn and runs commit(): commit() calls happen one at a
 * time, in the order of tasks, each on the thread that did the task's work. A worker holds at most one finished task
 * at a time. With `count` = SIZE_MAX the tasks go on until a commit() sets *done; work() may then
 * have been called for tasks behind the last one, and what came of it, a failure too, is forgotten. */
bool parallel_ordered(unsigned threads, size_t count, parallel_work *work, parallel_work *commit, void *context,
                      bool *done, struct failure *failure);

#endif
