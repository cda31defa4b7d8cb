/* made_cin: a small census of children in need of 2024-25, made up, the same in every run of one build: every module, with
 * many mistakes in it. A tree of elements that tests change; each element but the root knows its child and has a number. */
#ifndef PROBITY_TESTS_WHOLE_MADE_CIN_H
#define PROBITY_TESTS_WHOLE_MADE_CIN_H

#include "base/arena.h"
#include "base/array.h"
#include "base/buffer.h"

struct made_element {
    const char *name;
    const char *text; /* of a cell; NULL: it has elements */
    ARRAY_OF(struct made_element *) inside;
    unsigned number; /* from 1, as it was made: tests move elements about */
    unsigned child;  /* number of the child that it belongs to, from 1; 0: the header */
};

struct made_cin {
    struct arena arena;
    struct made_element *root;
    struct made_element *children;            /* the element that holds them */
    ARRAY_OF(struct made_element *) elements; /* all, by their numbers */
};

struct made_cin *made_cin_new(unsigned children); /* NULL when memory is refused */
void made_cin_free(struct made_cin *made);

/* An element inside of another; at its end. */
struct made_element *made_cin_add(struct made_cin *made, struct made_element *in, const char *name, const char *text);

/* Writes every start tag and every cell on a line of its own; `lines` gets the element of each line, from line 1 on. */
struct made_lines {
    ARRAY_OF(const struct made_element *) items;
};
void made_cin_write(const struct made_cin *made, struct buffer *out, struct made_lines *lines);

#endif
