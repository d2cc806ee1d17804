/* Stochastic gradient descent.
 *
 * Two ratings of different users and items do not see each other, so they are done at once: their
 * chains of dependent operations run side by side, and the arithmetic on single numbers serves both.
 * Lanes 0..3 of an `eight` are the first rating's, 4..7 the second's; of four lanes the first two are
 * the user's slow and fast number, the others the item's. */
#include "eights.h"

enum { AHEAD = 8 /* ratings whose rows are fetched in advance */, SLOW = 8 };

/* Where a number is in the state of a row. */
enum { GRADIENTS = 0, NORMS = 2, BIAS = 4, STATE = 8 };

typedef struct sgd_rating rating;

typedef struct {
  float *users, *items, *user_states, *item_states;
  float mean, rate, slow_share, fast_share, delta, bias_decay, l1;
  int adaptive, biased, slow_only, proximal, non_negative, loss;
} task;

/* The 16 lanes of a dot product whose first eight elements are left out. */
#ifdef LANES_AVX512
typedef vec sixteen;
INLINE sixteen sixteen_begin(eight upper) {
  return _mm512_insertf32x8(vec_zero(), (__m256)upper, 1);
}
INLINE sixteen sixteen_fma(const float* p, const float* q, sixteen sums) {
  return vec_fma(vec_load(p), vec_load(q), sums);
}
INLINE eight sixteen_fold(sixteen sums) {
  return (eight)_mm512_castps512_ps256(sums) + (eight)_mm512_extractf32x8_ps(sums, 1);
}
#else
typedef struct {
  eight low, high;
} sixteen;
INLINE sixteen sixteen_begin(eight upper) { return (sixteen){eight_all(0), upper}; }
INLINE sixteen sixteen_fma(const float* p, const float* q, sixteen sums) {
  sums.low = eight_fma(eight_load(p), eight_load(q), sums.low);
  sums.high = eight_fma(eight_load(p + 8), eight_load(q + 8), sums.high);
  return sums;
}
INLINE eight sixteen_fold(sixteen sums) { return sums.low + sums.high; }
#endif

/* The dot products of two pairs of rows: slow and fast twice of the first, then of the second. */
INLINE eight dots(const float* p0, const float* q0, const float* p1, const float* q1,
                  int64_t stride) {
  eight slow0 = eight_load(p0) * eight_load(q0);
  eight slow1 = eight_load(p1) * eight_load(q1);
  sixteen sums0 = sixteen_begin(eight_load(p0 + 8) * eight_load(q0 + 8));
  sixteen sums1 = sixteen_begin(eight_load(p1 + 8) * eight_load(q1 + 8));
  UNROLL_FEW
  for (int64_t f = LANES; f < stride; f += LANES) {
    sums0 = sixteen_fma(p0 + f, q0 + f, sums0);
    sums1 = sixteen_fma(p1 + f, q1 + f, sums1);
  }
  eight fast0 = sixteen_fold(sums0), fast1 = sixteen_fold(sums1);
  eight slow = SHUFFLE(slow0, slow1, 0, 1, 2, 3, 8, 9, 10, 11) +
               SHUFFLE(slow0, slow1, 4, 5, 6, 7, 12, 13, 14, 15);
  eight fast = SHUFFLE(fast0, fast1, 0, 1, 2, 3, 8, 9, 10, 11) +
               SHUFFLE(fast0, fast1, 4, 5, 6, 7, 12, 13, 14, 15);
  eight two = SHUFFLE(slow, fast, 0, 8, 1, 9, 4, 12, 5, 13) +
              SHUFFLE(slow, fast, 2, 10, 3, 11, 6, 14, 7, 15);
  return two + SHUFFLE(two, two, 2, 3, 0, 1, 6, 7, 4, 5);
}

/* From what is predicted wrongly to the length of the step. */
INLINE eight residual(const task* t, eight x) {
  if (t->loss == SGD_ABSOLUTE) {
    eight one = eight_all(1);
    return eight_select(x > 0, one, eight_select(x < 0, -one, x));
  }
  if (t->loss == SGD_HUBER) {
    eight delta = eight_all(t->delta);
    return eight_select(x > delta, delta, eight_select(x < -delta, -delta, x));
  }
  return x;
}

/* What L1 and non-negativity leave of a factor. */
INLINE eight proximal(const task* t, eight x, eight shrink) {
  const int32_t minus = INT32_MIN;
  const eight_bits sign = {minus, minus, minus, minus, minus, minus, minus, minus};
  eight left = eight_of_bits(eight_bits_of(x) & ~sign) - shrink;
  eight kept = eight_of_bits((eight_bits_of(left) | (eight_bits_of(x) & sign)) & (left > 0));
  return t->non_negative ? eight_positive(kept) : kept;
}

/* What a step does to one side's factors x, those of the other being y: c x + d y, then the rest. */
typedef struct {
  float c, d, shrink;
} move;

INLINE void step_eight(const int plain, const task* t, float* p, float* q, move user, move item) {
  eight x = eight_load(p), y = eight_load(q);
  eight to_p = eight_fma(eight_all(user.d), y, eight_all(user.c) * x);
  eight to_q = eight_fma(eight_all(item.d), x, eight_all(item.c) * y);
  if (!plain && t->proximal) {
    to_p = proximal(t, to_p, eight_all(user.shrink));
    to_q = proximal(t, to_q, eight_all(item.shrink));
  }
  eight_store(p, to_p);
  eight_store(q, to_q);
}

/* The step of one pair of rows, whose numbers are the lanes first..first+3. */
INLINE void step(const int plain, const task* t, float* p, float* q, int64_t stride,
                 const int first, eight c, eight d, eight shrink) {
  move moves[4];
  UNROLL_FEW
  for (int i = 0; i < 4; i++) moves[i] = (move){c[first + i], d[first + i], shrink[first + i]};
  step_eight(plain, t, p, q, moves[0], moves[2]);
  if (t->slow_only) return;
  int64_t f = SLOW;
#ifdef LANES_AVX512
  if (plain) {
    step_eight(plain, t, p + f, q + f, moves[1], moves[3]);
    vec cp = vec_all(moves[1].c), dp = vec_all(moves[1].d);
    vec cq = vec_all(moves[3].c), dq = vec_all(moves[3].d);
    UNROLL
    for (f = LANES; f < stride; f += LANES) {
      vec x = vec_load(p + f), y = vec_load(q + f);
      vec_store(p + f, vec_fma(dp, y, _mm512_mul_ps(cp, x)));
      vec_store(q + f, vec_fma(dq, x, _mm512_mul_ps(cq, y)));
    }
    return;
  }
#endif
  UNROLL_FEW
  for (; f < stride; f += 8) step_eight(plain, t, p + f, q + f, moves[1], moves[3]);
}

/* Of the first four floats of the states of both users and items the first two, or the others. */
INLINE eight lower_pairs(quad u0, quad i0, quad u1, quad i1) {
  return SHUFFLE(eight_of_quads(u0, i0), eight_of_quads(u1, i1), 0, 1, 4, 5, 8, 9, 12, 13);
}

INLINE eight upper_pairs(quad u0, quad i0, quad u1, quad i1) {
  return SHUFFLE(eight_of_quads(u0, i0), eight_of_quads(u1, i1), 2, 3, 6, 7, 10, 11, 14, 15);
}

INLINE void store_pairs(float* first, float* second, quad x) {
  first[0] = x[0];
  first[1] = x[1];
  second[0] = x[2];
  second[1] = x[3];
}

/* The squared lengths of a pair of rows after a step that was not the gradient's alone. */
INLINE void norms_anew(const task* t, const float* p, const float* q, float* u, float* i,
                       int64_t stride) {
  eight squares = dots(p, p, q, q, stride);
  u[NORMS] = squares[0];
  i[NORMS] = squares[4];
  if (t->slow_only) return;
  u[NORMS + 1] = squares[1];
  i[NORMS + 1] = squares[5];
}

INLINE void fetch(const float* row, int64_t stride, const float* state) {
  for (int64_t f = 0; f < stride; f += 16) __builtin_prefetch(row + f, 1);
  __builtin_prefetch(state, 1);
}

/* `plain`: squared loss, and steps along the gradient only. */
INLINE double descend(const int plain, const int adaptive, const task* t, const rating* ratings,
                      int64_t count, const int64_t stride, double squares) {
  const eight rates = eight_all(t->rate), mean = eight_all(t->mean);
  const eight one = eight_all(1), minus_two = eight_all(-2);
  const eight shares = {t->slow_share, t->fast_share, t->slow_share, t->fast_share,
                        t->slow_share, t->fast_share, t->slow_share, t->fast_share};
  const int32_t keep = t->slow_only ? 0 : -1;
  const eight_bits learning = {-1, keep, -1, keep, -1, keep, -1, keep};
  for (int64_t n = 0; n < count;) {
    const rating *a = ratings + n, *b = a + 1;
    int both = n + 1 < count && a->user != b->user && a->item != b->item;
    if (!both) b = a;
    for (int i = 0; i < 2; i++) {
      int64_t next = n + AHEAD + i;
      const rating* r = ratings + (next < count ? next : count - 1);
      fetch(t->users + r->user * stride, stride, t->user_states + r->user * STATE);
      fetch(t->items + r->item * stride, stride, t->item_states + r->item * STATE);
    }
    float *p0 = t->users + a->user * stride, *q0 = t->items + a->item * stride;
    float *p1 = t->users + b->user * stride, *q1 = t->items + b->item * stride;
    float *u0 = t->user_states + a->user * STATE, *i0 = t->item_states + a->item * STATE;
    float *u1 = t->user_states + b->user * STATE, *i1 = t->item_states + b->item * STATE;

    eight products = dots(p0, q0, p1, q1, stride);
    /* bias, its gradients, decay */
    quad ub0 = quad_load(u0 + BIAS), ib0 = quad_load(i0 + BIAS);
    quad ub1 = quad_load(u1 + BIAS), ib1 = quad_load(i1 + BIAS);
    eight users_bias = eight_of_quads(ub0, ub1), items_bias = eight_of_quads(ib0, ib1);
    eight base = mean;
    if (t->biased)
      base = (mean + SHUFFLE(users_bias, users_bias, 0, 0, 0, 0, 4, 4, 4, 4)) +
             SHUFFLE(items_bias, items_bias, 0, 0, 0, 0, 4, 4, 4, 4);
    eight z = base + (products + SHUFFLE(products, products, 1, 0, 3, 2, 5, 4, 7, 6));
    float r0 = a->rating, r1 = b->rating;
    eight r = {r0, r0, r0, r0, r1, r1, r1, r1};
    eight x, e;
    if (plain) {
      e = x = r - z;
    } else {
      x = t->loss == SGD_LOGISTIC ? eight_select(r > 0, one, eight_all(0)) - sigmoid(z) : r - z;
      e = residual(t, x);
    }
    squares += (double)x[0] * x[0];
    if (both) squares += (double)x[4] * x[4];

    eight decay = SHUFFLE(users_bias, items_bias, 2, 2, 10, 10, 6, 6, 14, 14);
    quad us0 = quad_load(u0), is0 = quad_load(i0), us1 = quad_load(u1), is1 = quad_load(i1);
    eight gradients = lower_pairs(us0, is0, us1, is1), norms = upper_pairs(us0, is0, us1, is1);
    eight rate = adaptive ? rates / eight_root(gradients) : rates;
    eight c = eight_fma(-rate, decay, one), d = rate * e;
    if (adaptive) {
      eight others = SHUFFLE(norms, norms, 2, 3, 0, 1, 6, 7, 4, 5);
      eight square = eight_fma(decay * decay, norms,
                               eight_fma((decay * e) * minus_two, products, (e * e) * others));
      eight sums = eight_fma(eight_positive(square), shares, gradients);
      eight lengths = eight_positive(
          eight_fma(c * c, norms, eight_fma((c + c) * d, products, (d * d) * others)));
      sums = eight_select(learning, sums, gradients);
      lengths = eight_select(learning, lengths, norms);
      eight users = SHUFFLE(sums, lengths, 0, 1, 8, 9, 4, 5, 12, 13);
      eight items = SHUFFLE(sums, lengths, 2, 3, 10, 11, 6, 7, 14, 15);
      if (both) {
        quad_store(u1, eight_high(users));
        quad_store(i1, eight_high(items));
      }
      quad_store(u0, eight_low(users));
      quad_store(i0, eight_low(items));
    }
    if (t->biased) {
      /* The biases of user and item, then their gradients, of each rating. */
      eight state = SHUFFLE(users_bias, items_bias, 0, 8, 1, 9, 4, 12, 5, 13);
      eight pull = SHUFFLE(users_bias, items_bias, 2, 10, 2, 10, 6, 14, 6, 14);
      eight bias = SHUFFLE(state, state, 0, 1, 0, 1, 4, 5, 4, 5);
      eight gradient = eight_fma(-(eight_all(t->bias_decay) * pull), bias, e);
      eight sums = SHUFFLE(state, state, 2, 3, 2, 3, 6, 7, 6, 7);
      eight bias_rate = adaptive ? rates / eight_root(sums) : rates;
      bias = eight_fma(bias_rate, gradient, bias);
      if (adaptive) sums = eight_fma(gradient, gradient, sums);
      eight to = SHUFFLE(bias, sums, 0, 8, 1, 9, 4, 12, 5, 13);
      if (both) store_pairs(u1 + BIAS, i1 + BIAS, eight_high(to));
      store_pairs(u0 + BIAS, i0 + BIAS, eight_low(to));
    }
    eight shrink = plain ? one : rate * eight_all(t->l1);
    const int lengthen = !plain && adaptive && t->proximal;
    step(plain, t, p0, q0, stride, 0, c, d, shrink);
    if (lengthen) norms_anew(t, p0, q0, u0, i0, stride);
    if (both) {
      step(plain, t, p1, q1, stride, 4, c, d, shrink);
      if (lengthen) norms_anew(t, p1, q1, u1, i1, stride);
    }
    n += both ? 2 : 1;
  }
  return squares;
}

INLINE double descend_plain(const int adaptive, const task* t, const rating* ratings, int64_t count,
                            int64_t stride, double squares) {
  switch (stride) {
    case 16: return descend(1, adaptive, t, ratings, count, 16, squares);
    case 32: return descend(1, adaptive, t, ratings, count, 32, squares);
    case 64: return descend(1, adaptive, t, ratings, count, 64, squares);
    case 128: return descend(1, adaptive, t, ratings, count, 128, squares);
    default: return descend(1, adaptive, t, ratings, count, stride, squares);
  }
}

double KERNEL(sgd)(const struct sgd_rating* ratings, int64_t count, float* users, float* items,
                   float* user_states, float* item_states, int64_t stride, float mean, float rate,
                   float slow_share, float fast_share, float delta, float bias_decay, float l1,
                   int32_t loss, int32_t rule, double squares) {
  const int non_negative = (rule & SGD_NON_NEGATIVE) != 0;
  const task t = {.users = users,
                  .items = items,
                  .user_states = user_states,
                  .item_states = item_states,
                  .mean = mean,
                  .rate = rate,
                  .slow_share = slow_share,
                  .fast_share = fast_share,
                  .delta = delta,
                  .bias_decay = bias_decay,
                  .l1 = l1,
                  .adaptive = (rule & SGD_ADAPTIVE) != 0,
                  .biased = (rule & SGD_BIASED) != 0,
                  .slow_only = (rule & SGD_SLOW_ONLY) != 0,
                  .proximal = non_negative || l1 > 0,
                  .non_negative = non_negative,
                  .loss = loss};
  if (loss != SGD_SQUARED || t.proximal)
    return descend(0, t.adaptive, &t, ratings, count, stride, squares);
  return t.adaptive ? descend_plain(1, &t, ratings, count, stride, squares)
                    : descend_plain(0, &t, ratings, count, stride, squares);
}
