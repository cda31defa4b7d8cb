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
#define WALK_WORDS_MOST 8u
#define WALK_TOP_BITS UINT64_C(0x8080808080808080)

struct walk {
    uint64_t classes[256];
    uint32_t fixed;
    uint64_t least; /* length of the text in bytes */
    uint64_t most;
    /* Where each place is one range of characters and there are at least eight places and no tail: the ranges of eight
     * places at a time, from offsets[w] on. 0 words: not so. */
    uint32_t words;
    uint32_t offsets[WALK_WORDS_MOST];
    uint64_t above_low[WALK_WORDS_MOST];  /* a byte that is at least its place's first character sets its top bit … */
    uint64_t above_high[WALK_WORDS_MOST]; /* … and one beyond the last one, when these are added */
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

static inline bool walk_words(const struct walk *walk, const char *data)
{
    uint64_t wrong = 0;
    for (uint32_t w = 0; w < walk->words; w++) {
        uint64_t bytes;
        memcpy(&bytes, data + walk->offsets[w], sizeof bytes);
        /* Bytes with a top bit of their own are wrong already, whatever they carry into their neighbours. */
        wrong |= bytes | (bytes + walk->above_high[w]) | ~(bytes + walk->above_low[w]);
    }
    return (wrong & WALK_TOP_BITS) == 0;
}

static inline bool walk_match(const struct walk *walk, struct str text)
{
    if (text.length < walk->least || text.length > walk->most) {
        return false;
    }
    if (walk->words > 0) {
        return walk_words(walk, text.data);
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
