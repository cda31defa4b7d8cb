/* json: what the parts of the JSON format share. For json*.c only. */
#ifndef PROBITY_REPORT_JSON_H
#define PROBITY_REPORT_JSON_H

#include "format/json.h"
#include "report/internal.h"

/* The member `indicators` of the report: what each of them is. */
void report_json_indicators(struct format_json *json, const struct report_run *run);
/* The member `indicators` of a return: what they come to, beside others'. */
void report_json_figures(struct format_json *json, const struct report_run *run, const struct report_return *of);

#endif
