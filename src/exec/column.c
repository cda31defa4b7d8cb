/* column: a node worked out for all rows of a table, batch by batch. */
#include "base/parallel.h"
#include "exec/prepare.h"

struct column_work {
    struct preparation *preparation;
    uint32_t table;
    uint32_t node;
    uint32_t row_count;
    struct column *column;
    int64_t *values;
    uint8_t *states;
    uint8_t *truths;
};

/* Texts of the worker's own get ids that last. */
static bool lasting_ids(struct worker *worker, const struct vector *vector, uint32_t count, int64_t *values)
{
    for (uint32_t i = 0; i < count; i++) {
        if (vector->states[i] == TABLE_VALUE && values[i] >= LOCAL_TEXT) {
            values[i] = table_dictionary_intern(worker->given->dictionary, worker_text(worker, values[i]),
                                                worker->failure);
            if (values[i] < 0) {
                return false;
            }
        }
    }
    return true;
}

static bool column_batch(void *context, unsigned index, size_t task, struct failure *failure)
{
    const struct column_work *work = context;
    struct worker *worker = work->preparation->workers[index];
    const struct plan_node *node = &worker->program->plan->nodes.items[work->node];
    uint32_t first = (uint32_t)task * TABLE_BATCH_ROWS;
    uint32_t count = work->row_count - first < TABLE_BATCH_ROWS ? work->row_count - first : TABLE_BATCH_ROWS;
    worker_report_to(worker, failure);
    struct frame *frame = frame_open_bottom(worker, count);
    if (!frame) {
        return false;
    }
    frame->table = worker->tables[work->table];
    frame->first = first;
    bool good = evaluate(worker, frame, work->node);
    const struct vector *vector = frame_vector(frame, work->node);
    if (good && work->truths) {
        memcpy(work->truths + first, vector->truths, count);
    } else if (good) {
        memcpy(work->values + first, vector->values, count * sizeof *work->values);
        memcpy(work->states + first, vector->states, count);
        good = node->type != PLAN_TYPE_TEXT || lasting_ids(worker, vector, count, work->values + first);
    }
    frame_close(worker, frame);
    return good;
}

/* A column of the table as it stands needs no copy. */
static bool is_plain(const struct plan *plan, const struct plan_node *node, const struct table *table)
{
    return node->operation == PLAN_COLUMN && node->type != PLAN_TYPE_BOOLEAN &&
           plan->nodes.items[node->arguments[0]].operation == PLAN_ROW && table && table->columns[node->number].values;
}

static bool fill_column(struct column_work *work)
{
    struct preparation *preparation = work->preparation;
    const struct plan *plan = preparation->run->program->plan;
    enum plan_type type = plan->nodes.items[work->node].type;
    if (type == PLAN_TYPE_BOOLEAN) {
        work->column->truths = work->truths = KEEP_ARRAY(preparation, work->row_count, uint8_t);
    } else {
        work->column->values = work->values = KEEP_ARRAY(preparation, work->row_count, int64_t);
        work->column->states = work->states = KEEP_ARRAY(preparation, work->row_count, uint8_t);
    }
    if (type == PLAN_TYPE_BOOLEAN ? !work->truths : !work->values || !work->states) {
        return false;
    }
    size_t batches = table_batches(preparation->run->tables[work->table]);
    /* New texts go to the dictionary, which is for one thread only. */
    bool several = type != PLAN_TYPE_TEXT && batches > BATCHES_FOR_THREADS;
    return parallel_for(several ? preparation->threads : 1, batches, column_batch, work, preparation->failure);
}

void *prepare_column(struct preparation *preparation, const struct item *item)
{
    struct exec_run *run = preparation->run;
    const struct plan_node *node = &run->program->plan->nodes.items[item->words[1]];
    const struct table *table = run->tables[item->words[0]];
    struct column *column = KEEP_NEW(preparation, struct column);
    if (!column) {
        return NULL;
    }
    if (is_plain(run->program->plan, node, table)) {
        column->values = table->columns[node->number].values;
        column->states = table->columns[node->number].states;
        return column;
    }
    struct column_work work = {.preparation = preparation,
                               .table = item->words[0],
                               .node = item->words[1],
                               .row_count = table_rows(table),
                               .column = column};
    return fill_column(&work) ? column : NULL;
}
