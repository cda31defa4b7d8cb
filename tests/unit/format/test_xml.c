/* The XML reader: what it shows of good documents, and that bad ones end it in the right way and in no other. */
#include <check.h>
#include <stdlib.h>

#include "base/buffer.h"
#include "format/xml.h"
#include "format/xml_write.h"

/* Writes down what it is shown: "<name>" "[text]" "@attribute" "/". */
struct recorder {
    struct buffer seen;
    uint64_t stop_at; /* offset of a tag at which to stop; 0: none */
    struct xml_reader *reader;
};

static void record_text(struct recorder *recorder, struct str text)
{
    if (text.length) {
        buffer_char(&recorder->seen, '[');
        buffer_str(&recorder->seen, text);
        buffer_char(&recorder->seen, ']');
    }
}

static bool record_open(void *context, const char *name, bool foreign, struct str text)
{
    struct recorder *recorder = context;
    record_text(recorder, text);
    buffer_format(&recorder->seen, "<%s%s>", foreign ? "!" : "", name);
    return !recorder->stop_at || xml_place(recorder->reader).offset != recorder->stop_at;
}

static bool record_attribute(void *context, struct str name, struct str value)
{
    (void)value;
    struct recorder *recorder = context;
    buffer_format(&recorder->seen, "@%.*s", STR_ARGS(name));
    return true;
}

static bool record_close(void *context, struct str text)
{
    struct recorder *recorder = context;
    record_text(recorder, text);
    buffer_char(&recorder->seen, '/');
    return true;
}

static struct str run(struct recorder *recorder, struct str document, struct xml_limits limits, struct xml_end *end)
{
    struct failure failure = {0};
    struct source *source = source_open_memory("test.xml", document, &failure);
    ck_assert_ptr_nonnull(source);
    recorder->reader = xml_reader_open(source, limits, &failure);
    ck_assert_ptr_nonnull(recorder->reader);
    const struct xml_events events = {recorder, record_open, record_attribute, record_close, NULL};
    ck_assert_msg(xml_read(recorder->reader, &events, end, &failure), "%s", failure.message);
    xml_reader_close(recorder->reader);
    source_close(source);
    return buffer_view(&recorder->seen);
}

static const struct xml_limits usual = {64, 1000000, 0};

static void expect(struct str document, const char *seen)
{
    struct recorder recorder = {0};
    struct xml_end end;
    struct str got = run(&recorder, document, usual, &end);
    ck_assert_msg(end.problem == XML_PROBLEM_NONE, "%.*s: %s", STR_ARGS(document), end.message);
    ck_assert_msg(str_equal(got, str_of(seen)), "%.*s\ngives %.*s\nnot   %s", STR_ARGS(document), STR_ARGS(got), seen);
    buffer_free(&recorder.seen);
}

/* `offset` UINT64_MAX: any. */
static void expect_problem(struct str document, enum xml_problem problem, uint64_t offset, const char *message)
{
    struct recorder recorder = {0};
    struct xml_end end;
    (void)run(&recorder, document, usual, &end);
    ck_assert_msg(end.problem == problem, "%.*s: problem %d (%s) instead of %d", STR_ARGS(str_slice(document, 0, 200)),
                  (int)end.problem, end.message, (int)problem);
    ck_assert_msg(offset == UINT64_MAX || end.place.offset == offset, "%.*s: at %llu instead of %llu",
                  STR_ARGS(str_slice(document, 0, 200)), (unsigned long long)end.place.offset,
                  (unsigned long long)offset);
    ck_assert_msg(!message || strstr(end.message, message), "%.*s: says \"%s\"", STR_ARGS(str_slice(document, 0, 200)),
                  end.message);
    buffer_free(&recorder.seen);
}

START_TEST(test_shows_elements_and_their_texts)
{
    expect(STR("<a/>"), "<a>/");
    expect(STR("<?xml version=\"1.0\"?>\n<a><b>1</b><c/>x</a>\n"), "<a><b>[1]/<c>/[x]/");
    expect(STR("<a>one<!-- no -->two<?no?>three</a>"), "<a>[onetwothree]/");
    expect(STR("<a><![CDATA[<&>]]> &amp; &#65;&#x42; &lt;&gt;&quot;&apos;</a>"), "<a>[<&> & AB <>\"']/");
    expect(STR("<a>one\r\ntwo\rthree</a>"), "<a>[one\ntwo\nthree]/");
    expect(STR("<a b=\"1\" c='2'><d e='f&amp;g'/></a>"), "<a>@b@c<d>@e//");
}
END_TEST

START_TEST(test_tells_foreign_elements)
{
    expect(STR("<p:a xmlns:p='u'><b/><p:c p:d='1'/></p:a>"), "<!a><b>/<!c>@p:d//");
    expect(STR("<a xmlns='u'><b/></a>"), "<!a><!b>//");
    expect(STR("<a xmlns:x='u'><b/></a>"), "<a><b>//");
    /* Not declared: an error for namespaces, none for XML. */
    expect(STR("<a><p:b/></a>"), "<a><!b>//");
    expect(STR("<a xmlns:xsi='http://www.w3.org/2001/XMLSchema-instance' xsi:noNamespaceSchemaLocation='a.xsd' "
               "xsi:schemaLocation='u a.xsd' xsi:nil='true'/>"),
           "<a>@xsi:nil/");
}
END_TEST

START_TEST(test_interned_names_are_those_of_elements)
{
    struct failure failure = {0};
    struct source *source = source_open_memory("test.xml", STR("<a><b/></a>"), &failure);
    struct xml_reader *reader = xml_reader_open(source, usual, &failure);
    const char *name = xml_intern(reader, (struct str){"above", 1}, &failure);
    ck_assert_str_eq(name, "a");
    ck_assert_ptr_eq(name, xml_intern(reader, STR("a"), &failure));
    ck_assert_ptr_ne(name, xml_intern(reader, STR("b"), &failure));
    xml_reader_close(reader);
    source_close(source);
}
END_TEST

START_TEST(test_doctype_is_refused)
{
    expect_problem(STR("<!DOCTYPE a><a/>"), XML_PROBLEM_DOCTYPE, 0, "a");
    expect_problem(STR("<?xml version='1.0'?>\n<!DOCTYPE return SYSTEM 'http://example.org/a.dtd'><return/>"),
                   XML_PROBLEM_DOCTYPE, UINT64_MAX, "return");
    expect_problem(STR("<!DOCTYPE a [<!ENTITY b SYSTEM 'file:///etc/passwd'>]><a>&b;</a>"), XML_PROBLEM_DOCTYPE,
                   UINT64_MAX, "a");
    expect_problem(STR("<!DOCTYPE a [<!ENTITY b 'bbbbbbbbbb'><!ENTITY c '&b;&b;&b;&b;&b;&b;&b;&b;&b;&b;'>"
                       "<!ENTITY d '&c;&c;&c;&c;&c;&c;&c;&c;&c;&c;'>]><a>&d;</a>"),
                   XML_PROBLEM_DOCTYPE, UINT64_MAX, NULL);
}
END_TEST

START_TEST(test_malformed_documents_are_explained)
{
    expect_problem(STR("<a><b></a>"), XML_PROBLEM_MALFORMED, UINT64_MAX,
                   "the element <b> of file line 1 is closed by </a>");
    expect_problem(STR("<a>&unknown;</a>"), XML_PROBLEM_MALFORMED, UINT64_MAX, "entity");
    expect_problem(STR("<a>fish & chips</a>"), XML_PROBLEM_MALFORMED, UINT64_MAX, "&amp;");
    expect_problem(STR("<a>1 < 2</a>"), XML_PROBLEM_MALFORMED, UINT64_MAX, "&lt;");
    expect_problem(STR("<a/><b/>"), XML_PROBLEM_MALFORMED, UINT64_MAX, "behind the end of the root");
    expect_problem(STR("<a/>text"), XML_PROBLEM_MALFORMED, UINT64_MAX, "behind the end of the root");
    expect_problem(STR("<a b=1/>"), XML_PROBLEM_MALFORMED, UINT64_MAX, "quotation marks");
    expect_problem(STR("<a b/>"), XML_PROBLEM_MALFORMED, UINT64_MAX, NULL);
    expect_problem(STR("<a b='1' b='2'/>"), XML_PROBLEM_MALFORMED, UINT64_MAX, "twice");
    expect_problem(STR("<a>&#0;</a>"), XML_PROBLEM_MALFORMED, UINT64_MAX, "character");
    expect_problem(STR("<a>\x01</a>"), XML_PROBLEM_MALFORMED, UINT64_MAX, "character");
    expect_problem(STR("<a>]]></a>"), XML_PROBLEM_MALFORMED, UINT64_MAX, "]]&gt;");
    expect_problem(STR("text"), XML_PROBLEM_MALFORMED, UINT64_MAX, NULL);
    expect_problem(STR("<?xml version='1.0' encoding='EBCDIC-CP-US'?><a/>"), XML_PROBLEM_MALFORMED, 0, "encoding");
    expect_problem(STR("\x4c\x6f\xa7\x94\x93"), XML_PROBLEM_MALFORMED, 0, NULL);
}
END_TEST

START_TEST(test_places_are_those_of_tags)
{
    struct recorder recorder = {.stop_at = 13};
    struct xml_end end;
    struct str got = run(&recorder, STR("<a>\n<b/>\n  \n <c d='1'\n e='2'><f/></c></a>"), usual, &end);
    ck_assert_msg(str_equal(got, STR("<a>[\n]<b>/[\n  \n ]<c>")), "%.*s", STR_ARGS(got));
    ck_assert_int_eq(end.problem, XML_PROBLEM_NONE);
    buffer_free(&recorder.seen);
}
END_TEST

START_TEST(test_empty_and_short_documents)
{
    expect_problem(STR_EMPTY, XML_PROBLEM_EMPTY, 0, NULL);
    expect_problem(STR("  \n"), XML_PROBLEM_CUT_SHORT, UINT64_MAX, NULL);
    expect_problem(STR("<!-- nothing -->"), XML_PROBLEM_CUT_SHORT, UINT64_MAX, NULL);
}
END_TEST

/* However a file is cut, it is never taken for a whole one, and it is said that it was cut: a mutilated end is. */
START_TEST(test_every_truncation_is_noticed)
{
    static const char document[] =
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<!-- c --><a x='1'>t&amp;\xc3\xa9<b>\xe2"
        "\x82\xac</b><![CDATA[x]]><?pi x?><c d=\"e\"/>\r\n<!-- c --></a>";
    for (size_t length = 1; length + 1 < sizeof document; length++) {
        char *copy = malloc(length);
        ck_assert_ptr_nonnull(copy);
        memcpy(copy, document, length);
        expect_problem((struct str){copy, length}, XML_PROBLEM_CUT_SHORT, UINT64_MAX, NULL);
        free(copy);
    }
}
END_TEST

/* libxml2 and we read in pieces: wherever a piece ends, the events are the same. */
START_TEST(test_every_boundary_of_pieces)
{
    static const char tail[] = "<b c='\xc3\xa9&lt;'>t&amp;\xe2\x82\xac</b><!-- d --><![CDATA[<\xc3\xa9>]]><e/>\r\n</a>";
    static const size_t pieces[] = {4000, 8000, 65536, 131072};
    for (size_t i = 0; i < sizeof pieces / sizeof *pieces; i++) {
        for (size_t back = 0; back < sizeof tail + 8; back++) {
            struct buffer document = BUFFER_EMPTY;
            buffer_text(&document, "<a><!--");
            for (size_t blanks = document.length; blanks + 3 < pieces[i] - back; blanks++) {
                buffer_char(&document, blanks % 70 ? ' ' : '\n');
            }
            buffer_text(&document, "-->");
            buffer_text(&document, tail);
            expect(buffer_view(&document), "<a><b>@c[t&\xe2\x82\xac]/[<\xc3\xa9>]<e>/[\n]/");
            buffer_free(&document);
        }
    }
}
END_TEST

START_TEST(test_nul_bytes)
{
    expect_problem((struct str){"<a>\0</a>", 8}, XML_PROBLEM_NUL, 3, NULL);
    expect_problem((struct str){"<a/>\0", 5}, XML_PROBLEM_NUL, 4, NULL);
    expect_problem((struct str){"<a\0/>", 5}, XML_PROBLEM_NUL, 2, NULL);
    expect_problem((struct str){"<\0a\0/\0>\0", 8}, XML_PROBLEM_NUL, 1, NULL);
    /* What is wrong before the NUL counts. */
    expect_problem((struct str){"<a></b>\0", 8}, XML_PROBLEM_MALFORMED, UINT64_MAX, NULL);
}
END_TEST

START_TEST(test_bytes_that_are_no_characters)
{
    expect_problem(STR("<a>caf\xe9 society</a>"), XML_PROBLEM_NOT_CHARACTERS, 6, NULL);
    expect_problem(STR("<a>\xc0\xaf....</a>"), XML_PROBLEM_NOT_CHARACTERS, UINT64_MAX, NULL);
    expect_problem(STR("<a b='\xff....'></a>"), XML_PROBLEM_NOT_CHARACTERS, UINT64_MAX, NULL);
    expect_problem(STR("<!-- \xff.... --><a></a>"), XML_PROBLEM_NOT_CHARACTERS, UINT64_MAX, NULL);
    expect_problem(STR("<a\xff.... ></a>"), XML_PROBLEM_NOT_CHARACTERS, UINT64_MAX, NULL);
    /* Half a pair of UTF-16: libxml2 takes it for a character, but for none of XML's. */
    expect_problem(STR("<a>\xed\xa0\x80....</a>"), XML_PROBLEM_MALFORMED, UINT64_MAX, NULL);
}
END_TEST

START_TEST(test_encodings)
{
    expect(STR("<?xml version='1.0' encoding='windows-1252'?><a>\x80\xe9</a>"), "<a>[\xe2\x82\xac\xc3\xa9]/");
    expect(STR("<?xml version='1.0' encoding=\"ISO-8859-1\"?><a>\xe9</a>"), "<a>[\xc3\xa9]/");
    expect(STR("<?xml version='1.0' encoding='us-ascii'?><a>x</a>"), "<a>[x]/");
    expect(STR("\xef\xbb\xbf<?xml version='1.0' encoding='UTF-8'?><a>\xc3\xa9</a>"), "<a>[\xc3\xa9]/");
    expect((struct str){"\xff\xfe<\0a\0>\0\xe9\0<\0/\0a\0>\0", 18}, "<a>[\xc3\xa9]/");
    ck_assert(str_equal(xml_declared_encoding(STR("<?xml version='1.0' encoding = 'UTF-16' ?>")), STR("UTF-16")));
    ck_assert(str_equal(xml_declared_encoding(STR("<?xml version='1.0'?><a encoding='no'/>")), STR_EMPTY));
    ck_assert(str_equal(xml_declared_encoding(STR("<?xml version='1.0' encoding='")), STR_EMPTY));
    ck_assert(str_equal(xml_declared_encoding(STR("<?xml")), STR_EMPTY));
}
END_TEST

static struct buffer repeated(const char *head, const char *part, size_t count, const char *tail)
{
    struct buffer document = BUFFER_EMPTY;
    buffer_text(&document, head);
    for (size_t i = 0; i < count; i++) {
        buffer_text(&document, part);
    }
    buffer_text(&document, tail);
    ck_assert(buffer_ok(&document));
    return document;
}

static void expect_repeated(const char *head, const char *part, size_t count, const char *tail,
                            enum xml_problem problem)
{
    struct buffer document = repeated(head, part, count, tail);
    expect_problem(buffer_view(&document), problem, UINT64_MAX, NULL);
    buffer_free(&document);
}

START_TEST(test_ceilings)
{
    expect_repeated("", "<a>", 100000, "", XML_PROBLEM_DEEP);
    expect_repeated("<a ", " ", 200000, "/>", XML_PROBLEM_MALFORMED);
    expect_repeated("<a b='", "0123456789", 20000, "'/>", XML_PROBLEM_MALFORMED);
    expect_repeated("<", "aaaaaaaaaa", 20000, "/>", XML_PROBLEM_MALFORMED);
    expect_repeated("", "          ", 20000, "<a/>", XML_PROBLEM_MALFORMED);
    expect_repeated("<a><?b ", "aaaaaaaaaa", 2000000, "?></a>", XML_PROBLEM_MALFORMED);
    expect_repeated("<a><![CDATA[", "aaaaaaaaaa", 2000000, "]]></a>", XML_PROBLEM_MALFORMED);
    /* A comment is thrown away as it is read, however long it is. */
    expect_repeated("<a><!--", "aaaaaaaaaa", 2000000, "--></a>", XML_PROBLEM_NONE);
    struct buffer tag = BUFFER_EMPTY;
    buffer_text(&tag, "<a");
    for (int i = 0; i < 65; i++) {
        buffer_format(&tag, " b%d='1'", i);
    }
    buffer_text(&tag, "/>");
    expect_problem(buffer_view(&tag), XML_PROBLEM_MALFORMED, 0, "too many attributes");
    buffer_free(&tag);
}
END_TEST

START_TEST(test_long_texts_are_cut)
{
    struct buffer document = repeated("<a>", "0123456789", 1000, "</a>");
    struct recorder recorder = {0};
    struct xml_end end;
    struct xml_limits limits = {64, 5000, 0};
    struct str got = run(&recorder, buffer_view(&document), limits, &end);
    ck_assert_int_eq(end.problem, XML_PROBLEM_NONE);
    ck_assert_uint_eq(got.length, strlen("<a>[") + 5001 + strlen("]/"));
    buffer_free(&recorder.seen);
    buffer_free(&document);
}
END_TEST

START_TEST(test_stops_quietly_at_its_limit)
{
    struct recorder recorder = {0};
    struct xml_end end;
    struct xml_limits limits = {64, 1000, 12};
    struct str got = run(&recorder, STR("<a><b>1</b><c>2</c></a>"), limits, &end);
    ck_assert_int_eq(end.problem, XML_PROBLEM_NONE);
    ck_assert_msg(str_equal(got, STR("<a><b>[1]/")), "%.*s", STR_ARGS(got));
    buffer_free(&recorder.seen);
}
END_TEST

START_TEST(test_written_text_comes_back)
{
    struct buffer document = BUFFER_EMPTY;
    buffer_text(&document, "<a b=\"");
    xml_write_text(&document, STR("<&>\"'\xc3\xa9"));
    buffer_text(&document, "\">");
    xml_write_text(&document, STR("<&>\"'\xc3\xa9]]>&amp;\x01"));
    buffer_text(&document, "</a>");
    expect(buffer_view(&document), "<a>@b[<&>\"'\xc3\xa9]]>&amp;\xef\xbf\xbd]/");
    buffer_free(&document);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("xml");
    TCase *tests = tcase_create("xml");
    tcase_set_timeout(tests, 120);
    tcase_add_test(tests, test_shows_elements_and_their_texts);
    tcase_add_test(tests, test_tells_foreign_elements);
    tcase_add_test(tests, test_interned_names_are_those_of_elements);
    tcase_add_test(tests, test_doctype_is_refused);
    tcase_add_test(tests, test_malformed_documents_are_explained);
    tcase_add_test(tests, test_places_are_those_of_tags);
    tcase_add_test(tests, test_empty_and_short_documents);
    tcase_add_test(tests, test_every_truncation_is_noticed);
    tcase_add_test(tests, test_every_boundary_of_pieces);
    tcase_add_test(tests, test_nul_bytes);
    tcase_add_test(tests, test_bytes_that_are_no_characters);
    tcase_add_test(tests, test_encodings);
    tcase_add_test(tests, test_ceilings);
    tcase_add_test(tests, test_long_texts_are_cut);
    tcase_add_test(tests, test_stops_quietly_at_its_limit);
    tcase_add_test(tests, test_written_text_comes_back);
    suite_add_tcase(suite, tests);
    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_NORMAL);
    int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed ? EXIT_FAILURE : EXIT_SUCCESS;
}
