#include "rule/lexer.h"

#include "base/date.h"
#include "base/number.h"
#include "base/utf8.h"

static bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

static bool is_letter(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_';
}

static char at(const struct rule_lexer *lexer, size_t position)
{
    struct str text = lexer->source->text;
    return position < text.length ? text.data[position] : '\0';
}

static bool fail_with_hint(const struct rule_lexer *lexer, size_t position, const char *hint, const char *what,
                           struct str text)
{
    (void)rule_fail(lexer->source, position, lexer->failure, "%s: %.*s", what, STR_ARGS(text));
    failure_hint(lexer->failure, "%s", hint);
    return false;
}

static struct str span(const struct rule_lexer *lexer, size_t start, size_t end)
{
    return str_slice(lexer->source->text, start, end - start);
}

static bool finish(struct rule_lexer *lexer, struct rule_token *token, size_t end)
{
    token->end = (uint32_t)end;
    lexer->position = end;
    return true;
}

static size_t digits_from(const struct rule_lexer *lexer, size_t position)
{
    while (is_digit(at(lexer, position))) {
        position++;
    }
    return position;
}

/* 2024-03-31 and 2024-03; 0 when it is neither. */
static size_t end_of_date(const struct rule_lexer *lexer, size_t start, bool *month)
{
    size_t end = start;
    for (unsigned i = 0; i < 7; i++, end++) {
        if (i == 4 ? at(lexer, end) != '-' : !is_digit(at(lexer, end))) {
            return 0;
        }
    }
    *month = !(at(lexer, end) == '-' && is_digit(at(lexer, end + 1)) && is_digit(at(lexer, end + 2)));
    end += *month ? 0 : 3;
    return is_digit(at(lexer, end)) ? 0 : end;
}

static bool lex_date(struct rule_lexer *lexer, struct rule_token *token, size_t end, bool month)
{
    struct str text = span(lexer, token->start, end);
    token->kind = month ? RULE_TOKEN_MONTH : RULE_TOKEN_DATE;
    bool good = month ? date_parse_month(text, &token->number) : date_parse(text, &token->number);
    if (!good && month) {
        return fail_with_hint(lexer, token->start, "a period is a text: period.name = \"2017-18\"",
                              "there is no such month", text);
    }
    return good ? finish(lexer, token, end)
                : fail_with_hint(lexer, token->start, "dates are written 2024-03-31", "there is no such date", text);
}

/* 31/03/2024 would be read as two divisions. */
static bool looks_like_date(const struct rule_lexer *lexer, size_t start, size_t *end)
{
    size_t day = digits_from(lexer, start);
    size_t month = at(lexer, day) == '/' ? digits_from(lexer, day + 1) : day;
    *end = at(lexer, month) == '/' ? digits_from(lexer, month + 1) : month;
    return *end - month == 5 && month - day <= 3 && month - day >= 2 && day - start <= 2;
}

static bool check_number_end(struct rule_lexer *lexer, size_t start, size_t end)
{
    char c = at(lexer, end);
    if (is_letter(c) || (c == '.' && is_digit(at(lexer, end + 1)))) {
        while (is_letter(at(lexer, end)) || is_digit(at(lexer, end)) || at(lexer, end) == '.') {
            end++;
        }
        return fail_with_hint(lexer, start, "codes of lines and of code lists are texts: put them in quotation marks",
                              "this is no number", span(lexer, start, end));
    }
    return true;
}

struct digits {
    char text[32];
    size_t length;
    unsigned scale;
    size_t end;
};

/* Digits, with "_" and one "." between digits. */
static struct digits read_digits(const struct rule_lexer *lexer, size_t position)
{
    struct digits digits = {.length = 0};
    bool fraction = false;
    for (;; position++) {
        char c = at(lexer, position);
        bool between = is_digit(at(lexer, position + 1)) && (c == '_' || (c == '.' && !fraction));
        if (!is_digit(c) && !between) {
            break;
        }
        fraction = fraction || c == '.';
        digits.scale += fraction && c != '.';
        if (c != '_' && digits.length < sizeof digits.text) {
            digits.text[digits.length++] = c;
        }
    }
    digits.end = position;
    return digits;
}

static bool lex_amount(struct rule_lexer *lexer, struct rule_token *token)
{
    struct digits digits = read_digits(lexer, token->start);
    bool percent = at(lexer, digits.end) == '%';
    unsigned scale = digits.scale + (percent ? 2 : 0);
    bool good = digits.length < sizeof digits.text && scale <= NUMBER_SCALE_MOST &&
                number_parse((struct str){digits.text, digits.length}, digits.scale, &token->number) == NUMBER_OK;
    if (!good) {
        return rule_fail(lexer->source, token->start, lexer->failure,
                         "this number is too large or has too many decimals");
    }
    token->kind = RULE_TOKEN_NUMBER;
    token->scale = (uint8_t)scale;
    digits.end += percent;
    return check_number_end(lexer, token->start, digits.end) && finish(lexer, token, digits.end);
}

static bool lex_number(struct rule_lexer *lexer, struct rule_token *token)
{
    bool month = false;
    size_t end = end_of_date(lexer, token->start, &month);
    if (end > 0) {
        return lex_date(lexer, token, end, month);
    }
    if (looks_like_date(lexer, token->start, &end)) {
        return fail_with_hint(lexer, token->start, "write 2024-03-31, or put it in quotation marks",
                              "a date is not written like this", span(lexer, token->start, end));
    }
    return lex_amount(lexer, token);
}

static bool lex_word(struct rule_lexer *lexer, struct rule_token *token)
{
    size_t end = token->start;
    while (is_letter(at(lexer, end)) || is_digit(at(lexer, end))) {
        end++;
    }
    token->kind = RULE_TOKEN_WORD;
    token->text = span(lexer, token->start, end);
    return finish(lexer, token, end);
}

/* A text in quotation marks, or a name in back quotes. A mark inside is doubled. */
static bool lex_quoted(struct rule_lexer *lexer, struct rule_token *token, char mark)
{
    struct str text = lexer->source->text;
    size_t end = token->start + 1;
    size_t doubled = 0;
    while (end < text.length && (text.data[end] != mark || at(lexer, end + 1) == mark)) {
        bool is_mark = text.data[end] == mark;
        doubled += is_mark;
        end += is_mark ? 2 : 1;
    }
    if (end >= text.length) {
        return rule_fail(lexer->source, token->start, lexer->failure, "the text that begins here is never closed");
    }
    token->kind = mark == '`' ? RULE_TOKEN_WORD : RULE_TOKEN_TEXT;
    token->quoted = mark == '`';
    token->text = span(lexer, token->start + 1, end);
    if (doubled > 0) {
        char *copy = ARENA_ARRAY(lexer->keep, token->text.length, char);
        if (!copy) {
            return failure_memory(lexer->failure);
        }
        size_t length = 0;
        for (size_t i = 0; i < token->text.length; i++) {
            copy[length++] = token->text.data[i];
            i += token->text.data[i] == mark;
        }
        token->text = (struct str){copy, length};
    }
    return finish(lexer, token, end + 1);
}

static bool lex_sign(struct rule_lexer *lexer, struct rule_token *token)
{
    static const struct {
        const char *wrong;
        const char *hint;
    } habits[] = {
        {"==", "write = for \"is equal to\""},
        {"<>", "write != for \"is not equal to\""},
        {"&&", "write and"},
        {"||", "write or"},
        {"=>", "write >= for \"is at least\""},
        {"=<", "write <= for \"is at most\""},
        {"**", "there is no power: write a * a"},
        {"!", "write not"},
        {"\xc2\xa3", "amounts are written without £: 250000"},
        {"\xe2\x80\x9c", "use plain quotation marks: \""},
        {"\xe2\x80\x9d", "use plain quotation marks: \""},
        {"\xe2\x80\x99", "use plain quotation marks: \""},
        {"\xe2\x80\x93", "use a plain minus sign: -"},
        {"\xe2\x89\xa4", "write <="},
        {"\xe2\x89\xa5", "write >="},
        {"\xe2\x89\xa0", "write !="},
    };
    static const char *const signs[] = {"!=", "<=", ">=", "=", "<", ">", "+", "-", "*", "/",
                                        "(",  ")",  "[",  "]", ",", ".", ":", "{", "}"};
    struct str rest = str_slice(lexer->source->text, token->start, SIZE_MAX);
    bool not_equal = str_starts_with(rest, STR("!="));
    for (size_t i = 0; i < sizeof habits / sizeof *habits && !not_equal; i++) {
        if (str_starts_with(rest, str_of(habits[i].wrong))) {
            return fail_with_hint(lexer, token->start, habits[i].hint, "this sign has no meaning in a rule",
                                  str_of(habits[i].wrong));
        }
    }
    for (size_t i = 0; i < sizeof signs / sizeof *signs; i++) {
        if (str_starts_with(rest, str_of(signs[i]))) {
            token->kind = RULE_TOKEN_SIGN;
            token->text = str_of(signs[i]);
            return finish(lexer, token, token->start + token->text.length);
        }
    }
    return rule_fail(lexer->source, token->start, lexer->failure, "this sign has no meaning in a rule: %.*s",
                     STR_ARGS(str_slice(rest, 0, utf8_offset(rest, 1))));
}

bool rule_lexer_next(struct rule_lexer *lexer, struct rule_token *token)
{
    struct str text = lexer->source->text;
    while (lexer->position < text.length && strchr(" \t\r\n", text.data[lexer->position]) &&
           text.data[lexer->position] != '\0') {
        lexer->position++;
    }
    *token = (struct rule_token){.start = (uint32_t)lexer->position, .end = (uint32_t)lexer->position};
    if (lexer->position >= text.length) {
        return true;
    }
    char c = text.data[lexer->position];
    if (is_digit(c)) {
        return lex_number(lexer, token);
    }
    if (is_letter(c)) {
        return lex_word(lexer, token);
    }
    return c == '"' || c == '\'' || c == '`' ? lex_quoted(lexer, token, c) : lex_sign(lexer, token);
}
