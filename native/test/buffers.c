#define _DEFAULT_SOURCE
#include "buffers.h"

#include <math.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>

enum { BUFFERS = 9, MOST = 1 << 23, GUARD = 1 << 16, AROUND = 256, MARK = 0xa5 };

static struct {
  unsigned char* pages;
  unsigned char* start;
  size_t bytes;
} buffers[BUFFERS];

void fail(const char* file, int line, const char* format, ...) {
  va_list arguments;
  va_start(arguments, format);
  fprintf(stderr, "%s:%d: ", file, line);
  vfprintf(stderr, format, arguments);
  fprintf(stderr, "\n");
  va_end(arguments);
  exit(1);
}

static unsigned char* map(void) {
  unsigned char* pages =
      mmap(NULL, MOST + 2 * GUARD, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
  if (pages == MAP_FAILED || mprotect(pages + GUARD, MOST, PROT_READ | PROT_WRITE) != 0)
    FAIL("no memory");
  return pages + GUARD;
}

/* The bytes before and behind a buffer that are marked, as far as its pages go. */
static void around(int which, size_t* before, size_t* behind) {
  size_t offset = (size_t)(buffers[which].start - buffers[which].pages);
  size_t left = MOST - offset - buffers[which].bytes;
  *before = offset < AROUND ? offset : AROUND;
  *behind = left < AROUND ? left : AROUND;
}

void* buffer(int which, size_t bytes, enum place place, int shift) {
  if (which >= BUFFERS || bytes + 4096 > MOST) FAIL("buffer %d of %zu bytes", which, bytes);
  if (buffers[which].pages == NULL) buffers[which].pages = map();
  unsigned char* pages = buffers[which].pages;
  buffers[which].bytes = bytes;
  buffers[which].start = place == END     ? pages + MOST - bytes
                         : place == BEGIN ? pages
                                          : pages + AROUND + 4 * shift;
  size_t before, behind;
  around(which, &before, &behind);
  memset(buffers[which].start - before, MARK, before + bytes + behind);
  return buffers[which].start;
}

void check_surroundings(void) {
  for (int which = 0; which < BUFFERS; which++) {
    if (buffers[which].pages == NULL) continue;
    size_t before, behind;
    around(which, &before, &behind);
    unsigned char* at = buffers[which].start;
    for (size_t i = 0; i < before; i++)
      if (at[-1 - (ptrdiff_t)i] != MARK) FAIL("written before buffer %d", which);
    at += buffers[which].bytes;
    for (size_t i = 0; i < behind; i++)
      if (at[i] != MARK) FAIL("written behind buffer %d", which);
  }
}

/* SplitMix64. */
uint64_t random_bits(void) {
  static uint64_t state = 20261124;
  uint64_t z = state += UINT64_C(0x9e3779b97f4a7c15);
  z = (z ^ z >> 30) * UINT64_C(0xbf58476d1ce4e5b9);
  z = (z ^ z >> 27) * UINT64_C(0x94d049bb133111eb);
  return z ^ z >> 31;
}

float random_float(enum kind kind) {
  static const float special[] = {0,        -0.0f, 1,         -1,       0x1p-149f, -0x1p-149f,
                                  INFINITY, NAN,   -INFINITY, 0x1p127f, 0x1p-126f, -0x1p-75f};
  uint64_t bits = random_bits();
  float unit = (float)(int32_t)(bits >> 32) * 0x1p-31f;
  uint32_t any = (uint32_t)bits;
  float result;
  switch (kind) {
    case TINY:
      return unit * (float)pow(2, -(double)(any % 150));
    case ANY:
      memcpy(&result, &any, 4);
      return result;
    case SPECIAL:
      return any % 4 != 0 ? unit : special[any / 4 % (sizeof special / sizeof *special)];
    case LARGE:
      return (any % 2 != 0 ? 1 : -1) * 0x1p20f * (1 + (float)(any >> 8 & 7) * 0x1p-23f);
    default:
      return unit;
  }
}

void fill(float* to, int64_t n, enum kind kind) {
  for (int64_t i = 0; i < n; i++) to[i] = random_float(kind);
}

int same(const float* a, const float* b, int64_t n) {
  for (int64_t i = 0; i < n; i++)
    if (memcmp(a + i, b + i, 4) != 0 && !(isnan(a[i]) && isnan(b[i]))) return 0;
  return 1;
}
