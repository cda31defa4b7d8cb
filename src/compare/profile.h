/* profile: what the marks of each council come to, and how comparable each subject is. For compare/ only. */
#ifndef PROBITY_COMPARE_PROFILE_H
#define PROBITY_COMPARE_PROFILE_H

#include "compare/marks.h"

#define COMPARE_SMALL 0.02 /* of the median council's spending: a council below is not ranked */

/* Puts the marks in order, and makes the profiles. */
bool compare_make_profiles(struct compare_tests *tests, struct compare_results *results);
/* comparable.c */
bool compare_make_comparabilities(struct compare_tests *tests, struct compare_results *results);

#endif
