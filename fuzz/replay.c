/* replay: runs a fuzz target over the files named on the command line, where there is no libFuzzer.
 */
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static uint8_t *read_whole(const char *path, size_t *size)
{
    FILE *file = fopen(path, "rb");
    if (!file) {
        return NULL;
    }
    uint8_t *data = NULL;
    long length = fseek(file, 0, SEEK_END) == 0 ? ftell(file) : -1;
    if (length >= 0 && fseek(file, 0, SEEK_SET) == 0) {
        /* Exactly as large as the file, so that a sanitizer sees a read beyond its end. */
        data = malloc(length ? (size_t)length : 1);
        *size = data ? fread(data, 1, (size_t)length, file) : 0;
    }
    (void)fclose(file);
    return data;
}

int main(int argc, char **argv)
{
    for (int i = 1; i < argc; i++) {
        size_t size = 0;
        uint8_t *data = read_whole(argv[i], &size);
        if (!data) {
            (void)fprintf(stderr, "%s: cannot be read\n", argv[i]);
            return 2;
        }
        (void)LLVMFuzzerTestOneInput(data, size);
        free(data);
    }
    (void)printf("%d inputs replayed\n", argc - 1);
    return 0;
}
