/* receipt: made from a check, and written as JSON. */
#include "engine/receipt.h"

#include <stdlib.h>
#include <string.h>

#include "base/utf8.h"
#include "engine/summary.h"
#include "format/json.h"

/* ---- made ------------------------------------------------------------------------------------------------------------- */

/* A copy, fit to print; its data is NULL when memory is refused. */
static struct str keep_printable(struct arena *keep, struct str text)
{
    struct buffer printable = BUFFER_EMPTY;
    utf8_write_printable(&printable, text);
    struct str kept = buffer_ok(&printable) ? arena_str(keep, buffer_view(&printable)) : (struct str){0};
    buffer_free(&printable);
    return kept;
}

static bool keep_text(struct arena *keep, struct str text, struct str *kept, struct failure *failure)
{
    *kept = arena_str(keep, text);
    return kept->data || failure_memory(failure);
}

static bool is_looked_up(const struct probity_check *check, struct str table)
{
    for (size_t i = 0; i < check->returns.count; i++) {
        const struct library_plan *plan = check->returns.items[i].plan;
        for (size_t t = 0; plan && t < plan->plan->tables.count; t++) {
            const struct plan_table *used = &plan->plan->tables.items[t];
            if (used->role == PLAN_TABLE_REFERENCE && str_equal(used->name, table)) {
                return true;
            }
        }
    }
    return false;
}

/* Of a workbook the first sheet is; of what comes with Probity, what rules look up: not what only indicators do, which no
 * verdict rests on. */
static bool is_named(const struct probity_check *check, uint32_t index)
{
    const struct check_input *input = &check->inputs[index];
    return input->file == index &&
           (!input->is_built_in || is_looked_up(check, check->library->references[input->collection]->name));
}

static bool make_inputs(const struct probity_check *check, const struct str *names, size_t name_count,
                        struct receipt *receipt, struct arena *keep, struct failure *failure)
{
    for (uint32_t i = 0; i < check->input_count; i++) {
        const struct check_input *input = &check->inputs[i];
        if (!is_named(check, i)) {
            continue;
        }
        size_t given = receipt->inputs.count;
        struct receipt_input made = {
            .name = keep_printable(keep, given < name_count ? names[given] : report_file_name(str_of(input->path))),
            .role = str_of(input->role),
            .reference = input->is_reference && input->schema ? check->library->references[input->collection]->name
                                                              : STR_EMPTY,
            .built_in = input->is_built_in,
            .bytes = source_file_size(input->intake.source),
        };
        if (!made.name.data || !keep_text(keep, str_of(input->sha256), &made.sha256, failure) ||
            !array_push(&receipt->inputs, made)) {
            return failure_memory(failure);
        }
    }
    return true;
}

static bool make_returns(const struct report_run *run, struct receipt *receipt, struct failure *failure)
{
    for (uint32_t i = 0; i < run->return_count; i++) {
        const struct report_return *of = &run->returns[i];
        struct receipt_return made = {
            .collection = of->collection,
            .period = of->period,
            .authority = of->authority,
            .verdict = str_of(finding_verdict_name(of->verdict)),
            .counts.explained = of->explained,
            .rules_run = of->rules_run,
            .rules_skipped = of->skipped_count,
        };
        memcpy(made.counts.of, of->counts, sizeof of->counts);
        if (!array_push(&receipt->returns, made)) {
            return failure_memory(failure);
        }
    }
    return true;
}

static bool knows_table(const struct receipt *receipt, struct str name)
{
    for (size_t i = 0; i < receipt->tables.count; i++) {
        if (str_equal(receipt->tables.items[i].name, name)) {
            return true;
        }
    }
    return false;
}

static bool add_table(const struct probity_check *check, struct str name, struct receipt *receipt)
{
    for (uint32_t r = 0; r < check->library->reference_count; r++) {
        const struct schema *schema = check->library->references[r];
        if (str_equal(schema->name, name)) {
            struct receipt_basis table = {.name = name, .schema_sha256 = str_of(schema->sha256)};
            return array_push(&receipt->tables, table);
        }
    }
    return true;
}

static int compare_bases(const void *a, const void *b)
{
    return str_compare(((const struct receipt_basis *)a)->name, ((const struct receipt_basis *)b)->name);
}

static bool make_tables(const struct probity_check *check, struct receipt *receipt, struct failure *failure)
{
    for (size_t i = 0; i < check->returns.count; i++) {
        const struct library_plan *plan = check->returns.items[i].plan;
        for (size_t t = 0; plan && t < plan->plan->tables.count; t++) {
            const struct plan_table *table = &plan->plan->tables.items[t];
            if (table->role == PLAN_TABLE_REFERENCE && !knows_table(receipt, table->name) &&
                !add_table(check, table->name, receipt)) {
                return failure_memory(failure);
            }
        }
    }
    if (receipt->tables.count) {
        qsort(receipt->tables.items, receipt->tables.count, sizeof *receipt->tables.items, compare_bases);
    }
    return true;
}

static bool make_bases(const struct probity_check *check, const struct report_run *run, struct receipt *receipt,
                       struct failure *failure)
{
    for (uint32_t i = 0; i < run->rules_count; i++) {
        struct receipt_basis made = {.name = run->rules[i].collection,
                                     .rules_sha256 = run->rules[i].rules_sha256,
                                     .schema_sha256 = run->rules[i].schema_sha256};
        if (!array_push(&receipt->rules, made)) {
            return failure_memory(failure);
        }
    }
    for (uint32_t i = 0; i < run->code_count; i++) {
        struct receipt_code made = {.code = run->codes[i].code, .found = run->codes[i].found};
        if (!array_push(&receipt->codes, made)) {
            return failure_memory(failure);
        }
    }
    return make_tables(check, receipt, failure);
}

/* The names and places of authorities come from a file that no reference table needs to name. */
static bool hash_authorities(const struct probity_check *check, struct receipt *receipt, struct arena *keep,
                             struct failure *failure)
{
    if (!check->library->authorities) {
        return true;
    }
    char hex[HASH_SHA256_HEX];
    struct str path = arena_printf(keep, "%s/authorities.yaml", check->library->reference_folder);
    struct source *source = path.data ? source_open(path.data, failure) : NULL;
    bool good = path.data || failure_memory(failure);
    good = good && source && check_hash_source(source, hex, failure) &&
           keep_text(keep, str_of(hex), &receipt->authorities_sha256, failure);
    source_close(source);
    return good;
}

/* ---- the findings -------------------------------------------------------------------------------------------------------- */

static bool hash_text(void *context, struct str text, struct failure *failure)
{
    return hash_sha256_add(context, text.data, text.length, failure);
}

static bool hash_report(struct probity_check *check, struct hash_sha256 *state, struct failure *failure)
{
    const struct probity_report_options options = {.format = report_format_find(STR("csv")), .most = UINT64_MAX};
    struct output *output = output_open_taker(hash_text, state, failure);
    bool good = output && probity_check_report(check, &options, output, failure);
    output_abandon(output);
    return good;
}

/* Findings name files as they are named in the receipt, wherever they lie now. */
static bool hash_findings(struct probity_check *check, struct receipt *receipt, struct arena *keep,
                          struct failure *failure)
{
    char hex[HASH_SHA256_HEX];
    const char **paths = ARENA_ARRAY(keep, check->input_count, const char *);
    if (!paths) {
        return failure_memory(failure);
    }
    size_t file = 0;
    for (uint32_t i = 0; i < check->input_count; i++) {
        struct check_input *input = &check->inputs[i];
        paths[i] = input->path;
        /* The other sheets of a workbook stand behind the first of it. */
        if (is_named(check, i)) {
            input->path = receipt->inputs.items[file++].name.data;
        } else if (input->file != i) {
            input->path = check->inputs[input->file].path;
        }
    }
    struct hash_sha256 *state = hash_sha256_new(failure);
    bool good = state && hash_report(check, state, failure);
    if (good) {
        good = hash_sha256_finish(state, hex, failure);
    } else {
        hash_sha256_abandon(state);
    }
    for (uint32_t i = 0; i < check->input_count; i++) {
        check->inputs[i].path = paths[i];
    }
    return good && keep_text(keep, str_of(hex), &receipt->findings_sha256, failure);
}

bool receipt_make(struct probity_check *check, const struct str *names, size_t name_count, struct receipt *receipt,
                  struct arena *keep, struct failure *failure)
{
    struct report_run run;
    *receipt = (struct receipt){
        .version = STR(PROBITY_VERSION),
        .collection = check->given.collection,
        .period = check->given.period,
        .authority = check->given.authority,
        .authorities_sha256 = STR_EMPTY,
    };
    if (!check->sha256) {
        return failure_set(failure, FAILURE_USAGE, "a receipt needs a check with sha256");
    }
    if (!check_summarise(check, REPORT_BY_PLACE, UINT64_MAX, &run, keep, failure)) {
        return false;
    }
    receipt->verdict = str_of(finding_verdict_name(run.verdict));
    memcpy(receipt->counts.of, run.counts, sizeof run.counts);
    receipt->counts.explained = run.explained;
    return make_inputs(check, names, name_count, receipt, keep, failure) && make_returns(&run, receipt, failure) &&
           make_bases(check, &run, receipt, failure) && hash_authorities(check, receipt, keep, failure) &&
           hash_findings(check, receipt, keep, failure);
}

void receipt_free(struct receipt *receipt)
{
    array_free(&receipt->inputs);
    array_free(&receipt->rules);
    array_free(&receipt->tables);
    array_free(&receipt->returns);
    array_free(&receipt->codes);
}

/* ---- written ------------------------------------------------------------------------------------------------------------- */

static void write_counts(struct format_json *json, const struct receipt_counts *counts)
{
    format_json_name(json, "counts");
    format_json_object(json, FORMAT_JSON_ONE_LINE);
    for (int severity = FINDING_SEVERITIES - 1; severity >= 0; severity--) {
        format_json_member_count(json, finding_severity_name((enum finding_severity)severity), counts->of[severity]);
    }
    format_json_member_count(json, "explained", counts->explained);
    format_json_end(json);
}

static void write_inputs(struct format_json *json, const struct receipt *receipt)
{
    format_json_name(json, "inputs");
    format_json_array(json, FORMAT_JSON_LINES);
    for (size_t i = 0; i < receipt->inputs.count; i++) {
        const struct receipt_input *input = &receipt->inputs.items[i];
        format_json_object(json, FORMAT_JSON_ONE_LINE);
        format_json_member_or_null(json, "name", input->name);
        format_json_member_or_null(json, "role", input->role);
        format_json_member_or_null(json, "reference", input->reference);
        format_json_name(json, "built_in");
        format_json_boolean(json, input->built_in);
        format_json_member_count(json, "bytes", input->bytes);
        format_json_member_or_null(json, "sha256", input->sha256);
        format_json_end(json);
    }
    format_json_end(json);
}

static void write_bases(struct format_json *json, const char *name, const struct receipt_basis *bases, size_t count)
{
    format_json_name(json, name);
    format_json_array(json, FORMAT_JSON_LINES);
    for (size_t i = 0; i < count; i++) {
        format_json_object(json, FORMAT_JSON_ONE_LINE);
        format_json_member_or_null(json, "name", bases[i].name);
        format_json_member_or_null(json, "rules_sha256", bases[i].rules_sha256);
        format_json_member_or_null(json, "schema_sha256", bases[i].schema_sha256);
        format_json_end(json);
    }
    format_json_end(json);
}

static void write_returns(struct format_json *json, const struct receipt *receipt)
{
    format_json_name(json, "returns");
    format_json_array(json, FORMAT_JSON_LINES);
    for (size_t i = 0; i < receipt->returns.count; i++) {
        const struct receipt_return *of = &receipt->returns.items[i];
        format_json_object(json, FORMAT_JSON_ONE_LINE);
        format_json_member_or_null(json, "collection", of->collection);
        format_json_member_or_null(json, "period", of->period);
        format_json_member_or_null(json, "authority", of->authority);
        format_json_member_or_null(json, "verdict", of->verdict);
        write_counts(json, &of->counts);
        format_json_member_count(json, "rules_run", of->rules_run);
        format_json_member_count(json, "rules_skipped", of->rules_skipped);
        format_json_end(json);
    }
    format_json_end(json);
}

static void write_codes(struct format_json *json, const struct receipt *receipt)
{
    format_json_name(json, "codes");
    format_json_object(json, FORMAT_JSON_LINES);
    for (size_t i = 0; i < receipt->codes.count; i++) {
        format_json_name_str(json, receipt->codes.items[i].code);
        format_json_count(json, receipt->codes.items[i].found);
    }
    format_json_end(json);
}

void receipt_write(const struct receipt *receipt, struct buffer *out)
{
    struct format_json json = format_json_writer(out);
    format_json_object(&json, FORMAT_JSON_LINES);
    format_json_member_or_null(&json, "receipt", STR(RECEIPT_VERSION));
    format_json_member_or_null(&json, "probity", receipt->version);
    format_json_member_or_null(&json, "verdict", receipt->verdict);
    write_counts(&json, &receipt->counts);
    format_json_name(&json, "options");
    format_json_object(&json, FORMAT_JSON_ONE_LINE);
    format_json_member_or_null(&json, "collection", receipt->collection);
    format_json_member_or_null(&json, "period", receipt->period);
    format_json_member_or_null(&json, "authority", receipt->authority);
    format_json_end(&json);
    write_inputs(&json, receipt);
    write_bases(&json, "rules", receipt->rules.items, receipt->rules.count);
    write_bases(&json, "reference_tables", receipt->tables.items, receipt->tables.count);
    format_json_member_or_null(&json, "authorities_sha256", receipt->authorities_sha256);
    write_returns(&json, receipt);
    write_codes(&json, receipt);
    format_json_member_or_null(&json, "findings_csv_sha256", receipt->findings_sha256);
    format_json_end(&json);
    buffer_char(out, '\n');
}

bool probity_check_receipt(struct probity_check *check, struct buffer *out, struct failure *failure)
{
    struct arena keep = ARENA_EMPTY;
    struct receipt receipt;
    bool good = receipt_make(check, NULL, 0, &receipt, &keep, failure);
    if (good) {
        receipt_write(&receipt, out);
        good = buffer_ok(out) || failure_memory(failure);
    }
    receipt_free(&receipt);
    arena_free(&keep);
    return good;
}
