/* Eight floats at once in the compiler's own vectors, which it makes of whatever registers there are;
 * beside them only what these vectors lack, by instruction set. */
#ifndef SIMILE_EIGHTS_H
#define SIMILE_EIGHTS_H

#include <string.h>

#include "lanes.h"

typedef float eight __attribute__((vector_size(32)));
typedef int32_t eight_bits __attribute__((vector_size(32)));
typedef uint32_t eight_words __attribute__((vector_size(32))); /* wraps around */
typedef float quad __attribute__((vector_size(16)));

/* Lanes of x (0..) and y (after those of x), each a constant. */
#if defined(__has_builtin)
#if __has_builtin(__builtin_shufflevector)
#define SHUFFLE(x, y, ...) __builtin_shufflevector(x, y, __VA_ARGS__)
#endif
#endif
#ifndef SHUFFLE
#define SHUFFLE(x, y, ...) __builtin_shuffle(x, y, (eight_bits){__VA_ARGS__})
#endif

INLINE quad quad_load(const float* from) {
  quad x;
  memcpy(&x, from, sizeof x);
  return x;
}

INLINE void quad_store(float* to, quad x) { memcpy(to, &x, sizeof x); }

INLINE eight eight_load(const float* from) {
  eight x;
  memcpy(&x, from, sizeof x);
  return x;
}

INLINE void eight_store(float* to, eight x) { memcpy(to, &x, sizeof x); }

INLINE eight eight_all(float x) { return (eight){x, x, x, x, x, x, x, x}; }

INLINE eight_bits eight_bits_of(eight x) {
  eight_bits bits;
  memcpy(&bits, &x, sizeof bits);
  return bits;
}

INLINE eight eight_of_bits(eight_bits bits) {
  eight x;
  memcpy(&x, &bits, sizeof x);
  return x;
}

/* x where a lane of the mask is -1, y where it is 0. */
INLINE eight eight_select(eight_bits mask, eight x, eight y) {
  return eight_of_bits((eight_bits_of(x) & mask) | (eight_bits_of(y) & ~mask));
}

/* x > 0 ? x : 0 */
INLINE eight eight_positive(eight x) { return eight_of_bits(eight_bits_of(x) & (x > 0)); }

/* Written as stores and loads of other sizes these would wait for the stores. */
#if defined(__AVX__)
INLINE eight eight_of_quads(quad low, quad high) {
  return (eight)_mm256_insertf128_ps(_mm256_castps128_ps256((__m128)low), (__m128)high, 1);
}
INLINE quad eight_low(eight x) { return (quad)_mm256_castps256_ps128((__m256)x); }
INLINE quad eight_high(eight x) { return (quad)_mm256_extractf128_ps((__m256)x, 1); }
#else
INLINE eight eight_of_quads(quad low, quad high) {
  eight x;
  memcpy(&x, &low, sizeof low);
  memcpy((char*)&x + sizeof low, &high, sizeof high);
  return x;
}
INLINE quad eight_low(eight x) {
  quad low;
  memcpy(&low, &x, sizeof low);
  return low;
}
INLINE quad eight_high(eight x) {
  quad high;
  memcpy(&high, (char*)&x + sizeof high, sizeof high);
  return high;
}
#endif

#if defined(__FMA__)
INLINE eight eight_fma(eight a, eight b, eight c) {
  return (eight)_mm256_fmadd_ps((__m256)a, (__m256)b, (__m256)c);
}
INLINE eight eight_root(eight x) { return (eight)_mm256_sqrt_ps((__m256)x); }
#else
#if defined(__SSE2__)
/* Without hardware each is dozens of operations: inlined everywhere it would only take long to compile. */
static __attribute__((noinline, unused))
#else
INLINE
#endif
eight eight_fma(eight a, eight b, eight c) {
  float x[8], y[8], z[8];
  eight_store(x, a);
  eight_store(y, b);
  eight_store(z, c);
  for (int i = 0; i < 8; i += 4)
    four_store(z + i, four_fma(four_load(x + i), four_load(y + i), four_load(z + i)));
  return eight_load(z);
}

INLINE eight eight_root(eight x) {
  float y[8];
  eight_store(y, x);
  for (int i = 0; i < 8; i += 4) four_store(y + i, four_root(four_load(y + i)));
  return eight_load(y);
}
#endif

/* 1 / (1 + exp(-z)), by the definition's steps and constants. */
INLINE eight sigmoid(eight z) {
  const eight limit = eight_all(87), rounding = eight_all(12582912), one = eight_all(1);
  eight x = -z;
  x = eight_select(x > limit, limit, x);
  x = eight_select(x < -limit, -limit, x);
  eight sum = eight_fma(x, eight_all(1.44269504f), rounding);
  eight n = sum - rounding;
  eight r = eight_fma(n, eight_all(2.12194440e-4f), eight_fma(n, eight_all(-.693359375f), x));
  eight series = eight_fma(eight_all(1 / 720.f), r, eight_all(1 / 120.f));
  series = eight_fma(series, r, eight_all(1 / 24.f));
  series = eight_fma(series, r, eight_all(1 / 6.f));
  series = eight_fma(series, r, eight_all(.5f));
  series = eight_fma(series, r, one);
  series = eight_fma(series, r, one);
  eight_words exponent = ((eight_words)eight_bits_of(sum) << 23) + 0x3f800000;
  eight power = eight_of_bits((eight_bits)exponent);
  return one / eight_fma(series, power, one);
}

#endif
