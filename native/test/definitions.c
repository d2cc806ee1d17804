#include "definitions.h"

#include <math.h>
#include <stddef.h>

float scalar_dot(const float* a, const float* b, int64_t n) {
  float lanes[16] = {0};
  for (int64_t i = 0; i < n; i++) lanes[i % 16] = fmaf(a[i], b[i], lanes[i % 16]);
  for (int step = 8; step > 0; step /= 2)
    for (int i = 0; i < step; i++) lanes[i] += lanes[i + step];
  return lanes[0];
}

void scalar_score_rows(const float* rows, int64_t count, int64_t stride, const float* query,
                       const float* bias, float base, float* out) {
  for (int64_t i = 0; i < count; i++) {
    float dot = scalar_dot(rows + i * stride, query, stride);
    out[i] = bias == NULL ? base + dot : base + (bias[i] + dot);
  }
}

void scalar_score_tile(const float* queries, int64_t query_count, const float* rows, int64_t count,
                       int64_t stride, const float* bias, const float* bases, float* out,
                       int64_t out_stride) {
  for (int64_t q = 0; q < query_count; q++)
    scalar_score_rows(rows, count, stride, queries + q * stride, bias,
                      bases == NULL ? 0 : bases[q], out + q * out_stride);
}

void scalar_accumulate(const int32_t* index, const float* values, int64_t count, float weight,
                       float* sums) {
  for (int64_t i = 0; i < count; i++) {
    float* sum = sums + index[i];
    *sum = values == NULL ? *sum + weight : fmaf(weight, values[i], *sum);
  }
}

int32_t scalar_above(const float* scores, const uint64_t* allowed, int32_t from, int32_t to,
                     float threshold, int32_t* found, int32_t n, int32_t room) {
  int32_t filled = n;
  for (int32_t i = from; i < to && filled < room; i++)
    if ((allowed[i / 64] >> i % 64 & 1) != 0 && !(scores[i] <= threshold)) found[filled++] = i;
  return filled;
}
