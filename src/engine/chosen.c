/* chosen: which of the returns in the files --authority and --period mean. The others are not checked and not reported;
 * they stay to be compared with, as if they had been given with --with. */
#include <string.h>

#include "engine/check.h"

#define CODES_TOLD 12u /* councils that a message names one by one */

struct choosing {
    struct probity_check *check;
    struct str authority; /* three-digit code; empty: any */
    int period;           /* 0: any */
};

static struct str code_of(const struct probity_check *check, struct str authority)
{
    const struct schema_authorities *authorities = check->library->authorities;
    struct str code = authorities ? schema_authorities_code(authorities, authority) : STR_EMPTY;
    return code.length ? code : authority;
}

bool check_names_another(const struct probity_check *check, struct str authority,
                         const struct probity_check_options *options)
{
    return options->authority && options->authority[0] && authority.length &&
           !str_equal(code_of(check, authority), code_of(check, str_of(options->authority)));
}

/* What a return does not say of itself is what the options say. */
static bool is_of_authority(const struct choosing *choosing, const struct dataset_return *data)
{
    return !choosing->authority.length || !data->authority.length || str_equal(data->authority, choosing->authority);
}

static bool is_of_period(const struct choosing *choosing, const struct dataset_return *data)
{
    return !choosing->period || !data->period || data->period == choosing->period;
}

/* ---- none of them is meant ------------------------------------------------------------------------------------------ */

/* The council's name behind its code, where it is known. */
static void write_authority(const struct probity_check *check, struct str authority, struct buffer *out)
{
    struct str name = library_authority_name(check->library, authority);
    buffer_str(out, authority);
    if (name.length) {
        buffer_format(out, " (%.*s)", STR_ARGS(name));
    }
}

static bool comes_before(const struct probity_check *check, size_t end, const struct dataset_return *data,
                         bool same_authority)
{
    for (size_t i = 0; i < end; i++) {
        const struct dataset_return *other = &check->dataset.returns.items[i];
        if (check_is_checked(check, other) &&
            (same_authority ? str_equal(other->authority, data->authority) : other->period == data->period)) {
            return true;
        }
    }
    return false;
}

/* "2016-17, 2017-18": of the council that is meant, or of all. */
static void write_periods(const struct choosing *choosing, bool of_authority, struct buffer *out)
{
    const struct probity_check *check = choosing->check;
    size_t start = out->length;
    for (size_t i = 0; i < check->dataset.returns.count; i++) {
        const struct dataset_return *data = &check->dataset.returns.items[i];
        bool told = check_is_checked(check, data) && data->period &&
                    (of_authority ? is_of_authority(choosing, data) : !comes_before(check, i, data, false));
        if (told) {
            buffer_text(out, out->length > start ? ", " : "");
            date_write_financial_year(out, data->period);
        }
    }
}

/* "301 (Barking and Dagenham), 302 (Barnet)"; of many, how many they are. */
static void write_authorities(const struct probity_check *check, struct buffer *out)
{
    struct buffer names = BUFFER_EMPTY;
    unsigned count = 0;
    for (size_t i = 0; i < check->dataset.returns.count; i++) {
        const struct dataset_return *data = &check->dataset.returns.items[i];
        if (check_is_checked(check, data) && data->authority.length && !comes_before(check, i, data, true)) {
            buffer_text(&names, count++ ? ", " : "");
            write_authority(check, data->authority, &names);
        }
    }
    if (count > CODES_TOLD) {
        buffer_format(out, "%u councils", count);
    } else {
        buffer_str(out, buffer_view(&names));
    }
    out->failed = out->failed || names.failed;
    buffer_free(&names);
}

static bool has_authority(const struct choosing *choosing)
{
    const struct probity_check *check = choosing->check;
    for (size_t i = 0; i < check->dataset.returns.count; i++) {
        const struct dataset_return *data = &check->dataset.returns.items[i];
        if (check_is_checked(check, data) && is_of_authority(choosing, data)) {
            return true;
        }
    }
    return false;
}

/* The year may be there, and be none that Probity knows. */
static void write_unknown_period(const struct choosing *choosing, struct buffer *out)
{
    const struct probity_check *check = choosing->check;
    for (size_t i = 0; choosing->period && i < check->dataset.returns.count; i++) {
        const struct dataset_return *data = &check->dataset.returns.items[i];
        const struct schema *schema = check_is_checked(check, data)
                                          ? check->library->collections[data->collection].schema
                                          : NULL;
        if (schema && !schema_in_force(schema->periods, choosing->period)) {
            buffer_format(out, "; Probity knows %.*s from ", STR_ARGS(schema->name));
            date_write_financial_year(out, schema->periods.from);
            buffer_text(out, " to ");
            date_write_financial_year(out, schema->periods.until);
            return;
        }
    }
}

static bool fail_none(const struct choosing *choosing, struct failure *failure)
{
    const struct probity_check *check = choosing->check;
    struct buffer wanted = BUFFER_EMPTY, there = BUFFER_EMPTY;
    if (choosing->authority.length) {
        buffer_text(&wanted, " of council ");
        write_authority(check, choosing->authority, &wanted);
    }
    if (choosing->period) {
        buffer_text(&wanted, " for ");
        date_write_financial_year(&wanted, choosing->period);
    }
    if (choosing->authority.length && has_authority(choosing)) {
        buffer_text(&there, "of this council, there are returns for ");
        write_periods(choosing, true, &there);
    } else {
        buffer_text(&there, choosing->authority.length ? "there are returns of " : "there are returns for ");
        if (choosing->authority.length) {
            write_authorities(check, &there);
            buffer_text(&there, ", for ");
        }
        write_periods(choosing, false, &there);
    }
    write_unknown_period(choosing, &there);
    if (buffer_ok(&wanted) && buffer_ok(&there)) {
        failure_set(failure, FAILURE_USAGE, "there is no return%.*s in what was given to be checked",
                    STR_ARGS(buffer_view(&wanted)));
        failure_hint(failure, "%.*s", STR_ARGS(buffer_view(&there)));
    } else {
        failure_memory(failure);
    }
    buffer_free(&wanted);
    buffer_free(&there);
    return false;
}

/* ---- choosing ------------------------------------------------------------------------------------------------------- */

bool check_choose_returns(struct probity_check *check, const struct probity_check_options *options,
                          struct failure *failure)
{
    struct choosing choosing = {.check = check,
                                .authority = code_of(check, str_of(options->authority ? options->authority : "")),
                                .period = options->period};
    size_t meant = 0, others = 0;
    for (size_t i = 0; i < check->dataset.returns.count; i++) {
        const struct dataset_return *data = &check->dataset.returns.items[i];
        bool is_meant = is_of_authority(&choosing, data) && is_of_period(&choosing, data);
        meant += check_is_checked(check, data) && is_meant;
        others += check_is_checked(check, data) && !is_meant;
    }
    if (others && !meant) {
        return fail_none(&choosing, failure);
    }
    for (size_t i = 0; i < check->dataset.returns.count; i++) {
        struct dataset_return *data = &check->dataset.returns.items[i];
        if (check_is_checked(check, data) && !(is_of_authority(&choosing, data) && is_of_period(&choosing, data))) {
            data->role = DATASET_WITH;
        }
    }
    check->has_others = others > 0;
    return true;
}

bool check_is_only_council(const struct probity_check *check, struct str authority)
{
    for (size_t i = 0; i < check->dataset.returns.count; i++) {
        const struct dataset_return *other = &check->dataset.returns.items[i];
        if (check_is_checked(check, other) && other->authority.length && !str_equal(other->authority, authority)) {
            return false;
        }
    }
    return true;
}
