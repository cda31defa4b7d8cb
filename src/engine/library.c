#include "engine/library.h"

#include <stdlib.h>
#include <string.h>

#include "base/folder.h"
#include "base/parallel.h"

struct schema_loading {
    const struct str *paths;
    struct schema **schemas;
};

static bool load_schema(void *context, unsigned worker, size_t task, struct failure *failure)
{
    (void)worker;
    const struct schema_loading *loading = context;
    loading->schemas[task] = schema_load(loading->paths[task].data, failure);
    return loading->schemas[task];
}

/* Loads every schema of a folder, in the order of their file names. */
static struct schema **load_schemas(struct probity_library *library, const char *folder, uint32_t *count,
                                    struct failure *failure)
{
    struct folder_list list;
    if (!folder_list(folder, STR(".yaml"), &library->arena, &list, failure))
        return NULL;
    if (list.count > LIBRARY_SCHEMAS_MOST) {
        failure_set(failure, FAILURE_LIMIT, "there are more than %u schemas", LIBRARY_SCHEMAS_MOST);
        failure_place(failure, folder, 0, 0);
        return NULL;
    }
    struct schema **schemas = ARENA_ARRAY(&library->arena, list.count, struct schema *);
    if (!schemas) {
        failure_memory(failure);
        return NULL;
    }
    struct schema_loading loading = {list.paths, schemas};
    if (!parallel_for(library->threads, list.count, load_schema, &loading, failure)) {
        for (size_t i = 0; i < list.count; i++)
            schema_free(schemas[i]);
        return NULL;
    }
    *count = (uint32_t)list.count;
    return schemas;
}

static bool load_collections(struct probity_library *library, const char *folder, struct failure *failure)
{
    uint32_t count = 0;
    struct schema **schemas = load_schemas(library, folder, &count, failure);
    if (!schemas)
        return false;
    library->collections = ARENA_ARRAY(&library->arena, count, struct library_collection);
    library->schemas = ARENA_ARRAY(&library->arena, count, const struct schema *);
    if (!library->collections || !library->schemas) {
        library->collections = NULL;
        for (uint32_t i = 0; i < count; i++)
            schema_free(schemas[i]);
        return failure_memory(failure);
    }
    for (uint32_t i = 0; i < count; i++) {
        library->collections[i].schema = schemas[i];
        library->schemas[i] = schemas[i];
    }
    library->collection_count = count;
    return true;
}

/* The reference folder holds the authorities, and in tables/ the schemas of reference tables. */
static bool load_references(struct probity_library *library, const char *folder, struct failure *failure)
{
    if (!folder || !folder_exists(folder))
        return true;
    struct str kept = arena_str(&library->arena, str_of(folder));
    struct str authorities = arena_printf(&library->arena, "%s/authorities.yaml", folder);
    struct str tables = arena_printf(&library->arena, "%s/tables", folder);
    library->reference_folder = kept.data;
    if (!kept.data || !authorities.data || !tables.data)
        return failure_memory(failure);
    library->authorities = schema_authorities_load(authorities.data, failure);
    if (!library->authorities)
        return false;
    if (!folder_exists(tables.data))
        return true;
    library->references = load_schemas(library, tables.data, &library->reference_count, failure);
    return library->references != NULL;
}

struct probity_library *probity_library_open(const struct probity_library_options *options, struct failure *failure)
{
    struct probity_library *library = calloc(1, sizeof *library);
    if (!library) {
        failure_memory(failure);
        return NULL;
    }
    library->threads = options->threads ? options->threads : parallel_processors();
    struct str rules = arena_str(&library->arena, str_of(options->rules));
    library->rules_folder = rules.data;
    if (!rules.data) {
        failure_memory(failure);
    } else if (!folder_exists(rules.data)) {
        failure_set(failure, FAILURE_FILE, "there is no such folder of rules");
        failure_place(failure, options->rules, 0, 0);
    }
    if (failure_is_set(failure) || !load_collections(library, options->schemas, failure) ||
        !load_references(library, options->reference, failure)) {
        probity_library_close(library);
        return NULL;
    }
    return library;
}

static void close_collection(struct library_collection *collection)
{
    for (struct library_plan *plan = collection->plans; plan;) {
        struct library_plan *next = plan->next;
        exec_program_free(plan->program);
        plan_free(plan->plan);
        free(plan);
        plan = next;
    }
    rule_set_free(collection->rules);
    schema_free(collection->schema);
}

void probity_library_close(struct probity_library *library)
{
    if (!library)
        return;
    for (uint32_t i = 0; library->collections && i < library->collection_count; i++)
        close_collection(&library->collections[i]);
    for (uint32_t i = 0; library->references && i < library->reference_count; i++)
        schema_free(library->references[i]);
    schema_authorities_free(library->authorities);
    calendar_free(library->calendar);
    arena_free(&library->arena);
    free(library);
}

/* Not finding a name is always told in the same way: with the one nearest to it, or with all that there are. */
static void fail_unknown(const char *what, const char *name, const struct str *names, uint32_t count,
                         struct failure *failure)
{
    failure_set(failure, FAILURE_USAGE, "there is no %s \"%s\"", what, name);
    const struct str *nearest = str_nearest(str_of(name), names, count);
    if (nearest) {
        failure_hint(failure, "did you mean \"%.*s\"?", STR_ARGS(*nearest));
        return;
    }
    struct buffer all = BUFFER_EMPTY;
    for (uint32_t i = 0; i < count; i++) {
        buffer_text(&all, i ? ", " : "");
        buffer_str(&all, names[i]);
    }
    failure_hint(failure, "there are: %.*s", STR_ARGS(buffer_view(&all)));
    buffer_free(&all);
}

static uint32_t find_named(const char *what, const char *name, const struct str *names, uint32_t count,
                           struct failure *failure)
{
    for (uint32_t i = 0; i < count; i++)
        if (str_equal(names[i], str_of(name)))
            return i;
    fail_unknown(what, name, names, count, failure);
    return SCHEMA_NONE;
}

uint32_t library_find(struct probity_library *library, const char *name, struct failure *failure)
{
    struct str names[LIBRARY_SCHEMAS_MOST];
    for (uint32_t i = 0; i < library->collection_count; i++)
        names[i] = library->collections[i].schema->name;
    return find_named("collection", name, names, library->collection_count, failure);
}

uint32_t library_find_reference(struct probity_library *library, const char *name, struct failure *failure)
{
    struct str names[LIBRARY_SCHEMAS_MOST];
    for (uint32_t i = 0; i < library->reference_count; i++)
        names[i] = library->references[i]->name;
    return find_named("reference table", name, names, library->reference_count, failure);
}

/* The folder of the collection's rule files; *folder is NULL where there is none. */
static bool rules_folder(struct probity_library *library, const struct schema *schema, const char **folder,
                         struct failure *failure)
{
    struct str path = arena_printf(&library->arena, "%s/%.*s", library->rules_folder, STR_ARGS(schema->name));
    if (!path.data)
        return failure_memory(failure);
    *folder = folder_exists(path.data) ? path.data : NULL;
    return true;
}

struct rule_set *library_rules(struct probity_library *library, uint32_t collection, struct failure *failure)
{
    struct library_collection *found = &library->collections[collection];
    const char *folder = NULL;
    if (!found->rules && rules_folder(library, found->schema, &folder, failure))
        found->rules = rule_set_load(found->schema, (const struct schema *const *)library->references,
                                     library->reference_count, folder, library->threads, failure);
    return found->rules;
}

struct rule_set *library_rules_telling(struct probity_library *library, uint32_t collection,
                                       void (*found)(void *context, const struct failure *mistake), void *context,
                                       struct failure *failure)
{
    const struct schema *schema = library->collections[collection].schema;
    const char *folder = NULL;
    if (!rules_folder(library, schema, &folder, failure))
        return NULL;
    return rule_set_load_telling(schema, (const struct schema *const *)library->references, library->reference_count,
                                 folder, library->threads, found, context, failure);
}

struct library_plan *library_plan(struct probity_library *library, uint32_t collection, int period,
                                  struct failure *failure)
{
    struct library_collection *found = &library->collections[collection];
    for (struct library_plan *plan = found->plans; plan; plan = plan->next)
        if (plan->period == period)
            return plan;
    struct rule_set *rules = library_rules(library, collection, failure);
    if (!rules)
        return NULL;
    struct library_plan *made = calloc(1, sizeof *made);
    if (!made) {
        failure_memory(failure);
        return NULL;
    }
    made->period = period;
    made->plan = rule_compile(rules, period, failure);
    if (made->plan)
        made->program = exec_program_new(made->plan, failure);
    if (!made->program) {
        plan_free(made->plan);
        free(made);
        return NULL;
    }
    made->next = found->plans;
    found->plans = made;
    return made;
}

struct str library_authority_name(const struct probity_library *library, struct str authority)
{
    return library->authorities ? schema_authorities_name(library->authorities, authority) : STR_EMPTY;
}
