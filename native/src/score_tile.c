#include "rows.h"

/* Rows that stay in the level 1 cache, half of it, while all queries pass. */
enum { BLOCK_FLOATS = 4096 };

/* Four rows against TILE_QUERIES queries, as many rows at once as the registers hold: sums that
 * wait in memory cost more than operands that are loaded twice. */
INLINE void tile(const float* queries, const float* rows, int64_t stride, four dots[]) {
  pair pairs[TILE_QUERIES][2];
  UNROLL
  for (int first = 0; first < 2; first += TILE_ROWS / 2) {
    vec sums[TILE_QUERIES][TILE_ROWS][GROUPS];
    UNROLL
    for (int q = 0; q < TILE_QUERIES; q++)
      for (int r = 0; r < TILE_ROWS; r++)
        for (int g = 0; g < GROUPS; g++) sums[q][r][g] = vec_zero();
    _Pragma("GCC unroll 2")
    for (int64_t f = 0; f < stride; f += LANES) {
      UNROLL
      for (int g = 0; g < GROUPS; g++) {
        vec side[TILE_QUERIES];
        UNROLL
        for (int q = 0; q < TILE_QUERIES; q++)
          side[q] = vec_keep(vec_load(queries + q * stride + f + g * WIDTH));
        UNROLL
        for (int r = 0; r < TILE_ROWS; r++) {
          int row = TILE_ROWS == 2 ? first + 2 * r : r;
          vec x = vec_load(rows + row * stride + f + g * WIDTH);
          UNROLL
          for (int q = 0; q < TILE_QUERIES; q++) sums[q][r][g] = vec_fma(x, side[q], sums[q][r][g]);
        }
      }
    }
    UNROLL
    for (int q = 0; q < TILE_QUERIES; q++) {
      if (TILE_ROWS == 2) {
        pairs[q][first] = pair_of(sums[q][0], sums[q][1]);
      } else {
        pairs[q][0] = pair_of(sums[q][0], sums[q][TILE_ROWS - 2]);
        pairs[q][1] = pair_of(sums[q][1], sums[q][TILE_ROWS - 1]);
      }
    }
  }
  UNROLL
  for (int q = 0; q < TILE_QUERIES; q++) dots[q] = four_of(pairs[q][0], pairs[q][1]);
}

/* The rows of a block, four by four, against TILE_QUERIES queries. */
INLINE void strip(const float* queries, const float* rows, int64_t count, int64_t stride,
                  const float* bias, const float* bases, float* out, int64_t out_stride) {
  float base[TILE_QUERIES];
  for (int q = 0; q < TILE_QUERIES; q++) base[q] = bases == NULL ? 0 : bases[q];
  for (int64_t i = 0; i < count; i += 4, rows += 4 * stride) {
    four dots[TILE_QUERIES];
    tile(queries, rows, stride, dots);
    four biases = bias_at(bias, i);
    UNROLL
    for (int q = 0; q < TILE_QUERIES; q++)
      four_store(out + q * out_stride + i,
                 four_add(four_all(base[q]), four_add(biases, dots[q])));
  }
}

void KERNEL(score_tile)(const float* queries, int64_t query_count, const float* rows, int64_t count,
                        int64_t stride, const float* bias, const float* bases, float* out,
                        int64_t out_stride) {
  int64_t block = 4;
  if (stride > 0 && stride < BLOCK_FLOATS / 4) block = BLOCK_FLOATS / stride & ~INT64_C(3);
  for (int64_t i = 0; i < count; i += block) {
    int64_t n = count - i < block ? count - i : block;
    int64_t fours = n & ~INT64_C(3);
    const float* first = rows + i * stride;
    const float* biases = bias == NULL ? NULL : bias + i;
    int64_t q = 0;
    for (; q + TILE_QUERIES <= query_count; q += TILE_QUERIES)
      strip(queries + q * stride, first, fours, stride, biases, bases == NULL ? NULL : bases + q,
            out + q * out_stride + i, out_stride);
    for (int64_t o = 0; o < query_count; o++) {
      int64_t from = o < q ? fours : 0;
      scan(first + from * stride, n - from, stride, queries + o * stride,
           biases == NULL ? NULL : biases + from, bases == NULL ? 0 : bases[o],
           out + o * out_stride + i + from);
    }
  }
}
