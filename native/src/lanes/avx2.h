/* x86-64 with AVX2 and FMA. */
#include <immintrin.h>

typedef __m256 vec;
typedef __m128 four;
enum { WIDTH = 8, TILE_QUERIES = 3, TILE_ROWS = 2, SCAN_ROWS = 4 };

INLINE vec vec_zero(void) { return _mm256_setzero_ps(); }
INLINE vec vec_all(float x) { return _mm256_set1_ps(x); }
INLINE vec vec_load(const float* from) { return _mm256_loadu_ps(from); }
INLINE void vec_store(float* to, vec x) { _mm256_storeu_ps(to, x); }
INLINE vec vec_keep(vec x) {
  __asm__("" : "+x"(x));
  return x;
}
INLINE vec vec_fma(vec a, vec b, vec c) { return _mm256_fmadd_ps(a, b, c); }
INLINE vec vec_mul(vec a, vec b) { return _mm256_mul_ps(a, b); }
INLINE vec vec_divide(vec a, vec b) { return _mm256_div_ps(a, b); }
INLINE float float_fma(float a, float b, float c) { return __builtin_fmaf(a, b, c); }

INLINE uint32_t vec_above(vec x, vec y) {
  return (uint32_t)_mm256_movemask_ps(_mm256_cmp_ps(x, y, _CMP_NLE_UQ));
}

INLINE four four_load(const float* from) { return _mm_loadu_ps(from); }
INLINE void four_store(float* to, four x) { _mm_storeu_ps(to, x); }
INLINE four four_all(float x) { return _mm_set1_ps(x); }
INLINE four four_add(four x, four y) { return _mm_add_ps(x, y); }

typedef vec pair;
INLINE pair pair_of(const vec* x, const vec* y) {
  vec x8 = _mm256_add_ps(x[0], x[1]), y8 = _mm256_add_ps(y[0], y[1]);
  return _mm256_add_ps(_mm256_blend_ps(x8, y8, 0xf0), _mm256_permute2f128_ps(x8, y8, 0x21));
}

INLINE four four_of(pair even, pair odd) {
  vec x = _mm256_add_ps(_mm256_blend_ps(even, odd, 0xcc), _mm256_shuffle_ps(even, odd, 0x4e));
  four low = _mm256_castps256_ps128(x), high = _mm256_extractf128_ps(x, 1);
  return _mm_add_ps(_mm_shuffle_ps(low, high, 0x88), _mm_shuffle_ps(low, high, 0xdd));
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

INLINE __m256i code_products(const uint8_t* codes, __m256i low, __m256i high) {
  __m256i nibbles = _mm256_set1_epi8(15);
  __m256i x = _mm256_loadu_si256((const __m256i*)codes);
  __m256i y = _mm256_and_si256(_mm256_srli_epi16(x, 4), nibbles);
  return _mm256_add_epi16(_mm256_maddubs_epi16(_mm256_and_si256(x, nibbles), low),
                          _mm256_maddubs_epi16(y, high));
}

/* Even lanes of 16 bits are the lower rows. */
INLINE void code_halves(__m256i sums, float* out) {
  __m256i even = _mm256_srai_epi32(_mm256_slli_epi32(sums, 16), 16);
  _mm256_storeu_ps(out, _mm256_cvtepi32_ps(even));
  _mm256_storeu_ps(out + BLOCK / 2, _mm256_cvtepi32_ps(_mm256_srai_epi32(sums, 16)));
}

INLINE void code_sums(const uint8_t* codes, const query_group* query, int64_t groups,
                      int16_t start, float out[BLOCK]) {
  __m256i a = _mm256_set1_epi16(start), b = a;
  for (int64_t g = 0; g < groups; g++, codes += GROUP_BYTES) {
    __m256i low = _mm256_set1_epi32((int)query[g].low);
    __m256i high = _mm256_set1_epi32((int)query[g].high);
    a = _mm256_add_epi16(a, code_products(codes, low, high));
    b = _mm256_add_epi16(b, code_products(codes + 32, low, high));
  }
  code_halves(a, out);
  code_halves(b, out + 8);
}
