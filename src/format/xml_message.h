/* xml_message: what libxml2 has to say of a document, in plain words. Only for format/xml*.c. */
#ifndef PROBITY_FORMAT_XML_MESSAGE_H
#define PROBITY_FORMAT_XML_MESSAGE_H

#include <libxml/xmlerror.h>

#include "format/xml.h"

enum xml_problem xml_problem_of(const xmlError *error);

/* One clause, without a full stop, that goes on from "The XML is not well formed:". */
void xml_message_word(const xmlError *error, char *message, size_t size);

#endif
