#include "cli/options.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/date.h"

struct option_text {
    const char *name;
    const char *value; /* NULL: takes none */
    const char *describes;
};

static const struct option_text option_texts[CLI_OPTIONS] = {
    [CLI_COLLECTION] = {"--collection", "NAME",
                        "the kind of return, as in `probity schema list`; else found from the file"},
    [CLI_PERIOD] = {"--period", "YEAR",
                    "the period, as 2023-24; else found from the file. Of several in a file: the one that is meant"},
    [CLI_AUTHORITY] = {"--authority", "CODE", "the authority's three-digit code, likewise"},
    [CLI_PREVIOUS] = {"--previous", "FILE", "last year's return; may be given several times"},
    [CLI_WITH] = {"--with", "FILE",
                  "returns to compare with: another collection's of the same council, or other councils'"},
    [CLI_REFERENCE] = {"--reference", "[NAME=]FILE",
                       "reference data, such as population=FILE; may be given several times"},
    [CLI_NOTES] = {"--notes", "FILE", "notes that explain queries; probity notes draft writes one to fill in"},
    [CLI_RECEIPT] = {"--receipt", "FILE", "where to write what was checked, for probity verify"},
    [CLI_RULES] = {"--rules", "FOLDER", "the folder with the rules, <collection>/*.yaml"},
    [CLI_SCHEMAS] = {"--schemas", "FOLDER", "the folder with the schemas, <collection>.yaml"},
    [CLI_FORMAT] = {"--format", "NAME", "how to report"},
    [CLI_OUTPUT] = {"--output", "FILE", "where to write; standard output, if not given"},
    [CLI_FAIL_ON] = {"--fail-on", "SEVERITY", "exit with 1 at a finding of error (if not given), query or notice"},
    [CLI_MAX_FINDINGS] = {"--max-findings", "N", "at most N findings of one code (20 in text, else no limit); 0: all"},
    [CLI_THREADS] = {"--threads", "N", "how many threads to use; as many as there are processors, if not given"},
    [CLI_COLOUR] = {"--colour", "WHEN", "auto (on a terminal), always or never"},
    [CLI_TABLE] = {"--table", "NAME", "which table; the first, if not given"},
    [CLI_PEERS] = {"--peers", "WHO",
                   "neighbours (if not given), region, all, or a file with authority,peer or authority,group"},
    [CLI_FIGURES] =
        {"--figures", "WHICH",
         "indicators beside other councils': all (where one return is checked, if not given), marked or none"},
    [CLI_CASES] = {"--cases", "FILE", "run published cases of rules, one JSON object a line, instead of examples"},
    [CLI_KNOWN] = {"--known", "FILE",
                   "which cases are wrong, and why; rules/<collection>/known-differences.yaml, if not given"},
    [CLI_AS] = {"--as", "FORM", "the form to write"},
    [CLI_TIMING] = {"--timing", NULL, "tell on standard error how long each rule took"},
    [CLI_QUIET] = {"--quiet", NULL, "text: the summary and the verdict only; no progress"},
    [CLI_PLAN] = {"--plan", NULL, "show the plan that the rule becomes"},
    [CLI_HELP] = {"--help", NULL, "this help"},
};

/* ---- values --------------------------------------------------------------------------------------------------------- */

static bool parse_count(const char *name, const char *text, uint64_t most, uint64_t *count, struct failure *failure)
{
    char *end = NULL;
    errno = 0;
    unsigned long long number = strtoull(text, &end, 10);
    if (text[0] < '0' || text[0] > '9' || *end || errno || number > most) {
        return failure_set(failure, FAILURE_USAGE, "%s takes a whole number up to %llu, not \"%s\"", name,
                           (unsigned long long)most, text);
    }
    *count = number;
    return true;
}

bool cli_add_word(const char ***list, size_t *count, const char *word, struct failure *failure)
{
    if (*count == CLI_FILES_MOST) {
        return failure_set(failure, FAILURE_LIMIT, "there are more than %u files", CLI_FILES_MOST);
    }
    const char **longer = realloc(*list, (*count + 1) * sizeof *longer);
    if (!longer) {
        return failure_memory(failure);
    }
    longer[(*count)++] = word;
    *list = longer;
    return true;
}

bool cli_add_reference(struct cli_arguments *arguments, const char *name, const char *path, struct failure *failure)
{
    if (arguments->reference_count == CLI_FILES_MOST) {
        return failure_set(failure, FAILURE_LIMIT, "there are more than %u files", CLI_FILES_MOST);
    }
    size_t size = (arguments->reference_count + 1) * sizeof *arguments->references;
    struct probity_reference *longer = realloc(arguments->references, size);
    if (!longer) {
        return failure_memory(failure);
    }
    arguments->references = longer;
    longer[arguments->reference_count++] = (struct probity_reference){.name = name, .path = path};
    return true;
}

/* "population=FILE", or a file whose header row tells which table it is. */
static bool take_reference(struct cli_arguments *arguments, const char *value, struct failure *failure)
{
    const char *equals = strchr(value, '=');
    if (!equals && *value) {
        return cli_add_reference(arguments, NULL, value, failure);
    }
    if (!equals || equals == value || !equals[1]) {
        return failure_set(failure, FAILURE_USAGE, "--reference takes FILE or NAME=FILE, not \"%s\"", value);
    }
    struct str name = arena_str(&arguments->arena, (struct str){value, (size_t)(equals - value)});
    return name.data ? cli_add_reference(arguments, name.data, equals + 1, failure) : failure_memory(failure);
}

static bool take_parsed(struct cli_arguments *arguments, enum cli_option option, const char *value,
                        struct failure *failure)
{
    const char *name = option_texts[option].name;
    uint64_t count = 0;
    switch (option) {
    case CLI_PERIOD:
        return date_parse_financial_year(str_of(value), &arguments->period) ||
               failure_set(failure, FAILURE_USAGE, "--period takes a financial year such as 2023-24, not \"%s\"",
                           value);
    case CLI_FAIL_ON:
        return finding_severity_parse(str_of(value), &arguments->fail_on) ||
               failure_set(failure, FAILURE_USAGE, "--fail-on takes error, query or notice, not \"%s\"", value);
    case CLI_MAX_FINDINGS:
        arguments->has_max_findings = parse_count(name, value, UINT64_MAX / 2, &arguments->max_findings, failure);
        return arguments->has_max_findings;
    case CLI_THREADS:
        if (!parse_count(name, value, 64, &count, failure)) {
            return false;
        }
        arguments->threads = (unsigned)count;
        return true;
    case CLI_WITH: return cli_add_word(&arguments->with, &arguments->with_count, value, failure);
    case CLI_PREVIOUS: return cli_add_word(&arguments->previous, &arguments->previous_count, value, failure);
    default: return take_reference(arguments, value, failure);
    }
}

/* Where an option's text goes as it is; NULL for options that have more to do. */
static const char **text_of(struct cli_arguments *arguments, enum cli_option option)
{
    switch (option) {
    case CLI_COLLECTION: return &arguments->collection;
    case CLI_AUTHORITY: return &arguments->authority;
    case CLI_NOTES: return &arguments->notes;
    case CLI_RECEIPT: return &arguments->receipt;
    case CLI_RULES: return &arguments->rules;
    case CLI_SCHEMAS: return &arguments->schemas;
    case CLI_FORMAT: return &arguments->format;
    case CLI_OUTPUT: return &arguments->output;
    case CLI_COLOUR: return &arguments->colour;
    case CLI_TABLE: return &arguments->table;
    case CLI_PEERS: return &arguments->peers;
    case CLI_FIGURES: return &arguments->figures;
    case CLI_CASES: return &arguments->cases;
    case CLI_KNOWN: return &arguments->known;
    case CLI_AS: return &arguments->as;
    default: return NULL;
    }
}

static bool take_flag(struct cli_arguments *arguments, enum cli_option option)
{
    switch (option) {
    case CLI_TIMING: arguments->timing = true; break;
    case CLI_QUIET: arguments->quiet = true; break;
    case CLI_PLAN: arguments->plan = true; break;
    default: arguments->help = true; break;
    }
    return true;
}

/* ---- the command line --------------------------------------------------------------------------------------------- */

static bool takes(const struct cli_command *command, enum cli_option option)
{
    return option == CLI_HELP || (command->options & CLI_TAKES(option));
}

static bool fail_unknown_option(const struct cli_command *command, struct str name, struct failure *failure)
{
    struct str names[CLI_OPTIONS];
    size_t count = 0;
    for (int option = 0; option < CLI_OPTIONS; option++) {
        if (takes(command, (enum cli_option)option)) {
            names[count++] = str_of(option_texts[option].name);
        }
    }
    failure_set(failure, FAILURE_USAGE, "\"probity %s\" has no option %.*s", command->name, STR_ARGS(name));
    const struct str *nearest = str_nearest(name, names, count);
    if (nearest) {
        failure_hint(failure, "did you mean %.*s?", STR_ARGS(*nearest));
    } else {
        failure_hint(failure, "see probity %s --help", command->name);
    }
    return false;
}

static int find_option(const struct cli_command *command, struct str name)
{
    for (int option = 0; option < CLI_OPTIONS; option++) {
        if (takes(command, (enum cli_option)option) && str_equal(name, str_of(option_texts[option].name))) {
            return option;
        }
    }
    return str_equal(name, STR("-h")) ? CLI_HELP : -1;
}

/* Takes the option at words[*at], with its value if it has one ("--period 2023-24" or "--period=2023-24"). */
static bool take_option(const struct cli_command *command, int count, char **words, int *at,
                        struct cli_arguments *arguments, struct failure *failure)
{
    const char *equals = strchr(words[*at], '=');
    struct str name = {words[*at], equals ? (size_t)(equals - words[*at]) : strlen(words[*at])};
    int option = find_option(command, name);
    if (option < 0) {
        return fail_unknown_option(command, name, failure);
    }
    if (!option_texts[option].value) {
        return equals ? failure_set(failure, FAILURE_USAGE, "%s takes no value", option_texts[option].name)
                      : take_flag(arguments, (enum cli_option)option);
    }
    const char *value = equals ? equals + 1 : *at + 1 < count ? words[++*at] : NULL;
    if (!value) {
        return failure_set(failure, FAILURE_USAGE, "%s needs a value: %s", option_texts[option].name,
                           option_texts[option].value);
    }
    const char **text = text_of(arguments, (enum cli_option)option);
    if (text) {
        *text = value;
        return true;
    }
    return take_parsed(arguments, (enum cli_option)option, value, failure);
}

bool cli_parse(const struct cli_command *command, int count, char **words, struct cli_arguments *arguments,
               struct failure *failure)
{
    *arguments = (struct cli_arguments){.command = command->name, .fail_on = FINDING_ERROR};
    bool only_words = false;
    for (int at = 0; at < count; at++) {
        const char *word = words[at];
        bool fine = true;
        if (!only_words && strcmp(word, "--") == 0) {
            only_words = true;
        } else if (!only_words && word[0] == '-' && word[1]) {
            fine = take_option(command, count, words, &at, arguments, failure);
        } else {
            fine = cli_add_word(&arguments->words, &arguments->word_count, word, failure);
        }
        if (!fine) {
            return false;
        }
    }
    return arguments->help || cli_expand_folders(command, arguments, failure);
}

void cli_arguments_free(struct cli_arguments *arguments)
{
    free(arguments->words);
    free(arguments->previous);
    free(arguments->with);
    free(arguments->references);
    arena_free(&arguments->arena);
}

void cli_help(const struct cli_command *command)
{
    printf("Usage: probity %s\n\n%s\n\n%s\nOptions:\n", command->usage, command->describes, command->text);
    for (int option = 0; option < CLI_OPTIONS; option++) {
        if (takes(command, (enum cli_option)option)) {
            const struct option_text *text = &option_texts[option];
            char name[40];
            (void)snprintf(name, sizeof name, "%s %s", text->name, text->value ? text->value : "");
            printf("  %-22s %s\n", name, text->describes);
        }
    }
}
