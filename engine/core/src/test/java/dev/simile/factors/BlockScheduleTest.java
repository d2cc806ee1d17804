package dev.simile.factors;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.simile.parallel.CancelledException;
import dev.simile.parallel.Progress;
import dev.simile.parallel.Workers;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class BlockScheduleTest {
  /// The order of visits as each row and each column of blocks sees it.
  private static List<List<Integer>> visits(int rows, int columns, long order, int threads) {
    List<List<Integer>> seen = new ArrayList<>();
    for (int i = 0; i < rows + columns; i++) seen.add(new ArrayList<>());
    AtomicBoolean[] held = new AtomicBoolean[rows + columns];
    for (int i = 0; i < held.length; i++) held[i] = new AtomicBoolean();
    AtomicInteger count = new AtomicInteger();
    try (Workers workers = Workers.of(threads)) {
      new BlockSchedule(rows, columns)
          .run(
              order,
              workers,
              Progress.none(),
              (row, column) -> {
                if (held[row].getAndSet(true) || held[rows + column].getAndSet(true))
                  throw new IllegalStateException("two blocks of a row or column at once");
                seen.get(row).add(column);
                seen.get(rows + column).add(row);
                count.incrementAndGet();
                if ((row + column) % 3 == 0) Thread.onSpinWait();
                held[row].set(false);
                held[rows + column].set(false);
              });
    }
    assertThat(count.get()).isEqualTo(rows * columns);
    return seen;
  }

  @ParameterizedTest
  @CsvSource({"1, 1", "1, 7", "7, 1", "3, 3", "5, 9", "9, 5", "16, 16"})
  void everyBlockIsVisitedOnceInOneOrderWhateverTheThreads(int rows, int columns) {
    List<List<Integer>> expected = visits(rows, columns, 5, 1);
    for (int row = 0; row < rows; row++)
      assertThat(new HashSet<>(expected.get(row))).hasSize(columns);
    for (int threads : new int[] {2, 3, 7}) {
      for (int again = 0; again < 20; again++)
        assertThat(visits(rows, columns, 5, threads)).isEqualTo(expected);
    }
  }

  @Test
  void theOrderDependsOnItsSeed() {
    Set<List<List<Integer>>> orders = new HashSet<>();
    for (long order = 0; order < 20; order++) orders.add(visits(6, 6, order, 1));
    assertThat(orders).hasSizeGreaterThan(10);
  }

  @Test
  void aScheduleRunsAgain() {
    BlockSchedule schedule = new BlockSchedule(4, 6);
    for (int epoch = 0; epoch < 3; epoch++) {
      AtomicInteger count = new AtomicInteger();
      schedule.run(
          epoch, Workers.shared(), Progress.none(), (row, column) -> count.incrementAndGet());
      assertThat(count.get()).isEqualTo(24);
    }
  }

  @Test
  void aFailureStopsAllAndIsWhatTheCallerGets() {
    try (Workers workers = Workers.of(3)) {
      for (int again = 0; again < 20; again++) {
        AtomicInteger count = new AtomicInteger();
        assertThatThrownBy(
                () ->
                    new BlockSchedule(8, 8)
                        .run(
                            1,
                            workers,
                            Progress.none(),
                            (row, column) -> {
                              if (count.incrementAndGet() == 20)
                                throw new ArithmeticException("planted");
                            }))
            .isInstanceOf(ArithmeticException.class)
            .hasMessage("planted");
        assertThat(count.get()).isLessThan(64);
      }
    }
  }

  @Test
  void aCancellationReachesThoseWhoWait() {
    AtomicBoolean cancelled = new AtomicBoolean();
    Progress progress =
        new Progress() {
          @Override
          public Step step(String name, long total, String unit) {
            return Progress.none().step(name, total, unit);
          }

          @Override
          public boolean cancelled() {
            return cancelled.get();
          }
        };
    try (Workers workers = Workers.of(3)) {
      assertThatThrownBy(
              () ->
                  new BlockSchedule(3, 3)
                      .run(1, workers, progress, (row, column) -> cancelled.set(true)))
          .isInstanceOf(CancelledException.class);
    }
  }

  @Test
  void anInterruptedCallerIsACancellation() {
    try (Workers workers = Workers.of(1)) {
      assertThatThrownBy(
              () ->
                  new BlockSchedule(3, 3)
                      .run(
                          1,
                          workers,
                          Progress.none(),
                          (row, column) -> Thread.currentThread().interrupt()))
          .isInstanceOf(CancelledException.class);
    }
    assertThat(Thread.interrupted()).isTrue();
  }
}
