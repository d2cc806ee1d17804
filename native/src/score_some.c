#include "rows.h"

/* Groups of rows between what is asked of memory and what is used. */
enum { AHEAD = 2, LINE = 64 };

INLINE void prefetch(const float* row, int64_t stride) {
  for (int64_t f = 0; f < stride; f += LINE / 4) __builtin_prefetch(row + f);
}

void KERNEL(score_some)(const float* rows, const int32_t* index, int64_t count, int64_t stride,
                        const float* query, const float* bias, float base, float* out) {
  for (int64_t i = 0; i < AHEAD * 4 && i < count; i++) prefetch(rows + index[i] * stride, stride);
  for (int64_t i = 0; i < count; i += 4) {
    const float* row[4];
    vec sums[4][GROUPS];
    UNROLL
    for (int r = 0; r < 4; r++) {
      row[r] = rows + index[i + r < count ? i + r : count - 1] * stride;
      int64_t next = i + r + AHEAD * 4;
      if (next < count) prefetch(rows + index[next] * stride, stride);
      for (int g = 0; g < GROUPS; g++) sums[r][g] = vec_zero();
    }
    for (int64_t f = 0; f < stride; f += LANES) {
      UNROLL
      for (int g = 0; g < GROUPS; g++) {
        vec q = vec_load(query + f + g * WIDTH);
        UNROLL
        for (int r = 0; r < 4; r++)
          sums[r][g] = vec_fma(vec_load(row[r] + f + g * WIDTH), q, sums[r][g]);
      }
    }
    int64_t n = count - i < 4 ? count - i : 4;
    float biases[4];
    UNROLL
    for (int r = 0; r < 4; r++)
      biases[r] = bias == NULL ? -0.0f : bias[index[i + r < count ? i + r : count - 1]];
    float scores[4];
    four dots = four_of(pair_of(sums[0], sums[2]), pair_of(sums[1], sums[3]));
    put(dots, 0, 4, biases, base, scores);
    for (int64_t r = 0; r < n; r++) out[i + r] = scores[r];
  }
}
