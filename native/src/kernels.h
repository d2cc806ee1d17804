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
 * accumulate: sums[index[i]] = fma(weight, values[i], sums[index[i]]), without values += weight. The
 * indexes are distinct.
 *
 * above: the positions in from..to-1 whose bit in allowed is set (bit i % 64 of word i / 64) and whose
 * score is not <= threshold, ascending, appended to the n in found until it has room of them; returns
 * how many it has then.
 *
 * sgd: goes through the ratings of a block in their order. users, items: rows of that stride from the
 * first of the block on, and 8 floats of state for each, as the Java class SgdState says. loss and
 * rule: as below. Adds the squared errors to squares, in order, and returns it.
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
  KERNEL(isa, void, accumulate,                                                                    \
         (const int32_t* index, const float* values, int64_t count, float weight, float* sums),    \
         (index, values, count, weight, sums))                                                     \
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
  KERNEL(isa, double, sgd,                                                                         \
         (const struct sgd_rating* ratings, int64_t count, float* users, float* items,             \
          float* user_states, float* item_states, int64_t stride, float mean, float rate,          \
          float slow_share, float fast_share, float delta, float bias_decay, float l1,             \
          int32_t loss, int32_t rule, double squares),                                             \
         (ratings, count, users, items, user_states, item_states, stride, mean, rate, slow_share,  \
          fast_share, delta, bias_decay, l1, loss, rule, squares))

/* The user and the item are counted from the first of their block. */
struct sgd_rating {
  uint16_t user, item;
  float rating;
};

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
