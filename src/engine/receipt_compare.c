/* receipt_compare: how two receipts of the same files differ, in words. What a check rests on comes before what it came
 * to, so that the reason stands above its consequences. */
#include <string.h>

#include "engine/receipt.h"
#include "report/words.h"

#define RETURNS_MOST 20u

void receipt_write_counts(const struct receipt_counts *counts, struct buffer *out)
{
    report_words_severities(out, counts->of[FINDING_ERROR], FINDING_ERROR);
    buffer_text(out, ", ");
    report_words_count(out, counts->of[FINDING_QUERY], "open query, ", "open queries, ");
    report_words_count(out, counts->explained, "explained query, ", "explained queries, ");
    report_words_severities(out, counts->of[FINDING_NOTICE], FINDING_NOTICE);
}

/* Both are nothing, or the same. */
static void tell_text(struct buffer *out, const char *what, struct str was, struct str is)
{
    if (!str_equal(was, is)) {
        buffer_format(out, "%s is \"%.*s\", and was \"%.*s\"\n", what, STR_ARGS(is), STR_ARGS(was));
    }
}

static void tell_number(struct buffer *out, const char *what, uint64_t was, uint64_t is)
{
    if (was != is) {
        buffer_format(out, "%s: %llu, and was %llu\n", what, (unsigned long long)is, (unsigned long long)was);
    }
}

/* ---- what it rests on ------------------------------------------------------------------------------------------------------ */

static void tell_input(struct buffer *out, const struct receipt_input *was, const struct receipt_input *is)
{
    if (str_equal(was->sha256, is->sha256) && was->bytes == is->bytes) {
        return;
    }
    buffer_format(out,
                  "%.*s is not the file that was checked: it has %llu bytes and SHA-256 %.*s, and had %llu bytes and "
                  "SHA-256 %.*s\n",
                  STR_ARGS(was->name), (unsigned long long)is->bytes, STR_ARGS(is->sha256),
                  (unsigned long long)was->bytes, STR_ARGS(was->sha256));
}

/* Files that were given stand in one order. Those that come with Probity are found by their tables. */
static const struct receipt_input *built_in(const struct receipt *receipt, struct str reference)
{
    const struct receipt_input *inputs = receipt->inputs.items;
    for (size_t i = 0; inputs && i < receipt->inputs.count; i++) {
        if (inputs[i].built_in && str_equal(inputs[i].reference, reference)) {
            return &inputs[i];
        }
    }
    return NULL;
}

static void compare_inputs(const struct receipt *was, const struct receipt *is, struct buffer *out)
{
    for (size_t i = 0; i < was->inputs.count; i++) {
        const struct receipt_input *old = &was->inputs.items[i];
        const struct receipt_input *new = old->built_in          ? built_in(is, old->reference)
                                          : i < is->inputs.count ? &is->inputs.items[i]
                                                                 : NULL;
        if (new) {
            tell_input(out, old, new);
        } else {
            buffer_format(out, "the reference table %.*s does not come with this Probity\n", STR_ARGS(old->reference));
        }
    }
    const struct receipt_input *inputs = is->inputs.items;
    for (size_t i = 0; inputs && i < is->inputs.count; i++) {
        if (inputs[i].built_in && !built_in(was, inputs[i].reference)) {
            buffer_format(out, "the reference table %.*s was not used\n", STR_ARGS(inputs[i].reference));
        }
    }
}

static const struct receipt_basis *find_basis(const struct receipt_basis *bases, size_t count, struct str name)
{
    for (size_t i = 0; i < count; i++) {
        if (str_equal(bases[i].name, name)) {
            return &bases[i];
        }
    }
    return NULL;
}

static void compare_bases(const char *what, const struct receipt_basis *was, size_t was_count,
                          const struct receipt_basis *is, size_t is_count, struct buffer *out)
{
    for (size_t i = 0; i < was_count; i++) {
        const struct receipt_basis *new = find_basis(is, is_count, was[i].name);
        if (!new) {
            buffer_format(out, "the %s %.*s is no longer used\n", what, STR_ARGS(was[i].name));
            continue;
        }
        if (!str_equal(was[i].rules_sha256, new->rules_sha256)) {
            buffer_format(out, "the rules of %.*s are others than those of the check\n", STR_ARGS(was[i].name));
        }
        if (!str_equal(was[i].schema_sha256, new->schema_sha256)) {
            buffer_format(out, "the schema of the %s %.*s is another than that of the check\n", what,
                          STR_ARGS(was[i].name));
        }
    }
    for (size_t i = 0; i < is_count; i++) {
        if (!find_basis(was, was_count, is[i].name)) {
            buffer_format(out, "the %s %.*s was not used\n", what, STR_ARGS(is[i].name));
        }
    }
}

/* ---- what it came to ------------------------------------------------------------------------------------------------------- */

static void compare_counts(const struct receipt *was, const struct receipt *is, struct buffer *out)
{
    static const char *const names[FINDING_SEVERITIES] = {
        [FINDING_NOTICE] = "notices", [FINDING_QUERY] = "open queries", [FINDING_ERROR] = "errors"};
    for (int s = FINDING_SEVERITIES - 1; s >= 0; s--) {
        tell_number(out, names[s], was->counts.of[s], is->counts.of[s]);
    }
    tell_number(out, "explained queries", was->counts.explained, is->counts.explained);
}

static void tell_findings(struct buffer *out, struct str code, uint64_t before, uint64_t now)
{
    if (before != now) {
        buffer_format(out, "findings of %.*s: %llu, and were %llu\n", STR_ARGS(code), (unsigned long long)now,
                      (unsigned long long)before);
    }
}

/* Codes stand in their order on both sides, unless somebody changed the receipt: then the digest tells. */
static void compare_codes(const struct receipt *was, const struct receipt *is, struct buffer *out)
{
    const struct receipt_code *old = was->codes.items, *new = is->codes.items;
    size_t i = 0, j = 0, olds = old ? was->codes.count : 0, news = new ? is->codes.count : 0;
    while (i < olds && j < news) {
        int order = str_compare(old[i].code, new[j].code);
        struct str code = order <= 0 ? old[i].code : new[j].code;
        tell_findings(out, code, order <= 0 ? old[i].found : 0, order >= 0 ? new[j].found : 0);
        i += order <= 0;
        j += order >= 0;
    }
    for (; i < olds; i++) {
        tell_findings(out, old[i].code, old[i].found, 0);
    }
    for (; j < news; j++) {
        tell_findings(out, new[j].code, 0, new[j].found);
    }
}

/* Checked alike, whatever came of it. */
static bool same_check(const struct receipt_return *a, const struct receipt_return *b)
{
    return str_equal(a->collection, b->collection) && str_equal(a->period, b->period) &&
           str_equal(a->authority, b->authority) && a->rules_run == b->rules_run &&
           a->rules_skipped == b->rules_skipped;
}

static bool same_return(const struct receipt_return *a, const struct receipt_return *b)
{
    return same_check(a, b) && str_equal(a->verdict, b->verdict) &&
           memcmp(&a->counts, &b->counts, sizeof a->counts) == 0;
}

/* "s251-outturn 2023-24 301: rejected, 2 errors, 1 open query, 0 explained queries, 0 notices, 82 rules run, 24 not run" */
static void write_return(struct buffer *out, const struct receipt_return *of)
{
    buffer_format(out, "%.*s %.*s %.*s: %.*s, ", STR_ARGS(of->collection), STR_ARGS(of->period),
                  STR_ARGS(of->authority), STR_ARGS(of->verdict));
    receipt_write_counts(&of->counts, out);
    buffer_text(out, ", ");
    report_words_count(out, of->rules_run, "rule run, ", "rules run, ");
    report_words_number(out, of->rules_skipped);
    buffer_text(out, " not run");
}

static void compare_returns(const struct receipt *was, const struct receipt *is, struct buffer *out)
{
    size_t least = was->returns.count < is->returns.count ? was->returns.count : is->returns.count, told = 0;
    tell_number(out, "returns", was->returns.count, is->returns.count);
    if (least == 1 && was->returns.count == is->returns.count &&
        same_check(&was->returns.items[0], &is->returns.items[0])) {
        return; /* what came of the only one has been said */
    }
    for (size_t i = 0; i < least; i++) {
        const struct receipt_return *old = &was->returns.items[i], *new = &is->returns.items[i];
        if (same_return(old, new) || ++told > RETURNS_MOST) {
            continue;
        }
        buffer_text(out, "the return ");
        write_return(out, new);
        buffer_text(out, "; it was ");
        write_return(out, old);
        buffer_char(out, '\n');
    }
    if (told > RETURNS_MOST) {
        buffer_format(out, "%zu more returns differ\n", told - RETURNS_MOST);
    }
}

void receipt_compare(const struct receipt *was, const struct receipt *is, struct buffer *out)
{
    compare_inputs(was, is, out);
    tell_text(out, "the version of Probity", was->version, is->version);
    compare_bases("collection", was->rules.items, was->rules.count, is->rules.items, is->rules.count, out);
    compare_bases("reference table", was->tables.items, was->tables.count, is->tables.items, is->tables.count, out);
    if (!str_equal(was->authorities_sha256, is->authorities_sha256)) {
        buffer_text(out, "the list of authorities is another than that of the check\n");
    }
    tell_text(out, "the verdict", was->verdict, is->verdict);
    compare_counts(was, is, out);
    compare_codes(was, is, out);
    compare_returns(was, is, out);
    if (!str_equal(was->findings_sha256, is->findings_sha256)) {
        buffer_text(out, "the findings are not the same, byte for byte\n");
    }
}
