#!/bin/sh
# exports.sh LIBRARY: only simile_ names are exported, all of the list are, only the C library is
# needed, and no version of it later than 2.17.
set -eu
command -v readelf >/dev/null || {
  echo "exports: not checked, there is no readelf"
  exit 0
}
fail() {
  echo "$1: $2" >&2
  exit 1
}
symbols=$(readelf -W --dyn-syms "$1" | awk 'NR > 3 && NF >= 8')
exported=$(printf '%s\n' "$symbols" | awk '$7 != "UND" && $4 != "SECTION" {print $8}')
others=$(printf '%s\n' "$exported" | grep -v '^simile_' || true)
[ -z "$others" ] || fail "$1" "exports $others"
for name in select isa refusal $(sed -n 's/^  KERNEL(isa, [a-z0-9_]*, \([a-z0-9_]*\),.*/\1/p' "$(dirname "$0")/../src/kernels.h"); do
  printf '%s\n' "$exported" | grep -qx "simile_$name" || fail "$1" "does not export simile_$name"
done
needed=$(readelf -Wd "$1" | sed -n 's/.*(NEEDED).*\[\(.*\)\]/\1/p' | grep -v '^libc\.so' || true)
[ -z "$needed" ] || fail "$1" "needs $needed"
late=$(printf '%s\n' "$symbols" | sed -n 's/.*@GLIBC_2\.\([0-9]*\).*/\1/p' | awk '$1 > 17')
[ -z "$late" ] || fail "$1" "needs glibc 2.$late"
