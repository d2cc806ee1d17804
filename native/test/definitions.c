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

void scalar_score_some(const float* rows, const int32_t* index, int64_t count, int64_t stride,
                       const float* query, const float* bias, float base, float* out) {
  for (int64_t i = 0; i < count; i++)
    scalar_score_rows(rows + index[i] * stride, 1, stride, query,
                      bias == NULL ? NULL : bias + index[i], base, out + i);
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

void scalar_reaching(const uint8_t* codes, int64_t blocks, int64_t columns, const float* scales,
                     const float* errors, const float* offsets, const int16_t* query,
                     int16_t start, float step, float margin, float reach, float threshold,
                     int32_t* marks) {
  for (int64_t b = 0; b < blocks; b++) {
    uint32_t bits = 0;
    for (int i = 0; i < 32; i++) {
      int64_t row = 32 * b + i;
      int lane = i < 16 ? 2 * i : 2 * (i - 16) + 1;
      int64_t sum = start;
      for (int64_t c = 0; c < columns; c++) {
        uint8_t two = codes[16 * columns * b + 64 * (c / 4) + 2 * lane + c % 2];
        sum += (c % 4 < 2 ? two & 15 : two >> 4) * query[32 * c];
      }
      int64_t wrapped = ((sum + 32768) & 65535) - 32768;
      float bound = fmaf(scales[row], fmaf(step, (float)wrapped, margin), offsets[row]);
      if (!(fmaf(errors[row], reach, bound) <= threshold)) bits |= UINT32_C(1) << i;
    }
    marks[b] = (int32_t)bits;
  }
}
