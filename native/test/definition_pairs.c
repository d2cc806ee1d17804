/* Gradient descent on pairs of items as the Java class ScalarPairs defines it, one number at a time. */
#include "definitions.h"

#include <math.h>
#include <stddef.h>

static float product(const float* p, const float* i, const float* j, int64_t n) {
  float lanes[16] = {0};
  for (int64_t f = 0; f < n; f++) lanes[f % 16] = fmaf(p[f], i[f] - j[f], lanes[f % 16]);
  for (int step = 8; step > 0; step /= 2)
    for (int lane = 0; lane < step; lane++) lanes[lane] += lanes[lane + step];
  return lanes[0];
}

int64_t scalar_pairs(const struct item_pair* pairs, int64_t count, float* users, float* items,
                     float* biases, int64_t stride, float rate, float user_decay,
                     float positive_decay, float negative_decay, float bias_decay, int32_t loss) {
  int64_t ordered = 0;
  float cu = fmaf(-rate, user_decay, 1), ci = fmaf(-rate, positive_decay, 1);
  float cj = fmaf(-rate, negative_decay, 1);
  for (const struct item_pair* pair = pairs; pair < pairs + count; pair++) {
    float *p = users + pair->user * stride, *i = items + pair->positive * stride;
    float* j = items + pair->negative * stride;
    float bi = biases == NULL ? 0 : biases[pair->positive];
    float bj = biases == NULL ? 0 : biases[pair->negative];
    float z = (bi - bj) + product(p, i, j, stride);
    if (z > 0) ordered++;
    float e = loss == PAIR_LOGISTIC ? pair->weight * scalar_sigmoid(-z) : z < 1 ? pair->weight : 0;
    float s = rate * e;
    for (int64_t f = 0; f < stride; f++) {
      float x = p[f], y = i[f], z_f = j[f];
      p[f] = fmaf(s, y - z_f, cu * x);
      i[f] = fmaf(s, x, ci * y);
      j[f] = fmaf(-s, x, cj * z_f);
    }
    if (biases == NULL) continue;
    biases[pair->positive] = fmaf(rate, fmaf(-bias_decay, bi, e), bi);
    biases[pair->negative] = fmaf(rate, fmaf(-bias_decay, bj, -e), bj);
  }
  return ordered;
}
