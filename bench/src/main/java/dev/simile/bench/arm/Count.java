package dev.simile.bench.arm;

import org.openjdk.jmh.annotations.AuxCounters;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/// What a benchmark counts beside its operations; JMH reports each per second.
public final class Count {
  private Count() {}

  /// Units of work, such as ratings.
  @AuxCounters
  @State(Scope.Thread)
  public static class Units {
    public long units;

    @Setup(Level.Iteration)
    public void begin() {
      units = 0;
    }
  }

  /// Floating-point operations; a multiply-add counts two.
  @AuxCounters
  @State(Scope.Thread)
  public static class Flops {
    public long flops;

    @Setup(Level.Iteration)
    public void begin() {
      flops = 0;
    }
  }

  /// Bytes read from memory or from a file.
  @AuxCounters
  @State(Scope.Thread)
  public static class Bytes {
    public long bytes;

    @Setup(Level.Iteration)
    public void begin() {
      bytes = 0;
    }
  }
}
