/* The figures of returns beside others', for programs: what each indicator is, once, and of each return what it comes to. */
#include <stdio.h>

#include "report/json.h"

/* As text, in ten figures: the report holds no floating-point numbers. */
static void number(struct format_json *json, const char *name, double value)
{
    char text[40];
    int length = snprintf(text, sizeof text, "%.10g", value);

    format_json_member_or_null(json, name, (struct str){text, length > 0 ? (size_t)length : 0});
}

static const char *const figure_names[] = {
    [COMPARE_MONEY] = "money", [COMPARE_NUMBER] = "number", [COMPARE_PERCENT] = "percent"};
static const char *const direction_names[] = {
    [COMPARE_NEUTRAL] = "neutral", [COMPARE_DEARER] = "dearer", [COMPARE_MORE] = "more"};
static const char *const position_names[] = {[COMPARE_USUAL] = "usual",
                                             [COMPARE_LOW] = "low",
                                             [COMPARE_HIGH] = "high",
                                             [COMPARE_OUTSIDE_LIMITS] = "outside-limits"};

void report_json_indicators(struct format_json *json, const struct report_run *run)
{
    format_json_name(json, "indicators");
    format_json_array(json, FORMAT_JSON_LINES);
    for (uint32_t i = 0; run->matrix && i < run->matrix->indicator_count; i++) {
        const struct compare_indicator *indicator = &run->matrix->indicators[i];

        format_json_object(json, FORMAT_JSON_ONE_LINE);
        format_json_member_or_null(json, "code", indicator->code);
        format_json_member_or_null(json, "collection", indicator->collection);
        format_json_member_or_null(json, "title", indicator->title);
        format_json_member_or_null(json, "group", indicator->group);
        format_json_member_or_null(json, "unit", indicator->unit);
        format_json_member_or_null(json, "figure", str_of(figure_names[indicator->figure]));
        format_json_member_or_null(json, "direction", str_of(direction_names[indicator->direction]));
        format_json_member_or_null(json, "source", str_trim(indicator->source));
        format_json_member_or_null(json, "causes", str_trim(indicator->causes));
        format_json_member_or_null(json, "caveat", str_trim(indicator->caveat));
        format_json_end(json);
    }
    format_json_end(json);
}

static void write_group(struct format_json *json, const char *name, const struct compare_group *group)
{
    format_json_name(json, name);
    if (group->count == 0) {
        format_json_null(json);
        return;
    }
    format_json_object(json, FORMAT_JSON_ONE_LINE);
    format_json_name(json, "count");
    format_json_count(json, group->count);
    number(json, "median", group->median);
    number(json, "low", group->low);
    number(json, "high", group->high);
    format_json_end(json);
}

static void write_limits(struct format_json *json, const struct compare_cell *now)
{
    format_json_name(json, "limits");
    if (!now->has_limits) {
        format_json_null(json);
        return;
    }
    format_json_object(json, FORMAT_JSON_ONE_LINE);
    number(json, "low", now->low);
    number(json, "high", now->high);
    format_json_end(json);
}

static void write_figure(struct format_json *json, const struct compare_matrix *matrix,
                         const struct compare_standing *standing)
{
    const struct compare_cell *now = standing->now;
    const struct compare_cell *last_year = standing->last_year;

    format_json_object(json, FORMAT_JSON_ONE_LINE);
    format_json_member_or_null(json, "code", matrix->indicators[standing->indicator].code);
    format_json_member_or_null(json, "value", now->known ? now->value_text : STR_EMPTY);
    format_json_member_or_null(json, "reason", now->known ? STR_EMPTY : now->reason);
    format_json_member_or_null(json, "numerator", now->numerator_text);
    format_json_member_or_null(json, "numerator_is", now->numerator_is);
    format_json_member_or_null(json, "denominator", now->denominator_text);
    format_json_member_or_null(json, "denominator_is", now->denominator_is);
    format_json_member_or_null(json, "last_year", last_year && last_year->known ? last_year->value_text : STR_EMPTY);
    write_group(json, "neighbours", &standing->neighbours);
    write_group(json, "england", &standing->england);
    format_json_name(json, "rank");
    format_json_count_or_null(json, standing->rank);
    write_limits(json, now);
    format_json_member_or_null(json, "position", now->known ? str_of(position_names[standing->position]) : STR_EMPTY);
    format_json_end(json);
}

void report_json_figures(struct format_json *json, const struct report_run *run, const struct report_return *of)
{
    format_json_name(json, "indicators");
    format_json_array(json, FORMAT_JSON_ONE_LINE);
    for (uint32_t i = 0; i < of->standing_count; i++) {
        if (!of->standings[i].now->other_period) {
            write_figure(json, run->matrix, &of->standings[i]);
        }
    }
    format_json_end(json);
}
