#include "harness.h"

#include <check.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/buffer.h"
#include "report/internal.h"

/* A report format of our own: it writes nothing and keeps everything. Formats get no context, so the list that is being
 * filled is found here; tests run one check at a time. */
static struct caught *catching;

static struct str keep(struct str text)
{
    return arena_str(&catching->arena, text);
}

static bool catch_begin(struct report *report)
{
    for (uint32_t r = 0; r < report->run->return_count; r++) {
        const struct report_return *of = &report->run->returns[r];
        catching->rules_run += of->rules_run;
        for (uint32_t s = 0; s < of->skipped_count; s++) {
            struct caught_skipped skipped = {keep(of->skipped[s].code), keep(of->skipped[s].reason)};
            if (!array_push(&catching->skipped, skipped)) {
                return false;
            }
        }
    }
    return true;
}

static struct str join_keys(const struct report_place *place)
{
    struct buffer text = BUFFER_EMPTY;
    for (uint32_t k = 0; k < place->key_count; k++) {
        buffer_text(&text, k ? " " : "");
        buffer_str(&text, place->keys[k].value);
    }
    struct str kept = keep(buffer_view(&text));
    buffer_free(&text);
    return kept;
}

static bool catch_finding(struct report *report, const struct report_finding *finding)
{
    (void)report;
    struct caught_finding caught = {
        .code = keep(finding->code),
        .severity = finding->severity,
        .message = keep(finding->message),
        .period = keep(finding->period.length ? finding->period : STR_EMPTY),
        .authority = keep(finding->authority.length ? finding->authority : STR_EMPTY),
        .places = ARENA_ARRAY(&catching->arena, finding->place_count, struct caught_place),
        .place_count = finding->place_count,
    };
    for (uint32_t p = 0; p < finding->place_count; p++) {
        const struct report_place *place = &finding->places[p];
        caught.places[p] = (struct caught_place){
            .path = keep(place->path),
            .line = place->line,
            .column = place->column,
            .table = keep(place->table.length ? place->table : STR_EMPTY),
            .record = place->record,
            .key = join_keys(place),
            .field = keep(place->field.length ? place->field : STR_EMPTY),
            .value = keep(place->value.length ? place->value : STR_EMPTY),
        };
    }
    return array_push(&catching->findings, caught);
}

static bool catch_end(struct report *report)
{
    (void)report;
    return true;
}

static const struct report_format catcher = {
    .name = "caught",
    .order = REPORT_BY_PLACE,
    .needs_places = true,
    .most = UINT64_MAX,
    .begin = catch_begin,
    .finding = catch_finding,
    .end = catch_end,
};

const char *harness_tree(const char *name)
{
    static char paths[8][4400];
    static unsigned next;
    const char *data = getenv("PROBITY_DATA");
    char *path = paths[next++ % 8];
    (void)snprintf(path, sizeof paths[0], "%s/%s", data ? data : ".", name);
    return path;
}

unsigned harness_changes(unsigned changes)
{
    return getenv("PROBITY_BRIEF") ? changes / 5 : changes;
}

struct probity_library *harness_library_with(const char *rules, const char *indicators)
{
    struct probity_library_options options = {.schemas = harness_tree("schemas"),
                                              .rules = rules,
                                              .reference = harness_tree("reference"),
                                              .indicators = indicators};
    struct failure failure = {.kind = FAILURE_NONE};
    struct probity_library *library = probity_library_open(&options, &failure);
    if (!library) {
        (void)fprintf(stderr, "%s:%u: %s\n", failure.path, failure.line, failure.message);
        exit(1);
    }
    return library;
}

struct probity_library *harness_library(void)
{
    return harness_library_with(harness_tree("rules"), harness_tree("indicators"));
}

struct probity_library *harness_library_of(const char *name, const char *collection, struct str rules)
{
    char folder[4400], file[200];
    const char *parent = harness_folder(name);
    (void)snprintf(folder, sizeof folder, "%s", parent);
    (void)snprintf(file, sizeof file, "%s/%s", name, collection);
    if (mkdir(folder, 0700) != 0 || mkdir(harness_folder(file), 0700) != 0) {
        perror(folder);
        exit(1);
    }
    (void)snprintf(file, sizeof file, "%s/%s/own.yaml", name, collection);
    (void)harness_write(file, rules);
    return harness_library_with(folder, NULL);
}

static bool check_with(struct probity_library *library, const struct probity_check_options *options,
                       const struct report_format *format, struct caught *caught)
{
    struct failure failure = {.kind = FAILURE_NONE};
    *caught = (struct caught){0};
    struct probity_check *check = probity_check(library, options, &failure);
    struct output *output = check ? output_open("/dev/null", &failure) : NULL;
    bool fine = false;
    if (output) {
        struct probity_report_options report = {.format = format, .most = UINT64_MAX};
        catching = caught;
        caught->verdict = probity_check_verdict(check);
        caught->return_count = probity_check_returns(check);
        fine = probity_check_report(check, &report, output, &failure);
        output_abandon(output);
    }
    probity_check_free(check);
    if (!fine) {
        (void)fprintf(stderr, "%s:%u: %s\n", failure.path, failure.line, failure.message);
    }
    return fine;
}

bool harness_check(struct probity_library *library, const struct probity_check_options *options, struct caught *caught)
{
    return check_with(library, options, &catcher, caught);
}

bool harness_check_quickly(struct probity_library *library, const struct probity_check_options *options,
                           struct caught *caught)
{
    static struct report_format quick;
    quick = catcher;
    quick.needs_places = false;
    return check_with(library, options, &quick, caught);
}

bool harness_check_file(struct probity_library *library, const char *path, struct caught *caught)
{
    struct probity_check_options options = {.files = &path, .file_count = 1, .threads = 1};
    return harness_check(library, &options, caught);
}

void harness_free(struct caught *caught)
{
    array_free(&caught->findings);
    array_free(&caught->skipped);
    arena_free(&caught->arena);
}

static bool place_matches(const struct caught_place *place, uint64_t record, const char *field)
{
    return (!record || place->record == record) && (!field || str_equal(place->field, str_of(field)));
}

bool harness_found(const struct caught *caught, const char *code, enum finding_severity at_least, uint64_t record,
                   const char *field)
{
    for (size_t i = 0; i < caught->findings.count; i++) {
        const struct caught_finding *finding = &caught->findings.items[i];
        if (finding->severity < at_least || (code && !str_equal(finding->code, str_of(code)))) {
            continue;
        }
        if (!record && !field) {
            return true;
        }
        for (uint32_t p = 0; p < finding->place_count; p++) {
            if (place_matches(&finding->places[p], record, field)) {
                return true;
            }
        }
    }
    return false;
}

uint64_t harness_count(const struct caught *caught, const char *code)
{
    uint64_t count = 0;
    for (size_t i = 0; i < caught->findings.count; i++) {
        count += str_equal(caught->findings.items[i].code, str_of(code));
    }
    return count;
}

struct str harness_message(const struct caught *caught, const char *code)
{
    for (size_t i = 0; i < caught->findings.count; i++) {
        if (str_equal(caught->findings.items[i].code, str_of(code))) {
            return caught->findings.items[i].message;
        }
    }
    return STR("(none)");
}

bool harness_same_skipped(const struct caught *a, const struct caught *b)
{
    bool same = a->skipped.count == b->skipped.count && a->rules_run == b->rules_run;
    for (size_t i = 0; same && i < a->skipped.count; i++) {
        same = str_equal(a->skipped.items[i].code, b->skipped.items[i].code) &&
               str_equal(a->skipped.items[i].reason, b->skipped.items[i].reason);
    }
    return same;
}

size_t harness_count_codes(const struct caught *caught)
{
    size_t count = 0;
    for (size_t i = 0; i < caught->findings.count; i++) {
        bool seen = false;
        for (size_t j = 0; j < i && !seen; j++) {
            seen = str_equal(caught->findings.items[i].code, caught->findings.items[j].code);
        }
        count += !seen;
    }
    return count;
}

const char *harness_shared(const char *what)
{
    const char *shared = getenv("PROBITY_SHARED");
    if (!shared || !*shared) {
        printf("SKIP: %s: PROBITY_SHARED is not set\n", what);
        return NULL;
    }
    return shared;
}

/* ---- temporary files ------------------------------------------------------------------------------------------------- */

static char folder[4096];

static void remove_folder(void)
{
    char command[4200];
    (void)snprintf(command, sizeof command, "rm -rf '%s'", folder);
    if (system(command) != 0) {
        (void)fprintf(stderr, "%s could not be removed\n", folder);
    }
}

static const char *temporary_folder(void)
{
    if (!folder[0]) {
        const char *parent = getenv("TMPDIR");
        (void)snprintf(folder, sizeof folder, "%s/probity-test-XXXXXX", parent ? parent : "/tmp");
        if (!mkdtemp(folder)) {
            perror(folder);
            exit(1);
        }
        (void)atexit(remove_folder);
    }
    return folder;
}

const char *harness_folder(const char *name)
{
    static char paths[16][4400];
    static unsigned next;
    char *path = paths[next++ % 16];
    (void)snprintf(path, sizeof paths[0], "%s/%s", temporary_folder(), name);
    return path;
}

const char *harness_write(const char *name, struct str bytes)
{
    const char *path = harness_folder(name);
    FILE *file = fopen(path, "wb");
    if (!file || fwrite(bytes.data, 1, bytes.length, file) != bytes.length || fclose(file) != 0) {
        perror(path);
        exit(1);
    }
    return path;
}

char *harness_read(const char *path, size_t *length)
{
    struct buffer text = BUFFER_EMPTY;
    char bytes[65536];
    FILE *file = fopen(path, "rb");
    if (!file) {
        perror(path);
        exit(1);
    }
    for (size_t count; (count = fread(bytes, 1, sizeof bytes, file)) > 0;) {
        buffer_str(&text, (struct str){bytes, count});
    }
    *length = text.length;
    buffer_char(&text, '\0');
    if (fclose(file) != 0 || !buffer_ok(&text)) {
        (void)fprintf(stderr, "%s cannot be read\n", path);
        exit(1);
    }
    return text.data;
}

bool harness_cell(const char *line, int number, char *cell, size_t size)
{
    for (int i = 0; i <= number; i++) {
        line = strchr(line, '|');
        if (!line) {
            return false;
        }
        line++;
    }
    const char *end = strchr(line, '|');
    if (!end) {
        return false;
    }
    struct str text = str_trim((struct str){line, (size_t)(end - line)});
    (void)snprintf(cell, size, "%.*s", STR_ARGS(text));
    return true;
}

void harness_report_national(const char *shared, const char *const (*references)[2], size_t count,
                             const struct report_format *format)
{
    enum { MOST = 8 };
    char path[4200], paths[MOST][4200];
    struct probity_reference given[MOST];
    ck_assert_uint_le(count, MOST);
    for (size_t i = 0; i < count; i++) {
        (void)snprintf(paths[i], sizeof paths[i], "%s/data/activity/%s", shared, references[i][1]);
        given[i] = (struct probity_reference){references[i][0], paths[i]};
    }
    (void)snprintf(path, sizeof path, "%s/data/s251/table_a1_outturn_2013-14_to_2017-18.csv", shared);
    const char *file = path;
    struct probity_check_options options = {.files = &file,
                                            .file_count = 1,
                                            .threads = 1,
                                            .references = given,
                                            .reference_count = count,
                                            .indicators = PROBITY_INDICATORS_ALWAYS};
    struct failure failure = {.kind = FAILURE_NONE};
    struct probity_library *library = harness_library();
    struct probity_check *check = probity_check(library, &options, &failure);
    ck_assert_msg(check != NULL, "%s", failure.message);
    struct output *output = output_open("/dev/null", &failure);
    ck_assert_ptr_nonnull(output);
    struct probity_report_options report = {.format = format, .most = UINT64_MAX};
    ck_assert(probity_check_report(check, &report, output, &failure));
    output_abandon(output);
    probity_check_free(check);
    probity_library_close(library);
}
