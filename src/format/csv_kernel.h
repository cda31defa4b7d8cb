/* csv_kernel: the scan itself, once for each kind of processor. csv_scan.c includes this file several times, with
 *
 *     KERNEL_NAME    the function's name
 *     KERNEL_TARGET  its target attribute
 *     KERNEL_MASKS   the function that turns 64 bytes into masks
 *     KERNEL_BOUNDS  the function that writes down where a mask's bits are
 *
 * so that compilers can inline everything into one loop.
 */

KERNEL_TARGET static void KERNEL_NAME(struct csv_scan *scan)
{
    struct progress progress = progress_start(scan);
    struct summary summary = {0};
    uint32_t at = scan->from;
    const uint32_t to = scan->to;
    const uint32_t record_most = scan->record_most;
    const uint32_t bound_most = scan->bound_most;
    const char *data = scan->data;
    while (to - at > 64 && progress.record_count < record_most && progress.bound_count <= bound_most) {
        struct masks masks = KERNEL_MASKS(data + at, scan->delimiter, &summary);
        uint64_t breaks = 0;
        uint64_t structural = take_block(&progress, masks, data[at + 64] == '\n', &breaks);
        write_records(&progress, structural, breaks);
        KERNEL_BOUNDS(&progress, structural, at);
        at += 64;
    }
    if (at < to && progress.record_count < record_most && progress.bound_count <= bound_most) {
        char block[64];
        uint32_t length = to - at;
        memset(block, ' ', sizeof block);
        memcpy(block, data + at, length);
        /* A CR as the last byte: only at the end of the file is it certain that no LF follows. */
        bool line_feed_follows = !scan->final;
        if (length < 64 && line_feed_follows) {
            block[length] = '\n';
        }
        struct masks masks = KERNEL_MASKS(block, scan->delimiter, &summary);
        uint64_t breaks = 0;
        uint64_t structural = take_tail(&progress, masks, length, line_feed_follows, &breaks);
        write_records(&progress, structural, breaks);
        KERNEL_BOUNDS(&progress, structural, at);
        at = to;
    }
    scan_finish(scan, &progress, &summary, at);
}

#undef KERNEL_NAME
#undef KERNEL_TARGET
#undef KERNEL_MASKS
#undef KERNEL_BOUNDS
