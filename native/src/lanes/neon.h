/* aarch64. */
#include <arm_neon.h>

#include "four_aarch64.h"

typedef float32x4_t vec;
enum { WIDTH = 4, TILE_QUERIES = 3, TILE_ROWS = 2, SCAN_ROWS = 4 };

INLINE vec vec_zero(void) { return vdupq_n_f32(0); }
INLINE vec vec_all(float x) { return vdupq_n_f32(x); }
INLINE vec vec_load(const float* from) { return vld1q_f32(from); }
INLINE void vec_store(float* to, vec x) { vst1q_f32(to, x); }
INLINE vec vec_keep(vec x) { return x; }
INLINE vec vec_fma(vec a, vec b, vec c) { return vfmaq_f32(c, a, b); }

INLINE vec vec_mul(vec a, vec b) { return vmulq_f32(a, b); }
INLINE vec vec_divide(vec a, vec b) { return vdivq_f32(a, b); }

INLINE uint32_t vec_above(vec x, vec y) {
  static const uint32_t bits[] = {1, 2, 4, 8};
  return vaddvq_u32(vbicq_u32(vld1q_u32(bits), vcleq_f32(x, y)));
}

INLINE pair pair_of(const vec* x, const vec* y) {
  return pair_of_quarters(quarter(x), quarter(y));
}
