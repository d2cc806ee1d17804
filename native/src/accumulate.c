#include <stddef.h>

#include "lanes.h"

void KERNEL(accumulate)(const int32_t* index, const float* values, int64_t count, float weight,
                        float* sums) {
  if (values == NULL) {
    for (int64_t i = 0; i < count; i++) sums[index[i]] += weight;
  } else {
    for (int64_t i = 0; i < count; i++)
      sums[index[i]] = float_fma(weight, values[i], sums[index[i]]);
  }
}
