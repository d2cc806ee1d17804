/* aarch64 with SVE, compiled once for each length of its registers that the compiler is told. */
#include <arm_neon.h>
#include <arm_sve.h>

#include "four_aarch64.h"

typedef svfloat32_t vec __attribute__((arm_sve_vector_bits(__ARM_FEATURE_SVE_BITS)));
enum {
  WIDTH = __ARM_FEATURE_SVE_BITS / 32,
  TILE_QUERIES = WIDTH == 16 ? 6 : 3,
  TILE_ROWS = WIDTH == 4 ? 2 : 4,
  SCAN_ROWS = WIDTH == 16 ? 8 : 4
};

INLINE vec vec_zero(void) { return svdup_f32(0); }
INLINE vec vec_all(float x) { return svdup_f32(x); }
INLINE vec vec_load(const float* from) { return svld1_f32(svptrue_b32(), from); }
INLINE void vec_store(float* to, vec x) { svst1_f32(svptrue_b32(), to, x); }
INLINE vec vec_keep(vec x) { return x; }
INLINE vec vec_fma(vec a, vec b, vec c) { return svmla_f32_x(svptrue_b32(), c, a, b); }

INLINE vec vec_mul(vec a, vec b) { return svmul_f32_x(svptrue_b32(), a, b); }
INLINE vec vec_divide(vec a, vec b) { return svdiv_f32_x(svptrue_b32(), a, b); }

INLINE uint32_t vec_above(vec x, vec y) {
  svbool_t all = svptrue_b32();
  svbool_t above = svnot_b_z(all, svcmple_f32(all, x, y));
  return svorv_u32(above, svlsl_u32_x(all, svdup_u32(1), svindex_u32(0, 1)));
}

/* The 16 lanes of a dot product as NEON has them, through memory: SVE has no way across its lanes
 * that is the same for every length. */
INLINE four spread_quarter(const vec* x) {
  float lanes[16];
  for (int g = 0; g < 16 / WIDTH; g++) vec_store(lanes + g * WIDTH, x[g]);
  four parts[4];
  for (int i = 0; i < 4; i++) parts[i] = vld1q_f32(lanes + 4 * i);
  return quarter(parts);
}

INLINE pair pair_of(const vec* x, const vec* y) {
  return pair_of_quarters(spread_quarter(x), spread_quarter(y));
}
