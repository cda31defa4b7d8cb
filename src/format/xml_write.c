#include "format/xml_write.h"

void xml_write_text(struct buffer *out, struct str text)
{
    for (size_t i = 0; i < text.length; i++) {
        char c = text.data[i];
        switch (c) {
        case '&': buffer_text(out, "&amp;"); break;
        case '<': buffer_text(out, "&lt;"); break;
        case '>': buffer_text(out, "&gt;"); break;
        case '"': buffer_text(out, "&quot;"); break;
        case '\n':
        case '\t': buffer_char(out, ' '); break;
        default:
            if ((unsigned char)c < ' ') {
                buffer_text(out, "\xef\xbf\xbd");
            } else {
                buffer_char(out, c);
            }
        }
    }
}
