/* explain: one rule or finding in full. */
#include <stdio.h>
#include <unistd.h>

#include "cli/options.h"

static int explain(const struct cli_arguments *arguments, struct probity_library *library, struct failure *failure)
{
    struct report_options options = {.width = 100, .colour = !arguments->output && isatty(STDOUT_FILENO)};
    struct buffer text = BUFFER_EMPTY;
    bool found = true;
    bool fine = true;
    for (size_t i = 0; fine && found && i < arguments->word_count; i++) {
        buffer_text(&text, i ? "\n" : "");
        size_t before = text.length;
        fine = probity_explain(library, arguments->words[i], arguments->plan, &options, &text, &found, failure);
        if (fine && !found) {
            struct str hint = str_slice(buffer_view(&text), before, text.length);
            fine = failure_set(failure, FAILURE_USAGE, "no rule, indicator or finding has the code \"%s\"",
                               arguments->words[i]);
            if (hint.length) {
                failure_hint(failure, "%.*s", STR_ARGS(hint));
            } else {
                failure_hint(failure, "see probity rules list");
            }
        }
    }
    fine = fine && cli_write(arguments, buffer_view(&text), failure);
    buffer_free(&text);
    return fine ? CLI_EXIT_FINE : cli_fail(failure);
}

static int run(const struct cli_arguments *arguments)
{
    struct failure failure = {.kind = FAILURE_NONE};
    if (arguments->word_count == 0) {
        failure_set(&failure, FAILURE_USAGE, "which code is to be explained?");
        failure_hint(&failure, "probity explain S251-104");
        return cli_fail(&failure);
    }
    struct probity_library *library = cli_library(arguments, &failure);
    int code = library ? explain(arguments, library, &failure) : cli_fail(&failure);
    probity_library_close(library);
    return code;
}

const struct cli_command cli_explain = {
    .name = "explain",
    .usage = "explain CODE…",
    .describes = "one rule, indicator or finding: what, why, how to put it right",
    .text = "CODE is a code as it stands in a report, such as S251-104, or the bare one where that is unique.\n",
    .options = CLI_TAKES(CLI_RULES) | CLI_TAKES(CLI_SCHEMAS) | CLI_TAKES(CLI_OUTPUT) | CLI_TAKES(CLI_PLAN),
    .run = run,
};
