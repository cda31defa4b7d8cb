/* A small census with nested tables and rules of every kind: what tests and fuzzing of published cases run cases on. */
#ifndef SMALL_CASES_H
#define SMALL_CASES_H

static const char cases_schema[] =
    "collection: test\n"
    "title: A test\n"
    "from: 2016-17\n"
    "until: 2018-19\n"
    "codes:\n"
    "  kind: {ignore_case: true, values: [A, B]}\n"
    "tables:\n"
    "  - name: Message\n"
    "    title: Message\n"
    "    xml: Return/Message\n"
    "    named_by: author\n"
    "    once: true\n"
    "    columns:\n"
    "      author: {type: text, xml: Author}\n"
    "      counted: {type: date, xml: Dates/Counted, headers: [Counted on]}\n"
    "  - name: CINdetails\n"
    "    title: Episodes\n"
    "    xml: Return/Episode\n"
    "    named_by: LAchildID\n"
    "    columns:\n"
    "      CINdetailsID: {type: integer, number_of: CINdetails}\n"
    "      LAchildID: {type: text, xml: Id}\n"
    "      begins: {type: date, xml: Begins, malformed_code: \"9\", headers: [First day]}\n"
    "      kind: {type: code, codes: kind, xml: Kind, malformed_code: \"9\"}\n"
    "  - name: Assessments\n"
    "    title: Assessments\n"
    "    parent: CINdetails\n"
    "    xml: Return/Episode/Assessment\n"
    "    named_by: LAchildID\n"
    "    columns:\n"
    "      CINdetailsID: {type: integer, number_of: CINdetails}\n"
    "      AssessmentID: {type: integer, number_of: Assessments}\n"
    "      LAchildID: {type: text, xml: ../Id}\n"
    "      day: {type: date, xml: Day}\n"
    "  - name: AssessmentFactorsList\n"
    "    title: Factors\n"
    "    parent: Assessments\n"
    "    xml: Return/Episode/Assessment/Factor\n"
    "    named_by: LAchildID\n"
    "    columns:\n"
    "      AssessmentID: {type: integer, number_of: Assessments}\n"
    "      LAchildID: {type: text, xml: ../../Id}\n"
    "      AssessmentFactor: {type: code, xml: .}\n"
    "xml: {root: Return, reference_date: Return/Message/Dates/Counted}\n";

static const char cases_names[] =
    "columns: {Assessments: {AssessmentFactors: AssessmentFactorsList.AssessmentFactor}}\n";

#define CASES_REST                                   \
    "severity: error, title: t, fix: f, source: s, " \
    "examples: [{pass: {CINdetails: [{LAchildID: x}]}}, {fail: {CINdetails: [{LAchildID: y}]}}]"

static const char cases_rules[] =
    "- collection: test\n"
    "  prefix: T\n"
    /* an assessment before its episode, and the episode */
    "- {code: \"1\", for: Assessments, require: day >= CINdetails.begins, at: [day, CINdetails.begins],\n"
    "   message: \"{LAchildID}\", " CASES_REST "}\n"
    /* every episode */
    "- {code: \"2\", for: CINdetails, require: CINdetailsID < 0, message: \"{LAchildID}\", " CASES_REST "}\n"
    /* an assessment with the factor X, a factor that is there twice */
    "- {code: \"3\", for: Assessments, message: m, at: [this],\n"
    "   require: no AssessmentFactorsList where same AssessmentID and AssessmentFactor = \"X\", " CASES_REST "}\n"
    "- {code: \"4\", for: AssessmentFactorsList, message: m, at: [Assessments.day, AssessmentFactor],\n"
    "   require: \"count(AssessmentFactorsList where same AssessmentID and AssessmentFactor = this.AssessmentFactor) = "
    "1\", " CASES_REST "}\n"
    /* an episode with several assessments, which are what is pointed at */
    "- {code: \"8\", for: CINdetails, require: count(Assessments where same CINdetailsID) <= 1, message: m,\n"
    "   at: [(first Assessments where same CINdetailsID by day).day, (last Assessments where same CINdetailsID by "
    "day).day],\n"
    "   " CASES_REST "}\n"
    /* the return */
    "- {code: \"5\", for: return, require: exists CINdetails where begins between period.start and period.end,\n"
    "   message: \"{period.start} {period.end} {period.name} {authority} {format}\", " CASES_REST "}\n"
    /* last year's return */
    "- {code: \"6\", for: CINdetails, require: exists last_year.CINdetails where same LAchildID, message: "
    "m, " CASES_REST "}\n"
    "- {code: \"11\", for: last_year.CINdetails, require: begins is missing, message: m, " CASES_REST "}\n"
    "- {code: \"7\", for: CINdetails, from: 2017-18, require: begins is missing, message: "
    "\"{raw(begins)}\", " CASES_REST "}\n";

#endif
