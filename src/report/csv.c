/* One row for each finding, for spreadsheets and for counting. */
#include "report/csv_field.h"
#include "report/internal.h"

static const char header[] = "code,severity,collection,period,authority,path,line,column,table,record,key,field,value,"
                             "message,fix,other_places,note,note_who,note_when\n";

struct csv_state {
    struct buffer clean;  /* a field made printable */
    struct buffer joined; /* a field made of several texts */
};

static void release(void *memory)
{
    struct csv_state *state = memory;

    buffer_free(&state->clean);
    buffer_free(&state->joined);
}

/* Empties a scratch buffer; that it failed is not forgotten. */
static struct buffer *cleared(struct report *report, struct buffer *buffer)
{
    report->text.failed = report->text.failed || buffer->failed;
    buffer_clear(buffer);
    return buffer;
}

static void field(struct report *report, struct str text)
{
    struct csv_state *state = report->state;

    buffer_char(&report->text, ',');
    if (text.length > 0) {
        report_csv_text(&report->text, text, &state->clean);
    }
}

/* 0 is unknown, and blank. */
static void number_field(struct report *report, uint64_t number)
{
    buffer_char(&report->text, ',');
    if (number > 0) {
        buffer_integer(&report->text, (int64_t)number);
    }
}

/* "line=3.1.1; year=2017" */
static void key_field(struct report *report, const struct report_place *place)
{
    struct csv_state *state = report->state;
    struct buffer *joined = cleared(report, &state->joined);

    for (uint32_t i = 0; i < place->key_count; i++) {
        buffer_text(joined, i > 0 ? "; " : "");
        buffer_str(joined, place->keys[i].column);
        buffer_char(joined, '=');
        buffer_str(joined, place->keys[i].value);
    }
    field(report, buffer_view(joined));
}

static void join_place(struct buffer *joined, const struct report_place *place)
{
    buffer_str(joined, place->path);
    if (place->line > 0) {
        buffer_char(joined, ':');
        buffer_integer(joined, place->line);
    }
    if (place->column > 0) {
        buffer_char(joined, ':');
        buffer_integer(joined, place->column);
    }
    if (place->field.length > 0) {
        buffer_char(joined, ' ');
        buffer_str(joined, place->field);
    }
}

/* "last_year.csv:12:4 total; …" */
static void other_places_field(struct report *report, const struct report_finding *finding)
{
    struct csv_state *state = report->state;
    struct buffer *joined = cleared(report, &state->joined);

    for (uint32_t i = 1; i < finding->place_count; i++) {
        buffer_text(joined, i > 1 ? "; " : "");
        join_place(joined, &finding->places[i]);
    }
    field(report, buffer_view(joined));
}

static bool begin(struct report *report)
{
    if (!report_state_new(report, sizeof(struct csv_state), release)) {
        return false;
    }
    buffer_text(&report->text, header);
    return true;
}

static bool finding(struct report *report, const struct report_finding *one)
{
    static const struct report_place nowhere;
    const struct report_place *place = one->place_count > 0 ? &one->places[0] : &nowhere;
    struct csv_state *state = report->state;

    report_csv_text(&report->text, one->code, &state->clean);
    buffer_char(&report->text, ',');
    buffer_text(&report->text, finding_severity_name(one->severity));
    field(report, one->collection);
    field(report, one->period);
    field(report, one->authority);
    field(report, place->path);
    number_field(report, place->line);
    number_field(report, place->column);
    field(report, place->table);
    number_field(report, place->record);
    key_field(report, place);
    field(report, place->field);
    field(report, place->value);
    field(report, one->message);
    field(report, one->fix);
    other_places_field(report, one);
    field(report, one->note ? one->note->reason : STR_EMPTY);
    field(report, one->note ? one->note->who : STR_EMPTY);
    field(report, one->note ? one->note->when : STR_EMPTY);
    buffer_char(&report->text, '\n');
    return buffer_ok(&state->clean) && buffer_ok(&state->joined);
}

static bool end(struct report *report)
{
    (void)report;
    return true;
}

const struct report_format report_csv = {
    .name = "csv",
    .describes = "for spreadsheets: one row for each finding",
    .order = REPORT_BY_PLACE,
    .needs_places = true,
    .needs_excerpts = false,
    .needs_sha256 = false,
    .most = UINT64_MAX,
    .begin = begin,
    .finding = finding,
    .end = end,
};
