/* harness: runs checks through the public API and keeps what they find, for tests of the whole program. */
#ifndef PROBITY_TESTS_WHOLE_HARNESS_H
#define PROBITY_TESTS_WHOLE_HARNESS_H

#include "base/arena.h"
#include "base/array.h"
#include "engine/probity.h"
#include "report/report.h"

struct caught_place {
    struct str path;
    uint32_t line;
    uint32_t column;
    struct str table;
    uint64_t record;
    struct str key; /* values of the key, with blanks between them */
    struct str field;
    struct str value; /* as it stands in the file */
};

struct caught_finding {
    struct str code;
    enum finding_severity severity;
    struct str message;
    struct str period;
    struct str authority;
    struct caught_place *places;
    uint32_t place_count;
};

/* A rule that could not run, in one of the returns. */
struct caught_skipped {
    struct str code;
    struct str reason;
};

struct caught {
    struct arena arena;
    ARRAY_OF(struct caught_finding) findings;
    ARRAY_OF(struct caught_skipped) skipped;
    uint64_t rules_run; /* of all returns together */
    enum finding_verdict verdict;
    size_t return_count; /* that were checked or could not be */
};

/* The path of a file or folder of the source tree (PROBITY_DATA, else the current folder). Good until the eighth call
 * after. */
const char *harness_tree(const char *name);

/* So many changes, or a fifth of them where PROBITY_BRIEF is set: under sanitizers, where each takes five times as long, and
 * where the same tests have run before. */
unsigned harness_changes(unsigned changes);

/* The text of a cell of a row "| a | b |" of a document, from 0, without blanks round it. False when there is none. */
bool harness_cell(const char *line, int number, char *cell, size_t size);

/* Checks the published returns of every council, with indicators, and reports them in a format of the test's own. Reference
 * tables are given by name and file of the folder of published activity. */
void harness_report_national(const char *shared, const char *const (*references)[2], size_t count,
                             const struct report_format *format);

/* The library of the source tree. Ends the test when it cannot be opened. */
struct probity_library *harness_library(void);
/* The same with the rules and indicators of other folders. `indicators` may be NULL. */
struct probity_library *harness_library_with(const char *rules, const char *indicators);

/* The same schemas and reference data, with rules of one's own for a collection, in a folder of this name. */
struct probity_library *harness_library_of(const char *name, const char *collection, struct str rules);

/* Checks the files and catches what is found. False, and a message on standard error, when the check failed. */
bool harness_check(struct probity_library *library, const struct probity_check_options *options, struct caught *caught);
/* The same without looking for places in the files: no file lines and columns. A third faster. */
bool harness_check_quickly(struct probity_library *library, const struct probity_check_options *options,
                           struct caught *caught);
bool harness_check_file(struct probity_library *library, const char *path, struct caught *caught);
void harness_free(struct caught *caught);

/* A finding of this code (NULL: any), at least this severe, with a place at this record (0: any) and field (NULL: any). */
bool harness_found(const struct caught *caught, const char *code, enum finding_severity at_least, uint64_t record,
                   const char *field);
uint64_t harness_count(const struct caught *caught, const char *code);

/* The message of the first finding of a code; "(none)". */
struct str harness_message(const struct caught *caught, const char *code);
size_t harness_count_codes(const struct caught *caught);                   /* how many codes have findings */
bool harness_same_skipped(const struct caught *a, const struct caught *b); /* and as many rules run */

/* The folder with real data, or NULL with a loud line on standard output when it is not at hand. */
const char *harness_shared(const char *what);

/* Writes a file into a temporary folder that is removed at exit; its path is good until the sixteenth call from now. */
const char *harness_write(const char *name, struct str bytes);

/* The bytes of a file, with a NUL behind them; ends the test when it cannot be read. To be freed. */
char *harness_read(const char *path, size_t *length);

/* The path of a folder of that name in the temporary folder; likewise. It is not made. */
const char *harness_folder(const char *name);

#endif
