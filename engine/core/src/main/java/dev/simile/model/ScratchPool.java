package dev.simile.model;

import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// Scratch objects for concurrent queries, without locks and, once as many exist as queries run at
/// once, without allocation. Works for virtual threads as well: nothing is tied to a thread.
final class ScratchPool<S> {
  private static final int SLOTS = 256;

  private final AtomicReferenceArray<@Nullable S> slots = new AtomicReferenceArray<>(SLOTS);
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
    return maker.get();
  }

  void give(S scratch) {
    int home = home();
    for (int i = 0; i < SLOTS; i++) {
      if (slots.compareAndSet((home + i) & (SLOTS - 1), null, scratch)) return;
    }
    // More than 256 queries at once: this one's scratch is freed with the model.
  }

  private static int home() {
    long id = Thread.currentThread().threadId();
    return (int) ((id * 0x9E3779B97F4A7C15L) >>> 56);
  }
}
