/* Broken and hostile input: each gets a clear finding or failure within limits; none crashes, hangs or is accepted. */
#include <check.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/statvfs.h>

#include "../run_suite.h"
#include "harness.h"

static struct probity_library *library;

static void open_library(void)
{
    library = harness_library();
}

static void close_library(void)
{
    probity_library_close(library);
}

static const char xml_head[] = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n";

/* Checks the bytes: the run must not fail, must not be accepted, and must make a finding of this code (if one is given). */
static void expect_refused(const char *name, struct str bytes, const char *code)
{
    struct caught caught;
    const char *path = harness_write(name, bytes);
    ck_assert_msg(harness_check_file(library, path, &caught), "%s: the check failed", name);
    ck_assert_msg(caught.verdict != VERDICT_ACCEPTED && caught.verdict != VERDICT_ACCEPTED_WITH_QUERIES,
                  "%s was accepted", name);
    ck_assert_msg(caught.findings.count > 0, "%s: no finding", name);
    ck_assert_msg(!code || harness_found(&caught, code, FINDING_NOTICE, 0, NULL), "%s: no %s, but %.*s", name, code,
                  STR_ARGS(caught.findings.items[0].code));
    harness_free(&caught);
}

static struct str template_of(const char *as, struct buffer *out)
{
    buffer_clear(out);
    ck_assert(probity_template(library, "s251-outturn", as, NULL, 2023, "301", out, NULL));
    return buffer_view(out);
}

START_TEST(empty_and_unknown)
{
    expect_refused("empty.csv", STR_EMPTY, "READ-101");
    expect_refused("blank.csv", STR("\n\n  \n"), NULL);
    expect_refused("prose.csv", STR("Dear colleague,\nplease find the return attached.\n"), "READ-501");
    expect_refused("other.xml", STR("<?xml version=\"1.0\"?><Other/>"), "READ-501");
    expect_refused("binary.csv",
                   STR("\x7f"
                       "ELF\x02\x01\x01\0\0\0\0\0\0\0\0\0\x03\0>\0"),
                   NULL);
}
END_TEST

START_TEST(hostile_xml)
{
    struct buffer text = BUFFER_EMPTY;
    buffer_text(&text, xml_head);
    buffer_text(&text,
                "<!DOCTYPE S251Outturn [<!ENTITY a \"aaaaaaaaaa\"><!ENTITY b \"&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;\">"
                "<!ENTITY c \"&b;&b;&b;&b;&b;&b;&b;&b;&b;&b;\"><!ENTITY d \"&c;&c;&c;&c;&c;&c;&c;&c;&c;&c;\">]>\n"
                "<S251Outturn>&d;</S251Outturn>\n");
    expect_refused("bomb.xml", buffer_view(&text), "READ-302");
    buffer_clear(&text);
    buffer_text(&text, "<!DOCTYPE S251Outturn SYSTEM \"file:///etc/passwd\"><S251Outturn/>");
    expect_refused("fetch.xml", buffer_view(&text), "READ-302");
    buffer_clear(&text);
    buffer_text(&text, "<S251Outturn>&undefined;</S251Outturn>");
    expect_refused("entity.xml", buffer_view(&text), "READ-301");
    buffer_clear(&text);
    buffer_text(&text, "<S251Outturn>");
    for (int i = 0; i < 100000; i++) {
        buffer_text(&text, "<a>");
    }
    expect_refused("deep.xml", buffer_view(&text), "READ-303");
    buffer_clear(&text);
    buffer_text(&text, "<S251Outturn><Header>\xff\xfe</Header></S251Outturn>");
    expect_refused("not-utf8.xml", buffer_view(&text), NULL);
    buffer_free(&text);
}
END_TEST

/* A return with the bytes put in behind its first record. */
static void expect_spoiled(const char *name, struct str spoil, const char *code)
{
    struct buffer text = BUFFER_EMPTY, spoiled = BUFFER_EMPTY;
    struct str whole = template_of("csv", &text);
    const char *first = memchr(whole.data, '\n', whole.length);
    const char *second = memchr(first + 1, '\n', (size_t)(whole.data + whole.length - first - 1));
    size_t head = (size_t)(second + 1 - whole.data);
    buffer_str(&spoiled, str_slice(whole, 0, head));
    buffer_str(&spoiled, spoil);
    buffer_str(&spoiled, str_slice(whole, head, whole.length));
    expect_refused(name, buffer_view(&spoiled), code);
    buffer_free(&text);
    buffer_free(&spoiled);
}

START_TEST(broken_csv)
{
    expect_spoiled("nul.csv", STR("301,2023-24,3.1\0.1,,1,2,3,4,10,0,10,0,0,10\n"), "READ-103");
    expect_spoiled("ragged.csv", STR("301,2023-24,3.1.1\n"), "READ-201");
    expect_spoiled("wide.csv", STR("301,2023-24,3.1.1,x,1,2,3,4,5,6,7,8,9,10,11,12,13,14,15,16,17\n"), "READ-201");
    expect_refused("quote.csv",
                   STR("authority,period,line,own,private,other_public,voluntary,total,income,net_current\n"
                       "301,2023-24,3.0.1,1,0,0,0,1,0,1\n301,2023-24,\"3.0.2,1,0,0,0,1,0,1\n301,2023-24,3.0.3,1,0\n"),
                   "READ-202");
    expect_spoiled("latin.csv", STR("301,2023-24,3.1.1,caf\xe9,1,2,3,4,10,0,10,0,0,10\n"), "READ-102");
    expect_spoiled("huge-number.csv", STR("301,2023-24,3.1.1,x,99999999999999999999999999999999,0,0,0,0,0,0,0,0,0\n"),
                   NULL);
}
END_TEST

START_TEST(ten_million_columns)
{
    struct buffer text = BUFFER_EMPTY;
    buffer_text(&text, "line,own,private");
    for (int i = 0; i < 10000000; i++) {
        buffer_text(&text, ",c");
    }
    buffer_text(&text, "\n3.1.1,1,2\n");
    ck_assert(buffer_ok(&text));
    expect_refused("columns.csv", buffer_view(&text), NULL);
    buffer_free(&text);
}
END_TEST

static long peak_kib(void)
{
    struct rusage usage;
    (void)getrusage(RUSAGE_SELF, &usage);
    return usage.ru_maxrss;
}

/* One field of 1 GB: a clear finding in bounded memory. */
START_TEST(field_of_a_gigabyte)
{
    enum { MILLION = 1000000 };
    const char *path = harness_write("gigabyte.csv", STR_EMPTY);
    struct statvfs disk;
    if (statvfs(path, &disk) != 0 || (uint64_t)disk.f_bavail * disk.f_frsize < UINT64_C(3000000000)) {
        printf("SKIP: a field of 1 GB: there is less than 3 GB of room for temporary files\n");
        return;
    }
    struct buffer text = BUFFER_EMPTY;
    struct str whole = template_of("csv", &text);
    FILE *file = fopen(path, "wb");
    ck_assert_ptr_nonnull(file);
    ck_assert_uint_eq(fwrite(whole.data, 1, whole.length, file), whole.length);
    (void)fputs("301,2023-24,\"", file);
    static char million[MILLION];
    memset(million, 'a', sizeof million);
    for (int i = 0; i < 1000; i++) {
        ck_assert_uint_eq(fwrite(million, 1, sizeof million, file), sizeof million);
    }
    (void)fputs("\",1,2,3,4,10,0,10,0,0,10\n", file);
    ck_assert_int_eq(fclose(file), 0);
    buffer_free(&text);
    struct caught caught;
    long before = peak_kib();
    ck_assert(harness_check_file(library, path, &caught));
    ck_assert(harness_found(&caught, "READ-204", FINDING_ERROR, 0, NULL));
    ck_assert_int_eq(caught.verdict, VERDICT_REJECTED);
    long grown = peak_kib() - before;
    ck_assert_msg(grown < 256 * 1024, "the memory grew by %ld KiB", grown);
    harness_free(&caught);
    (void)harness_write("gigabyte.csv", STR_EMPTY);
}
END_TEST

/* A small return cut short at every byte: never a failure, and never accepted unless nothing but white space is lost. */
static void cut_everywhere(const char *as, const char *name)
{
    struct buffer text = BUFFER_EMPTY;
    struct str whole = template_of(as, &text);
    struct str filled = whole;
    for (size_t length = 0; length < str_trim(filled).length; length += length < 3000 ? 1 : 37) {
        struct caught caught;
        const char *path = harness_write(name, str_slice(filled, 0, length));
        ck_assert_msg(harness_check_file(library, path, &caught), "%s cut at %zu: the check failed", name, length);
        ck_assert_msg(caught.verdict == VERDICT_REJECTED || caught.verdict == VERDICT_NOT_CHECKED,
                      "%s cut at %zu was accepted", name, length);
        harness_free(&caught);
    }
    buffer_free(&text);
}

START_TEST(cut_short)
{
    cut_everywhere("csv", "cut.csv");
    cut_everywhere("xml", "cut.xml");
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("hostile");
    TCase *all = tcase_create("input");
    tcase_set_timeout(all, 300);
    tcase_add_checked_fixture(all, open_library, close_library);
    tcase_add_test(all, empty_and_unknown);
    tcase_add_test(all, hostile_xml);
    tcase_add_test(all, broken_csv);
    tcase_add_test(all, ten_million_columns);
    tcase_add_test(all, field_of_a_gigabyte);
    tcase_add_test(all, cut_short);
    suite_add_tcase(suite, all);
    return run_suite(suite);
}
