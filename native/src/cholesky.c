#include "gather.h"

enum { TILE = 4 };

/* Rows i..i+3 of the chunk at l: all the rows above are taken off, one after the other. */
INLINE void tile(float* square, int64_t stride, int64_t i, int64_t l) {
  vec sums[TILE][GROUPS];
  UNROLL
  for (int t = 0; t < TILE; t++)
    for (int v = 0; v < GROUPS; v++)
      sums[t][v] = vec_load(square + (i + t) * stride + l + v * WIDTH);
  const float* row = square;
  for (int64_t j = 0; j < i; j++, row += stride) {
    vec own[GROUPS];
    UNROLL
    for (int v = 0; v < GROUPS; v++) own[v] = vec_load(row + l + v * WIDTH);
    UNROLL
    for (int t = 0; t < TILE; t++) {
      vec other = vec_all(-row[i + t]);
      UNROLL
      for (int v = 0; v < GROUPS; v++) sums[t][v] = vec_fma(other, own[v], sums[t][v]);
    }
  }
  UNROLL
  for (int t = 0; t < TILE; t++)
    for (int v = 0; v < GROUPS; v++)
      vec_store(square + (i + t) * stride + l + v * WIDTH, sums[t][v]);
}

void KERNEL(cholesky)(float* square, int64_t stride) {
  for (int64_t i = 0; i < stride; i += TILE) {
    int64_t first = i & -LANES;
    if (i > 0)
      for (int64_t l = first; l < stride; l += LANES) tile(square, stride, i, l);
    for (int64_t t = i; t < i + TILE; t++) {
      float* row = square + t * stride;
      for (int64_t j = i; j < t; j++)
        add_one(square + j * stride + first, -square[j * stride + t], row + first,
                stride - first);
      float pivot = __builtin_sqrtf(row[t]);
      vec divisor = vec_all(pivot);
      for (int64_t l = first; l < stride; l += WIDTH)
        vec_store(row + l, vec_divide(vec_load(row + l), divisor));
      for (int64_t l = first; l < t; l++) row[l] = 0;
      row[t] = pivot;
    }
  }
}
