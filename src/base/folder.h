/* folder: the names of the files in a folder. */
#ifndef PROBITY_BASE_FOLDER_H
#define PROBITY_BASE_FOLDER_H

#include <stdbool.h>
#include <stddef.h>

#include "base/arena.h"
#include "base/failure.h"
#include "base/str.h"

#define FOLDER_FILES_MOST 4096u

struct folder_list {
    struct str *paths; /* with the folder's; each ends in a NUL; in the order of bytes */
    size_t count;
};

/* Regular files whose names end in `suffix` and do not begin with a dot. A folder that is not there is a failure. */
bool folder_list(const char *path, struct str suffix, struct arena *keep, struct folder_list *list,
                 struct failure *failure);

bool folder_exists(const char *path);
/* Is there a regular file of that name? */
bool folder_has_file(const char *path);

#endif
