#include "exec/vector.h"

#include <stdlib.h>

struct value_block *pool_values(struct vector_pool *pool)
{
    struct value_block *block = pool->values;
    if (block) {
        pool->values = block->next;
        return block;
    }
    block = malloc(sizeof *block);
    if (block) {
        block->made_before = pool->last_values;
        pool->last_values = block;
    }
    return block;
}

struct truth_block *pool_truths(struct vector_pool *pool)
{
    struct truth_block *block = pool->truths;
    if (block) {
        pool->truths = block->next;
        return block;
    }
    block = malloc(sizeof *block);
    if (block) {
        block->made_before = pool->last_truths;
        pool->last_truths = block;
    }
    return block;
}

void pool_give_values(struct vector_pool *pool, struct value_block *block)
{
    if (block) {
        block->next = pool->values;
        pool->values = block;
    }
}

void pool_give_truths(struct vector_pool *pool, struct truth_block *block)
{
    if (block) {
        block->next = pool->truths;
        pool->truths = block;
    }
}

void pool_free(struct vector_pool *pool)
{
    while (pool->last_values) {
        struct value_block *before = pool->last_values->made_before;
        free(pool->last_values);
        pool->last_values = before;
    }
    while (pool->last_truths) {
        struct truth_block *before = pool->last_truths->made_before;
        free(pool->last_truths);
        pool->last_truths = before;
    }
    *pool = (struct vector_pool){0};
}

void vector_release(struct vector_pool *pool, struct vector *vector)
{
    pool_give_values(pool, vector->value_block);
    pool_give_truths(pool, vector->truth_block);
    pool_give_truths(pool, vector->done);
    *vector = (struct vector){0};
}

bool states_are_clean(const uint8_t *states, uint32_t count)
{
    uint8_t any = 0;
    for (uint32_t i = 0; i < count; i++) {
        any |= states[i];
    }
    return any == 0;
}
