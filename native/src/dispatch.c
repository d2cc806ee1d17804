/* Chooses the instruction set, and exports the kernels. */
#include "kernels.h"

#include <stdatomic.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>

struct kernels {
#define FIELD(isa, result, name, parameters, arguments) result(*name) parameters;
  SIMILE_KERNELS(FIELD, )
};

#define DECLARE(isa, result, name, parameters, arguments) result simile_##name##_##isa parameters;
#define ENTRY(isa, result, name, parameters, arguments) .name = simile_##name##_##isa,
#define TABLE(isa)            \
  SIMILE_KERNELS(DECLARE, isa) \
  static const struct kernels isa = {SIMILE_KERNELS(ENTRY, isa)};

/* Names ascending, and for each the kernels that this processor runs under it, or NULL. */
#if defined(__x86_64__)
#include "processor_x86_64.h"
#elif defined(__aarch64__)
#include "processor_aarch64.h"
#else
#error "x86-64 and aarch64 are known"
#endif

enum { NAMES = sizeof names / sizeof *names, UNCHOSEN = 0, CHOOSING, CHOSEN, REFUSED };

static _Atomic(const struct kernels*) active = &BASELINE;
static atomic_int state = UNCHOSEN;
static const char* chosen;
static char refusal[160];

static void append(const char* text) {
  size_t length = strlen(refusal);
  for (; *text != 0 && length + 1 < sizeof refusal; text++) refusal[length++] = *text;
  refusal[length] = 0;
}

static void refuse(const char* value) {
  append("SIMILE_ISA must be ");
  for (int i = 0; i < NAMES; i++) {
    append(i == 0 ? "" : i + 1 < NAMES ? ", " : " or ");
    append(names[i]);
  }
  append(", was ");
  append(value);
}

static int choose(void) {
  int cap = NAMES - 1;
  const char* value = getenv("SIMILE_ISA");
  if (value != NULL && *value != 0) {
    for (cap = 0; cap < NAMES && strcmp(value, names[cap]) != 0; cap++);
    if (cap == NAMES) {
      chosen = names[0];
      refuse(value);
      return REFUSED;
    }
  }
  const struct kernels* kernels;
  while ((kernels = kernels_of(cap)) == NULL) cap--;
  chosen = names[cap];
  atomic_store(&active, kernels);
  return CHOSEN;
}

int32_t simile_select(void) {
  int now = UNCHOSEN;
  if (atomic_compare_exchange_strong(&state, &now, CHOOSING)) {
    now = choose();
    atomic_store(&state, now);
  }
  /* Another thread needs less than a microsecond for this. */
  while (now == CHOOSING) now = atomic_load(&state);
  return now == REFUSED ? -1 : 0;
}

const char* simile_isa(void) {
  simile_select();
  return chosen;
}

const char* simile_refusal(void) {
  return simile_select() < 0 ? refusal : NULL;
}

#define WRAP(isa, result, name, parameters, arguments)                               \
  result simile_##name parameters {                                                  \
    return atomic_load_explicit(&active, memory_order_relaxed)->name arguments;      \
  }
SIMILE_KERNELS(WRAP, )
