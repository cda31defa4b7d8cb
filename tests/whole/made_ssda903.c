#include "made_ssda903.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/date.h"

#define COUNT(list) ((uint32_t)(sizeof(list) / sizeof(list)[0]))
#define PICK(list) (list)[made_chance(COUNT(list))]

static uint64_t state = UINT64_C(88172645463325252);

void made_chance_seed(uint64_t seed)
{
    state = seed * UINT64_C(0x9e3779b97f4a7c15) + 1;
}

uint32_t made_chance(uint32_t below)
{
    state ^= state << 13;
    state ^= state >> 7;
    state ^= state << 17;
    return (uint32_t)((state >> 24) % below);
}

static bool one_in(uint32_t chances)
{
    return made_chance(chances) == 0;
}

static const struct made_table empty_tables[MADE_TABLES] = {
    {.name = "Header", .columns = {"CHILD", "SEX", "DOB", "ETHNIC", "UPN", "MOTHER", "MC_DOB"}},
    {.name = "Episodes",
     .columns = {"CHILD", "DECOM", "RNE", "LS", "CIN", "PLACE", "PLACE_PROVIDER", "DEC", "REC", "REASON_PLACE_CHANGE",
                 "HOME_POST", "PL_POST", "URN"}},
    {.name = "Reviews", .columns = {"CHILD", "DOB", "REVIEW", "REVIEW_CODE"}},
    {.name = "UASC", .columns = {"CHILD", "SEX", "DOB", "DUC"}},
    {.name = "OC2",
     .columns = {"CHILD", "DOB", "SDQ_SCORE", "SDQ_REASON", "CONVICTED", "HEALTH_CHECK", "IMMUNISATIONS", "TEETH_CHECK",
                 "HEALTH_ASSESSMENT", "SUBSTANCE_MISUSE", "INTERVENTION_RECEIVED", "INTERVENTION_OFFERED"}},
    {.name = "OC3", .columns = {"CHILD", "DOB", "IN_TOUCH", "ACTIV", "ACCOM"}},
    {.name = "AD1",
     .columns = {"CHILD", "DOB", "DATE_INT", "DATE_MATCH", "FOSTER_CARE", "NB_ADOPTR", "SEX_ADOPTR", "LS_ADOPTR"}},
    {.name = "PlacedAdoption",
     .columns = {"CHILD", "DOB", "DATE_PLACED", "DATE_PLACED_CEASED", "REASON_PLACED_CEASED"}},
    {.name = "PrevPerm", .columns = {"CHILD", "DOB", "PREV_PERM", "LA_PERM", "DATE_PERM"}},
    {.name = "Missing", .columns = {"CHILD", "DOB", "MISSING", "MIS_START", "MIS_END"}},
    {.name = "SWEpisodes", .columns = {"CHILD", "DOB", "SW_ID", "SW_DECOM", "SW_DEC", "SW_REASON"}},
    {.name = "DoLo", .columns = {"CHILD", "DOB", "DOLO_START", "DOLO_END"}},
};

/* What is at hand while one child is made. */
struct child {
    struct made_ssda903 *made;
    unsigned number;
    unsigned mistakes;
    const char *code;
    const char *born_text;
    int64_t born;
    int64_t starts;   /* the first day of the year */
    bool carried;     /* looked after before the year began */
    const char *home; /* postcode */
};

static const char *keep(struct made_ssda903 *made, const char *text)
{
    return arena_str(&made->arena, str_of(text)).data;
}

static const char *date_text(struct child *child, int64_t date)
{
    struct date_parts parts = date_to_parts(date);
    char text[32];
    (void)snprintf(text, sizeof text, "%02d/%02d/%04d", parts.day, parts.month, parts.year);
    return keep(child->made, text);
}

static const char *number_text(struct child *child, const char *before, uint32_t number)
{
    char text[32];
    (void)snprintf(text, sizeof text, "%s%u", before, (unsigned)number);
    return keep(child->made, text);
}

/* A mistake such as people make: left out, typed wrong, another day, a code of something else. */
static const char *spoil(struct child *child, const char *text)
{
    static const char *const codes[] = {"X1", "S", "C2", "N3", "U4", "PR1", "E4A", "1", "Z1", "P1", "RD1", "V3"};
    switch (made_chance(4)) {
    case 0: return "";
    case 1: return strchr(text, '/') ? "31/02/2026" : "ZZ9";
    default: break;
    }
    return strchr(text, '/') ? date_text(child, child->starts + made_chance(1800) - 900) : PICK(codes);
}

/* The child's code is always right. */
static void add(struct child *child, struct made_return *to, enum made_table_id id, const char *const cells[])
{
    struct made_table *table = &to->tables[id];
    if (table->row_count == MADE_ROWS) {
        return;
    }
    struct made_row *row = &table->rows[table->row_count++];
    row->number = table->row_count;
    row->cells[0] = child->code;
    for (unsigned c = 1; c < table->column_count; c++) {
        row->cells[c] = made_chance(1000) < child->mistakes ? spoil(child, cells[c]) : cells[c];
    }
}

/* In this year's return, and in last year's of a child who was looked after then. */
static void add_both(struct child *child, enum made_table_id id, const char *const cells[])
{
    add(child, &child->made->this_year, id, cells);
    if (child->carried) {
        add(child, &child->made->last_year, id, cells);
    }
}

#define POSTCODES 24u

static const char *postcode(struct child *child)
{
    char text[16];
    uint32_t number = made_chance(POSTCODES);
    (void)snprintf(text, sizeof text, "B%u %uAA", (unsigned)(number / 8 + 1), (unsigned)(number % 8 + 1));
    return keep(child->made, text);
}

void made_postcodes_write(struct buffer *out)
{
    static const char *const areas[] = {"E08000025", "E08000026", "E06000019", "W06000015", "E10000028"};
    buffer_text(out, "postcode,easting,northing,authority\n");
    for (unsigned i = 0; i + 2 < POSTCODES; i++) { /* two are not known */
        buffer_format(out, "B%u %uAA,%u,%u,%s\n", i / 8 + 1, i % 8 + 1, 400000 + i * 4000, 280000 + i % 5 * 3000,
                      areas[i % COUNT(areas)]);
    }
}

void made_providers_write(struct buffer *out)
{
    static const char *const rows[] = {
        "SC100001,First home,K2,PR4,,B1 1AA,Birmingham",
        "SC100002,Second home,\"K1, K2\",PR1/PR4,30/06/2026,B1 2AA,Coventry",
        "SC100003,A fostering agency,\"U1, U2, U3, U4, U5, U6\",PR1,,B2 3AA,Birmingham",
        "SC100004,Another agency,\"U4, U6\",\"PR4, PR5\",01/02/2026,B2 4AA,Coventry",
    };
    buffer_text(out, "URN,name,place_codes,provider_codes,closed,postcode,authority\n");
    for (unsigned i = 0; i < COUNT(rows); i++) {
        buffer_format(out, "%s\n", rows[i]);
    }
}

static void add_header(struct child *child)
{
    static const char *const ethnic[] = {"WBRI", "MWBC", "AIND", "BAFR", "CHNE", "REFU", "NOBT"};
    const char *sex = made_chance(2) ? "M" : "F";
    bool mother = sex[0] == 'F' && one_in(3);
    static const char *const unknown[] = {"UN1", "UN2", "UN4", "UN5"};
    const char *upn = one_in(6) ? PICK(unknown) : number_text(child, "A33020123", 1000 + child->number / 2);
    add_both(child, MADE_HEADER,
             (const char *[]){child->code, sex, child->born_text, PICK(ethnic), upn,
                              mother      ? "1"
                              : one_in(4) ? "0"
                                          : "",
                              mother ? date_text(child, child->starts + made_chance(600) - 300) : ""});
    if (child->number % 4 == 1) {
        add_both(child, MADE_UASC,
                 (const char *[]){child->code, sex, child->born_text, date_text(child, child->born + 6574)});
    }
}

/* As last year's return had it: an episode that ended after that year was open then. */
static void add_last_years(struct child *child, const char *cells[], bool later)
{
    for (unsigned c = 7; later && c < 10; c++) {
        cells[c] = "";
    }
    add(child, &child->made->last_year, MADE_EPISODES, cells);
}

/* A chain of episodes, of which each begins when the one before it ends. */
static void add_episodes(struct child *child)
{
    static const char *const statuses[] = {"C1", "C2", "C2", "E1", "V2", "V2", "V3", "V4", "J1", "L1", "L2"};
    static const char *const places[] = {"U1", "U4", "U4", "U6", "U6", "K1", "K2", "K3", "P1", "R1",  "R2",
                                         "R5", "S1", "T0", "T1", "T4", "A3", "A4", "A5", "A6", "Z11", "P3"};
    static const char *const providers[] = {"PR0", "PR1", "PR1", "PR2", "PR4", "PR5"};
    static const char *const ends[] = {"E11", "E12", "E2", "E3", "E4A", "E13", "E45",
                                       "E46", "E5",  "E8", "E9", "E15", "E17"};
    static const char *const changes[] = {"CARPL", "ALLEG", "CREQB", "LAREQ", "PLACE", "OTHER"};
    static const char *const reasons[] = {"P", "P", "T", "L", "U", "B"};
    static const char *const needs[] = {"N1", "N1", "N2", "N5", "N8"};
    const char *status = PICK(statuses), *need = PICK(needs);
    int64_t day = child->starts + (child->carried ? -5 - (int64_t)made_chance(300) : (int64_t)made_chance(200));
    day = day < child->born ? child->born : day;
    for (unsigned e = 0, last = made_chance(6); e <= last; e++) {
        bool open = e == last && !one_in(3);
        int64_t until = day + 1 + made_chance(90);
        const char *place = PICK(places), *reason = e ? PICK(reasons) : "S";
        status = strchr("LUB", reason[0]) ? PICK(statuses) : status;
        const char *cells[] = {
            child->code,
            date_text(child, day),
            reason,
            status,
            need,
            place,
            strchr("TZ", place[0]) ? "" : PICK(providers),
            open ? "" : date_text(child, until),
            open        ? ""
            : e == last ? PICK(ends)
                        : "X1",
            e < last ? PICK(changes) : "",
            child->home,
            postcode(child),
            strchr("KRSU", place[0]) ? number_text(child, "SC10000", made_chance(6)) : "XXXXXXX",
        };
        add(child, &child->made->this_year, MADE_EPISODES, cells);
        if (day < child->starts) {
            add_last_years(child, cells, until >= child->starts);
        }
        day = one_in(12) ? until + 1 + made_chance(20) : until;
    }
}

static void add_outcomes(struct child *child)
{
    static const char *const reasons[] = {"", "", "SDQ1", "SDQ2", "SDQ4"};
    static const char *const yes_no[] = {"0", "1", "1"};
    add_both(child, MADE_OC2,
             (const char *[]){child->code, child->born_text, one_in(2) ? "" : number_text(child, "", made_chance(44)),
                              PICK(reasons), PICK(yes_no), PICK(yes_no), PICK(yes_no), PICK(yes_no), PICK(yes_no),
                              PICK(yes_no), PICK(yes_no), PICK(yes_no)});
    static const char *const touch[] = {"YES", "NO", "DIED", "REFU", "NREQ", "RHOM"};
    static const char *const activities[] = {"F1", "P2", "F4", "G4", "G6", "0"};
    static const char *const homes[] = {"B1", "C2", "D1", "K1", "R1", "U1", "X2", "Z1", "0"};
    if (child->number % 5 == 2) {
        add_both(child, MADE_OC3,
                 (const char *[]){child->code, child->born_text, PICK(touch), PICK(activities), PICK(homes)});
    }
}

static void add_adoption(struct child *child)
{
    static const char *const sexes[] = {"MM", "FF", "MF", "M1", "F1"};
    static const char *const statuses[] = {"L0", "L11", "L12", "L2", "L3", "L4"};
    static const char *const reversals[] = {"RD1", "RD2", "RD3", "RD4"};
    static const char *const before[] = {"Z1", "Z1", "Z1", "P1", "P2", "P4"};
    static const char *const councils[] = {"330", "331", "E08000025", "NUK", "WAL"};
    int64_t day = child->starts + made_chance(420) - 60;
    const char *decided = date_text(child, day);
    if (child->number % 3 == 0) {
        bool reversed = one_in(3);
        add_both(child, MADE_PLACED,
                 (const char *[]){child->code, child->born_text, decided, reversed ? date_text(child, day + 40) : "",
                                  reversed ? PICK(reversals) : ""});
    }
    if (child->number % 6 == 0) {
        add(child, &child->made->this_year, MADE_AD1,
            (const char *[]){child->code, child->born_text, decided, date_text(child, day + made_chance(30)),
                             one_in(2) ? "0" : "1", one_in(2) ? "1" : "2", PICK(sexes), PICK(statuses)});
    }
    const char *kind = PICK(before);
    bool known = kind[0] == 'P' && !one_in(3);
    add_both(child, MADE_PERMANENCE,
             (const char *[]){child->code, child->born_text, kind, known ? PICK(councils) : "",
                              known ? number_text(child, "ZZ/05/20", 15 + made_chance(11)) : ""});
}

static void add_times(struct child *child)
{
    static const char *const codes[] = {"PN0", "PN1", "PN3", "PN4", "PN7"};
    static const char *const reasons[] = {"MANAGE", "FCONTA", "LEFTRL", "TSPROC", "CHCHAN"};
    for (unsigned i = made_chance(4); i > 0; i--) {
        add(child, &child->made->this_year, MADE_REVIEWS,
            (const char *[]){child->code, child->born_text, date_text(child, child->starts + made_chance(400) - 30),
                             PICK(codes)});
    }
    int64_t day = child->starts + made_chance(40) - 20;
    for (unsigned i = made_chance(4); i > 0; i--) {
        int64_t until = day + made_chance(120);
        bool open = one_in(3);
        add_both(child, MADE_WORKERS,
                 (const char *[]){child->code, child->born_text, number_text(child, "SW", made_chance(20)),
                                  date_text(child, day), open ? "" : date_text(child, until), PICK(reasons)});
        day = until + made_chance(3) - 1;
    }
    for (unsigned i = child->number % 3 ? 0 : 1 + made_chance(3); i > 0; i--) {
        int64_t begins = child->starts + made_chance(340) - 20;
        add_both(child, MADE_MISSING,
                 (const char *[]){child->code, child->born_text, one_in(2) ? "M" : "A", date_text(child, begins),
                                  one_in(4) ? "" : date_text(child, begins + made_chance(9))});
    }
    for (unsigned i = child->number % 5 ? 0 : 1 + made_chance(2); i > 0; i--) {
        int64_t begins = child->starts + made_chance(300) - 30;
        add_both(child, MADE_LIBERTY,
                 (const char *[]){child->code, child->born_text, date_text(child, begins),
                                  one_in(3) ? "" : date_text(child, begins + made_chance(60))});
    }
}

static void init_return(struct made_return *made)
{
    for (unsigned t = 0; t < MADE_TABLES; t++) {
        made->tables[t] = empty_tables[t];
        while (made->tables[t].column_count < MADE_COLUMNS && made->tables[t].columns[made->tables[t].column_count]) {
            made->tables[t].column_count++;
        }
    }
}

struct made_ssda903 *made_ssda903_new(unsigned children, unsigned mistakes)
{
    struct made_ssda903 *made = calloc(1, sizeof *made);
    if (!made) {
        return NULL;
    }
    made_chance_seed(903);
    init_return(&made->this_year);
    init_return(&made->last_year);
    for (unsigned i = 0; i < children; i++) {
        struct child child = {.made = made, .number = i, .mistakes = mistakes, .carried = !one_in(3)};
        char code[16];
        (void)snprintf(code, sizeof code, "QA%03u", i);
        child.code = keep(made, code);
        child.starts = date_from_parts(MADE_YEAR, 4, 1);
        child.born = child.starts - 365 * (int64_t)(i % 5 == 2 ? 17 + made_chance(5) : made_chance(18)) -
                     made_chance(364);
        child.born_text = date_text(&child, child.born);
        child.home = postcode(&child);
        add_header(&child);
        if (i % 5 != 2 || one_in(2)) { /* some care leavers are no longer looked after */
            add_episodes(&child);
        }
        add_outcomes(&child);
        add_adoption(&child);
        add_times(&child);
    }
    return made;
}

void made_ssda903_free(struct made_ssda903 *made)
{
    if (made) {
        arena_free(&made->arena);
        free(made);
    }
}

void made_table_write(const struct made_table *table, struct buffer *out)
{
    for (unsigned c = 0; c < table->column_count; c++) {
        buffer_format(out, "%s%s", c ? "," : "", table->columns[c]);
    }
    buffer_char(out, '\n');
    for (unsigned r = 0; r < table->row_count; r++) {
        for (unsigned c = 0; c < table->column_count; c++) {
            buffer_text(out, c ? "," : "");
            buffer_text(out, table->rows[r].cells[c]);
        }
        buffer_char(out, '\n');
    }
}
