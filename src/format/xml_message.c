#include "format/xml_message.h"

#include <stdio.h>

struct wording {
    int code;
    const char *words;
};

/* In the order of libxml2's numbers. */
static const struct wording wordings[] = {
    {XML_ERR_DOCUMENT_EMPTY, "there is no root element"},
    {XML_ERR_DOCUMENT_END, "something stands behind the end of the root element"},
    {XML_ERR_INVALID_HEX_CHARREF, "a character reference such as &#x41; is written wrongly"},
    {XML_ERR_INVALID_DEC_CHARREF, "a character reference such as &#65; is written wrongly"},
    {XML_ERR_INVALID_CHARREF, "a character reference names a character that XML does not allow"},
    {XML_ERR_INVALID_CHAR, "there is a character that XML does not allow"},
    {XML_ERR_ENTITYREF_SEMICOL_MISSING, "there is a lone & (write &amp; for the character itself)"},
    {XML_ERR_UNDECLARED_ENTITY, "a reference names an entity that XML does not have (it has amp, lt, gt, quot, apos)"},
    {XML_WAR_UNDECLARED_ENTITY, "a reference names an entity that XML does not have (it has amp, lt, gt, quot, apos)"},
    {XML_ERR_LT_IN_ATTRIBUTE, "the value of an attribute holds a < (a quotation mark may be missing)"},
    {XML_ERR_ATTRIBUTE_NOT_STARTED, "the value of an attribute is not in quotation marks"},
    {XML_ERR_ATTRIBUTE_NOT_FINISHED, "the value of an attribute has no closing quotation mark"},
    {XML_ERR_ATTRIBUTE_WITHOUT_VALUE, "an attribute has no value"},
    {XML_ERR_ATTRIBUTE_REDEFINED, "a tag has the same attribute twice"},
    {XML_ERR_COMMENT_NOT_FINISHED, "a comment is never closed, or is too long"},
    {XML_ERR_PI_NOT_STARTED, "a processing instruction (<? ... ?>) has no name"},
    {XML_ERR_PI_NOT_FINISHED, "a processing instruction (<? ... ?>) is never closed, or is too long"},
    {XML_ERR_XMLDECL_NOT_STARTED, "the XML declaration is written wrongly"},
    {XML_ERR_XMLDECL_NOT_FINISHED, "the XML declaration is not closed by ?>"},
    {XML_ERR_MISPLACED_CDATA_END, "]]> stands in a text (write ]]&gt;)"},
    {XML_ERR_CDATA_NOT_FINISHED, "a CDATA section is never closed, or is too long"},
    {XML_ERR_RESERVED_XML_NAME, "an XML declaration stands elsewhere than at the very start of the file"},
    {XML_ERR_SPACE_REQUIRED, "a blank is missing between the parts of a tag"},
    {XML_ERR_NAME_REQUIRED, "a < or & begins no name (write &lt; or &amp; for the character itself)"},
    {XML_ERR_LT_REQUIRED, "a tag should begin here"},
    {XML_ERR_GT_REQUIRED, "a tag is not closed by >"},
    {XML_ERR_LTSLASH_REQUIRED, "an end tag should stand here"},
    {XML_ERR_EQUAL_REQUIRED, "an = is missing between an attribute and its value"},
    {XML_ERR_STRING_NOT_STARTED, "a quotation mark is missing"},
    {XML_ERR_STRING_NOT_CLOSED, "a quotation mark is never closed"},
    {XML_ERR_HYPHEN_IN_COMMENT, "a comment holds --"},
    {XML_ERR_VERSION_MISSING, "the XML declaration names no version"},
    {XML_ERR_UNKNOWN_VERSION, "the XML declaration names a version that does not exist"},
    {XML_ERR_NAME_TOO_LONG, "a name is too long"},
    {XML_ERR_INTERNAL_ERROR, "a tag, name or text is too long"},
};

enum xml_problem xml_problem_of(const xmlError *error)
{
    /* libxml2 gives bytes that are no UTF-8 and characters outside of XML's range the same number; only of the former
     * does it show the bytes. */
    bool bytes = error->code == XML_ERR_INVALID_ENCODING || error->code == XML_I18N_CONV_FAILED ||
                 (error->code == XML_ERR_INVALID_CHAR && error->message && strstr(error->message, "UTF-8"));
    return bytes ? XML_PROBLEM_NOT_CHARACTERS : XML_PROBLEM_MALFORMED;
}

void xml_message_word(const xmlError *error, char *message, size_t size)
{
    const char *first = error->str1 ? error->str1 : "";
    const char *second = error->str2 ? error->str2 : "";
    if (error->code == XML_ERR_TAG_NAME_MISMATCH && *first) {
        (void)snprintf(message, size, "the element <%.60s> of file line %d is closed by </%.60s>", first, error->int1,
                       second);
        return;
    }
    if (error->code == XML_ERR_TAG_NOT_FINISHED && *first) {
        (void)snprintf(message, size, "the element <%.60s> of file line %d is never closed", first, error->int1);
        return;
    }
    for (size_t i = 0; i < sizeof wordings / sizeof *wordings; i++) {
        if (wordings[i].code == error->code) {
            (void)snprintf(message, size, "%s", wordings[i].words);
            return;
        }
    }
    const char *text = error->message ? error->message : "it breaks a rule of XML";
    (void)snprintf(message, size, "%.*s", (int)strcspn(text, "\n"), text);
}
