#!/bin/sh
# Called by Maven.
#   build.sh into FOLDER   builds the native kernels into FOLDER/<platform>/libsimile.so; where they
#                          cannot be built FOLDER is removed, and one line says so
#   build.sh check         tests those of this machine, if they can be built
#   CC                     the C compiler, with its options if any
set -eu
cd "$(dirname "$0")"

why_not() {
  make --version 2>/dev/null | grep -q '^GNU Make' || {
    echo "no GNU make"
    return
  }
  # shellcheck disable=SC2086
  $CC --version >/dev/null 2>&1 || {
    echo "no C compiler"
    return
  }
  [ -n "$(make -s list)" ] || echo "the C compiler $CC is too old or not for Linux"
}

if [ -z "${CC:-}" ]; then
  CC=cc
  for name in clang gcc cc; do ! command -v "$name" >/dev/null 2>&1 || CC=$name; done
fi
export CC
reason=$(why_not)

case $1 in
  into)
    folder=$2
    if [ -n "$reason" ]; then
      rm -rf "$folder"
      echo "$reason: the native kernels are left out; Java kernels serve"
      exit 0
    fi
    make -s -j "$(getconf _NPROCESSORS_ONLN 2>/dev/null || echo 2)"
    for old in "$folder"/*/; do
      [ ! -d "$old" ] || make -s list | grep -qx "$(basename "$old")" || rm -rf "$old"
    done
    for platform in $(make -s list); do
      mkdir -p "$folder/$platform"
      for name in libsimile.so libsimile.so.crc32; do
        cmp -s "target/$platform/$name" "$folder/$platform/$name" && continue
        cp "target/$platform/$name" "$folder/$platform/$name.new"
        mv "$folder/$platform/$name.new" "$folder/$platform/$name"
      done
    done
    ;;
  check)
    [ -n "$reason" ] || make -s check
    ;;
esac
