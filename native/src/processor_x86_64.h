/* What this x86-64 processor and its operating system have. Included by dispatch.c alone. */
#include <cpuid.h>

TABLE(sse2)
TABLE(avx2)
TABLE(avx512)
#define BASELINE sse2
static const char* const names[] = {"sse2", "avx2", "avx512"};

/* Bits of CPUID and XCR0 by the manuals of Intel (volume 2, CPUID; volume 1, 13.3). */
enum {
  FMA = 1 << 12,
  OSXSAVE = 1 << 27,
  AVX = 1 << 28,
  AVX2 = 1 << 5,
  AVX512F = 1 << 16,
  AVX512DQ = 1 << 17,
  AVX512BW = 1 << 30,
  STATE_YMM = 6,     /* the system keeps xmm and ymm registers */
  STATE_ZMM = 7 << 5 /* and masks, the upper halves of zmm, zmm16 to zmm31 */
};
static const unsigned AVX512VL = 1u << 31;

static int holds(unsigned bits, unsigned wanted) {
  return (bits & wanted) == wanted;
}

static const struct kernels* kernels_of(int name) {
  if (name == 0) return &sse2;
  unsigned a, b, c, d;
  if (!__get_cpuid(1, &a, &b, &c, &d) || !holds(c, FMA | OSXSAVE | AVX)) return NULL;
  if (!__get_cpuid_count(7, 0, &a, &b, &c, &d) || !holds(b, AVX2)) return NULL;
  unsigned state, upper;
  __asm__("xgetbv" : "=a"(state), "=d"(upper) : "c"(0));
  if (!holds(state, STATE_YMM)) return NULL;
  if (name == 1) return &avx2;
  int has = holds(b, AVX512F | AVX512DQ | AVX512BW | AVX512VL) && holds(state, STATE_ZMM);
  return has ? &avx512 : NULL;
}
