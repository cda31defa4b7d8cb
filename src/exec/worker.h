/* worker: what one thread needs to work nodes out: frames, memory for vectors, texts made on the way, and what it
 * remembers of texts that were looked at before.
 *
 * A frame is a set of lanes and, for each, a row of one table: the record of a rule, or, one scope further, the record
 * that a query looks at. A frame above another one says for each of its lanes which lane of the other it belongs to.
 * Nodes that read no scope are worked out in the constant frame, which has one lane, and spread over the others.
 *
 * Texts are ids of the dictionary; a text that is made on the way and is not in it gets an id of the worker's own
 * dictionary, LOCAL_TEXT and up. Two equal texts have equal ids as long as the frame at the bottom stays open. While
 * reading, cells of text columns are spans of the batch instead (vector.bytes).
 */
#ifndef PROBITY_EXEC_WORKER_H
#define PROBITY_EXEC_WORKER_H

#include "exec/program.h"
#include "exec/vector.h"

struct exec_run;

#define LOCAL_TEXT (INT64_C(1) << 32)
#define IMAGE_UNKNOWN UINT32_MAX
#define LOCAL_TEXTS_MOST 65536u /* forgotten when a new frame opens and there are more */

/* Frames on top of one another: a query may hold a query, and a constant may be worked out within each. */
#define FRAMES_MOST (2u * PLAN_SCOPES_MOST + 2u)
#define NO_SCOPE (-1)

struct slot {
    struct vector vector;
    uint64_t serial;    /* of the frame for which it holds */
    uint64_t selection; /* 0: holds for all lanes; else only for those of the frame's selection of that number */
    uint64_t noted;     /* the frame whose list of touched nodes has it */
};

struct frame {
    int scope;                       /* NO_SCOPE: the constant frame */
    uint32_t count;                  /* lanes */
    const struct table *table;       /* NULL: no such table, or reading */
    const struct table_batch *batch; /* while reading */
    int64_t first;                   /* with `rows` NULL: the lanes are consecutive rows from this one */
    const int64_t *rows;
    const struct frame *under;
    const uint16_t *lanes; /* of the frame under it, by lane */
    const uint8_t *mask;   /* 1 for each lane that is selected; NULL: all are */
    uint64_t selection;    /* a number for what `mask` selects or selected at first; 0 while it is NULL */
    uint64_t serial;
    struct slot *slots; /* by node */
    uint32_t *touched;  /* nodes whose slots may own memory */
    uint32_t touched_count;
};

/* What has been found out about dictionary ids, one byte each: 0 nothing yet. */
struct text_memo {
    uint8_t *answers;
    uint32_t capacity;
    uint32_t count; /* so many are in use */
};

/* What a text of the dictionary becomes, by its id. */
struct text_images {
    struct text_image {
        uint32_t id;    /* of the dictionary; with `as_of`, of the worker's own, less LOCAL_TEXT */
        uint32_t as_of; /* 0, or how many texts the dictionary had then: later it may have that text too */
    } * items;          /* id IMAGE_UNKNOWN: not worked out yet */
    uint32_t capacity;
    uint32_t count; /* so many are in use */
};

struct worker {
    struct worker *next; /* in the program's list of idle ones */
    const struct exec_program *program;
    struct failure *failure; /* never NULL while it works */
    struct failure unwanted; /* stands in where the caller wants none */
    /* What it runs over. */
    const struct exec_run *run;  /* NULL while reading */
    struct table *const *tables; /* by plan table */
    const struct exec_tables *given;
    const struct table_dictionary *dictionary;
    bool remembers; /* whether texts repeat so often that memos pay */
    /* Its own. */
    struct frame constant;
    struct frame frames[FRAMES_MOST];
    uint32_t depth;      /* frames that are open, without the constant one */
    struct slot *spread; /* constants, spread over spread_lanes[node] lanes */
    uint16_t *spread_lanes;
    uint64_t serial;           /* the last one given */
    uint32_t dictionary_count; /* when the constants were worked out */
    struct table_dictionary *local;
    struct arena spans; /* texts that spans were changed to, until the next frame opens at the bottom */
    struct vector_pool pool;
    ARRAY_OF(uint32_t) stack;
    struct text_memo *set_memos;
    struct text_memo *pattern_memos;
    struct text_images upper;
    struct text_images squeezed;
    struct text_images squeezed_upper;
    uint64_t memo_of; /* number of the run or stream whose dictionary the memos speak of */
    struct pattern_matcher *matcher;
    uint64_t *node_times;             /* by node: nanoseconds, without those of nodes within; NULL: not measured */
    uint64_t within;                  /* nanoseconds of the nodes that were worked out since it was set to 0 */
    uint64_t undecided;               /* texts on which a pattern reached a limit */
    struct pairs *pairs[FRAMES_MOST]; /* room for queries, by depth: pairs.c */
};

struct worker *worker_new(const struct exec_program *program, struct failure *failure);
void worker_free(struct worker *worker); /* NULL is fine */

/* One of the program's idle workers, or a new one; and back to it. */
struct worker *worker_take(struct exec_program *program, struct failure *failure);
void worker_give(struct exec_program *program, struct worker *worker);

/* Makes it work for a run (or a stream, with `run` NULL), with that failure to report to. `number` names the run. */
void worker_attach(struct worker *worker, const struct exec_run *run, const struct exec_tables *given,
                   struct table *const *tables, uint64_t number, struct failure *failure);

/* The dictionary is another one: what was found out about ids of the one before, constants among them, is forgotten. */
void worker_forget_texts(struct worker *worker);

/* Where it reports to from now on. */
static inline void worker_report_to(struct worker *worker, struct failure *failure)
{
    worker->failure = failure ? failure : &worker->unwanted;
}

/* frame.c. Opens a frame at the bottom; NULL and a failure when refused. Whoever opens sets table or batch, first or
 * rows. frame_close() lets go of all its vectors. */
struct frame *frame_open_bottom(struct worker *worker, uint32_t count);
struct frame *frame_open_above(struct worker *worker, const struct frame *under, int scope, uint32_t count,
                               const uint16_t *lanes);
void frame_close(struct worker *worker, struct frame *frame);
/* Lets go of a node's vector, which no later node reads. */
void frame_release(struct worker *worker, struct frame *frame, uint32_t node);

/* Works a node out for the frame's selected lanes. False when it failed, with worker->failure set. */
bool evaluate(struct worker *worker, struct frame *frame, uint32_t node);

/* The vector of a node that has been worked out. */
static inline const struct vector *frame_vector(const struct frame *frame, uint32_t node)
{
    return &frame->slots[node].vector;
}

/* Works the steps out in turn; mask[lane] stays 1 where all hold. `mask` is the frame's mask from then on (all ones at
 * first if `fresh`). The number of lanes left is in *left; stops when there is none. */
bool evaluate_steps(struct worker *worker, struct frame *frame, const struct steps *steps, uint8_t *mask,
                    uint32_t *left);

/* The arrays of a new vector. False and a failure when memory is refused. */
bool vector_open(struct worker *worker, struct vector *vector, int64_t **values, uint8_t **states);
bool vector_open_truths(struct worker *worker, struct vector *vector, uint8_t **truths);

/* texts.c */
struct str worker_text(const struct worker *worker, int64_t id);
/* The id of a text: the dictionary's if it is there, else one of the worker's own. -1 and a failure when refused. */
int64_t worker_text_id(struct worker *worker, struct str text);

static inline struct str vector_text(const struct worker *worker, const struct vector *vector, uint32_t lane)
{
    return vector->bytes ? table_span_text(vector->bytes, vector->values[lane])
                         : worker_text(worker, vector->values[lane]);
}

/* Makes room in the memo for all ids of the dictionary, where remembering pays: ids from memo->count on are not
 * remembered. Without memory nothing is. */
void memo_cover(const struct worker *worker, struct text_memo *memo);
void images_cover(const struct worker *worker, struct text_images *images);
/* Forgets them all: other texts, or other ids. */
void images_forget(struct worker *worker);

#endif
