/* Which return an XML file is, by its root element and its header. */
#include "base/buffer.h"
#include "format/xml.h"
#include "intake/internal.h"
#include "intake/xml_cell.h"

#define SNIFF_BYTES ((uint64_t)1 << 20)
#define SNIFF_TEXT_MOST 200u
#define SNIFF_PATH_MOST 1024u

/* What a schema wants to know of the header. */
struct header {
    struct str collection;
    struct str period;
    struct str authority;
};

struct sniffing {
    const struct schema *const *schemas;
    uint32_t schema_count;
    uint32_t wanted;
    struct header *headers; /* by schema; data is NULL for what was not seen */
    struct str root;
    char path[SNIFF_PATH_MOST]; /* of the element that is open */
    size_t path_length;
    uint32_t lost; /* elements open for which `path` had no room */
    bool failed;
    struct arena *keep;
    struct failure *failure;
};

static bool is_candidate(const struct sniffing *sniffing, uint32_t s)
{
    return (sniffing->wanted == SCHEMA_NONE || sniffing->wanted == s) && sniffing->schemas[s]->root.length &&
           str_equal(sniffing->schemas[s]->root, sniffing->root);
}

static bool on_open(void *context, const char *name, bool foreign, struct str text)
{
    (void)text;
    (void)foreign;
    struct sniffing *sniffing = context;
    size_t length = strlen(name);
    if (sniffing->lost || sniffing->path_length + length + 1 >= sizeof sniffing->path) {
        sniffing->lost++;
        return true;
    }
    if (sniffing->path_length) {
        sniffing->path[sniffing->path_length++] = '/';
    }
    memcpy(sniffing->path + sniffing->path_length, name, length);
    sniffing->path_length += length;
    if (sniffing->root.data) {
        return true;
    }
    sniffing->root = arena_str(sniffing->keep, (struct str){name, length});
    if (!sniffing->root.data) {
        sniffing->failed = true;
        return failure_memory(sniffing->failure);
    }
    for (uint32_t s = 0; s < sniffing->schema_count; s++) {
        if (is_candidate(sniffing, s)) {
            return true;
        }
    }
    return false;
}

static bool note(struct sniffing *sniffing, struct str path, struct str text, struct str *noted)
{
    if (noted->data || !path.length || !str_equal(path, (struct str){sniffing->path, sniffing->path_length})) {
        return true;
    }
    *noted = arena_str(sniffing->keep, str_slice(intake_xml_trim(text), 0, SNIFF_TEXT_MOST));
    if (!noted->data) {
        sniffing->failed = true;
        return failure_memory(sniffing->failure);
    }
    return true;
}

static bool is_complete(const struct schema *schema, const struct header *header)
{
    return (header->collection.data || !schema->xml_collection_path.length) &&
           (header->period.data || !schema->xml_period_path.length) &&
           (header->authority.data || !schema->xml_authority_path.length);
}

static bool on_close(void *context, struct str text)
{
    struct sniffing *sniffing = context;
    if (sniffing->lost) {
        sniffing->lost--;
        return true;
    }
    bool complete = true;
    for (uint32_t s = 0; s < sniffing->schema_count; s++) {
        const struct schema *schema = sniffing->schemas[s];
        struct header *header = &sniffing->headers[s];
        if (!is_candidate(sniffing, s)) {
            continue;
        }
        if (!note(sniffing, schema->xml_collection_path, text, &header->collection) ||
            !note(sniffing, schema->xml_period_path, text, &header->period) ||
            !note(sniffing, schema->xml_authority_path, text, &header->authority)) {
            return false;
        }
        complete = complete && is_complete(schema, header);
    }
    while (sniffing->path_length && sniffing->path[--sniffing->path_length] != '/') {
    }
    return !complete;
}

/* The schema whose root and collection the file has; or the only one that has its root. */
static uint32_t choose(const struct sniffing *sniffing)
{
    uint32_t candidate = SCHEMA_NONE;
    uint32_t count = 0;
    for (uint32_t s = 0; s < sniffing->schema_count; s++) {
        if (!is_candidate(sniffing, s)) {
            continue;
        }
        struct str collection = sniffing->headers[s].collection;
        if (collection.data && str_equal(collection, sniffing->schemas[s]->xml_collection)) {
            return s;
        }
        candidate = s;
        count++;
    }
    return count == 1 ? candidate : SCHEMA_NONE;
}

/* Why the file is none that we know. */
static bool refuse(struct sniffing *sniffing, struct intake_sniffed *sniffed, const struct xml_end *end)
{
    if (end->problem == XML_PROBLEM_DOCTYPE || end->problem == XML_PROBLEM_MALFORMED ||
        end->problem == XML_PROBLEM_NOT_CHARACTERS || end->problem == XML_PROBLEM_NUL) {
        sniffed->refused = end->problem == XML_PROBLEM_DOCTYPE     ? READ_XML_DOCTYPE
                           : end->problem == XML_PROBLEM_MALFORMED ? READ_XML_MALFORMED
                           : end->problem == XML_PROBLEM_NUL       ? READ_NUL
                                                                   : READ_NOT_CHARACTERS;
        sniffed->near_miss = arena_str(sniffing->keep, str_of(end->message));
    } else if (sniffing->root.data) {
        sniffed->near_miss = arena_printf(sniffing->keep, "its root element is <%.*s>",
                                          STR_ARGS(str_slice(sniffing->root, 0, 60)));
    }
    return sniffed->near_miss.data || failure_memory(sniffing->failure);
}

static bool run(struct sniffing *sniffing, struct source *source, struct xml_end *end)
{
    struct xml_limits limits = {INTAKE_XML_DEPTH_MOST, SNIFF_TEXT_MOST, SNIFF_BYTES};
    struct xml_reader *xml = xml_reader_open(source, limits, sniffing->failure);
    if (!xml) {
        return false;
    }
    const struct xml_events events = {.context = sniffing, .open = on_open, .close = on_close};
    bool fine = xml_read(xml, &events, end, sniffing->failure) && !sniffing->failed;
    xml_reader_close(xml);
    if (fine && end->problem == XML_PROBLEM_DOCTYPE && !sniffing->root.data) {
        /* It names the root element, so that the return that was meant is known. */
        sniffing->root = arena_str(sniffing->keep, str_of(end->message));
        return sniffing->root.data || failure_memory(sniffing->failure);
    }
    return fine;
}

bool intake_xml_sniff(struct intake_input *input, const struct schema *const *schemas, uint32_t schema_count,
                      uint32_t wanted_collection, struct arena *keep, struct failure *failure)
{
    struct sniffing sniffing = {.schemas = schemas,
                                .schema_count = schema_count,
                                .wanted = wanted_collection,
                                .root = {NULL, 0},
                                .keep = keep,
                                .failure = failure};
    sniffing.headers = ARENA_ARRAY(keep, schema_count, struct header);
    if (!sniffing.headers) {
        return failure_memory(failure);
    }
    struct xml_end end;
    if (!run(&sniffing, input->source, &end)) {
        return false;
    }
    struct intake_sniffed *sniffed = &input->sniffed;
    uint32_t chosen = choose(&sniffing);
    if (chosen == SCHEMA_NONE) {
        return refuse(&sniffing, sniffed, &end);
    }
    const struct header *header = &sniffing.headers[chosen];
    int period = 0;
    sniffed->collection = chosen;
    if (header->period.data && intake_xml_period(schemas[chosen], header->period, &period)) {
        sniffed->period = period;
    }
    if (header->authority.data) {
        sniffed->authority = header->authority;
    }
    return true;
}
