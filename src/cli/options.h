/* options: one table of all options, so that they have the same names, meanings and texts in every command. */
#ifndef PROBITY_CLI_OPTIONS_H
#define PROBITY_CLI_OPTIONS_H

#include "engine/probity.h"

#define CLI_FILES_MOST 10000u

enum cli_option {
    CLI_COLLECTION,
    CLI_PERIOD,
    CLI_AUTHORITY,
    CLI_PREVIOUS,
    CLI_WITH,
    CLI_REFERENCE,
    CLI_NOTES,
    CLI_RECEIPT,
    CLI_RULES,
    CLI_SCHEMAS,
    CLI_FORMAT,
    CLI_OUTPUT,
    CLI_FAIL_ON,
    CLI_MAX_FINDINGS,
    CLI_THREADS,
    CLI_COLOUR,
    CLI_TABLE,
    CLI_PEERS,
    CLI_FIGURES,
    CLI_CASES,
    CLI_KNOWN,
    CLI_AS,
    CLI_TIMING,
    CLI_QUIET,
    CLI_PLAN,
    CLI_HELP,
    CLI_OPTIONS
};

/* What a command line says. Texts point into argv or lie in the arena. */
struct cli_arguments {
    struct arena arena;
    const char *command;
    const char **words; /* what is no option, in order; owned */
    size_t word_count;
    const char *collection;
    int period;
    const char *authority;
    const char **previous; /* owned */
    size_t previous_count;
    const char **with; /* owned */
    size_t with_count;
    struct probity_reference *references; /* owned; a name may be NULL */
    size_t reference_count;
    const char *notes;
    const char *receipt;
    const char *rules;
    const char *schemas;
    const char *format;
    const char *output;
    const char *as;
    const char *table;
    const char *peers;
    const char *figures;
    const char *cases;
    const char *known;
    enum finding_severity fail_on;
    uint64_t max_findings;
    bool has_max_findings;
    unsigned threads;
    const char *colour;
    bool timing;
    bool quiet;
    bool plan;
    bool help;
};

/* Which words of a command name files, for which a folder may stand. */
enum cli_files { CLI_NO_FILES, CLI_FILES, CLI_FILES_AFTER_FIRST };

/* One file per command holds one of these. */
struct cli_command {
    const char *name;
    enum cli_files files;
    const char *usage;                                 /* "check FILE…" */
    const char *describes;                             /* one line */
    const char *text;                                  /* more, for --help */
    uint32_t options;                                  /* bit k: takes option k */
    int (*run)(const struct cli_arguments *arguments); /* the exit code */
};

#define CLI_TAKES(option) (1u << (option))
/* What every command takes that checks returns. */
#define CLI_CHECKS                                                                                            \
    (CLI_TAKES(CLI_COLLECTION) | CLI_TAKES(CLI_PERIOD) | CLI_TAKES(CLI_AUTHORITY) | CLI_TAKES(CLI_PREVIOUS) | \
     CLI_TAKES(CLI_WITH) | CLI_TAKES(CLI_REFERENCE) | CLI_TAKES(CLI_NOTES) | CLI_TAKES(CLI_RULES) |           \
     CLI_TAKES(CLI_SCHEMAS) | CLI_TAKES(CLI_THREADS) | CLI_TAKES(CLI_QUIET))

extern const struct cli_command cli_check, cli_compare, cli_explain, cli_notes, cli_rules, cli_schema, cli_template,
    cli_verify;

/* For options.c and folders.c: one more file. */
bool cli_add_word(const char ***list, size_t *count, const char *word, struct failure *failure);
bool cli_add_reference(struct cli_arguments *arguments, const char *name, const char *path, struct failure *failure);
/* folders.c: puts the files of folders in the place of their names. */
bool cli_expand_folders(const struct cli_command *command, struct cli_arguments *arguments, struct failure *failure);

/* Fills in `arguments` from what follows the command's name. */
bool cli_parse(const struct cli_command *command, int count, char **words, struct cli_arguments *arguments,
               struct failure *failure);
void cli_arguments_free(struct cli_arguments *arguments);

void cli_help(const struct cli_command *command);

/* Tells a failure on standard error, and gives the exit code for it. */
int cli_fail(const struct failure *failure);

/* Opens the library where --schemas, --rules, PROBITY_DATA or the installation say. */
struct probity_library *cli_library(const struct cli_arguments *arguments, struct failure *failure);

struct progress;
/* What is to be checked, and with what: the words from the `first` on are its files. */
struct probity_check_options cli_check_options(const struct cli_arguments *arguments, size_t first,
                                               struct progress *progress);

/* Commands with parts, such as `probity rules list`. */
struct cli_part {
    const char *name;
    int (*run)(const struct cli_arguments *arguments, struct probity_library *library, struct failure *failure);
};

/* Runs the part that the first word names, with a library; `what` tells which there are. The exit code. */
int cli_run_part(const char *what, const struct cli_part *parts, size_t count, const struct cli_arguments *arguments);

/* Writes a text to a file; NULL or "-": to standard output. */
bool cli_write_to(const char *path, struct str text, struct failure *failure);
/* Writes a text to --output, or to standard output. */
bool cli_write(const struct cli_arguments *arguments, struct str text, struct failure *failure);

#define CLI_EXIT_FINE 0
#define CLI_EXIT_FINDINGS 1
#define CLI_EXIT_FAILURE 2

#endif
