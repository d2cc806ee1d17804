#include <stddef.h>

#include "lanes.h"

/* So many sums are loaded before the first is stored: the compiler cannot know that indexes are
 * distinct. The processor finds the loads far ahead by itself; prefetching made this 1.2 to 1.5
 * times slower where the sums fit a cache, and 1.2 times faster where they are 40 MB. */
enum { STEP = 8 };

INLINE void step(const int n, const int32_t* index, const float* values, float weight,
                 float* sums) {
  float sum[STEP];
  UNROLL
  for (int i = 0; i < n; i++) sum[i] = sums[index[i]];
  UNROLL
  for (int i = 0; i < n; i++)
    sums[index[i]] = values == NULL ? sum[i] + weight : float_fma(weight, values[i], sum[i]);
}

void KERNEL(accumulate)(const int32_t* index, const float* values, int64_t count, float weight,
                        float* sums) {
  int64_t i = 0;
  if (values == NULL) {
    for (; i + STEP <= count; i += STEP) step(STEP, index + i, NULL, weight, sums);
    for (; i < count; i++) step(1, index + i, NULL, weight, sums);
  } else {
    for (; i + STEP <= count; i += STEP) step(STEP, index + i, values + i, weight, sums);
    for (; i < count; i++) step(1, index + i, values + i, weight, sums);
  }
}
