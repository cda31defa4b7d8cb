#include "finding_words.h"

#include <check.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { TOLD_MOST = 3 };

static int compare_texts(const void *a, const void *b)
{
    return strcmp(*(char *const *)a, *(char *const *)b);
}

void finding_words_init(struct finding_words *words, size_t most)
{
    words->count = 0;
    words->lines = calloc(most + 1, sizeof *words->lines);
    ck_assert_ptr_nonnull(words->lines);
}

void finding_words_part(struct buffer *text, struct str part)
{
    buffer_str(text, part);
    buffer_char(text, '|');
}

void finding_words_add(struct finding_words *words, struct buffer *text)
{
    buffer_char(text, 0);
    ck_assert(buffer_ok(text));
    words->lines[words->count++] = text->data;
}

void finding_words_sort(struct finding_words *words)
{
    qsort(words->lines, words->count, sizeof *words->lines, compare_texts);
}

void finding_words_free(struct finding_words *words)
{
    for (size_t i = 0; i < words->count; i++) {
        free(words->lines[i]);
    }
    free(words->lines);
}

unsigned finding_words_differ(const struct finding_words *a, const struct finding_words *b, const char *what)
{
    unsigned different = 0;
    for (size_t i = 0, j = 0; i < a->count || j < b->count;) {
        int order = i == a->count ? 1 : j == b->count ? -1 : strcmp(a->lines[i], b->lines[j]);
        if (order != 0 && ++different <= TOLD_MOST) {
            printf("%s: %s: %s\n", what, order < 0 ? "no longer" : "now", order < 0 ? a->lines[i] : b->lines[j]);
        }
        i += order <= 0;
        j += order >= 0;
    }
    return different;
}
