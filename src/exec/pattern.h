/* pattern: does a whole text match? By PCRE2, with limits; or, for plain patterns ("[A-Z][0-9]{12}"), by a walk along
 * the text that needs one look-up a byte.
 */
#ifndef PROBITY_EXEC_PATTERN_H
#define PROBITY_EXEC_PATTERN_H

#include "plan/plan.h"

#define PATTERN_MATCH_LIMIT 200000u
#define PATTERN_DEPTH_LIMIT 2000u
#define PATTERN_HEAP_LIMIT 4096u /* KiB */

/* A pattern that is one character class after another, of which only the last may vary in number. Bit i of classes[b]:
 * byte b may stand at place i; bit WALK_TAIL: it may stand behind the fixed places. */
#define WALK_PLACES_MOST 63u
#define WALK_TAIL 63u

struct walk {
    uint64_t classes[256];
    uint32_t fixed;
    uint64_t least; /* length of the text in bytes */
    uint64_t most;
};

struct compiled_pattern {
    struct walk *walk; /* NULL: PCRE2 only */
    void *code;        /* pcre2_code */
    bool ignore_case;
};

struct pattern_matcher; /* what matching needs to write to: one a thread */

enum pattern_answer { PATTERN_NO = 0, PATTERN_YES = 1, PATTERN_UNDECIDED = 2 /* a limit was reached */ };

bool pattern_compile(const struct plan_pattern *pattern, struct compiled_pattern *compiled, struct arena *keep,
                     struct failure *failure);
void pattern_release(struct compiled_pattern *compiled);

struct pattern_matcher *pattern_matcher_new(struct failure *failure);
void pattern_matcher_free(struct pattern_matcher *matcher);

enum pattern_answer pattern_match(const struct compiled_pattern *compiled, struct pattern_matcher *matcher,
                                  struct str text);
/* The same without the walk. */
enum pattern_answer pattern_match_slowly(const struct compiled_pattern *compiled, struct pattern_matcher *matcher,
                                         struct str text);

/* walk.c: NULL when the pattern is not plain enough; *refused is set when memory was refused. */
struct walk *walk_make(const struct plan_pattern *pattern, struct arena *keep, bool *refused);

static inline bool walk_match(const struct walk *walk, struct str text)
{
    if (text.length < walk->least || text.length > walk->most) {
        return false;
    }
    uint64_t fits = 1;
    for (uint32_t i = 0; i < walk->fixed; i++) {
        fits &= walk->classes[(unsigned char)text.data[i]] >> i;
    }
    for (size_t i = walk->fixed; i < text.length; i++) {
        fits &= walk->classes[(unsigned char)text.data[i]] >> WALK_TAIL;
    }
    return fits != 0;
}

#endif
