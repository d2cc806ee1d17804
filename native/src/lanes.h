/* The vectors of one instruction set, chosen by the macro ISA. Each of lanes/ defines
 *
 *   vec, WIDTH             floats of one register, and how many
 *   vec_zero, vec_all, vec_load, vec_store, vec_fma, vec_mul, vec_divide
 *   vec_keep               x in a register, where the compiler would rather load it again
 *   vec_above(x, y)        bit i is set where lane i of x is not <= that of y
 *   four, four_load, four_store, four_all, four_add     four floats
 *   pair, pair_of(x, y)    two dot products of 16 lanes each, on their way through the tree
 *   four_of(even, odd)     and at its end: of the rows 0 and 2, and 1 and 3
 *   float_fma              one float
 *   TILE_QUERIES, TILE_ROWS   the registers hold the sums of so many queries and 2 or 4 rows
 *   SCAN_ROWS              the same for one query, 4 or 8
 *   query_group, query_group_of       four columns of a query of codes, as code_sums wants them
 *   code_sums              the sums of 32 rows of codes, as floats
 */
#ifndef SIMILE_LANES_H
#define SIMILE_LANES_H

#include "kernels.h"

#define INLINE static inline __attribute__((always_inline))
#define UNROLL _Pragma("GCC unroll 16")

#define UNROLL_FEW _Pragma("GCC unroll 4")
#define PASTE_(name, isa) simile_##name##_##isa
#define PASTE(name, isa) PASTE_(name, isa)
#define KERNEL(name) PASTE(name, ISA)
#define DECLARE_(isa, result, name, parameters, arguments) result PASTE(name, isa) parameters;
SIMILE_KERNELS(DECLARE_, ISA)

/* Rows of a block of codes, columns that lie together, and their bytes. */
enum { BLOCK = 32, GROUP = 4, GROUP_BYTES = 2 * BLOCK };

#if defined(LANES_SSE2)
#include "lanes/sse2.h"
#elif defined(LANES_AVX2)
#include "lanes/avx2.h"
#elif defined(LANES_AVX512)
#include "lanes/avx512.h"
#elif defined(LANES_NEON)
#include "lanes/neon.h"
#elif defined(LANES_SVE)
#include "lanes/sve.h"
#endif

/* The registers that hold the 16 lanes of a dot product. */
enum { LANES = 16, GROUPS = LANES / WIDTH };

/* The last n < 16 elements. -0 * 0 leaves every sum as it is, even -0, so it fills the lanes that
 * are not reached. */
INLINE void lanes_tail(const float* a, const float* b, int64_t n, vec sums[GROUPS]) {
  float x[LANES], y[LANES];
  for (int i = 0; i < LANES; i++) {
    x[i] = i < n ? a[i] : -0.0f;
    y[i] = i < n ? b[i] : 0.0f;
  }
  for (int g = 0; g < GROUPS; g++)
    sums[g] = vec_fma(vec_load(x + g * WIDTH), vec_load(y + g * WIDTH), sums[g]);
}

#endif
