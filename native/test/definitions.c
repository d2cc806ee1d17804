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

void scalar_subtract_product(const float* rows, int64_t count, int64_t stride, int64_t depth,
                             const float* panels, int64_t panel_count, float* out,
                             int64_t out_stride) {
  for (int64_t i = 0; i < count; i++)
    for (int64_t j = 0; j < 16 * panel_count; j++) {
      float product = 0;
      for (int64_t k = 0; k < depth; k++)
        product = fmaf(rows[i * stride + k], panels[16 * (depth * (j / 16) + k) + j % 16], product);
      out[i * out_stride + j] -= product;
    }
}

void scalar_accumulate(const int32_t* index, const float* values, int64_t count, float weight,
                       float* sums) {
  for (int64_t i = 0; i < count; i++) {
    float* sum = sums + index[i];
    *sum = values == NULL ? *sum + weight : fmaf(weight, values[i], *sum);
  }
}

void scalar_add_whole(const uint32_t* entries, const int64_t* starts, const int32_t* lengths,
                      int64_t count, uint32_t* sums) {
  for (int64_t i = 0; i < count; i++)
    for (int32_t j = 0; j < lengths[i]; j++) {
      uint32_t entry = entries[(starts[i] >> 8) + j];
      sums[entry >> 8] += (uint32_t)((int8_t)starts[i] * (int8_t)entry);
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

/* to[f] = fma(factor, from[f], to[f]) */
static void add(float factor, const float* from, float* to, int64_t n) {
  for (int64_t f = 0; f < n; f++) to[f] = fmaf(factor, from[f], to[f]);
}

void scalar_combine(const float* rows, const int32_t* index, int64_t count, int64_t stride,
                    const float* values, float* sums) {
  for (int64_t i = 0; i < count; i++) add(values[i], rows + index[i] * stride, sums, stride);
}

void scalar_gram(const float* rows, const int32_t* index, int64_t count, int64_t stride,
                 const float* weights, float* square) {
  for (int64_t i = 0; i < count; i++) {
    const float* y = rows + index[i] * stride;
    for (int64_t f = 0; f < stride; f++)
      for (int64_t g = f - f % 16; g < stride; g++) {
        float* cell = square + f * stride + g;
        float weighted = weights[i] * y[g];
        *cell = fmaf(y[f], weighted, *cell);
      }
  }
}

static float shifted(const float* square, int64_t f, int64_t stride, float ridge, const float* x) {
  return fmaf(ridge, x[f], scalar_dot(square + f * stride, x, stride));
}

double scalar_conjugate(const float* rows, const int32_t* index, int64_t count, int64_t stride,
                        const float* weights, const float* values, const float* square,
                        float ridge, float* x, int64_t steps, float* scratch) {
  float *r = scratch, *p = r + stride, *q = p + stride;
  double energy = 0;
  for (int64_t f = 0; f < stride; f++) r[f] = -shifted(square, f, stride, ridge, x);
  for (int64_t i = 0; i < count; i++) {
    const float* y = rows + index[i] * stride;
    float dot = scalar_dot(y, x, stride);
    energy -= (double)values[i] * dot;
    add(fmaf(-weights[i], dot, values[i]), y, r, stride);
  }
  energy -= scalar_dot(r, x, stride);
  for (int64_t f = 0; f < stride; f++) p[f] = r[f];
  float squares = scalar_dot(r, r, stride);
  for (int64_t step = 0; step < steps && squares > 0; step++) {
    for (int64_t f = 0; f < stride; f++) q[f] = shifted(square, f, stride, ridge, p);
    for (int64_t i = 0; i < count; i++) {
      const float* y = rows + index[i] * stride;
      float factor = weights[i] * scalar_dot(y, p, stride);
      add(factor, y, q, stride);
    }
    float length = squares / scalar_dot(p, q, stride);
    if (!(length > 0 && isfinite(length))) break;
    energy -= (double)length * squares;
    add(length, p, x, stride);
    add(-length, q, r, stride);
    float left = scalar_dot(r, r, stride);
    float ratio = left / squares;
    for (int64_t f = 0; f < stride; f++) p[f] = fmaf(ratio, p[f], r[f]);
    squares = left;
  }
  return energy;
}

void scalar_cholesky(float* square, int64_t stride) {
  for (int64_t i = 0; i < stride; i++) {
    int64_t first = i - i % 16;
    float* row = square + i * stride;
    for (int64_t j = 0; j < i; j++) {
      const float* above = square + j * stride;
      add(-above[i], above + first, row + first, stride - first);
    }
    float pivot = sqrtf(row[i]);
    for (int64_t l = first; l < i; l++) row[l] = 0;
    row[i] = pivot;
    for (int64_t l = i + 1; l < stride; l++) row[l] /= pivot;
  }
}

void scalar_solve(const float* factor, int64_t stride, float* x) {
  for (int64_t j = 0; j < stride; j++) {
    int64_t first = j - j % 16;
    const float* row = factor + j * stride;
    float solved = x[j] / row[j];
    add(-solved, row + first, x + first, stride - first);
    x[j] = solved;
  }
  for (int64_t j = stride - 1; j >= 0; j--) {
    int64_t first = j - j % 16;
    const float* row = factor + j * stride;
    float right = x[j];
    x[j] = 0;
    x[j] = (right - scalar_dot(row + first, x + first, stride - first)) / row[j];
  }
}
