/* source_load: where a mistake in an expression stands in its file. */
#include <stdarg.h>
#include <stdio.h>

#include "format/yaml.h"
#include "rule/source.h"

bool rule_fail(const struct rule_source *source, size_t offset, struct failure *failure, const char *format, ...)
{
    if (!failure || failure_is_set(failure)) {
        return false;
    }
    char message[sizeof failure->message];
    va_list arguments;
    va_start(arguments, format);
    (void)vsnprintf(message, sizeof message, format, arguments);
    va_end(arguments);
    (void)failure_set(failure, FAILURE_SYNTAX, "%s", message);
    return source->tree ? yaml_failure(source->tree, source->node, offset, failure) : false;
}

struct str rule_source_file(const struct rule_source *source, size_t *at)
{
    *at = source && source->tree ? source->node->start : 0;
    return source && source->tree ? source->tree->text : STR_EMPTY;
}
