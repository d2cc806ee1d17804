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
