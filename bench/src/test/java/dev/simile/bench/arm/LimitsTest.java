package dev.simile.bench.arm;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.BitSet;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// What is timed is done: the results are those of plain loops.
class LimitsTest {
  private static final int ROWS = 3 * Limits.STEPS;

  private final Limits limits = new Limits();
  private final Count.Units units = new Count.Units();
  private final Count.Bytes bytes = new Count.Bytes();

  @BeforeEach
  void open() {
    limits.bytes = (long) ROWS * Limits.ROW;
    limits.open();
  }

  @AfterEach
  void close() {
    limits.close();
  }

  private long sum(long from, long to) {
    MemorySegment data = limits.data();
    long sum = 0;
    for (long at = from; at < to; at += 8) sum += data.get(ValueLayout.JAVA_LONG, at);
    return sum;
  }

  @Test
  void multiplyAdds() {
    float sum = 0;
    for (int chain = 0; chain < 12; chain++) {
      float value = chain;
      for (int step = 0; step < Limits.STEPS; step++)
        value = Math.fma(value, Limits.FACTOR, Limits.TERM);
      sum += value;
    }
    Count.Flops flops = new Count.Flops();
    assertThat(limits.fma(flops)).isEqualTo(sum);
    assertThat(flops.flops).isPositive().isEqualTo(flops.flops / 4096 / 24 * 4096 * 24);
  }

  @Test
  void reading() {
    assertThat(limits.read(bytes)).isEqualTo(sum(0, limits.bytes));
    assertThat(bytes.bytes).isEqualTo(limits.bytes);
  }

  @Test
  void oneRowAfterTheOtherGoesThroughAll() {
    BitSet seen = new BitSet(ROWS);
    int row = 0;
    for (int i = 0; i < ROWS; i++) {
      assertThat(seen.get(row)).isFalse();
      seen.set(row);
      int next = 0;
      for (int line = 0; line < 4; line++)
        next += limits.data().get(ValueLayout.JAVA_INT, (long) row * Limits.ROW + 64L * line);
      row = next;
      if ((i + 1) % Limits.STEPS == 0) assertThat(limits.rowLatency(units, bytes)).isEqualTo(row);
    }
    assertThat(row).isZero();
    assertThat(units.units).isEqualTo(ROWS);
    assertThat(bytes.bytes).isEqualTo(limits.bytes);
  }

  @Test
  void rowsInAnOrderThatIsKnownAreAllOfThem() {
    long sum = 0;
    for (int i = 0; i < 3; i++) sum += limits.rowThroughput(units, bytes);
    assertThat(sum).isEqualTo(sum(0, limits.bytes));
    assertThat(units.units).isEqualTo(ROWS);
    assertThat(bytes.bytes).isEqualTo(limits.bytes);
  }
}
