/* finding_words: findings as texts, sorted, so that those of two checks can be held against each other. */
#ifndef PROBITY_TESTS_WHOLE_FINDING_WORDS_H
#define PROBITY_TESTS_WHOLE_FINDING_WORDS_H

#include "base/buffer.h"

struct finding_words {
    char **lines;
    size_t count;
};

void finding_words_init(struct finding_words *words, size_t most);
void finding_words_part(struct buffer *text, struct str part);            /* with a | behind it */
void finding_words_add(struct finding_words *words, struct buffer *text); /* takes the text over */
void finding_words_sort(struct finding_words *words);
void finding_words_free(struct finding_words *words);

/* How many only one of the two has. The first few are told: `no longer` is what only `a` has. */
unsigned finding_words_differ(const struct finding_words *a, const struct finding_words *b, const char *what);

#endif
