/* schema: any bytes as a schema file, and the exports of those that are one.
 */
#include "base/buffer.h"
#include "schema/export.h"
#include "target.h"

/* An export may refuse (a schema without XML, say); the next is tried all the same. */
static void export_all(const struct schema *schema)
{
    const int period = 2023;
    for (int i = 0; i < 5; i++) {
        struct failure failure = {0};
        struct buffer out = BUFFER_EMPTY;
        switch (i) {
        case 0: (void)schema_export_xsd(schema, period, &out, &failure); break;
        case 1: (void)schema_export_table_schema(schema, 0, period, &out, &failure); break;
        case 2: (void)schema_template_csv(schema, SCHEMA_NONE, period, STR_EMPTY, &out, &failure); break;
        case 3: (void)schema_template_xml(schema, period, STR_EMPTY, &out, &failure); break;
        default: (void)schema_show(schema, 0, &out, &failure); break;
        }
        buffer_free(&out);
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct failure failure = {0};
    struct schema *schema = schema_load_text("fuzz.yaml", fuzz_text(data, size), &failure);
    if (schema) {
        export_all(schema);
    }
    schema_free(schema);
    return 0;
}
