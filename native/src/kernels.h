/* The kernels, once: declarations, dispatch tables and exported functions come from this list.
 *
 * What they compute, to the bit, is defined by the Java class ScalarKernels. The caller has checked
 * every bound: nothing here fails, allocates or keeps anything. Floats need an alignment of 4 bytes,
 * no more. Arrays that are written overlap no others.
 *
 * A dot product runs in 16 lanes: lane l takes the elements i with i mod 16 = l in ascending order by
 * fused multiply-add from +0; then lane i is added to i+8, i+4, i+2 and i+1. Lanes that a tail does
 * not reach stay as they are.
 */
#ifndef SIMILE_KERNELS_H
#define SIMILE_KERNELS_H

#include <stdint.h>

/* dot: any n >= 0.
 *
 * score_rows: out[i] = base + (bias[i] + dot(row i, query)), without bias base + dot. A stride is a
 * multiple of 16; bias (or NULL) begins at the first row.
 *
 * score_some: out[i] is what score_rows gives for row index[i], with bias beginning at row 0.
 *
 * score_tile: score_rows for each query q with bases[q] (0 if NULL) into out + q * out_stride. The
 * queries lie as the rows do, one each stride; bases begins at the first query.
 *
 * subtract_product: for each row i and each column j of the panels, out[i * out_stride + j] -= p with
 * p = fma(rows[i * stride + k], panel k j, p) from +0 over k in 0..depth-1. A panel is 16 columns, of
 * each k side by side: panels[16 * (depth * (j / 16) + k) + j % 16].
 *
 * accumulate: sums[index[i]] = fma(weight, values[i], sums[index[i]]), without values += weight. The
 * indexes are distinct.
 *
 * add_whole: for each i < count and the lengths[i] entries from starts[i] >> 8 on, sums[entry >> 8] +=
 * (int8_t)starts[i] * (int8_t)entry, wrapping. The indexes entry >> 8 of one i are distinct.
 *
 * above: the positions in from..to-1 whose bit in allowed is set (bit i % 64 of word i / 64) and whose
 * score is not <= threshold, ascending, appended to the n in found until it has room of them; returns
 * how many it has then.
 *
 * sgd: goes through the ratings of a block in their order. users, items: rows of that stride from the
 * first of the block on, and 8 floats of state for each, as the Java class SgdState says. loss and
 * rule: as below. Adds the squared errors to squares, in order, and returns it.
 *
 * pairs: goes through pairs of items in their order, as the Java class ScalarPairs says. Rows are
 * counted from users and items; biases, one an item, may be NULL. Returns how many pairs were in the
 * right order.
 *
 * combine: sums[f] = fma(values[i], row index[i][f], sums[f]) for i ascending. A stride is 16 or more, a
 * multiple of 16, here and below; a square has as many rows as its stride.
 *
 * gram: square[f][g] = fma(y[f], weights[i] * y[g], square[f][g]) with y the row index[i], for i
 * ascending and g from f - f % 16 on.
 *
 * conjugate: steps of conjugate gradients on (square + ridge I + sum of weights[i] y y') x = sum of
 * values[i] y, as the Java interface Kernels says. scratch: 3 strides. Returns x'A x - 2 b'x.
 *
 * cholesky: the upper factor in place of a square, in chunks of 16 columns, as Kernels says.
 *
 * solve: U'U x = b in place, in chunks of 16, as Kernels says.
 *
 * reaching: bit i of marks[b] says that the bound of row i of block b is not <= threshold,
 *   sum = start + sum over the columns of code * query, in 16 bits, wrapping
 *   bound = fma(error, reach, fma(scale, fma(step, sum, margin), offset))
 * A block has 32 rows, a multiple of 4 columns, codes of 4 bits and 16 * columns bytes: 64 for the
 * first 4 columns, as many for the next, and so on. Of the 64, bytes 2 i and 2 i + 1 are of row i / 2,
 * for odd i row 16 + i / 2; the first has column 0 in its lower and 2 in its upper half, the second 1
 * and 3. The query has 32 times column 0, -128..127, then 32 times column 1, and so on, 1024 columns
 * at most.
 */
#define SIMILE_KERNELS(KERNEL, isa)                                                                \
  KERNEL(isa, float, dot, (const float* a, const float* b, int64_t n), (a, b, n))                  \
  KERNEL(isa, void, score_rows,                                                                    \
         (const float* rows, int64_t count, int64_t stride, const float* query, const float* bias, \
          float base, float* out),                                                                 \
         (rows, count, stride, query, bias, base, out))                                            \
  KERNEL(isa, void, score_some,                                                                    \
         (const float* rows, const int32_t* index, int64_t count, int64_t stride,                  \
          const float* query, const float* bias, float base, float* out),                          \
         (rows, index, count, stride, query, bias, base, out))                                     \
  KERNEL(isa, void, score_tile,                                                                    \
         (const float* queries, int64_t query_count, const float* rows, int64_t count,             \
          int64_t stride, const float* bias, const float* bases, float* out, int64_t out_stride),  \
         (queries, query_count, rows, count, stride, bias, bases, out, out_stride))                \
  KERNEL(isa, void, subtract_product,                                                              \
         (const float* rows, int64_t count, int64_t stride, int64_t depth, const float* panels,    \
          int64_t panel_count, float* out, int64_t out_stride),                                    \
         (rows, count, stride, depth, panels, panel_count, out, out_stride))                       \
  KERNEL(isa, void, accumulate,                                                                    \
         (const int32_t* index, const float* values, int64_t count, float weight, float* sums),    \
         (index, values, count, weight, sums))                                                     \
  KERNEL(isa, void, add_whole,                                                                     \
         (const uint32_t* entries, const int64_t* starts, const int32_t* lengths, int64_t count,   \
          uint32_t* sums),                                                                         \
         (entries, starts, lengths, count, sums))                                                  \
  KERNEL(isa, int32_t, above,                                                                      \
         (const float* scores, const uint64_t* allowed, int32_t from, int32_t to, float threshold, \
          int32_t* found, int32_t n, int32_t room),                                                \
         (scores, allowed, from, to, threshold, found, n, room))                                   \
  KERNEL(isa, void, reaching,                                                                      \
         (const uint8_t* codes, int64_t blocks, int64_t columns, const float* scales,              \
          const float* errors, const float* offsets, const int16_t* query, int16_t start,          \
          float step, float margin, float reach, float threshold, int32_t* marks),                 \
         (codes, blocks, columns, scales, errors, offsets, query, start, step, margin, reach,      \
          threshold, marks))                                                                       \
  KERNEL(isa, void, combine,                                                                       \
         (const float* rows, const int32_t* index, int64_t count, int64_t stride,                  \
          const float* values, float* sums),                                                       \
         (rows, index, count, stride, values, sums))                                               \
  KERNEL(isa, void, gram,                                                                          \
         (const float* rows, const int32_t* index, int64_t count, int64_t stride,                  \
          const float* weights, float* square),                                                    \
         (rows, index, count, stride, weights, square))                                            \
  KERNEL(isa, double, conjugate,                                                                   \
         (const float* rows, const int32_t* index, int64_t count, int64_t stride,                  \
          const float* weights, const float* values, const float* square, float ridge, float* x,   \
          int64_t steps, float* scratch),                                                          \
         (rows, index, count, stride, weights, values, square, ridge, x, steps, scratch))          \
  KERNEL(isa, void, cholesky, (float* square, int64_t stride), (square, stride))                   \
  KERNEL(isa, void, solve, (const float* factor, int64_t stride, float* x), (factor, stride, x))   \
  KERNEL(isa, double, sgd,                                                                         \
         (const struct sgd_rating* ratings, int64_t count, float* users, float* items,             \
          float* user_states, float* item_states, int64_t stride, float mean, float rate,          \
          float slow_share, float fast_share, float delta, float bias_decay, float l1,             \
          int32_t loss, int32_t rule, double squares),                                             \
         (ratings, count, users, items, user_states, item_states, stride, mean, rate, slow_share,  \
          fast_share, delta, bias_decay, l1, loss, rule, squares))                                 \
  KERNEL(isa, int64_t, pairs,                                                                      \
         (const struct item_pair* pairs, int64_t count, float* users, float* items, float* biases, \
          int64_t stride, float rate, float user_decay, float positive_decay,                      \
          float negative_decay, float bias_decay, int32_t loss),                                   \
         (pairs, count, users, items, biases, stride, rate, user_decay, positive_decay,            \
          negative_decay, bias_decay, loss))

/* The user and the item are counted from the first of their block. */
struct sgd_rating {
  uint16_t user, item;
  float rating;
};

/* An item that the user has, one that they have not. */
struct item_pair {
  int32_t user, positive, negative;
  float weight;
};

enum pair_loss { PAIR_LOGISTIC, PAIR_HINGE };
enum sgd_loss { SGD_SQUARED, SGD_ABSOLUTE, SGD_HUBER, SGD_LOGISTIC };
enum sgd_rule { SGD_ADAPTIVE = 1, SGD_BIASED = 2, SGD_SLOW_ONLY = 4, SGD_NON_NEGATIVE = 8 };

#define SIMILE_EXPORT __attribute__((visibility("default")))

/* Chooses the instruction set: the best that the processor and its operating system have, at most
 * the one that the environment variable SIMILE_ISA names. Chosen once per process, by whichever
 * thread comes first. Kernels called before run on the lowest.
 *
 * Returns 0, or -1 if SIMILE_ISA names none that this architecture has. */
SIMILE_EXPORT int32_t simile_select(void);

/* Selects, and names what is in use: sse2, avx2, avx512, neon or sve. */
SIMILE_EXPORT const char* simile_isa(void);

/* Selects, and says why SIMILE_ISA was refused, or NULL. */
SIMILE_EXPORT const char* simile_refusal(void);

#define SIMILE_DECLARE_EXPORT(isa, result, name, parameters, arguments) \
  SIMILE_EXPORT result simile_##name parameters;
SIMILE_KERNELS(SIMILE_DECLARE_EXPORT, )

#endif
