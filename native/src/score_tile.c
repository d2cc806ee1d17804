#include "rows.h"

/* Rows that stay in the level 1 cache, half of it, while all queries pass. */
enum { BLOCK_FLOATS = 4096 };

/* Four rows against `width` queries. The sums of all 16 lanes do not fit the registers where a
 * register has fewer: one part of the lanes goes after the other. */
INLINE void tile(const int width, const float* queries, const float* const row[4], int64_t stride,
                 four dots[]) {
  vec all[TILE_QUERIES][4][GROUPS];
  UNROLL
  for (int g = 0; g < GROUPS; g++) {
    vec sums[TILE_QUERIES][4];
    UNROLL
    for (int q = 0; q < width; q++)
      for (int r = 0; r < 4; r++) sums[q][r] = vec_zero();
    for (int64_t f = g * WIDTH; f < stride; f += LANES) {
      vec side[TILE_QUERIES];
      UNROLL
      for (int q = 0; q < width; q++) side[q] = vec_load(queries + q * stride + f);
      UNROLL
      for (int r = 0; r < 4; r++) {
        vec x = vec_load(row[r] + f);
        UNROLL
        for (int q = 0; q < width; q++) sums[q][r] = vec_fma(x, side[q], sums[q][r]);
      }
    }
    UNROLL
    for (int q = 0; q < width; q++)
      for (int r = 0; r < 4; r++) all[q][r][g] = sums[q][r];
  }
  UNROLL
  for (int q = 0; q < width; q++)
    dots[q] = four_trees(all[q][0], all[q][1], all[q][2], all[q][3]);
}

/* All rows of a block against `width` queries. */
INLINE void strip(const int width, const float* queries, const float* rows, int64_t count,
                  int64_t stride, const float* bias, const float* bases, float* out,
                  int64_t out_stride) {
  for (int64_t i = 0; i < count; i += 4) {
    const float* row[4];
    for (int r = 0; r < 4; r++) row[r] = rows + (i + r < count ? i + r : count - 1) * stride;
    four dots[TILE_QUERIES];
    tile(width, queries, row, stride, dots);
    int64_t n = count - i < 4 ? count - i : 4;
    UNROLL
    for (int q = 0; q < width; q++)
      put(dots[q], i, n, bias, bases == NULL ? 0 : bases[q], out + q * out_stride);
  }
}

void KERNEL(score_tile)(const float* queries, int64_t query_count, const float* rows, int64_t count,
                        int64_t stride, const float* bias, const float* bases, float* out,
                        int64_t out_stride) {
  int64_t block = 4;
  if (stride > 0 && stride < BLOCK_FLOATS / 4) block = BLOCK_FLOATS / stride & ~INT64_C(3);
  for (int64_t i = 0; i < count; i += block) {
    int64_t n = count - i < block ? count - i : block;
    const float* first = rows + i * stride;
    const float* biases = bias == NULL ? NULL : bias + i;
    int64_t q = 0;
    for (; q + TILE_QUERIES <= query_count; q += TILE_QUERIES)
      strip(TILE_QUERIES, queries + q * stride, first, n, stride, biases,
            bases == NULL ? NULL : bases + q, out + q * out_stride + i, out_stride);
    for (; q < query_count; q++)
      scan(first, n, stride, queries + q * stride, biases, bases == NULL ? 0 : bases[q],
           out + q * out_stride + i);
  }
}
