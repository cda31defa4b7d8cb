/* target: what the fuzz targets share. Knows the schemas of the source tree, by the environment's PROBITY_DATA.
 */
#ifndef PROBITY_FUZZ_TARGET_H
#define PROBITY_FUZZ_TARGET_H

#include <stddef.h>
#include <stdint.h>

#include "base/str.h"
#include "schema/schema.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* A schema of the source tree, loaded once. Ends the program when there is none. */
const struct schema *fuzz_schema(const char *collection);

/* Sniffs and reads a file with these bytes, and asks for the place of each finding. */
void fuzz_read_return(const char *name, const uint8_t *data, size_t size);

static inline struct str fuzz_text(const uint8_t *data, size_t size)
{
    return (struct str){size ? (const char *)data : "", size};
}

#endif
