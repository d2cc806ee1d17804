/* x86-64 with AVX-512 F, BW, DQ and VL. */
#include <immintrin.h>

typedef __m512 vec;
typedef __m128 four;
enum { WIDTH = 16, TILE_QUERIES = 6, TILE_ROWS = 4, SCAN_ROWS = 8 };

INLINE vec vec_zero(void) { return _mm512_setzero_ps(); }
INLINE vec vec_all(float x) { return _mm512_set1_ps(x); }
INLINE vec vec_load(const float* from) { return _mm512_loadu_ps(from); }
INLINE void vec_store(float* to, vec x) { _mm512_storeu_ps(to, x); }
INLINE vec vec_keep(vec x) {
  __asm__("" : "+v"(x));
  return x;
}
INLINE vec vec_fma(vec a, vec b, vec c) { return _mm512_fmadd_ps(a, b, c); }
INLINE vec vec_mul(vec a, vec b) { return _mm512_mul_ps(a, b); }
INLINE vec vec_divide(vec a, vec b) { return _mm512_div_ps(a, b); }
INLINE float float_fma(float a, float b, float c) { return __builtin_fmaf(a, b, c); }
INLINE uint32_t vec_above(vec x, vec y) { return _mm512_cmp_ps_mask(x, y, _CMP_NLE_UQ); }

INLINE four four_load(const float* from) { return _mm_loadu_ps(from); }
INLINE void four_store(float* to, four x) { _mm_storeu_ps(to, x); }
INLINE four four_all(float x) { return _mm_set1_ps(x); }
INLINE four four_add(four x, four y) { return _mm_add_ps(x, y); }

typedef vec pair;
INLINE pair pair_of(const vec* x, const vec* y) {
  return _mm512_add_ps(_mm512_shuffle_f32x4(*x, *y, 0x44), _mm512_shuffle_f32x4(*x, *y, 0xee));
}

INLINE four four_of(pair even, pair odd) {
  vec x = _mm512_add_ps(_mm512_shuffle_f32x4(even, odd, 0x88),
                        _mm512_shuffle_f32x4(even, odd, 0xdd));
  x = _mm512_add_ps(x, _mm512_permute_ps(x, 0x4e));
  x = _mm512_add_ps(x, _mm512_permute_ps(x, 0xb1));
  /* The dot products lie in the quarters 0, 2, 1, 3. */
  return _mm512_castps512_ps128(
      _mm512_permutexvar_ps(_mm512_castsi128_si512(_mm_setr_epi32(0, 8, 4, 12)), x));
}

/* Two columns of a query side by side, as vpmaddubsw multiplies them: 0 and 1, 2 and 3. */
typedef struct {
  uint32_t low, high;
} query_group;

INLINE query_group query_group_of(const int16_t* query) {
  uint32_t low = (uint8_t)query[0] | (uint32_t)(uint8_t)query[BLOCK] << 8;
  uint32_t high = (uint8_t)query[2 * BLOCK] | (uint32_t)(uint8_t)query[3 * BLOCK] << 8;
  return (query_group){low * 0x10001u, high * 0x10001u};
}

/* Even lanes of 16 bits are the lower rows. */
INLINE void code_sums(const uint8_t* codes, const query_group* query, int64_t groups,
                      int16_t start, float out[BLOCK]) {
  __m512i nibbles = _mm512_set1_epi8(15);
  __m512i sums = _mm512_set1_epi16(start);
  for (int64_t g = 0; g < groups; g++, codes += GROUP_BYTES) {
    __m512i x = _mm512_loadu_si512(codes);
    __m512i y = _mm512_and_si512(_mm512_srli_epi16(x, 4), nibbles);
    __m512i low = _mm512_maddubs_epi16(_mm512_and_si512(x, nibbles),
                                       _mm512_set1_epi32((int)query[g].low));
    __m512i high = _mm512_maddubs_epi16(y, _mm512_set1_epi32((int)query[g].high));
    sums = _mm512_add_epi16(sums, _mm512_add_epi16(low, high));
  }
  __m512i even = _mm512_srai_epi32(_mm512_slli_epi32(sums, 16), 16);
  _mm512_storeu_ps(out, _mm512_cvtepi32_ps(even));
  _mm512_storeu_ps(out + BLOCK / 2, _mm512_cvtepi32_ps(_mm512_srai_epi32(sums, 16)));
}
