#include "gather.h"

void KERNEL(combine)(const float* rows, const int32_t* index, int64_t count, int64_t stride,
                     const float* values, float* sums) {
  prefetch_first(rows, index, count, stride);
  int64_t i = 0;
  for (; i + 4 <= count; i += 4) {
    const float* row[4];
    UNROLL
    for (int r = 0; r < 4; r++) {
      row[r] = rows + index[i + r] * stride;
      prefetch_next(rows, index, i + r, count, stride);
    }
    add_four(row, values + i, sums, stride);
  }
  for (; i < count; i++) add_one(rows + index[i] * stride, values[i], sums, stride);
}
