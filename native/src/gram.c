#include "gather.h"

/* Rows copied side by side: from there every tile of the square reads them, out of the level 1
 * cache; where that holds too few to pay for loading and storing the sums, out of the next. */
enum { CACHED_FLOATS = 2048, BUFFER_FLOATS = 16384, FEW = 16, TILE = 4 };

/* square[f..f+3][g..g+15] += the products of n rows, one after the other. */
INLINE void tile(const float* rows, const float* weights, int64_t n, int64_t stride, int64_t f,
                 int64_t g, float* square) {
  vec sums[TILE][GROUPS];
  UNROLL
  for (int t = 0; t < TILE; t++)
    for (int v = 0; v < GROUPS; v++)
      sums[t][v] = vec_load(square + (f + t) * stride + g + v * WIDTH);
  for (int64_t i = 0; i < n; i++, rows += stride) {
    vec weight = vec_all(weights[i]);
    vec own[GROUPS];
    UNROLL
    for (int v = 0; v < GROUPS; v++)
      own[v] = vec_mul(weight, vec_load(rows + g + v * WIDTH));
    UNROLL
    for (int t = 0; t < TILE; t++) {
      vec other = vec_all(rows[f + t]);
      UNROLL
      for (int v = 0; v < GROUPS; v++) sums[t][v] = vec_fma(other, own[v], sums[t][v]);
    }
  }
  UNROLL
  for (int t = 0; t < TILE; t++)
    for (int v = 0; v < GROUPS; v++)
      vec_store(square + (f + t) * stride + g + v * WIDTH, sums[t][v]);
}

void KERNEL(gram)(const float* rows, const int32_t* index, int64_t count, int64_t stride,
                  const float* weights, float* square) {
  float buffer[BUFFER_FLOATS];
  int64_t most = CACHED_FLOATS / stride;
  if (most < FEW) most = stride * FEW > BUFFER_FLOATS ? 1 : FEW;
  prefetch_first(rows, index, count, stride);
  for (int64_t i = 0; i < count; i += most) {
    int64_t n = count - i < most ? count - i : most;
    const float* block = rows + index[i] * stride;
    if (most > 1) {
      for (int64_t r = 0; r < n; r++) {
        const float* row = rows + index[i + r] * stride;
        prefetch_next(rows, index, i + r, count, stride);
        for (int64_t f = 0; f < stride; f += WIDTH)
          vec_store(buffer + r * stride + f, vec_load(row + f));
      }
      block = buffer;
    }
    for (int64_t g = 0; g < stride; g += LANES)
      for (int64_t f = 0; f < g + LANES; f += TILE)
        tile(block, weights + i, n, stride, f, g, square);
  }
}
