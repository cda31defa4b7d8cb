/* malloc_fail: refuses memory, to see that the program says so and does not fall over. Loaded with LD_PRELOAD, so that
 * the libraries' allocations are refused too. glibc only.
 *
 *   PROBITY_FAIL_AT=n      refuses the n-th allocation, and no other
 *   PROBITY_FAIL_EVERY=f   refuses each allocation in turn, all in one run: at each, a child process goes on without the
 *                          memory while its parent waits for it, judges its end and goes on with the memory. The file f
 *                          gets a line for each bad end and one of totals. The program must run on one thread.
 *   PROBITY_FAIL_FROM=n    with it, those from the n-th allocation only
 *   PROBITY_FAIL_STEP=n    with it, of those every n-th
 *
 * A good end is exit code 2 with a message about memory on standard error; or, where a library can do without (a
 * buffer of stdio), the end that the run has with all its memory: PROBITY_FAIL_STATUS is that exit code, and the child's
 * output must be the tail of the file PROBITY_FAIL_OUTPUT.
 */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

extern void *__libc_malloc(size_t size);
extern void *__libc_calloc(size_t count, size_t size);
extern void *__libc_realloc(void *memory, size_t size);
extern void *__libc_memalign(size_t alignment, size_t size);

void *memalign(size_t alignment, size_t size);

#define SECONDS_MOST 20
#define TAIL_MOST (1u << 20)

static enum { OFF, AT, EVERY } mode = OFF;
static unsigned long allocations, wanted, first = 1, step = 1, good_ends, tolerated, bad_ends;
static int report = -1;
static int child_out = -1;
static int child_err = -1;
static int usual_status;
static char usual_output[TAIL_MOST];
static size_t usual_length;
static char text[TAIL_MOST];

static size_t read_file(int file, char *to)
{
    ssize_t length = file < 0 ? 0 : pread(file, to, TAIL_MOST - 1, 0);
    to[length > 0 ? length : 0] = '\0';
    return length > 0 ? (size_t)length : 0;
}

static int temporary(void)
{
    char name[] = "/tmp/probity-oom.XXXXXX";
    int file = mkstemp(name);
    (void)unlink(name);
    return file;
}

__attribute__((constructor)) static void start(void)
{
    const char *at = getenv("PROBITY_FAIL_AT");
    const char *every = getenv("PROBITY_FAIL_EVERY");
    const char *from = getenv("PROBITY_FAIL_FROM");
    const char *every_nth = getenv("PROBITY_FAIL_STEP");
    const char *status = getenv("PROBITY_FAIL_STATUS");
    const char *output = getenv("PROBITY_FAIL_OUTPUT");
    if (at) {
        wanted = strtoul(at, NULL, 10);
        mode = AT;
    } else if (every) {
        report = open(every, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0666);
        int usual = output ? open(output, O_RDONLY | O_CLOEXEC) : -1;
        usual_length = read_file(usual, usual_output);
        if (usual >= 0) {
            (void)close(usual);
        }
        first = from ? strtoul(from, NULL, 10) : 1;
        step = every_nth && strtoul(every_nth, NULL, 10) > 0 ? strtoul(every_nth, NULL, 10) : 1;
        usual_status = status ? (int)strtol(status, NULL, 10) : 0;
        child_out = temporary();
        child_err = temporary();
        mode = report >= 0 && child_out >= 0 && child_err >= 0 ? EVERY : OFF;
    }
}

__attribute__((destructor)) static void finish(void)
{
    if (mode == EVERY) {
        mode = OFF;
        (void)dprintf(report, "%lu allocations: %lu refused with a message, %lu done without, %lu BAD\n", allocations,
                      good_ends, tolerated, bad_ends);
    }
}

static void judge(int status)
{
    size_t length = read_file(child_out, text);
    bool is_usual = WIFEXITED(status) && WEXITSTATUS(status) == usual_status && length <= usual_length &&
                    memcmp(text, usual_output + usual_length - length, length) == 0;
    (void)read_file(child_err, text);
    bool is_said = WIFEXITED(status) && WEXITSTATUS(status) == 2 && strstr(text, "memory");
    if (is_said) {
        good_ends++;
    } else if (is_usual && text[0] == '\0') {
        tolerated++;
    } else {
        bad_ends++;
        text[strcspn(text, "\n")] = '\0';
        (void)dprintf(report, "allocation %lu: %s %d: %.200s\n", allocations,
                      WIFSIGNALED(status) ? "killed by signal" : "exit code",
                      WIFSIGNALED(status) ? WTERMSIG(status) : WEXITSTATUS(status), text);
    }
}

/* True in the child. */
static bool refuse_in_child(void)
{
    if (ftruncate(child_out, 0) != 0 || ftruncate(child_err, 0) != 0) {
        return false;
    }
    mode = OFF;
    pid_t child = fork();
    if (child == 0) {
        (void)lseek(child_out, 0, SEEK_SET);
        (void)lseek(child_err, 0, SEEK_SET);
        (void)dup2(child_out, STDOUT_FILENO);
        (void)dup2(child_err, STDERR_FILENO);
        (void)alarm(SECONDS_MOST);
        return true;
    }
    int status = 0;
    if (child > 0 && waitpid(child, &status, 0) == child) {
        judge(status);
    }
    mode = EVERY;
    return false;
}

static bool is_refused(void)
{
    if (mode == OFF) {
        return false;
    }
    int saved = errno;
    allocations++;
    bool chosen = allocations >= first && (allocations - first) % step == 0;
    bool refused = mode == AT ? allocations == wanted : chosen && refuse_in_child();
    errno = refused ? ENOMEM : saved;
    return refused;
}

/* NOLINTBEGIN(readability-inconsistent-declaration-parameter-name): the C library's names are not for use. */
void *malloc(size_t size)
{
    return is_refused() ? NULL : __libc_malloc(size);
}

void *calloc(size_t count, size_t size)
{
    return is_refused() ? NULL : __libc_calloc(count, size);
}

void *realloc(void *memory, size_t size)
{
    return is_refused() ? NULL : __libc_realloc(memory, size);
}

void *memalign(size_t alignment, size_t size)
{
    return is_refused() ? NULL : __libc_memalign(alignment, size);
}

void *aligned_alloc(size_t alignment, size_t size)
{
    return memalign(alignment, size);
}

int posix_memalign(void **memory, size_t alignment, size_t size)
{
    void *made = memalign(alignment, size);
    if (made) {
        *memory = made;
    }
    return made ? 0 : ENOMEM;
}
/* NOLINTEND(readability-inconsistent-declaration-parameter-name) */

/* One processor, so that the program has one thread: a child has no other, and two at once would be judged as one. */
long sysconf(int name)
{
    static long (*real)(int);
    if (name == _SC_NPROCESSORS_ONLN) {
        return 1;
    }
    if (!real) {
        *(void **)&real = dlsym(RTLD_NEXT, "sysconf");
    }
    return real ? real(name) : -1;
}
