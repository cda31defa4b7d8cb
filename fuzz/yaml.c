/* yaml: any bytes as YAML, and the place of every part of every scalar.
 */
#include <stdlib.h>

#include "format/yaml.h"
#include "target.h"

/* Places never go back, and lie within the file. */
static void walk_scalar(const struct yaml_tree *tree, const struct yaml_node *node)
{
    size_t before = 0;
    size_t step = node->text.length / 64 + 1;
    for (size_t offset = 0; offset <= node->text.length; offset += step) {
        size_t at = yaml_source_offset(tree, node, offset);
        if (at < before || at > tree->text.length) {
            abort();
        }
        before = at;
    }
    struct failure failure = {0};
    (void)yaml_fail(tree, node, node->text.length / 2, &failure, "here");
    if (failure.line == 0 || failure.column == 0) {
        abort();
    }
}

/* As deep as the tree may be. */
static void walk(const struct yaml_tree *tree, const struct yaml_node *node, unsigned depth)
{
    if (depth > YAML_DEPTH_MOST) {
        abort();
    }
    if (node->kind == YAML_SCALAR) {
        walk_scalar(tree, node);
    }
    for (uint32_t i = 0; node->kind == YAML_SEQUENCE && i < node->count; i++) {
        walk(tree, node->items[i], depth + 1);
    }
    for (uint32_t i = 0; node->kind == YAML_MAPPING && i < node->count; i++) {
        walk(tree, node->pairs[i].key, depth + 1);
        walk(tree, node->pairs[i].value, depth + 1);
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct failure failure = {0};
    struct yaml_tree *tree = yaml_load_text("fuzz.yaml", fuzz_text(data, size), &failure);
    if (!tree && failure.kind == FAILURE_NONE) {
        abort();
    }
    for (uint32_t i = 0; tree && i < tree->document_count; i++) {
        walk(tree, tree->documents[i], 0);
    }
    yaml_tree_free(tree);
    return 0;
}
