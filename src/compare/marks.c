#include "compare/marks.h"

#include "base/number.h"

static const struct compare_test_text texts[COMPARE_TESTS] = {
    [COMPARE_OUTLIER_FIGURE] = {"outlier", "A figure far from the others'",
                                "an indicator is 3.5 or more robust standard deviations from England's median, or from "
                                "its peers'",
                                "Is it dearer or another mix of cases, or is something counted here that others put "
                                "elsewhere?"},
    [COMPARE_OUTLIER_SHARE] = {"share-of-total", "A line's share far from the others'",
                               "a line's share of all spending is 3.5 or more robust standard deviations, by its "
                               "logarithm, from England's median, or from its peers', and £50,000 or more is at stake",
                               "What is on the line, and what of it do others put elsewhere?"},
    [COMPARE_ZERO] = {"zero-where-peers-report", "Nothing where nearly all report",
                      "nothing is on a line on which nine in ten councils, and nine in ten of its peers, report "
                      "spending; their share would be £50,000 or more",
                      "On which line is the service, or is there none?"},
    [COMPARE_ALONE] = {"reports-where-peers-do-not", "Spending where nearly nobody reports",
                       "£50,000 or more is on a line on which nine in ten councils, and nine in ten of its peers, "
                       "report nothing",
                       "What is on the line, and on which line do others put it?"},
    [COMPARE_NO_INCOME] = {"income-below-peers", "Little or no income where its peers have some",
                           "income and grants, as a share of the line's total, are 1.5 or more robust standard "
                           "deviations below its peers', by their logarithm, and £100,000 or more is missing",
                           "Is income taken off the total before it is reported, or put on another line?"},
    [COMPARE_SPLIT_PEERS] = {"split-unlike-peers", "A split between sectors unlike the peers'",
                             "half or more of a line's total is in other columns than its peers' is, on a line where "
                             "that is so of one council in ten or fewer",
                             "Who provides the service, and whose money is in the largest column?"},
    [COMPARE_SPLIT_YEAR] = {"split-flipped", "A split between sectors farther from the peers' than last year",
                            "35% or more of a line's total is in other columns than its peers' is, more than last year",
                            "Did the provider change, or the column?"},
    [COMPARE_CHANGED] = {"changed-since-last-year", "A line's share is not last year's",
                         "since last year a line's share of spending changed by £100,000 or more, and the change, in "
                         "robust standard deviations by its logarithm, and how much farther from its peers' share it "
                         "is now, in theirs, are 5 or more together; nearer counts against it, by half at most",
                         "Did the service change, or where it is reported?"},
    [COMPARE_SWAP] = {"lines-swapped", "One line fell by what another rose",
                      "since last year the share of one line fell by much the same as another's rose: the geometric "
                      "mean of both changes, in robust standard deviations, less as they match less, is 2.8 or more",
                      "Were costs moved from one line to the other, and which is right?"},
    [COMPARE_OFFSET] = {"lines-offset", "One line is low by what another is high",
                        "one line's share of spending is below its peers' by much the same as another's is above: the "
                        "geometric mean of both distances, less as they match less, is 2.8 or more",
                        "Are costs on one of these lines that others put on the other?"},
    [COMPARE_NETTED] = {"income-netted", "Income that went since last year",
                        "since last year four fifths or more of a line's income and grants went, from a fifth or so "
                        "of its total, but a fifth of the total or more is left; it counts for more if the total fell "
                        "by as much; or the reverse",
                        "Did the grant end, or is the line now reported net of it?"},
    [COMPARE_UNITS] = {"units", "A thousand times less or more",
                       "a line, or the whole return, is about a thousand times less or more than last year, or than "
                       "its peers' share; or a return is a 150th of the median council's, or less",
                       "Are all amounts in pounds?"},
    [COMPARE_COST_ALONE] = {"costs-without-activity", "Costs without activity",
                            "an indicator has a cost of £100,000 or more, and nothing to divide it by, where three in "
                            "four councils with a cost have both",
                            "What was the money spent on?"},
    [COMPARE_ACTIVITY_ALONE] = {"activity-without-costs", "Activity without costs",
                                "an indicator has activity and no cost where three in four councils with activity "
                                "have some, and at the median cost it would be £100,000 or more",
                                "On which line are the costs?"},
};

const struct compare_test_text *compare_test_text(enum compare_test test)
{
    return &texts[test];
}

static double points_of(double strength)
{
    double points = strength > 1 ? 1 + log2(strength) : 1;
    return points < COMPARE_POINTS_MOST ? points : COMPARE_POINTS_MOST;
}

static void note(struct compare_tests *tests, const struct compare_mark *mark, uint32_t subject)
{
    double *strength = &tests->strengths[compare_strength_place(tests->results, mark->row, subject, mark->test)];
    *strength = mark->strength > *strength ? mark->strength : *strength;
}

bool compare_is_mark(struct compare_tests *tests, const struct compare_mark *mark)
{
    note(tests, mark, mark->subject);
    if (mark->other != COMPARE_NONE) {
        note(tests, mark, mark->other);
    }
    return mark->strength >= 1;
}

bool compare_mark_add(struct compare_tests *tests, struct compare_mark mark)
{
    (void)compare_is_mark(tests, &mark);
    mark.points = points_of(mark.strength);
    mark.text = buffer_ok(&tests->text) ? arena_str(tests->keep, buffer_view(&tests->text)) : (struct str){0};
    buffer_clear(&tests->text);
    return (mark.text.data && array_push(&tests->marks, mark)) || failure_memory(tests->failure);
}

/* ---- figures in words ----------------------------------------------------------------------------------------------- */

#define MOST_PENCE 9e17 /* within 64 bits */

static void write_money(struct buffer *out, double pounds, bool pence)
{
    double amount = round(pence ? pounds * 100 : pounds) * (pence ? 1 : 100);
    if (fabs(amount) < MOST_PENCE) {
        number_write_money(out, (int64_t)amount);
    } else {
        buffer_format(out, "£%.3g", pounds);
    }
}

void compare_write_pounds(struct buffer *out, double pounds)
{
    write_money(out, pounds, false);
}

void compare_write_share(struct buffer *out, double share)
{
    buffer_format(out, "%.1f%%", share * 100);
}

static void write_number(struct buffer *out, double value)
{
    double tenths = round(value * 10);
    if (fabs(tenths) < MOST_PENCE) {
        number_write(out, (int64_t)tenths, 1, true, false);
    } else {
        buffer_format(out, "%.3g", value);
    }
}

void compare_write_figure(struct buffer *out, enum compare_figure figure, double value)
{
    if (isnan(value)) {
        buffer_text(out, "not known");
        return;
    }
    switch (figure) {
    case COMPARE_MONEY: write_money(out, value, fabs(value) < 10000); break;
    case COMPARE_PERCENT: compare_write_share(out, value); break;
    case COMPARE_NUMBER: write_number(out, value); break;
    }
}
