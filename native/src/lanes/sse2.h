/* x86-64 without FMA hardware: correct, and slow. */
#include <emmintrin.h>

typedef __m128 vec;
typedef __m128 four;
enum { WIDTH = 4, TILE_QUERIES = 1, TILE_ROWS = 2, SCAN_ROWS = 4 };

INLINE vec vec_zero(void) { return _mm_setzero_ps(); }
INLINE vec vec_all(float x) { return _mm_set1_ps(x); }
INLINE vec vec_load(const float* from) { return _mm_loadu_ps(from); }
INLINE void vec_store(float* to, vec x) { _mm_storeu_ps(to, x); }

/* a * b + c for two floats held as doubles, rounded to odd: the product is exact, and the sum, where
 * it is not, gets the neighbor whose last bit is 1. With 29 bits more than a float has, rounding
 * that to float is rounding the exact value (Boldo and Melquiond 2008). */
INLINE __m128d fma_odd(__m128d a, __m128d b, __m128d c) {
  __m128d product = _mm_mul_pd(a, b);
  __m128d sum = _mm_add_pd(product, c);
  /* The error of the sum (Knuth's TwoSum). NaN where the sum is no number, which is left alone. */
  __m128d part = _mm_sub_pd(sum, product);
  __m128d error = _mm_add_pd(_mm_sub_pd(product, _mm_sub_pd(sum, part)), _mm_sub_pd(c, part));
  __m128d zero = _mm_setzero_pd();
  __m128i inexact =
      _mm_castpd_si128(_mm_or_pd(_mm_cmplt_pd(error, zero), _mm_cmpgt_pd(error, zero)));
  __m128i bits = _mm_castpd_si128(sum);
  __m128i one = _mm_set1_epi64x(1);
  __m128i even = _mm_sub_epi64(_mm_and_si128(bits, one), one);
  /* Away from zero by one where the error has the sign of the sum, else towards it. */
  __m128i inward = _mm_srli_epi64(_mm_castpd_si128(_mm_xor_pd(sum, error)), 63);
  __m128i step = _mm_sub_epi64(one, _mm_slli_epi64(inward, 1));
  step = _mm_and_si128(step, _mm_and_si128(inexact, even));
  return _mm_castsi128_pd(_mm_add_epi64(bits, step));
}

INLINE vec vec_keep(vec x) {
  __asm__("" : "+x"(x));
  return x;
}
INLINE vec vec_fma(vec a, vec b, vec c) {
  __m128d low = fma_odd(_mm_cvtps_pd(a), _mm_cvtps_pd(b), _mm_cvtps_pd(c));
  __m128d high = fma_odd(_mm_cvtps_pd(_mm_movehl_ps(a, a)), _mm_cvtps_pd(_mm_movehl_ps(b, b)),
                         _mm_cvtps_pd(_mm_movehl_ps(c, c)));
  return _mm_movelh_ps(_mm_cvtpd_ps(low), _mm_cvtpd_ps(high));
}

INLINE vec vec_mul(vec a, vec b) { return _mm_mul_ps(a, b); }
INLINE vec vec_divide(vec a, vec b) { return _mm_div_ps(a, b); }

INLINE float float_fma(float a, float b, float c) {
  __m128d odd = fma_odd(_mm_cvtps_pd(_mm_set_ss(a)), _mm_cvtps_pd(_mm_set_ss(b)),
                        _mm_cvtps_pd(_mm_set_ss(c)));
  return _mm_cvtss_f32(_mm_cvtpd_ps(odd));
}

INLINE uint32_t vec_above(vec x, vec y) { return (uint32_t)_mm_movemask_ps(_mm_cmpnle_ps(x, y)); }

INLINE four four_load(const float* from) { return _mm_loadu_ps(from); }
INLINE void four_store(float* to, four x) { _mm_storeu_ps(to, x); }
INLINE four four_all(float x) { return _mm_set1_ps(x); }
INLINE four four_add(four x, four y) { return _mm_add_ps(x, y); }

INLINE four four_fma(four a, four b, four c) { return vec_fma(a, b, c); }
INLINE four four_root(four x) { return _mm_sqrt_ps(x); }

INLINE four quarter(const vec* x) {
  return _mm_add_ps(_mm_add_ps(x[0], x[2]), _mm_add_ps(x[1], x[3]));
}

typedef four pair;
INLINE pair pair_of(const vec* x, const vec* y) {
  four x4 = quarter(x), y4 = quarter(y);
  return _mm_add_ps(_mm_movelh_ps(x4, y4), _mm_movehl_ps(y4, x4));
}

INLINE four four_of(pair even, pair odd) {
  four low = _mm_unpacklo_ps(even, odd), high = _mm_unpackhi_ps(even, odd);
  return _mm_add_ps(_mm_movelh_ps(low, high), _mm_movehl_ps(high, low));
}

/* Four columns of a query, each repeated for a block. */
typedef const int16_t* query_group;

INLINE query_group query_group_of(const int16_t* query) { return query; }

INLINE __m128i code_product(__m128i codes, const int16_t* query) {
  return _mm_mullo_epi16(_mm_and_si128(codes, _mm_set1_epi16(15)),
                         _mm_loadu_si128((const __m128i*)query));
}

/* Even lanes of 16 bits are the lower rows. */
INLINE void code_sums(const uint8_t* codes, const query_group* query, int64_t groups,
                      int16_t start, float out[BLOCK]) {
  for (int i = 0; i < BLOCK / 2; i += WIDTH) {
    __m128i sums = _mm_set1_epi16(start);
    for (int64_t g = 0; g < groups; g++) {
      __m128i x = _mm_loadu_si128((const __m128i*)(codes + g * GROUP_BYTES + 4 * i));
      sums = _mm_add_epi16(sums, code_product(x, query[g]));
      sums = _mm_add_epi16(sums, code_product(_mm_srli_epi16(x, 8), query[g] + BLOCK));
      sums = _mm_add_epi16(sums, code_product(_mm_srli_epi16(x, 4), query[g] + 2 * BLOCK));
      sums = _mm_add_epi16(sums, code_product(_mm_srli_epi16(x, 12), query[g] + 3 * BLOCK));
    }
    _mm_storeu_ps(out + i, _mm_cvtepi32_ps(_mm_srai_epi32(_mm_slli_epi32(sums, 16), 16)));
    _mm_storeu_ps(out + BLOCK / 2 + i, _mm_cvtepi32_ps(_mm_srai_epi32(sums, 16)));
  }
}
