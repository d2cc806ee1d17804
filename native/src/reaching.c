#include "lanes.h"

enum { COLUMNS = 1024 };

void KERNEL(reaching)(const uint8_t* codes, int64_t blocks, int64_t columns, const float* scales,
                      const float* errors, const float* offsets, const int16_t* query,
                      int16_t start, float step, float margin, float reach, float threshold,
                      int32_t* marks) {
  query_group groups[COLUMNS / GROUP];
  int64_t n = columns / GROUP;
  for (int64_t g = 0; g < n; g++) groups[g] = query_group_of(query + g * GROUP * BLOCK);
  vec steps = vec_all(step), margins = vec_all(margin), reaches = vec_all(reach);
  vec limit = vec_all(threshold);
  for (int64_t block = 0; block < blocks; block++, codes += n * GROUP_BYTES) {
    float sums[BLOCK];
    code_sums(codes, groups, n, start, sums);
    uint32_t bits = 0;
    UNROLL
    for (int i = 0; i < BLOCK; i += WIDTH) {
      int64_t row = block * BLOCK + i;
      vec score = vec_fma(steps, vec_load(sums + i), margins);
      vec bound = vec_fma(vec_load(scales + row), score, vec_load(offsets + row));
      bound = vec_fma(vec_load(errors + row), reaches, bound);
      bits |= vec_above(bound, limit) << i;
    }
    marks[block] = (int32_t)bits;
  }
}
