#define PCRE2_CODE_UNIT_WIDTH 8
#include "exec/pattern.h"

#include <pcre2.h>
#include <stdlib.h>

struct pattern_matcher {
    pcre2_match_data *data;
    pcre2_match_context *context;
};

static bool pattern_failure(const struct plan_pattern *pattern, int error, size_t offset, struct failure *failure)
{
    unsigned char message[120] = "";
    pcre2_get_error_message(error, message, sizeof message);
    return failure_set(failure, FAILURE_SYNTAX, "the pattern \"%.*s\" cannot be used: %s (at character %zu)",
                       STR_ARGS(pattern->text), (const char *)message, offset + 1);
}

bool pattern_compile(const struct plan_pattern *pattern, struct compiled_pattern *compiled, struct arena *keep,
                     struct failure *failure)
{
    *compiled = (struct compiled_pattern){.ignore_case = pattern->ignore_case};
    uint32_t options = PCRE2_UTF | PCRE2_ANCHORED | PCRE2_ENDANCHORED | (pattern->ignore_case ? PCRE2_CASELESS : 0u);
    int error = 0;
    PCRE2_SIZE offset = 0;
    pcre2_code *code = pcre2_compile((PCRE2_SPTR)pattern->text.data, pattern->text.length, options, &error, &offset,
                                     NULL);
    if (!code) {
        return error == PCRE2_ERROR_NOMEMORY || error == PCRE2_ERROR_HEAP_FAILED
                   ? failure_memory(failure)
                   : pattern_failure(pattern, error, offset, failure);
    }
    /* Where there is no just-in-time compiler, or no memory for it, matching is slower and the same. */
    (void)pcre2_jit_compile(code, PCRE2_JIT_COMPLETE);
    compiled->code = code;
    bool refused = false;
    compiled->walk = walk_make(pattern, keep, &refused);
    if (refused) {
        pattern_release(compiled);
        return failure_memory(failure);
    }
    return true;
}

void pattern_release(struct compiled_pattern *compiled)
{
    pcre2_code_free(compiled->code);
    compiled->code = NULL;
}

struct pattern_matcher *pattern_matcher_new(struct failure *failure)
{
    struct pattern_matcher *matcher = calloc(1, sizeof *matcher);
    if (matcher) {
        matcher->data = pcre2_match_data_create(1, NULL);
        matcher->context = pcre2_match_context_create(NULL);
    }
    if (!matcher || !matcher->data || !matcher->context) {
        pattern_matcher_free(matcher);
        failure_memory(failure);
        return NULL;
    }
    pcre2_set_match_limit(matcher->context, PATTERN_MATCH_LIMIT);
    pcre2_set_depth_limit(matcher->context, PATTERN_DEPTH_LIMIT);
    pcre2_set_heap_limit(matcher->context, PATTERN_HEAP_LIMIT);
    return matcher;
}

void pattern_matcher_free(struct pattern_matcher *matcher)
{
    if (matcher) {
        pcre2_match_data_free(matcher->data);
        pcre2_match_context_free(matcher->context);
        free(matcher);
    }
}

enum pattern_answer pattern_match_slowly(const struct compiled_pattern *compiled, struct pattern_matcher *matcher,
                                         struct str text)
{
    int answer = pcre2_match(compiled->code, (PCRE2_SPTR)text.data, text.length, 0, 0, matcher->data, matcher->context);
    /* 0: it matched, but there was no room for all groups. */
    return answer >= 0 ? PATTERN_YES : answer == PCRE2_ERROR_NOMATCH ? PATTERN_NO : PATTERN_UNDECIDED;
}

static bool is_ascii(struct str text)
{
    unsigned char any = 0;
    for (size_t i = 0; i < text.length; i++) {
        any |= (unsigned char)text.data[i];
    }
    return any < 0x80;
}

enum pattern_answer pattern_match(const struct compiled_pattern *compiled, struct pattern_matcher *matcher,
                                  struct str text)
{
    /* Without regard to case, K also matches the Kelvin sign, and S the long s. */
    if (compiled->walk && (!compiled->ignore_case || is_ascii(text))) {
        return walk_match(compiled->walk, text) ? PATTERN_YES : PATTERN_NO;
    }
    return pattern_match_slowly(compiled, matcher, text);
}
