/* Rows picked by an index: they lie anywhere, so what comes next is asked for early. */
#ifndef SIMILE_GATHER_H
#define SIMILE_GATHER_H

#include "lanes.h"

enum { PICKED_AHEAD = 8, LINE_FLOATS = 16 };

INLINE void prefetch_row(const float* row, int64_t stride) {
  for (int64_t f = 0; f < stride; f += LINE_FLOATS) __builtin_prefetch(row + f);
}

/* Asks for the first rows. */
INLINE void prefetch_first(const float* rows, const int32_t* index, int64_t count,
                           int64_t stride) {
  for (int64_t i = 0; i < PICKED_AHEAD && i < count; i++)
    prefetch_row(rows + index[i] * stride, stride);
}

/* Asks for the row that comes PICKED_AHEAD after row i. */
INLINE void prefetch_next(const float* rows, const int32_t* index, int64_t i, int64_t count,
                          int64_t stride) {
  if (i + PICKED_AHEAD < count) prefetch_row(rows + index[i + PICKED_AHEAD] * stride, stride);
}

/* to[f] = fma(factors[r], row[r][f], to[f]) for four rows, one after the other. */
INLINE void add_four(const float* const row[4], const float factors[4], float* to,
                     int64_t stride) {
  vec a = vec_all(factors[0]), b = vec_all(factors[1]);
  vec c = vec_all(factors[2]), d = vec_all(factors[3]);
  UNROLL_FEW
  for (int64_t f = 0; f < stride; f += LANES) {
    UNROLL
    for (int g = 0; g < LANES; g += WIDTH) {
      vec sum = vec_fma(a, vec_load(row[0] + f + g), vec_load(to + f + g));
      sum = vec_fma(b, vec_load(row[1] + f + g), sum);
      sum = vec_fma(c, vec_load(row[2] + f + g), sum);
      sum = vec_fma(d, vec_load(row[3] + f + g), sum);
      vec_store(to + f + g, sum);
    }
  }
}

/* to[f] = fma(factor, row[f], to[f]) */
INLINE void add_one(const float* row, float factor, float* to, int64_t stride) {
  vec a = vec_all(factor);
  for (int64_t f = 0; f < stride; f += LANES) {
    UNROLL
    for (int g = 0; g < LANES; g += WIDTH)
      vec_store(to + f + g, vec_fma(a, vec_load(row + f + g), vec_load(to + f + g)));
  }
}

/* The dot products of four rows with x. */
INLINE void dot_four(const float* const row[4], const float* x, int64_t stride, float dots[4]) {
  vec sums[4][GROUPS];
  UNROLL
  for (int r = 0; r < 4; r++)
    for (int g = 0; g < GROUPS; g++) sums[r][g] = vec_zero();
  UNROLL_FEW
  for (int64_t f = 0; f < stride; f += LANES) {
    UNROLL
    for (int g = 0; g < GROUPS; g++) {
      vec q = vec_load(x + f + g * WIDTH);
      UNROLL
      for (int r = 0; r < 4; r++)
        sums[r][g] = vec_fma(vec_load(row[r] + f + g * WIDTH), q, sums[r][g]);
    }
  }
  four_store(dots, four_of(pair_of(sums[0], sums[2]), pair_of(sums[1], sums[3])));
}

/* The dot product of n floats, a multiple of 16. */
INLINE float dot_one(const float* a, const float* b, int64_t n) {
  vec sums[GROUPS];
  for (int g = 0; g < GROUPS; g++) sums[g] = vec_zero();
  for (int64_t f = 0; f < n; f += LANES) {
    UNROLL
    for (int g = 0; g < GROUPS; g++)
      sums[g] = vec_fma(vec_load(a + f + g * WIDTH), vec_load(b + f + g * WIDTH), sums[g]);
  }
  float all[4];
  pair both = pair_of(sums, sums);
  four_store(all, four_of(both, both));
  return all[0];
}

#endif
