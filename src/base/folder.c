#include "base/folder.h"

#include <dirent.h>
#include <errno.h>
#include <stdlib.h>
#include <sys/stat.h>

#include "base/reason.h"

static int compare_paths(const void *a, const void *b)
{
    return str_compare(*(const struct str *)a, *(const struct str *)b);
}

bool folder_has_file(const char *path)
{
    struct stat status;
    return stat(path, &status) == 0 && S_ISREG(status.st_mode);
}

bool folder_exists(const char *path)
{
    struct stat status;
    return path && stat(path, &status) == 0 && S_ISDIR(status.st_mode);
}

/* One entry of the folder; not taking it is no failure. */
static bool take_entry(const char *folder, const char *name, struct str suffix, struct arena *keep,
                       struct folder_list *list, struct failure *failure)
{
    if (name[0] == '.' || !str_ends_with(str_of(name), suffix)) {
        return true;
    }
    struct str path = arena_printf(keep, "%s/%s", folder, name);
    if (!path.data) {
        return failure_memory(failure);
    }
    if (!folder_has_file(path.data)) {
        return true;
    }
    if (list->count == FOLDER_FILES_MOST) {
        failure_set(failure, FAILURE_LIMIT, "the folder holds more than %u files", FOLDER_FILES_MOST);
        failure_place(failure, folder, 0, 0);
        return false;
    }
    list->paths[list->count++] = path;
    return true;
}

static bool cannot_read(const char *path, struct failure *failure)
{
    if (errno == ENOMEM) {
        return failure_memory(failure);
    }
    failure_set(failure, FAILURE_FILE, "the folder cannot be read: %s", reason_of(errno));
    failure_place(failure, path, 0, 0);
    return false;
}

bool folder_list(const char *path, struct str suffix, struct arena *keep, struct folder_list *list,
                 struct failure *failure)
{
    *list = (struct folder_list){.paths = ARENA_ARRAY(keep, FOLDER_FILES_MOST, struct str)};
    if (!list->paths) {
        return failure_memory(failure);
    }
    DIR *folder = opendir(path);
    if (!folder) {
        return cannot_read(path, failure);
    }
    bool going_well = true;
    while (going_well) {
        errno = 0; /* the end and an error look the same but for this */
        const struct dirent *entry = readdir(folder);
        if (!entry) {
            going_well = errno == 0 ? true : cannot_read(path, failure);
            break;
        }
        going_well = take_entry(path, entry->d_name, suffix, keep, list, failure);
    }
    closedir(folder);
    if (going_well) {
        qsort(list->paths, list->count, sizeof *list->paths, compare_paths);
    }
    return going_well;
}
