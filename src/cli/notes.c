/* notes: explanations of queries. */
#include <stdio.h>
#include <string.h>

#include "base/folder.h"
#include "cli/options.h"
#include "cli/progress.h"

/* What somebody has filled in is not written over. */
static bool check_is_new(const char *path, struct failure *failure)
{
    if (!path || !folder_has_file(path)) {
        return true;
    }
    failure_set(failure, FAILURE_USAGE, "there is such a file already, and the notes in it would be lost");
    failure_place(failure, path, 0, 0);
    failure_hint(failure,
                 "give another name with --output; with --notes %.120s, only queries that are still open are "
                 "written",
                 path);
    return false;
}

static bool write_draft(const struct cli_arguments *arguments, struct probity_check *check, struct failure *failure)
{
    const struct probity_report_options options = {.format = &report_notes, .most = UINT64_MAX};
    struct output *output = output_open(arguments->output, failure);
    if (!output) {
        return false;
    }
    if (!probity_check_report(check, &options, output, failure)) {
        output_abandon(output);
        return false;
    }
    return output_commit(output, failure);
}

static int draft(const struct cli_arguments *arguments, struct probity_library *library, struct failure *failure)
{
    if (arguments->word_count < 2) {
        failure_set(failure, FAILURE_USAGE, "of which file are the queries to be explained?");
        failure_hint(failure, "probity notes draft FILE --output notes.yaml");
        return cli_fail(failure);
    }
    if (!check_is_new(arguments->output, failure)) {
        return cli_fail(failure);
    }
    struct progress progress = {.shown = false};
    struct probity_check_options options = cli_check_options(arguments, 1, &progress);
    struct probity_check *check = probity_check(library, &options, failure);
    progress_clear(&progress);
    bool fine = check && write_draft(arguments, check, failure);
    probity_check_free(check);
    return fine ? CLI_EXIT_FINE : cli_fail(failure);
}

static int run(const struct cli_arguments *arguments)
{
    static const struct cli_part parts[] = {{"draft", draft}};
    return cli_run_part("probity notes does draft", parts, sizeof parts / sizeof parts[0], arguments);
}

const struct cli_command cli_notes = {
    .name = "notes",
    .files = CLI_FILES_AFTER_FIRST,
    .usage = "notes draft FILE…",
    .describes = "write notes to fill in, which explain queries",
    .text =
        "draft FILE…     check a return, and write an entry for each query that is open. Fill in why the figures are\n"
        "                right, and give the file to probity check with --notes.\n",
    .options = CLI_CHECKS | CLI_TAKES(CLI_OUTPUT),
    .run = run,
};
