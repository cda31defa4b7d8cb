#include "format/csv.h"

#if defined(__x86_64__)
#include <immintrin.h>
#define HAVE_X86 1
#else
#define HAVE_X86 0
#endif

#define ALWAYS_INLINE static inline __attribute__((always_inline))

/* What stands where in 64 bytes; bit i is byte i. */
struct masks {
    uint64_t delimiter;
    uint64_t line_feed;
    uint64_t carriage_return;
    uint64_t quote;
};

/* Of all blocks together: bytes or-ed, and whether one was NUL. */
struct summary {
    uint64_t high; /* not zero: a byte above 127 */
    uint64_t nul;  /* not zero: a NUL byte */
};

struct progress {
    uint32_t *bounds;
    uint32_t *records;
    uint32_t bound_count;
    uint32_t record_count;
    enum csv_state state;
    bool has_quotes;
    bool breaks_inside;
};

ALWAYS_INLINE struct progress progress_start(struct csv_scan *scan)
{
    scan->bounds[0] = scan->from - 1;
    scan->records[0] = 0;
    return (struct progress){
        .bounds = scan->bounds, .records = scan->records, .bound_count = 1, .state = CSV_FIELD_START};
}

/* Bit i is the exclusive or of bits 0 to i. */
ALWAYS_INLINE uint64_t prefix_xor(uint64_t bits)
{
    bits ^= bits << 1;
    bits ^= bits << 2;
    bits ^= bits << 4;
    bits ^= bits << 8;
    bits ^= bits << 16;
    bits ^= bits << 32;
    return bits;
}

/* The grammar, byte by byte: for blocks with quotation marks in unusual places. */
static uint64_t step_through(uint64_t breaks, uint64_t quotes, enum csv_state *state, uint64_t *inside)
{
    uint64_t structural = 0;
    enum csv_state now = *state;
    for (unsigned i = 0; i < 64; i++) {
        uint64_t bit = UINT64_C(1) << i;
        bool quote = (quotes & bit) != 0;
        *inside |= now == CSV_QUOTED ? bit : 0;
        if (now == CSV_QUOTED) {
            now = quote ? CSV_QUOTE_SEEN : CSV_QUOTED;
        } else if (quote && (now == CSV_FIELD_START || now == CSV_QUOTE_SEEN)) {
            now = CSV_QUOTED;
        } else if (breaks & bit) {
            structural |= bit;
            now = CSV_FIELD_START;
        } else {
            now = CSV_PLAIN;
        }
    }
    *state = now;
    return structural;
}

/* Which separators and line breaks count, in a block that has quotation marks or begins between them. Quotation marks
 * in their proper places open and close in turn; whether all are in such places is seen at once. */
static uint64_t outside_quotes(uint64_t separators, uint64_t quotes, enum csv_state *state, uint64_t *inside)
{
    uint64_t within = prefix_xor(quotes) ^ (*state == CSV_QUOTED ? ~UINT64_C(0) : 0);
    uint64_t opening = quotes & within;
    uint64_t closing = quotes & ~within;
    uint64_t structural = separators & ~within;
    uint64_t proper = (structural << 1 | (*state == CSV_FIELD_START)) | (closing << 1 | (*state == CSV_QUOTE_SEEN));
    if (opening & ~proper) {
        return step_through(separators, quotes, state, inside);
    }
    *inside = within;
    if (within >> 63) {
        *state = CSV_QUOTED;
    } else if (closing >> 63) {
        *state = CSV_QUOTE_SEEN;
    } else {
        *state = structural >> 63 ? CSV_FIELD_START : CSV_PLAIN;
    }
    return structural;
}

ALWAYS_INLINE void write_bounds(struct progress *progress, uint64_t bits, uint32_t at)
{
    uint32_t *out = progress->bounds + progress->bound_count;
    uint32_t count = (uint32_t)__builtin_popcountll(bits);
    progress->bound_count += count;
    /* Most blocks have about ten; writing beyond the count is harmless and saves mispredicted branches. */
    for (unsigned i = 0; i < 8; i++) {
        out[i] = at + (uint32_t)__builtin_ctzll(bits | UINT64_C(1) << 63);
        bits &= bits - 1;
    }
    if (count > 8) {
        for (unsigned i = 8; i < 16; i++) {
            out[i] = at + (uint32_t)__builtin_ctzll(bits | UINT64_C(1) << 63);
            bits &= bits - 1;
        }
    }
    for (unsigned i = 16; i < count; i++) {
        out[i] = at + (uint32_t)__builtin_ctzll(bits);
        bits &= bits - 1;
    }
}

/* records[] gets, for each line break, the number of bounds up to and with it. */
ALWAYS_INLINE void write_records(struct progress *progress, uint64_t structural, uint64_t breaks)
{
    const uint32_t bound = progress->bound_count - 1;
    while (breaks) {
        uint64_t up_to = breaks ^ (breaks - 1);
        progress->records[++progress->record_count] = bound + (uint32_t)__builtin_popcountll(structural & up_to);
        breaks &= breaks - 1;
    }
}

/* A CR before LF belongs to the LF. */
ALWAYS_INLINE uint64_t breaks_of(struct masks masks, bool line_feed_follows)
{
    uint64_t next_is_feed = masks.line_feed >> 1 | (uint64_t)line_feed_follows << 63;
    return masks.line_feed | (masks.carriage_return & ~next_is_feed);
}

/* The separators and line breaks that count. */
ALWAYS_INLINE uint64_t take_block(struct progress *progress, struct masks masks, bool line_feed_follows,
                                  uint64_t *breaks_found)
{
    uint64_t breaks = breaks_of(masks, line_feed_follows);
    uint64_t structural = masks.delimiter | breaks;
    if (__builtin_expect(masks.quote != 0 || progress->state == CSV_QUOTED, 0)) {
        uint64_t inside = 0;
        structural = outside_quotes(structural, masks.quote, &progress->state, &inside);
        progress->has_quotes = true;
        progress->breaks_inside |= (breaks & inside) != 0;
    } else {
        progress->state = structural >> 63 ? CSV_FIELD_START : CSV_PLAIN;
    }
    *breaks_found = structural & breaks;
    return structural;
}

/* The last `length` bytes. What stands behind them in the block does not count. */
ALWAYS_INLINE uint64_t take_tail(struct progress *progress, struct masks masks, uint32_t length, bool line_feed_follows,
                                 uint64_t *breaks_found)
{
    uint64_t breaks = breaks_of(masks, line_feed_follows);
    uint64_t valid = length < 64 ? (UINT64_C(1) << length) - 1 : ~UINT64_C(0);
    breaks &= valid;
    uint64_t structural = (masks.delimiter & valid) | breaks;
    uint64_t inside = 0;
    structural = outside_quotes(structural, masks.quote, &progress->state, &inside);
    progress->has_quotes |= masks.quote != 0;
    progress->breaks_inside |= (breaks & inside) != 0;
    *breaks_found = structural & breaks;
    return structural;
}

/* Cuts the index to whole records and to no more than were asked for. */
static void scan_finish(struct csv_scan *scan, struct progress *progress, const struct summary *summary, uint32_t at)
{
    bool reached_end = at == scan->to;
    scan->not_ascii = summary->high != 0;
    scan->has_nul = summary->nul != 0;
    scan->has_quotes = progress->has_quotes;
    scan->breaks_inside = progress->breaks_inside;
    uint32_t count = progress->record_count;
    uint32_t next = scan->bounds[scan->records[count]] + 1;
    scan->open = false;
    if (reached_end && scan->final && next < scan->to && count < scan->record_most) {
        scan->open = progress->state == CSV_QUOTED;
        if (!scan->open) {
            scan->bounds[progress->bound_count] = scan->to;
            scan->records[++count] = progress->bound_count;
            next = scan->to;
        }
    }
    scan->stuck = count == 0 && !reached_end;
    if (count > scan->record_most) {
        count = scan->record_most;
        next = scan->bounds[scan->records[count]] + 1;
    }
    scan->record_count = count;
    scan->next = next;
}

ALWAYS_INLINE uint64_t equal_bytes(const char *block, char wanted)
{
    uint64_t bits = 0;
    for (unsigned i = 0; i < 64; i++) {
        bits |= (uint64_t)(block[i] == wanted) << i;
    }
    return bits;
}

static struct masks masks_scalar(const char *block, char delimiter, struct summary *summary)
{
    for (unsigned i = 0; i < 64; i++) {
        summary->high |= (unsigned char)block[i] & 0x80u;
        summary->nul |= block[i] == 0;
    }
    return (struct masks){.delimiter = equal_bytes(block, delimiter),
                          .line_feed = equal_bytes(block, '\n'),
                          .carriage_return = equal_bytes(block, '\r'),
                          .quote = equal_bytes(block, '"')};
}

#define KERNEL_NAME scan_scalar
#define KERNEL_TARGET
#define KERNEL_MASKS masks_scalar
#define KERNEL_BOUNDS write_bounds
#include "format/csv_kernel.h"

#if HAVE_X86

/* SSE2 belongs to every x86-64. */
ALWAYS_INLINE uint64_t equal_sse2(const __m128i part[4], char wanted)
{
    const __m128i pattern = _mm_set1_epi8(wanted);
    uint64_t bits = 0;
    for (unsigned i = 0; i < 4; i++) {
        bits |= (uint64_t)(unsigned)_mm_movemask_epi8(_mm_cmpeq_epi8(part[i], pattern)) << (16 * i);
    }
    return bits;
}

ALWAYS_INLINE struct masks masks_sse2(const char *block, char delimiter, struct summary *summary)
{
    __m128i part[4];
    for (unsigned i = 0; i < 4; i++) {
        part[i] = _mm_loadu_si128((const __m128i *)(const void *)(block + 16 * i));
    }
    __m128i any = _mm_or_si128(_mm_or_si128(part[0], part[1]), _mm_or_si128(part[2], part[3]));
    __m128i least = _mm_min_epu8(_mm_min_epu8(part[0], part[1]), _mm_min_epu8(part[2], part[3]));
    summary->high |= (unsigned)_mm_movemask_epi8(any);
    summary->nul |= (unsigned)_mm_movemask_epi8(_mm_cmpeq_epi8(least, _mm_setzero_si128()));
    return (struct masks){.delimiter = equal_sse2(part, delimiter),
                          .line_feed = equal_sse2(part, '\n'),
                          .carriage_return = equal_sse2(part, '\r'),
                          .quote = equal_sse2(part, '"')};
}

#define KERNEL_NAME scan_sse2
#define KERNEL_TARGET
#define KERNEL_MASKS masks_sse2
#define KERNEL_BOUNDS write_bounds
#include "format/csv_kernel.h"

#define AVX2 __attribute__((target("avx2,bmi,bmi2,lzcnt,popcnt")))

AVX2 ALWAYS_INLINE uint64_t equal_avx2(__m256i low, __m256i high, char wanted)
{
    const __m256i pattern = _mm256_set1_epi8(wanted);
    return (uint64_t)(unsigned)_mm256_movemask_epi8(_mm256_cmpeq_epi8(high, pattern)) << 32 |
           (unsigned)_mm256_movemask_epi8(_mm256_cmpeq_epi8(low, pattern));
}

AVX2 ALWAYS_INLINE struct masks masks_avx2(const char *block, char delimiter, struct summary *summary)
{
    __m256i low = _mm256_loadu_si256((const __m256i *)(const void *)block);
    __m256i high = _mm256_loadu_si256((const __m256i *)(const void *)(block + 32));
    summary->high |= (unsigned)_mm256_movemask_epi8(_mm256_or_si256(low, high));
    summary->nul |= (unsigned)_mm256_movemask_epi8(
        _mm256_cmpeq_epi8(_mm256_min_epu8(low, high), _mm256_setzero_si256()));
    return (struct masks){.delimiter = equal_avx2(low, high, delimiter),
                          .line_feed = equal_avx2(low, high, '\n'),
                          .carriage_return = equal_avx2(low, high, '\r'),
                          .quote = equal_avx2(low, high, '"')};
}

#define KERNEL_NAME scan_avx2
#define KERNEL_TARGET AVX2
#define KERNEL_MASKS masks_avx2
#define KERNEL_BOUNDS write_bounds
#include "format/csv_kernel.h"

/* With VBMI2, which presses the places of a mask's bits together without a loop. */
#define AVX512 __attribute__((target("avx512f,avx512bw,avx512vbmi2,avx2,bmi,bmi2,lzcnt,popcnt")))

AVX512 ALWAYS_INLINE struct masks masks_avx512(const char *block, char delimiter, struct summary *summary)
{
    __m512i bytes = _mm512_loadu_si512(block);
    summary->high |= _mm512_movepi8_mask(bytes);
    summary->nul |= _mm512_testn_epi8_mask(bytes, bytes);
    return (struct masks){.delimiter = _mm512_cmpeq_epi8_mask(bytes, _mm512_set1_epi8(delimiter)),
                          .line_feed = _mm512_cmpeq_epi8_mask(bytes, _mm512_set1_epi8('\n')),
                          .carriage_return = _mm512_cmpeq_epi8_mask(bytes, _mm512_set1_epi8('\r')),
                          .quote = _mm512_cmpeq_epi8_mask(bytes, _mm512_set1_epi8('"'))};
}

/* Numbers of the 64 bytes of a block. */
static const char places[64] = {0,  1,  2,  3,  4,  5,  6,  7,  8,  9,  10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20, 21,
                                22, 23, 24, 25, 26, 27, 28, 29, 30, 31, 32, 33, 34, 35, 36, 37, 38, 39, 40, 41, 42, 43,
                                44, 45, 46, 47, 48, 49, 50, 51, 52, 53, 54, 55, 56, 57, 58, 59, 60, 61, 62, 63};

AVX512 ALWAYS_INLINE void write_sixteen(uint32_t *out, __m128i which, __m512i at)
{
    _mm512_storeu_si512(out, _mm512_add_epi32(_mm512_cvtepu8_epi32(which), at));
}

AVX512 ALWAYS_INLINE void write_bounds_avx512(struct progress *progress, uint64_t bits, uint32_t at)
{
    uint32_t *out = progress->bounds + progress->bound_count;
    uint32_t count = (uint32_t)__builtin_popcountll(bits);
    const __m512i base = _mm512_set1_epi32((int)at);
    __m512i which = _mm512_maskz_compress_epi8(bits, _mm512_loadu_si512(places));
    progress->bound_count += count;
    write_sixteen(out, _mm512_castsi512_si128(which), base);
    if (__builtin_expect(count > 16, 0)) {
        write_sixteen(out + 16, _mm512_extracti32x4_epi32(which, 1), base);
        write_sixteen(out + 32, _mm512_extracti32x4_epi32(which, 2), base);
        write_sixteen(out + 48, _mm512_extracti32x4_epi32(which, 3), base);
    }
}

#define KERNEL_NAME scan_avx512
#define KERNEL_TARGET AVX512
#define KERNEL_MASKS masks_avx512
#define KERNEL_BOUNDS write_bounds_avx512
#include "format/csv_kernel.h"

#endif

bool csv_kernel_works(enum csv_kernel kernel)
{
#if HAVE_X86
    bool avx2 = __builtin_cpu_supports("avx2") && __builtin_cpu_supports("bmi") && __builtin_cpu_supports("bmi2") &&
                __builtin_cpu_supports("popcnt");
    if (kernel == CSV_AVX512) {
        return avx2 && __builtin_cpu_supports("avx512bw") && __builtin_cpu_supports("avx512vbmi2");
    }
    return kernel != CSV_AVX2 || avx2;
#else
    return kernel == CSV_SCALAR;
#endif
}

enum csv_kernel csv_kernel_best(void)
{
    enum csv_kernel best = CSV_SCALAR;
    for (int kernel = CSV_SCALAR; kernel < CSV_KERNELS; kernel++) {
        best = csv_kernel_works((enum csv_kernel)kernel) ? (enum csv_kernel)kernel : best;
    }
    return best;
}

void csv_scan(enum csv_kernel kernel, struct csv_scan *scan)
{
#if HAVE_X86
    static void (*const kernels[CSV_KERNELS])(struct csv_scan *) = {
        [CSV_SCALAR] = scan_scalar,
        [CSV_SSE2] = scan_sse2,
        [CSV_AVX2] = scan_avx2,
        [CSV_AVX512] = scan_avx512,
    };
    kernels[kernel](scan);
#else
    (void)kernel;
    scan_scalar(scan);
#endif
}
