/* compare: compares returns with each other. */
#include <stdio.h>
#include <string.h>

#include "cli/options.h"
#include "cli/progress.h"

#define WIDTH 100u

/* The names that an option takes, with commas between them. */
static bool fail_name(struct failure *failure, const char *what, const char *given, const char *const *names,
                      size_t count)
{
    char all[200] = "";
    size_t used = 0;
    for (size_t i = 0; i < count && used < sizeof all; i++) {
        used += (size_t)snprintf(all + used, sizeof all - used, "%s%s", i ? ", " : "", names[i]);
    }
    (void)failure_set(failure, FAILURE_USAGE, "a comparison has no %s \"%s\"", what, given);
    failure_hint(failure, "there are: %s", all);
    return false;
}

static bool choose_format(const struct cli_arguments *arguments, const struct report_compare_format **format,
                          struct failure *failure)
{
    const char *name = arguments->format ? arguments->format : "text";
    const char *names[16];
    size_t count = 0;
    *format = report_compare_format_find(str_of(name));
    const struct report_compare_format *const *formats = report_compare_formats(&count);
    for (size_t i = 0; i < count && i < sizeof names / sizeof *names; i++) {
        names[i] = formats[i]->name;
    }
    return *format || fail_name(failure, "format", name, names, count);
}

static bool choose_table(const struct cli_arguments *arguments, enum report_compare_table *table,
                         struct failure *failure)
{
    const char *names[REPORT_COMPARE_TABLES];
    for (unsigned i = 0; i < REPORT_COMPARE_TABLES; i++) {
        names[i] = report_compare_table_name((enum report_compare_table)i);
    }
    *table = REPORT_COMPARE_FIGURES;
    return !arguments->table || report_compare_table_find(str_of(arguments->table), table) ||
           fail_name(failure, "table", arguments->table, names, REPORT_COMPARE_TABLES);
}

static bool report(const struct cli_arguments *arguments, const struct probity_comparison *comparison,
                   const struct report_compare_format *format, const struct report_compare_options *options,
                   struct failure *failure)
{
    struct output *output = output_open(arguments->output, failure);
    if (!output) {
        return false;
    }
    if (!probity_comparison_report(comparison, format, options, output, failure)) {
        output_abandon(output);
        return false;
    }
    return output_commit(output, failure);
}

static int compare_with(const struct cli_arguments *arguments, struct probity_library *library, struct failure *failure)
{
    const struct report_compare_format *format = NULL;
    struct report_compare_options options = {.width = WIDTH};
    if (!choose_format(arguments, &format, failure) || !choose_table(arguments, &options.table, failure)) {
        return cli_fail(failure);
    }
    struct progress progress = {.shown = false};
    struct probity_compare_options compared = {
        .files = arguments->words,
        .file_count = arguments->word_count,
        .references = arguments->references,
        .reference_count = arguments->reference_count,
        .collection = arguments->collection,
        .period = arguments->period,
        .peers = arguments->peers,
        .threads = arguments->threads,
        .progress = !arguments->quiet && progress_wanted() ? progress_tell : NULL,
        .progress_context = &progress,
    };
    struct probity_comparison *comparison = probity_compare(library, &compared, failure);
    progress_clear(&progress);
    bool fine = comparison && report(arguments, comparison, format, &options, failure);
    bool any = comparison && probity_comparison_returns(comparison) > 0;
    probity_comparison_free(comparison);
    if (!fine) {
        return cli_fail(failure);
    }
    return any ? CLI_EXIT_FINE : CLI_EXIT_FINDINGS;
}

static int run(const struct cli_arguments *arguments)
{
    struct failure failure = {.kind = FAILURE_NONE};
    if (arguments->word_count == 0) {
        failure_set(&failure, FAILURE_USAGE, "which returns are to be compared?");
        failure_hint(&failure, "probity compare FILE…; see probity compare --help");
        return cli_fail(&failure);
    }
    struct probity_library *library = cli_library(arguments, &failure);
    int code = library ? compare_with(arguments, library, &failure) : cli_fail(&failure);
    probity_library_close(library);
    return code;
}

const struct cli_command cli_compare = {
    .name = "compare",
    .files = CLI_FILES,
    .usage = "compare FILE…",
    .describes = "compare returns of many councils and years",
    .text =
        "Works out the indicators of all returns, and finds the councils whose figures are far from the others' or\n"
        "that report on another basis; no rule is run. Formats: text, html, json, csv (one table: --table figures,\n"
        "marks, profiles, subjects, strengths or amounts). Exit code 0: done; 1: there was no return to compare;\n"
        "2: Probity itself could not do its job.\n",
    .options = CLI_TAKES(CLI_COLLECTION) | CLI_TAKES(CLI_PERIOD) | CLI_TAKES(CLI_PEERS) | CLI_TAKES(CLI_REFERENCE) |
               CLI_TAKES(CLI_RULES) | CLI_TAKES(CLI_SCHEMAS) | CLI_TAKES(CLI_FORMAT) | CLI_TAKES(CLI_TABLE) |
               CLI_TAKES(CLI_OUTPUT) | CLI_TAKES(CLI_THREADS) | CLI_TAKES(CLI_QUIET),
    .run = run,
};
