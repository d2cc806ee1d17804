package dev.simile.memory;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// Where large allocations come from: anonymous maps of the operating system, advised to use huge
/// pages.
///
/// [Arena#allocate] zeroes what it returns on the calling thread; fresh anonymous pages are zero
/// already and are faulted in by the threads that first touch them. With 2 MB pages random row
/// access is 1.5 to 2 times faster. Off Linux x86-64/aarch64, or without native access, the arena
/// allocates as usual: same contents, slower start.
final class Pages {
  private static final long LARGE = 1L << 20;
  private static final long HUGE = 2L << 20;
  private static final int PROT_READ_WRITE = 3;
  private static final int MAP_PRIVATE_ANONYMOUS = 0x22;
  private static final int MADV_HUGEPAGE = 14;
  private static final @Nullable Calls CALLS = Calls.find();

  private Pages() {}

  static MemorySegment allocate(Arena arena, long bytes, long alignment) {
    Calls calls = CALLS;
    return bytes < LARGE || calls == null
        ? arena.allocate(bytes, alignment)
        : calls.map(arena, bytes);
  }

  @SuppressWarnings("restricted")
  private record Calls(MethodHandle mmap, MethodHandle munmap, MethodHandle madvise) {
    static @Nullable Calls find() {
      String os = System.getProperty("os.name", "").toLowerCase(Locale.ROOT);
      if (!os.equals("linux") || !Pages.class.getModule().isNativeAccessEnabled()) return null;
      Linker linker = Linker.nativeLinker();
      var address = ValueLayout.ADDRESS;
      var size = ValueLayout.JAVA_LONG;
      var word = ValueLayout.JAVA_INT;
      var lookup = linker.defaultLookup();
      var mmap = lookup.find("mmap");
      var munmap = lookup.find("munmap");
      var madvise = lookup.find("madvise");
      if (mmap.isEmpty() || munmap.isEmpty() || madvise.isEmpty()) return null;
      return new Calls(
          linker.downcallHandle(
              mmap.get(), FunctionDescriptor.of(address, address, size, word, word, word, size)),
          linker.downcallHandle(munmap.get(), FunctionDescriptor.of(word, address, size)),
          linker.downcallHandle(madvise.get(), FunctionDescriptor.of(word, address, size, word)));
    }

    MemorySegment map(Arena arena, long bytes) {
      // One huge page more than asked for, so that the view can start on a huge page's boundary.
      long size = Math.addExact(bytes, bytes >= HUGE ? HUGE : 0);
      try {
        MemorySegment raw =
            (MemorySegment)
                mmap.invokeExact(
                    MemorySegment.NULL, size, PROT_READ_WRITE, MAP_PRIVATE_ANONYMOUS, -1, 0L);
        if (raw.address() == -1L)
          throw new OutOfMemoryError("the system refused " + Ledger.format(size) + " of memory");
        long skip = bytes >= HUGE ? -raw.address() & (HUGE - 1) : 0;
        MemorySegment region = raw.reinterpret(size, arena, this::unmap);
        MemorySegment view = region.asSlice(skip, bytes);
        if (bytes >= HUGE) {
          // Advice only: a kernel without huge pages refuses, and nothing changes.
          int ignored = (int) madvise.invokeExact(view, bytes & -HUGE, MADV_HUGEPAGE);
        }
        return view;
      } catch (Error | RuntimeException e) {
        throw e;
      } catch (Throwable e) {
        throw new IllegalStateException(e);
      }
    }

    private void unmap(MemorySegment region) {
      try {
        int result = (int) munmap.invokeExact(region, region.byteSize());
        if (result != 0)
          throw new IllegalStateException("munmap of " + region.byteSize() + " bytes failed");
      } catch (Error | RuntimeException e) {
        throw e;
      } catch (Throwable e) {
        throw new IllegalStateException(e);
      }
    }
  }
}
