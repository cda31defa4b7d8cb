/* xml: any bytes as an XML return, through sniffing, reading, and finding the places of findings again.
 */
#include "target.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    fuzz_read_return("fuzz.xml", data, size);
    return 0;
}
