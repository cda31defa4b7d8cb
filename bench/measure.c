/* measure: runs commands in turn, several rounds, and says how long each took and how much memory it used.
 *
 *     measure ROUNDS NAME COMMAND [NAME COMMAND …]
 *
 * Commands are given to the shell (write `exec` before a single program). Their output is thrown away. Printed are, for
 * each command, the shortest and the median wall time, the median processor time, the largest peak resident size (as
 * the kernel counts it, mapped pages included), and the median over the rounds of the ratio to the first command of the
 * same round: on a machine whose speed drifts, ratios are what can be trusted.
 */
#define _GNU_SOURCE
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

enum { COMMANDS_MOST = 32, ROUNDS_MOST = 101 };

struct run {
    double wall[ROUNDS_MOST];
    double processor[ROUNDS_MOST];
    double ratio[ROUNDS_MOST];
    long peak_kib;
    int status;
};

static double now(void)
{
    struct timespec time;
    (void)clock_gettime(CLOCK_MONOTONIC, &time);
    return (double)time.tv_sec + (double)time.tv_nsec / 1e9;
}

static void child(const char *command)
{
    int nowhere = open("/dev/null", O_WRONLY);
    (void)dup2(nowhere, STDOUT_FILENO);
    if (!getenv("MEASURE_STDERR")) {
        (void)dup2(nowhere, STDERR_FILENO);
    }
    (void)execl("/bin/sh", "sh", "-c", command, (char *)NULL);
    _exit(127);
}

static void run_once(const char *command, struct run *run, int round)
{
    struct rusage usage;
    int status = 0;
    double before = now();
    pid_t pid = fork();
    if (pid == 0) {
        child(command);
    }
    if (pid < 0 || wait4(pid, &status, 0, &usage) != pid) {
        perror("measure");
        exit(2);
    }
    run->wall[round] = now() - before;
    run->processor[round] = (double)(usage.ru_utime.tv_sec + usage.ru_stime.tv_sec) +
                            (double)(usage.ru_utime.tv_usec + usage.ru_stime.tv_usec) / 1e6;
    run->peak_kib = usage.ru_maxrss > run->peak_kib ? usage.ru_maxrss : run->peak_kib;
    run->status = WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
}

static int compare(const void *a, const void *b)
{
    double x = *(const double *)a, y = *(const double *)b;
    return (x > y) - (x < y);
}

static double median(const double *values, int count)
{
    double sorted[ROUNDS_MOST];
    memcpy(sorted, values, (size_t)count * sizeof *sorted);
    qsort(sorted, (size_t)count, sizeof *sorted, compare);
    return count % 2 ? sorted[count / 2] : (sorted[count / 2 - 1] + sorted[count / 2]) / 2;
}

static double least(const double *values, int count)
{
    double found = values[0];
    for (int i = 1; i < count; i++) {
        found = values[i] < found ? values[i] : found;
    }
    return found;
}

int main(int count, char **words)
{
    static struct run runs[COMMANDS_MOST];
    int commands = (count - 2) / 2;
    long asked = count > 1 ? strtol(words[1], NULL, 10) : 0;
    int rounds = asked < ROUNDS_MOST ? (int)asked : 0;
    if (commands < 1 || commands > COMMANDS_MOST || rounds < 1 || count % 2) {
        (void)fputs("usage: measure ROUNDS NAME COMMAND [NAME COMMAND …]\n", stderr);
        return 2;
    }
    for (int round = 0; round < rounds; round++) {
        for (int c = 0; c < commands; c++) {
            run_once(words[3 + 2 * c], &runs[c], round);
            runs[c].ratio[round] = runs[c].wall[round] / runs[0].wall[round];
        }
    }
    printf("%-44s %8s %8s %8s %9s %7s %5s\n", "", "least s", "median s", "cpu s", "peak MiB", "ratio", "exit");
    for (int c = 0; c < commands; c++) {
        printf("%-44s %8.3f %8.3f %8.3f %9.1f %7.2f %5d\n", words[2 + 2 * c], least(runs[c].wall, rounds),
               median(runs[c].wall, rounds), median(runs[c].processor, rounds), (double)runs[c].peak_kib / 1024,
               median(runs[c].ratio, rounds), runs[c].status);
    }
    return 0;
}
