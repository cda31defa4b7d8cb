#include "report/html.h"
bool html_write_national(struct report *report)
{
    return report != NULL;
}
