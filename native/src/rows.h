/* Rows against one query. */
#ifndef SIMILE_ROWS_H
#define SIMILE_ROWS_H

#include <stddef.h>

#include "lanes.h"

/* The bias of the rows i..i+3; -0 if there is none, since adding that changes nothing. */
INLINE four bias_at(const float* bias, int64_t i) {
  return bias == NULL ? four_all(-0.0f) : four_load(bias + i);
}

/* base + (bias + dot) for n <= 4 rows from i. */
INLINE void put(four dots, int64_t i, int64_t n, const float* bias, float base, float* out) {
  if (n == 4) {
    four_store(out + i, four_add(four_all(base), four_add(bias_at(bias, i), dots)));
    return;
  }
  float dot[4];
  four_store(dot, dots);
  for (int r = 0; r < n; r++) out[i + r] = base + ((bias == NULL ? -0.0f : bias[i + r]) + dot[r]);
}

/* SCAN_ROWS at once. The last group repeats its last row instead of reading on. */
INLINE void scan(const float* rows, int64_t count, int64_t stride, const float* query,
                 const float* bias, float base, float* out) {
  for (int64_t i = 0; i < count; i += SCAN_ROWS) {
    const float* row[SCAN_ROWS];
    vec sums[SCAN_ROWS][GROUPS];
    UNROLL
    for (int r = 0; r < SCAN_ROWS; r++) {
      row[r] = rows + (i + r < count ? i + r : count - 1) * stride;
      for (int g = 0; g < GROUPS; g++) sums[r][g] = vec_zero();
    }
    for (int64_t f = 0; f < stride; f += LANES) {
      UNROLL
      for (int g = 0; g < GROUPS; g++) {
        vec q = vec_load(query + f + g * WIDTH);
        UNROLL
        for (int r = 0; r < SCAN_ROWS; r++)
          sums[r][g] = vec_fma(vec_load(row[r] + f + g * WIDTH), q, sums[r][g]);
      }
    }
    UNROLL
    for (int r = 0; r < SCAN_ROWS; r += 4) {
      int64_t left = count - i - r;
      if (left <= 0) break;
      four dots = four_of(pair_of(sums[r], sums[r + 2]), pair_of(sums[r + 1], sums[r + 3]));
      put(dots, i + r, left < 4 ? left : 4, bias, base, out);
    }
  }
}

#endif
