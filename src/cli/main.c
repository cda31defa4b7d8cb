/* main: finds the command and runs it. */
#include <signal.h>
#include <stdio.h>
#include <string.h>
#ifdef __GLIBC__ /* which one of those above says */
#include <malloc.h>
#endif

#include "cli/options.h"

static const struct cli_command *const commands[] = {&cli_check, &cli_compare, &cli_explain,  &cli_notes,
                                                     &cli_rules, &cli_schema,  &cli_template, &cli_verify};
enum { COMMANDS = sizeof commands / sizeof commands[0] };

static void general_help(void)
{
    puts("Probity checks a council's statutory return before it is submitted, and says in plain words what is\n"
         "wrong, where, why, and how to put it right.\n");
    for (size_t i = 0; i < COMMANDS; i++) {
        printf("  probity %-28s %s\n", commands[i]->usage, commands[i]->describes);
    }
    puts("\nprobity COMMAND --help says more of a command.");
}

static int unknown_command(const char *name)
{
    struct failure failure = {.kind = FAILURE_NONE};
    struct str names[COMMANDS];
    for (size_t i = 0; i < COMMANDS; i++) {
        names[i] = str_of(commands[i]->name);
    }
    failure_set(&failure, FAILURE_USAGE, "there is no command \"%s\"", name);
    const struct str *nearest = str_nearest(str_of(name), names, COMMANDS);
    if (nearest) {
        failure_hint(&failure, "did you mean \"probity %.*s\"?", STR_ARGS(*nearest));
    } else {
        failure_hint(&failure, "see probity --help");
    }
    return cli_fail(&failure);
}

static int run(const struct cli_command *command, int count, char **words)
{
    struct failure failure = {.kind = FAILURE_NONE};
    struct cli_arguments arguments;
    int code;
    if (!cli_parse(command, count, words, &arguments, &failure)) {
        code = cli_fail(&failure);
    } else if (arguments.help) {
        cli_help(command);
        code = CLI_EXIT_FINE;
    } else {
        code = command->run(&arguments);
    }
    cli_arguments_free(&arguments);
    return code;
}

/* What is let go of is given back at once, from this size on. The C library would learn to keep ever larger blocks, for
 * which a check, which needs large ones for one thing after another, has no use: they make up a sixth of its peak. */
static void give_memory_back(void)
{
#ifdef __GLIBC__
    (void)mallopt(M_MMAP_THRESHOLD, 64 * 1024);
#endif
}

int main(int count, char **words)
{
    give_memory_back();
    /* A reader that goes away is a failed write, with a message and an exit code, not a signal. */
    (void)signal(SIGPIPE, SIG_IGN);
    if (count < 2 || strcmp(words[1], "--help") == 0 || strcmp(words[1], "-h") == 0 || strcmp(words[1], "help") == 0) {
        general_help();
        return count < 2 ? CLI_EXIT_FAILURE : CLI_EXIT_FINE;
    }
    if (strcmp(words[1], "--version") == 0) {
        puts("probity " PROBITY_VERSION);
        return CLI_EXIT_FINE;
    }
    for (size_t i = 0; i < COMMANDS; i++) {
        if (strcmp(words[1], commands[i]->name) == 0) {
            return run(commands[i], count - 2, words + 2);
        }
    }
    return unknown_command(words[1]);
}
