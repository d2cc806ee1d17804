#include "lanes.h"

/* The bits of the scores 0..n-1, n <= 64, that are not <= threshold. */
INLINE uint64_t bits(const float* scores, int n, float threshold) {
  uint64_t bits = 0;
  int i = 0;
  vec limit = vec_all(threshold);
  for (; i + WIDTH <= n; i += WIDTH) bits |= (uint64_t)vec_above(vec_load(scores + i), limit) << i;
  for (; i < n; i++) bits |= (uint64_t)!(scores[i] <= threshold) << i;
  return bits;
}

int32_t KERNEL(above)(const float* scores, const uint64_t* allowed, int32_t from, int32_t to,
                      float threshold, int32_t* found, int32_t n, int32_t room) {
  for (int32_t at = from; at < to && n < room;) {
    /* To the end of the word or of the range; neither sum overflows. */
    int32_t count = 64 - (at & 63);
    if (count > to - at) count = to - at;
    uint64_t open = allowed[at >> 6] >> (at & 63);
    if (open != 0) {
      open &= bits(scores + at, count, threshold);
      for (; open != 0 && n < room; open &= open - 1) found[n++] = at + __builtin_ctzll(open);
    }
    if (count == to - at) break;
    at += count;
  }
  return n;
}
