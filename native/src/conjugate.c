#include "gather.h"

/* out = sign * ((square + ridge I) x), where sign is 1 or -1. */
INLINE void shifted(const float* square, int64_t stride, float ridge, const float* x, int negative,
                    float* out) {
  for (int64_t f = 0; f < stride; f += 4) {
    const float* row[4] = {square + f * stride, square + (f + 1) * stride,
                           square + (f + 2) * stride, square + (f + 3) * stride};
    float dots[4];
    dot_four(row, x, stride, dots);
    UNROLL
    for (int r = 0; r < 4; r++) {
      float sum = float_fma(ridge, x[f + r], dots[r]);
      out[f + r] = negative ? -sum : sum;
    }
  }
}

/* The rows i..i+n-1, n <= 4; the last stands for those that are missing. */
INLINE void pick(const float* rows, const int32_t* index, int64_t i, int64_t n, int64_t stride,
                 const float* row[4]) {
  UNROLL
  for (int r = 0; r < 4; r++) row[r] = rows + index[i + (r < n ? r : n - 1)] * stride;
}

INLINE void add_some(const float* const row[4], const float factors[4], int64_t n, float* to,
                     int64_t stride) {
  if (n == 4) {
    add_four(row, factors, to, stride);
    return;
  }
  for (int64_t r = 0; r < n; r++) add_one(row[r], factors[r], to, stride);
}

INLINE double descend(const float* rows, const int32_t* index, int64_t count, int64_t stride,
                      const float* weights, const float* values, const float* square, float ridge,
                      float* x, int64_t steps, float* scratch) {
  float *r = scratch, *p = r + stride, *q = p + stride;
  double energy = 0;
  shifted(square, stride, ridge, x, 1, r);
  prefetch_first(rows, index, count, stride);
  for (int64_t i = 0; i < count; i += 4) {
    int64_t n = count - i < 4 ? count - i : 4;
    const float* row[4];
    float dots[4], factors[4] = {0};
    pick(rows, index, i, n, stride, row);
    for (int64_t k = 0; k < n; k++) prefetch_next(rows, index, i + k, count, stride);
    dot_four(row, x, stride, dots);
    for (int64_t k = 0; k < n; k++) {
      energy -= (double)values[i + k] * dots[k];
      factors[k] = float_fma(-weights[i + k], dots[k], values[i + k]);
    }
    add_some(row, factors, n, r, stride);
  }
  energy -= dot_one(r, x, stride);
  for (int64_t f = 0; f < stride; f++) p[f] = r[f];
  float squares = dot_one(r, r, stride);
  for (int64_t step = 0; step < steps && squares > 0; step++) {
    shifted(square, stride, ridge, p, 0, q);
    prefetch_first(rows, index, count, stride);
    for (int64_t i = 0; i < count; i += 4) {
      int64_t n = count - i < 4 ? count - i : 4;
      const float* row[4];
      float dots[4], factors[4] = {0};
      pick(rows, index, i, n, stride, row);
      for (int64_t k = 0; k < n; k++) prefetch_next(rows, index, i + k, count, stride);
      dot_four(row, p, stride, dots);
      for (int64_t k = 0; k < n; k++) factors[k] = weights[i + k] * dots[k];
      add_some(row, factors, n, q, stride);
    }
    float length = squares / dot_one(p, q, stride);
    if (!(length > 0 && length <= 0x1.fffffep127f)) break;
    energy -= (double)length * squares;
    add_one(p, length, x, stride);
    add_one(q, -length, r, stride);
    float left = dot_one(r, r, stride);
    vec ratio = vec_all(left / squares);
    for (int64_t f = 0; f < stride; f += WIDTH)
      vec_store(p + f, vec_fma(ratio, vec_load(p + f), vec_load(r + f)));
    squares = left;
  }
  return energy;
}

/* A stride that the compiler knows needs no loops. */
double KERNEL(conjugate)(const float* rows, const int32_t* index, int64_t count, int64_t stride,
                         const float* weights, const float* values, const float* square,
                         float ridge, float* x, int64_t steps, float* scratch) {
  if (stride == 64)
    return descend(rows, index, count, 64, weights, values, square, ridge, x, steps, scratch);
  return descend(rows, index, count, stride, weights, values, square, ridge, x, steps, scratch);
}
