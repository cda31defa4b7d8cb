/* rules: lists the rules, runs their examples, looks for mistakes in their files. */
#include <stdio.h>

#include "cli/options.h"

/* Published cases belong to `rules test` only, and a list of known differences to cases. */
static bool takes_cases(const struct cli_arguments *arguments, bool has_cases, struct failure *failure)
{
    if (arguments->cases && !has_cases) {
        return failure_set(failure, FAILURE_USAGE, "--cases goes with probity rules test");
    }
    return !arguments->known || arguments->cases ||
           failure_set(failure, FAILURE_USAGE, "--known goes with probity rules test --cases");
}

static int list(const struct cli_arguments *arguments, struct probity_library *library, struct failure *failure)
{
    struct buffer text = BUFFER_EMPTY;
    bool fine = takes_cases(arguments, false, failure) &&
                probity_rules_list(library, arguments->collection, arguments->period, &text, failure) &&
                cli_write(arguments, buffer_view(&text), failure);
    buffer_free(&text);
    return fine ? CLI_EXIT_FINE : cli_fail(failure);
}

static int finish(const struct cli_arguments *arguments, struct buffer *text, bool fine,
                  const struct probity_tally *tally, struct failure *failure)
{
    if (fine) {
        buffer_format(text, "%llu passed, %llu failed\n", (unsigned long long)tally->passed,
                      (unsigned long long)tally->failed);
        fine = (buffer_ok(text) || failure_memory(failure)) && cli_write(arguments, buffer_view(text), failure);
    }
    buffer_free(text);
    if (!fine) {
        return cli_fail(failure);
    }
    return tally->failed ? CLI_EXIT_FINDINGS : CLI_EXIT_FINE;
}

static int test_cases(const struct cli_arguments *arguments, struct probity_library *library, struct failure *failure)
{
    struct buffer text = BUFFER_EMPTY;
    struct probity_case_tally tally;
    const struct probity_case_options options = {
        .path = arguments->cases,
        .known = arguments->known,
        .collection = arguments->collection,
        .code = arguments->word_count > 1 ? arguments->words[1] : NULL,
        .period = arguments->period,
    };
    bool fine = probity_cases_test(library, &options, &text, &tally, failure);
    if (fine) {
        buffer_format(&text, "%llu passed, %llu failed, %llu known, %llu without a rule, %llu in no period\n",
                      (unsigned long long)tally.passed, (unsigned long long)tally.failed,
                      (unsigned long long)tally.known, (unsigned long long)tally.without_rule,
                      (unsigned long long)tally.in_no_period);
        fine = (buffer_ok(&text) || failure_memory(failure)) && cli_write(arguments, buffer_view(&text), failure);
    }
    buffer_free(&text);
    if (!fine) {
        return cli_fail(failure);
    }
    return tally.failed || tally.without_rule ? CLI_EXIT_FINDINGS : CLI_EXIT_FINE;
}

static int test(const struct cli_arguments *arguments, struct probity_library *library, struct failure *failure)
{
    if (arguments->cases) {
        return test_cases(arguments, library, failure);
    }
    struct buffer text = BUFFER_EMPTY;
    struct probity_tally tally = {0};
    const char *code = arguments->word_count > 1 ? arguments->words[1] : NULL;
    bool fine = takes_cases(arguments, true, failure) &&
                probity_rules_test(library, arguments->collection, code, &text, &tally, failure);
    return finish(arguments, &text, fine, &tally, failure);
}

static int lint(const struct cli_arguments *arguments, struct probity_library *library, struct failure *failure)
{
    struct buffer text = BUFFER_EMPTY;
    struct probity_tally tally = {0};
    bool fine = takes_cases(arguments, false, failure) &&
                probity_rules_lint(library, arguments->collection, &text, &tally, failure);
    return finish(arguments, &text, fine, &tally, failure);
}

static int run(const struct cli_arguments *arguments)
{
    static const struct cli_part parts[] = {{"list", list}, {"test", test}, {"lint", lint}};
    return cli_run_part("probity rules does list, test or lint", parts, sizeof parts / sizeof parts[0], arguments);
}

const struct cli_command cli_rules = {
    .name = "rules",
    .usage = "rules list|test|lint",
    .describes = "list rules, run their examples, look for mistakes",
    .text = "list            every rule and indicator as it is written, and what they share by name\n"
            "test [CODE]     run the examples of every rule, or of one; with --cases, published cases\n"
            "lint            look for all mistakes in the rule files, in every period\n",
    .options = CLI_TAKES(CLI_COLLECTION) | CLI_TAKES(CLI_PERIOD) | CLI_TAKES(CLI_RULES) | CLI_TAKES(CLI_SCHEMAS) |
               CLI_TAKES(CLI_CASES) | CLI_TAKES(CLI_KNOWN) | CLI_TAKES(CLI_OUTPUT),
    .run = run,
};
