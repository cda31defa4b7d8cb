#include "xml_mutants.h"

#include <libxml/parser.h>
#include <libxml/xmlschemas.h>
#include <stdio.h>
#include <stdlib.h>

/* ---- the elements of the document ---- */

static void open_element(struct xml_mutants *mutants, size_t begin, size_t inside, uint32_t depth)
{
    struct xml_mutant_element *element = &mutants->elements[mutants->count++];
    size_t name_end = begin + 1;
    while (mutants->document.data[name_end] != '>' && mutants->document.data[name_end] != ' ') {
        name_end++;
    }
    *element = (struct xml_mutant_element){
        .begin = begin, .name_end = name_end, .inside = inside, .depth = depth, .leaf = true};
}

bool xml_mutants_init(struct xml_mutants *mutants, struct str document)
{
    uint32_t open[XML_MUTANT_DEPTH];
    uint32_t depth = 0;
    *mutants = (struct xml_mutants){.document = document};
    for (size_t i = 0; i < document.length; i++) {
        if (document.data[i] != '<' || document.data[i + 1] == '?') {
            continue;
        }
        const char *close = memchr(document.data + i, '>', document.length - i);
        if (!close || depth == XML_MUTANT_DEPTH || mutants->count == XML_MUTANT_ELEMENTS) {
            return false;
        }
        size_t behind = (size_t)(close - document.data) + 1;
        if (document.data[i + 1] == '/') {
            if (depth == 0) {
                return false;
            }
            struct xml_mutant_element *element = &mutants->elements[open[--depth]];
            element->inside_end = i;
            element->end = behind;
        } else {
            if (depth) {
                mutants->elements[open[depth - 1]].leaf = false;
            }
            open[depth] = mutants->count;
            open_element(mutants, i, behind, depth++);
        }
    }
    return depth == 0 && mutants->count > 0;
}

/* ---- chance, without any ---- */

static uint32_t draw(uint64_t *state, uint32_t below)
{
    *state = *state * UINT64_C(6364136223846793005) + UINT64_C(1442695040888963407);
    return (uint32_t)(*state >> 33) % below;
}

/* ---- mutations ---- */

struct mutation {
    const struct xml_mutants *mutants;
    const struct xml_mutant_element *element;
    uint64_t state;
    struct buffer *out;
    struct buffer *what;
};

static void copy(struct mutation *mutation, size_t from, size_t to)
{
    buffer_str(mutation->out, str_slice(mutation->mutants->document, from, to - from));
}

static void copy_rest(struct mutation *mutation, size_t from)
{
    copy(mutation, from, mutation->mutants->document.length);
}

static struct str name_of(const struct mutation *mutation, const struct xml_mutant_element *element)
{
    return str_slice(mutation->mutants->document, element->begin + 1, element->name_end - element->begin - 1);
}

static void say(struct mutation *mutation, const char *what, const char *detail)
{
    buffer_format(mutation->what, "%s <%.*s> at %zu %s", what, STR_ARGS(name_of(mutation, mutation->element)),
                  mutation->element->begin, detail);
}

/* The document with another text in place of [from, to). */
static void replace(struct mutation *mutation, size_t from, size_t to, const char *text)
{
    copy(mutation, 0, from);
    buffer_text(mutation->out, text);
    copy_rest(mutation, to);
}

/* The element with other tags. */
static void retag(struct mutation *mutation, const char *before_name, struct str name, const char *behind_name,
                  const char *before_end)
{
    const struct xml_mutant_element *e = mutation->element;
    copy(mutation, 0, e->begin + 1);
    buffer_text(mutation->out, before_name);
    buffer_str(mutation->out, name);
    buffer_text(mutation->out, behind_name);
    copy(mutation, e->name_end, e->inside_end + 2);
    buffer_text(mutation->out, before_end);
    buffer_str(mutation->out, name);
    buffer_char(mutation->out, '>');
    copy_rest(mutation, e->end);
}

static void rename_element(struct mutation *mutation)
{
    static const char *const names[] = {"Unknown", "x", "Line", "Code", "line", "Header"};
    const char *name = names[draw(&mutation->state, 6)];
    say(mutation, "rename", name);
    retag(mutation, "", str_of(name), "", "");
}

static void change_case(struct mutation *mutation)
{
    char name[64];
    struct str old = name_of(mutation, mutation->element);
    size_t length = old.length < sizeof name ? old.length : sizeof name;
    for (size_t i = 0; i < length; i++) {
        name[i] = (char)(old.data[i] >= 'a' && old.data[i] <= 'z' ? old.data[i] - 32 : old.data[i]);
    }
    say(mutation, "capitals for", "");
    retag(mutation, "", (struct str){name, length}, "", "");
}

static void remove_element(struct mutation *mutation)
{
    say(mutation, "remove", "");
    replace(mutation, mutation->element->begin, mutation->element->end, "");
}

static void repeat_element(struct mutation *mutation)
{
    say(mutation, "repeat", "");
    copy(mutation, 0, mutation->element->end);
    copy_rest(mutation, mutation->element->begin);
}

static const struct xml_mutant_element *next_sibling(const struct mutation *mutation)
{
    const struct xml_mutants *mutants = mutation->mutants;
    for (const struct xml_mutant_element *e = mutation->element + 1; e < mutants->elements + mutants->count; e++) {
        if (e->depth == mutation->element->depth) {
            return e;
        }
        if (e->depth < mutation->element->depth) {
            return NULL;
        }
    }
    return NULL;
}

static void swap_elements(struct mutation *mutation)
{
    const struct xml_mutant_element *e = mutation->element;
    const struct xml_mutant_element *next = next_sibling(mutation);
    say(mutation, "swap with its neighbour", "");
    if (!next) {
        copy_rest(mutation, 0);
        return;
    }
    copy(mutation, 0, e->begin);
    copy(mutation, next->begin, next->end);
    copy(mutation, e->end, next->begin);
    copy(mutation, e->begin, e->end);
    copy_rest(mutation, next->end);
}

static void move_to_end(struct mutation *mutation)
{
    const struct xml_mutant_element *e = mutation->element;
    const struct xml_mutant_element *above = e;
    while (above > mutation->mutants->elements && above->depth >= e->depth) {
        above--;
    }
    say(mutation, "move to the end", "");
    if (above == e) {
        copy_rest(mutation, 0);
        return;
    }
    copy(mutation, 0, e->begin);
    copy(mutation, e->end, above->inside_end);
    copy(mutation, e->begin, e->end);
    copy_rest(mutation, above->inside_end);
}

static const char *const other_texts[] = {"",
                                          "   ",
                                          "abc",
                                          "0",
                                          "-0",
                                          "+5",
                                          " 12 ",
                                          "12\n",
                                          ".5",
                                          "5.",
                                          ".",
                                          "-",
                                          "+",
                                          "--1",
                                          "1,234",
                                          "£5",
                                          "1e5",
                                          "12.3",
                                          "12.34",
                                          "12.345",
                                          "12.340",
                                          "12.3400000",
                                          "0012",
                                          "1 2",
                                          "NaN",
                                          "INF",
                                          "0x10",
                                          "10000000000000",
                                          "-10000000000000",
                                          "10000000000000.01",
                                          "99999999999999999999",
                                          "99999999999999999999999999",
                                          "9.9.9",
                                          "3.1.1",
                                          " 3.1.1",
                                          "3.1.2a",
                                          "2017-02-29",
                                          "2016-02-29",
                                          "2017-2-1",
                                          "2017-13-01",
                                          "2017-01-01Z",
                                          "2017-01-01+01:00",
                                          "0000-01-01",
                                          "10000-01-01",
                                          "-2017-01-01",
                                          "01/02/2017",
                                          "2017-01-01",
                                          "2017-01-01T00:00:00",
                                          "2017-05",
                                          "2017-13",
                                          "0000-05",
                                          "2017-05Z",
                                          "true",
                                          "false",
                                          "TRUE",
                                          "1",
                                          "yes",
                                          "A",
                                          "a",
                                          "B2",
                                          "Z",
                                          "1<!-- c -->2",
                                          "<![CDATA[12]]>",
                                          "<![CDATA[<]]>",
                                          "&#49;2",
                                          "&lt;",
                                          "12<?pi?>",
                                          "(1)",
                                          "1-",
                                          "x",
                                          "text",
                                          "two  words",
                                          "\xc3\xa9",
                                          "\xc2\xa0",
                                          "\xc2\xa0-5",
                                          "5 %",
                                          "s251-outturn",
                                          "2017-18",
                                          "2017/18",
                                          "201718",
                                          "2017-2018",
                                          "2017/2018",
                                          "banana",
                                          "383",
                                          "E",
                                          "A123456789012",
                                          "A12345678901",
                                          "a123456789012",
                                          "101",
                                          "100",
                                          "-1",
                                          "7",
                                          "1.0",
                                          "1.5",
                                          "00000000000000000001"};

#define OTHER_TEXTS ((uint32_t)(sizeof other_texts / sizeof *other_texts))

static void set_text(struct mutation *mutation, const char *text)
{
    say(mutation, "text of", text);
    replace(mutation, mutation->element->inside, mutation->element->inside_end, text);
}

static void change_text(struct mutation *mutation)
{
    set_text(mutation, other_texts[draw(&mutation->state, OTHER_TEXTS)]);
}

static void add_attribute(struct mutation *mutation)
{
    static const char *const attributes[] = {
        " x=\"1\"",
        " xml:lang=\"en\"",
        " xml:space=\"preserve\"",
        " xmlns:y=\"urn:y\"",
        " xmlns:y=\"urn:y\" y:z=\"1\"",
        " xmlns:i=\"http://www.w3.org/2001/XMLSchema-instance\" i:noNamespaceSchemaLocation=\"a.xsd\"",
        " xmlns:i=\"http://www.w3.org/2001/XMLSchema-instance\" i:schemaLocation=\"urn:y a.xsd\"",
        " xmlns:i=\"http://www.w3.org/2001/XMLSchema-instance\" i:nil=\"true\"",
        " xmlns=\"urn:y\"",
        " x=\"1\" x=\"1\"",
        " x",
        " "};
    const char *attribute = attributes[draw(&mutation->state, sizeof attributes / sizeof *attributes)];
    say(mutation, "attribute of", attribute);
    replace(mutation, mutation->element->name_end, mutation->element->name_end, attribute);
}

static void add_inside(struct mutation *mutation)
{
    /* Not a blank CDATA section: libxml2 takes it for text, XML Schema for blank space. */
    static const char *const texts[] = {"stray",           " ",     "\n\t",     "<!-- comment -->",
                                        "<?instruction?>", "<b/>",  "<b>1</b>", "<![CDATA[x]]>",
                                        "&amp;",           "&#32;", "\xc2\xa0", "<Code>3.1.1</Code>"};
    const char *text = texts[draw(&mutation->state, sizeof texts / sizeof *texts)];
    bool at_end = draw(&mutation->state, 2) != 0;
    size_t at = at_end ? mutation->element->inside_end : mutation->element->inside;
    say(mutation, at_end ? "at the end of" : "at the start of", text);
    replace(mutation, at, at, text);
}

static void nest_deeply(struct mutation *mutation)
{
    uint32_t levels = 1 + draw(&mutation->state, 3) * 40;
    say(mutation, "nest below", levels > 1 ? "deeply" : "once");
    copy(mutation, 0, mutation->element->begin);
    for (uint32_t i = 0; i < levels; i++) {
        buffer_text(mutation->out, "<deep>");
    }
    copy(mutation, mutation->element->begin, mutation->element->end);
    for (uint32_t i = 0; i < levels; i++) {
        buffer_text(mutation->out, "</deep>");
    }
    copy_rest(mutation, mutation->element->end);
}

static void give_prefix(struct mutation *mutation)
{
    bool declared = draw(&mutation->state, 2) != 0;
    say(mutation, "prefix for", declared ? "declared" : "not declared");
    retag(mutation, "p:", name_of(mutation, mutation->element), declared ? " xmlns:p=\"urn:p\"" : "", "p:");
}

static void make_empty(struct mutation *mutation)
{
    say(mutation, "empty", "");
    copy(mutation, 0, mutation->element->name_end);
    buffer_text(mutation->out, "/>");
    copy_rest(mutation, mutation->element->end);
}

static void drop_end_tag(struct mutation *mutation)
{
    say(mutation, "no end tag for", "");
    replace(mutation, mutation->element->inside_end, mutation->element->end, "");
}

static void cut_short(struct mutation *mutation)
{
    say(mutation, "cut behind", "");
    copy(mutation, 0, mutation->element->end);
}

/* The text of another element of the same name: valid in itself, and a key twice. */
static void copy_text(struct mutation *mutation)
{
    const struct xml_mutants *mutants = mutation->mutants;
    uint32_t from = draw(&mutation->state, mutants->count);
    const struct xml_mutant_element *e = mutation->element;
    for (uint32_t i = 0; i < mutants->count; i++) {
        const struct xml_mutant_element *other = &mutants->elements[(from + i) % mutants->count];
        if (other != e && str_equal(name_of(mutation, other), name_of(mutation, e))) {
            say(mutation, "text of a namesake for", "");
            copy(mutation, 0, e->inside);
            copy(mutation, other->inside, other->inside_end);
            copy_rest(mutation, e->inside_end);
            return;
        }
    }
    say(mutation, "nothing to", "");
    copy_rest(mutation, 0);
}

struct kind {
    void (*apply)(struct mutation *mutation);
    bool leaves_only;
    uint32_t weight;
};

static const struct kind kinds[] = {
    {change_text, true, 10},    {rename_element, false, 2}, {change_case, false, 1}, {remove_element, false, 3},
    {repeat_element, false, 2}, {swap_elements, false, 3},  {move_to_end, false, 1}, {add_attribute, false, 4},
    {add_inside, false, 5},     {nest_deeply, false, 1},    {give_prefix, false, 1}, {make_empty, false, 2},
    {drop_end_tag, false, 1},   {cut_short, false, 1},      {copy_text, true, 2},
};

static const struct xml_mutant_element *choose_element(const struct xml_mutants *mutants, uint64_t *state, bool leaf)
{
    /* Half of them near the top, where there are few. */
    uint32_t below = draw(state, 2) ? mutants->count : (mutants->count < 40 ? mutants->count : 40);
    uint32_t from = draw(state, below);
    while (leaf && !mutants->elements[from % mutants->count].leaf) {
        from++;
    }
    return &mutants->elements[from % mutants->count];
}

void xml_mutants_write(const struct xml_mutants *mutants, uint32_t number, struct buffer *out, struct buffer *what)
{
    struct mutation mutation = {mutants, NULL, UINT64_C(0x9e3779b97f4a7c15) * (number + 1), out, what};
    (void)draw(&mutation.state, 2);
    uint32_t weights = 0;
    for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++) {
        weights += kinds[i].weight;
    }
    uint32_t at = draw(&mutation.state, weights);
    const struct kind *kind = kinds;
    while (at >= kind->weight) {
        at -= kind++->weight;
    }
    mutation.element = choose_element(mutants, &mutation.state, kind->leaves_only);
    buffer_clear(out);
    buffer_clear(what);
    kind->apply(&mutation);
}

uint32_t xml_mutants_text_count(const struct xml_mutants *mutants)
{
    uint32_t leaves = 0;
    for (uint32_t i = 0; i < mutants->count; i++) {
        leaves += mutants->elements[i].leaf;
    }
    return leaves * OTHER_TEXTS;
}

void xml_mutants_write_text(const struct xml_mutants *mutants, uint32_t number, struct buffer *out, struct buffer *what)
{
    struct mutation mutation = {.mutants = mutants, .element = mutants->elements, .out = out, .what = what};
    uint32_t leaf = number / OTHER_TEXTS;
    while (!mutation.element->leaf || leaf-- > 0) {
        mutation.element++;
    }
    buffer_clear(out);
    buffer_clear(what);
    set_text(&mutation, other_texts[number % OTHER_TEXTS]);
}

/* ---- libxml2's opinion ---- */

struct xml_oracle {
    xmlSchemaPtr schema;
    char *why;
    size_t why_size;
};

static void hear(void *data, xmlErrorPtr error)
{
    struct xml_oracle *oracle = data;
    if (oracle->why_size && !oracle->why[0]) {
        (void)snprintf(oracle->why, oracle->why_size, "%s", error->message ? error->message : "");
    }
}

static void ignore(void *data, xmlErrorPtr error)
{
    (void)data;
    (void)error;
}

struct xml_oracle *xml_oracle_new(struct str xsd)
{
    struct xml_oracle *oracle = calloc(1, sizeof *oracle);
    xmlSchemaParserCtxtPtr parser = xmlSchemaNewMemParserCtxt(xsd.data, (int)xsd.length);
    if (oracle && parser) {
        oracle->schema = xmlSchemaParse(parser);
    }
    xmlSchemaFreeParserCtxt(parser);
    if (!oracle || !oracle->schema) {
        free(oracle);
        return NULL;
    }
    return oracle;
}

bool xml_oracle_accepts(struct xml_oracle *oracle, struct str document, char *why, size_t why_size)
{
    why[0] = 0;
    oracle->why = why;
    oracle->why_size = why_size;
    xmlSetStructuredErrorFunc(NULL, ignore);
    xmlDocPtr parsed = xmlReadMemory(document.data, (int)document.length, "mutant.xml", NULL, XML_PARSE_NONET);
    bool accepts = false;
    if (parsed) {
        xmlSchemaValidCtxtPtr context = xmlSchemaNewValidCtxt(oracle->schema);
        xmlSchemaSetValidStructuredErrors(context, hear, oracle);
        accepts = context && xmlSchemaValidateDoc(context, parsed) == 0;
        xmlSchemaFreeValidCtxt(context);
        xmlFreeDoc(parsed);
    } else {
        (void)snprintf(why, why_size, "not well formed");
    }
    xmlSetStructuredErrorFunc(NULL, NULL);
    return accepts;
}

void xml_oracle_free(struct xml_oracle *oracle)
{
    if (oracle) {
        xmlSchemaFree(oracle->schema);
        free(oracle);
    }
}
