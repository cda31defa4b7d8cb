/* verify: repeats a check from its receipt. */
#include "cli/options.h"
#include "cli/progress.h"

static int verify_with(const struct cli_arguments *arguments, struct probity_library *library, struct failure *failure)
{
    struct progress progress = {.shown = false};
    const struct probity_verify_options options = {
        .receipt = arguments->words[0],
        .files = arguments->words + 1,
        .file_count = arguments->word_count - 1,
        .threads = arguments->threads,
        .progress = !arguments->quiet && progress_wanted() ? progress_tell : NULL,
        .progress_context = &progress,
    };
    struct buffer text = BUFFER_EMPTY;
    bool holds = false;
    bool fine = probity_verify(library, &options, &text, &holds, failure);
    progress_clear(&progress);
    fine = fine && cli_write(arguments, buffer_view(&text), failure);
    buffer_free(&text);
    if (!fine) {
        return cli_fail(failure);
    }
    return holds ? CLI_EXIT_FINE : CLI_EXIT_FINDINGS;
}

static int run(const struct cli_arguments *arguments)
{
    struct failure failure = {.kind = FAILURE_NONE};
    if (arguments->word_count < 2) {
        failure_set(&failure, FAILURE_USAGE, "a receipt and the files that were checked are needed");
        failure_hint(&failure, "probity verify RECEIPT FILE…; see probity verify --help");
        return cli_fail(&failure);
    }
    struct probity_library *library = cli_library(arguments, &failure);
    int code = library ? verify_with(arguments, library, &failure) : cli_fail(&failure);
    probity_library_close(library);
    return code;
}

const struct cli_command cli_verify = {
    .name = "verify",
    .files = CLI_FILES_AFTER_FIRST,
    .usage = "verify RECEIPT FILE…",
    .describes = "repeat a check from its receipt, and say whether it holds",
    .text =
        "RECEIPT is what probity check wrote with --receipt. Give every file that was given to the check: returns, "
        "last\n"
        "year's, reference data and notes, in any order. Exit code 0: files, rules and findings are all the same; 1:\n"
        "something differs, and it is said what; 2: the check could not be repeated.\n",
    .options = CLI_TAKES(CLI_RULES) | CLI_TAKES(CLI_SCHEMAS) | CLI_TAKES(CLI_OUTPUT) | CLI_TAKES(CLI_THREADS) |
               CLI_TAKES(CLI_QUIET),
    .run = run,
};
