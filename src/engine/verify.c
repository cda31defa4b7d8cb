/* verify: repeats a check from its receipt, and says whether it comes to the same. */
#include <stdlib.h>
#include <string.h>

#include "engine/receipt.h"

/* A file that was given for the verification. */
struct given_file {
    struct str name;
    char sha256[HASH_SHA256_HEX];
    bool used;
};

struct verify {
    struct probity_library *library;
    const struct probity_verify_options *options;
    struct arena arena;
    struct receipt was;
    struct receipt is;
    struct given_file *files; /* by given file */
    const char **paths;       /* by input of the receipt; NULL: not found yet, or built in */
    struct probity_check_options check;
    struct probity_check *repeated; /* its receipt points into it */
    struct str *names;              /* of the inputs, in the order of the check */
    size_t name_count;
};

/* ---- which file is which input ---------------------------------------------------------------------------------------------- */

enum likeness { SAME_FILE, SAME_CONTENT, SAME_NAME, LIKENESSES };

/* What a file and an input have in common; one text, since names hold no line break. */
static struct str likeness_text(struct verify *v, enum likeness likeness, struct str name, struct str sha256)
{
    switch (likeness) {
    case SAME_FILE: return arena_printf(&v->arena, "%.*s\n%.*s", STR_ARGS(name), STR_ARGS(sha256));
    case SAME_CONTENT: return sha256;
    default: return name;
    }
}

static bool find_files_by(struct verify *v, enum likeness likeness, struct failure *failure)
{
    size_t count = v->options->file_count;
    struct map first = MAP_EMPTY;
    size_t *next = ARENA_ARRAY(&v->arena, count, size_t);
    bool good = next;
    for (size_t f = count; good && f-- > 0;) { /* from the end, so that the first given is found first */
        const struct given_file *file = &v->files[f];
        struct str text = likeness_text(v, likeness, file->name, str_of(file->sha256));
        const uint64_t *known = text.data ? map_get(&first, text) : NULL;
        next[f] = known ? (size_t)*known : SIZE_MAX;
        good = text.data && (file->used || map_set(&first, text, f));
    }
    for (size_t i = 0; good && i < v->was.inputs.count; i++) {
        const struct receipt_input *input = &v->was.inputs.items[i];
        if (v->paths[i] || input->built_in) {
            continue;
        }
        struct str text = likeness_text(v, likeness, input->name, input->sha256);
        uint64_t *found = text.data ? map_get(&first, text) : NULL;
        good = text.data;
        if (found && *found != SIZE_MAX) {
            v->files[*found].used = true;
            v->paths[i] = v->options->files[*found];
            *found = next[*found];
        }
    }
    map_free(&first);
    return good || failure_memory(failure);
}

static bool look_at_files(struct verify *v, struct failure *failure)
{
    v->files = ARENA_ARRAY(&v->arena, v->options->file_count, struct given_file);
    v->paths = ARENA_ARRAY(&v->arena, v->was.inputs.count, const char *);
    if (!v->files || !v->paths) {
        return failure_memory(failure);
    }
    for (size_t f = 0; f < v->options->file_count; f++) {
        struct source *source = source_open(v->options->files[f], failure);
        bool good = source && check_hash_source(source, v->files[f].sha256, failure);
        v->files[f].name = report_file_name(str_of(v->options->files[f]));
        source_close(source);
        if (!good) {
            failure_place(failure, v->options->files[f], 0, 0);
            return false;
        }
    }
    return true;
}

/* Nothing can be said of a check whose files are not all there, or of files that were no part of it. */
static bool find_files(struct verify *v, struct failure *failure)
{
    for (int likeness = 0; likeness < LIKENESSES; likeness++) {
        if (!find_files_by(v, (enum likeness)likeness, failure)) {
            return false;
        }
    }
    for (size_t i = 0; i < v->was.inputs.count; i++) {
        const struct receipt_input *input = &v->was.inputs.items[i];
        if (!v->paths[i] && !input->built_in) {
            failure_set(failure, FAILURE_USAGE, "the receipt names the file %.*s (%.*s), which was not given",
                        STR_ARGS(input->name), STR_ARGS(input->role));
            failure_hint(failure, "give every file that was checked, and last year's, reference data and notes too");
            return false;
        }
    }
    for (size_t f = 0; f < v->options->file_count; f++) {
        if (!v->files[f].used) {
            failure_set(failure, FAILURE_USAGE, "the file was no part of the check: the receipt does not name it");
            failure_place(failure, v->options->files[f], 0, 0);
            return false;
        }
    }
    return true;
}

/* ---- the check ------------------------------------------------------------------------------------------------------------------ */

/* The files by the roles that they had, in their order. */
struct roles {
    const char **files;
    const char **previous;
    const char **with;
    struct probity_reference *references;
};

static bool put_input(struct verify *v, size_t index, const struct roles *roles, struct failure *failure)
{
    const struct receipt_input *input = &v->was.inputs.items[index];
    const char *path = v->paths[index];
    struct probity_check_options *check = &v->check;
    if (input->built_in) {
        return true;
    }
    if (str_equal(input->role, STR("return"))) {
        roles->files[check->file_count++] = path;
    } else if (str_equal(input->role, STR("previous"))) {
        roles->previous[check->previous_count++] = path;
    } else if (str_equal(input->role, STR("with"))) {
        roles->with[check->with_count++] = path;
    } else if (str_equal(input->role, STR("reference"))) {
        roles->references[check->reference_count++] = (struct probity_reference){input->reference.data, path};
    } else if (str_equal(input->role, STR("notes")) && !check->notes) {
        check->notes = path;
    } else {
        return failure_set(failure, FAILURE_SYNTAX,
                           "the receipt gives a file the role \"%.*s\", which cannot be repeated",
                           STR_ARGS(input->role));
    }
    v->names[v->name_count++] = input->name;
    return true;
}

static bool make_options(struct verify *v, struct failure *failure)
{
    size_t count = v->was.inputs.count;
    const struct roles roles = {
        .files = ARENA_ARRAY(&v->arena, count, const char *),
        .previous = ARENA_ARRAY(&v->arena, count, const char *),
        .with = ARENA_ARRAY(&v->arena, count, const char *),
        .references = ARENA_ARRAY(&v->arena, count, struct probity_reference),
    };
    v->names = ARENA_ARRAY(&v->arena, count, struct str);
    if (!roles.files || !roles.previous || !roles.with || !roles.references || !v->names) {
        return failure_memory(failure);
    }
    v->check = (struct probity_check_options){
        .files = roles.files,
        .previous = roles.previous,
        .with = roles.with,
        .references = roles.references,
        .collection = v->was.collection.length ? v->was.collection.data : NULL,
        .authority = v->was.authority.length ? v->was.authority.data : NULL,
        .threads = v->options->threads,
        .sha256 = true,
        .progress = v->options->progress,
        .progress_context = v->options->progress_context,
    };
    if (v->was.period.length && !date_parse_financial_year(v->was.period, &v->check.period)) {
        return failure_set(failure, FAILURE_SYNTAX, "the receipt's period is no financial year such as 2023-24");
    }
    for (size_t i = 0; i < count; i++) {
        if (!put_input(v, i, &roles, failure)) {
            return false;
        }
    }
    return true;
}

static bool repeat(struct verify *v, struct failure *failure)
{
    v->repeated = probity_check(v->library, &v->check, failure);
    return v->repeated && receipt_make(v->repeated, v->names, v->name_count, &v->is, &v->arena, failure);
}

/* ---- what comes of it ------------------------------------------------------------------------------------------------------------ */

static void write_holds(const struct verify *v, struct buffer *out)
{
    buffer_format(out,
                  "The receipt holds: the same files and the same rules give the same findings.\n"
                  "The verdict is %.*s: ",
                  STR_ARGS(v->was.verdict));
    receipt_write_counts(&v->was.counts, out);
    buffer_text(out, ".\n");
}

static void write_differences(struct str differences, struct buffer *out)
{
    buffer_text(out, "The receipt does not hold:\n");
    for (size_t at = 0; at < differences.length;) {
        struct str rest = str_slice(differences, at, differences.length);
        size_t length = str_find(rest, STR("\n"));
        buffer_format(out, "  - %.*s\n", STR_ARGS(str_slice(rest, 0, length)));
        at += length + 1;
    }
}

static bool tell(const struct verify *v, struct buffer *out, bool *holds, struct failure *failure)
{
    struct buffer differences = BUFFER_EMPTY;
    receipt_compare(&v->was, &v->is, &differences);
    bool good = buffer_ok(&differences);
    *holds = good && differences.length == 0;
    if (*holds) {
        write_holds(v, out);
    } else {
        write_differences(buffer_view(&differences), out);
    }
    buffer_free(&differences);
    return (good && buffer_ok(out)) || failure_memory(failure);
}

static bool load(struct verify *v, struct failure *failure)
{
    const char *path = v->options->receipt;
    struct source *source = source_open(path, failure);
    bool good = source && receipt_load(source, path, &v->was, &v->arena, failure);
    source_close(source);
    return good;
}

bool probity_verify(struct probity_library *library, const struct probity_verify_options *options, struct buffer *out,
                    bool *holds, struct failure *failure)
{
    struct verify v = {.library = library, .options = options};
    bool good = load(&v, failure) && look_at_files(&v, failure) && find_files(&v, failure) &&
                make_options(&v, failure) && repeat(&v, failure) && tell(&v, out, holds, failure);
    receipt_free(&v.was);
    receipt_free(&v.is);
    probity_check_free(v.repeated);
    arena_free(&v.arena);
    return good;
}
