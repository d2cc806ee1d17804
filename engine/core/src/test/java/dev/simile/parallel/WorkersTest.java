package dev.simile.parallel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicIntegerArray;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class WorkersTest {
  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 7})
  void everyTaskRunsOnceOnAWorkerOfItsOwn(int threads) {
    try (Workers workers = Workers.of(threads)) {
      for (int round = 0; round < 50; round++) {
        AtomicIntegerArray runs = new AtomicIntegerArray(1000);
        AtomicIntegerArray busy = new AtomicIntegerArray(threads);
        workers.run(
            1000,
            (task, worker) -> {
              assertThat(busy.incrementAndGet(worker)).isEqualTo(1);
              runs.incrementAndGet(task);
              busy.decrementAndGet(worker);
            });
        for (int i = 0; i < 1000; i++) assertThat(runs.get(i)).isEqualTo(1);
      }
    }
  }

  @Test
  void aFailureStopsTheRunAndComesOut() {
    try (Workers workers = Workers.of(3)) {
      AtomicInteger ran = new AtomicInteger();
      assertThatThrownBy(
              () ->
                  workers.run(
                      1_000_000,
                      (task, worker) -> {
                        if (ran.incrementAndGet() == 10) throw new IllegalStateException("ten");
                      }))
          .hasMessage("ten");
      assertThat(ran.get()).isLessThan(1_000_000);
    }
  }

  @Test
  void tasksMayRunTasks() {
    try (Workers workers = Workers.of(2)) {
      AtomicInteger ran = new AtomicInteger();
      workers.run(8, (outer, w) -> workers.run(8, (inner, v) -> ran.incrementAndGet()));
      assertThat(ran.get()).isEqualTo(64);
    }
  }

  @Test
  void anInterruptOrItsProgressCancels() {
    try (Workers workers = Workers.of(2)) {
      Progress cancelled =
          new Progress() {
            @Override
            public Step step(String name, long total, String unit) {
              return Progress.none().step(name, total, unit);
            }

            @Override
            public boolean cancelled() {
              return true;
            }
          };
      assertThatThrownBy(() -> workers.run(5, cancelled, (task, worker) -> {}))
          .isInstanceOf(CancelledException.class);
      Thread.currentThread().interrupt();
      assertThatThrownBy(() -> workers.run(5, (task, worker) -> {}))
          .isInstanceOf(CancelledException.class);
      assertThat(Thread.interrupted()).isTrue();
    }
  }
}
