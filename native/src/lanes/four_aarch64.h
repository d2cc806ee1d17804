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

/* Four columns of a query, each repeated for a block. */
typedef const int16_t* query_group;

INLINE query_group query_group_of(const int16_t* query) { return query; }

INLINE int16x8_t code_products(int16x8_t sums, uint16x8_t codes, const int16_t* query) {
  int16x8_t low = vreinterpretq_s16_u16(vandq_u16(codes, vdupq_n_u16(15)));
  return vmlaq_s16(sums, low, vld1q_s16(query));
}

/* Even lanes of 16 bits are the lower rows. */
INLINE void code_sums(const uint8_t* codes, const query_group* query, int64_t groups,
                      int16_t start, float out[BLOCK]) {
  int16x8_t sums[4];
  UNROLL
  for (int i = 0; i < 4; i++) sums[i] = vdupq_n_s16(start);
  for (int64_t g = 0; g < groups; g++, codes += GROUP_BYTES) {
    UNROLL
    for (int i = 0; i < 4; i++) {
      uint16x8_t x = vreinterpretq_u16_u8(vld1q_u8(codes + 16 * i));
      sums[i] = code_products(sums[i], x, query[g]);
      sums[i] = code_products(sums[i], vshrq_n_u16(x, 8), query[g] + BLOCK);
      sums[i] = code_products(sums[i], vshrq_n_u16(x, 4), query[g] + 2 * BLOCK);
      sums[i] = code_products(sums[i], vshrq_n_u16(x, 12), query[g] + 3 * BLOCK);
    }
  }
  UNROLL
  for (int i = 0; i < 4; i++) {
    int32x4_t both = vreinterpretq_s32_s16(sums[i]);
    vst1q_f32(out + 4 * i, vcvtq_f32_s32(vshrq_n_s32(vshlq_n_s32(both, 16), 16)));
    vst1q_f32(out + BLOCK / 2 + 4 * i, vcvtq_f32_s32(vshrq_n_s32(both, 16)));
  }
}
