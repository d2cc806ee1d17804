/* Compares a library with the definitions, bit for bit, under each instruction set.
 *
 *   driver libsimile.so sse2 avx2 avx512
 *
 * Each runs in a process of its own, since a process chooses once. One that the processor lacks is
 * named as not run. */
#define _DEFAULT_SOURCE
#include <dlfcn.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "buffers.h"
#include "definitions.h"

enum { ABSENT = 77 };

static int32_t (*select_isa)(void);
static const char* (*isa)(void);
static const char* (*refusal)(void);

#define POINTER(isa, result, name, parameters, arguments) static result(*native_##name) parameters;
SIMILE_KERNELS(POINTER, )

/* Rounding, flush-to-zero and traps; not the flags, which every operation sets. */
static uint64_t control(void) {
  uint64_t word = 0;
#if defined(__x86_64__)
  uint32_t mxcsr;
  __asm__ volatile("stmxcsr %0" : "=m"(mxcsr));
  word = mxcsr & ~UINT32_C(0x3f);
#else
  __asm__ volatile("mrs %0, fpcr" : "=r"(word));
#endif
  return word;
}

static uint64_t control_before;

static void check_control(const char* when) {
  if (control() != control_before) FAIL("floating-point control is another after %s", when);
}

static void* symbol(void* library, const char* name) {
  void* found = dlsym(library, name);
  if (found == NULL) FAIL("%s", dlerror());
  return found;
}

static void load(const char* path) {
  control_before = control();
  void* library = dlopen(path, RTLD_NOW | RTLD_LOCAL);
  if (library == NULL) FAIL("%s", dlerror());
  check_control("loading");
  *(void**)&select_isa = symbol(library, "simile_select");
  *(void**)&isa = symbol(library, "simile_isa");
  *(void**)&refusal = symbol(library, "simile_refusal");
#define FIND(isa, result, name, parameters, arguments) \
  *(void**)&native_##name = symbol(library, "simile_" #name);
  SIMILE_KERNELS(FIND, )
}

static void test_dot(void) {
  for (int n = 0; n <= 200; n++)
    for (int place = 0; place < PLACES; place++)
      for (int kind = 0; kind < KINDS; kind++) {
        size_t bytes = 4 * (size_t)n;
        float* a = buffer(0, bytes, place, n % 16);
        float* b = buffer(1, bytes, place, n / 3 % 16);
        fill(a, n, kind);
        fill(b, n, kind == SPECIAL && n % 2 != 0 ? ORDINARY : kind);
        float wanted = scalar_dot(a, b, n), was = native_dot(a, b, n);
        if (!same(&wanted, &was, 1)) FAIL("dot of %d, kind %d: %a, was %a", n, kind, wanted, was);
        check_surroundings();
      }
}

/* a * b + c in every lane: c goes in as c * 1. */
static void test_fused(void) {
  for (int kind = 0; kind < KINDS; kind++)
    for (int round = 0; round < 20000; round++) {
      float a[32], b[32];
      fill(a, 32, kind);
      fill(b, 32, kind);
      for (int i = 0; i < 16; i++) b[i] = 1;
      int only = round % 16;
      for (int i = 0; i < 16; i++)
        if (i != only) a[i] = b[i] = a[i + 16] = b[i + 16] = 0;
      float wanted = scalar_dot(a, b, 32), was = native_dot(a, b, 32);
      if (!same(&wanted, &was, 1))
        FAIL("fma(%a, %a, %a) is %a, was %a", a[only + 16], b[only + 16], a[only], wanted, was);
    }
}

/* A number too small for a double to hold beside 1, in part or in whole. */
static float little(void) {
  uint64_t bits = random_bits();
  float size = bits % 4 == 0 ? 0x1.8p-53f : 0x1p-120f * (float)(1 << (bits >> 8) % 20);
  return bits % 3 == 0 ? size : -size;
}

/* Products half way between two floats, and a third number that alone decides where the sum is
 * rounded to. */
static void test_halfway(void) {
  for (int round = 0; round < 20000; round++) {
    float sums[2], wanted[2];
    int32_t index[] = {0, 1};
    float weight = 1 + (float)(random_bits() % 1024 | 1) * 0x1p-12f;
    float values[] = {1 + (float)(random_bits() % 1024 | 1) * 0x1p-12f, -1 - 0x1p-12f};
    for (int i = 0; i < 2; i++) sums[i] = wanted[i] = little();
    scalar_accumulate(index, values, 2, weight, wanted);
    native_accumulate(index, values, 2, weight, sums);
    if (!same(wanted, sums, 2))
      FAIL("fma(%a, %a or %a, little) is %a and %a, was %a and %a", weight, values[0], values[1],
           wanted[0], wanted[1], sums[0], sums[1]);
    float a[32] = {0}, b[32] = {0};
    int lane = round % 16;
    a[lane] = little();
    b[lane] = 1;
    a[lane + 16] = weight;
    b[lane + 16] = values[0];
    float dot = scalar_dot(a, b, 32), was = native_dot(a, b, 32);
    if (!same(&dot, &was, 1)) FAIL("fma(%a, %a, little) is %a, was %a", weight, values[0], dot, was);
  }
}

/* Products that vanish below zero leave -0, and nothing that is added besides may make +0 of it. */
static void test_negative_zero(void) {
  enum { ROWS = 9, STRIDE = 32 };
  float rows[ROWS * STRIDE], queries[ROWS * STRIDE], bases[ROWS], out[ROWS * ROWS];
  for (int i = 0; i < ROWS * STRIDE; i++) {
    rows[i] = 0x1p-100f;
    queries[i] = -0x1p-100f;
  }
  for (int i = 0; i < ROWS; i++) bases[i] = -0.0f;
  float zero = -0.0f;
  for (int n = 16; n <= 100; n++) {
    float dot = native_dot(rows, queries, n);
    if (!same(&dot, &zero, 1)) FAIL("dot of %d is %a, not -0", n, dot);
  }
  for (int count = 1; count <= ROWS; count++)
    for (int biased = 0; biased < 2; biased++) {
      const float* bias = biased ? bases : NULL;
      native_score_rows(rows, count, STRIDE, queries, bias, zero, out);
      for (int i = 0; i < count; i++)
        if (!same(out + i, &zero, 1)) FAIL("row %d of %d is %a, not -0", i, count, out[i]);
      native_score_tile(queries, ROWS, rows, count, STRIDE, bias, bases, out, count);
      for (int i = 0; i < ROWS * count; i++)
        if (!same(out + i, &zero, 1)) FAIL("score %d of %d rows is %a, not -0", i, count, out[i]);
    }
}

static void test_rows_of(int count, int stride, enum place place, enum kind kind, int shift) {
  size_t rows_bytes = 4 * (size_t)count * (size_t)stride;
  float* rows = buffer(0, rows_bytes, place, shift);
  float* query = buffer(1, 4 * (size_t)stride, place, shift * 7 % 16);
  float* bias = shift % 3 == 0 ? NULL : buffer(2, 4 * (size_t)count, place, shift * 5 % 16);
  float* out = buffer(3, 4 * (size_t)count, place, shift * 3 % 16);
  float* wanted = buffer(4, 4 * (size_t)count, BEGIN, 0);
  fill(rows, (int64_t)count * stride, kind);
  fill(query, stride, kind);
  if (bias != NULL) fill(bias, count, kind);
  float base = random_float(kind);
  scalar_score_rows(rows, count, stride, query, bias, base, wanted);
  native_score_rows(rows, count, stride, query, bias, base, out);
  if (!same(wanted, out, count)) FAIL("%d rows of stride %d, kind %d", count, stride, kind);
  check_surroundings();
}

static void test_score_rows(void) {
  for (int stride = 0; stride <= 144; stride += 16)
    for (int count = 0; count <= 19; count++)
      for (int place = 0; place < PLACES; place++)
        for (int kind = 0; kind < KINDS; kind++)
          test_rows_of(count, stride, place, kind, (stride + count + place) % 16);
  /* Many. */
  for (int place = 0; place < PLACES; place++) test_rows_of(8195, 128, place, ORDINARY, 5);
}

static void test_some_of(int count, int stride, enum place place, enum kind kind, int shift) {
  enum { ROWS = 9 };
  float* rows = buffer(0, 4 * ROWS * (size_t)stride, place, shift);
  float* query = buffer(1, 4 * (size_t)stride, place, shift * 7 % 16);
  float* bias = shift % 3 == 0 ? NULL : buffer(2, 4 * ROWS, place, shift * 5 % 16);
  int32_t* index = buffer(3, 4 * (size_t)count, place, shift);
  float* out = buffer(4, 4 * (size_t)count, place, shift * 3 % 16);
  float* wanted = buffer(5, 4 * (size_t)count, BEGIN, 0);
  fill(rows, ROWS * (int64_t)stride, kind);
  fill(query, stride, kind);
  if (bias != NULL) fill(bias, ROWS, kind);
  for (int i = 0; i < count; i++) index[i] = (int32_t)(random_bits() % ROWS);
  float base = random_float(kind);
  scalar_score_some(rows, index, count, stride, query, bias, base, wanted);
  native_score_some(rows, index, count, stride, query, bias, base, out);
  if (!same(wanted, out, count)) FAIL("%d rows picked, stride %d, kind %d", count, stride, kind);
  check_surroundings();
}

static void test_score_some(void) {
  for (int stride = 0; stride <= 144; stride += 16)
    for (int count = 0; count <= 23; count++)
      for (int place = 0; place < PLACES; place++)
        for (int kind = 0; kind < KINDS; kind++)
          test_some_of(count, stride, place, kind, (stride + count + place) % 16);
}

static void test_tile_of(int queries_count, int count, int stride, enum place place, enum kind kind,
                         int shift) {
  int64_t gap = shift % 5;
  int64_t out_stride = count + gap;
  size_t out_bytes = 4 * (size_t)(queries_count == 0 ? 0 : queries_count * out_stride - gap);
  float* queries = buffer(0, 4 * (size_t)(queries_count * stride), place, shift);
  float* rows = buffer(1, 4 * (size_t)(count * stride), place, shift * 3 % 16);
  float* bias = shift % 3 == 0 ? NULL : buffer(2, 4 * (size_t)count, place, shift * 5 % 16);
  float* bases = shift % 4 == 0 ? NULL : buffer(3, 4 * (size_t)queries_count, place, shift);
  float* out = buffer(4, out_bytes, place, shift * 7 % 16);
  float* wanted = buffer(5, out_bytes, BEGIN, 0);
  fill(queries, (int64_t)queries_count * stride, kind);
  fill(rows, (int64_t)count * stride, kind);
  if (bias != NULL) fill(bias, count, kind);
  if (bases != NULL) fill(bases, queries_count, kind);
  scalar_score_tile(queries, queries_count, rows, count, stride, bias, bases, wanted, out_stride);
  native_score_tile(queries, queries_count, rows, count, stride, bias, bases, out, out_stride);
  /* The gaps between the queries' scores hold the same marks in both. */
  if (!same(wanted, out, (int64_t)out_bytes / 4))
    FAIL("%d queries, %d rows of stride %d, kind %d", queries_count, count, stride, kind);
  for (int q = 0; q + 1 < queries_count; q++)
    if (memcmp(out + q * out_stride + count, wanted + q * out_stride + count, 4 * (size_t)gap) != 0)
      FAIL("written behind the scores of query %d", q);
  check_surroundings();
}

static void test_score_tile(void) {
  for (int stride = 0; stride <= 80; stride += 16)
    for (int queries = 0; queries <= 14; queries++)
      for (int count = 0; count <= 9; count++)
        for (int place = 0; place < PLACES; place++) {
          int turn = stride + queries * 5 + count + place;
          test_tile_of(queries, count, stride, place, turn % KINDS, turn % 16);
        }
  /* More rows than one block holds, and strides beyond a block. */
  for (int place = 0; place < PLACES; place++) {
    test_tile_of(7, 301, 16, place, ORDINARY, 3);
    test_tile_of(13, 197, 64, place, TINY, 7);
    test_tile_of(4, 11, 1024, place, LARGE, 5);
    test_tile_of(6, 10, 2064, place, SPECIAL, 1);
  }
}

static void test_product_of(int count, int depth, int panels_count, enum place place,
                            enum kind kind, int shift) {
  int64_t stride = depth + shift % 3;
  int64_t out_stride = 16 * panels_count + shift % 5;
  size_t rows_floats = (size_t)(count == 0 ? 0 : (count - 1) * stride + depth);
  size_t out_floats =
      (size_t)(count == 0 ? 0 : (count - 1) * out_stride + 16 * panels_count);
  float* rows = buffer(0, 4 * rows_floats, place, shift);
  float* panels = buffer(1, 64 * (size_t)(depth * panels_count), place, shift * 3 % 16);
  float* out = buffer(2, 4 * out_floats, place, shift * 7 % 16);
  float* wanted = buffer(3, 4 * out_floats, BEGIN, 0);
  fill(rows, (int64_t)rows_floats, kind);
  fill(panels, 16 * (int64_t)depth * panels_count, kind);
  fill(out, (int64_t)out_floats, kind);
  memcpy(wanted, out, 4 * out_floats);
  scalar_subtract_product(rows, count, stride, depth, panels, panels_count, wanted, out_stride);
  native_subtract_product(rows, count, stride, depth, panels, panels_count, out, out_stride);
  if (!same(wanted, out, (int64_t)out_floats))
    FAIL("%d rows, %d panels, depth %d, kind %d", count, panels_count, depth, kind);
  check_surroundings();
}

static void test_subtract_product(void) {
  for (int count = 0; count <= 26; count++)
    for (int depth = 0; depth <= 9; depth++)
      for (int panels = 0; panels <= 3; panels++)
        for (int place = 0; place < PLACES; place++) {
          int turn = count + depth * 5 + panels + place;
          test_product_of(count, depth, panels, place, turn % KINDS, turn % 16);
        }
  for (int place = 0; place < PLACES; place++) {
    test_product_of(241, 97, 2, place, ORDINARY, 3);
    test_product_of(29, 300, 5, place, LARGE, 4);
  }
}

/* Every third float or so of `sums`, in an order that is not theirs. */
static int distinct(int32_t* index, int most) {
  int n = 0;
  for (int i = 0; i < most; i++)
    if (random_bits() % 3 == 0) index[n++] = i;
  for (int i = n - 1; i > 0; i--) {
    int other = (int)(random_bits() % (uint64_t)(i + 1));
    int32_t swap = index[i];
    index[i] = index[other];
    index[other] = swap;
  }
  return n;
}

static void test_accumulate(void) {
  static int32_t order[6000];
  for (int size = 0; size <= 6000; size = size < 150 ? size + 1 : size * 2)
    for (int place = 0; place < PLACES; place++)
      for (int kind = 0; kind < KINDS; kind++) {
        int n = distinct(order, size);
        size_t bytes = 4 * (size_t)n;
        int32_t* index = buffer(0, bytes, place, size % 16);
        float* values = (size + kind) % 4 == 0 ? NULL : buffer(1, bytes, place, size / 3 % 16);
        float* sums = buffer(2, 4 * (size_t)size, place, size * 5 % 16);
        float* wanted = buffer(3, 4 * (size_t)size, BEGIN, 0);
        memcpy(index, order, bytes);
        if (values != NULL) fill(values, n, kind);
        fill(sums, size, kind);
        memcpy(wanted, sums, 4 * (size_t)size);
        float weight = random_float(kind);
        scalar_accumulate(index, values, n, weight, wanted);
        native_accumulate(index, values, n, weight, sums);
        if (!same(wanted, sums, size)) FAIL("accumulate %d in %d, kind %d", n, size, kind);
        check_surroundings();
      }
}

static void test_add_whole(void) {
  static int32_t order[300];
  for (int rows = 0; rows <= 40; rows++)
    for (int place = 0; place < PLACES; place++) {
      int width = 1 + (int)(random_bits() % 300);
      uint32_t* entries = buffer(0, 4 * 40 * 300, place, rows % 16);
      int64_t* starts = buffer(1, 8 * (size_t)rows, place, 2 * (rows % 8));
      int32_t* lengths = buffer(2, 4 * (size_t)rows, place, rows % 13);
      uint32_t* sums = buffer(3, 4 * (size_t)width, place, rows * 5 % 16);
      uint32_t* wanted = buffer(4, 4 * (size_t)width, BEGIN, 0);
      for (int i = 0; i < 40 * 300; i++) entries[i] = 0;
      int64_t at = 0;
      for (int i = 0; i < rows; i++) {
        int n = distinct(order, width);
        lengths[i] = i % 5 == 0 ? n : (int)(random_bits() % (uint64_t)(n + 1));
        starts[i] = at << 8 | (int64_t)(random_bits() % 256);
        for (int j = 0; j < lengths[i]; j++)
          entries[at + j] = (uint32_t)order[j] << 8 | (uint32_t)(random_bits() % 256);
        at += lengths[i];
      }
      for (int i = 0; i < width; i++) sums[i] = wanted[i] = (uint32_t)random_bits();
      scalar_add_whole(entries, starts, lengths, rows, wanted);
      native_add_whole(entries, starts, lengths, rows, sums);
      if (memcmp(wanted, sums, 4 * (size_t)width) != 0) FAIL("add_whole %d rows of %d", rows, width);
      check_surroundings();
    }
}

static void test_above_of(int to, enum place place, int turn) {
  int from = turn % 3 == 0 ? 0 : (int)(random_bits() % (uint64_t)(to + 1));
  int room = turn % 4 == 0 ? (int)(random_bits() % 20) : to - from;
  size_t words = ((size_t)to + 63) / 64;
  float* scores = buffer(0, 4 * (size_t)to, place, turn % 16);
  uint64_t* allowed = buffer(1, 8 * words, place, 2 * (turn % 8));
  int32_t* found = buffer(2, 4 * (size_t)room, place, turn % 13);
  int32_t* wanted = buffer(3, 4 * (size_t)room, BEGIN, 0);
  fill(scores, to, turn % 2 != 0 ? SPECIAL : ORDINARY);
  for (size_t i = 0; i < words; i++)
    allowed[i] = turn % 5 == 0 ? ~UINT64_C(0) : turn % 7 == 0 ? 0 : random_bits();
  float threshold = random_float(turn % 2 != 0 ? SPECIAL : ORDINARY);
  int32_t expected = scalar_above(scores, allowed, from, to, threshold, wanted, 0, room);
  /* In two parts, of which either may be empty. */
  int middle = from + (int)(random_bits() % (uint64_t)(to - from + 1));
  int32_t n = native_above(scores, allowed, from, middle, threshold, found, 0, room);
  n = native_above(scores, allowed, middle, to, threshold, found, n, room);
  if (n != expected || memcmp(found, wanted, 4 * (size_t)room) != 0)
    FAIL("above %a in %d..%d, room %d: %d found, was %d", threshold, from, to, room, expected, n);
  check_surroundings();
}

static void test_above(void) {
  for (int to = 0; to <= 300; to++)
    for (int place = 0; place < PLACES; place++)
      for (int turn = 0; turn < 20; turn++) test_above_of(to, place, to + turn);
  /* The last positions that an int has are not reached here; the sums up to them are. */
  test_above_of(100003, END, 1);
}

static void copy(float* to, const float* from, size_t bytes) {
  memcpy(to, from, bytes);
}

/* A block of `count` ratings of few users and items, so that neighbors in its order share some. */
static void test_sgd_of(int count, int stride, enum place place, enum kind kind, int32_t loss,
                        int32_t rule, float l1, int shift) {
  int users = 1 + (int)(random_bits() % 9), items = 1 + (int)(random_bits() % 9);
  size_t user_bytes = 4 * (size_t)(users * stride), item_bytes = 4 * (size_t)(items * stride);
  size_t user_state_bytes = 32 * (size_t)users, item_state_bytes = 32 * (size_t)items;
  struct sgd_rating* ratings = buffer(0, 8 * (size_t)count, place, shift);
  float* p = buffer(1, user_bytes, place, shift * 3 % 16);
  float* q = buffer(2, item_bytes, place, shift * 5 % 16);
  float* u = buffer(3, user_state_bytes, place, shift * 7 % 16);
  float* i = buffer(4, item_state_bytes, place, shift * 11 % 16);
  float* wanted_p = buffer(5, user_bytes, BEGIN, 0);
  float* wanted_q = buffer(6, item_bytes, BEGIN, 0);
  float* wanted_u = buffer(7, user_state_bytes, BEGIN, 0);
  float* wanted_i = buffer(8, item_state_bytes, BEGIN, 0);
  for (int n = 0; n < count; n++) {
    ratings[n].user = (uint16_t)(random_bits() % (uint64_t)users);
    ratings[n].item = (uint16_t)(random_bits() % (uint64_t)items);
    ratings[n].rating = random_float(kind);
  }
  fill(p, (int64_t)users * stride, kind);
  fill(q, (int64_t)items * stride, kind);
  fill(u, 8 * users, kind);
  fill(i, 8 * items, kind);
  copy(wanted_p, p, user_bytes);
  copy(wanted_q, q, item_bytes);
  copy(wanted_u, u, user_state_bytes);
  copy(wanted_i, i, item_state_bytes);
  float mean = random_float(kind), slow_share = 1 / 8.f, fast_share = 1 / (float)stride;
  double wanted = scalar_sgd(ratings, count, wanted_p, wanted_q, wanted_u, wanted_i, stride, mean,
                             .1f, slow_share, fast_share, .5f, .25f, l1, loss, rule, count);
  double was = native_sgd(ratings, count, p, q, u, i, stride, mean, .1f, slow_share, fast_share,
                          .5f, .25f, l1, loss, rule, count);
  if (!(wanted == was || (wanted != wanted && was != was)))
    FAIL("sgd of %d, stride %d, loss %d, rule %d, kind %d: %a, was %a", count, stride, loss, rule,
         kind, wanted, was);
  if (!same(wanted_p, p, (int64_t)users * stride) || !same(wanted_q, q, (int64_t)items * stride) ||
      !same(wanted_u, u, 8 * users) || !same(wanted_i, i, 8 * items))
    FAIL("sgd of %d, stride %d, loss %d, rule %d, l1 %g, kind %d: other factors or state", count,
         stride, loss, rule, l1, kind);
  check_surroundings();
}

static void test_sgd(void) {
  static const int strides[] = {16, 32, 48, 64, 80, 128, 144};
  for (int s = 0; s < 7; s++)
    for (int32_t loss = SGD_SQUARED; loss <= SGD_LOGISTIC; loss++)
      for (int32_t rule = 0; rule < 16; rule++)
        for (int turn = 0; turn < 12; turn++)
          test_sgd_of(turn * 3 % 20, strides[s], turn % PLACES, (turn + rule) % KINDS, loss, rule,
                      turn % 4 == 3 ? .03f : 0, (turn * 5 + rule) % 16);
}

/* `count` pairs of few users and items, so that neighbors in their order share some. */
static void test_pairs_of(int count, int stride, enum place place, enum kind kind, int32_t loss,
                          int biased, int shift) {
  int users = 1 + (int)(random_bits() % 9), items = 1 + (int)(random_bits() % 14);
  size_t user_bytes = 4 * (size_t)(users * stride), item_bytes = 4 * (size_t)(items * stride);
  size_t bias_bytes = 4 * (size_t)items;
  struct item_pair* pairs = buffer(0, 16 * (size_t)count, place, shift);
  float* p = buffer(1, user_bytes, place, shift * 3 % 16);
  float* q = buffer(2, item_bytes, place, shift * 5 % 16);
  float* b = buffer(3, bias_bytes, place, shift * 7 % 16);
  float* wanted_p = buffer(4, user_bytes, BEGIN, 0);
  float* wanted_q = buffer(5, item_bytes, BEGIN, 0);
  float* wanted_b = buffer(6, bias_bytes, BEGIN, 0);
  for (int n = 0; n < count; n++) {
    pairs[n].user = (int32_t)(random_bits() % (uint64_t)users);
    pairs[n].positive = (int32_t)(random_bits() % (uint64_t)items);
    pairs[n].negative = (int32_t)(random_bits() % (uint64_t)items);
    pairs[n].weight = random_float(kind);
  }
  fill(p, (int64_t)users * stride, kind);
  fill(q, (int64_t)items * stride, kind);
  fill(b, items, kind);
  copy(wanted_p, p, user_bytes);
  copy(wanted_q, q, item_bytes);
  copy(wanted_b, b, bias_bytes);
  int64_t wanted = scalar_pairs(pairs, count, wanted_p, wanted_q, biased ? wanted_b : NULL, stride,
                                .1f, .02f, .03f, .04f, .05f, loss);
  int64_t was = native_pairs(pairs, count, p, q, biased ? b : NULL, stride, .1f, .02f, .03f, .04f,
                             .05f, loss);
  if (wanted != was)
    FAIL("pairs of %d, stride %d, loss %d, kind %d: %d in order, was %d", count, stride, loss, kind,
         (int)wanted, (int)was);
  if (!same(wanted_p, p, (int64_t)users * stride) || !same(wanted_q, q, (int64_t)items * stride) ||
      !same(wanted_b, b, items))
    FAIL("pairs of %d, stride %d, loss %d, kind %d: other factors or biases", count, stride, loss,
         kind);
  check_surroundings();
}

static void test_pairs(void) {
  static const int strides[] = {16, 32, 48, 64, 80, 128, 144};
  for (int s = 0; s < 7; s++)
    for (int turn = 0; turn < 240; turn++)
      test_pairs_of(turn * 3 % 23, strides[s], turn % PLACES, turn / 3 % KINDS, turn / 15 % 2,
                    turn / 30 % 2, turn * 5 % 16);
}

/* A square whose rows outweigh the rest of their products: positive definite if it is ordinary. */
static void test_solving_of(int count, int stride, enum place place, enum kind kind, int shift) {
  enum { ROWS = 9 };
  size_t row_bytes = 4 * (size_t)stride, square_bytes = (size_t)stride * row_bytes;
  float* rows = buffer(0, ROWS * row_bytes, place, shift);
  int32_t* index = buffer(1, 4 * (size_t)count, place, shift);
  float* weights = buffer(2, 4 * (size_t)count, place, shift * 7 % 16);
  float* values = buffer(3, 4 * (size_t)count, place, shift * 3 % 16);
  float* square = buffer(4, square_bytes, place, shift * 5 % 16);
  float* x = buffer(5, row_bytes, place, shift);
  float* scratch = buffer(6, 3 * row_bytes, place, shift);
  static float wanted_square[144 * 144], wanted_x[144], wanted_scratch[3 * 144];
  fill(rows, ROWS * (int64_t)stride, kind);
  fill(weights, count, kind);
  fill(values, count, kind);
  fill(square, (int64_t)stride * stride, kind);
  fill(x, stride, kind);
  for (int i = 0; i < count; i++) index[i] = (int32_t)(random_bits() % ROWS);
  copy(wanted_square, square, square_bytes);
  copy(wanted_x, x, row_bytes);
  scalar_combine(rows, index, count, stride, values, wanted_x);
  native_combine(rows, index, count, stride, values, x);
  if (!same(wanted_x, x, stride)) FAIL("%d combined, stride %d, kind %d", count, stride, kind);
  double wanted = scalar_conjugate(rows, index, count, stride, weights, values, wanted_square, .5f,
                                   wanted_x, 3, wanted_scratch);
  double was = native_conjugate(rows, index, count, stride, weights, values, square, .5f, x, 3,
                                scratch);
  if (!(wanted == was || (wanted != wanted && was != was)) || !same(wanted_x, x, stride))
    FAIL("conjugate gradients of %d, stride %d, kind %d: %a, was %a", count, stride, kind, wanted,
         was);
  scalar_gram(rows, index, count, stride, weights, wanted_square);
  native_gram(rows, index, count, stride, weights, square);
  if (!same(wanted_square, square, (int64_t)stride * stride))
    FAIL("gram of %d, stride %d, kind %d", count, stride, kind);
  if (kind == ORDINARY)
    for (int f = 0; f < stride; f++)
      wanted_square[f * stride + f] = square[f * stride + f] += 8.f * (float)stride;
  scalar_cholesky(wanted_square, stride);
  native_cholesky(square, stride);
  if (!same(wanted_square, square, (int64_t)stride * stride))
    FAIL("cholesky of stride %d, kind %d", stride, kind);
  scalar_solve(wanted_square, stride, wanted_x);
  native_solve(square, stride, x);
  if (!same(wanted_x, x, stride)) FAIL("solved with stride %d, kind %d", stride, kind);
  check_surroundings();
}

static void test_solving(void) {
  for (int stride = 16; stride <= 144; stride += 16)
    for (int count = 0; count <= 23; count++)
      for (int place = 0; place < PLACES; place++)
        test_solving_of(count, stride, place, (stride / 16 + count + place) % KINDS,
                        (stride + count + place) % 16);
  for (int place = 0; place < PLACES; place++) {
    test_solving_of(301, 64, place, ORDINARY, 3);
    test_solving_of(75, 144, place, ORDINARY, 7);
  }
}

static void test_reaching_of(int blocks, int columns, enum place place, enum kind kind, int shift) {
  size_t numbers = 4 * 32 * (size_t)blocks;
  uint8_t* codes = buffer(0, 16 * (size_t)columns * (size_t)blocks, place, shift);
  float* scales = buffer(1, numbers, place, shift * 3 % 16);
  float* errors = buffer(2, numbers, place, shift * 5 % 16);
  float* offsets = buffer(3, numbers, place, shift * 7 % 16);
  int16_t* query = buffer(4, 64 * (size_t)columns, place, shift);
  int32_t* marks = buffer(5, 4 * (size_t)blocks, place, shift);
  int32_t wanted[4];
  for (int i = 0; i < 16 * columns * blocks; i++) codes[i] = (uint8_t)random_bits();
  fill(scales, 32 * blocks, kind);
  fill(errors, 32 * blocks, kind);
  fill(offsets, 32 * blocks, kind);
  for (int c = 0; c < columns; c++) {
    int16_t value = (int16_t)((int)(random_bits() % 256) - 128);
    for (int i = 0; i < 32; i++) query[32 * c + i] = value;
  }
  int16_t start = (int16_t)((int)(random_bits() % 65536) - 32768);
  float step = random_float(kind), margin = random_float(kind), reach = random_float(kind);
  float threshold = random_float(kind);
  scalar_reaching(codes, blocks, columns, scales, errors, offsets, query, start, step, margin,
                  reach, threshold, wanted);
  native_reaching(codes, blocks, columns, scales, errors, offsets, query, start, step, margin,
                  reach, threshold, marks);
  if (memcmp(marks, wanted, 4 * (size_t)blocks) != 0)
    FAIL("reaching, %d blocks of %d columns, kind %d", blocks, columns, kind);
  check_surroundings();
}

static void test_reaching(void) {
  for (int columns = 0; columns <= 80; columns += 4)
    for (int blocks = 0; blocks <= 4; blocks++)
      for (int place = 0; place < PLACES; place++)
        for (int kind = 0; kind < KINDS; kind++)
          test_reaching_of(blocks, columns, place, kind, (columns + blocks + place) % 16);
  for (int place = 0; place < PLACES; place++) test_reaching_of(2, 1024, place, ORDINARY, 5);
}

static void* select_concurrently(void* unused) {
  (void)unused;
  const char* chosen = isa();
  check_control("the choice");
  return (void*)chosen;
}

static void test_selection(const char* name) {
  pthread_t threads[8];
  for (int i = 0; i < 8; i++)
    if (pthread_create(threads + i, NULL, select_concurrently, NULL) != 0) FAIL("no thread");
  for (int i = 0; i < 8; i++) {
    void* chosen;
    pthread_join(threads[i], &chosen);
    if (chosen != isa()) FAIL("a thread was told %s, another %s", (char*)chosen, isa());
  }
  if (select_isa() != 0 || refusal() != NULL) FAIL("%s was refused: %s", name, refusal());
  setenv("SIMILE_ISA", "another", 1);
  if (select_isa() != 0) FAIL("chosen twice");
}

static int test(const char* path, const char* name) {
  setenv("SIMILE_ISA", name, 1);
  load(path);
  test_dot(); /* before a choice: on the lowest */
  test_selection(name);
  if (strcmp(isa(), name) != 0) {
    printf("%s: %s not run, this processor ends at %s\n", path, name, isa());
    return ABSENT;
  }
  test_dot();
  test_fused();
  test_halfway();
  test_negative_zero();
  test_score_rows();
  test_score_some();
  test_score_tile();
  test_subtract_product();
  test_accumulate();
  test_add_whole();
  test_above();
  test_sgd();
  test_pairs();
  test_solving();
  test_reaching();
  check_control("the kernels");
  printf("%s: %s as defined\n", path, name);
  return 0;
}

static int test_refusal(const char* path, const char* lowest) {
  setenv("SIMILE_ISA", "avx1024", 1);
  load(path);
  if (select_isa() != -1 || select_isa() != -1) FAIL("an unknown name was taken");
  const char* reason = refusal();
  if (reason == NULL || strstr(reason, "SIMILE_ISA must be ") != reason ||
      strstr(reason, lowest) == NULL || strstr(reason, ", was avx1024") == NULL)
    FAIL("the reason is: %s", reason);
  if (strcmp(isa(), lowest) != 0) FAIL("refused, and %s in use", isa());
  test_dot();
  return 0;
}

/* Runs a test in a process of its own. */
static int apart(int (*run)(const char*, const char*), const char* path, const char* name) {
  fflush(stdout);
  pid_t child = fork();
  if (child == 0) exit(run(path, name));
  int status;
  if (child < 0 || waitpid(child, &status, 0) != child) FAIL("no process");
  if (WIFSIGNALED(status)) FAIL("%s: signal %d", name, WTERMSIG(status));
  return WEXITSTATUS(status);
}

int main(int argc, char** argv) {
  if (argc < 3) FAIL("usage: driver LIBRARY ISA...");
  int ran = 0;
  for (int i = 2; i < argc; i++) {
    int status = apart(test, argv[1], argv[i]);
    if (status == 0) ran++;
    else if (status != ABSENT) FAIL("%s: failed", argv[i]);
  }
  if (ran == 0) FAIL("nothing ran");
  if (apart(test_refusal, argv[1], argv[2]) != 0) FAIL("refusal: failed");
  return 0;
}
