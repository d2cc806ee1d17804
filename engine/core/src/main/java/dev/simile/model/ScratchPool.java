package dev.simile.model;

import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// Scratch objects for concurrent queries, without locks: no more than ever ran at once, and once
/// these exist, without allocation (but 24 bytes for each beyond 256 at once). Works for virtual
/// threads as well: nothing is tied to a thread.
final class ScratchPool<S> {
  private static final int SLOTS = 256;

  private final AtomicReferenceArray<@Nullable S> slots = new AtomicReferenceArray<>(SLOTS);
  private final ConcurrentLinkedQueue<S> more = new ConcurrentLinkedQueue<>();
  private final Supplier<S> maker;

  ScratchPool(Supplier<S> maker) {
    this.maker = maker;
  }

  S take() {
    int home = home();
    for (int i = 0; i < SLOTS; i++) {
      int slot = (home + i) & (SLOTS - 1);
      if (slots.get(slot) == null) continue;
      S scratch = slots.getAndSet(slot, null);
      if (scratch != null) return scratch;
    }
    S scratch = more.poll();
    return scratch == null ? maker.get() : scratch;
  }

  void give(S scratch) {
    int home = home();
    for (int i = 0; i < SLOTS; i++) {
      if (slots.compareAndSet((home + i) & (SLOTS - 1), null, scratch)) return;
    }
    more.add(scratch);
  }

  private static int home() {
    long id = Thread.currentThread().threadId();
    return (int) ((id * 0x9E3779B97F4A7C15L) >>> 56);
  }
}
