/* common: what the commands share: failures told, the library opened, a text written. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "cli/options.h"
#include "cli/progress.h"

int cli_fail(const struct failure *failure)
{
    (void)fputs("probity: ", stderr);
    if (failure->path[0]) {
        (void)fputs(failure->path, stderr);
        if (failure->line) {
            (void)fprintf(stderr, ":%u", failure->line);
            if (failure->column) {
                (void)fprintf(stderr, ":%u", failure->column);
            }
        }
        (void)fputs(": ", stderr);
    }
    (void)fprintf(stderr, "%s\n", failure->message);
    if (failure->excerpt[0]) {
        (void)fprintf(stderr, "    %s\n    %*s^\n", failure->excerpt, (int)failure->caret, "");
    }
    if (failure->hint[0]) {
        (void)fprintf(stderr, "  %s\n", failure->hint);
    }
    return CLI_EXIT_FAILURE;
}

struct probity_library *cli_library(const struct cli_arguments *arguments, struct failure *failure)
{
    const char *data = getenv("PROBITY_DATA");
    if (!data || !*data) {
        data = PROBITY_DATADIR;
    }
    struct arena scratch = ARENA_EMPTY;
    struct str schemas = arena_printf(&scratch, "%s/schemas", data);
    struct str rules = arena_printf(&scratch, "%s/rules", data);
    struct str reference = arena_printf(&scratch, "%s/reference", data);
    /* Other rules have other definitions: indicators of their own stand beside them. */
    struct str indicators = arena_printf(&scratch, "%s/indicators", arguments->rules ? arguments->rules : data);
    struct probity_library *library = NULL;
    if (schemas.data && rules.data && reference.data && indicators.data) {
        struct probity_library_options options = {
            .schemas = arguments->schemas ? arguments->schemas : schemas.data,
            .rules = arguments->rules ? arguments->rules : rules.data,
            .reference = reference.data,
            .indicators = indicators.data,
            .threads = arguments->threads,
        };
        library = probity_library_open(&options, failure);
    } else {
        failure_memory(failure);
    }
    arena_free(&scratch);
    return library;
}

struct probity_check_options cli_check_options(const struct cli_arguments *arguments, size_t first,
                                               struct progress *progress)
{
    return (struct probity_check_options){
        .files = arguments->words + first,
        .file_count = arguments->word_count - first,
        .previous = arguments->previous,
        .previous_count = arguments->previous_count,
        .with = arguments->with,
        .with_count = arguments->with_count,
        .references = arguments->references,
        .reference_count = arguments->reference_count,
        .notes = arguments->notes,
        .collection = arguments->collection,
        .period = arguments->period,
        .authority = arguments->authority,
        .threads = arguments->threads,
        .progress = !arguments->quiet && progress_wanted() ? progress_tell : NULL,
        .progress_context = progress,
    };
}

bool cli_write(const struct cli_arguments *arguments, struct str text, struct failure *failure)
{
    return cli_write_to(arguments->output, text, failure);
}

bool cli_write_to(const char *path, struct str text, struct failure *failure)
{
    struct output *output = output_open(path, failure);
    if (!output) {
        return false;
    }
    if (!output_write(output, text, failure)) {
        output_abandon(output);
        return false;
    }
    return output_commit(output, failure);
}

int cli_run_part(const char *what, const struct cli_part *parts, size_t count, const struct cli_arguments *arguments)
{
    struct failure failure = {.kind = FAILURE_NONE};
    const char *word = arguments->word_count ? arguments->words[0] : "";
    for (size_t i = 0; i < count; i++) {
        if (strcmp(word, parts[i].name) == 0) {
            struct probity_library *library = cli_library(arguments, &failure);
            int code = library ? parts[i].run(arguments, library, &failure) : cli_fail(&failure);
            probity_library_close(library);
            return code;
        }
    }
    failure_set(&failure, FAILURE_USAGE, "%s, not \"%s\"", what, word);
    return cli_fail(&failure);
}
