/* streams: what happens while a file is read. Progress is told, and the rules that need nothing but the record at hand
 * are run on each batch, so that columns which no other rule needs are let go with it. */
#include <stdlib.h>

#include "engine/check.h"

struct check_streams {
    struct probity_check *check;
    const struct probity_check_options *options;
    uint32_t input;
    uint32_t of;                  /* index of the check_return that is followed, or CHECK_NONE */
    struct exec_stream **streams; /* by schema table */
};

static bool stream_batch(void *context, unsigned worker, uint32_t table, const struct table_batch *batch,
                         struct failure *failure)
{
    struct check_streams *streams = context;
    struct exec_stream *stream = streams->streams[table];
    return !stream || exec_stream_batch(stream, worker, batch, failure);
}

static bool stream_commit(void *context, unsigned worker, uint32_t table, uint64_t first_record,
                          struct failure *failure)
{
    struct check_streams *streams = context;
    struct exec_stream *stream = streams->streams[table];
    return !stream || exec_stream_commit(stream, worker, first_record, failure);
}

static void stream_discard(void *context, unsigned worker, uint32_t table)
{
    struct check_streams *streams = context;
    if (streams->streams[table]) {
        exec_stream_discard(streams->streams[table], worker);
    }
}

static void tell_progress(void *context, uint64_t done, uint64_t size)
{
    const struct check_streams *streams = context;
    const struct probity_check_options *options = streams->options;
    options->progress(options->progress_context, streams->check->inputs[streams->input].path, done, size);
}

struct check_streams *check_streams_open(struct probity_check *check, uint32_t input,
                                         const struct probity_check_options *options, struct intake_consumer *consumer,
                                         struct failure *failure)
{
    struct check_streams *streams = calloc(1, sizeof *streams);
    if (!streams) {
        failure_memory(failure);
        return NULL;
    }
    *streams = (struct check_streams){.check = check, .options = options, .input = input, .of = CHECK_NONE};
    uint32_t tables = check->inputs[input].schema->table_count;
    streams->streams = calloc(tables ? tables : 1, sizeof *streams->streams);
    if (!streams->streams) {
        check_streams_close(streams);
        failure_memory(failure);
        return NULL;
    }
    *consumer = (struct intake_consumer){
        .context = streams,
        .batch = stream_batch,
        .commit = stream_commit,
        .discard = stream_discard,
        .progress = options->progress ? tell_progress : NULL,
    };
    return streams;
}

static bool any_streams(const struct plan *plan, uint32_t table)
{
    for (size_t r = 0; r < plan->rules.count; r++) {
        if (plan->rules.items[r].streams && plan->rules.items[r].table == table) {
            return true;
        }
    }
    return false;
}

/* Rows that are hit go to a table of their own, one a schema table, which later files of the return add to: the columns
 * that messages and places need, and the keys. */
static struct table *streamed_table(const struct check_streams *streams, struct check_return *of, uint32_t plan_table,
                                    struct failure *failure)
{
    const struct plan_table *table = &of->plan->plan->tables.items[plan_table];
    struct table **rows = &of->streamed_rows[table->index];
    if (*rows) {
        return *rows;
    }
    const struct schema_table *described = &streams->check->inputs[streams->input].schema->tables[table->index];
    bool *columns = calloc(table->layout->column_count + 1u, sizeof *columns);
    if (!columns) {
        failure_memory(failure);
        return NULL;
    }
    for (uint32_t k = 0; k < described->named_by_count; k++) {
        columns[described->named_by[k]] = true;
    }
    *rows = plan_columns_worded(of->plan->plan, plan_table, columns, failure)
                ? table_new(table->layout, columns, failure)
                : NULL;
    free(columns);
    unsigned track = TABLE_TRACK_RECORDS | TABLE_TRACK_OFFSETS | TABLE_TRACK_LINES | TABLE_TRACK_INPUTS;
    if (*rows && !table_track(*rows, track, failure)) {
        return NULL;
    }
    return *rows;
}

static bool follow_table(struct check_streams *streams, struct check_return *of, uint32_t plan_table,
                         struct failure *failure)
{
    const struct plan *plan = of->plan->plan;
    const struct plan_table *table = &plan->tables.items[plan_table];
    struct table *rows = streamed_table(streams, of, plan_table, failure);
    if (!rows) {
        return false;
    }
    rows->origin.input = streams->input;
    /* XML is read by one thread. */
    const struct check_input *input = &streams->check->inputs[streams->input];
    unsigned threads = input->intake.sniffed.format == DATASET_XML ? 1 : streams->check->threads;
    struct exec_stream *stream = exec_stream_new(of->plan->program, plan_table, &of->streamed.tables, threads, rows,
                                                 &of->streamed.hits, failure);
    streams->streams[table->index] = stream;
    return stream && (!of->times || exec_stream_time(stream, failure));
}

/* A CSV file is one table's; XML has no place for some. */
static bool may_hold(const struct schema *schema, const struct intake_sniffed *sniffed, uint32_t table)
{
    const struct schema_table *held = &schema->tables[table];
    return sniffed->format == DATASET_CSV ? table == sniffed->table
                                          : held->element.length || held->beside != SCHEMA_NONE;
}

bool check_streams_follow(struct check_streams *streams, uint32_t index, struct failure *failure)
{
    struct check_return *of = &streams->check->returns.items[index];
    const struct plan *plan = of->plan->plan;
    const struct intake_sniffed *sniffed = &streams->check->inputs[streams->input].intake.sniffed;
    streams->of = index;
    for (uint32_t t = 0; t < plan->tables.count; t++) {
        if (plan->tables.items[t].role != PLAN_TABLE_RETURN ||
            !may_hold(streams->check->inputs[streams->input].schema, sniffed, plan->tables.items[t].index) ||
            !any_streams(plan, t)) {
            continue;
        }
        if (!follow_table(streams, of, t, failure)) {
            return false;
        }
    }
    return true;
}

bool check_streams_finish(struct check_streams *streams, struct failure *failure)
{
    bool good = true;
    uint32_t tables = streams->check->inputs[streams->input].schema->table_count;
    for (uint32_t t = 0; good && t < tables; t++) {
        const struct exec_stream *stream = streams->streams[t];
        if (stream) {
            struct check_return *of = &streams->check->returns.items[streams->of];
            of->undecided += exec_stream_undecided(stream);
            good = !of->times || exec_stream_times(stream, of->times, failure);
        }
    }
    return good;
}

void check_streams_close(struct check_streams *streams)
{
    if (!streams) {
        return;
    }
    if (streams->streams) {
        uint32_t tables = streams->check->inputs[streams->input].schema->table_count;
        for (uint32_t t = 0; t < tables; t++) {
            exec_stream_free(streams->streams[t]);
        }
    }
    free(streams->streams);
    free(streams);
}
