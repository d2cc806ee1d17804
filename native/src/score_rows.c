#include "rows.h"

void KERNEL(score_rows)(const float* rows, int64_t count, int64_t stride, const float* query,
                        const float* bias, float base, float* out) {
  scan(rows, count, stride, query, bias, base, out);
}
