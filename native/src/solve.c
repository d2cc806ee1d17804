#include "gather.h"

void KERNEL(solve)(const float* factor, int64_t stride, float* x) {
  for (int64_t j = 0; j < stride; j++) {
    int64_t first = j & -LANES;
    const float* row = factor + j * stride;
    float solved = x[j] / row[j];
    add_one(row + first, -solved, x + first, stride - first);
    x[j] = solved;
  }
  for (int64_t j = stride - 1; j >= 0; j--) {
    int64_t first = j & -LANES;
    const float* row = factor + j * stride;
    float right = x[j];
    x[j] = 0;
    x[j] = (right - dot_one(row + first, x + first, stride - first)) / row[j];
  }
}
