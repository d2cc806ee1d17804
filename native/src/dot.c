#include "lanes.h"

float KERNEL(dot)(const float* a, const float* b, int64_t n) {
  vec sums[GROUPS];
  for (int g = 0; g < GROUPS; g++) sums[g] = vec_zero();
  int64_t i = 0;
  for (; i + LANES <= n; i += LANES) {
    UNROLL
    for (int g = 0; g < GROUPS; g++)
      sums[g] = vec_fma(vec_load(a + i + g * WIDTH), vec_load(b + i + g * WIDTH), sums[g]);
  }
  if (i < n) lanes_tail(a + i, b + i, n - i, sums);
  float all[4];
  pair both = pair_of(sums, sums);
  four_store(all, four_of(both, both));
  return all[0];
}
