#include "base/parallel.h"

#include <stdint.h>
#include <unistd.h>

#ifdef PROBITY_NO_THREADS

unsigned parallel_processors(void)
{
    return 1;
}

#else

#include <pthread.h>

unsigned parallel_processors(void)
{
    long count = sysconf(_SC_NPROCESSORS_ONLN);
    if (count < 1) {
        return 1;
    }
    return count > (long)PARALLEL_THREADS_MOST ? PARALLEL_THREADS_MOST : (unsigned)count;
}

#endif

static bool run_in_sequence(size_t count, parallel_work *work, parallel_work *commit, void *context, const bool *done,
                            struct failure *failure)
{
    for (size_t task = 0; task < count; task++) {
        if (!work(context, 0, task, failure) || (commit && !commit(context, 0, task, failure))) {
            return false;
        }
        if (done && *done) {
            break;
        }
    }
    return true;
}

#ifdef PROBITY_NO_THREADS

static bool run(unsigned threads, size_t count, parallel_work *work, parallel_work *commit, void *context,
                const bool *done, struct failure *failure)
{
    (void)threads;
    return run_in_sequence(count, work, commit, context, done, failure);
}

#else

/* What the workers share. Everything but the first five members is only touched under the lock. */
struct crew {
    parallel_work *work;
    parallel_work *commit; /* NULL when the order does not matter */
    void *context;
    const bool *done; /* may be NULL; only looked at by whoever has just committed */
    size_t count;

    pthread_mutex_t lock;
    pthread_cond_t turn_changed;
    size_t next;            /* the task that is handed out next */
    size_t turn;            /* the task whose commit() is next */
    bool stopped;           /* no task is handed out and no turn comes any more */
    bool has_failed;        /* ... because of `failed` */
    size_t failed;          /* the lowest task that failed */
    struct failure failure; /* its failure */
};

struct worker {
    struct crew *crew;
    unsigned number;
    pthread_t thread;
};

static void note_failure(struct crew *crew, size_t task, const struct failure *failure)
{
    if (!crew->has_failed || task < crew->failed) {
        crew->failed = task;
        crew->failure = *failure;
    }
    crew->has_failed = true;
    crew->stopped = true;
}

/* Called and left with the lock held. */
static void finish_in_order(struct crew *crew, const struct worker *worker, size_t task, bool worked,
                            struct failure *failure)
{
    while (crew->turn != task && !crew->stopped) {
        pthread_cond_wait(&crew->turn_changed, &crew->lock);
    }
    if (crew->stopped) {
        return; /* an earlier task failed or was the last */
    }
    pthread_mutex_unlock(&crew->lock);
    bool committed = worked && crew->commit(crew->context, worker->number, task, failure);
    bool was_last = committed && crew->done && *crew->done;
    pthread_mutex_lock(&crew->lock);
    if (!committed) {
        note_failure(crew, task, failure);
    }
    crew->stopped = crew->stopped || was_last;
    crew->turn++;
    pthread_cond_broadcast(&crew->turn_changed);
}

static void *run_worker(void *argument)
{
    const struct worker *worker = argument;
    struct crew *crew = worker->crew;
    pthread_mutex_lock(&crew->lock);
    while (!crew->stopped && crew->next < crew->count) {
        size_t task = crew->next++;
        pthread_mutex_unlock(&crew->lock);
        struct failure failure = {0};
        bool worked = crew->work(crew->context, worker->number, task, &failure);
        pthread_mutex_lock(&crew->lock);
        if (crew->commit) {
            finish_in_order(crew, worker, task, worked, &failure);
        } else if (!worked) {
            /* Every lower task has been handed out already, and if it fails as well it takes this one's place. */
            note_failure(crew, task, &failure);
        }
    }
    pthread_mutex_unlock(&crew->lock);
    return NULL;
}

/* Starts the other workers, works as worker 0 on this thread, and waits for them. */
static void run_crew(struct crew *crew, unsigned threads)
{
    struct worker workers[PARALLEL_THREADS_MOST];
    unsigned started = 1;
    workers[0] = (struct worker){.crew = crew, .number = 0};
    while (started < threads) {
        workers[started] = (struct worker){.crew = crew, .number = started};
        if (pthread_create(&workers[started].thread, NULL, run_worker, &workers[started]) != 0) {
            break; /* those that there are can do it */
        }
        started++;
    }
    run_worker(&workers[0]);
    for (unsigned i = 1; i < started; i++) {
        pthread_join(workers[i].thread, NULL);
    }
}

static bool run(unsigned threads, size_t count, parallel_work *work, parallel_work *commit, void *context,
                const bool *done, struct failure *failure)
{
    if (threads > PARALLEL_THREADS_MOST) {
        threads = PARALLEL_THREADS_MOST;
    }
    if (threads > count) {
        threads = (unsigned)count;
    }
    if (threads <= 1) {
        return run_in_sequence(count, work, commit, context, done, failure);
    }
    struct crew crew = {.work = work, .commit = commit, .context = context, .done = done, .count = count};
    if (pthread_mutex_init(&crew.lock, NULL) != 0) {
        return run_in_sequence(count, work, commit, context, done, failure);
    }
    if (pthread_cond_init(&crew.turn_changed, NULL) != 0) {
        pthread_mutex_destroy(&crew.lock);
        return run_in_sequence(count, work, commit, context, done, failure);
    }
    run_crew(&crew, threads);
    pthread_cond_destroy(&crew.turn_changed);
    pthread_mutex_destroy(&crew.lock);
    if (crew.has_failed && failure && !failure_is_set(failure)) {
        *failure = crew.failure;
    }
    return !crew.has_failed;
}

#endif

bool parallel_for(unsigned threads, size_t count, parallel_work *work, void *context, struct failure *failure)
{
    return run(threads, count, work, NULL, context, NULL, failure);
}

bool parallel_ordered(unsigned threads, size_t count, parallel_work *work, parallel_work *commit, void *context,
                      bool *done, struct failure *failure)
{
    return run(threads, count, work, commit, context, done, failure);
}
