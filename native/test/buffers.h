/* Memory between two pages that nobody may touch, and what is put there. */
#ifndef BUFFERS_H
#define BUFFERS_H

#include <stddef.h>
#include <stdint.h>

/* Where in its pages a buffer lies: its end at the guard page behind it, its begin at the one
 * before it, or in between, `shift` floats from there. */
enum place { END, BEGIN, SHIFTED, PLACES };

/* Buffer `which` of a few, of `bytes` bytes, a multiple of 4; what it held before is gone. */
void* buffer(int which, size_t bytes, enum place place, int shift);

/* Ends the process if anything was written around the buffers since they were made. */
void check_surroundings(void);

/* Numbers as the kernels meet them: of a model; tiny, so that products and sums underflow; any bits
 * at all; zeros, ones, infinities and NaN; large ones that cancel. */
enum kind { ORDINARY, TINY, ANY, SPECIAL, LARGE, KINDS };

uint64_t random_bits(void);
float random_float(enum kind kind);
void fill(float* to, int64_t n, enum kind kind);

/* The same bits, or both NaN. */
int same(const float* a, const float* b, int64_t n);

#define FAIL(...) fail(__FILE__, __LINE__, __VA_ARGS__)
__attribute__((noreturn, format(printf, 3, 4))) void fail(const char* file, int line,
                                                          const char* format, ...);

#endif
