#include "rows.h"

/* The processor by itself fetches short rows from memory at 19 of 21 GB/s, long ones at 13, with
 * prefetching at 17 (Zen 3); where rows are in a cache prefetching only costs. */
enum { LONG = 128, MANY_FLOATS = 1 << 20 };

void KERNEL(score_rows)(const float* rows, int64_t count, int64_t stride, const float* query,
                        const float* bias, float base, float* out) {
  if (stride >= LONG && count * stride >= MANY_FLOATS)
    scan(1, rows, count, stride, query, bias, base, out);
  else
    scan(0, rows, count, stride, query, bias, base, out);
}
