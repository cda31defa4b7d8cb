#include "base/date.h"
#include "exec/kernels.h"

static enum table_state in_calendar(int64_t date)
{
    return date >= DATE_LEAST && date <= DATE_MOST ? TABLE_VALUE : TABLE_MALFORMED;
}

static enum table_state add_days(const struct lane_call *call, int64_t *result)
{
    int64_t days;
    if (!call_whole(call, 1, &days) || !number_add(call_value(call, 0), days, result)) {
        return TABLE_MALFORMED;
    }
    return in_calendar(*result);
}

bool kernel_add_days(struct worker *worker, struct frame *frame, const struct plan_node *node,
                     const struct node_info *info, struct vector *out)
{
    (void)info;
    return map_lanes(worker, frame, node, 2, add_days, out);
}

static enum table_state add_months(const struct lane_call *call, int64_t *result)
{
    int64_t months;
    if (!call_whole(call, 1, &months) || !date_add_months(call_value(call, 0), months, result)) {
        return TABLE_MALFORMED;
    }
    return in_calendar(*result);
}

bool kernel_add_months(struct worker *worker, struct frame *frame, const struct plan_node *node,
                       const struct node_info *info, struct vector *out)
{
    (void)info;
    return map_lanes(worker, frame, node, 2, add_months, out);
}

static enum table_state days_between(const struct lane_call *call, int64_t *result)
{
    return number_subtract(call_value(call, 1), call_value(call, 0), result) ? TABLE_VALUE : TABLE_MALFORMED;
}

bool kernel_days_between(struct worker *worker, struct frame *frame, const struct plan_node *node,
                         const struct node_info *info, struct vector *out)
{
    (void)info;
    return map_lanes(worker, frame, node, 2, days_between, out);
}

static enum table_state age(const struct lane_call *call, int64_t *result)
{
    *result = date_age(call_value(call, 0), call_value(call, 1));
    return TABLE_VALUE;
}

bool kernel_age(struct worker *worker, struct frame *frame, const struct plan_node *node, const struct node_info *info,
                struct vector *out)
{
    (void)info;
    return map_lanes(worker, frame, node, 2, age, out);
}

static enum table_state part_of_date(const struct lane_call *call, int64_t *result)
{
    struct date_parts parts = date_to_parts(call_value(call, 0));
    *result = call->node->operation == PLAN_YEAR    ? parts.year
              : call->node->operation == PLAN_MONTH ? parts.month
                                                    : parts.day;
    return TABLE_VALUE;
}

bool kernel_year(struct worker *worker, struct frame *frame, const struct plan_node *node, const struct node_info *info,
                 struct vector *out)
{
    (void)info;
    return map_lanes(worker, frame, node, 1, part_of_date, out);
}

bool kernel_month(struct worker *worker, struct frame *frame, const struct plan_node *node,
                  const struct node_info *info, struct vector *out)
{
    (void)info;
    return map_lanes(worker, frame, node, 1, part_of_date, out);
}

bool kernel_day(struct worker *worker, struct frame *frame, const struct plan_node *node, const struct node_info *info,
                struct vector *out)
{
    (void)info;
    return map_lanes(worker, frame, node, 1, part_of_date, out);
}

static enum table_state weekday(const struct lane_call *call, int64_t *result)
{
    *result = date_weekday(call_value(call, 0)) + 1;
    return TABLE_VALUE;
}

bool kernel_weekday(struct worker *worker, struct frame *frame, const struct plan_node *node,
                    const struct node_info *info, struct vector *out)
{
    (void)info;
    return map_lanes(worker, frame, node, 1, weekday, out);
}

static enum table_state make_date(const struct lane_call *call, int64_t *result)
{
    int64_t parts[3];
    for (unsigned i = 0; i < 3; i++) {
        if (!call_whole(call, i, &parts[i]) || parts[i] < 1 || parts[i] > 9999) {
            return TABLE_MISSING;
        }
    }
    if (!date_is_valid((int)parts[0], (int)parts[1], (int)parts[2])) {
        return TABLE_MISSING;
    }
    *result = date_from_parts((int)parts[0], (int)parts[1], (int)parts[2]);
    return TABLE_VALUE;
}

bool kernel_make_date(struct worker *worker, struct frame *frame, const struct plan_node *node,
                      const struct node_info *info, struct vector *out)
{
    (void)info;
    return map_lanes(worker, frame, node, 3, make_date, out);
}

static enum table_state parse_date(const struct lane_call *call, int64_t *result)
{
    return date_parse(vector_text(call->worker, call->vectors[0], call->lane), result) ? TABLE_VALUE : TABLE_MISSING;
}

bool kernel_parse_date(struct worker *worker, struct frame *frame, const struct plan_node *node,
                       const struct node_info *info, struct vector *out)
{
    (void)info;
    return map_lanes(worker, frame, node, 1, parse_date, out);
}

static enum table_state partial_date(const struct lane_call *call, int64_t *result)
{
    int64_t dates[2];
    if (!date_parse_partial(vector_text(call->worker, call->vectors[0], call->lane), &dates[0], &dates[1])) {
        return TABLE_MISSING;
    }
    *result = dates[call->node->operation == PLAN_LATEST_DATE];
    return TABLE_VALUE;
}

bool kernel_earliest_date(struct worker *worker, struct frame *frame, const struct plan_node *node,
                          const struct node_info *info, struct vector *out)
{
    (void)info;
    return map_lanes(worker, frame, node, 1, partial_date, out);
}

bool kernel_latest_date(struct worker *worker, struct frame *frame, const struct plan_node *node,
                        const struct node_info *info, struct vector *out)
{
    (void)info;
    return map_lanes(worker, frame, node, 1, partial_date, out);
}

static enum table_state add_working_days(const struct lane_call *call, int64_t *result)
{
    const struct calendar *calendar = call->worker->given->calendar;
    int64_t steps;
    if (!call_whole(call, 1, &steps)) {
        return TABLE_MALFORMED;
    }
    return calendar && calendar_step(calendar, call_value(call, 0), steps, result) ? TABLE_VALUE : TABLE_MISSING;
}

bool kernel_add_working_days(struct worker *worker, struct frame *frame, const struct plan_node *node,
                             const struct node_info *info, struct vector *out)
{
    (void)info;
    return map_lanes(worker, frame, node, 2, add_working_days, out);
}

static enum table_state working_days(const struct lane_call *call, int64_t *result)
{
    const struct calendar *calendar = call->worker->given->calendar;
    bool known = calendar && calendar_count(calendar, call_value(call, 0), call_value(call, 1), result);
    return known ? TABLE_VALUE : TABLE_MISSING;
}

bool kernel_working_days(struct worker *worker, struct frame *frame, const struct plan_node *node,
                         const struct node_info *info, struct vector *out)
{
    (void)info;
    return map_lanes(worker, frame, node, 2, working_days, out);
}
