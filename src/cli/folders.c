/* folders: a folder on the command line stands for the files in it that can be read. */
#include <stdlib.h>
#include <string.h>

#include "base/folder.h"
#include "cli/options.h"

static bool can_be_read(struct str path)
{
    static const char *const endings[] = {".csv", ".xlsx", ".xml"};
    for (size_t i = 0; i < sizeof endings / sizeof *endings; i++) {
        struct str ending = str_of(endings[i]);
        if (path.length > ending.length &&
            str_equal_ignoring_case(str_slice(path, path.length - ending.length, path.length), ending)) {
            return true;
        }
    }
    return false;
}

/* The files of the folder, or just the word where it is none. */
static bool list_files(struct cli_arguments *arguments, const char *word, struct folder_list *list,
                       struct failure *failure)
{
    *list = (struct folder_list){0};
    if (strcmp(word, "-") == 0 || !folder_exists(word)) {
        list->paths = ARENA_NEW(&arguments->arena, struct str);
        list->count = 1;
        return list->paths ? (list->paths[0] = str_of(word), true) : failure_memory(failure);
    }
    if (!folder_list(word, STR_EMPTY, &arguments->arena, list, failure)) {
        return false;
    }
    size_t kept = 0;
    for (size_t i = 0; i < list->count; i++) {
        if (can_be_read(list->paths[i])) {
            list->paths[kept++] = list->paths[i];
        }
    }
    list->count = kept;
    if (kept == 0) {
        failure_set(failure, FAILURE_USAGE, "there is no .csv, .xlsx or .xml file in this folder");
        failure_place(failure, word, 0, 0);
    }
    return kept > 0;
}

static bool expand_words(struct cli_arguments *arguments, size_t first, const char ***words, size_t *count,
                         struct failure *failure)
{
    const char **old = *words;
    size_t old_count = *count;
    *words = NULL;
    *count = 0;
    bool fine = true;
    for (size_t i = 0; fine && i < old_count; i++) {
        struct folder_list list = {&(struct str){old[i], strlen(old[i])}, 1};
        fine = i < first || list_files(arguments, old[i], &list, failure);
        for (size_t f = 0; fine && f < list.count; f++) {
            fine = cli_add_word(words, count, list.paths[f].data, failure);
        }
    }
    free(old);
    return fine;
}

static bool expand_references(struct cli_arguments *arguments, struct failure *failure)
{
    struct probity_reference *old = arguments->references;
    size_t old_count = arguments->reference_count;
    arguments->references = NULL;
    arguments->reference_count = 0;
    bool fine = true;
    for (size_t i = 0; fine && i < old_count; i++) {
        struct folder_list list;
        fine = list_files(arguments, old[i].path, &list, failure);
        for (size_t f = 0; fine && f < list.count; f++) {
            fine = cli_add_reference(arguments, old[i].name, list.paths[f].data, failure);
        }
    }
    free(old);
    return fine;
}

bool cli_expand_folders(const struct cli_command *command, struct cli_arguments *arguments, struct failure *failure)
{
    if (command->files == CLI_NO_FILES) {
        return true;
    }
    size_t first = command->files == CLI_FILES ? 0 : 1;
    return expand_words(arguments, first, &arguments->words, &arguments->word_count, failure) &&
           expand_words(arguments, 0, &arguments->previous, &arguments->previous_count, failure) &&
           expand_words(arguments, 0, &arguments->with, &arguments->with_count, failure) &&
           expand_references(arguments, failure);
}
