/* schema: lists, shows and exports schemas. */
#include <stdio.h>

#include "cli/options.h"

static const char *collection_of(const struct cli_arguments *arguments)
{
    if (arguments->word_count > 1) {
        return arguments->words[1];
    }
    return arguments->collection;
}

static int write(const struct cli_arguments *arguments, struct buffer *text, bool fine, struct failure *failure)
{
    fine = fine && cli_write(arguments, buffer_view(text), failure);
    buffer_free(text);
    return fine ? CLI_EXIT_FINE : cli_fail(failure);
}

static int list(const struct cli_arguments *arguments, struct probity_library *library, struct failure *failure)
{
    struct buffer text = BUFFER_EMPTY;
    return write(arguments, &text, probity_schema_list(library, &text, failure), failure);
}

static bool need_collection(const struct cli_arguments *arguments, struct failure *failure)
{
    if (collection_of(arguments)) {
        return true;
    }
    failure_set(failure, FAILURE_USAGE, "which collection?");
    failure_hint(failure, "probity schema %s s251-outturn; see probity schema list", arguments->words[0]);
    return false;
}

static int show(const struct cli_arguments *arguments, struct probity_library *library, struct failure *failure)
{
    struct buffer text = BUFFER_EMPTY;
    bool fine = need_collection(arguments, failure) &&
                probity_schema_show(library, collection_of(arguments), arguments->period, &text, failure);
    return write(arguments, &text, fine, failure);
}

static int export(const struct cli_arguments *arguments, struct probity_library *library, struct failure *failure)
{
    struct buffer text = BUFFER_EMPTY;
    bool fine = need_collection(arguments, failure) &&
                probity_schema_export(library, collection_of(arguments), arguments->as ? arguments->as : "xsd",
                                      arguments->table, arguments->period, &text, failure);
    return write(arguments, &text, fine, failure);
}

static int run(const struct cli_arguments *arguments)
{
    static const struct cli_part parts[] = {{"list", list}, {"show", show}, {"export", export}};
    return cli_run_part("probity schema does list, show or export", parts, sizeof parts / sizeof parts[0], arguments);
}

const struct cli_command cli_schema = {
    .name = "schema",
    .usage = "schema list|show|export [COLLECTION]",
    .describes = "what the returns look like",
    .text = "list                  the collections and reference tables that there are\n"
            "show COLLECTION       tables, columns, codes and lines\n"
            "export COLLECTION     --as xsd (if not given) or table-schema\n",
    .options = CLI_TAKES(CLI_COLLECTION) | CLI_TAKES(CLI_PERIOD) | CLI_TAKES(CLI_TABLE) | CLI_TAKES(CLI_AS) |
               CLI_TAKES(CLI_SCHEMAS) | CLI_TAKES(CLI_OUTPUT),
    .run = run,
};
