#include "lanes.h"

/* Rows whose sums the registers hold beside one group of columns. */
enum { ROWS = WIDTH == 16 ? 12 : WIDTH == 8 ? 6 : 4 };

INLINE void tile(const int n, const float* rows, int64_t stride, int64_t depth, const float* panel,
                 float* out, int64_t out_stride) {
  vec sums[ROWS][GROUPS];
  UNROLL
  for (int r = 0; r < n; r++) {
    __builtin_prefetch(out + r * out_stride, 1);
    for (int g = 0; g < GROUPS; g++) sums[r][g] = vec_zero();
  }
  _Pragma("GCC unroll 2")
  for (int64_t k = 0; k < depth; k++) {
    vec side[GROUPS];
    UNROLL
    for (int g = 0; g < GROUPS; g++) side[g] = vec_load(panel + k * LANES + g * WIDTH);
    UNROLL
    for (int r = 0; r < n; r++) {
      vec x = vec_all(rows[r * stride + k]);
      UNROLL
      for (int g = 0; g < GROUPS; g++) sums[r][g] = vec_fma(x, side[g], sums[r][g]);
    }
  }
  UNROLL
  for (int r = 0; r < n; r++)
    UNROLL
    for (int g = 0; g < GROUPS; g++) {
      float* to = out + r * out_stride + g * WIDTH;
      /* To the bit what a subtraction gives. */
      vec_store(to, vec_fma(vec_all(-1), sums[r][g], vec_load(to)));
    }
}

/* A panel stays in the level 1 cache while all rows pass. */
void KERNEL(subtract_product)(const float* rows, int64_t count, int64_t stride, int64_t depth,
                              const float* panels, int64_t panel_count, float* out,
                              int64_t out_stride) {
  for (int64_t p = 0; p < panel_count; p++, panels += depth * LANES, out += LANES) {
    int64_t i = 0;
    for (; i + ROWS <= count; i += ROWS)
      tile(ROWS, rows + i * stride, stride, depth, panels, out + i * out_stride, out_stride);
    for (; i < count; i++)
      tile(1, rows + i * stride, stride, depth, panels, out + i * out_stride, out_stride);
  }
}
