package dev.simile.bench.arm;

import dev.simile.memory.Memory;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import java.util.SplittableRandom;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.LongVector;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorSpecies;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

/// What the machine can do at most, measured the way the engine works: multiply-adds out of
/// registers, reading in order, and rows of 256 bytes at random, each chosen by the one before
/// (latency) or all known beforehand (throughput). The memory is allocated as the engine's is, with
/// huge pages where the system gives them; every thread has its own.
@State(Scope.Thread)
public class Limits {
  static final int ROW = 256;
  static final int STEPS = 4096;
  static final float FACTOR = .999f;
  static final float TERM = .001f;
  private static final int LINE = 64;
  private static final VectorSpecies<Float> FLOATS = FloatVector.SPECIES_PREFERRED;
  private static final VectorSpecies<Long> LONGS = LongVector.SPECIES_PREFERRED;
  private static final ByteOrder ORDER = ByteOrder.nativeOrder();

  /// Bytes to read; so many that no cache holds them.
  @Param("268435456")
  public long bytes = 1 << 28;

  private Memory memory;
  private MemorySegment data;
  private int[] order;
  private int row;
  private int position;

  /// Fills the memory: the first numbers of a row's four cache lines, added up, are the row that
  /// comes after it in one great circle.
  @Setup
  public void open() {
    memory = Memory.open("limits");
    data = memory.allocate("rows", bytes);
    int rows = Math.toIntExact(bytes / ROW);
    SplittableRandom random = new SplittableRandom(1);
    if (rows < STEPS)
      throw new IllegalArgumentException(
          "bytes must be at least " + STEPS * ROW + ", was " + bytes);
    int[] circle = new int[rows];
    for (int i = 0; i < rows; i++) circle[i] = i;
    // Sattolo 1986: one circle through all.
    for (int i = rows - 1; i > 0; i--) {
      int other = random.nextInt(i);
      int swapped = circle[i];
      circle[i] = circle[other];
      circle[other] = swapped;
    }
    for (int i = 0; i < rows; i++) {
      int rest = circle[i];
      for (int line = 1; line < ROW / LINE; line++) {
        int part = random.nextInt(1 << 20);
        data.set(ValueLayout.JAVA_INT, (long) i * ROW + (long) line * LINE, part);
        rest -= part;
      }
      data.set(ValueLayout.JAVA_INT, (long) i * ROW, rest);
    }
    order = circle;
    row = 0;
    position = 0;
  }

  MemorySegment data() {
    return data;
  }

  /// Frees the memory.
  @TearDown
  public void close() {
    memory.close();
  }

  /// Multiply-adds in twelve independent chains, more than any processor needs to be busy.
  ///
  /// @return the sum of the first lanes
  @Benchmark
  public float fma(Count.Flops flops) {
    FloatVector x = FloatVector.broadcast(FLOATS, FACTOR);
    FloatVector y = FloatVector.broadcast(FLOATS, TERM);
    FloatVector a = FloatVector.broadcast(FLOATS, 0);
    FloatVector b = FloatVector.broadcast(FLOATS, 1);
    FloatVector c = FloatVector.broadcast(FLOATS, 2);
    FloatVector d = FloatVector.broadcast(FLOATS, 3);
    FloatVector e = FloatVector.broadcast(FLOATS, 4);
    FloatVector f = FloatVector.broadcast(FLOATS, 5);
    FloatVector g = FloatVector.broadcast(FLOATS, 6);
    FloatVector h = FloatVector.broadcast(FLOATS, 7);
    FloatVector i = FloatVector.broadcast(FLOATS, 8);
    FloatVector j = FloatVector.broadcast(FLOATS, 9);
    FloatVector k = FloatVector.broadcast(FLOATS, 10);
    FloatVector l = FloatVector.broadcast(FLOATS, 11);
    for (int step = 0; step < STEPS; step++) {
      a = a.fma(x, y);
      b = b.fma(x, y);
      c = c.fma(x, y);
      d = d.fma(x, y);
      e = e.fma(x, y);
      f = f.fma(x, y);
      g = g.fma(x, y);
      h = h.fma(x, y);
      i = i.fma(x, y);
      j = j.fma(x, y);
      k = k.fma(x, y);
      l = l.fma(x, y);
    }
    flops.flops += 2L * 12 * STEPS * FLOATS.length();
    FloatVector sum = a.add(b).add(c).add(d).add(e).add(f);
    return sum.add(g).add(h).add(i).add(j).add(k).add(l).lane(0);
  }

  /// Reads the memory from end to end.
  ///
  /// @return the sum of its longs
  @Benchmark
  public long read(Count.Bytes count) {
    int step = LONGS.vectorByteSize();
    LongVector a = LongVector.zero(LONGS);
    LongVector b = a;
    LongVector c = a;
    LongVector d = a;
    for (long at = 0; at < bytes; at += 4L * step) {
      a = a.add(LongVector.fromMemorySegment(LONGS, data, at, ORDER));
      b = b.add(LongVector.fromMemorySegment(LONGS, data, at + step, ORDER));
      c = c.add(LongVector.fromMemorySegment(LONGS, data, at + 2L * step, ORDER));
      d = d.add(LongVector.fromMemorySegment(LONGS, data, at + 3L * step, ORDER));
    }
    count.bytes += bytes;
    return a.add(b).add(c).add(d).reduceLanes(VectorOperators.ADD);
  }

  /// Goes from row to row, on from where it ended.
  ///
  /// @return the row it ends at
  @Benchmark
  public int rowLatency(Count.Units units, Count.Bytes count) {
    for (int step = 0; step < STEPS; step++) {
      long at = (long) row * ROW;
      row =
          data.get(ValueLayout.JAVA_INT, at)
              + data.get(ValueLayout.JAVA_INT, at + LINE)
              + data.get(ValueLayout.JAVA_INT, at + 2 * LINE)
              + data.get(ValueLayout.JAVA_INT, at + 3 * LINE);
    }
    units.units += STEPS;
    count.bytes += (long) STEPS * ROW;
    return row;
  }

  /// Reads rows in an order that is known, other ones each time.
  ///
  /// @return the sum of their longs
  @Benchmark
  public long rowThroughput(Count.Units units, Count.Bytes count) {
    if (position + STEPS > order.length) position = 0;
    LongVector sum = LongVector.zero(LONGS);
    for (int i = 0; i < STEPS; i++) {
      long at = (long) order[position + i] * ROW;
      for (int in = 0; in < ROW; in += LONGS.vectorByteSize())
        sum = sum.add(LongVector.fromMemorySegment(LONGS, data, at + in, ORDER));
    }
    position += STEPS;
    units.units += STEPS;
    count.bytes += (long) STEPS * ROW;
    return sum.reduceLanes(VectorOperators.ADD);
  }
}
