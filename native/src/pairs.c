/* Gradient descent on pairs of items.
 *
 * Two pairs of different users and items do not see each other, so they are done at once, as sgd.c
 * does two ratings: lanes 0..3 of an `eight` are the first one's, 4..7 the second's. */
#include <stddef.h>

#include "eights.h"

enum { AHEAD = 8 /* pairs whose rows are fetched in advance */ };

typedef struct item_pair entry;

/* The rows of a pair. */
typedef struct {
  float *p, *i, *j;
} rows;

typedef struct {
  float *users, *items, *biases;
  float user, positive, negative; /* what a step leaves of a row: 1 - rate * decay */
} task;

INLINE rows rows_of(const task* t, const entry* pair, const int64_t stride) {
  return (rows){t->users + pair->user * stride, t->items + pair->positive * stride,
                t->items + pair->negative * stride};
}

/* p . (i - j) of two pairs: four times of the first, four times of the second. */
INLINE eight products(rows a, rows b, const int64_t stride) {
  eight low_a = eight_all(0), high_a = low_a, low_b = low_a, high_b = low_a;
  UNROLL_FEW
  for (int64_t f = 0; f < stride; f += 16) {
    low_a = eight_fma(eight_load(a.p + f), eight_load(a.i + f) - eight_load(a.j + f), low_a);
    low_b = eight_fma(eight_load(b.p + f), eight_load(b.i + f) - eight_load(b.j + f), low_b);
    high_a = eight_fma(eight_load(a.p + f + 8),
                       eight_load(a.i + f + 8) - eight_load(a.j + f + 8), high_a);
    high_b = eight_fma(eight_load(b.p + f + 8),
                       eight_load(b.i + f + 8) - eight_load(b.j + f + 8), high_b);
  }
  eight x = low_a + high_a, y = low_b + high_b;
  eight sums = SHUFFLE(x, y, 0, 1, 2, 3, 8, 9, 10, 11) + SHUFFLE(x, y, 4, 5, 6, 7, 12, 13, 14, 15);
  sums += SHUFFLE(sums, sums, 2, 3, 0, 1, 6, 7, 4, 5);
  return sums + SHUFFLE(sums, sums, 1, 0, 3, 2, 5, 4, 7, 6);
}

INLINE void step(const task* t, rows r, const int64_t stride, float s) {
  const eight forth = eight_all(s), back = eight_all(-s);
  const eight user = eight_all(t->user), positive = eight_all(t->positive);
  const eight negative = eight_all(t->negative);
  UNROLL_FEW
  for (int64_t f = 0; f < stride; f += 8) {
    eight p = eight_load(r.p + f), x = eight_load(r.i + f), y = eight_load(r.j + f);
    eight_store(r.p + f, eight_fma(forth, x - y, user * p));
    eight_store(r.i + f, eight_fma(forth, p, positive * x));
    eight_store(r.j + f, eight_fma(back, p, negative * y));
  }
}

INLINE void move_biases(float* biases, const entry* pair, float rate, float decay, float e) {
  float bi = biases[pair->positive], bj = biases[pair->negative];
  biases[pair->positive] = float_fma(rate, float_fma(-decay, bi, e), bi);
  biases[pair->negative] = float_fma(rate, float_fma(-decay, bj, -e), bj);
}

INLINE void fetch(const task* t, const entry* pair, const int64_t stride) {
  rows r = rows_of(t, pair, stride);
  for (int64_t f = 0; f < stride; f += 16) {
    __builtin_prefetch(r.p + f, 1);
    __builtin_prefetch(r.i + f, 1);
    __builtin_prefetch(r.j + f, 1);
  }
  if (t->biases == NULL) return;
  __builtin_prefetch(t->biases + pair->positive, 1);
  __builtin_prefetch(t->biases + pair->negative, 1);
}

INLINE int apart(const entry* a, const entry* b) {
  return (a->user != b->user) & (a->positive != b->positive) & (a->positive != b->negative) &
         (a->negative != b->positive) & (a->negative != b->negative);
}

INLINE int64_t descend(const task* t, const entry* pairs, int64_t count, const int64_t stride,
                       float rate, float bias_decay, int32_t loss) {
  int64_t ordered = 0;
  for (int64_t n = 0; n < count;) {
    const entry *a = pairs + n, *b = a + 1;
    int both = n + 1 < count && apart(a, b);
    if (!both) b = a;
    for (int i = 0; i < 2; i++) {
      int64_t next = n + AHEAD + i;
      fetch(t, pairs + (next < count ? next : count - 1), stride);
    }
    rows first = rows_of(t, a, stride), second = rows_of(t, b, stride);
    eight z = products(first, second, stride);
    float bias_a = 0, bias_b = 0;
    if (t->biases != NULL) {
      bias_a = t->biases[a->positive] - t->biases[a->negative];
      bias_b = t->biases[b->positive] - t->biases[b->negative];
    }
    z = (eight){bias_a, bias_a, bias_a, bias_a, bias_b, bias_b, bias_b, bias_b} + z;
    eight weights = {a->weight, a->weight, a->weight, a->weight,
                     b->weight, b->weight, b->weight, b->weight};
    eight e = loss == PAIR_LOGISTIC ? weights * sigmoid(-z)
                                    : eight_select(z < 1, weights, eight_all(0));
    eight s = eight_all(rate) * e;
    ordered += z[0] > 0;
    step(t, first, stride, s[0]);
    if (t->biases != NULL) move_biases(t->biases, a, rate, bias_decay, e[0]);
    n++;
    if (!both) continue;
    ordered += z[4] > 0;
    step(t, second, stride, s[4]);
    if (t->biases != NULL) move_biases(t->biases, b, rate, bias_decay, e[4]);
    n++;
  }
  return ordered;
}

int64_t KERNEL(pairs)(const struct item_pair* pairs, int64_t count, float* users, float* items,
                      float* biases, int64_t stride, float rate, float user_decay,
                      float positive_decay, float negative_decay, float bias_decay, int32_t loss) {
  const task t = {.users = users,
                  .items = items,
                  .biases = biases,
                  .user = float_fma(-rate, user_decay, 1),
                  .positive = float_fma(-rate, positive_decay, 1),
                  .negative = float_fma(-rate, negative_decay, 1)};
  switch (stride) {
    case 16: return descend(&t, pairs, count, 16, rate, bias_decay, loss);
    case 32: return descend(&t, pairs, count, 32, rate, bias_decay, loss);
    case 64: return descend(&t, pairs, count, 64, rate, bias_decay, loss);
    case 128: return descend(&t, pairs, count, 128, rate, bias_decay, loss);
    default: return descend(&t, pairs, count, stride, rate, bias_decay, loss);
  }
}
