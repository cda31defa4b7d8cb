/* Who stands out most in each collection's latest year, and in what, in words. */
#include "report/compare_html.h"
#include "report/words.h"

#define COUNCILS_MOST 10u
#define MARKS_MOST 5u /* of a council */

static void write_reasons(struct compare_html *html, uint32_t row)
{
    const struct compare_profile *profile = &html->results->profiles[row];
    buffer_text(html->out, "<ul>\n");
    for (uint32_t m = 0; m < profile->mark_count && m < MARKS_MOST; m++) {
        const struct compare_mark *mark = &html->results->marks[profile->first_mark + m];
        buffer_text(html->out, "<li><strong>");
        compare_html_subject(html, mark->subject);
        if (mark->other != COMPARE_NONE) {
            buffer_text(html->out, " and ");
            compare_html_subject(html, mark->other);
        }
        buffer_text(html->out, "</strong>. ");
        compare_html_mark(html, mark);
        buffer_char(html->out, ' ');
        html_words(html->out, compare_test_text(mark->test)->ask);
        buffer_text(html->out, "</li>\n");
    }
    buffer_text(html->out, "</ul>\n");
    if (profile->mark_count > MARKS_MOST) {
        buffer_format(html->out, "<p><a href=\"#c%u\">%u more in the profile of ", html->council_of[row],
                      profile->mark_count - MARKS_MOST);
        compare_html_council_name(html, row, false);
        buffer_text(html->out, "</a></p>\n");
    }
}

static void write_council(struct compare_html *html, uint32_t row)
{
    const struct compare_profile *profile = &html->results->profiles[row];
    buffer_format(html->out, "<li class=\"group\"><h4>%u. ", profile->rank);
    compare_html_council_link(html, row);
    buffer_format(html->out, " <span class=\"code\">score %.1f; stands out in ", profile->score);
    report_words_count(html->out, profile->subjects_standing_out, "line or other figure", "lines or other figures");
    buffer_format(html->out, ", of %u figures known</span></h4>\n", profile->subjects_known);
    write_reasons(html, row);
    buffer_text(html->out, "</li>\n");
}

/* Ranks are few and small: the councils of each are looked for in turn. */
static uint32_t write_councils(struct compare_html *html, const struct compare_cohort *cohort)
{
    uint32_t written = 0;
    for (uint32_t rank = 1; rank <= cohort->count && written < COUNCILS_MOST; rank++) {
        for (uint32_t row = cohort->first; row < cohort->first + cohort->count && written < COUNCILS_MOST; row++) {
            const struct compare_profile *profile = &html->results->profiles[row];
            if (profile->rank == rank && profile->score > 0) {
                buffer_text(html->out, written++ ? "" : "<ol class=\"items\">\n");
                write_council(html, row);
            }
        }
    }
    buffer_text(html->out, written ? "</ol>\n" : "<p>None stands out.</p>\n");
    return written;
}

static void write_cohort(struct compare_html *html, uint32_t c)
{
    const struct compare_cohort *cohort = &html->results->groups.cohorts[c];
    buffer_text(html->out, "<h3>");
    compare_html_cohort(html, c);
    buffer_text(html->out, "</h3>\n");
    if (cohort->count < COMPARE_COUNCILS_LEAST) {
        buffer_format(html->out,
                      "<div class=\"inset\"><p>They are too few to compare: figures are held against %u councils or "
                      "more.</p></div>\n",
                      COMPARE_COUNCILS_LEAST);
    }
    if (write_councils(html, cohort) == COUNCILS_MOST) {
        buffer_format(html->out,
                      "<p>All %u councils, by rank, are in <a href=\"#y%u\">the table of councils by test</a>.</p>\n",
                      cohort->count, c);
    }
}

bool compare_html_write_most(struct compare_html *html)
{
    bool years = false;
    buffer_text(html->out, "<section aria-labelledby=\"most\"><h2 id=\"most\">Councils that stand out most</h2>\n");
    for (uint32_t i = 0; i < html->cohort_count; i++) {
        if (compare_html_is_latest(html, i)) {
            write_cohort(html, html->cohorts[i]);
        } else {
            years = true;
        }
    }
    if (years) {
        buffer_text(html->out, "<p>Earlier years are in <a href=\"#tests\">Councils by test</a>.</p>\n");
    }
    buffer_text(html->out, "</section>\n");
    return report_compare_flush(html->writer);
}
