/* notes: in a check. Queries that a note may explain are worded, each is held against the notes, and what is wrong with
 * the notes themselves becomes findings. */
#include <stdlib.h>

#include "engine/check.h"
#include "engine/words.h"

/* Messages and keys come from the tables: no file is asked for a place. */
static const struct report_format only_words = {.name = "", .most = UINT64_MAX};

struct explaining {
    struct probity_check *check;
    struct check_finding **queries;
    size_t at;
    struct notes_match *match;
};

bool check_load_notes(struct probity_check *check, struct failure *failure)
{
    for (uint32_t i = 0; i < check->input_count; i++) {
        const struct check_input *input = &check->inputs[i];
        if (input->is_notes && !notes_load(input->intake.source, input->path, &check->notes, failure)) {
            return false;
        }
    }
    const struct schema_authorities *authorities = check->library->authorities;
    for (size_t i = 0; authorities && i < check->notes.items.count; i++) {
        struct note *note = &check->notes.items.items[i];
        struct str code = schema_authorities_code(authorities, note->authority);
        note->authority = code.length ? code : note->authority;
    }
    return true;
}

/* ---- queries ---------------------------------------------------------------------------------------------------------- */

static void explain(struct probity_check *check, struct check_finding *query, uint32_t note)
{
    query->note = note + 1;
    check->counts[FINDING_QUERY]--;
    check->explained++;
    check->codes.items[query->code].explained++;
    if (query->of != CHECK_NONE) {
        check->returns.items[query->of].counts[FINDING_QUERY]--;
        check->returns.items[query->of].explained++;
    }
}

static bool take_query(void *context, const struct report_finding *worded, struct failure *failure)
{
    struct explaining *explaining = context;
    struct check_finding *query = explaining->queries[explaining->at++];
    uint32_t note = NOTES_NONE;
    if (!notes_match_query(explaining->match, worded, &note, failure)) {
        return false;
    }
    if (note != NOTES_NONE) {
        explain(explaining->check, query, note);
    }
    return true;
}

/* Wording costs: only queries whose code has a note are worded. */
static bool explain_queries(struct explaining *explaining, struct failure *failure)
{
    struct probity_check *check = explaining->check;
    bool *asks = calloc(check->codes.count + 1, sizeof *asks);
    const struct check_finding **chosen = malloc((check->findings.count + 1) * sizeof *chosen);
    explaining->queries = malloc((check->findings.count + 1) * sizeof *explaining->queries);
    bool good = asks && chosen && explaining->queries;
    if (!good) {
        failure_memory(failure);
    }
    for (size_t c = 0; good && c < check->codes.count; c++) {
        asks[c] = notes_match_asks(explaining->match, check->codes.items[c].code);
    }
    size_t count = 0;
    for (size_t i = 0; good && i < check->findings.count; i++) {
        struct check_finding *finding = &check->findings.items[i];
        if (finding->severity == FINDING_QUERY && asks[finding->code]) {
            explaining->queries[count] = finding;
            chosen[count++] = finding;
        }
    }
    good = good && words_write(check, &only_words, chosen, count, take_query, explaining, failure);
    free(asks);
    free(chosen);
    free(explaining->queries);
    return good;
}

/* ---- what is wrong with the notes --------------------------------------------------------------------------------------- */

/* "S251-203 (line 3.1.3)" */
static void name_note(const struct note *note, struct buffer *out)
{
    const char *separator = " (";
    buffer_str(out, note->code);
    for (uint32_t i = 0; i < note->key_count; i++) {
        if (!report_key_is_said(&note->keys[i], note->authority, note->period)) {
            buffer_text(out, separator);
            buffer_str(out, note->keys[i].column);
            buffer_char(out, ' ');
            buffer_str(out, note->keys[i].value);
            separator = ", ";
        }
    }
    if (note->key_count == 0 && note->file.length) {
        buffer_text(out, separator);
        buffer_str(out, note->file);
        separator = ", ";
    }
    buffer_text(out, separator[0] == ',' ? ")" : "");
}

static uint32_t notes_input(const struct probity_check *check)
{
    uint32_t i = 0;
    while (i < check->input_count && !check->inputs[i].is_notes) {
        i++;
    }
    return i;
}

static bool tell(struct probity_check *check, enum finding_kind kind, const struct note *note, struct failure *failure)
{
    struct buffer text = BUFFER_EMPTY;
    name_note(note, &text);
    struct finding_reading entry = {
        .kind = kind,
        .input = notes_input(check),
        .offset = UINT64_MAX,
        .line = note->line,
        .column = note->column,
        .text = buffer_view(&text),
    };
    bool good = buffer_ok(&text) ? finding_log_add(&check->log, entry, failure) : failure_memory(failure);
    buffer_free(&text);
    return good;
}

/* A code that was found, and not as a query, cannot be explained. */
static enum finding_kind kind_of_unused(const struct probity_check *check, const struct note *note)
{
    const uint64_t *index = map_get(&check->code_index, note->code);
    if (!index || check->codes.items[*index].severity == FINDING_QUERY) {
        return NOTE_STALE;
    }
    return check->codes.items[*index].severity == FINDING_ERROR ? NOTE_OF_ERROR : NOTE_OF_NOTICE;
}

static bool tell_notes(struct probity_check *check, struct notes_match *match, struct failure *failure)
{
    struct finding_reading blank = {.kind = NOTE_BLANK, .input = notes_input(check), .offset = UINT64_MAX};
    for (uint32_t i = 0; i < check->notes.items.count; i++) {
        const struct note *note = &check->notes.items.items[i];
        if (!note_counts(note)) {
            blank.a++;
            continue;
        }
        enum note_state state = notes_match_state(match, i);
        if (state == NOTE_USED) {
            continue;
        }
        enum finding_kind kind = state == NOTE_OUTDATED ? NOTE_CHANGED : kind_of_unused(check, note);
        if (!tell(check, kind, note, failure)) {
            return false;
        }
    }
    return blank.a == 0 || finding_log_add(&check->log, blank, failure);
}

/* ---- both --------------------------------------------------------------------------------------------------------------- */

static bool find_single(const struct probity_check *check, struct notes_return *of, struct buffer *period,
                        struct failure *failure)
{
    *of = (struct notes_return){.single = check->returns.count == 1, .authority = STR_EMPTY, .period = STR_EMPTY};
    if (!of->single) {
        return true;
    }
    const struct dataset_return *data = &check->dataset.returns.items[check->returns.items[0].index];
    if (data->period) {
        date_write_financial_year(period, data->period);
    }
    of->authority = data->authority;
    of->period = buffer_view(period);
    return buffer_ok(period) || failure_memory(failure);
}

bool check_apply_notes(struct probity_check *check, struct failure *failure)
{
    if (notes_input(check) == check->input_count) {
        return true;
    }
    struct explaining explaining = {.check = check};
    struct buffer period = BUFFER_EMPTY;
    struct notes_return of;
    bool good = find_single(check, &of, &period, failure);
    if (good) {
        explaining.match = notes_match_new(&check->notes, &of, failure);
        good = explaining.match && explain_queries(&explaining, failure) &&
               tell_notes(check, explaining.match, failure);
    }
    notes_match_free(explaining.match);
    buffer_free(&period);
    return good;
}

const struct report_note *check_note_of(const struct probity_check *check, const struct check_finding *finding)
{
    return finding->note ? &check->notes.items.items[finding->note - 1].given : NULL;
}
