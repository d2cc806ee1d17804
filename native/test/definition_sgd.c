/* Stochastic gradient descent as the Java class ScalarSgd defines it, one number at a time. */
#include "definitions.h"

#include <math.h>
#include <stddef.h>

enum { SLOW = 8, STATE = 8, BIAS = 4, BIAS_GRADIENT = 5, DECAY = 6 };

struct rule {
  int64_t stride;
  float rate, slow_share, fast_share, delta, bias_decay, l1;
  int32_t loss, flags;
};

static float slow_dot(const float* a, const float* b) {
  float lanes[SLOW];
  for (int i = 0; i < SLOW; i++) lanes[i] = a[i] * b[i];
  for (int step = 4; step > 0; step /= 2)
    for (int i = 0; i < step; i++) lanes[i] += lanes[i + step];
  return lanes[0];
}

static float fast_dot(const float* a, const float* b, int64_t n) {
  float lanes[16] = {0};
  for (int64_t i = SLOW; i < 16; i++) lanes[i] = a[i] * b[i];
  for (int64_t i = 16; i < n; i++) lanes[i % 16] = fmaf(a[i], b[i], lanes[i % 16]);
  for (int step = 8; step > 0; step /= 2)
    for (int i = 0; i < step; i++) lanes[i] += lanes[i + step];
  return lanes[0];
}

float scalar_sigmoid(float z) {
  float x = -z;
  x = x > 87 ? 87 : x;
  x = x < -87 ? -87 : x;
  float sum = fmaf(x, 1.44269504f, 12582912.f);
  float n = sum - 12582912.f;
  float r = fmaf(n, 2.12194440e-4f, fmaf(n, -.693359375f, x));
  float series = fmaf(1 / 720.f, r, 1 / 120.f);
  series = fmaf(series, r, 1 / 24.f);
  series = fmaf(series, r, 1 / 6.f);
  series = fmaf(series, r, .5f);
  series = fmaf(series, r, 1);
  series = fmaf(series, r, 1);
  union {
    float number;
    uint32_t bits;
  } power = {.number = sum};
  power.bits = (power.bits << 23) + 0x3f800000;
  return 1 / fmaf(series, power.number, 1);
}

static float residual(const struct rule* rule, float x) {
  switch (rule->loss) {
    case SGD_ABSOLUTE: return x > 0 ? 1 : x < 0 ? -1 : x;
    case SGD_HUBER: return x > rule->delta ? rule->delta : x < -rule->delta ? -rule->delta : x;
    default: return x;
  }
}

static float rate_of(const struct rule* rule, float gradients) {
  return (rule->flags & SGD_ADAPTIVE) != 0 ? rule->rate / sqrtf(gradients) : rule->rate;
}

static void learn(float* gradients, float* norm, float share, float rate, float l, float e,
                  float dot, float own, float other) {
  float squares = fmaf(l * l, own, fmaf((l * e) * -2, dot, (e * e) * other));
  *gradients = fmaf(squares > 0 ? squares : 0, share, *gradients);
  float c = fmaf(-rate, l, 1), d = rate * e;
  float length = fmaf(c * c, own, fmaf((c + c) * d, dot, (d * d) * other));
  *norm = length > 0 ? length : 0;
}

static void bias(const struct rule* rule, float* state, float e) {
  float g = fmaf(-(rule->bias_decay * state[DECAY]), state[BIAS], e);
  state[BIAS] = fmaf(rate_of(rule, state[BIAS_GRADIENT]), g, state[BIAS]);
  if ((rule->flags & SGD_ADAPTIVE) != 0)
    state[BIAS_GRADIENT] = fmaf(g, g, state[BIAS_GRADIENT]);
}

static float proximal(const struct rule* rule, float x, float rate) {
  if (rule->l1 == 0 && (rule->flags & SGD_NON_NEGATIVE) == 0) return x;
  float left = fabsf(x) - rate * rule->l1;
  float kept = left > 0 ? copysignf(left, x) : 0;
  return (rule->flags & SGD_NON_NEGATIVE) != 0 && !(kept > 0) ? 0 : kept;
}

static void factors(const struct rule* rule, float* p, float* q, int64_t from, int64_t to, float ru,
                    float lu, float ri, float li, float e) {
  float cu = fmaf(-ru, lu, 1), ci = fmaf(-ri, li, 1), du = ru * e, di = ri * e;
  for (int64_t f = from; f < to; f++) {
    float x = p[f], y = q[f];
    p[f] = proximal(rule, fmaf(du, y, cu * x), ru);
    q[f] = proximal(rule, fmaf(di, x, ci * y), ri);
  }
}

double scalar_sgd(const struct sgd_rating* ratings, int64_t count, float* users, float* items,
                  float* user_states, float* item_states, int64_t stride, float mean, float rate,
                  float slow_share, float fast_share, float delta, float bias_decay, float l1,
                  int32_t loss, int32_t flags, double squares) {
  const struct rule rule = {stride,     rate, slow_share, fast_share, delta,
                            bias_decay, l1,   loss,       flags};
  int slow_only = (flags & SGD_SLOW_ONLY) != 0;
  for (int64_t n = 0; n < count; n++) {
    float *p = users + ratings[n].user * stride, *q = items + ratings[n].item * stride;
    float *u = user_states + ratings[n].user * STATE, *i = item_states + ratings[n].item * STATE;
    float slow = slow_dot(p, q), fast = fast_dot(p, q, stride);
    float base = (flags & SGD_BIASED) != 0 ? (mean + u[BIAS]) + i[BIAS] : mean;
    float z = base + (slow + fast), r = ratings[n].rating;
    float x = loss == SGD_LOGISTIC ? (r > 0 ? 1.f : 0.f) - scalar_sigmoid(z) : r - z;
    float e = residual(&rule, x), lu = u[DECAY], li = i[DECAY];
    squares += (double)x * x;
    float us = rate_of(&rule, u[0]), uf = rate_of(&rule, u[1]);
    float is = rate_of(&rule, i[0]), fi = rate_of(&rule, i[1]);
    if ((flags & SGD_ADAPTIVE) != 0) {
      float un = u[2], in = i[2];
      learn(u, u + 2, slow_share, us, lu, e, slow, un, in);
      learn(i, i + 2, slow_share, is, li, e, slow, in, un);
      if (!slow_only) {
        un = u[3];
        in = i[3];
        learn(u + 1, u + 3, fast_share, uf, lu, e, fast, un, in);
        learn(i + 1, i + 3, fast_share, fi, li, e, fast, in, un);
      }
    }
    if ((flags & SGD_BIASED) != 0) {
      bias(&rule, u, e);
      bias(&rule, i, e);
    }
    factors(&rule, p, q, 0, SLOW, us, lu, is, li, e);
    if (!slow_only) factors(&rule, p, q, SLOW, stride, uf, lu, fi, li, e);
    if ((flags & SGD_ADAPTIVE) != 0 && (l1 > 0 || (flags & SGD_NON_NEGATIVE) != 0)) {
      u[2] = slow_dot(p, p);
      i[2] = slow_dot(q, q);
      if (!slow_only) {
        u[3] = fast_dot(p, p, stride);
        i[3] = fast_dot(q, q, stride);
      }
    }
  }
  return squares;
}
