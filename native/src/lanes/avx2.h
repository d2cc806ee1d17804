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
