/* Four floats, and the tree on them: the same for NEON and SVE. */
typedef float32x4_t four;

INLINE float float_fma(float a, float b, float c) { return __builtin_fmaf(a, b, c); }

INLINE four four_load(const float* from) { return vld1q_f32(from); }
INLINE void four_store(float* to, four x) { vst1q_f32(to, x); }
INLINE four four_all(float x) { return vdupq_n_f32(x); }
INLINE four four_add(four x, four y) { return vaddq_f32(x, y); }

INLINE four four_fma(four a, four b, four c) { return vfmaq_f32(c, a, b); }
INLINE four four_root(four x) { return vsqrtq_f32(x); }

INLINE four quarter(const four* x) {
  return vaddq_f32(vaddq_f32(x[0], x[2]), vaddq_f32(x[1], x[3]));
}

typedef four pair;
INLINE pair pair_of_quarters(four x, four y) {
  return vaddq_f32(vcombine_f32(vget_low_f32(x), vget_low_f32(y)),
                   vcombine_f32(vget_high_f32(x), vget_high_f32(y)));
}

INLINE four four_of(pair even, pair odd) {
  return vaddq_f32(vtrn1q_f32(even, odd), vtrn2q_f32(even, odd));
}
