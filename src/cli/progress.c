#include "cli/progress.h"

#include <stdio.h>
#include <unistd.h>

bool progress_wanted(void)
{
    return isatty(STDERR_FILENO);
}

void progress_tell(void *context, const char *path, uint64_t done, uint64_t size)
{
    struct progress *progress = context;
    if (size < PROGRESS_LEAST) {
        return;
    }
    unsigned percent = (unsigned)(done / (size / 100));
    percent = percent > 100 ? 100 : percent;
    if (progress->shown && percent == progress->percent) {
        return;
    }
    progress->shown = true;
    progress->percent = percent;
    (void)fprintf(stderr, "\r\033[Kreading %s: %u %% of %llu MB", path, percent, (unsigned long long)(size / 1000000));
    (void)fflush(stderr);
}

void progress_clear(struct progress *progress)
{
    if (progress->shown) {
        (void)fputs("\r\033[K", stderr);
        progress->shown = false;
    }
}
