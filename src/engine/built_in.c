/* built_in: the reference tables that the library makes of what it has loaded anyway. */
#include "engine/library.h"

bool library_makes_table(const struct probity_library *library, struct str name)
{
    return library->authorities && str_equal(name, STR("authorities"));
}

struct table *library_make_table(const struct probity_library *library, struct str name, int period,
                                 const struct table_layout *layout, struct table_dictionary *dictionary,
                                 struct failure *failure)
{
    if (!library_makes_table(library, name)) {
        (void)failure_set(failure, FAILURE_USAGE, "no reference table %.*s comes with Probity", STR_ARGS(name));
        return NULL;
    }
    return schema_authorities_table(library->authorities, period, layout, dictionary, failure);
}
