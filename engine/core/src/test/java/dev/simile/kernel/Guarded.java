package dev.simile.kernel;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.util.Set;

/// Buffers that end where memory ends: the page behind each may not be touched, so a read or write
/// beyond the end kills the process.
final class Guarded implements AutoCloseable {
  private static final int READ_WRITE = 3;
  private static final int PRIVATE_ANONYMOUS = 0x22;
  private static final MethodHandle MMAP =
      call(
          "mmap",
          FunctionDescriptor.of(
              ValueLayout.ADDRESS,
              ValueLayout.ADDRESS,
              ValueLayout.JAVA_LONG,
              ValueLayout.JAVA_INT,
              ValueLayout.JAVA_INT,
              ValueLayout.JAVA_INT,
              ValueLayout.JAVA_LONG));
  private static final MethodHandle MPROTECT =
      call(
          "mprotect",
          FunctionDescriptor.of(
              ValueLayout.JAVA_INT,
              ValueLayout.ADDRESS,
              ValueLayout.JAVA_LONG,
              ValueLayout.JAVA_INT));
  private static final MethodHandle MUNMAP =
      call(
          "munmap",
          FunctionDescriptor.of(ValueLayout.JAVA_INT, ValueLayout.ADDRESS, ValueLayout.JAVA_LONG));
  private static final long PAGE = pageSize();

  private final Arena arena = Arena.ofShared();

  @SuppressWarnings("restricted")
  private static MethodHandle call(String name, FunctionDescriptor descriptor) {
    Linker linker = Linker.nativeLinker();
    return linker.downcallHandle(linker.defaultLookup().find(name).orElseThrow(), descriptor);
  }

  /// Whether this is a system whose numbers for protection and kinds of memory are known.
  static boolean supported() {
    return System.getProperty("os.name").equals("Linux")
        && Set.of("amd64", "aarch64").contains(System.getProperty("os.arch"));
  }

  private static long pageSize() {
    try {
      return (int) call("getpagesize", FunctionDescriptor.of(ValueLayout.JAVA_INT)).invokeExact();
    } catch (Error | RuntimeException e) {
      throw e;
    } catch (Throwable e) {
      throw new IllegalStateException(e);
    }
  }

  @SuppressWarnings("restricted")
  MemorySegment allocate(long bytes) {
    long pages = (bytes + PAGE - 1) & -PAGE;
    try {
      MemorySegment raw =
          (MemorySegment)
              MMAP.invokeExact(
                  MemorySegment.NULL, pages + PAGE, READ_WRITE, PRIVATE_ANONYMOUS, -1, 0L);
      if (raw.address() == -1) throw new OutOfMemoryError("mmap");
      MemorySegment region = raw.reinterpret(pages + PAGE, arena, Guarded::unmap);
      int result = (int) MPROTECT.invokeExact(region.asSlice(pages), PAGE, 0);
      if (result != 0) throw new IllegalStateException("mprotect");
      return region.asSlice(pages - bytes, bytes);
    } catch (Error | RuntimeException e) {
      throw e;
    } catch (Throwable e) {
      throw new IllegalStateException(e);
    }
  }

  private static void unmap(MemorySegment region) {
    try {
      int result = (int) MUNMAP.invokeExact(region, region.byteSize());
      if (result != 0) throw new IllegalStateException("munmap");
    } catch (Error | RuntimeException e) {
      throw e;
    } catch (Throwable e) {
      throw new IllegalStateException(e);
    }
  }

  @Override
  public void close() {
    arena.close();
  }
}
