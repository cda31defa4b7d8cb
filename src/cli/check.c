/* check: checks returns. */
#include <stdio.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include "cli/options.h"
#include "cli/progress.h"

#define WIDTH_PLAIN 100u
#define WIDTH_LEAST 60u

static unsigned terminal_width(void)
{
    struct winsize size;
    if (ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) == 0 && size.ws_col >= WIDTH_LEAST) {
        return size.ws_col;
    }
    return WIDTH_PLAIN;
}

static bool choose_format(const struct cli_arguments *arguments, const struct report_format **format,
                          struct failure *failure)
{
    const char *name = arguments->format ? arguments->format : "text";
    *format = report_format_find(str_of(name));
    if (*format) {
        return true;
    }
    size_t count = 0;
    const struct report_format *const *formats = report_formats(&count);
    char all[200] = "";
    size_t used = 0;
    for (size_t i = 0; i < count && used < sizeof all; i++) {
        used += (size_t)snprintf(all + used, sizeof all - used, "%s%s", i ? ", " : "", formats[i]->name);
    }
    failure_set(failure, FAILURE_USAGE, "there is no report format \"%s\"", name);
    failure_hint(failure, "there are: %s", all);
    return false;
}

static bool choose_colour(const struct cli_arguments *arguments, const struct output *output, bool *colour,
                          struct failure *failure)
{
    const char *when = arguments->colour ? arguments->colour : "auto";
    if (strcmp(when, "always") == 0 || strcmp(when, "never") == 0) {
        *colour = when[0] == 'a';
        return true;
    }
    *colour = output_is_terminal(output);
    return strcmp(when, "auto") == 0 ||
           failure_set(failure, FAILURE_USAGE, "--colour takes auto, always or never, not \"%s\"", when);
}

/* Not given: those of one return, where there is something to compare them with. */
static bool choose_figures(const struct cli_arguments *arguments, enum report_figures *figures, struct failure *failure)
{
    static const char *const names[] = {
        [REPORT_FIGURES_ALL] = "all", [REPORT_FIGURES_MARKED] = "marked", [REPORT_FIGURES_NONE] = "none"};
    *figures = REPORT_FIGURES_USUAL;
    for (int i = REPORT_FIGURES_ALL; arguments->figures && i <= REPORT_FIGURES_NONE; i++) {
        if (strcmp(arguments->figures, names[i]) == 0) {
            *figures = (enum report_figures)i;
        }
    }
    return !arguments->figures || *figures != REPORT_FIGURES_USUAL ||
           failure_set(failure, FAILURE_USAGE, "--figures takes all, marked or none, not \"%s\"", arguments->figures);
}

static enum probity_indicators indicators_for(enum report_figures figures)
{
    switch (figures) {
    case REPORT_FIGURES_NONE: return PROBITY_INDICATORS_NEVER;
    case REPORT_FIGURES_USUAL: return PROBITY_INDICATORS_COMPARED;
    default: return PROBITY_INDICATORS_ALWAYS;
    }
}

static bool write_report(const struct cli_arguments *arguments, struct probity_check *check,
                         const struct report_format *format, struct output *output, struct failure *failure)
{
    bool terminal = output_is_terminal(output);
    struct probity_report_options options = {
        .format = format,
        .report = {.width = terminal ? terminal_width() : WIDTH_PLAIN, .quiet = arguments->quiet},
        .most = format->most,
    };
    if (arguments->has_max_findings) {
        options.most = arguments->max_findings ? arguments->max_findings : UINT64_MAX;
    }
    return choose_figures(arguments, &options.report.figures, failure) &&
           choose_colour(arguments, output, &options.report.colour, failure) &&
           probity_check_report(check, &options, output, failure);
}

static bool report(const struct cli_arguments *arguments, struct probity_check *check,
                   const struct report_format *format, struct failure *failure)
{
    struct output *output = output_open(arguments->output, failure);
    if (!output) {
        return false;
    }
    if (!write_report(arguments, check, format, output, failure)) {
        output_abandon(output);
        return false;
    }
    return output_commit(output, failure);
}

static bool tell_timing(const struct probity_check *check, struct failure *failure)
{
    struct buffer text = BUFFER_EMPTY;
    bool fine = probity_check_timing(check, &text, failure);
    if (fine) {
        (void)fprintf(stderr, "%.*s", STR_ARGS(buffer_view(&text)));
    }
    buffer_free(&text);
    return fine;
}

static bool write_receipt(const struct cli_arguments *arguments, struct probity_check *check, struct failure *failure)
{
    struct buffer text = BUFFER_EMPTY;
    bool fine = !arguments->receipt || (probity_check_receipt(check, &text, failure) &&
                                        cli_write_to(arguments->receipt, buffer_view(&text), failure));
    buffer_free(&text);
    return fine;
}

static int check_with(const struct cli_arguments *arguments, struct probity_library *library, struct failure *failure)
{
    const struct report_format *format = NULL;
    enum report_figures figures;
    if (!choose_format(arguments, &format, failure) || !choose_figures(arguments, &figures, failure)) {
        return cli_fail(failure);
    }
    struct progress progress = {.shown = false};
    struct probity_check_options options = cli_check_options(arguments, 0, &progress);
    options.timing = arguments->timing;
    options.sha256 = format->needs_sha256 || arguments->receipt;
    options.indicators = indicators_for(figures);
    struct probity_check *check = probity_check(library, &options, failure);
    progress_clear(&progress);
    if (!check) {
        return cli_fail(failure);
    }
    bool fine = report(arguments, check, format, failure) && write_receipt(arguments, check, failure) &&
                (!arguments->timing || tell_timing(check, failure));
    bool passed = probity_check_count(check, arguments->fail_on) == 0 &&
                  probity_check_verdict(check) != VERDICT_NOT_CHECKED;
    probity_check_free(check);
    if (!fine) {
        return cli_fail(failure);
    }
    return passed ? CLI_EXIT_FINE : CLI_EXIT_FINDINGS;
}

static int run(const struct cli_arguments *arguments)
{
    struct failure failure = {.kind = FAILURE_NONE};
    if (arguments->word_count == 0) {
        failure_set(&failure, FAILURE_USAGE, "which file is to be checked?");
        failure_hint(&failure, "probity check FILE; see probity check --help");
        return cli_fail(&failure);
    }
    struct probity_library *library = cli_library(arguments, &failure);
    int code = library ? check_with(arguments, library, &failure) : cli_fail(&failure);
    probity_library_close(library);
    return code;
}

const struct cli_command cli_check = {
    .name = "check",
    .files = CLI_FILES,
    .usage = "check FILE…",
    .describes = "check a return",
    .text = "A return may be several files. CSV and XML are read; which collection, period and authority they are is\n"
            "found from the files themselves. Exit code 0: no finding at or above --fail-on; 1: findings, or a return\n"
            "that could not be checked; 2: Probity itself could not do its job. \"-\" is standard input.\n",
    .options = CLI_CHECKS | CLI_TAKES(CLI_FORMAT) | CLI_TAKES(CLI_OUTPUT) | CLI_TAKES(CLI_FAIL_ON) |
               CLI_TAKES(CLI_MAX_FINDINGS) | CLI_TAKES(CLI_COLOUR) | CLI_TAKES(CLI_TIMING) | CLI_TAKES(CLI_RECEIPT) |
               CLI_TAKES(CLI_FIGURES),
    .run = run,
};
