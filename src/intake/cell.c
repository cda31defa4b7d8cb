#include "intake/cell.h"

#include "base/date.h"
#include "base/number.h"

static bool boolean_value(struct str text, int64_t *value)
{
    static const struct {
        const char *text;
        int64_t value;
    } words[] = {{"1", 1}, {"0", 0}, {"true", 1}, {"false", 0}, {"y", 1}, {"n", 0}, {"yes", 1}, {"no", 0}};
    for (size_t i = 0; i < sizeof words / sizeof words[0]; i++) {
        if (str_equal_ignoring_case(text, str_of(words[i].text))) {
            *value = words[i].value;
            return true;
        }
    }
    return false;
}

bool intake_cell_value(enum table_type type, unsigned scale, struct str text, int64_t *value)
{
    switch (type) {
    case TABLE_INTEGER: return number_parse_amount(text, 0, value) == NUMBER_OK;
    case TABLE_MONEY:
        return number_parse_amount(text, scale, value) == NUMBER_OK && *value <= NUMBER_MONEY_MOST &&
               *value >= -NUMBER_MONEY_MOST;
    case TABLE_DECIMAL: return number_parse_amount(text, scale, value) == NUMBER_OK;
    case TABLE_DATE: return date_parse(text, value);
    case TABLE_MONTH: return date_parse_month(text, value);
    case TABLE_BOOLEAN: return boolean_value(text, value);
    case TABLE_TEXT:
    case TABLE_CODE:
    case TABLE_TYPES: break;
    }
    return false;
}
