/* The loops for processors with AVX2: four fields at a time. */
#include "intake/csv_cells_loops.h"

#if defined(__x86_64__)

#include <immintrin.h>

#define AVX2 __attribute__((target("avx2,bmi,bmi2,lzcnt,popcnt")))
#define AVX2_INLINE static inline __attribute__((always_inline, target("avx2,bmi,bmi2,lzcnt,popcnt")))

/* Four fields: their last eight bytes, and their lengths. */
struct four {
    __m256i words;
    __m256i lengths;
};

/* (start - 1, end) of each field as one number. */
AVX2_INLINE __m256i load_bounds(const struct cells *cells, uint32_t i)
{
    const uint32_t *rows = cells->rows + i;
    __m128i low = _mm_loadl_epi64((const __m128i *)(const void *)(cells->bounds + rows[0]));
    __m128i high = _mm_loadl_epi64((const __m128i *)(const void *)(cells->bounds + rows[2]));
    low = _mm_insert_epi64(low, (long long)csv_load((const char *)(cells->bounds + rows[1])), 1);
    high = _mm_insert_epi64(high, (long long)csv_load((const char *)(cells->bounds + rows[3])), 1);
    return _mm256_inserti128_si256(_mm256_castsi128_si256(low), high, 1);
}

/* In 32 bits, since the bound before the first byte is -1 in those. */
AVX2_INLINE __m256i lengths_of(__m256i bounds)
{
    __m256i ends = _mm256_srli_epi64(bounds, 32);
    __m256i lengths = _mm256_sub_epi32(_mm256_sub_epi32(ends, bounds), _mm256_set1_epi32(1));
    return _mm256_and_si256(lengths, _mm256_set1_epi64x(0xffffffff));
}

AVX2_INLINE struct four load_ends(const struct cells *cells, uint32_t i)
{
    const uint32_t *rows = cells->rows + i;
    const uint32_t *ends = cells->bounds + 1;
    const char *data = cells->data - 8;
    struct four four;
    four.lengths = lengths_of(load_bounds(cells, i));
    four.words = _mm256_set_epi64x((long long)csv_load(data + ends[rows[3]]), (long long)csv_load(data + ends[rows[2]]),
                                   (long long)csv_load(data + ends[rows[1]]),
                                   (long long)csv_load(data + ends[rows[0]]));
    /* '0' before the first byte. A field of more than eight is odd anyhow. */
    __m256i shifts = _mm256_slli_epi64(_mm256_sub_epi64(_mm256_set1_epi64x(8), four.lengths), 3);
    __m256i keep = _mm256_sllv_epi64(_mm256_set1_epi64x(-1), shifts);
    four.words = _mm256_blendv_epi8(_mm256_set1_epi8('0'), four.words, keep);
    return four;
}

/* A bit for each of four lanes that are all ones. */
AVX2_INLINE unsigned lanes(__m256i mask)
{
    return (unsigned)_mm256_movemask_pd(_mm256_castsi256_pd(mask));
}

/* Lanes whose eight bytes are all at most nine. */
AVX2_INLINE __m256i are_digits(__m256i digits)
{
    const __m256i nine = _mm256_set1_epi8(9);
    __m256i fine = _mm256_cmpeq_epi8(_mm256_max_epu8(digits, nine), nine);
    return _mm256_cmpeq_epi64(fine, _mm256_set1_epi64x(-1));
}

AVX2_INLINE __m256i numbers_of(__m256i digits)
{
    __m256i pairs = _mm256_maddubs_epi16(digits, _mm256_set1_epi16(0x010a));
    __m256i fours = _mm256_madd_epi16(pairs, _mm256_set1_epi32(0x00010064));
    __m256i upper = _mm256_mul_epu32(fours, _mm256_set1_epi64x(10000));
    return _mm256_add_epi64(upper, _mm256_srli_epi64(fours, 32));
}

/* A byte 1 for each lane that is set. */
static const uint32_t spread[16] = {0x00000000, 0x00000001, 0x00000100, 0x00000101, 0x00010000, 0x00010001,
                                    0x00010100, 0x00010101, 0x01000000, 0x01000001, 0x01000100, 0x01000101,
                                    0x01010000, 0x01010001, 0x01010100, 0x01010101};

AVX2_INLINE void put_four(struct cells *cells, uint32_t i, __m256i values, __m256i lengths, __m256i fine)
{
    __m256i blank = _mm256_cmpeq_epi64(lengths, _mm256_setzero_si256());
    _mm256_storeu_si256((__m256i *)(void *)(cells->values + i), _mm256_andnot_si256(blank, values));
    unsigned blanks = lanes(blank);
    memcpy(cells->states + i, &spread[blanks], 4); /* TABLE_MISSING is 1 */
    unsigned odd = ~lanes(fine) & ~blanks & 15u;
    while (__builtin_expect(odd != 0, 0)) {
        cells->odd[cells->odd_count++] = (uint8_t)(i + (unsigned)__builtin_ctz(odd));
        odd &= odd - 1;
    }
}

AVX2_INLINE __m256i fits_eight(__m256i lengths)
{
    return _mm256_cmpgt_epi64(_mm256_set1_epi64x(9), lengths);
}

AVX2 static void money(struct csv_strip *strip)
{
    /* Byte 5 of each word, over all of it; and the bytes with that one taken out. */
    const __m256i fifth = _mm256_set_epi64x(0x0d0d0d0d0d0d0d0d, 0x0505050505050505, 0x0d0d0d0d0d0d0d0d,
                                            0x0505050505050505);
    const __m256i close = _mm256_set_epi64x(0x0f0e0c0b0a090880, 0x0706040302010080, 0x0f0e0c0b0a090880,
                                            0x0706040302010080);
    uint32_t i = 0;
    struct cells cells = cells_of(strip);
    cells.odd_count = 0;
    for (; i + 4 <= cells.count; i += 4) {
        struct four four = load_ends(&cells, i);
        __m256i points = _mm256_cmpeq_epi8(four.words, _mm256_set1_epi8('.'));
        __m256i pence = _mm256_shuffle_epi8(points, fifth);
        __m256i digits = _mm256_sub_epi8(four.words, _mm256_set1_epi8('0'));
        digits = _mm256_blendv_epi8(digits, _mm256_shuffle_epi8(digits, close), pence);
        __m256i factor = _mm256_blendv_epi8(_mm256_set1_epi64x(100), _mm256_set1_epi64x(1), pence);
        __m256i values = _mm256_mul_epu32(numbers_of(digits), factor);
        __m256i fine = _mm256_and_si256(are_digits(digits), fits_eight(four.lengths));
        put_four(&cells, i, values, four.lengths, fine);
    }
    strip->odd_count = cells.odd_count;
    csv_cells_money_from(strip, i);
}

AVX2 static void short_integers(struct csv_strip *strip)
{
    uint32_t i = 0;
    struct cells cells = cells_of(strip);
    cells.odd_count = 0;
    for (; i + 4 <= cells.count; i += 4) {
        struct four four = load_ends(&cells, i);
        __m256i digits = _mm256_sub_epi8(four.words, _mm256_set1_epi8('0'));
        put_four(&cells, i, numbers_of(digits), four.lengths,
                 _mm256_and_si256(are_digits(digits), fits_eight(four.lengths)));
    }
    strip->odd_count = cells.odd_count;
    csv_cells_integer_from(strip, i);
}

AVX2 static void integers(struct csv_strip *strip)
{
    if (csv_cells_longest(strip) > 8) {
        csv_cells_long_integer(strip);
    } else {
        short_integers(strip);
    }
}

/* The days of each month, and the days before it beyond thirty a month, one up so that none is negative. */
#define MONTHS_DAYS 0, 31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31, 0, 0, 0
#define MONTHS_BEFORE 0, 1, 2, 0, 1, 1, 2, 2, 3, 4, 4, 5, 5, 0, 0, 0

/* yyyymmdd as eight digits in each lane, to days since 1970. *fine: the lanes with such a day. */
AVX2_INLINE __m256i days_of(__m256i digits, __m256i *fine)
{
    const __m256i zero = _mm256_setzero_si256();
    const __m256i one = _mm256_set1_epi64x(1);
    __m256i pairs = _mm256_maddubs_epi16(digits, _mm256_set1_epi16(0x010a));
    /* The year in the low half of a lane; the month, times 128, and the day in the high half. */
    __m256i parts = _mm256_madd_epi16(pairs, _mm256_set1_epi64x(0x0001008000010064));
    __m256i year = _mm256_and_si256(parts, _mm256_set1_epi64x(0xffffffff));
    __m256i month = _mm256_srli_epi64(parts, 39);
    __m256i day = _mm256_and_si256(_mm256_srli_epi64(parts, 32), _mm256_set1_epi64x(127));
    /* 5243 / 2^19 is a hundredth, near enough for years up to 9999. */
    __m256i century = _mm256_srli_epi64(_mm256_mul_epu32(year, _mm256_set1_epi64x(5243)), 19);
    __m256i is_century = _mm256_cmpeq_epi64(_mm256_mul_epu32(century, _mm256_set1_epi64x(100)), year);
    __m256i by_four = _mm256_cmpeq_epi64(_mm256_and_si256(year, _mm256_set1_epi64x(3)), zero);
    __m256i by_four_hundred = _mm256_cmpeq_epi64(_mm256_and_si256(century, _mm256_set1_epi64x(3)), zero);
    __m256i leap = _mm256_andnot_si256(_mm256_andnot_si256(by_four_hundred, is_century), by_four);

    __m256i days_in = _mm256_shuffle_epi8(_mm256_setr_epi8(MONTHS_DAYS, MONTHS_DAYS), month);
    __m256i is_february = _mm256_cmpeq_epi64(month, _mm256_set1_epi64x(2));
    days_in = _mm256_sub_epi64(days_in, _mm256_and_si256(leap, is_february));
    __m256i wrong = _mm256_or_si256(_mm256_cmpgt_epi64(day, days_in), _mm256_cmpeq_epi64(day, zero));
    wrong = _mm256_or_si256(wrong, _mm256_cmpgt_epi64(month, _mm256_set1_epi64x(12)));
    wrong = _mm256_or_si256(wrong, _mm256_cmpeq_epi64(year, zero));
    *fine = _mm256_andnot_si256(wrong, *fine);

    __m256i past = _mm256_sub_epi64(year, one);
    __m256i centuries_past = _mm256_add_epi64(century, is_century);
    __m256i days = _mm256_mul_epu32(past, _mm256_set1_epi64x(365));
    days = _mm256_add_epi64(days, _mm256_srli_epi64(past, 2));
    days = _mm256_sub_epi64(days, centuries_past);
    days = _mm256_add_epi64(days, _mm256_srli_epi64(centuries_past, 2));
    __m256i before = _mm256_shuffle_epi8(_mm256_setr_epi8(MONTHS_BEFORE, MONTHS_BEFORE), month);
    days = _mm256_add_epi64(days, _mm256_add_epi64(before, day));
    days = _mm256_add_epi64(days, _mm256_mul_epu32(month, _mm256_set1_epi64x(30)));
    __m256i behind_february = _mm256_cmpgt_epi64(month, _mm256_set1_epi64x(2));
    days = _mm256_sub_epi64(days, _mm256_and_si256(leap, behind_february));
    return _mm256_sub_epi64(days, _mm256_set1_epi64x(719163 + 30 + 1));
}

AVX2_INLINE __m256i load_two(const struct cells *cells, uint32_t i)
{
    const char *first = cells->data + cells_start(cells, i);
    const char *third = cells->data + cells_start(cells, i + 2);
    return _mm256_inserti128_si256(_mm256_castsi128_si256(_mm_loadu_si128((const __m128i *)(const void *)first)),
                                   _mm_loadu_si128((const __m128i *)(const void *)third), 1);
}

AVX2 static void dates(struct csv_strip *strip)
{
    const char separator = csv_cells_date_separator(strip);
    /* The digits in the order of year, month, day; behind them the two separators. */
    const __m128i year_first = _mm_setr_epi8(0, 1, 2, 3, 5, 6, 8, 9, 4, 7, -1, -1, -1, -1, -1, -1);
    const __m128i day_first = _mm_setr_epi8(6, 7, 8, 9, 3, 4, 0, 1, 2, 5, -1, -1, -1, -1, -1, -1);
    const __m256i order = _mm256_broadcastsi128_si256(separator ? day_first : year_first);
    const __m256i separators = _mm256_set1_epi64x((separator ? separator : '-') * 0x0101);
    uint32_t i = 0;
    struct cells cells = cells_of(strip);
    cells.odd_count = 0;
    for (; i + 4 <= cells.count; i += 4) {
        __m256i lengths = lengths_of(load_bounds(&cells, i));
        __m256i even = _mm256_shuffle_epi8(load_two(&cells, i), order);
        __m256i uneven = _mm256_shuffle_epi8(load_two(&cells, i + 1), order);
        __m256i digits = _mm256_sub_epi8(_mm256_unpacklo_epi64(even, uneven), _mm256_set1_epi8('0'));
        __m256i between = _mm256_unpackhi_epi64(even, uneven);
        __m256i fine = _mm256_and_si256(_mm256_cmpeq_epi64(between, separators),
                                        _mm256_cmpeq_epi64(lengths, _mm256_set1_epi64x(10)));
        fine = _mm256_and_si256(fine, are_digits(digits));
        __m256i values = days_of(digits, &fine);
        put_four(&cells, i, values, lengths, fine);
    }
    strip->odd_count = cells.odd_count;
    csv_cells_date_from(strip, i, separator);
}

AVX2 static void texts(struct csv_strip *strip)
{
    cells_text(strip);
}

AVX2 static void codes(struct csv_strip *strip, const struct csv_codes *known)
{
    cells_code(strip, known);
}

static const struct csv_cells avx2 = {texts, codes, integers, money, dates};

const struct csv_cells *csv_cells_best(void)
{
    bool works = __builtin_cpu_supports("avx2") && __builtin_cpu_supports("bmi") && __builtin_cpu_supports("bmi2");
    return works ? &avx2 : csv_cells_plain();
}

#else

const struct csv_cells *csv_cells_best(void)
{
    return csv_cells_plain();
}

#endif
