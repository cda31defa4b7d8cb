/* template: writes an empty return to fill in. */
#include <stdio.h>

#include "cli/options.h"

static int write_template(const struct cli_arguments *arguments, struct probity_library *library,
                          struct failure *failure)
{
    struct buffer text = BUFFER_EMPTY;
    bool fine = probity_template(library, arguments->words[0], arguments->as, arguments->table, arguments->period,
                                 arguments->authority, &text, failure) &&
                cli_write(arguments, buffer_view(&text), failure);
    buffer_free(&text);
    return fine ? CLI_EXIT_FINE : cli_fail(failure);
}

static int run(const struct cli_arguments *arguments)
{
    struct failure failure = {.kind = FAILURE_NONE};
    if (arguments->word_count != 1) {
        failure_set(&failure, FAILURE_USAGE, "a template of which collection?");
        failure_hint(&failure, "probity template s251-outturn --period 2023-24");
        return cli_fail(&failure);
    }
    struct probity_library *library = cli_library(arguments, &failure);
    int code = library ? write_template(arguments, library, &failure) : cli_fail(&failure);
    probity_library_close(library);
    return code;
}

const struct cli_command cli_template = {
    .name = "template",
    .usage = "template COLLECTION",
    .describes = "write an empty return to fill in",
    .text = "Open cells are blank, closed ones hold x. --as csv writes one table, --as xml all of them; without\n"
            "it, CSV is written where the collection is read from CSV.\n",
    .options = CLI_TAKES(CLI_PERIOD) | CLI_TAKES(CLI_AUTHORITY) | CLI_TAKES(CLI_TABLE) | CLI_TAKES(CLI_AS) |
               CLI_TAKES(CLI_SCHEMAS) | CLI_TAKES(CLI_OUTPUT),
    .run = run,
};
