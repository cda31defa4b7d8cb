/* lint: all mistakes in the rule files, in their order. */
#include <stdlib.h>
#include <string.h>

#include "engine/rules.h"

struct mistakes {
    ARRAY_OF(struct failure) found;
    bool refused; /* no memory for one of them */
};

static void keep_mistake(void *context, const struct failure *mistake)
{
    struct mistakes *mistakes = context;
    mistakes->refused = !array_push(&mistakes->found, *mistake) || mistakes->refused;
}

static int compare_mistakes(const void *a, const void *b)
{
    const struct failure *x = a, *y = b;
    int order = strcmp(x->path, y->path);
    order = order ? order : (x->line > y->line) - (x->line < y->line);
    return order ? order : (x->column > y->column) - (x->column < y->column);
}

static void write_mistake(const struct failure *mistake, struct buffer *out)
{
    buffer_format(out, "%s:%u:%u: %s\n", mistake->path, mistake->line, mistake->column, mistake->message);
    if (mistake->excerpt[0]) {
        buffer_format(out, "    %s\n    %*s^\n", mistake->excerpt, (int)mistake->caret, "");
    }
    if (mistake->hint[0]) {
        buffer_format(out, "  %s\n", mistake->hint);
    }
}

/* Reading finds some mistakes and compiling others; they are told in the order of the files. */
static bool lint_collection(struct probity_library *library, uint32_t collection, struct mistakes *mistakes,
                            struct probity_tally *tally, struct failure *failure)
{
    struct rule_set *rules = library_rules_telling(library, collection, keep_mistake, mistakes, failure);
    if (!rules && failure->kind == FAILURE_SYNTAX) { /* a file of which nothing can be read */
        keep_mistake(mistakes, failure);
        *failure = (struct failure){.kind = FAILURE_NONE};
        tally->failed++;
        return true;
    }
    size_t left_out = mistakes->found.count;
    bool good = rules && rule_lint(rules, keep_mistake, mistakes, failure);
    if (good) {
        size_t refused = mistakes->found.count - left_out;
        tally->failed += mistakes->found.count;
        tally->passed += rules->rules.count > refused ? rules->rules.count - refused : 0;
    }
    rule_set_free(rules);
    return good && (!mistakes->refused || failure_memory(failure));
}

bool probity_rules_lint(struct probity_library *library, const char *collection, struct buffer *out,
                        struct probity_tally *tally, struct failure *failure)
{
    struct rules_chosen chosen;
    *tally = (struct probity_tally){0};
    if (!rules_choose(library, collection, &chosen, failure)) {
        return false;
    }
    bool good = true;
    for (uint32_t c = chosen.first; good && c < chosen.end; c++) {
        struct mistakes mistakes = {0};
        good = lint_collection(library, c, &mistakes, tally, failure);
        if (mistakes.found.count) {
            qsort(mistakes.found.items, mistakes.found.count, sizeof *mistakes.found.items, compare_mistakes);
        }
        for (size_t i = 0; i < mistakes.found.count; i++) {
            write_mistake(&mistakes.found.items[i], out);
        }
        array_free(&mistakes.found);
    }
    return good && (buffer_ok(out) || failure_memory(failure));
}
