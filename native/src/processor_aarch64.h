/* What this aarch64 processor and its operating system have. Included by dispatch.c alone. */
#include <sys/auxv.h>
#include <sys/prctl.h>

TABLE(neon)
TABLE(sve128)
TABLE(sve256)
TABLE(sve512)
#define BASELINE neon
static const char* const names[] = {"neon", "sve"};

/* Linux's numbers; older headers lack them. */
enum { HAS_SVE = 1 << 22, GET_VECTOR_LENGTH = 51, LENGTH_MASK = 0xffff };

/* The length of the vectors is the system's to set, and every thread inherits it. */
static const struct kernels* kernels_of(int name) {
  if (name == 0) return &neon;
  if ((getauxval(AT_HWCAP) & HAS_SVE) == 0) return NULL;
  int length = prctl(GET_VECTOR_LENGTH, 0, 0, 0, 0);
  if (length < 0) return NULL;
  switch (length & LENGTH_MASK) {
    case 16: return &sve128;
    case 32: return &sve256;
    case 64: return &sve512;
    default: return NULL;
  }
}
