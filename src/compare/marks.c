#include "compare/marks.h"

#include "base/number.h"

static const struct compare_test_text texts[COMPARE_TESTS] = {
    [COMPARE_OUTLIER_FIGURE] = {"outlier", "A figure far from the others'",
                                "an indicator is 3.5 or more robust standard deviations from England's median, or from "
                                "its peers'"},
    [COMPARE_OUTLIER_SHARE] = {"share-of-total", "A line's share far from the others'",
                               "a line's share of all spending is 3.5 or more robust standard deviations, by its "
                               "logarithm, from England's median, or from its peers', and £50,000 or more is at stake"},
    [COMPARE_ZERO] =
        {"zero-where-peers-report", "Nothing where nearly all report",
         "nothing is on a line on which nine in ten councils, and nine in ten of its peers, report spending; "
         "their share would be £50,000 or more"},
    [COMPARE_ALONE] =
        {"reports-where-peers-do-not", "Spending where nearly nobody reports",
         "£50,000 or more is on a line on which nine in ten councils, and nine in ten of its peers, report "
         "nothing"},
    [COMPARE_NO_INCOME] =
        {"no-income-where-peers-report", "No income where nearly all report some",
         "a line has no income and no grant where nine in ten councils, and nine in ten of its peers, "
         "report some; their share would be £50,000 or more"},
    [COMPARE_SPLIT_PEERS] =
        {"split-unlike-peers", "A split between sectors unlike the peers'",
         "half or more of a line's total is in other columns than its peers' is, on a line where that "
         "is so of one council in ten or fewer"},
    [COMPARE_SPLIT_YEAR] = {"split-flipped", "A split between sectors unlike last year's",
                            "half or more of a line's total is in other columns than last year"},
    [COMPARE_SWAP] =
        {"lines-swapped", "One line fell by what another rose",
         "since last year the share of one line fell by what another's rose, to within 15%; both moves are "
         "2.5 or more robust standard deviations from the usual, and half a hundredth of spending or more"},
    [COMPARE_OFFSET] =
        {"lines-offset", "One line is low by what another is high",
         "one line's share of spending is below its peers' by what another's is above, to within 15%; both "
         "are 3 or more robust standard deviations away, by half a hundredth of spending or more"},
    [COMPARE_NETTED] =
        {"income-netted", "Income went from a line, and its total with it",
         "since last year four fifths or more of a line's income and grants went, and its total fell by as "
         "much to within 25%, but a fifth of it or more is left; or the reverse"},
    [COMPARE_UNITS] =
        {"units", "A thousand times less or more",
         "a line, or the whole return, is about a thousand times less or more than last year, or than its "
         "peers' share"},
    [COMPARE_COST_ALONE] =
        {"costs-without-activity", "Costs without activity",
         "an indicator has a cost, and nothing to divide it by, where nine in ten councils have both"},
    [COMPARE_ACTIVITY_ALONE] =
        {"activity-without-costs", "Activity without costs",
         "an indicator has activity and no cost where nine in ten councils with activity have some"},
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

bool compare_mark_add(struct compare_tests *tests, struct compare_mark mark)
{
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
