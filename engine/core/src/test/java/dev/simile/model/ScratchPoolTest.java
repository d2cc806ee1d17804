package dev.simile.model;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class ScratchPoolTest {
  @Test
  void noMoreAreMadeThanAreUsedAtOnce() {
    AtomicInteger made = new AtomicInteger();
    ScratchPool<Integer> pool = new ScratchPool<>(made::incrementAndGet);
    for (int atOnce : new int[] {1, 7, 256, 300, 1000, 300}) {
      int before = made.get();
      for (int round = 0; round < 3; round++) {
        List<Integer> taken = new ArrayList<>();
        for (int i = 0; i < atOnce; i++) taken.add(pool.take());
        assertThat(taken).doesNotHaveDuplicates();
        for (Integer one : taken) pool.give(one);
      }
      assertThat(made.get()).isEqualTo(Math.max(before, atOnce));
    }
  }
}
